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


def remove_things(things: Collection[Any]) -> None:
    """Remove objects with their data, materials and node groups, except what something else uses, too."""
    parts: set[Any] = {*things, *(thing.data for thing in things if thing.data is not None)}
    for thing in things:
        parts.update(slot.material for slot in thing.material_slots if slot.material is not None)
        parts.update(group for each in thing.modifiers if (group := getattr(each, "node_group", None)))
    # What the user has put on something of their own stays.
    users = bpy.data.user_map(subset=parts)
    bpy.data.batch_remove([part for part in parts if part in things or users[part] <= parts])
