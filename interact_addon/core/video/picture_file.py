# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures as arrays: read from BMP, downscaled, passed between processes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..foundation.arrays import map_array
from ..foundation.atomic_file import atomic_write
from ..foundation.errors import FaceError, InputError, WorkError
from ..foundation.reading.plain_file import read_plain

__all__ = ["read_bmp", "read_pixels", "shrink", "write_pixels"]

_LARGEST = 4096  # pixels of a side


def write_pixels(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write (height, width, 4) bytes of RGBA as an ``.npy`` file, atomically.

    Raises:
        WorkError: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not synced: it passes between two processes and is worthless afterwards.
        with atomic_write(path, sync=False) as stream:
            np.save(stream, np.ascontiguousarray(pixels, dtype=np.uint8), allow_pickle=False)
    except OSError as error:
        raise WorkError(f"the picture cannot be written ({error.strerror})", path=path) from error


def read_pixels(path: Path) -> NDArray[np.uint8]:
    """Read (height, width, 4) bytes of RGBA from an ``.npy`` file.

    Raises:
        InputError: The file is missing or invalid.
    """
    try:
        pixels = map_array(path)
    except FaceError as error:
        raise InputError(f"the picture cannot be read ({error.message})", path=path) from error
    if pixels.dtype != np.uint8 or pixels.ndim != 3:
        raise InputError("not a picture", path=path)
    if pixels.shape[2] != 4 or not 0 < min(pixels.shape) <= max(pixels.shape) <= _LARGEST:
        raise InputError("not a picture", path=path)
    return np.array(pixels)


def read_bmp(path: Path) -> NDArray[np.uint8]:
    """Read (height, width, 4) bytes of an uncompressed BMP with 24 or 32 bits per pixel, bottom row first.

    Raises:
        InputError: The file is missing or not such a BMP.
    """
    try:
        raw = read_plain(path)
        magic, start, width, height, bits, packing = struct.unpack_from("<2s8xI4xii2xHI", raw)
        count = bits // 8
        stride = (width * bits + 31) // 32 * 4
        if magic != b"BM" or bits not in (24, 32) or packing not in (0, 3) or width < 1 or height == 0:
            raise ValueError("not an uncompressed BMP in true colour")
        rows = np.frombuffer(raw, np.uint8, abs(height) * stride, start).reshape(abs(height), stride)
    except (OSError, ValueError, struct.error) as error:
        raise InputError(f"the picture cannot be read ({error})", path=path) from error
    stored = rows[:, : width * count].reshape(abs(height), width, count)
    pixels = np.full((abs(height), width, 4), 255, dtype=np.uint8)
    pixels[..., :3] = stored[..., 2::-1]
    return pixels if height > 0 else pixels[::-1]


def shrink(pixels: NDArray[np.uint8], edge: int) -> NDArray[np.uint8]:
    """Downscale a picture to sides of at most ``edge`` pixels by averaging blocks of pixels.

    Args:
        pixels: (height, width, channels).
        edge: The largest side in pixels. Smaller pictures are unchanged.
    """
    step = -(-max(pixels.shape[:2]) // edge)
    if step == 1:
        return pixels
    height, width = (max(1, side // step) for side in pixels.shape[:2])
    step_y, step_x = min(step, pixels.shape[0]), min(step, pixels.shape[1])
    squares = pixels[: height * step_y, : width * step_x].reshape(height, step_y, width, step_x, -1)
    return np.rint(squares.mean(axis=(1, 3))).astype(np.uint8)
