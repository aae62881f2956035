# SPDX-License-Identifier: GPL-3.0-or-later
"""Ownership of datablocks: composing a scene again replaces what it created, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import bpy

from ...core.foundation.errors import CharacterError, InteractError

__all__ = [
    "OWNER",
    "check_local",
    "check_not_edited",
    "owned_by",
    "owner_of",
    "owners_in",
    "remove_owned",
    "tag_new",
]

OWNER = "interact_scene"

# The kinds of datablock that composing can create; shape keys are removed with their mesh.
_KINDS = (
    "collections", "objects", "meshes", "armatures", "cameras", "lights", "worlds",
    "materials", "actions", "node_groups", "images", "sounds",
)  # fmt: skip


def _blocks() -> Iterator[Any]:
    for kind in _KINDS:
        yield from getattr(bpy.data, kind)


@contextmanager
def tag_new(owner: str) -> Iterator[None]:
    """Tag every datablock created inside the ``with`` block as belonging to ``owner``."""
    before = {block.session_uid for block in _blocks()}
    try:
        yield
    finally:
        for block in _blocks():
            if block.session_uid not in before and block.library is None:
                block[OWNER] = owner


def owner_of(block: Any) -> str | None:
    """Return the owner of a datablock; None for the user's datablocks.

    A linked datablock was composed in another file and belongs to that one; an override of it is the user's
    work. Both have the tag of the datablock that they come from.
    """
    if block.library is not None or block.override_library is not None:
        return None
    owner = block.get(OWNER)
    return str(owner) if owner else None


def check_local(armature: bpy.types.Object, error: type[InteractError] = CharacterError) -> None:
    """Reject an armature whose changes would not be saved.

    Args:
        armature: The armature object.
        error: The error class to raise.

    Raises:
        CharacterError: it is linked from another file (or another error, as given).
    """
    thing: Any = armature
    if thing.library is not None:
        raise error(f"{thing.name} is linked from another file", cure="Make a library override of it first")


def check_not_edited(armature: bpy.types.Object) -> None:
    """Reject an armature in Edit Mode, in which it has no pose.

    Raises:
        CharacterError: it is being edited.
    """
    if armature.mode == "EDIT":
        raise CharacterError(f"{armature.name} is being edited", cure="Leave Edit Mode")


def owned_by(owner: str) -> list[Any]:
    """Return all datablocks that belong to ``owner``."""
    return [block for block in _blocks() if owner_of(block) == owner]


def owners_in(scene: bpy.types.Scene) -> list[str]:
    """Return the owners of the collections, objects and world of a Blender scene, each once."""
    blocks: list[Any] = [*scene.collection.children_recursive, *scene.objects]
    if scene.world is not None:
        blocks.append(scene.world)
    return list(dict.fromkeys(owner for block in blocks if (owner := owner_of(block)) is not None))


def remove_owned(owner: str, scene: bpy.types.Scene | None = None) -> int:
    """Remove what belongs to ``owner``, except what other datablocks use by now.

    Args:
        owner: The owner.
        scene: Keep what is in other Blender scenes than this one, with all that it uses. What is in this one,
            too (a linked copy), is only taken out of it.

    Returns:
        How many datablocks were removed.
    """
    blocks = owned_by(owner)
    users = bpy.data.user_map(subset=blocks)
    ours = set(blocks)
    if scene is not None:
        there = _contents(other for other in bpy.data.scenes if other != scene)
        ours -= _elsewhere(blocks, users, scene, there)
        _take_out(scene, {*blocks} & there, there)
    # A material of ours that the user has assigned to another object stays, and is no longer ours. So does a
    # sound that a strip of the user's plays: our strips are gone by now.
    kept = [
        block
        for block in ours
        if (
            isinstance(block, (bpy.types.Material, bpy.types.Action, bpy.types.NodeTree, bpy.types.World))
            and any(_foreign(user, owner) for user in users.get(block, ()))
        )
        or (isinstance(block, bpy.types.Sound) and users.get(block))
    ]
    for block in kept:
        del block[OWNER]
        ours.discard(block)
    bpy.data.batch_remove(ours)
    return len(ours)


def _foreign(user: Any, owner: str) -> bool:
    if isinstance(user, (bpy.types.Scene, bpy.types.Key)):
        return False
    return owner_of(user) != owner


def _contents(scenes: Iterable[bpy.types.Scene]) -> set[Any]:
    """Return the objects and collections of some scenes."""
    return {block for scene in scenes for block in (*scene.objects, *scene.collection.children_recursive)}


def _take_out(scene: bpy.types.Scene, blocks: set[Any], there: set[Any]) -> None:
    """Unlink objects and collections from a scene, except from collections that other scenes show, too."""
    for group in (scene.collection, *scene.collection.children_recursive):
        if group not in there:
            for linked in (group.children, group.objects):
                for block in blocks.intersection(linked):
                    linked.unlink(block)


def _elsewhere(blocks: list[Any], users: Any, scene: bpy.types.Scene, there: set[Any]) -> set[Any]:
    """Return those of ``blocks`` that are in other Blender scenes, and what these use."""
    others = [other for other in bpy.data.scenes if other != scene]
    stay = {block for block in blocks if block in there}
    # What the user's armatures play there stays ours: clearing there gives them back what they played.
    theirs: set[Any] = {thing for thing in there if stay and isinstance(thing, bpy.types.Object)}
    theirs |= {thing.data for thing in theirs}
    for block in blocks:
        if isinstance(block, (bpy.types.World, bpy.types.Sound)) and any(o in users[block] for o in others):
            stay.add(block)
    while True:
        more = {
            block
            for block in blocks
            if block not in stay and any(_user_object(user) in stay | theirs for user in users.get(block, ()))
        }
        if not more:
            return stay
        stay |= more


def _user_object(user: Any) -> Any:
    return user.user if isinstance(user, bpy.types.Key) else user
