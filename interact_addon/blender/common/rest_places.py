# SPDX-License-Identifier: GPL-3.0-or-later
"""Where objects are at rest: by their own channels and their parents, whatever frame is evaluated now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import bpy
from mathutils import Matrix, Vector

from .channels import PLACE, Change, active_drivers, animated_channels, set_channel, undo
from .curves import driven_paths

__all__ = ["above", "is_carried", "is_place", "rest_matrix", "resting", "undriven"]

_RIGID = ("OBJECT", "ARMATURE", "LATTICE")


def above(thing: bpy.types.Object) -> Iterator[Any]:
    """Return the object's parent, its parent's parent and so on."""
    upper = thing.parent
    while upper is not None:
        yield upper
        upper = upper.parent


def rest_matrix(thing: bpy.types.Object) -> Matrix:
    """Return an object's world matrix without constraints, and with its parents' bones at rest.

    This needs no evaluated scene, so it also holds for objects that were just appended.
    """
    one: Any = thing
    matrix = one.matrix_basis.copy()
    while one.parent is not None:
        matrix = one.matrix_parent_inverse @ matrix
        if one.parent_type == "BONE":
            matrix = _bone(one.parent, one.parent_bone) @ matrix
        one = one.parent
        matrix = one.matrix_basis @ matrix
    return matrix


def _bone(armature: Any, name: str) -> Matrix:
    """Return where children of a bone hang, at rest, in the armature's space."""
    bone = armature.data.bones.get(name) if armature.type == "ARMATURE" else None
    if bone is None:
        return Matrix()
    if bone.use_relative_parent:
        return Matrix()
    return bone.matrix_local @ Matrix.Translation(Vector((0.0, bone.length, 0.0)))


def is_carried(thing: bpy.types.Object) -> bool:
    """Return whether an object's parents can move: a bone, or an object with keys, drivers, constraints."""
    one: Any = thing
    while one.parent is not None:
        if one.parent_type not in _RIGID:
            return True
        one = one.parent
        if any(not each.mute for each in one.constraints):
            return True
        if any(path in PLACE for path in driven_paths(one)):
            return True
        if any(channel.path in PLACE for channel in animated_channels(one)):
            return True
    return False


def is_place(path: str) -> bool:
    """Return whether a path places an object; a driven size is as much the character's as a fixed one."""
    return path in PLACE and "scale" not in path


@contextmanager
def resting(*things: bpy.types.Object) -> Iterator[None]:
    """Let objects be, inside the block, where they rest: at their first keys, and not driven."""
    changed: list[tuple[bpy.types.Object, list[Change]]] = []
    try:
        for thing in dict.fromkeys(things):
            driven = ((one.data_path, one.array_index) for one in active_drivers(thing))
            changes = undriven(thing, (one for one in driven if is_place(one[0])))
            changed.append((thing, changes))
            for channel in animated_channels(thing):
                if channel.path in PLACE:
                    change = set_channel(thing, channel.path, channel.first, channel.index)
                    changes += [] if change is None else [change]
        yield
    finally:
        for thing, changes in changed:
            undo(thing, changes)


def undriven(thing: bpy.types.Object, drivers: Iterable[tuple[str, int]]) -> list[Change]:
    """Set channels of an object's place, those of drivers, to their defaults; return the changes."""
    changes = []
    for path, index in drivers:
        prop: Any = bpy.types.Object.bl_rna.properties[path]
        changes.append(set_channel(thing, path, prop.default_array[index], index))
    return [change for change in changes if change is not None]
