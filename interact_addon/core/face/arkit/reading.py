# SPDX-License-Identifier: GPL-3.0-or-later
"""Read any face file, detected by its content, not its extension."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

from ...foundation.errors import FaceError
from .livelink import read_livelink
from .npy_file import read_npy
from .track import FaceTrack

__all__ = ["read_face"]

_NPY = b"\x93NUMPY"
_OTHERS = {
    b"PK\x03\x04": "an archive (.npz or .zip), not one array",
    b"\x80": "a Python pickle, which is not opened since that would run its code",
    b"\x89HDF": "an HDF5 file",
    b"{": "JSON",
}
_DATASET_RATE = Fraction(30)


def read_face(path: str | os.PathLike[str], rate: Fraction | None = None) -> FaceTrack:
    """Read ARKit weights: a numpy array in the dataset's order, or a Live Link Face table.

    Args:
        path: The file.
        rate: Frames per second of the result. An array does not store its rate and is read at this one
            (default: 30); a Live Link table has timecodes and is resampled to it (default: its own rate).

    Raises:
        FaceError: The file is in neither format, or invalid.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            head = stream.read(16)
    except OSError as error:
        raise FaceError(f"the face cannot be read ({error.strerror})", path=file) from error
    if head.startswith(_NPY):
        return read_npy(file, rate or _DATASET_RATE)
    if not head:
        raise FaceError("the file is empty", path=file)
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise FaceError(f"this is {what}", path=file, cure="Give an .npy array or a Live Link Face .csv")
    return read_livelink(file, rate)
