# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit layer: what it adds is played, and what was captured stays."""

from __future__ import annotations

from collections.abc import Callable

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import StageActor, actors_of, tag_performance
from interact_addon.blender.common.curves import played_values, plays_curves_only
from interact_addon.blender.common.keys import Channel, write_action
from interact_addon.blender.editing.edit_layer import (
    add_edit_layer,
    bake,
    captured_curves,
    edit_layer,
    mute,
    remove,
    set_editing,
    solo,
    write_edit,
)

pytestmark = pytest.mark.blender

FRAMES = 40
TURN = 'pose.bones["hand"].rotation_quaternion'
PLACE = 'pose.bones["root"].location'
SMILE = 'key_blocks["mouthSmileLeft"].value'
EVERY = np.arange(-3, FRAMES + 6)


@pytest.fixture
def actor(face_mesh: Callable[..., object]) -> StageActor:
    """Two bones, and two face meshes that share their keys, in noise."""
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 1, FRAMES
    data = bpy.data.armatures.new("rig")
    rig = bpy.data.objects.new("rig", data)
    scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, z in (("root", 0.0), ("hand", 1.0)):
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = (0, 0, z), (0, 0.2, z + 1)
        bone.parent = data.edit_bones.get("root") if name != "root" else None
    bpy.ops.object.mode_set(mode="OBJECT")
    noise = np.random.default_rng(7)
    turns = noise.normal(size=(4, FRAMES)) * 0.2 + [[1], [0], [0], [0]]
    channels = [Channel(TURN, i, "hand") for i in range(4)] + [Channel(PLACE, i, "root") for i in range(3)]
    rows = np.concatenate([turns / np.linalg.norm(turns, axis=0), noise.normal(size=(3, FRAMES))])
    body = write_action([rig], "take", channels, rows)
    tag_performance(rig, "001")
    faces = [face_mesh(name) for name in ("face", "teeth")]
    for face in faces:
        face.parent = rig
        scene.collection.objects.link(face)
    write_action(
        [face.data.shape_keys for face in faces],
        "take face",
        [Channel(SMILE)],
        noise.uniform(0, 0.5, (1, FRAMES)),
        slot_type="KEY",
        shared=body,
    )
    return actors_of(scene)[0]


def shown(actor: StageActor, frames: object = EVERY) -> np.ndarray:
    """(F, 9) what is evaluated at frames: turn, place, smile of both faces."""
    rows = []
    for frame in frames:
        bpy.context.scene.frame_set(int(frame))
        graph = bpy.context.evaluated_depsgraph_get()
        bones = actor.armature.evaluated_get(graph).pose.bones
        faces = [mesh.data.shape_keys.evaluated_get(graph) for mesh in actor.face_meshes]
        smiles = [face.key_blocks["mouthSmileLeft"].value for face in faces]
        turn = np.array(bones["hand"].rotation_quaternion)
        rows.append([*(turn / np.linalg.norm(turn)), *bones["root"].location, *smiles])
    return np.array(rows)


def keys_of(curves: object) -> list[object]:
    return [
        (c.data_path, c.array_index, [(*k.co, *k.handle_left, k.interpolation) for k in c.keyframe_points])
        for c in curves
    ]


def test_a_new_layer_changes_nothing_and_goes_without_a_trace(actor: StageActor) -> None:
    rig, faces = actor.armature, [mesh.data.shape_keys for mesh in actor.face_meshes]
    before, keys, action = shown(actor), keys_of(captured_curves(rig)), compat.action_of(rig)
    slots = [compat.slot_of(each) for each in (rig, *faces)]
    assert len(add_edit_layer(actor)) == 3
    assert len(add_edit_layer(actor)) == 3  # again: nothing more
    assert [track.name for track in rig.animation_data.nla_tracks] == ["Captured", "Edit"]
    np.testing.assert_array_equal(shown(actor), before)
    assert keys_of(captured_curves(rig)) == keys
    assert edit_layer(faces[0]).action == edit_layer(faces[1]).action != edit_layer(rig).action
    assert remove(actor) == 3
    assert compat.action_of(rig) == action
    assert [compat.slot_of(each) for each in (rig, *faces)] == slots
    assert not rig.animation_data.nla_tracks
    assert len(bpy.data.actions) == (1 if slots[0] else 2)
    np.testing.assert_array_equal(shown(actor), before)


def test_a_take_that_starts_late_is_played_from_its_first_key(actor: StageActor) -> None:
    scene = bpy.context.scene
    for block in (actor.armature, actor.face_meshes[0].data.shape_keys):
        for curve in captured_curves(block):
            for key in curve.keyframe_points:
                key.co.x += 30
            curve.update()
    scene.frame_end += 30
    before = shown(actor, range(1, FRAMES + 36))
    add_edit_layer(actor)
    np.testing.assert_array_equal(shown(actor, range(1, FRAMES + 36)), before)
    write_edit(actor.face_meshes[0].data.shape_keys, [40, 50], {(SMILE, 0): [0.9, 0.8]})
    np.testing.assert_allclose(shown(actor, [39, 40, 50])[:, 7], [before[38, 7], 0.9, 0.8], atol=1e-6)


def test_written_values_are_played_and_others_stay(actor: StageActor) -> None:
    rig, face = actor.armature, actor.face_meshes[0].data.shape_keys
    before, captured = shown(actor), keys_of(captured_curves(rig))
    frames = np.arange(10, 21)
    turn = np.random.default_rng(1).normal(size=(4, 11))
    turn /= np.linalg.norm(turn, axis=0)
    place = np.random.default_rng(2).normal(size=(3, 11))
    wanted = {(TURN, i): turn[i] for i in range(4)} | {(PLACE, i): place[i] for i in range(3)}
    write_edit(rig, frames, wanted)
    write_edit(face, frames, {(SMILE, 0): np.full(11, 0.75)})
    after = shown(actor)
    inside = (EVERY >= 10) & (EVERY <= 20)
    np.testing.assert_allclose(after[~inside], before[~inside], atol=2e-7)
    flip = np.sign((after[inside, :4] * turn.T).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(after[inside, :4] * flip, turn.T, atol=1e-6)
    np.testing.assert_allclose(after[inside, 4:7], place.T, atol=1e-6)
    np.testing.assert_allclose(after[inside, 7:], 0.75, atol=1e-6)  # the teeth, too
    assert keys_of(captured_curves(rig)) == captured
    curves = [*edit_layer(rig).curves, *edit_layer(face).curves]
    assert not any(key.select_control_point for curve in curves for key in curve.keyframe_points)
    # arrays give the same as Blender does
    assert plays_curves_only(rig, lambda path: True)
    times = EVERY.astype(float)
    played = played_values(rig, list(wanted), times)
    got = np.array([played[place] for place in wanted])
    got[:4] /= np.linalg.norm(got[:4], axis=0)
    np.testing.assert_allclose(got.T, after[:, :7], atol=1e-6)


def test_mute_and_solo(actor: StageActor) -> None:
    before = shown(actor)
    write_edit(actor.armature, [5, 6, 7], {(PLACE, i): [9.0, 9.0, 9.0] for i in range(3)})
    edited = shown(actor)
    assert np.abs(edited - before).max() > 5
    set_editing(actor)
    mute(actor)
    np.testing.assert_array_equal(shown(actor), before)
    mute(actor, False)
    np.testing.assert_array_equal(shown(actor), edited)
    solo(actor)
    alone = shown(actor)
    np.testing.assert_allclose(alone[EVERY == 30, :7], [[1, 0, 0, 0, 0, 0, 0]], atol=1e-6)
    played = played_values(actor.armature, [(PLACE, 0)], EVERY.astype(float))
    np.testing.assert_allclose(played[PLACE, 0], alone[:, 4], atol=1e-6)
    solo(actor, False)
    np.testing.assert_array_equal(shown(actor), edited)


def test_keys_inserted_while_editing_give_the_pose_that_was_set(actor: StageActor) -> None:
    rig, face = actor.armature, actor.face_meshes[0].data.shape_keys
    captured = keys_of(captured_curves(rig))
    add_edit_layer(actor)
    set_editing(actor)
    assert all(edit_layer(block).editing for block in (rig, face))
    turn = np.array([0.3, 0.5, -0.7, 0.2])
    turn /= np.linalg.norm(turn)
    for frame in (12, FRAMES + 5):
        bpy.context.scene.frame_set(frame)
        rig.pose.bones["hand"].rotation_quaternion = turn
        rig.pose.bones["root"].location = (1, 2, frame)
        face.key_blocks["mouthSmileLeft"].value = 0.9
        assert all([rig.keyframe_insert(TURN), rig.keyframe_insert(PLACE), face.keyframe_insert(SMILE)])
    for editing in (True, False):
        set_editing(actor, editing)
        for frame in (12, FRAMES + 5):
            got = shown(actor, [frame])[0]
            np.testing.assert_allclose(got[:4] * np.sign(got[:4] @ turn), turn, atol=1e-6)
            np.testing.assert_allclose(got[4:], [1, 2, frame, 0.9, 0.9], atol=1e-5)
    assert keys_of(captured_curves(rig)) == captured


def test_the_tracks_of_the_users_stay_silent(actor: StageActor) -> None:
    rig = actor.armature
    data = rig.animation_data
    track = data.nla_tracks.new()
    track.name = "mine"
    action = bpy.data.actions.new("mine")
    compat.new_fcurves(action, "OBJECT", "mine")
    track.strips.new("mine", 1, action)
    data.use_nla = False
    before = shown(actor)
    add_edit_layer(actor)
    np.testing.assert_array_equal(shown(actor), before)
    remove(actor)
    assert not data.use_nla
    assert not track.mute


def test_a_shape_that_was_not_captured(actor: StageActor) -> None:
    face = actor.face_meshes[0].data.shape_keys
    path = 'key_blocks["jawOpen"].value'
    times = np.arange(4, 12)
    write_edit(face, [6, 7, 8], {(path, 0): [0.2, 0.6, 0.3]})
    assert plays_curves_only(face, lambda path: True)
    played = played_values(face, [(path, 0)], times.astype(float))[path, 0]
    got = []
    for frame in times:
        bpy.context.scene.frame_set(int(frame))
        keys = face.evaluated_get(bpy.context.evaluated_depsgraph_get())
        got.append(keys.key_blocks["jawOpen"].value)
    np.testing.assert_allclose(got, [0, 0, 0.2, 0.6, 0.3, 0, 0, 0], atol=1e-6)
    np.testing.assert_allclose(played, got, atol=1e-6)


def test_curved_keys_outside_keep_their_values(actor: StageActor) -> None:
    rig = actor.armature
    write_edit(rig, [2, 12, 35], {(PLACE, 0): [0.0, 3.0, -1.0], (PLACE, 1): [1.0, 1.0, 5.0]})
    before = shown(actor)
    write_edit(rig, [20, 21, 22], {(PLACE, 0): [8.0, 8.0, 8.0]})
    after = shown(actor)
    inside = (EVERY >= 20) & (EVERY <= 22)
    np.testing.assert_allclose(after[inside, 4], 8.0, atol=1e-6)
    np.testing.assert_allclose(after[~inside], before[~inside], atol=1e-6)
    np.testing.assert_array_equal(after[:, 5:], before[:, 5:])


def edit_some(actor: StageActor) -> None:
    """Edits of all three, within 10 to 20, and on the hand from 30 on."""
    noise = np.random.default_rng(3)
    frames = np.arange(10, 21)
    turn = noise.normal(size=(4, 11))
    write_edit(actor.armature, frames, {(TURN, i): turn[i] for i in range(4)})
    write_edit(actor.armature, frames, {(PLACE, i): noise.normal(size=11) for i in range(3)})
    write_edit(actor.face_meshes[0].data.shape_keys, frames, {(SMILE, 0): noise.uniform(0, 1, 11)})
    curve = next(c for c in edit_layer(actor.armature).curves if (c.data_path, c.array_index) == (PLACE, 2))
    curve.keyframe_points.insert(30, 0.0)
    curve.keyframe_points.insert(36, 2.0)


def test_baking_down_plays_the_same_and_the_captured_keys_stay(actor: StageActor) -> None:
    rig, captured = actor.armature, compat.action_of(actor.armature)
    edit_some(actor)
    before, keys = shown(actor), keys_of(captured_curves(rig))
    actions = bake(actor)
    assert edit_layer(rig) is None
    assert edit_layer(actor.face_meshes[1].data.shape_keys) is None
    assert compat.action_of(rig) in actions
    after = shown(actor)
    flip = np.sign((after[:, :4] * before[:, :4]).sum(axis=1, keepdims=True))
    after[:, :4] *= flip
    np.testing.assert_allclose(after, before, atol=1e-6)
    assert captured.use_fake_user
    compat.play_again(rig, captured, "OBtake")
    assert keys_of(compat.fcurves_of(rig)) == keys


def test_baking_some_frames_leaves_the_others_in_the_layer(actor: StageActor) -> None:
    rig = actor.armature
    edit_some(actor)
    before = shown(actor)
    bake(actor, (15, 33))
    assert edit_layer(rig) is not None
    after = shown(actor)
    after[:, :4] *= np.sign((after[:, :4] * before[:, :4]).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(after, before, atol=2e-6)
    mute(actor)
    alone = shown(actor)
    inside = (EVERY >= 15) & (EVERY <= 33)
    alone[:, :4] *= np.sign((alone[:, :4] * before[:, :4]).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(alone[inside], before[inside], atol=2e-6)
    assert np.abs(alone[EVERY == 12] - before[EVERY == 12]).max() > 0.1
