# SPDX-License-Identifier: GPL-3.0-or-later
"""The studio's backdrop in Workbench: a cove, so that the floor ends nowhere.

Workbench's lights turn with the camera, and with them the brightness of the floor, but not of the world
behind it: there would be a line. The backdrop is shaded as the floor where it begins, and as a wall above.
"""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...common.casters import only_in_workbench
from ...common.presets import SHADOWS
from .nodes import Colour, coloured_mesh, set_normals
from .site import Site

__all__ = ["build_backdrop"]

_SIDES = 96
_COVE = 14.0  # degrees above the horizon where it is upright
# Degrees above the horizon, and how bright its colour is there: measured, so that pictures get lighter evenly
# up to the colour of the world. Workbench takes more light away the flatter one looks.
# fmt: off
_UP, _BRIGHT = np.transpose([
    (-4, 1.13), (0, 1.13), (1, 1.098), (2, 0.926), (3, 0.756),
    (4, 0.641), (5, 0.597), (6, 0.543), (7, 0.506), (8, 0.486),
    (9.5, 0.464), (11, 0.457), (12.5, 0.456), (14, 0.454), (25, 0.459),
    (40, 0.464), (55, 0.471), (70, 0.482), (80, 0.492), (90, 0.492)
])
# fmt: on


def build_backdrop(
    site: Site, radius: float, colour: Colour, plain: Colour, light_from: NDArray[np.float64]
) -> bpy.types.Object:
    """Create the backdrop, not yet in any collection.

    It is not in 3D views, where it would be before the people in a view from the side or above.

    Args:
        site: Where the actors are.
        radius: Metres from their middle, where the floor ends.
        colour: Linear colour of the floor where it has faded.
        plain: Its colour where colours are those of materials.
        light_from: (3,) where the shadows' light comes from.
    """
    up = np.radians(_UP)
    around = np.linspace(0.0, 2 * np.pi, _SIDES, endpoint=False)
    spokes = np.stack([np.cos(around), np.sin(around), np.zeros(_SIDES)], axis=1)
    upwards = np.array([0.0, 0.0, 1.0])
    rays = np.cos(up)[:, None, None] * spokes + np.sin(up)[:, None, None] * upwards
    share = np.clip(up / np.radians(_COVE), 0.0, 1.0)
    above = np.clip((_UP - _COVE) / (90.0 - _COVE), 0.0, 1.0)  # where it goes over into a ceiling
    lean = (np.pi / 2 * (share * share * (3.0 - 2.0 * share) + above))[:, None, None]
    normals = (np.cos(lean) * upwards - np.sin(lean) * spokes).reshape(-1, 3)
    bright = np.repeat(_BRIGHT, _SIDES) / _lit(normals, light_from)
    k = np.arange(_SIDES)
    on = (k + 1) % _SIDES
    band = np.stack([k, on, on + _SIDES, k + _SIDES], axis=1)[:, ::-1]  # seen from inside
    faces = (band + _SIDES * np.arange(len(up) - 1)[:, None, None]).reshape(-1, 4)
    places = radius * rays.reshape(-1, 3)
    mesh = coloured_mesh("Backdrop", places, faces, np.outer(bright, colour))
    set_normals(mesh, normals)
    material: Any = bpy.data.materials.new("Backdrop")
    material.diffuse_color = (*plain, 1.0)
    material.roughness, material.specular_intensity = 1.0, 0.0
    mesh.materials.append(material)
    backdrop: Any = bpy.data.objects.new("Backdrop", mesh)
    backdrop.location = (float(site.centre[0]), float(site.centre[1]), 0.0)
    backdrop.hide_viewport = True
    only_in_workbench(backdrop)
    return backdrop


def _lit(normals: NDArray[np.float64], light_from: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (N,) which share of the light Workbench leaves to what is turned away from its shadows' light.

    As in Blender's ``workbench_composite_frag.glsl`` and ``workbench_state.cc``.
    """
    takes, focus, shift = SHADOWS
    full = 1.0 - focus * (1.0 - shift)
    towards = normals @ (light_from / np.linalg.norm(light_from))
    share = np.clip((full - towards) / (full - shift), 0.0, 1.0)
    out: NDArray[np.float64] = 1.0 - takes * share * share * (3.0 - 2.0 * share)
    return out
