# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames played at another time, in the edit layer."""

from __future__ import annotations

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import StageActor, actors_of, tag_performance
from interact_addon.blender.common.keys import Channel, write_action
from interact_addon.blender.editing.edit_layer import edit_layer
from interact_addon.blender.editing.handle_parts import ABOUT, HANDLE, NAME, PART, RIG
from interact_addon.blender.editing.layer_tracks import key_captured
from interact_addon.blender.editing.retime import retime, source_times
from interact_addon.core.foundation.errors import UsageError

pytestmark = pytest.mark.blender
EVERY = np.arange(1, 101)
PLACE = 'pose.bones["root"].location'


@pytest.fixture
def actor() -> StageActor:
    """One bone that walks along X at one metre a frame."""
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end = 1, 100
    data = bpy.data.armatures.new("rig")
    rig = bpy.data.objects.new("rig", data)
    scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    data.edit_bones.new("root").tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    write_action([rig], "walk", [Channel(PLACE, 0, "root")], EVERY[None].astype(float))
    tag_performance(rig, "001")
    return actors_of(scene)[0]


def walked(actor: StageActor) -> np.ndarray:
    found = []
    for frame in EVERY:
        bpy.context.scene.frame_set(int(frame))
        graph = bpy.context.evaluated_depsgraph_get()
        found.append(actor.armature.evaluated_get(graph).pose.bones["root"].location[0])
    return np.array(found)


def test_a_range_is_played_later_and_all_else_as_before(actor: StageActor) -> None:
    assert retime(actor, 40, 60, 10, ease=25) == (15, 85)
    there = walked(actor)
    np.testing.assert_allclose(there[(EVERY >= 50) & (EVERY <= 70)], np.arange(40, 61), atol=1e-4)
    apart = (EVERY <= 15) | (EVERY >= 85)
    np.testing.assert_array_equal(there[apart], EVERY[apart])
    speed = np.diff(there)
    assert speed.min() > 0.0
    assert np.abs(np.diff(speed)).max() < 0.35  # no jolt
    captured = compat.fcurves_of_strip(edit_layer(actor.armature).captured)[0]
    assert [key.co[1] for key in captured.keyframe_points] == EVERY.tolist()


def test_a_range_is_stretched(actor: StageActor) -> None:
    retime(actor, 40, 60, -8, stretch=True, ease=20)
    there = walked(actor)
    assert there[EVERY == 40] == pytest.approx(40, abs=1e-4)
    assert there[EVERY == 52] == pytest.approx(60, abs=1e-4)
    assert np.diff(there).min() > 0.0
    retime(actor, 40, 52, 8, stretch=True, ease=28)  # of what is played with the edits
    assert walked(actor)[EVERY == 60] == pytest.approx(60, abs=1e-3)


@pytest.mark.parametrize(("first", "last", "frames"), [(40, 60, 20), (40, 60, -20), (60, 40, 1)])
def test_what_has_no_room_is_refused(first: int, last: int, frames: int) -> None:
    with pytest.raises(UsageError, match="cannot be moved so far"):
        source_times(EVERY.astype(float), first, last, frames, frames, 20)


def test_a_key_of_what_was_captured_ends_an_edit(actor: StageActor) -> None:
    retime(actor, 40, 60, 10, ease=25)
    assert key_captured(actor, 50) == 1
    assert walked(actor)[49] == pytest.approx(50, abs=1e-4)
    assert key_captured(actor, 90, ["root"]) == 1
    assert key_captured(actor, 90, ["nobody"]) == 0


def test_frames_with_a_handle_are_refused(actor: StageActor) -> None:
    handle = bpy.data.objects.new("handle", None)
    handle[RIG], handle[NAME], handle[PART] = actor.armature, "left_hand", HANDLE
    handle[ABOUT] = '{"first": 40, "last": 50}'
    with pytest.raises(UsageError, match=r"handles there: left hand.*Apply"):
        retime(actor, 60, 70, 3)
    retime(actor, 70, 80, 3)
