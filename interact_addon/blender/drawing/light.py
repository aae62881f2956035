# SPDX-License-Identifier: GPL-3.0-or-later
"""The light of a draft: the lamps of Workbench's studio light, and one light that casts shadows."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector
from numpy.typing import NDArray

from .shaders import LAMPS

__all__ = ["lamp_values", "shadow_matrix", "towards_light"]

_STUDIO = "paint.sl"
_LEAST = 5.0  # metres across that the map shows at least, so that shadows are soft
_MARGIN = 0.05  # metres around what casts shadows
_REACH = 40.0  # metres along the light that shadows reach beyond it


def towards_light(scene: bpy.types.Scene) -> Vector:
    """Return where the light of a scene's shadows comes from; Workbench has Y up and Z to the front."""
    display: Any = scene.display
    x, up, front = display.light_direction
    return Vector((x, -front, up)).normalized()


def lamp_values(scene: bpy.types.Scene) -> tuple[NDArray[np.float32], int]:
    """Return how Workbench's lamps shine; they turn with the camera.

    Returns:
        (1 + 3 * LAMPS, 4): the ambient colour, then each lamp's direction in the camera's space, colour, and
        gloss; and how many lamps give highlights, which are the first.
    """
    display: Any = scene.display
    shading, preferences = display.shading, bpy.context.preferences
    every: Any = () if preferences is None else preferences.studio_lights
    by_name = {light.name: light for light in every if light.type == "STUDIO"}
    light = by_name.get(shading.studio_light) or by_name.get(_STUDIO) or next(iter(by_name.values()))
    values = np.zeros((1 + 3 * LAMPS, 4), np.float32)
    values[0] = (*light.light_ambient, float(shading.show_specular_highlight))
    used = [lamp for lamp in list(light.solid_lights)[:LAMPS] if lamp.use]
    glossy = [lamp for lamp in used if any(lamp.specular_color)]
    for row, lamp in enumerate([*glossy, *(lamp for lamp in used if lamp not in glossy)], start=1):
        values[row, :3] = lamp.direction
        values[row + LAMPS] = (*lamp.diffuse_color, lamp.smooth)
        values[row + 2 * LAMPS, :3] = lamp.specular_color
    return values, len(glossy)


def shadow_matrix(
    towards: Vector, low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[Matrix, float, float]:
    """Return the matrix from the world to the map of shadows, and how wide and deep that map is.

    Args:
        towards: Where the light comes from.
        low: (3,) the lowest corner of what casts shadows, in metres.
        high: The highest.

    Returns:
        A matrix whose results are from -1 to 1, metres across, metres along the light.
    """
    turn = towards.to_track_quat("Z", "Y").to_matrix().transposed().to_4x4()
    corners = np.stack(np.meshgrid(*np.stack([low, high]).T, indexing="ij"), axis=-1).reshape(-1, 3)
    seen = corners @ np.array(turn)[:3, :3].T
    middle = (seen.min(axis=0) + seen.max(axis=0)) / 2
    half = max(float(np.ptp(seen, axis=0)[:2].max()) + 2 * _MARGIN, _LEAST) / 2
    near, far = seen[:, 2].max() + _MARGIN, seen[:, 2].min() - _REACH
    depth = float(near - far)
    scale = Matrix.Diagonal((1.0 / half, 1.0 / half, -2.0 / depth, 1.0))
    shift = Matrix.Translation((-middle[0], -middle[1], -(near + far) / 2))
    return scale @ shift @ turn, 2.0 * half, depth
