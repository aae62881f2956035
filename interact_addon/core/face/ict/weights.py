# SPDX-License-Identifier: GPL-3.0-or-later
"""Read (N, 55) ICT weights, and any ARKit file as (N, 51)."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.arrays import map_array
from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from ...foundation.reading.plain_file import plain_stream
from ..arkit.arkit import ARKIT_51
from ..arkit.face_options import FaceReading
from ..arkit.reading import Loudness, read_rows
from ..arkit.rows import DATASET_RATE
from .names import ICT_55

__all__ = ["DATASET_RATE", "count_frames", "read_arkit_weights", "read_ict_weights", "read_numbers"]

_OTHERS = {
    51: "those of ARKit without the tongue, as in face_arkit",
    52: "those of ARKit",
    53: "ICT-FaceKit's without cheekRaiser",
    57: "ICT-FaceKit's with the pupils",
    61: "those of Live Link Face",
}
_PICKLE = b"\x80"


def read_numbers(path: Path) -> NDArray:
    """Memory-map an .npy file's array; nothing is unpickled.

    Raises:
        FaceError: The file is not a numeric array.
    """
    try:
        with plain_stream(path) as stream:
            head = stream.read(6)
    except OSError as error:
        raise FaceError(f"the file cannot be read ({error.strerror})", path=path) from error
    if not head:
        raise FaceError("the file is empty", path=path)
    if head.startswith(_PICKLE):
        raise FaceError(
            "this is a Python pickle, which is not opened since that would run its code", path=path
        )
    return map_array(path)


def count_frames(path: Path) -> int:
    """Return the number of frames of ICT weights in a file, from its header alone.

    Raises:
        FaceError: The file is not a numeric (N, 55) array, or has no frames.
    """
    return int(_checked(path).shape[0])


def _checked(path: Path) -> NDArray:
    table = read_numbers(path)
    if table.ndim != 2 or table.shape[1] != len(ICT_55):
        text = f"the array has the shape {table.shape}, not (frames, 55)"
        cure = None
        if table.ndim == 2 and table.shape[1] in _OTHERS:
            text += f": {table.shape[1]} columns are {_OTHERS[table.shape[1]]}"
        elif table.ndim == 2 and table.shape[0] == len(ICT_55):
            cure = "Rows and columns seem exchanged: transpose it"
        raise FaceError(text, path=path, cure=cure)
    if table.shape[0] == 0:
        raise FaceError("the array has no frames", path=path)
    return table


def read_ict_weights(path: str | os.PathLike[str]) -> NDArray[np.float32]:
    """Read ICT weights: (N, 55) float32 in the file's order.

    Raises:
        FaceError: The file is not such an array, or contains a value that is not finite.
    """
    file = Path(path)
    with np.errstate(over="ignore", invalid="ignore"):
        weights = np.ascontiguousarray(_checked(file), dtype=np.float32)
    bad = ~np.isfinite(weights)
    if bad.any():
        row, column = (int(place) for place in np.argwhere(bad)[0])
        where = f"the first in frame {row}, column {column}"
        raise FaceError(f"{int(bad.sum())} of the weights are not finite numbers, {where}", path=file)
    return weights


def read_arkit_weights(
    path: str | os.PathLike[str], reading: FaceReading | None = None, loudness: Loudness | None = None
) -> tuple[NDArray[np.float32], tuple[Finding, ...]]:
    """Read ARKit weights of any file, at 30 frames per second.

    Args:
        path: The file.
        reading: How it is read.
        loudness: The voice, which is heard where the values alone do not tell the order of the columns.

    Returns:
        (N, 51) float32 in ARKit's order, 0 for shapes missing in the file; and the findings.

    Raises:
        FaceError: The file is in no known form, or invalid.
    """
    file = Path(path)
    reading = reading or FaceReading()
    rows = read_rows(file, reading.face_rate, columns=reading.face_columns, loudness=loudness)
    track = rows.track(DATASET_RATE, reading.face_rate)
    findings = track.findings
    weights = np.zeros((track.frames, len(ARKIT_51)), np.float32)
    for place, name in enumerate(track.names):
        if name in ARKIT_51:
            weights[:, ARKIT_51.index(name)] = track.weights[:, place]
        elif track.weights[:, place].any():
            message = f"{file}: ICT-FaceKit has no {name}, which moves here: it is ignored"
            findings += (Finding("shape-left-out", message, path=str(file)),)
    return weights, findings
