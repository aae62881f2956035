# SPDX-License-Identifier: GPL-3.0-or-later
"""The cube and the lamp that Blender starts with: out of the way where nobody has made them their own."""

from __future__ import annotations

import bpy
from mathutils import Vector

from ...core.foundation.findings import Finding

__all__ = ["hide_startup_objects"]

_ONES = Vector((1.0, 1.0, 1.0))
_LAMP_PLACE = Vector((4.076245, 1.005454, 5.903862))


def hide_startup_objects(scene: bpy.types.Scene) -> tuple[Finding, ...]:
    """Hide the factory start-up file's cube and lamp, which stand in the way of the actors and of the light.

    Only in a file that was never saved, and only while both are as Blender made them; anything moved, changed
    or added to is somebody's work.

    Returns:
        What was hidden.
    """
    if bpy.data.filepath:
        return ()
    found = [thing for thing in scene.objects if _is_cube(thing) or _is_lamp(thing)]
    for thing in found:
        thing.hide_viewport = thing.hide_render = True
    if not found:
        return ()
    names = " and ".join(thing.name for thing in found)
    text = f"{names} of Blender's start-up file stood in the way: hidden"
    return (Finding("startup-hidden", text, level="info"),)


def _is_cube(thing: bpy.types.Object) -> bool:
    mesh = thing.data
    if not (thing.name == "Cube" and isinstance(mesh, bpy.types.Mesh) and mesh.name == "Cube"):
        return False
    if len(mesh.vertices) != 8:
        return False
    corners = (Vector([abs(value) for value in vertex.co.to_tuple()]) for vertex in mesh.vertices)
    return all((corner - _ONES).length < 1e-5 for corner in corners) and _is_plain(thing, Vector())


def _is_lamp(thing: bpy.types.Object) -> bool:
    lamp = thing.data
    if not (thing.name == "Light" and isinstance(lamp, bpy.types.PointLight)):
        return False
    return lamp.energy == 1000.0 and _is_plain(thing, _LAMP_PLACE)


def _is_plain(thing: bpy.types.Object, place: Vector) -> bool:
    """Whether nobody has moved, changed, animated or tied it to anything."""
    moved = (thing.location - place).length > 1e-4 or (thing.scale - _ONES).length > 1e-6
    tied = thing.parent or thing.animation_data or len(thing.modifiers) or len(thing.constraints)
    return not moved and not tied and not thing.hide_viewport
