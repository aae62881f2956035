# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain room with windows, a door, a picture and a wooden floor, as large as the actors need.

No wall ever comes between a camera and the actors: the sides that a camera would stand outside of move out
behind it (geometry nodes that know the scene's camera, also when markers change it). They are only seen:
light goes through them, so that people are lit alike wherever the camera stands.
"""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...common.set_parts import mark_part
from .nodes import Colour, Tree, coloured_mesh, set_normals, two_sided_world
from .room_mesh import Opening, RoomMesh, boards
from .site import BuiltSet, Site
from .studio import build_lights, key_direction

__all__ = ["build_room"]

Array = NDArray[np.float64]

_TURN = np.radians(-17.0)  # the front camera sees a corner rather than one flat wall
_MARGIN = 1.7  # metres between the joints of the actors and a wall
_SMALLEST = np.array([5.2, 5.0])
_CEILING = 2.7
_HEADROOM = 0.45
_BEHIND = 0.8  # metres between a camera and a wall behind it
_TURNED_AWAY = 0.002
"""How much farther away backs are put: they would show in single pixels of the edges before them.

More would show as gaps where somebody looks around in a 3D view, and not through the camera.
"""
_FLOOR_MARGIN = 14.0  # how far boards are laid for a room that grows
# Linear colours, as lights see them; Workbench is brighter by this.
_VIEWPORT = 1.5
_COLOURS = {
    "wall": (0.56, 0.54, 0.505),
    "ceiling": (0.56, 0.56, 0.55),
    "trim": (0.70, 0.69, 0.67),
    "door": (0.62, 0.61, 0.59),
    "frame": (0.10, 0.075, 0.055),
    "picture.0": (0.16, 0.19, 0.20),
    "picture.1": (0.42, 0.36, 0.27),
    "picture.2": (0.40, 0.46, 0.50),
    "glass": (0.57, 0.60, 0.63),
    "board": (0.33, 0.235, 0.155),
}
_MATERIALS = {"wall": 0, "ceiling": 3, "trim": 1, "door": 1, "frame": 1, "picture": 0, "glass": 2}


def build_room(site: Site) -> BuiltSet:
    """Build the room."""
    frame = _frame(site)
    low, high = _bounds(site, frame)
    group = _growing(low, high)
    walls = _object("Room", _walls(low, high), site, frame, group)
    floor = _object("Floor", _floor(low, high), site, frame, group)
    for ray in ("diffuse", "shadow", "transmission"):
        setattr(walls, f"visible_{ray}", False)
    lights = build_lights(
        site.across,
        site.centre,
        name="Light",
        strengths=(1.75, 0.7, 0.9),
        key=(1.0, 0.965, 0.92),
        softness=0.35,
        rim_softness=1.2,
    )
    return BuiltSet((walls, floor, *lights), _world(), key_direction(site.across))


def _frame(site: Site) -> Array:
    """Return (3, 3) the room's axes as columns."""
    cos, sin = np.cos(_TURN), np.sin(_TURN)
    ahead = cos * site.across + sin * site.right
    return np.stack([[ahead[1], -ahead[0], 0.0], ahead, [0.0, 0.0, 1.0]], axis=1)


def _bounds(site: Site, frame: Array) -> tuple[Array, Array]:
    """Return the room's (3,) corners in its own coordinates, around the middle of the actors' paths."""
    ground = np.array([site.centre[0], site.centre[1], 0.0])
    points = (site.points - ground) @ frame
    low, high = points.min(axis=0)[:2] - _MARGIN, points.max(axis=0)[:2] + _MARGIN
    short = np.maximum(0.0, _SMALLEST - (high - low)) / 2.0
    top = max(_CEILING, float(points[:, 2].max()) + _HEADROOM)
    return np.array([*(low - short), 0.0]), np.array([*(high + short), top])


def _walls(low: Array, high: Array) -> bpy.types.Mesh:
    tints = {name: tuple(_VIEWPORT * np.array(colour)) for name, colour in _COLOURS.items()}
    room = RoomMesh(low, high, tints, _MATERIALS)
    (x0, y0), (x1, y1) = low[:2], high[:2]
    depth, width = y1 - y0, x1 - x0
    room.wall(1, 1, [Opening("window", x0 + 0.16 * width, x0 + 0.16 * width + 1.25, 0.9, 2.3),
                     Opening("picture", x1 - 0.36 * width, x1 - 0.36 * width + 0.8, 1.25, 1.85)])  # fmt: skip
    windows = [
        Opening("window", y0 + share * depth - 0.6, y0 + share * depth + 0.6, 0.9, 2.3)
        for share in (0.3, 0.72)
    ]
    room.wall(0, -1, windows)
    room.wall(0, 1, [Opening("door", y0 + 0.62 * depth, y0 + 0.62 * depth + 0.98, 0.0, 2.1)])
    room.wall(1, -1, [Opening("picture", x0 + 0.5 * width - 0.6, x0 + 0.5 * width + 0.6, 1.2, 1.95)])
    room.ceiling()
    places = room.places
    mesh = coloured_mesh("Room", places, np.arange(len(places)).reshape(-1, 4), room.tints)
    _store(mesh, "grow", room.growth)
    _store(mesh, "looks", room.looks)
    set_normals(mesh, room.normals)
    for material in (
        _paint("Wall", 0.85),
        _paint("Trim", 0.5),
        _glowing("Window", "glass", 1.6),
        _glowing("Ceiling", "ceiling", 1.0),
    ):
        mesh.materials.append(material)
    mesh.polygons.foreach_set("material_index", np.array(room.material, dtype=np.int32))
    return mesh


def _floor(low: Array, high: Array) -> bpy.types.Mesh:
    colour = tuple(_VIEWPORT * np.array(_COLOURS["board"]))
    places, tints = boards(low[:2] - _FLOOR_MARGIN, high[:2] + _FLOOR_MARGIN, colour)
    mesh = coloured_mesh("Floor", places, np.arange(len(places)).reshape(-1, 4), tints)
    mesh.materials.append(_wood())
    return mesh


def _store(mesh: bpy.types.Mesh, name: str, vectors: Array) -> None:
    attribute: Any = mesh.attributes.new(name, "FLOAT_VECTOR", "POINT")
    attribute.data.foreach_set("vector", vectors.astype(np.float32).reshape(-1))


def _object(name: str, mesh: bpy.types.Mesh, site: Site, frame: Array, group: Any) -> bpy.types.Object:
    thing: Any = bpy.data.objects.new(name, mesh)
    thing.location = (float(site.centre[0]), float(site.centre[1]), 0.0)
    thing.rotation_euler = (0.0, 0.0, float(np.arctan2(frame[1, 0], frame[0, 0])))
    thing.modifiers.new("Out of the camera's way", "NODES").node_group = group
    return thing


def _growing(low: Array, high: Array) -> Any:
    """Create geometry nodes that move the sides of the room that the camera is outside of to behind it."""
    group: Any = bpy.data.node_groups.new("InterAct room", "GeometryNodeTree")
    mark_part(group)
    for way in ("INPUT", "OUTPUT"):
        group.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    tree = Tree(group)
    given, result = tree.add("NodeGroupInput"), tree.add("NodeGroupOutput")
    camera = tree.add("GeometryNodeInputActiveCamera").outputs[0]
    place = tree.add("GeometryNodeObjectInfo", transform_space="RELATIVE")
    tree.tree.links.new(camera, place.inputs["Object"])
    seen = place.outputs["Location"]
    far, near = tree.math("ADD", seen, (_BEHIND,) * 3), tree.math("SUBTRACT", seen, (_BEHIND,) * 3)
    top = tree.math("MAXIMUM", far, high.tolist())
    bottom = tree.math("MULTIPLY", tree.math("MINIMUM", near, low.tolist()), (1.0, 1.0, 0.0))
    growth, looks = (
        tree.add("GeometryNodeInputNamedAttribute", {"Name": name}, data_type="FLOAT_VECTOR").outputs[0]
        for name in ("grow", "looks")
    )
    up = tree.math("MAXIMUM", growth, (0.0, 0.0, 0.0))
    down = tree.math("MINIMUM", growth, (0.0, 0.0, 0.0))
    out = tree.math("MULTIPLY", up, tree.math("SUBTRACT", top, high.tolist()))
    back = tree.math("MULTIPLY", down, tree.math("SUBTRACT", low.tolist(), bottom))
    here = tree.add("GeometryNodeInputPosition").outputs[0]
    moved = tree.math("ADD", here, tree.math("ADD", out, back))
    # Boards end at the walls; what is in a wall, at most this deep, stays in it.
    deep = (0.2, 0.2, 0.2)
    kept = tree.math("MINIMUM", moved, tree.math("ADD", top, deep))
    kept = tree.math("MAXIMUM", kept, tree.math("SUBTRACT", bottom, deep))
    away = tree.math("SUBTRACT", kept, seen)
    turned = tree.add(
        "ShaderNodeMath", {0: tree.math("DOT_PRODUCT", away, looks), 1: 0.0}, operation="GREATER_THAN"
    )
    farther = tree.add(
        "ShaderNodeMath", {0: turned.outputs[0], 1: _TURNED_AWAY}, operation="MULTIPLY"
    ).outputs[0]
    behind = tree.add("ShaderNodeVectorMath", {0: away, "Scale": farther}, operation="SCALE").outputs[0]
    placed = tree.add(
        "GeometryNodeSetPosition", {"Geometry": given.outputs[0], "Position": kept, "Offset": behind}
    )
    tree.tree.links.new(placed.outputs[0], result.inputs[0])
    return group


def _world() -> bpy.types.World:
    """Create the light that comes in from everywhere; the camera sees none of it but through no wall."""
    wall = np.array(_COLOURS["wall"])
    seen: Colour = tuple((1.25 * wall).tolist())
    viewport: Colour = tuple((0.83 * wall).tolist())
    return two_sided_world("Room light", viewport, seen, ((0.63, 0.62, 0.61), 0.5))


def _paint(name: str, roughness: float) -> bpy.types.Material:
    material, tree, colour = _tinted(name, "wall" if name == "Wall" else "trim")
    surface = tree.add(
        "ShaderNodeBsdfPrincipled", {"Base Color": colour, "Roughness": roughness, "Specular IOR Level": 0.25}
    )
    tree.add("ShaderNodeOutputMaterial", {"Surface": surface.outputs[0]})
    return material


def _glowing(name: str, surface: str, strength: float) -> bpy.types.Material:
    """Create what has its brightness whatever the light: windows, and a ceiling that suns do not reach."""
    material, tree, colour = _tinted(name, surface)
    glow = tree.add("ShaderNodeEmission", {"Color": colour, "Strength": strength})
    tree.add("ShaderNodeOutputMaterial", {"Surface": glow.outputs[0]})
    return material


def _wood() -> bpy.types.Material:
    material, tree, colour = _tinted("Boards", "board")
    place = tree.add("ShaderNodeTexCoord").outputs["Object"]
    long = tree.math("MULTIPLY", place, (1.0, 0.06, 1.0))
    grain = tree.add("ShaderNodeTexNoise", {"Vector": long, "Scale": 34.0, "Detail": 3.0, "Distortion": 0.6})
    range_ = {"Value": grain.outputs[0], "From Min": 0.3, "From Max": 0.7, "To Min": 0.84, "To Max": 1.12}
    varied = tree.add("ShaderNodeMapRange", range_).outputs["Result"]
    grained = tree.add("ShaderNodeVectorMath", {0: colour, "Scale": varied}, operation="SCALE").outputs[
        "Vector"
    ]
    surface = tree.add(
        "ShaderNodeBsdfPrincipled",
        {"Base Color": tree.only_seen(grained), "Roughness": 0.6, "Specular IOR Level": 0.2},
    )
    tree.add("ShaderNodeOutputMaterial", {"Surface": surface.outputs[0]})
    return material


def _tinted(name: str, surface: str) -> tuple[bpy.types.Material, Tree, Any]:
    """Create a material with the colours of ``tint``, less what they are brighter by for Workbench."""
    material: Any = bpy.data.materials.new(name)
    material.diffuse_color = (*(_VIEWPORT * np.array(_COLOURS[surface])).tolist(), 1.0)
    material.roughness, material.specular_intensity = 1.0, 0.0
    material.use_backface_culling = True
    tree = Tree(material)
    tint = tree.add("ShaderNodeAttribute", attribute_type="GEOMETRY", attribute_name="tint").outputs["Color"]
    colour = tree.add("ShaderNodeVectorMath", {0: tint, "Scale": 1.0 / _VIEWPORT}, operation="SCALE")
    return material, tree, colour.outputs["Vector"]
