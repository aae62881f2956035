# SPDX-License-Identifier: GPL-3.0-or-later
"""Clear what was composed in a scene, and restore what it replaced."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import bpy

from ..characters.borrowed_armatures import borrowed_in, restore_state
from ..common.markers import remove_camera_markers, remove_scene_markers
from ..common.ownership import owner_of, owners_in, remove_owned
from ..common.sound import remove_voices
from ..editing.handles import remove_handles
from .again.kept import let_stay
from .again.made import forget

__all__ = ["clear_composed", "composed_keys", "replaced_by", "stands_in"]

_BEFORE = "interact_before"
_KEPT = "interact_before_kept"


def composed_keys(scene: bpy.types.Scene) -> list[str]:
    """Return the keys of the dataset's scenes that are composed in a Blender scene."""
    borrowed = (key for key in borrowed_in(scene) if not _plays_elsewhere(scene, key))
    return list(dict.fromkeys([*owners_in(scene), *borrowed]))


def clear_composed(scene: bpy.types.Scene, keys: Collection[str] | None = None) -> int:
    """Remove what was composed in a Blender scene, and nothing else.

    The earlier world and camera are restored, and the user's armatures play what they played before. What
    another Blender scene shows, too, as Blender's linked copies do, stays there as it is.

    Args:
        scene: The Blender scene; others are not changed.
        keys: Keys of the dataset's scenes to clear; None for all.

    Returns:
        How many datablocks were removed.
    """
    wanted = composed_keys(scene) if keys is None else list(keys)
    for key in wanted:
        if not _plays_elsewhere(scene, key):
            for armature in (*borrowed_in(scene).get(key, []), *_people(scene, key)):
                remove_handles(armature)
            restore_state(scene, key)
        remove_voices(scene, key)
        remove_scene_markers(scene, key)
    remove_camera_markers(scene, wanted)
    let_stay(scene, wanted)
    forget(scene, wanted)
    for what in ("world", "camera"):
        now = getattr(scene, what)
        if now is not None and owner_of(now) in wanted:
            before = replaced_by(now)
            setattr(scene, what, before)
            if before is not None and not any(getattr(other, what) == now for other in bpy.data.scenes):
                before.use_fake_user = bool(now[_KEPT])
    return sum(remove_owned(key, scene) for key in wanted)


def _people(scene: bpy.types.Scene, key: str) -> list[bpy.types.Object]:
    """Return the armatures that were composed for a key."""
    return [thing for thing in scene.objects if thing.type == "ARMATURE" and owner_of(thing) == key]


def _plays_elsewhere(scene: bpy.types.Scene, key: str) -> bool:
    """Whether the user's armatures that play in a scene do so for another one, too."""
    rigs = borrowed_in(scene).get(key, [])
    others = (other for other in bpy.data.scenes if other != scene and key in owners_in(other))
    return bool(rigs) and any({*rigs} <= {*other.objects} for other in others)


def stands_in(block: Any, before: Any) -> None:
    """Store in a world or camera of ours which one of the user's it replaces.

    The user's datablock must survive being replaced, also when the file is saved: it gets a fake user.
    """
    ours = before is not None and owner_of(before) is not None
    kept = before.get(_KEPT, False) if ours else before is not None and before.use_fake_user
    before = replaced_by(before) if ours else before
    if before is not None:
        block[_BEFORE], block[_KEPT] = before, kept
        before.use_fake_user = True


def replaced_by(block: Any) -> Any:
    """Return what a world or camera of ours has replaced, or None."""
    return block.get(_BEFORE)
