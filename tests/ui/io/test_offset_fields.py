# SPDX-License-Identifier: GPL-3.0-or-later
"""The actor's fields: a typed value moves the actor, and undo moves back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy
import numpy as np
import pytest

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


@pytest.fixture
def rig(extension: str, demo_root: Path) -> Any:
    """The demo's first performance on a bare armature."""
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.context.scene.render.fps = 30
    path = sorted((demo_root / "bvhs").glob("*.bvh"))[0]
    bpy.ops.interact.import_performance("EXEC_DEFAULT", filepath=str(path), look="none")
    return next(thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE")


def first_key(module: Module, rig: Any) -> float:
    return float(module("blender.compat").fcurves_of(rig)[0].keyframe_points[0].co[0])


def test_a_value_moves_at_once_and_in_sum(rig: Any, module: Module) -> None:
    first, place = first_key(module, rig), np.array(rig.matrix_world)
    rig.interact_offset_frames = 12
    rig.interact_offset_frames = 5
    assert first_key(module, rig) == first + 5
    rig.interact_offset_place[1] = 2.0
    rig.interact_offset_place = (0.5, 2.0, 0.0)
    assert tuple(rig.interact_offset_place) == pytest.approx((0.5, 2.0, 0.0))
    assert np.array(rig.matrix_world)[:3, 3] - place[:3, 3] == pytest.approx((0.5, 2.0, 0.0), abs=1e-6)
    rig.interact_offset_turn = 0.5
    rig.interact_offset_turn = 0.25
    assert rig.interact_offset_turn == pytest.approx(0.25)
    bpy.context.view_layer.objects.active = rig
    assert bpy.ops.interact.clear_offset() == {"FINISHED"}
    assert (rig.interact_offset_frames, rig.interact_offset_turn) == (0, 0.0)
    assert first_key(module, rig) == first
    assert np.abs(np.array(rig.matrix_world) - place).max() < 1e-5


def test_the_operators_fraction_stays(rig: Any, module: Module) -> None:
    first = first_key(module, rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.interact.offset_actor("EXEC_DEFAULT", frames=2.25)
    assert rig.interact_offset_frames == 2
    rig.interact_offset_frames = 7
    assert first_key(module, rig) == pytest.approx(first + 7.25)


def test_undo_goes_back_to_the_value_before(rig: Any, module: Module) -> None:
    name, first = rig.name, first_key(module, rig)
    rig.interact_offset_frames = 3
    bpy.ops.ed.undo_push(message="Later")  # as Blender does after a field is changed
    rig.interact_offset_frames = 9
    bpy.ops.ed.undo_push(message="Later")
    bpy.ops.ed.undo()
    rig = bpy.data.objects[name]
    assert (rig.interact_offset_frames, first_key(module, rig)) == (3, first + 3)


def test_what_cannot_be_moved_is_said_and_stays(rig: Any, module: Module) -> None:
    said_of = module("ui.io.offset_fields").said_of
    rig.keyframe_insert("location", frame=1)
    rig.interact_offset_place = (1.0, 0.0, 0.0)
    ((icon, text),) = said_of(rig)
    assert icon == "ERROR"
    assert "has object keys" in text
    assert tuple(rig.interact_offset_place) == (0.0, 0.0, 0.0)
    other = bpy.data.objects.new("nobody", bpy.data.armatures.new("nobody"))
    bpy.context.scene.collection.objects.link(other)
    other.interact_offset_frames = 4
    assert other.interact_offset_frames == 0
    assert "no performance" in said_of(other)[0][1]


def test_an_actor_is_chosen_by_a_button(rig: Any) -> None:
    bpy.context.view_layer.objects.active = None
    assert bpy.ops.interact.choose_actor(armature=rig.name) == {"FINISHED"}
    assert bpy.context.object == rig
    with pytest.raises(RuntimeError, match="nobody"):
        bpy.ops.interact.choose_actor(armature="nobody")
