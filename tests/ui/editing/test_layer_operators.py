# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit layer's operators as Blender calls them, and undone step by step."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest

pytestmark = [pytest.mark.blender, pytest.mark.usefixtures("extension")]

ADD, EDIT, MUTE, SOLO = "add_edit_layer", "edit_keys", "mute_edits", "solo_edits"
KEY, BAKE, REMOVE, RETIME = "key_captured", "bake_edits", "remove_edit_layer", "retime_edit"
ADOPT = "adopt_keys"
NAMES = (ADD, EDIT, MUTE, SOLO, KEY, BAKE, REMOVE, RETIME, ADOPT)


@pytest.fixture(autouse=True)
def empty_file(extension: str) -> None:
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.context.scene.render.fps = 30
    bpy.context.preferences.edit.use_global_undo = True


@pytest.fixture
def rig(demo_root: Path) -> bpy.types.Object:
    """A bare armature that plays one of the demo's performances; it is selected."""
    path = sorted((demo_root / "bvhs").glob("*.bvh"))[0]
    bpy.ops.interact.import_performance("EXEC_DEFAULT", filepath=str(path), look="none")
    thing = next(thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE")
    bpy.context.view_layer.objects.active = thing
    return thing


def call(name: str, **how: object) -> set[str]:
    return getattr(bpy.ops.interact, name)("EXEC_DEFAULT", **how)


def state() -> tuple[object, ...]:
    """What the layer is, and where the hands are over some frames."""
    thing = next(thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE")
    data = thing.animation_data
    shown = []
    for frame in range(20, 60, 4):
        bpy.context.scene.frame_set(frame)
        graph = bpy.context.evaluated_depsgraph_get()
        shown += [tuple(bone.matrix.translation) for bone in thing.evaluated_get(graph).pose.bones]
    tracks = tuple((track.name, track.mute, track.is_solo) for track in data.nla_tracks)
    actions = tuple(sorted(action.name for action in bpy.data.actions))
    return tracks, data.use_tweak_mode, data.action and data.action.name, actions, tuple(shown)


def test_every_operator_is_named_and_told_as_blender_s_own() -> None:
    for name in NAMES:
        rna = getattr(bpy.ops.interact, name).get_rna_type()
        assert rna.name.istitle()
        assert rna.description
        assert not rna.description.endswith(".")
        assert all(prop.description or prop.identifier == "rna_type" for prop in rna.properties)


def test_without_an_actor_or_a_layer_they_are_grey(rig: bpy.types.Object) -> None:
    assert not any(getattr(bpy.ops.interact, name).poll() for name in (MUTE, SOLO, KEY, BAKE, REMOVE, ADOPT))
    assert all(getattr(bpy.ops.interact, name).poll() for name in (ADD, EDIT, RETIME))
    bpy.context.view_layer.objects.active = None
    assert not any(getattr(bpy.ops.interact, name).poll() for name in NAMES)


def test_each_step_is_undone_exactly(rig: bpy.types.Object) -> None:
    bpy.ops.ed.undo_push(message="start")
    steps = [
        (ADD, {}), (RETIME, {"start": 30, "end": 40, "frames": 5}), (KEY, {}), (MUTE, {}), (MUTE, {}),
        (SOLO, {}), (SOLO, {}), (BAKE, {"only": True, "start": 25, "end": 35}), (BAKE, {}), (ADD, {}),
        (REMOVE, {}),
    ]  # fmt: skip
    states = [state()]
    for name, how in steps:
        bpy.context.scene.frame_set(38)
        assert call(name, **how) == {"FINISHED"}
        bpy.ops.ed.undo_push(message=name)
        states.append(state())
    assert len({repr(one) for one in states}) > 6
    for number in range(len(steps) - 1, -1, -1):
        bpy.ops.ed.undo()
        before, now = states[number], state()
        assert now[:4] == before[:4], steps[number][0]
        np.testing.assert_array_equal(now[4], before[4])


def test_a_key_in_pose_mode_goes_into_the_layer(rig: bpy.types.Object) -> None:
    assert call(EDIT) == {"FINISHED"}
    assert rig.mode == "POSE"
    bpy.context.scene.frame_set(30)
    bone = rig.pose.bones[5]
    wanted = (0.6, 0.8, 0.0, 0.0)
    bone.rotation_quaternion = wanted
    rig.keyframe_insert(f'pose.bones["{bone.name}"].rotation_quaternion')
    assert call(EDIT) == {"FINISHED"}
    assert rig.mode == "OBJECT"
    bpy.context.scene.frame_set(31)
    bpy.context.scene.frame_set(30)
    np.testing.assert_allclose(np.abs(bone.rotation_quaternion), wanted, atol=1e-6)
    assert [track.name for track in rig.animation_data.nla_tracks] == ["Captured", "Edit"]


@pytest.mark.parametrize("operator", [ADOPT, EDIT])
def test_keys_that_went_above_the_layer_are_taken_into_it(rig: bpy.types.Object, operator: str) -> None:
    call(ADD)
    rig.animation_data.use_tweak_mode = False
    bpy.context.scene.frame_set(30)
    bone = rig.pose.bones[5]
    wanted = (0.6, 0.8, 0.0, 0.0)
    bone.rotation_quaternion = wanted
    rig.keyframe_insert(f'pose.bones["{bone.name}"].rotation_quaternion')
    stray = rig.animation_data.action.name
    bpy.ops.ed.undo_push(message="I")
    assert call(operator) == {"FINISHED"}
    bpy.ops.ed.undo_push(message=operator)
    assert stray not in bpy.data.actions
    bpy.context.scene.frame_set(31)
    bpy.context.scene.frame_set(30)
    np.testing.assert_allclose(np.abs(bone.rotation_quaternion), wanted, atol=1e-6)
    bpy.ops.ed.undo()
    rig = next(thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE")
    assert rig.animation_data.action.name == stray
