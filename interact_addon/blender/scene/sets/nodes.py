# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to make node trees, meshes with colours, and suns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from numpy.typing import NDArray

__all__ = ["Colour", "Tree", "add_sun", "coloured_mesh", "set_normals", "two_sided_world"]

Colour = tuple[float, float, float]
_BOUNCE = (0.50, 0.51, 0.53, 1.0)  # as the studio's floor
_ASIDE = 12.0
"""Metres behind the front camera where suns are drawn: their lines would cross the picture."""


class Tree:
    """The emptied node tree of a world, a material or a node group."""

    def __init__(self, block: Any) -> None:
        if isinstance(block, bpy.types.NodeTree):
            self.tree: Any = block
        else:
            if block.node_tree is None:
                block.use_nodes = True  # only needed before 5.0, and gone in 6.0
            self.tree = block.node_tree
        self.tree.nodes.clear()

    def add(self, kind: str, inputs: dict[Any, Any] | None = None, **settings: Any) -> Any:
        """Add a node.

        Args:
            kind: The node's type.
            inputs: Name or number of an input -> a socket to link, or a value.
            settings: Properties of the node.
        """
        node = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(node, name, value)
        for name, value in (inputs or {}).items():
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, node.inputs[name])
            else:
                node.inputs[name].default_value = value
        return node

    def math(self, operation: str, *values: Any) -> Any:
        """Add a vector maths node and return its vector, or its number where it has one."""
        node = self.add("ShaderNodeVectorMath", dict(enumerate(values)), operation=operation)
        return node.outputs["Value" if operation in ("LENGTH", "DISTANCE", "DOT_PRODUCT") else "Vector"]

    def mixed(self, share: Any, one: Any, other: Any) -> Any:
        """Mix two colours, sockets or RGBA, and return the socket of the colour."""
        node = self.add("ShaderNodeMix", data_type="RGBA")
        sockets = (node.inputs[0], node.inputs[6], node.inputs[7])
        for socket, value in zip(sockets, (share, one, other), strict=True):
            if isinstance(value, bpy.types.NodeSocket):
                self.tree.links.new(value, socket)
            else:
                socket.default_value = value
        return node.outputs[2]

    def only_seen(self, colour: Any) -> Any:
        """Return a colour that only cameras see: light comes back grey, and does not tint people."""
        path = self.add("ShaderNodeLightPath").outputs["Is Camera Ray"]
        return self.mixed(path, _BOUNCE, colour)


def two_sided_world(
    name: str, viewport: Colour, seen: Colour, light: tuple[Colour, float]
) -> bpy.types.World:
    """Create a world that has one even colour for the camera and another one as a light.

    Args:
        name: Its name.
        viewport: Linear colour in Workbench.
        seen: Linear colour that the camera sees.
        light: Linear colour and strength of the light that it gives.
    """
    world = bpy.data.worlds.new(name)
    world.color = viewport
    tree = Tree(world)
    shown = tree.add("ShaderNodeBackground", {"Color": (*seen, 1.0), "Strength": 1.0})
    given = tree.add("ShaderNodeBackground", {"Color": (*light[0], 1.0), "Strength": light[1]})
    path = tree.add("ShaderNodeLightPath")
    mix = tree.add(
        "ShaderNodeMixShader", {0: path.outputs["Is Camera Ray"], 1: given.outputs[0], 2: shown.outputs[0]}
    )
    tree.add("ShaderNodeOutputWorld", {"Surface": mix.outputs[0]})
    return world


def coloured_mesh(
    name: str, places: NDArray[np.floating], faces: Any, tints: NDArray[np.floating]
) -> bpy.types.Mesh:
    """Create a mesh whose points have colours in ``tint``, as the built-in people have.

    Args:
        name: Its name.
        places: (N, 3) metres.
        faces: Rows of points, counterclockwise seen from outside.
        tints: (N, 3) linear colours.
    """
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(places.tolist(), [], faces.tolist() if isinstance(faces, np.ndarray) else faces)
    colours: Any = mesh.color_attributes.new("tint", "FLOAT_COLOR", "POINT")
    rgba = np.pad(tints, ((0, 0), (0, 1)), constant_values=1.0).astype(np.float32)
    colours.data.foreach_set("color", rgba.reshape(-1))
    return mesh


def set_normals(mesh: bpy.types.Mesh, normals: NDArray[np.floating]) -> None:
    """Let a mesh be lit by other normals than its own: (N, 3), one for each point."""
    shape: Any = mesh
    shape.polygons.foreach_set("use_smooth", np.ones(len(shape.polygons), dtype=bool))
    shape.normals_split_custom_set_from_vertices(normals.tolist())


def add_sun(
    name: str,
    source: Sequence[float] | NDArray[np.float64],
    centre: NDArray[np.float64],
    across: NDArray[np.float64],
    *,
    strength: float,
    softness: float,
    colour: Colour,
    shadow: bool = True,
) -> bpy.types.Object:
    """Create a sun, whose light is the same wherever the actors walk.

    Args:
        name: Its name.
        source: (3,) where it comes from.
        centre: (3,) middle of the actors' paths.
        across: (3,) the front camera's direction of view; only where the lamp is drawn depends on these two.
        strength: In W/m2.
        softness: Its angle in radians.
        colour: Linear RGB.
        shadow: Whether it casts shadows.
    """
    data: Any = bpy.data.lights.new(name, "SUN")
    data.energy, data.angle, data.color, data.use_shadow = strength, softness, colour, shadow
    light = bpy.data.objects.new(data.name, data)
    direction = Vector([float(value) for value in source]).normalized()
    light.rotation_euler = (-direction).to_track_quat("-Z", "Y").to_euler()
    light.location = Vector((centre - _ASIDE * across).tolist()) + direction * 4.0
    return light
