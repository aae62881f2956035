# SPDX-License-Identifier: GPL-3.0-or-later
"""An actor with an edit layer works like any other: tags, export, offsets, borrowed armatures, saving."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.characters.borrowed_armatures import restore_state, save_state
from interact_addon.blender.common.actors import StageActor, actors_of
from interact_addon.blender.common.curves import captured_values, key_range
from interact_addon.blender.common.keys import Channel, write_action
from interact_addon.blender.common.motion_tag import motion_of, tag_motion
from interact_addon.blender.common.ownership import OWNER
from interact_addon.blender.editing.bake_layer import baked_for_export
from interact_addon.blender.editing.edit_layer import (
    add_edit_layer,
    edit_layer,
    edited_blocks,
    ensure_layer,
    mute,
    set_editing,
    write_edit,
)
from interact_addon.blender.io.export_body import sample_body
from interact_addon.blender.io.export_face import sample_face
from interact_addon.blender.io.offsets import ActorOffset, clear_offset, offset_actor
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_multiply
from interact_addon.core.dataset import Dataset
from interact_addon.core.performance.take import Take, load_take

pytestmark = pytest.mark.blender
TIMES = np.arange(20.0, 60.0)
SMILE = ('key_blocks["mouthSmileLeft"].value', 0)


@pytest.fixture(scope="session")
def take(demo_root: Path) -> Take:
    return load_take(Dataset.open(demo_root).scenes()[0].performances[0])


@pytest.fixture
def actor(take: Take, put_on: Callable[..., StageActor]) -> StageActor:
    bpy.context.scene.render.fps = 30
    actor = put_on(bpy.context.scene, take)
    tag_motion(actor.armature, "captured")
    return actor


def edit(actor: StageActor) -> None:
    """A turned upper arm, moved hips and a smile, at frames 30 to 45."""
    frames = np.arange(30, 46)
    bones = actor.armature.pose.bones
    arm = next(bone.name for bone in bones if bone.name.endswith("LeftArm"))
    turn, place = (f'pose.bones["{name}"].' for name in (arm, bones[0].name))
    angles = np.sin(np.linspace(0, np.pi, 16)) * 0.7
    quaternion = np.stack([np.cos(angles), np.sin(angles), 0 * angles, 0 * angles])
    wanted = {(f"{turn}rotation_quaternion", i): quaternion[i] for i in range(4)}
    wanted |= {(f"{place}location", i): np.linspace(0, 1, 16) + i for i in range(3)}
    write_edit(actor.armature, frames, wanted)
    write_edit(actor.face_meshes[0].data.shape_keys, frames, {SMILE: np.linspace(0, 1, 16)})


def sampled(actor: StageActor, times: np.ndarray = TIMES, *, step: bool = False) -> tuple[np.ndarray, ...]:
    """Joints' places and turns, and the face's weights; from keys, or as Blender shows them."""
    scene = bpy.context.scene
    body = sample_body(scene, actor.armature, times, Fraction(30), step_through=step)
    face = sample_face(scene, actor.face_meshes, times, name="x", step_through=step)
    assert body.from_keys == face.from_keys == (not step)
    return (*forward(body.motion), face.weights)


def test_a_new_layer_is_no_edit_and_an_edit_is_one(actor: StageActor) -> None:
    add_edit_layer(actor)
    assert motion_of(actor.armature) == "captured"
    edit(actor)
    assert motion_of(actor.armature) == "edited"
    mute(actor)
    assert motion_of(actor.armature) == "captured"


@pytest.mark.parametrize("editing", [False, True])
def test_what_is_exported_is_what_is_shown(actor: StageActor, editing: bool) -> None:
    before = sampled(actor)
    ends = key_range(actor.armature)
    edit(actor)
    set_editing(actor, editing)
    if editing:
        actor.armature.keyframe_insert(
            f'pose.bones["{actor.armature.pose.bones[0].name}"].scale'
        )  # as I does
    keys, shown = sampled(actor), sampled(actor, step=True)
    assert max(np.abs(new - old).max() for new, old in zip(keys, before, strict=True)) > 0.5
    np.testing.assert_allclose(keys[0], shown[0], atol=1e-6)
    flip = np.sign((keys[1] * shown[1]).sum(axis=-1, keepdims=True))
    apart = np.linalg.norm(keys[1] - flip * shown[1], axis=-1)  # half the angle
    assert np.degrees(2 * apart).max() < 1e-4
    np.testing.assert_allclose(keys[2], shown[2], atol=1e-6)
    assert key_range(actor.armature) == ends


def test_small_turns_are_exported_as_blender_rounds_them(actor: StageActor) -> None:
    bone = next(bone.name for bone in actor.armature.pose.bones if bone.name.endswith("LeftArm"))
    path, frames = f'pose.bones["{bone}"].rotation_quaternion', np.arange(30, 46)
    below = captured_values(actor.armature, [(path, i) for i in range(4)], frames.astype(float))
    half = np.radians(np.linspace(0.0, 0.1, 16)) / 2
    turn = np.stack([np.cos(half), np.sin(half), 0 * half, 0 * half], axis=1)
    wanted = quaternion_multiply(np.array([below[path, i] for i in range(4)]).T, turn)
    write_edit(actor.armature, frames, {(path, i): wanted[:, i] for i in range(4)})
    (_, keys, _), (_, shown, _) = sampled(actor), sampled(actor, step=True)
    apart = np.abs(keys - np.sign((keys * shown).sum(axis=-1, keepdims=True)) * shown)
    assert np.degrees(2 * apart).max() < 1e-4


@pytest.mark.parametrize("frames", [12.0, -7.5])
def test_the_layer_moves_in_time_with_what_was_captured(actor: StageActor, frames: float) -> None:
    edit(actor)
    set_editing(actor, frames < 0)
    before = sampled(actor)
    offset_actor(bpy.context.scene, actor, ActorOffset(frames=frames))
    moved = sampled(actor, TIMES + frames)
    for new, old in zip(moved, before, strict=True):
        np.testing.assert_allclose(new, old, atol=1e-5)
    np.testing.assert_allclose(sampled(actor, TIMES + frames, step=True)[0], moved[0], atol=2e-6)
    clear_offset(bpy.context.scene, actor)
    for new, old in zip(sampled(actor), before, strict=True):
        np.testing.assert_allclose(new, old, atol=1e-5)


def test_exporters_that_read_no_nla_see_one_action(actor: StageActor) -> None:
    edit(actor)
    set_editing(actor)
    before, actions = sampled(actor, step=True), len(bpy.data.actions)
    with baked_for_export([actor]):
        assert all(compat.action_of(block) is not None for block in edited_blocks(actor))
        assert not actor.armature.animation_data.use_nla
        for new, old in zip(sampled(actor), before, strict=True):
            np.testing.assert_allclose(np.abs(new), np.abs(old), atol=1e-5)
    assert len(bpy.data.actions) == actions
    assert edit_layer(actor.armature).editing
    for new, old in zip(sampled(actor, step=True), before, strict=True):
        np.testing.assert_array_equal(new, old)


def test_a_saved_file_has_the_layer(actor: StageActor, tmp_path: Path) -> None:
    edit(actor)
    before = sampled(actor)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "layered.blend"), copy=True)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "layered.blend"))
    (again,) = actors_of(bpy.context.scene)
    for new, old in zip(sampled(again), before, strict=True):
        np.testing.assert_array_equal(new, old)


def test_a_borrowed_armature_gets_back_what_it_played_and_its_own_layer(actor: StageActor) -> None:
    rig, faces = actor.armature, list(actor.face_meshes)
    edit(actor)
    track = rig.animation_data.nla_tracks.new()
    track.name = "mine"
    before, actions = sampled(actor, step=True), set(bpy.data.actions)
    save_state(rig, faces, "scene", meshes=faces)
    hips = f'pose.bones["{rig.pose.bones[0].name}"].location'
    played = write_action([rig], "composed", [Channel(hips, 1)], np.linspace(0, 1, 20)[None])
    played[OWNER] = "scene"
    assert edit_layer(rig) is None
    layer = ensure_layer(rig)
    assert layer.action.get(OWNER) == "scene"
    write_edit(rig, [5, 6], {(hips, i): [1.0, 2.0] for i in range(3)})
    restore_state(bpy.context.scene, "scene")
    bpy.data.actions.remove(played)
    assert set(bpy.data.actions) == actions
    for new, old in zip(sampled(actor, step=True), before, strict=True):
        np.testing.assert_array_equal(new, old)
    assert [one.name for one in rig.animation_data.nla_tracks] == ["Captured", "Edit", "mine"]
    assert not any(one.mute for one in rig.animation_data.nla_tracks)
