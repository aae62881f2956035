# SPDX-License-Identifier: GPL-3.0-or-later
"""Which datablocks a composed scene made, so that composing again replaces them and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy

__all__ = ["OWNER", "owned_by", "remove_owned", "tag_new"]

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
    yield
    for block in _blocks():
        if block.session_uid not in before and block.library is None:
            block[OWNER] = owner


def owned_by(owner: str) -> list[Any]:
    """All datablocks that belong to ``owner``."""
    return [block for block in _blocks() if block.get(OWNER) == owner]


def remove_owned(owner: str) -> int:
    """Remove what belongs to ``owner``, except what somebody else has come to use.

    Returns:
        How many datablocks were removed.
    """
    blocks = owned_by(owner)
    ours = set(blocks)
    users = bpy.data.user_map(subset=blocks)
    # A material of ours that the user has put on an object of their own stays, and stops being ours.
    kept = [
        block
        for block in blocks
        if isinstance(block, (bpy.types.Material, bpy.types.Action, bpy.types.NodeTree, bpy.types.World))
        and any(_foreign(user, ours) for user in users.get(block, ()))
    ]
    for block in kept:
        del block[OWNER]
        ours.discard(block)
    bpy.data.batch_remove(ours)
    return len(ours)


def _foreign(user: Any, ours: set[Any]) -> bool:
    if isinstance(user, (bpy.types.Scene, bpy.types.Key)):
        return False
    return user not in ours
