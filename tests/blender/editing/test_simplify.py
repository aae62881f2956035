# SPDX-License-Identifier: GPL-3.0-or-later
"""Fewer keys: what Blender plays stays within what is allowed, of bodies, faces and edit layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender.common.actors import StageActor, actors_of, tag_performance
from interact_addon.blender.common.keys import Channel, write_action
from interact_addon.blender.editing.edit_layer import captured_curves, edit_layer, write_edit
from interact_addon.blender.editing.simplify import Tolerance, played_pose, simplify
from interact_addon.blender.io.offsets import ActorOffset, offset_actor
from interact_addon.core.animation.pose_reduction import greatest
from interact_addon.core.foundation.errors import UsageError

pytestmark = pytest.mark.blender

FRAMES = 120
EVERY = np.arange(1, FRAMES + 1)
BONES = ("root", "arm", "hand", "finger")
WIDE = Tolerance(5.0, 2.0, 2.0)


def _turn(bone: str) -> str:
    return f'pose.bones["{bone}"].rotation_quaternion'


@pytest.fixture
def actor(face_mesh: Callable[..., object]) -> StageActor:
    """A chain of four bones that swing with a tremor, and a face of two shapes on it."""
    scene = bpy.context.scene
    data = bpy.data.armatures.new("rig")
    rig: Any = bpy.data.objects.new("rig", data)
    scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for number, name in enumerate(BONES):
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = (0, 0, 0.3 * number), (0.02, 0.1, 0.3 * number + 0.3)
        bone.parent = data.edit_bones[BONES[number - 1]] if number else None
    bpy.ops.object.mode_set(mode="OBJECT")
    time, noise = np.arange(FRAMES) / 30, np.random.default_rng(3)
    rows, channels = [], []
    for number, name in enumerate(BONES):
        rig.pose.bones[name].rotation_mode = "QUATERNION"
        angle = 0.5 * np.sin((1.5 + number) * time) + noise.normal(size=FRAMES) * 2e-4
        rows += [np.cos(angle), np.sin(angle) * 0.6, np.sin(angle) * 0.8, np.zeros(FRAMES)]
        channels += [Channel(_turn(name), index, name) for index in range(4)]
    rows += [np.sin(time * axis) for axis in range(3)]
    channels += [Channel('pose.bones["root"].location', axis, "root") for axis in range(3)]
    write_action([rig], "take", channels, np.array(rows))
    tag_performance(rig, "001")
    face: Any = face_mesh("face", ("jawOpen", "mouthSmileLeft"))
    face.parent = rig
    scene.collection.objects.link(face)
    face.data.shape_keys.key_blocks["jawOpen"].points[1].co.z += 0.03
    weights = np.stack([0.5 + 0.4 * np.sin(5 * time), 0.3 + 0.1 * np.sin(9 * time)])
    smiles = [Channel(f'key_blocks["{name}"].value') for name in ("jawOpen", "mouthSmileLeft")]
    write_action([face.data.shape_keys], "face", smiles, weights, slot_type="KEY")
    return actors_of(scene)[0]


def _off(actor: StageActor, was: Any) -> tuple[float, float]:
    far, turned = greatest(was, played_pose(bpy.context.scene, actor.armature, EVERY))
    return float(far.max()) * 1e3, float(turned.max())


@pytest.mark.parametrize("allowed", [Tolerance(1.0, 0.5, 0.5), WIDE])
def test_what_plays_stays_within_the_tolerance(actor: StageActor, allowed: Tolerance) -> None:
    scene = bpy.context.scene
    was = played_pose(scene, actor.armature, EVERY)
    done = simplify(scene, actor, allowed)
    assert done.before > (4 if allowed is WIDE else 2) * done.after
    far, turned = _off(actor, was)
    assert 0 < far <= allowed.millimetres
    assert 0 < turned <= allowed.degrees
    assert (done.millimetres, done.degrees) == pytest.approx((far, turned))
    assert 0 < done.face <= allowed.face


def test_keys_of_a_quaternion_are_together_with_handles_and_unselected(actor: StageActor) -> None:
    simplify(bpy.context.scene, actor, WIDE)
    curves = [curve for curve in captured_curves(actor.armature) if curve.data_path == _turn("arm")]
    times = [[key.co[0] for key in curve.keyframe_points] for curve in curves]
    assert times[0] == times[1] == times[2] == times[3]
    assert len(times[0]) < FRAMES / 4
    keys = [key for curve in curves for key in curve.keyframe_points]
    assert {(key.interpolation, key.handle_left_type) for key in keys} == {("BEZIER", "ALIGNED")}
    assert not any(key.select_control_point for key in keys)


def test_an_edit_layer_is_simplified_apart(actor: StageActor) -> None:
    scene, arm = bpy.context.scene, actor.armature
    frames = np.arange(30, 71)
    bump = 0.3 * np.sin(np.pi * (frames - 30) / 40)
    write_edit(arm, frames, {('pose.bones["root"].location', 0): bump + 3.0})
    write_edit(
        arm,
        frames,
        {(_turn("hand"), i): row for i, row in enumerate([np.cos(bump), np.sin(bump), 0 * bump, 0 * bump])},
    )
    was = played_pose(scene, arm, EVERY)
    layer = edit_layer(arm)
    assert layer is not None
    edits = sum(len(curve.keyframe_points) for curve in layer.curves)
    captured = sum(len(curve.keyframe_points) for curve in captured_curves(arm))
    simplify(scene, actor, WIDE)
    assert sum(len(curve.keyframe_points) for curve in layer.curves) < edits
    assert sum(len(curve.keyframe_points) for curve in captured_curves(arm)) < captured / 2
    far, turned = _off(actor, was)
    assert far <= WIDE.millimetres
    assert turned <= WIDE.degrees


def test_what_constraints_make_of_it_counts(actor: StageActor) -> None:
    scene, arm = bpy.context.scene, actor.armature
    constraint: Any = arm.pose.bones["hand"].constraints.new("TRANSFORM")
    constraint.target, constraint.subtarget = arm, "root"
    constraint.map_to = "LOCATION"
    constraint.target_space = constraint.owner_space = "LOCAL"
    constraint.from_max_x, constraint.to_max_x = 0.01, 0.2  # twenty times as far
    constraint.use_motion_extrapolate = True
    was = played_pose(scene, arm, EVERY)
    done = simplify(scene, actor, Tolerance(2.0, 1.0, 1.0))
    far, _ = _off(actor, was)
    assert far <= 2.0
    assert done.millimetres == pytest.approx(far)


def test_locked_curves_stay_and_nothing_to_do_is_said(actor: StageActor) -> None:
    curves = captured_curves(actor.armature)
    for curve in curves:
        curve.lock = True
    done = simplify(bpy.context.scene, actor, WIDE)
    assert done.untouched >= len(BONES) * 3
    assert (done.millimetres, done.degrees) == (0.0, 0.0)
    face = actor.face_meshes[0]
    for curve in captured_curves(face.data.shape_keys):  # type: ignore[union-attr]
        curve.lock = True
    with pytest.raises(UsageError, match="no keys that can be simplified"):
        simplify(bpy.context.scene, actor, WIDE)


def test_keys_between_frames_become_keys_on_frames(actor: StageActor) -> None:
    scene, armature = bpy.context.scene, actor.armature
    turn = {(_turn("hand"), index): [value] * 3 for index, value in enumerate((0.8, 0.6, 0.0, 0.0))}
    write_edit(armature, [40, 41, 42], turn)
    offset_actor(scene, actor, ActorOffset(10.4))
    was = played_pose(scene, armature, EVERY)
    done = simplify(scene, actor, Tolerance(2.0, 0.5, 0.5))
    assert done.after < done.before / 2
    far, off = _off(actor, was)
    assert far <= 2.0
    assert off <= 0.5
    frames = {key.co[0] for curve in captured_curves(armature) for key in curve.keyframe_points}
    assert all(frame == round(frame) for frame in frames)
