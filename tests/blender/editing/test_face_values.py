# SPDX-License-Identifier: GPL-3.0-or-later
"""A face on several meshes is seen, set and keyed as one; edits are on top of what was captured."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.animation.face import apply_face
from interact_addon.blender.common.actors import tag_performance
from interact_addon.blender.editing.edit_layer import captured_curves, edit_layer
from interact_addon.blender.editing.face_values import (
    FaceKeys,
    change_face,
    face_of,
    key_face,
    moved_shapes,
    set_shape,
    shape_value,
    show_played,
)
from interact_addon.core.face.arkit import ARKIT_51, FaceTrack
from interact_addon.core.foundation.errors import FaceError, UsageError

pytestmark = pytest.mark.blender

FRAMES = 60
SMILE, OPEN = "mouthSmileLeft", "jawOpen"
EVERY = np.arange(1, FRAMES + 1)


@pytest.fixture
def rig(face_mesh: Callable[..., Any]) -> Any:
    """An armature with three meshes of one face, of which two have the same spelling, in noise."""
    scene = bpy.context.scene
    scene.frame_end = FRAMES
    rig = bpy.data.objects.new("rig", bpy.data.armatures.new("rig"))
    scene.collection.objects.link(rig)
    spelled = tuple(name.replace("Left", "_L").replace("Right", "_R") for name in ARKIT_51)
    faces = [face_mesh("head"), face_mesh("teeth", (OPEN, SMILE)), face_mesh("lashes", spelled)]
    for face in faces:
        face.parent = rig
        scene.collection.objects.link(face)
    weights = np.random.default_rng(3).uniform(0.1, 0.4, (FRAMES, 51)).astype(np.float32)
    apply_face(faces, FaceTrack(tuple(ARKIT_51), weights, Fraction(30), ()), name="take")
    tag_performance(rig, "001")
    scene.frame_set(30)
    return rig


def face(rig: Any) -> FaceKeys:
    found = face_of(bpy.context.scene, rig)
    assert found is not None
    return found


def played(rig: Any, shape: str) -> np.ndarray:
    """(meshes, F) what Blender evaluates."""
    rows = []
    for frame in EVERY.tolist():
        bpy.context.scene.frame_set(frame)
        rows.append([keys.key_blocks[name].value for keys, name in face(rig).shapes[shape]])
    bpy.context.scene.frame_set(30)
    return np.array(rows).T


def test_a_shape_moves_on_all_meshes_and_goes_back(rig: Any) -> None:
    before = shape_value(face(rig), SMILE)
    assert moved_shapes(face(rig), 30) == {}
    set_shape(face(rig), SMILE, 0.75)
    values = {keys.user.name: keys.key_blocks[name].value for keys, name in face(rig).shapes[SMILE]}
    assert values == pytest.approx({"head": 0.75, "teeth": 0.75, "lashes": 0.75})
    assert moved_shapes(face(rig), 30) == pytest.approx({SMILE: 0.75 - before}, abs=1e-6)
    show_played(face(rig), 30)
    assert shape_value(face(rig), SMILE) == pytest.approx(before, abs=1e-6)
    assert edit_layer(bpy.data.objects["head"].data.shape_keys) is None


def test_a_mesh_of_the_person_is_as_good_as_the_armature(rig: Any) -> None:
    assert face(bpy.data.objects["teeth"]).shapes.keys() == face(rig).shapes.keys() == set(ARKIT_51)
    lone = bpy.data.objects.new("lone", bpy.data.meshes.new("lone"))
    assert face_of(bpy.context.scene, lone) is None
    assert face_of(bpy.context.scene, None) is None


def test_a_change_over_frames_comes_and_goes_on_top_of_the_capture(rig: Any) -> None:
    before, captured = played(rig, SMILE), len(captured_curves(bpy.data.objects["head"].data.shape_keys))
    change_face(face(rig), {SMILE: 0.3}, 20, 40, ease=5)
    added = played(rig, SMILE) - before
    assert np.abs(added - added[0]).max() < 1e-6  # all meshes alike
    assert np.abs(added[0, (EVERY <= 20) | (EVERY >= 40)]).max() < 1e-6
    assert added[0, (EVERY >= 25) & (EVERY <= 35)] == pytest.approx(0.3, abs=1e-6)
    rising = added[0, (EVERY >= 20) & (EVERY <= 25)]
    assert (np.diff(rising) > 0).all()
    assert rising[1] < 0.06  # eased
    layer = edit_layer(bpy.data.objects["head"].data.shape_keys)
    assert [len(curve.keyframe_points) for curve in layer.curves] == [4]
    assert len(captured_curves(bpy.data.objects["head"].data.shape_keys)) == captured
    change_face(face(rig), {SMILE: -0.1}, 20, 40, ease=0)  # on top of the first, which has keys inside
    both = played(rig, SMILE) - before
    assert both[0, EVERY == 30] == pytest.approx(0.2, abs=1e-6)
    assert np.abs(both[0, (EVERY < 20) | (EVERY > 40)]).max() < 1e-6


def test_a_key_fades_unless_another_is_near(rig: Any) -> None:
    before = played(rig, SMILE)
    set_shape(face(rig), SMILE, 0.9)
    key_face(face(rig), [SMILE], 30, fade=6)
    once = played(rig, SMILE)
    assert once[:, EVERY == 30] == pytest.approx(0.9, abs=1e-6)
    assert np.abs((once - before)[:, (EVERY <= 24) | (EVERY >= 36)]).max() < 1e-6
    assert moved_shapes(face(rig), 30) == {}
    bpy.context.scene.frame_set(33)
    set_shape(face(rig), SMILE, 0.8)
    key_face(face(rig), [SMILE], 33, fade=6)
    twice = played(rig, SMILE)
    assert twice[:, EVERY == 30] == pytest.approx(0.9, abs=1e-6)
    assert twice[:, EVERY == 33] == pytest.approx(0.8, abs=1e-6)
    assert np.abs(twice - once)[:, (EVERY <= 24) | (EVERY >= 36)].max() < 1e-6


def test_a_key_without_fading_goes_on(rig: Any) -> None:
    before = played(rig, OPEN)
    set_shape(face(rig), OPEN, before[0, 29] + 0.2)
    key_face(face(rig), [OPEN], 30)
    assert played(rig, OPEN) - before == pytest.approx(0.2, abs=1e-6)


def test_a_face_that_plays_nothing_is_keyed_too(face_mesh: Callable[..., Any]) -> None:
    head = face_mesh("head")
    bpy.context.scene.collection.objects.link(head)
    set_shape(face(head), OPEN, 0.5)
    assert moved_shapes(face(head), 1) == pytest.approx({OPEN: 0.5})
    key_face(face(head), [OPEN], 30, fade=10)
    values = played(head, OPEN)[0]
    assert values[29] == pytest.approx(0.5)
    assert np.abs(values[[0, 19, 39]]).max() < 1e-6


def test_what_cannot_be_is_said(rig: Any) -> None:
    with pytest.raises(UsageError, match="no range"):
        change_face(face(rig), {SMILE: 0.3}, 20, 20)
    with pytest.raises(FaceError, match="no shape keys"):
        change_face(face(rig), {"tongueOut": 0.3}, 20, 30)
    assert all(compat.action_of(keys) is not None for keys, _ in face(rig).shapes[SMILE])
