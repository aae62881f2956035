# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys above an edit layer are said, and adopted as they are shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.editing.bone_sampling import sample_bones
from interact_addon.blender.editing.edit_layer import add_edit_layer, edit_layer, set_editing, write_edit
from interact_addon.blender.editing.stray_keys import adopt_keys
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.performance.take import load_take

pytestmark = pytest.mark.blender

HAND = 'pose.bones["LeftHand"].rotation_quaternion'
SMILE = 'key_blocks["mouthSmileLeft"].value'
FRAMES = np.arange(1, 121)


@pytest.fixture
def actor(demo_root: Path, put_on: Callable[..., Any]) -> Any:
    scene = bpy.context.scene
    scene.render.fps, scene.frame_end = 30, 120
    actor = put_on(scene, load_take(Dataset.open(demo_root).scenes()[0].performances[0]))
    add_edit_layer(actor)
    return actor


def hand(armature: Any) -> np.ndarray:
    return sample_bones(armature, ["LeftHand"], FRAMES).local["LeftHand"]


def turn_at(armature: Any, frame: int, turn: tuple[float, ...]) -> None:
    """Pose and key the hand as Blender does by I."""
    bpy.context.scene.frame_set(frame)
    armature.pose.bones["LeftHand"].rotation_quaternion = turn
    armature.keyframe_insert(HAND, frame=frame)


def test_a_key_is_adopted_as_if_the_layer_had_been_edited(actor: Any) -> None:
    armature = actor.armature
    before = hand(armature)
    turn_at(armature, 60, (0.8, 0.6, 0.0, 0.0))
    assert edit_layer(armature).stray is not None
    actions = len(bpy.data.actions)
    shown = hand(armature)
    assert np.ptp(shown[:, :3, :3], axis=0).max() < 1e-5  # it holds the pose over the whole take
    assert adopt_keys(actor) == 4
    adopted = hand(armature)
    np.testing.assert_allclose(adopted[59], shown[59], atol=1e-6)
    assert edit_layer(armature).stray is None
    assert len(bpy.data.actions) == actions - 1
    layer_keys = {c.array_index: len(c.keyframe_points) for c in edit_layer(armature).curves}
    assert layer_keys == dict.fromkeys(range(4), 1)
    assert np.abs(adopted - before)[20].max() > 0.01  # the change goes on, as with Edit
    other = hand(armature)
    set_editing(actor)
    np.testing.assert_allclose(hand(armature), other, atol=1e-6)


def test_keys_are_adopted_exactly_between_them(actor: Any) -> None:
    armature, keys = actor.armature, actor.face_meshes[0].data.shape_keys
    write_edit(armature, [50, 90], {(HAND, i): [v, v] for i, v in enumerate((0.6, 0.0, 0.8, 0.0))})
    turn_at(armature, 60, (0.8, 0.6, 0.0, 0.0))
    turn_at(armature, 75, (0.6, 0.0, 0.8, 0.0))
    for frame, smile in ((60, 0.2), (70, 0.9)):
        keys.key_blocks["mouthSmileLeft"].value = smile
        keys.keyframe_insert(SMILE, frame=frame)
    shown = hand(armature)
    assert adopt_keys(actor) == 10
    np.testing.assert_allclose(hand(armature)[59:75], shown[59:75], atol=2e-6)
    bpy.context.scene.frame_set(70)
    assert keys.key_blocks["mouthSmileLeft"].value == pytest.approx(0.9, abs=1e-6)
    assert edit_layer(armature).stray is None
    assert edit_layer(keys).stray is None
    assert adopt_keys(actor) == 0


def test_what_is_no_number_stays_above(actor: Any) -> None:
    armature = actor.armature
    turn_at(armature, 60, (0.8, 0.6, 0.0, 0.0))
    armature.keyframe_insert("show_in_front", frame=60)
    adopt_keys(actor)
    stray = edit_layer(armature).stray
    assert [curve.data_path for curve in compat.fcurves_of(armature)] == ["show_in_front"]
    assert stray.users


def test_edits_below_other_keys_or_in_stretched_time_are_refused(actor: Any) -> None:
    armature = actor.armature
    wanted = {(HAND, i): [v] for i, v in enumerate((0.8, 0.6, 0.0, 0.0))}
    turn_at(armature, 60, (0.6, 0.0, 0.8, 0.0))
    with pytest.raises(UsageError, match="above the edit layer"):
        write_edit(armature, [70], wanted)
    adopt_keys(actor)
    mine = bpy.data.actions.new("mine")
    curves, _, slot = compat.new_fcurves(mine, "OBJECT", "mine")
    curves.new(HAND, index=1).keyframe_points.insert(1, 0.3)
    track = armature.animation_data.nla_tracks.new()
    compat.add_nla_strip(track, "mine", mine, slot)
    with pytest.raises(UsageError, match="plays above the edit layer"):
        write_edit(armature, [70], wanted)
    track.mute = True
    write_edit(armature, [70], wanted)
    bpy.context.scene.render.frame_map_new = 200
    with pytest.raises(UsageError, match="stretched"):
        write_edit(armature, [70], wanted)
