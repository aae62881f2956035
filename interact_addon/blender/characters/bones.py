# SPDX-License-Identifier: GPL-3.0-or-later
"""The bones of a built-in person: in groups, and out of sight until they are posed.

They would stick out of head, fingers and back in every viewport. So the joints are in a hidden bone
collection: the armature itself is not hidden, and Pose Mode, keys and retargeting work as ever. Its children
are the parts of the body: each can be hidden, and its bones selected, alone.
"""

from __future__ import annotations

from typing import Any

from ...core.animation.skeleton import Skeleton

__all__ = [
    "JOINTS",
    "PARTS",
    "bones_shown",
    "group_bones",
    "part_collections",
    "put_out_of_sight",
    "show_bones",
]

JOINTS = "Joints"
"""Name of the bone collection with the joints of the capture."""

PARTS = ("Body", "Hands", "Feet", "Head")
"""Names of the bone collections with the joints of a part of the body."""

_BODY = ("hips", "spine", "shoulder", "upper_arm", "forearm", "thigh", "shin")
_FEET = ("foot", "fore_foot", "toe")
_HEAD = ("neck", "head")


def put_out_of_sight(armature: Any, skeleton: Skeleton) -> None:
    """Put a person's joints into bone collections by parts of the body, and hide them."""
    group_bones(armature, skeleton, armature.data.collections.new(JOINTS))
    show_bones(armature, shown=False)


def group_bones(armature: Any, skeleton: Skeleton, parent: Any = None) -> None:
    """Put joints into a bone collection for each part of the body; nothing if no name says what a joint is.

    Args:
        armature: The armature object, which has a bone for each joint.
        skeleton: The joints.
        parent: The collection that the new ones are in; None for none.
    """
    if not skeleton.naming.roles:
        return
    made = {part: armature.data.collections.new(part, parent=parent) for part in PARTS}
    for joint, part in _parts(skeleton).items():
        made[part].assign(armature.data.bones[joint])


def part_collections(armature: Any) -> list[Any]:
    """Return the bone collections of a body's parts that an armature has, in the order of ``PARTS``."""
    found = {one.name: one for one in armature.data.collections_all}
    return [found[part] for part in PARTS if part in found]


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


def _parts(skeleton: Skeleton) -> dict[str, str]:
    """Return the part of the body of each joint; one without a role is a part of what it hangs on."""
    roles = {joint: role for role, joint in skeleton.naming.roles.items()}
    parts: list[str] = []
    for joint, parent in zip(skeleton.names, skeleton.parents.tolist(), strict=True):
        role = roles.get(joint)
        parts.append((parts[parent] if parent >= 0 else PARTS[0]) if role is None else _part(role))
    return dict(zip(skeleton.names, parts, strict=True))


def _part(role: str) -> str:
    name = role.removeprefix("left_").removeprefix("right_").partition(".")[0].removesuffix("_end")
    if name in _BODY:
        return "Body"
    return "Head" if name in _HEAD else "Feet" if name in _FEET else "Hands"
