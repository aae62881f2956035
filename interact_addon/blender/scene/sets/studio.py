# SPDX-License-Identifier: GPL-3.0-or-later
"""The studio: a floor without end, a grey backdrop, and three-point lighting."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from .backdrop import build_backdrop
from .nodes import Colour, Tree, add_sun, coloured_mesh, two_sided_world
from .site import BuiltSet, Site

__all__ = [
    "BACKDROP",
    "build_floor",
    "build_lights",
    "build_studio",
    "build_world",
    "faded",
    "floor_rings",
    "key_direction",
]

# Linear colours. Workbench draws the floor at about half of its colour, which is near the backdrop's.
BACKDROP = (0.60, 0.62, 0.65)
FLOOR = (0.50, 0.51, 0.53)
VIEWPORT_BACKDROP = (0.47, 0.49, 0.52)
VIEWPORT_FLOOR = (0.84, 0.86, 0.90)
VIEWPORT_FAR = (1.10, 1.145, 1.215)
_FLAT = 0.13  # how much brighter than that at the end: Workbench takes more away the flatter one looks
_FAR = np.array([26.0, 32.0, 42.0, 60.0])  # metres beyond the actors where the floor has faded, and ends
_SIDES = 96
_FADE_FROM, _FADE_TO = 4.0, 22.0  # metres beyond the actors where the floor fades into the backdrop
_KEY, _FILL, _RIM = (-0.75, -0.65, 0.95), (-0.85, 0.90, 0.35), (0.95, 0.35, 0.75)  # across, right, up


def build_studio(site: Site) -> BuiltSet:
    """Build the studio."""
    floor = build_floor(site.centre, site.extent, name="Floor")
    lights = build_lights(site.across, site.centre, name="Light")
    key = key_direction(site.across)
    backdrop = build_backdrop(site, site.extent + float(_FAR[-1]), VIEWPORT_FAR, VIEWPORT_FLOOR, key)
    return BuiltSet((floor, backdrop, *lights), build_world("Backdrop"), key)


def build_world(name: str) -> bpy.types.World:
    """Create a world with soft, even light, which the camera sees as a plain backdrop."""
    # The backdrop is brighter for the camera than as a light, so that faces keep their shading.
    return two_sided_world(name, VIEWPORT_BACKDROP, BACKDROP, ((0.63, 0.62, 0.62), 0.45))


def floor_rings(extent: float) -> tuple[NDArray[np.float64], list[list[int]], NDArray[np.float64]]:
    """Return points and faces of a round floor around (0, 0, 0), and how far each point has faded.

    Args:
        extent: Largest distance of the actors from the middle, in metres.

    Returns:
        (N, 3) points, faces as rows of points, (N,) from 0 near the actors to 1 at the horizon.
    """
    radii = np.concatenate([np.linspace(extent + _FADE_FROM, extent + _FADE_TO, 9), extent + _FAR])
    around = np.linspace(0.0, 2 * np.pi, _SIDES, endpoint=False)
    spokes = np.stack([np.cos(around), np.sin(around), np.zeros(_SIDES)], axis=1)
    places = (radii[:, None, None] * spokes).reshape(-1, 3)
    k = np.arange(_SIDES)
    ring = np.stack([k, k + _SIDES, (k + 1) % _SIDES + _SIDES, (k + 1) % _SIDES], axis=1)
    faces = [k.tolist(), *(ring + _SIDES * np.arange(len(radii) - 1)[:, None, None]).reshape(-1, 4).tolist()]
    fade = np.clip(np.arange(len(radii)) / 8.0, 0.0, 1.0) ** 2
    return places, faces, np.repeat(fade, _SIDES)


def build_floor(centre: NDArray[np.float64], extent: float, *, name: str) -> bpy.types.Object:
    """Create a round floor at height 0 that fades into the backdrop; not yet in any collection.

    Args:
        centre: (3,) middle of the actors' paths, in metres.
        extent: Largest distance of the actors from it, in metres.
        name: Name of the object.
    """
    places, faces, fade = floor_rings(extent)
    beyond = np.linalg.norm(places, axis=1) - extent - _FADE_TO
    flat = 1.0 + _FLAT * np.clip(beyond / (_FAR[-1] - _FADE_TO), 0.0, 1.0)
    tints = np.outer(1 - fade, VIEWPORT_FLOOR) + np.outer(fade * flat, VIEWPORT_FAR)
    mesh = coloured_mesh(name, places, faces, tints)
    mesh.materials.append(_floor_material(name, extent))
    floor = bpy.data.objects.new(name, mesh)
    floor.location = (float(centre[0]), float(centre[1]), 0.0)
    return floor


def _floor_material(name: str, extent: float) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    material.diffuse_color = (*VIEWPORT_FLOOR, 1.0)
    material.roughness = 1.0
    material.specular_intensity = 0.0
    tree = Tree(material)
    surface = tree.add(
        "ShaderNodeBsdfPrincipled",
        {"Base Color": (*FLOOR, 1.0), "Roughness": 0.65, "Specular IOR Level": 0.25},
    )
    glow = tree.add("ShaderNodeEmission", {"Color": (*BACKDROP, 1.0)})
    mix = tree.add("ShaderNodeMixShader", {0: faded(tree, extent), 1: surface.outputs[0], 2: glow.outputs[0]})
    tree.add("ShaderNodeOutputMaterial", {"Surface": mix.outputs[0]})
    return material


def faded(tree: Tree, extent: float) -> Any:
    """Add nodes to a floor's material, and return the socket that goes from 0 to 1 at the horizon."""
    place = tree.add("ShaderNodeTexCoord").outputs["Object"]
    distance = tree.math("LENGTH", place)
    inputs = {"Value": distance, "From Min": extent + _FADE_FROM, "From Max": extent + _FADE_TO}
    return tree.add("ShaderNodeMapRange", inputs, interpolation_type="SMOOTHERSTEP").outputs["Result"]


def build_lights(
    across: NDArray[np.float64],
    centre: NDArray[np.float64],
    *,
    name: str,
    strengths: tuple[float, float, float] = (1.8, 0.75, 1.5),
    key: Colour = (1.0, 0.955, 0.90),
    softness: float = 0.14,
    rim_softness: float | None = 0.1,
) -> list[bpy.types.Object]:
    """Create key, fill and rim lights as suns, so that the light is the same wherever the actors walk.

    Args:
        across: (3,) horizontal view direction of the camera.
        centre: (3,) middle of the actors' paths; only the place where the lamps are drawn depends on it.
        name: Prefix of the objects' names.
        strengths: Of key, fill and rim, in W/m2.
        key: Linear colour of the key.
        softness: Angle of the key, in radians.
        rim_softness: Angle of the rim light; where it is large there are no shadows of two suns. None: it
            casts none.
    """
    # (name, where it comes from, strength, softness, colour, casts a shadow)
    plan: tuple[tuple[str, Any, float, float, Colour, bool], ...] = (
        ("key", _KEY, strengths[0], softness, key, True),
        ("fill", _FILL, strengths[1], 0.6, (0.88, 0.93, 1.0), False),
        ("rim", _RIM, strengths[2], rim_softness or 0.0, (1.0, 0.98, 0.95), rim_softness is not None),
    )
    return [
        add_sun(
            f"{name}.{part}",
            _towards(across, place),
            centre,
            across,
            strength=strength,
            softness=soft,
            colour=colour,
            shadow=shadow,
        )
        for part, place, strength, soft, colour, shadow in plan
    ]


def key_direction(across: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (3,) where the key light comes from."""
    return _towards(across, _KEY)


def _towards(across: NDArray[np.float64], place: Colour) -> NDArray[np.float64]:
    """Return (3,) a direction given as across, right and up of the front camera."""
    right = np.array([across[1], -across[0], 0.0])
    return place[0] * across + place[1] * right + np.array([0.0, 0.0, place[2]])
