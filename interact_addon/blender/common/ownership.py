# SPDX-License-Identifier: GPL-3.0-or-later
"""Which datablocks a composed scene made, so that composing again replaces them and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy

from ...core.foundation.errors import CharacterError, InteractError

__all__ = ["OWNER", "check_local", "owned_by", "owner_of", "owners_in", "remove_owned", "tag_new"]

OWNER = "interact_scene"

# The kinds of datablock that composing can make; shape keys live and die with their mesh.
_KINDS = (
    "collections", "objects", "meshes", "armatures", "cameras", "lights", "worlds",
    "materials", "actions", "node_groups", "images", "sounds",
)  # fmt: skip


def _blocks() -> Iterator[Any]:
    for kind in _KINDS:
        yield from getattr(bpy.data, kind)


@contextmanager
def tag_new(owner: str) -> Iterator[None]:
    """Mark every datablock made inside the block as belonging to ``owner``."""
    before = {block.session_uid for block in _blocks()}
    try:
        yield
    finally:
        for block in _blocks():
            if block.session_uid not in before and block.library is None:
                block[OWNER] = owner


def owner_of(block: Any) -> str | None:
    """Whose a datablock is; None for somebody's own.

    What is linked from another file was composed there and belongs there; an override of it is somebody's own
    work. Both bear the mark of what they were made from.
    """
    if block.library is not None or block.override_library is not None:
        return None
    owner = block.get(OWNER)
    return str(owner) if owner else None


def check_local(armature: bpy.types.Object, error: type[InteractError] = CharacterError) -> None:
    """Refuse an armature whose changes would be forgotten.

    Raises:
        CharacterError: it is linked from another file; or the error that is given.
    """
    thing: Any = armature
    if thing.library is not None:
        raise error(f"{thing.name} is linked from another file", cure="Make a library override of it first")


def owned_by(owner: str) -> list[Any]:
    """All datablocks that belong to ``owner``."""
    return [block for block in _blocks() if owner_of(block) == owner]


def owners_in(scene: bpy.types.Scene) -> list[str]:
    """Those who own a collection, an object or the world of a Blender scene, each once."""
    blocks: list[Any] = [*scene.collection.children_recursive, *scene.objects]
    if scene.world is not None:
        blocks.append(scene.world)
    return list(dict.fromkeys(owner for block in blocks if (owner := owner_of(block)) is not None))


def remove_owned(owner: str, scene: bpy.types.Scene | None = None) -> int:
    """Remove what belongs to ``owner``, except what somebody else has come to use.

    Args:
        owner: Whose.
        scene: Leave what stands in other Blender scenes than this one, with all that it uses.

    Returns:
        How many datablocks were removed.
    """
    blocks = owned_by(owner)
    users = bpy.data.user_map(subset=blocks)
    ours = set(blocks)
    if scene is not None:
        ours -= _elsewhere(blocks, users, scene)
    # A material of ours that the user has put on an object of their own stays, and stops being ours.
    kept = [
        block
        for block in ours
        if isinstance(block, (bpy.types.Material, bpy.types.Action, bpy.types.NodeTree, bpy.types.World))
        and any(_foreign(user, owner) for user in users.get(block, ()))
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


def _elsewhere(blocks: list[Any], users: Any, scene: bpy.types.Scene) -> set[Any]:
    """Those of ``blocks`` that other Blender scenes have, and what these use."""
    others = [other for other in bpy.data.scenes if other != scene]
    there = {thing for other in others for thing in (*other.objects, *other.collection.children_recursive)}
    there -= {*scene.objects, *scene.collection.children_recursive}
    stay = {block for block in blocks if block in there}
    for block in blocks:
        if isinstance(block, (bpy.types.World, bpy.types.Sound)) and any(o in users[block] for o in others):
            stay.add(block)
    while True:
        more = {
            block
            for block in blocks
            if block not in stay and any(_bearer(user) in stay for user in users.get(block, ()))
        }
        if not more:
            return stay
        stay |= more


def _bearer(user: Any) -> Any:
    return user.user if isinstance(user, bpy.types.Key) else user
