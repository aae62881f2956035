# SPDX-License-Identifier: GPL-3.0-or-later
"""The actors' surroundings: floor, backdrop, and three-point lighting."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from numpy.typing import NDArray

__all__ = ["BACKDROP", "build_floor", "build_lights", "build_world"]

# Linear colours. Workbench draws the floor at about half of its colour, which is near the backdrop's.
BACKDROP = (0.60, 0.62, 0.65)
FLOOR = (0.50, 0.51, 0.53)
VIEWPORT_BACKDROP = (0.47, 0.49, 0.52)
VIEWPORT_FLOOR = (0.84, 0.86, 0.90)
VIEWPORT_FAR = (0.99, 1.03, 1.09)
_FLOOR_RADIUS = 60.0
_SIDES = 96
# Metres behind the front camera: the position of a sun has no effect, but its line would cross the picture.
_ASIDE = 12.0
_FADE_FROM, _FADE_TO = 4.0, 22.0  # metres beyond the actors where the floor fades into the backdrop


def build_world(name: str) -> bpy.types.World:
    """Create a world with soft, even light, which the camera sees as a plain backdrop."""
    world = bpy.data.worlds.new(name)
    world.color = VIEWPORT_BACKDROP
    tree = _node_tree(world)
    background = _node(tree, "ShaderNodeBackground")
    background.inputs["Color"].default_value = (*BACKDROP, 1.0)
    background.inputs["Strength"].default_value = 1.0
    dim = _node(tree, "ShaderNodeBackground")
    dim.inputs["Color"].default_value = (0.63, 0.62, 0.62, 1.0)
    dim.inputs["Strength"].default_value = 0.45
    # The backdrop is brighter for the camera than as a light, so that faces keep their shading.
    path = _node(tree, "ShaderNodeLightPath")
    mix = _node(tree, "ShaderNodeMixShader")
    output = _node(tree, "ShaderNodeOutputWorld")
    tree.links.new(path.outputs["Is Camera Ray"], mix.inputs[0])
    tree.links.new(dim.outputs[0], mix.inputs[1])
    tree.links.new(background.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], output.inputs["Surface"])
    return world


def build_floor(centre: NDArray[np.float64], extent: float, *, name: str) -> bpy.types.Object:
    """Create a round floor at height 0 that fades into the backdrop; not yet in any collection.

    Args:
        centre: (3,) middle of the actors' paths, in metres.
        extent: Largest distance of the actors from it, in metres.
        name: Name of the object.
    """
    radii = np.concatenate([np.linspace(extent + _FADE_FROM, extent + _FADE_TO, 9), [_FLOOR_RADIUS + extent]])
    around = np.linspace(0.0, 2 * np.pi, _SIDES, endpoint=False)
    spokes = np.stack([np.cos(around), np.sin(around), np.zeros(_SIDES)], axis=1)
    places = (radii[:, None, None] * spokes).reshape(-1, 3)
    k = np.arange(_SIDES)
    ring = np.stack([k, k + _SIDES, (k + 1) % _SIDES + _SIDES, (k + 1) % _SIDES], axis=1)
    faces = [k.tolist(), *(ring + _SIDES * np.arange(len(radii) - 1)[:, None, None]).reshape(-1, 4).tolist()]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(places.tolist(), [], faces)
    mesh.materials.append(_floor_material(name, extent))
    fade = np.clip(np.arange(len(radii)) / 8.0, 0.0, 1.0) ** 2
    tones = np.outer(1 - fade, VIEWPORT_FLOOR) + np.outer(fade, VIEWPORT_FAR)
    colours: Any = mesh.color_attributes.new("tint", "FLOAT_COLOR", "POINT")
    rgba = np.pad(np.repeat(tones, _SIDES, axis=0), ((0, 0), (0, 1)), constant_values=1.0).astype(np.float32)
    colours.data.foreach_set("color", rgba.reshape(-1))
    floor = bpy.data.objects.new(name, mesh)
    floor.location = (float(centre[0]), float(centre[1]), 0.0)
    return floor


def _floor_material(name: str, extent: float) -> bpy.types.Material:
    material = bpy.data.materials.new(name)
    material.diffuse_color = (*VIEWPORT_FLOOR, 1.0)
    material.roughness = 1.0
    material.specular_intensity = 0.0
    tree = _node_tree(material)
    surface = _node(tree, "ShaderNodeBsdfPrincipled")
    surface.inputs["Base Color"].default_value = (*FLOOR, 1.0)
    surface.inputs["Roughness"].default_value = 0.65
    surface.inputs["Specular IOR Level"].default_value = 0.25
    glow = _node(tree, "ShaderNodeEmission")
    glow.inputs["Color"].default_value = (*BACKDROP, 1.0)
    place = _node(tree, "ShaderNodeTexCoord")
    length = _node(tree, "ShaderNodeVectorMath")
    length.operation = "LENGTH"
    fade = _node(tree, "ShaderNodeMapRange")
    fade.interpolation_type = "SMOOTHERSTEP"
    fade.inputs["From Min"].default_value = extent + _FADE_FROM
    fade.inputs["From Max"].default_value = extent + _FADE_TO
    mix = _node(tree, "ShaderNodeMixShader")
    output = _node(tree, "ShaderNodeOutputMaterial")
    tree.links.new(place.outputs["Object"], length.inputs[0])
    tree.links.new(length.outputs["Value"], fade.inputs["Value"])
    tree.links.new(fade.outputs["Result"], mix.inputs[0])
    tree.links.new(surface.outputs[0], mix.inputs[1])
    tree.links.new(glow.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], output.inputs["Surface"])
    return material


def build_lights(
    across: NDArray[np.float64], centre: NDArray[np.float64], *, name: str
) -> list[bpy.types.Object]:
    """Create key, fill and rim lights as suns, so that the light is the same wherever the actors walk.

    Args:
        across: (3,) horizontal view direction of the camera.
        centre: (3,) middle of the actors' paths; only the place where the lamps are drawn depends on it.
        name: Prefix of the objects' names.
    """
    right = np.array([across[1], -across[0], 0.0])
    up = np.array([0.0, 0.0, 1.0])
    # (name, where it comes from, strength, softness in radians, colour, casts a shadow)
    plan: tuple[tuple[str, Any, float, float, tuple[float, float, float], bool], ...] = (
        ("key", -0.75 * across - 0.65 * right + 0.95 * up, 1.8, 0.14, (1.0, 0.955, 0.90), True),
        ("fill", -0.85 * across + 0.90 * right + 0.35 * up, 0.75, 0.6, (0.88, 0.93, 1.0), False),
        ("rim", 0.95 * across + 0.35 * right + 0.75 * up, 1.5, 0.1, (1.0, 0.98, 0.95), True),
    )
    lights = []
    for part, source, strength, softness, colour, shadow in plan:
        data: Any = bpy.data.lights.new(f"{name}.{part}", "SUN")
        data.energy = strength
        data.angle = softness
        data.color = colour
        data.use_shadow = shadow
        light = bpy.data.objects.new(data.name, data)
        direction = Vector(source.tolist()).normalized()
        light.rotation_euler = (-direction).to_track_quat("-Z", "Y").to_euler()
        light.location = Vector((centre - _ASIDE * across).tolist()) + direction * 4.0
        lights.append(light)
    return lights


def _node_tree(block: Any) -> Any:
    """Return the emptied node tree of a block; ``use_nodes`` is only needed before 5.0, and gone in 6.0."""
    if block.node_tree is None:
        block.use_nodes = True
    block.node_tree.nodes.clear()
    return block.node_tree


def _node(tree: Any, kind: str) -> Any:
    return tree.nodes.new(kind)
