# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to the set around the actors, and to none of them, also where it follows one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import bpy

__all__ = ["mark_part", "part_of_set", "remove_things"]

_PART = "interact_studio"


def mark_part(block: Any) -> None:
    """Mark a datablock as a part of the set, which goes when the set is removed."""
    block[_PART] = True


def part_of_set(block: Any) -> bool:
    """Return whether a datablock is a part of a set."""
    return bool(block.get(_PART))


def remove_things(scene: bpy.types.Scene, things: Collection[Any]) -> None:
    """Remove objects of a scene with their data, materials and groups, except what something else uses, too.

    Args:
        scene: The Blender scene.
        things: Some of its objects; those that are also in a collection that is not in it stay there.
    """
    here: set[Any] = {scene.collection, *scene.collection.children_recursive}
    away = [thing for thing in things if not here.issuperset(thing.users_collection)]
    for thing in away:
        for group in here.intersection(thing.users_collection):
            group.objects.unlink(thing)
    gone: set[Any] = {*things} - {*away}
    parts = gone | {thing.data for thing in gone if thing.data is not None}
    for thing in gone:
        parts.update(slot.material for slot in thing.material_slots if slot.material is not None)
        parts.update(group for each in thing.modifiers if (group := getattr(each, "node_group", None)))
    # What the user has put on something of their own stays.
    users = bpy.data.user_map(subset=parts)
    while stays := {part for part in parts - gone if not users[part] <= parts}:
        parts -= stays  # and what these use
    bpy.data.batch_remove(parts)
