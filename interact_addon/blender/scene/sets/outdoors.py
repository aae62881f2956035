# SPDX-License-Identifier: GPL-3.0-or-later
"""Outdoors: open ground in a park, as one of Blender's panoramas shows it.

The panorama is only seen. Light of its colours would tint skin, and its sun is as noisy as it is small: a sun
where it has one, and even light of a cloudy sky take its place.
"""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ....core.foundation.findings import Finding
from ...common.casters import only_in_workbench
from .nodes import Tree, coloured_mesh, set_normals
from .site import BuiltSet, Site
from .sky import Sky, load_sky
from .studio import build_lights, faded, floor_rings, key_direction

__all__ = ["build_outdoors"]

_PANORAMA = "forest.exr"
_EYES = 1.7  # metres: from there the horizon of the dome is the panorama's
_DOME = 62.0
_COLUMNS, _ROWS = 240, 44
_LOWEST = -0.10  # radians
_WORKBENCH = 0.475
"""What Workbench shows of the colour of a floor, or of what has its normals."""
_LIGHT = (0.60, 0.62, 0.65)


def build_outdoors(site: Site) -> BuiltSet:
    """Build the square, the sky and the sun."""
    source = key_direction(site.across)
    sky = load_sky(_PANORAMA, source)
    ground = _ground(site, sky)
    dome = _dome(site, sky)
    lights = build_lights(
        site.across,
        site.centre,
        name="Light",
        strengths=(2.3, 0.45, 0.8),
        key=(1.0, 0.97, 0.93),
        softness=0.05,
        rim_softness=None,
    )
    return BuiltSet((ground, dome, *lights), _world(sky), source, _missing(sky))


def _missing(sky: Sky) -> tuple[Finding, ...]:
    if sky.image is not None:
        return ()
    text = (
        f"this Blender does not have its panorama {_PANORAMA} (datafiles/studiolights/world), so outdoors"
        " has a plain sky"
    )
    return (Finding("no-panorama", text),)


def _world(sky: Sky) -> bpy.types.World:
    world = bpy.data.worlds.new("Sky")
    world.color = _shown(sky.blurred(np.array([0.0, 0.85, 0.53])))
    tree = Tree(world)
    direction = tree.add("ShaderNodeTexCoord").outputs["Generated"]
    seen = tree.add("ShaderNodeBackground", {"Color": sky.colour_nodes(tree, direction)})
    light = tree.add("ShaderNodeBackground", {"Color": (*_LIGHT, 1.0), "Strength": 0.8})
    path = tree.add("ShaderNodeLightPath")
    mix = tree.add(
        "ShaderNodeMixShader", {0: path.outputs["Is Camera Ray"], 1: light.outputs[0], 2: seen.outputs[0]}
    )
    tree.add("ShaderNodeOutputWorld", {"Surface": mix.outputs[0]})
    return world


def _ground_colour(sky: Sky) -> NDArray[np.float64]:
    """Return the (3,) colour of the ground: as the panorama has it, but no darker than dry stone."""
    around = np.linspace(0.0, 2 * np.pi, 64, endpoint=False)
    down = np.radians(-12.0)
    rim = np.stack(
        [np.cos(down) * np.cos(around), np.cos(down) * np.sin(around), np.full(64, np.sin(down))], axis=1
    )
    seen = np.median(sky.colours(rim), axis=0)
    tone: NDArray[np.float64] = seen * (np.clip(seen.mean(), 0.26, 0.36) / max(1e-6, seen.mean()))
    return 0.3 * tone + 0.7 * tone.mean()


def _ground(site: Site, sky: Sky) -> bpy.types.Object:
    places, faces, fade = floor_rings(site.extent)
    tone = _ground_colour(sky)
    rays = places - np.array([0.0, 0.0, _EYES])
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    tints = (1 - fade[:, None]) * tone * 1.7 + fade[:, None] * _shown(sky.blurred(rays)) / _WORKBENCH
    mesh = coloured_mesh("Ground", places, faces, tints)
    mesh.materials.append(_ground_material(sky, tone, site.extent))
    ground = bpy.data.objects.new("Ground", mesh)
    ground.location = (float(site.centre[0]), float(site.centre[1]), 0.0)
    return ground


def _ground_material(sky: Sky, tone: NDArray[np.float64], extent: float) -> bpy.types.Material:
    material: Any = bpy.data.materials.new("Ground")
    material.diffuse_color = (*(1.7 * tone).tolist(), 1.0)
    material.roughness, material.specular_intensity = 1.0, 0.0
    tree = Tree(material)
    place = tree.add("ShaderNodeTexCoord").outputs["Object"]
    grain = tree.add("ShaderNodeTexNoise", {"Vector": place, "Scale": 45.0, "Detail": 4.0}).outputs[0]
    patches = tree.add("ShaderNodeTexNoise", {"Vector": place, "Scale": 0.6, "Detail": 3.0}).outputs[0]
    both = tree.add("ShaderNodeMath", {0: grain, 1: patches}, operation="ADD").outputs[0]
    range_ = {"Value": both, "From Min": 0.6, "From Max": 1.4, "To Min": 0.82, "To Max": 1.18}
    varied = tree.add("ShaderNodeMapRange", range_).outputs["Result"]
    colour = tree.add("ShaderNodeVectorMath", {0: tone.tolist(), "Scale": varied}, operation="SCALE")
    surface = tree.add(
        "ShaderNodeBsdfPrincipled",
        {
            "Base Color": tree.only_seen(colour.outputs["Vector"]),
            "Roughness": 0.85,
            "Specular IOR Level": 0.2,
        },
    )
    # Far away it is what the panorama shows there, so that no edge is seen.
    outwards = tree.math(
        "MULTIPLY", tree.add("ShaderNodeNewGeometry").outputs["Incoming"], (-1.0, -1.0, -1.0)
    )
    seen = tree.add("ShaderNodeEmission", {"Color": sky.colour_nodes(tree, outwards)})
    light = tree.add("ShaderNodeEmission", {"Color": (*_LIGHT, 1.0)})
    path = tree.add("ShaderNodeLightPath").outputs["Is Camera Ray"]
    far = tree.add("ShaderNodeMixShader", {0: path, 1: light.outputs[0], 2: seen.outputs[0]})
    mix = tree.add("ShaderNodeMixShader", {0: faded(tree, extent), 1: surface.outputs[0], 2: far.outputs[0]})
    tree.add("ShaderNodeOutputMaterial", {"Surface": mix.outputs[0]})
    return material


def _dome(site: Site, sky: Sky) -> bpy.types.Object:
    """Create the sky that Workbench shows, which has no panoramas: a dome in the panorama's colours."""
    up = _LOWEST + (np.pi / 2 - _LOWEST) * np.linspace(0.0, 1.0, _ROWS) ** 1.6  # finest by the horizon
    around = np.linspace(0.0, 2 * np.pi, _COLUMNS, endpoint=False)
    level = np.cos(up)[:, None]
    rays = np.stack(
        [
            level * np.cos(around),
            level * np.sin(around),
            np.broadcast_to(np.sin(up)[:, None], (_ROWS, _COLUMNS)),
        ],
        axis=2,
    ).reshape(-1, 3)
    k = np.arange(_COLUMNS)
    on = (k + 1) % _COLUMNS
    ring = np.stack([k, on, on + _COLUMNS, k + _COLUMNS], axis=1)[:, ::-1]  # seen from inside
    faces = (ring + _COLUMNS * np.arange(_ROWS - 1)[:, None, None]).reshape(-1, 4)
    mesh = coloured_mesh("Sky", (_DOME + site.extent) * rays, faces, _shown(sky.blurred(rays)) / _WORKBENCH)
    set_normals(mesh, np.tile((0.0, 0.0, 1.0), (len(rays), 1)))  # lit from everywhere as the ground is
    material: Any = bpy.data.materials.new("Sky")
    material.diffuse_color = (*(_shown(sky.blurred(np.array([0.0, 0.85, 0.53]))) / _WORKBENCH).tolist(), 1.0)
    material.roughness, material.specular_intensity = 1.0, 0.0
    mesh.materials.append(material)
    dome = bpy.data.objects.new("Sky", mesh)
    dome.location = (float(site.centre[0]), float(site.centre[1]), _EYES)
    only_in_workbench(dome)
    return dome


def _shown(colours: NDArray[np.float64]) -> Any:
    """Return colours as a picture without film look shows them: bright ones not all white."""
    return 1.0 - np.exp(-1.35 * np.clip(colours, 0.0, None))
