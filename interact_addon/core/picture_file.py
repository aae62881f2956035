# SPDX-License-Identifier: GPL-3.0-or-later
"""A small picture that passes from one process to another, as plain bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import InputError, WorkError

__all__ = ["read_pixels", "write_pixels"]

_LARGEST = 4096  # pixels of a side


def write_pixels(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write (height, width, 4) bytes of RGBA as an ``.npy`` file, which a reader sees whole or not at all.

    Raises:
        WorkError: It cannot be written.
    """
    part = path.with_name(f"{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.save(file, np.ascontiguousarray(pixels, dtype=np.uint8), allow_pickle=False)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WorkError(f"the picture cannot be written ({error.strerror})", path=path) from error


def read_pixels(path: Path) -> NDArray[np.uint8]:
    """(height, width, 4) bytes of RGBA.

    Raises:
        InputError: The file is not there, or holds something else.
    """
    try:
        pixels = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"this cannot be read as a picture ({error})", path=path) from error
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != 3:
        raise InputError("this is no picture", path=path)
    if pixels.shape[2] != 4 or not 0 < min(pixels.shape) <= max(pixels.shape) <= _LARGEST:
        raise InputError("this is no picture", path=path)
    return pixels
