# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the closed surface of a fitted person beside the person's own file in the cache.

That file is named by all that the person depends on, the code of this folder included.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.pickled.fault import BROKEN
from ..fitting.cache import save_arrays

__all__ = ["load_outer", "save_outer"]

Outer = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float32]]


def load_outer(fitted: Path, bones: int) -> Outer | None:
    """Inverse of `save_outer`; None if nothing is kept, or nothing usable.

    Args:
        fitted: The person's file.
        bones: How many bones the person has.
    """
    try:
        with np.load(_beside(fitted), allow_pickle=False) as data:
            vertices, triangles = data["vertices"], data["triangles"].astype(np.int64)
            weights = np.zeros((len(vertices), bones), np.float32)
            weights.reshape(-1)[data["at"]] = data["values"]
            fits = vertices.shape[1:] == (3,) and triangles.shape[1:] == (3,) and int(data["bones"]) == bones
            fits = fits and triangles.min() >= 0 and triangles.max() < len(vertices)
            return (vertices, triangles, weights) if fits else None
    except (OSError, *BROKEN):
        return None


def save_outer(fitted: Path, outer: Outer) -> bool:
    """Keep a surface; return whether that could be done.

    Args:
        fitted: The person's file.
        outer: (V, 3) metres, (T, 3) corners, (V, B) weights over all bones.
    """
    vertices, triangles, weights = outer
    at = np.flatnonzero(weights)  # most are 0
    arrays: dict[str, NDArray[Any]] = {
        "vertices": vertices,
        "triangles": triangles.astype(np.int32),
        "at": at.astype(np.int32),
    }
    arrays |= {"values": weights.reshape(-1)[at], "bones": np.array(weights.shape[1])}
    return save_arrays(_beside(fitted), arrays)


def _beside(fitted: Path) -> Path:
    return fitted.with_name(f"{fitted.stem}.outer.npz")
