# SPDX-License-Identifier: GPL-3.0-or-later
"""Read ARKit weights from .npy files in the dataset's order."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from ...foundation.arrays import map_array
from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from .arkit import ARKIT_51, ARKIT_52
from .track import FaceTrack

__all__ = ["read_npy"]

_NAMES = {len(ARKIT_51): ARKIT_51, len(ARKIT_52): ARKIT_52}
# Other tables by their number of columns, for the error message.
_OTHERS = {
    53: "those of ICT-FaceKit",
    55: "those of ICT-FaceKit, as in face_ict",
    61: "those of Live Link Face, with head and eye angles",
}
# ARKit's values reach 1.0033; much larger ones are in another unit (percent, bytes) or wrong.
_USUAL = (-0.5, 1.5)


def read_npy(path: Path, rate: Fraction) -> FaceTrack:
    """Read an (N, 51) or (N, 52) array of numbers.

    Args:
        path: The ``.npy`` file; float16, float32, float64 and integers of any byte order.
        rate: Frames per second of the rows, which the file does not store.

    Raises:
        FaceError: The file cannot be read, has another shape, or contains a value that is not finite.
    """
    table = map_array(path)
    names = _names(path, table.shape)
    with np.errstate(over="ignore"):
        weights = np.ascontiguousarray(table, dtype=np.float32)
    bad = ~np.isfinite(weights)
    if bad.any():
        row, column = (int(place) for place in np.argwhere(bad)[0])
        where = f"the first {names[column]} in frame {row}"
        raise FaceError(f"{int(bad.sum())} of the weights are not finite numbers, {where}", path=path)
    low, high = float(weights.min()), float(weights.max())
    findings: tuple[Finding, ...] = ()
    if low < _USUAL[0] or high > _USUAL[1]:
        message = (
            f"{path} has weights from {low:g} to {high:g}, where 0 to 1 is usual: they are kept unchanged"
        )
        findings = (Finding("face-values-unusual", message, path=str(path)),)
    return FaceTrack(names, weights, rate, findings)


def _names(path: Path, shape: tuple[int, ...]) -> tuple[str, ...]:
    if len(shape) == 2 and shape[1] in _NAMES:
        if shape[0] == 0:
            raise FaceError("the array has no frames", path=path)
        return _NAMES[shape[1]]
    text = f"the array has the shape {shape}, not (frames, 51) or (frames, 52)"
    cure = None
    if len(shape) == 2 and shape[1] in _OTHERS:
        text += f": {shape[1]} columns are {_OTHERS[shape[1]]}"
    elif len(shape) == 2 and shape[0] in _NAMES:
        cure = "Rows and columns seem exchanged: transpose it"
    raise FaceError(text, path=path, cure=cure)
