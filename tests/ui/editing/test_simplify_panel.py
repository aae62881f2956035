# SPDX-License-Identifier: GPL-3.0-or-later
"""Simplifying an actor's keys by its operator, and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import bpy
import numpy as np
import pytest

pytestmark = pytest.mark.blender


def test_keys_are_simplified_and_undone(extension: str, module: Callable[[str], ModuleType]) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    assert not bpy.ops.interact.simplify_keys.poll()
    keys, actors = module("blender.common.keys"), module("blender.common.actors")
    bpy.ops.object.armature_add()
    rig = bpy.context.object
    actors.tag_performance(rig, "001")
    rig.pose.bones[0].rotation_mode = "QUATERNION"
    angle = np.sin(np.arange(60) / 10) / 4
    path = f'pose.bones["{rig.pose.bones[0].name}"].rotation_quaternion'
    rows = np.stack([np.cos(angle), np.sin(angle), 0 * angle, 0 * angle])
    action = keys.write_action([rig], "take", [keys.Channel(path, index) for index in range(4)], rows)
    name = action.name
    bpy.ops.ed.undo_push(message="before")
    compat = module("blender.compat")

    def written() -> list[tuple[float, ...]]:
        curves = compat.fcurves_of(bpy.context.object)
        return [tuple(key.co) for curve in curves for key in curve.keyframe_points]

    before = written()
    assert bpy.ops.interact.simplify_keys(distance=5.0, degrees=1.0) == {"FINISHED"}
    bpy.ops.ed.undo_push(message="after")
    assert len(written()) < len(before) / 1.5
    bpy.ops.ed.undo()
    assert written() == before
    assert name in bpy.data.actions
