# SPDX-License-Identifier: GPL-3.0-or-later
"""Handles that stand: pinned to a place in the world, and put on what is captured and edited now."""

from __future__ import annotations

import json
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.foundation.errors import UsageError
from .. import compat
from ..common.ownership import check_local
from .bone_sampling import sample_bones
from .handle_builder import HandleBuilder, turns_of
from .handle_parts import ABOUT, PINNED, Handle, is_pinned, remove_parts
from .handles import HandleOptions, add_handle, check_handle

__all__ = ["follow_capture", "pin_handle"]

Array = NDArray[np.float64]


def pin_handle(handle: Handle) -> bool:
    """Keep a handle where it is now in the world over all its frames, by keys; again: let it go.

    Returns:
        Whether it is pinned now.

    Raises:
        UsageError: the handle was deleted by hand, or has keys of the user's.
    """
    check_local(handle.armature)
    empty: Any = handle.empty
    if empty is None or empty.parent is None:
        raise UsageError("the handle was deleted", cure="Use Remove Handle, and add it again")
    if is_pinned(handle):
        del empty[PINNED]
        action = compat.action_of(empty)
        empty.animation_data_clear()
        if action is not None and not action.users:
            bpy.data.actions.remove(action)
        return False
    if compat.action_of(empty) is not None:
        raise UsageError(f"{empty.name} has keys of its own", cure="Delete them first (Alt I)")
    _pin(handle, np.array(empty.matrix_world, dtype=np.float64))
    return True


def _pin(handle: Handle, there: Array) -> None:
    """Key a handle to be at a place (4, 4) in the world."""
    empty: Any = handle.empty
    frames = np.arange(handle.first - 1, handle.last + 2)
    path = sample_bones(handle.armature, (), frames, [empty.parent]).world[empty.parent.name]
    local = np.linalg.inv(path) @ there
    builder = HandleBuilder(handle.armature, handle.name, frames, {})
    builder.key(empty, location=local[:, :3, 3], rotation=turns_of(local))
    empty[PINNED] = True


def follow_capture(handle: Handle) -> Handle:
    """Put a handle on what is captured and edited now; how it was moved, its keys and its pin stay.

    A handle remembers the pose of the limb that it was added to: keys that have changed since do not show.

    Returns:
        The handle, whose objects are new ones.

    Raises:
        UsageError: the handle was deleted by hand, or something else moves the limb now.
        CharacterError: the armature cannot have it any more.
    """
    armature: Any = handle.armature
    empty: Any = handle.empty
    if empty is None or empty.parent is None or handle.goal is None:
        raise UsageError("the handle was deleted", cure="Use Remove Handle, and add it again")
    options = HandleOptions(**json.loads(str(empty[ABOUT])))
    check_handle(armature, handle.name, options)
    title, selected = empty.name, empty.select_get()
    moved = empty.location.copy(), empty.rotation_quaternion.copy()
    pinned = np.array(empty.matrix_world, dtype=np.float64) if is_pinned(handle) else None
    keys = None if pinned is not None else compat.action_of(empty)
    slot = compat.slot_of(empty)
    kept = keys is not None and keys.use_fake_user
    if keys is not None:
        keys.use_fake_user = True
    remove_parts(armature, handle.name)
    handle = add_handle(armature, handle.name, options)
    new: Any = handle.empty
    new.name = title
    new.location, new.rotation_quaternion = moved
    if keys is not None:
        new.animation_data_create()
        compat.play_again(new, keys, slot)
        keys.use_fake_user = kept
    if pinned is not None:
        _pin(handle, pinned)
    layer: Any = bpy.context.view_layer
    if selected and new.name in layer.objects:
        new.select_set(True)
        layer.objects.active = new
    return handle
