# SPDX-License-Identifier: GPL-3.0-or-later
"""Join pictures to one, for the sheets of this folder: rows from the top, each from the left.

from picture_sheet import join, pixels_of
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

__all__ = ["join", "pixels_of"]

Pixels = NDArray[np.float32]


def pixels_of(path: Path) -> Pixels:
    """Return (H, W, 4) the picture in a file, from 0 to 1, its lowest row first as Blender has it."""
    image: Any = bpy.data.images.load(str(path.resolve()))
    try:
        width, height = image.size
        flat = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(flat)
        return flat.reshape(height, width, 4)
    finally:
        bpy.data.images.remove(image)


def join(rows: Sequence[Sequence[Path | Pixels]], out: Path) -> None:
    """Write pictures as one PNG; what is missing beside and below smaller ones is white.

    Args:
        rows: From the top, the pictures of each from the left: files, or what `pixels_of` returns.
        out: The file that is written.
    """
    tables = [
        _beside([one if isinstance(one, np.ndarray) else pixels_of(one) for one in row]) for row in rows
    ]
    widest = max(table.shape[1] for table in tables)
    whole = np.concatenate([_padded(table, table.shape[0], widest) for table in tables[::-1]], axis=0)
    image: Any = bpy.data.images.new("sheet", whole.shape[1], whole.shape[0])
    try:
        image.pixels.foreach_set(np.ascontiguousarray(whole).ravel())
        image.file_format, image.filepath_raw = "PNG", str(out.resolve())
        image.save()
    finally:
        bpy.data.images.remove(image)


def _beside(tiles: list[Pixels]) -> Pixels:
    highest = max(tile.shape[0] for tile in tiles)
    return np.concatenate([_padded(tile, highest, tile.shape[1]) for tile in tiles], axis=1)


def _padded(tile: Pixels, height: int, width: int) -> Pixels:
    """Return a picture with white below and right of it: the lowest row comes first."""
    missing = ((height - tile.shape[0], 0), (0, width - tile.shape[1]), (0, 0))
    return np.pad(tile, missing, constant_values=1.0)
