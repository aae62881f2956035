# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns between a file's axes and Blender's, by the axis that points up in the file.

All are rotations, never mirrors: left stays left. Files with Y up are turned as Blender's importer turns
them, and the others about the horizontal from there. So with -Y up, as cameras have it (X right, Y down, Z
ahead), what is ahead in the file is Blender's Y.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["UP_AXES", "from_world", "to_world", "turned_from_world", "turned_to_world"]

# For Blender's X, Y and Z: which of the file's axes, and its sign.
_WORLD: dict[str, tuple[tuple[int, float], ...]] = {
    "Y": ((0, 1.0), (2, -1.0), (1, 1.0)),
    "Z": ((0, 1.0), (1, 1.0), (2, 1.0)),
    "-Y": ((0, 1.0), (2, 1.0), (1, -1.0)),
    "-Z": ((0, 1.0), (1, -1.0), (2, -1.0)),
    "X": ((2, -1.0), (1, 1.0), (0, 1.0)),
    "-X": ((2, 1.0), (1, 1.0), (0, -1.0)),
}
UP_AXES: tuple[str, ...] = tuple(_WORLD)


def to_world(v: NDArray[np.float64], up: str) -> NDArray[np.float64]:
    """Turn vectors (..., 3) from a file's axes to Blender's."""
    if up == "Z":
        return v
    return np.stack([v[..., axis] * sign for axis, sign in _WORLD[up]], axis=-1)


def from_world(v: NDArray[np.float64], up: str) -> NDArray[np.float64]:
    """Turn vectors (..., 3) from Blender's axes to a file's."""
    if up == "Z":
        return v
    back = sorted((axis, place, sign) for place, (axis, sign) in enumerate(_WORLD[up]))
    return np.stack([v[..., place] * sign for _, place, sign in back], axis=-1)


def turned_to_world(q: NDArray[np.float64], up: str) -> NDArray[np.float64]:
    """Turn quaternions (..., 4) from a file's axes to Blender's, by turning the axis they rotate about."""
    return q if up == "Z" else np.concatenate([q[..., :1], to_world(q[..., 1:], up)], axis=-1)


def turned_from_world(q: NDArray[np.float64], up: str) -> NDArray[np.float64]:
    """Turn quaternions (..., 4) from Blender's axes to a file's."""
    return q if up == "Z" else np.concatenate([q[..., :1], from_world(q[..., 1:], up)], axis=-1)
