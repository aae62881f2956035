# SPDX-License-Identifier: GPL-3.0-or-later
"""The bones of a built-in person: out of sight, until somebody poses them.

They would stick out of head, fingers and back in every viewport. So the joints are in a hidden bone
collection: the armature itself is not hidden, and Pose Mode, keys and retargeting work as ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["JOINTS", "bones_shown", "put_out_of_sight", "show_bones"]

JOINTS = "Joints"
"""Name of the bone collection with the joints of the capture."""


def put_out_of_sight(armature: Any, joints: Iterable[str]) -> None:
    """Put a person's joints into a bone collection, and hide it."""
    collection = armature.data.collections.new(JOINTS)
    for joint in joints:
        collection.assign(armature.data.bones[joint])
    show_bones(armature, shown=False)


def bones_shown(thing: Any) -> bool | None:
    """Return whether the joints of a built-in person's armature are shown; None for any other object."""
    collection = (
        thing.data.collections.get(JOINTS) if thing is not None and thing.type == "ARMATURE" else None
    )
    return None if collection is None else bool(collection.is_visible)


def show_bones(armature: Any, *, shown: bool) -> None:
    """Show a person's joints in front of the body, or hide them."""
    armature.data.collections[JOINTS].is_visible = shown
    armature.show_in_front = shown
