# SPDX-License-Identifier: GPL-3.0-or-later
"""Performances out of Blender and back in again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.io.export import chosen_actors, export_performance
from interact_addon.blender.io.export_body import sample_body
from interact_addon.blender.io.export_face import sample_face
from interact_addon.blender.scene.compose import compose
from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_conjugate, quaternion_multiply, slerp
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.foundation.errors import CharacterError, UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.export import ExportOptions
from interact_addon.core.performance.take import Take, load_take
from interact_addon.core.schema.frames import BlendFrames

pytestmark = pytest.mark.blender


@pytest.fixture
def stage() -> bpy.types.Scene:
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 30, 1.0
    return scene


@pytest.fixture(scope="session")
def takes(demo_root: Path) -> list[Take]:
    return [load_take(performance) for performance in Dataset.open(demo_root).scenes()[0].performances]


def degrees_apart(one: Motion, other: Motion) -> float:
    turn = quaternion_multiply(quaternion_conjugate(one.rotations), other.rotations)
    return float(np.degrees(2 * np.arcsin(np.minimum(1, np.linalg.norm(turn[..., 1:], axis=-1)))).max())


def same(one: Motion, other: Motion, degrees: float = 1e-4, metres: float = 1e-5) -> bool:
    assert one.skeleton.names == other.skeleton.names
    assert one.frames == other.frames
    assert degrees_apart(one, other) < degrees
    assert np.abs(one.positions - other.positions).max() < metres
    return True


def everything(scene: bpy.types.Scene, take: Take) -> None:
    scene.frame_start, scene.frame_end = 1, take.frames


def codes(findings: tuple) -> set[str]:
    return {finding.code for finding in findings}


def sampled(scene: bpy.types.Scene, rig: bpy.types.Object, frames: int, **how: bool) -> Motion:
    return sample_body(scene, rig, np.arange(1.0, frames + 1), Fraction(30), **how).motion


def test_import_export_import_is_the_identity(any_root: Path, tmp_path: Path, stage, put_on) -> None:
    source = Dataset.open(any_root)
    performances = [one for scene in source.scenes() for one in scene.performances]
    assert len(performances) == 6
    for performance in performances:
        take = load_take(performance)
        actor = put_on(stage, take)
        everything(stage, take)
        export_performance(stage, actor, ExportOptions(tmp_path))
        stage.collection.objects.unlink(actor.armature)
    copy = Dataset.open(tmp_path)
    assert copy.keys() == source.keys()
    for performance in performances:
        again = next(
            one for scene in copy.scenes() for one in scene.performances if one.key == performance.key
        )
        first, second = load_take(performance), load_take(again)
        assert same(first.body, second.body)
        before, after = bvh.read(performance.body), bvh.read(again.body)
        assert (after.joints, after.end_sites) == (before.joints, before.end_sites)
        assert after.frame_time_text == before.frame_time_text
        assert (first.face is None) == (second.face is None)
        if first.face is not None:
            assert np.abs(first.face.weights - second.face.weights[: first.face.frames]).max() < 1e-6
        if compat.has_audio():
            assert again.voice.read_bytes() == performance.voice.read_bytes()


def test_keys_and_frames_tell_the_same(takes: list[Take], stage, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    times = np.arange(1.0, take.frames + 1)
    quick = sample_body(stage, actor.armature, times, Fraction(30))
    slow = sample_body(stage, actor.armature, times, Fraction(30), step_through=True)
    assert (quick.from_keys, slow.from_keys) == (True, False)
    assert same(quick.motion, slow.motion)
    assert quick.findings == slow.findings == ()
    faces = [
        sample_face(stage, actor.face_meshes, times, name="x", step_through=step) for step in (False, True)
    ]
    assert [face.from_keys for face in faces] == [True, False]
    assert np.abs(faces[0].weights - faces[1].weights).max() < 1e-6
    assert {scene.name for scene in bpy.data.scenes} == {stage.name}


def test_edited_curves_are_read_as_blender_evaluates_them(takes: list[Take], stage, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    curves = compat.fcurves_of(actor.armature)
    bent = next(
        curve
        for curve in curves
        if "rotation_quaternion" in curve.data_path and len(curve.keyframe_points) > 9
    )
    for key in list(bent.keyframe_points)[2:60][::-1]:
        bent.keyframe_points.remove(key)
    for key in bent.keyframe_points:
        key.interpolation = "BEZIER"
    wavy = next(curve for curve in curves if curve is not bent and len(curve.keyframe_points) > 9)
    noise = wavy.modifiers.new("NOISE")
    noise.strength = 0.3
    times = np.arange(1.0, take.frames + 1) + 0.37
    quick = sample_body(stage, actor.armature, times, Fraction(30))
    slow = sample_body(stage, actor.armature, times, Fraction(30), step_through=True)
    assert quick.from_keys
    assert same(quick.motion, slow.motion)
    assert degrees_apart(quick.motion, take.body) > 1


def test_the_armature_s_own_place_counts(takes: list[Take], stage, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    rig = actor.armature
    rig.location, rig.rotation_euler = (1.0, -2.0, 0.5), (0.0, 0.0, 0.8)
    for step in (False, True):
        found = sampled(stage, rig, take.frames, step_through=step)
        turn = np.array([[np.cos(0.8), -np.sin(0.8), 0], [np.sin(0.8), np.cos(0.8), 0], [0, 0, 1]])
        expected = forward(take.body)[0] @ turn.T + [1.0, -2.0, 0.5]
        assert np.abs(forward(found)[0] - expected).max() < 1e-5


def test_constraints_parents_and_keys_of_the_object_count(takes: list[Take], stage, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    rig = actor.armature
    target = bpy.data.objects.new("target", None)
    target.rotation_euler = (0.4, 0.2, 0.1)
    stage.collection.objects.link(target)
    joint = take.body.skeleton.names[3]
    constraint = rig.pose.bones[joint].constraints.new("COPY_ROTATION")
    constraint.target = target
    times = np.arange(1.0, 20.0)
    held = sample_body(stage, rig, times, Fraction(30))
    assert not held.from_keys
    _, turns = forward(held.motion)
    column = turns[:, 3]
    assert np.abs(column - column[0]).max() < 1e-5
    constraint.mute = True
    assert sample_body(stage, rig, times, Fraction(30)).from_keys
    target.location = (0.0, 3.0, 0.0)
    target.rotation_euler = (0.0, 0.0, 0.0)
    rig.parent = target
    moved = sample_body(stage, rig, times, Fraction(30))
    assert not moved.from_keys
    assert np.abs(moved.motion.positions - take.body.positions[:19] - [0, 3, 0]).max() < 1e-5
    rig.parent = None
    rig.keyframe_insert("location", frame=1)
    rig.location.z = 1.0
    rig.keyframe_insert("location", frame=11)
    keyed = sample_body(stage, rig, times, Fraction(30))
    assert not keyed.from_keys
    assert keyed.motion.positions[10, 0, 2] - take.body.positions[10, 0, 2] == pytest.approx(1.0, abs=1e-5)


def test_a_retimed_take_is_the_take_retimed(takes: list[Take], stage, tmp_path: Path, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    for block in (actor.armature, actor.face_meshes[0].data.shape_keys):
        for curve in compat.fcurves_of(block):
            points = np.empty(2 * len(curve.keyframe_points), dtype=np.float32)
            curve.keyframe_points.foreach_get("co", points)
            points[::2] = 11 + 2 * (points[::2] - 1)
            curve.keyframe_points.foreach_set("co", points)
            curve.update()
    result = export_performance(stage, actor, ExportOptions(tmp_path, range="action", voice=False))
    assert (result.first, result.last) == (11, 11 + 2 * (take.frames - 1))
    again = to_motion(bvh.read(result.files[0].path), units="cm", up="Y")
    assert again.frames == 2 * take.frames - 1
    assert same(replace(again, rotations=again.rotations[::2], positions=again.positions[::2]), take.body)
    middle = slerp(take.body.rotations[:-1], take.body.rotations[1:], np.array(0.5))
    dots = np.abs(np.sum(again.rotations[1::2] * middle, axis=-1))
    assert dots.min() > 1 - 1e-6
    weights = np.load(result.files[1].path)
    assert np.abs(weights[::2] - take.face.weights[: take.frames]).max() < 1e-6


def test_a_scaled_and_moved_nla_strip_comes_out_as_it_plays(takes: list[Take], stage, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    data = actor.armature.animation_data
    action, slot = data.action, getattr(data, "action_slot", None)
    data.action = None
    strip = data.nla_tracks.new().strips.new("take", 1, action)
    if slot is not None:
        strip.action_slot = slot
    strip.action_frame_start, strip.action_frame_end = 1, take.frames
    strip.scale = 2.0
    strip.frame_end += 20
    strip.frame_start += 20
    assert (strip.frame_start, strip.scale) == (21, 2)
    count = 40
    found = sample_body(stage, actor.armature, 21.0 + 2 * np.arange(count), Fraction(30))
    assert not found.from_keys
    assert same(found.motion, take.body.sliced(0, count), degrees=1e-3)


def test_a_trimmed_range_is_that_part(takes: list[Take], stage, tmp_path: Path, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    result = export_performance(stage, actor, ExportOptions(tmp_path, frames=BlendFrames(31, 60)))
    lengths = {file.kind: file.length for file in result.files}
    assert (lengths["body"], lengths["face"]) == (30, 30)
    again = load_take(Dataset.open(tmp_path).scenes()[0].performances[0])
    assert same(again.body, take.body.sliced(30, 60))
    assert np.abs(again.face.weights - take.face.weights[30:60]).max() < 1e-6


def test_a_scene_of_another_frame_rate_gives_the_dataset_s(
    takes: list[Take], stage, tmp_path: Path, put_on
) -> None:
    take = replace(takes[0], body=takes[0].body.resampled(Fraction(60)), face=None)
    stage.render.fps = 60
    actor = put_on(stage, take)
    everything(stage, take)
    result = export_performance(stage, actor, ExportOptions(tmp_path, face=False, voice=False))
    assert "resampled-export" in codes(result.findings)
    again = bvh.read(result.files[0].path)
    assert again.frame_time_text == "0.033333"
    assert same(to_motion(again, units="cm", up="Y"), takes[0].body)


def test_the_preview_range_is_taken_where_there_is_one(
    takes: list[Take], stage, tmp_path: Path, put_on
) -> None:
    actor = put_on(stage, takes[0])
    everything(stage, takes[0])
    options = ExportOptions(tmp_path, range="preview", face=False, voice=False)
    assert export_performance(stage, actor, options).last == takes[0].frames
    stage.use_preview_range, stage.frame_preview_start, stage.frame_preview_end = True, 5, 8
    assert export_performance(stage, actor, replace(options, overwrite=True)).files[0].length == 4


def test_bones_that_leave_their_joint_or_grow_are_told(takes: list[Take], stage, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    names = take.body.skeleton.names
    actor.armature.pose.bones[names[3]].location = (0.0, 0.02, 0.0)
    quick = sample_body(stage, actor.armature, np.arange(1.0, 9.0), Fraction(30))
    assert quick.from_keys
    assert codes(quick.findings) == {"moved-bones"}
    assert f"{names[3]} move off their joint by up to 20.0 mm" in quick.findings[0].message
    actor.armature.pose.bones[names[5]].scale = (1.2, 1.2, 1.2)
    slow = sample_body(stage, actor.armature, np.arange(1.0, 9.0), Fraction(30))
    assert not slow.from_keys
    assert "scaled-bones" in codes(slow.findings)


def test_a_rig_with_another_rest_pose_gives_its_own_skeleton(
    takes: list[Take], stage, tmp_path: Path, put_on
) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    rig = actor.armature
    stage.frame_set(1)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    rig.data.edit_bones[take.body.skeleton.names[2]].head.x += 0.05
    with pytest.raises(CharacterError, match="being edited"):
        sampled(stage, rig, 3)
    bpy.ops.object.mode_set(mode="OBJECT")
    result = export_performance(
        stage, actor, ExportOptions(tmp_path, frames=BlendFrames(1, 9), face=False, voice=False)
    )
    assert "own-skeleton" in codes(result.findings)
    document = bvh.read(result.files[0].path)
    assert document.joints[0].channels[3:] == ("Zrotation", "Yrotation", "Xrotation")
    heads = forward(to_motion(document, units="cm", up="Y"))[0][4]
    stage.frame_set(5)
    posed = rig.evaluated_get(bpy.context.evaluated_depsgraph_get()).pose.bones
    expected = np.array([posed[name].head for name in document.names])
    assert np.abs(heads - expected).max() < 1e-4


def test_a_resized_armature_gives_a_resized_skeleton(takes: list[Take], stage, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    actor.armature.scale = (2.0, 2.0, 2.0)
    found = sample_body(stage, actor.armature, np.arange(1.0, 9.0), Fraction(30))
    assert "own-skeleton" in codes(found.findings)
    assert np.abs(forward(found.motion)[0] - 2 * forward(take.body.sliced(0, 8))[0]).max() < 1e-4
    actor.armature.scale = (2.0, 1.0, 2.0)
    with pytest.raises(CharacterError, match="scaled unevenly"):
        sampled(stage, actor.armature, 3)


def test_drivers_mutes_and_slider_ends_of_shape_keys_count(takes: list[Take], stage, put_on) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    keys = actor.face_meshes[0].data.shape_keys
    times = np.arange(1.0, 31.0)
    keys.key_blocks["jawOpen"].mute = True
    keys.key_blocks["mouthClose"].slider_max = 0.01
    quick = sample_face(stage, actor.face_meshes, times, name="x")
    slow = sample_face(stage, actor.face_meshes, times, name="x", step_through=True)
    assert "muted-shapes" in codes(quick.findings)
    assert quick.weights[:, ARKIT_51.index("jawOpen")].max() == 0
    assert np.abs(quick.weights - slow.weights).max() < 1e-6
    curve = keys.driver_add('key_blocks["cheekPuff"].value')
    curve.driver.type = "AVERAGE"
    variable = curve.driver.variables.new()
    variable.type = "SINGLE_PROP"
    variable.targets[0].id_type = "OBJECT"
    variable.targets[0].id = actor.armature
    variable.targets[0].data_path = "location[0]"
    actor.armature.location.x = 0.25
    driven = sample_face(stage, actor.face_meshes, times, name="x")
    assert not driven.from_keys
    assert np.abs(driven.weights[:, ARKIT_51.index("cheekPuff")] - 0.25).max() < 1e-6


def test_weights_of_several_meshes_halves_and_what_is_missing(stage, face_mesh) -> None:
    shapes = tuple(name for name in ARKIT_51 if name not in ("browInnerUp", "tongueOut", "jawLeft"))
    head = face_mesh("head", (*shapes, "browInnerUp_L", "browInnerUp_R"))
    teeth = face_mesh("teeth", ("jawOpen", "jawLeft"))
    head.data.shape_keys.key_blocks["browInnerUp_L"].value = 0.2
    head.data.shape_keys.key_blocks["browInnerUp_R"].value = 0.6
    head.data.shape_keys.key_blocks["jawOpen"].value = 0.5
    teeth.data.shape_keys.key_blocks["jawLeft"].value = 0.75
    teeth.data.shape_keys.key_blocks["jawOpen"].value = 0.1
    for thing in (head, teeth):
        stage.collection.objects.link(thing)
    for step in (False, True):
        found = sample_face(stage, [teeth, head], np.array([1.0]), name="x", step_through=step)
        row = dict(zip(ARKIT_51, found.weights[0].tolist(), strict=True))
        assert row["browInnerUp"] == pytest.approx(0.4)
        assert row["jawOpen"] == pytest.approx(0.5)
        assert row["jawLeft"] == pytest.approx(0.75)
        assert found.findings == ()
    few = sample_face(stage, [teeth], np.array([1.0]), name="x")
    assert "49 of 51 weights" in few.findings[0].message
    teeth.data.shape_keys.key_blocks["jawLeft"].value = 0.0
    teeth.data.shape_keys.key_blocks["jawOpen"].value = 0.0
    still = sample_face(stage, [teeth], np.array([1.0]), name="x")
    assert still.weights is None
    assert codes(still.findings) == {"no-face"}


def test_a_built_in_person_s_helpers_are_no_joints(demo_root: Path, tmp_path: Path) -> None:
    source = Dataset.open(demo_root).scenes()[0]
    options = ComposeOptions(picture=PictureOptions("preview", 320, 180))
    scene = compose(source, options, bpy.context.scene).scene
    for actor in chosen_actors(scene):
        assert len(actor.armature.data.bones) > len(
            load_take(source.performance(actor.key.split("_")[1])).body.skeleton
        )
        export_performance(scene, actor, ExportOptions(tmp_path))
    again = Dataset.open(tmp_path).scenes()[0]
    for before, after in zip(source.performances, again.performances, strict=True):
        one, other = load_take(before), load_take(after)
        assert same(one.body, other.body)
        assert np.abs(one.face.weights - other.face.weights[: one.face.frames]).max() < 1e-6
    # Without the record of the file, helpers are known by their bone collection.
    actor = chosen_actors(scene)[0]
    del actor.armature["interact_motion_file"]
    names = sampled(scene, actor.armature, 2).skeleton.names
    assert set(names) == set(load_take(source.performances[0]).body.skeleton.names)


def test_the_window_s_frame_and_hidden_actors_are_left_as_they_are(takes: list[Take], stage, put_on) -> None:
    actor = put_on(stage, takes[0])
    stage.frame_set(17)
    actor.armature.hide_viewport = True
    times = np.arange(1.0, 9.0)
    found = sample_body(stage, actor.armature, times, Fraction(30), step_through=True)
    assert same(found.motion, takes[0].body.sliced(0, 8))
    assert stage.frame_current == 17
    assert actor.armature.hide_viewport
    assert list(actor.armature.users_scene) == [stage]


def test_files_that_are_there_stay(takes: list[Take], stage, tmp_path: Path, put_on) -> None:
    actor = put_on(stage, takes[0])
    everything(stage, takes[0])
    options = ExportOptions(tmp_path, face=False, voice=False)
    first = export_performance(stage, actor, options)
    before = first.files[0].path.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        export_performance(stage, actor, replace(options, frames=BlendFrames(1, 3)))
    assert first.files[0].path.read_bytes() == before
    short = export_performance(
        stage, actor, replace(options, frames=BlendFrames(1, 3), face=True, body=False)
    )
    assert "earlier-file" in codes(short.findings)


def test_who_is_meant_is_told_by_id_or_key(takes: list[Take], stage, put_on) -> None:
    with pytest.raises(UsageError, match="has no actors"):
        chosen_actors(stage)
    actors = [put_on(stage, take) for take in takes]
    ids = [actor.key.split("_")[1] for actor in actors]
    assert [actor.key for actor in chosen_actors(stage)] == [actor.key for actor in actors]
    assert [actor.key for actor in chosen_actors(stage, [ids[1]])] == [actors[1].key]
    assert [actor.key for actor in chosen_actors(stage, [actors[0].key, ids[0]])] == [actors[0].key]
    with pytest.raises(UsageError, match="999 is not in the scene"):
        chosen_actors(stage, ["999"])
    put_on(stage, takes[0])
    with pytest.raises(UsageError, match="several armatures"):
        chosen_actors(stage)


def test_a_damaged_record_is_told_and_the_own_skeleton_taken(takes: list[Take], stage, put_on) -> None:
    actor = put_on(stage, takes[0])
    actor.armature["interact_motion_file"] = "nonsense"
    found = sample_body(stage, actor.armature, np.array([1.0, 2.0]), Fraction(30))
    assert codes(found.findings) == {"origin-unreadable", "own-skeleton"}
    assert np.abs(forward(found.motion)[0][:, 0] - forward(takes[0].body)[0][:2, 0]).max() < 1e-5
