# SPDX-License-Identifier: GPL-3.0-or-later
"""A face as Live Link Face writes it: a table with a timecode, columns in its own order."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.face.arkit import ARKIT_51

__all__ = ["write_live_link"]

_SWAPPED = (("jawLeft", "jawRight"), ("mouthLeft", "mouthRight"))  # against ARKit's order

_ANGLES = [f"{part}{axis}" for part in ("Head", "LeftEye", "RightEye") for axis in ("Yaw", "Pitch", "Roll")]
_RIGHT_FIRST = {
    "jawLeft": "jawRight",
    "jawRight": "jawLeft",
    "mouthLeft": "mouthRight",
    "mouthRight": "mouthLeft",
}


def write_live_link(path: Path, weights: NDArray[np.float32]) -> None:
    """Write a recording of 60 frames a second.

    Args:
        path: The ``.csv`` file.
        weights: (N, 51) in ARKit's order.
    """
    other = {name: pair[1 - place] for pair in _SWAPPED for place, name in enumerate(pair)}
    names = [other.get(name, name) for name in ARKIT_51]
    columns = [ARKIT_51.index(name) for name in names]
    titles = [name[0].upper() + name[1:] for name in names]
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["Timecode", "BlendShapeCount", *titles, "TongueOut", *_ANGLES])
        for frame, row in enumerate(weights[:, columns].tolist()):
            clock = f"10:{frame // 3600:02d}:{frame // 60 % 60:02d}:{frame % 60:02d}.250"
            tongue = 0.5 * row[names.index("jawOpen")]  # so that there is something that the 51 do not have
            cells = [f"{value:.10f}" for value in (*row, tongue, *[0.0] * len(_ANGLES))]
            table.writerow([clock, "61", *cells])
