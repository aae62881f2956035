# SPDX-License-Identifier: GPL-3.0-or-later
"""Hide the cube and the lamp of Blender's factory start-up file if they are unchanged."""

from __future__ import annotations

import bpy
from mathutils import Vector

from ...core.foundation.findings import Finding

__all__ = ["hide_startup_objects"]

_ONES = Vector((1.0, 1.0, 1.0))
_LAMP_PLACE = Vector((4.076245, 1.005454, 5.903862))


def hide_startup_objects(scene: bpy.types.Scene) -> tuple[Finding, ...]:
    """Hide the factory start-up file's cube and lamp, which would obstruct the actors and the lighting.

    Only in a file that was never saved, and only if they are unchanged; anything moved, edited or extended is
    the user's work.

    Returns:
        A finding that names what was hidden, or none.
    """
    if bpy.data.filepath:
        return ()
    found = [thing for thing in scene.objects if _is_cube(thing) or _is_lamp(thing)]
    for thing in found:
        thing.hide_viewport = thing.hide_render = True
    if not found:
        return ()
    names = " and ".join(thing.name for thing in found)
    text = f"hid {names} of Blender's start-up file"
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
    """Return whether an object is not moved, animated, hidden, parented, constrained or modified."""
    moved = (thing.location - place).length > 1e-4 or (thing.scale - _ONES).length > 1e-6
    tied = thing.parent or thing.animation_data or len(thing.modifiers) or len(thing.constraints)
    return not moved and not tied and not thing.hide_viewport
