# SPDX-License-Identifier: GPL-3.0-or-later
"""One actor earlier or later and elsewhere; markers."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import actors_of, tag_performance
from interact_addon.blender.common.sound import recording_start
from interact_addon.blender.io.export import export_performance
from interact_addon.blender.io.export_body import sample_body
from interact_addon.blender.io.export_face import sample_face
from interact_addon.blender.io.markers import add_markers, remove_markers
from interact_addon.blender.io.offsets import OFFSET, ActorOffset, clear_offset, offset_actor, offset_of
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.audio import SpeechOptions
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.performance.export import ExportOptions
from interact_addon.core.performance.take import Take, load_take

pytestmark = pytest.mark.blender


@pytest.fixture
def stage() -> bpy.types.Scene:
    bpy.context.scene.render.fps = 30
    return bpy.context.scene


@pytest.fixture(scope="session")
def takes(demo_root: Path) -> list[Take]:
    return [load_take(performance) for performance in Dataset.open(demo_root).scenes()[0].performances]


def joints(scene: bpy.types.Scene, actor, times: np.ndarray) -> np.ndarray:
    return forward(sample_body(scene, actor.armature, times, Fraction(30)).motion)[0]


def weights(scene: bpy.types.Scene, actor, times: np.ndarray) -> np.ndarray:
    return sample_face(scene, actor.face_meshes, times, name="x").weights


@pytest.mark.parametrize("frames", [12.0, -7.0, 2.5])
def test_body_face_and_voice_move_together_in_time(takes, stage, put_on, frames: float) -> None:
    actor, other = (put_on(stage, take) for take in takes)
    times = np.arange(40.0, 80.0)
    before, face, theirs = (
        joints(stage, actor, times),
        weights(stage, actor, times),
        joints(stage, other, times),
    )
    starts = [recording_start(strip, Fraction(30)) for strip in actor.strips]
    offset_actor(stage, actor, ActorOffset(frames=frames))
    assert np.abs(joints(stage, actor, times + frames) - before).max() < 1e-5
    assert np.abs(weights(stage, actor, times + frames) - face).max() < 1e-6
    assert np.abs(joints(stage, other, times) - theirs).max() == 0
    for strip, start in zip(actor.strips, starts, strict=True):
        assert float(recording_start(strip, Fraction(30)) - start) == pytest.approx(frames, abs=1e-4)
    assert offset_of(actor.armature).frames == frames
    clear_offset(stage, actor)
    assert np.abs(joints(stage, actor, times) - before).max() < 1e-5
    assert offset_of(actor.armature) == ActorOffset()


def test_handles_move_with_their_keys(takes, stage, put_on) -> None:
    actor = put_on(stage, takes[0])
    curve = next(curve for curve in compat.fcurves_of(actor.armature) if len(curve.keyframe_points) > 5)
    for key in curve.keyframe_points:
        key.interpolation = "BEZIER"
        key.handle_left_type = key.handle_right_type = "FREE"
    key = curve.keyframe_points[3]
    key.handle_right = (key.co[0] + 0.6, key.co[1] + 0.3)
    before = [(key.co[0], *key.handle_right) for key in curve.keyframe_points]
    offset_actor(stage, actor, ActorOffset(frames=100.0))
    after = [
        (key.co[0] - 100, key.handle_right[0] - 100, key.handle_right[1]) for key in curve.keyframe_points
    ]
    assert np.abs(np.array(before)[:, [0, 1, 2]] - np.array(after)).max() < 1e-4


def test_the_armature_turns_where_the_actor_stands(takes, stage, put_on) -> None:
    actor = put_on(stage, takes[0])
    times = np.arange(1.0, 9.0)
    before = joints(stage, actor, times)
    offset_actor(stage, actor, ActorOffset(rotation=math.pi / 2))
    turned = joints(stage, actor, times)
    hips = before[0, 0]
    assert np.abs(turned[0, 0] - hips).max() < 1e-5
    away = before - hips
    expected = np.stack([-away[..., 1], away[..., 0], away[..., 2]], axis=-1) + hips
    assert np.abs(turned - expected).max() < 1e-5
    offset_actor(stage, actor, ActorOffset(location=(1.0, 2.0, 0.25)))
    assert np.abs(joints(stage, actor, times) - expected - [1, 2, 0.25]).max() < 1e-5
    told = offset_of(actor.armature)
    assert (told.location, told.rotation) == ((1.0, 2.0, 0.25), pytest.approx(math.pi / 2))
    clear_offset(stage, actor)
    assert np.abs(joints(stage, actor, times) - before).max() < 1e-5


def test_a_place_that_was_there_before_is_kept(takes, stage, put_on) -> None:
    actor = put_on(stage, takes[0])
    actor.armature.location = (0.0, 5.0, 0.0)
    offset_actor(stage, actor, ActorOffset(location=(1.0, 0.0, 0.0), rotation=0.3))
    clear_offset(stage, actor)
    assert np.abs(np.array(actor.armature.location) - [0, 5, 0]).max() < 1e-5


def test_the_armature_turns_where_it_was_moved_to_a_moment_ago(takes, stage, put_on) -> None:
    actor = put_on(stage, takes[0])
    bpy.context.view_layer.update()
    actor.armature.location = (5.0, 0.0, 0.0)  # nobody has asked for where that puts it yet
    offset_actor(stage, actor, ActorOffset(rotation=math.pi))
    first = np.arange(1.0, 2.0)
    turned = joints(stage, actor, first)
    clear_offset(stage, actor)
    assert actor.armature.location.x == pytest.approx(5.0, abs=1e-5)
    assert np.abs(turned[0, 0] - joints(stage, actor, first)[0, 0]).max() < 1e-5


def test_what_is_linked_is_not_moved(takes, stage, put_on, tmp_path: Path) -> None:
    actor = put_on(stage, takes[0])
    thing = actor.armature
    group = bpy.data.collections.new("Linked")
    for part in (thing, *actor.meshes):
        group.objects.link(part)
    bpy.data.libraries.write(str(tmp_path / "library.blend"), {group})
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(str(tmp_path / "library.blend"), link=True) as (_, wanted):
        wanted.collections = ["Linked"]
    scene, linked = bpy.context.scene, bpy.data.collections["Linked"]
    scene.collection.children.link(linked)
    there = actors_of(scene)[0]
    with pytest.raises(UsageError, match="is linked from another file"):
        offset_actor(scene, there, ActorOffset(10.0, (1.0, 0.0, 0.0)))
    with pytest.raises(UsageError, match="is linked from another file"):
        clear_offset(scene, there)
    assert OFFSET not in there.armature
    linked.override_hierarchy_create(scene, bpy.context.view_layer)
    mine = next(actor for actor in actors_of(scene) if actor.armature.library is None)
    with pytest.raises(UsageError, match=r"keys of .* are linked from another file"):
        offset_actor(scene, mine, ActorOffset(10.0))
    assert OFFSET not in mine.armature


def test_an_offset_goes_into_the_export(takes, stage, put_on, tmp_path: Path) -> None:
    take = takes[0]
    actor = put_on(stage, take)
    stage.frame_start, stage.frame_end = 1, take.frames
    offset_actor(stage, actor, ActorOffset(10.0, (0.5, 0.0, 0.0)))
    export_performance(stage, actor, ExportOptions(tmp_path))
    again = load_take(Dataset.open(tmp_path).scenes()[0].performances[0])
    assert again.frames == take.frames
    shifted = take.body.positions[:-10] + [0.5, 0.0, 0.0]
    assert np.abs(again.body.positions[10:] - shifted).max() < 1e-5
    assert np.abs(again.face.weights[10:] - take.face.weights[: take.frames - 10]).max() < 1e-6


def test_a_keyed_place_and_shared_keys_are_refused(takes, stage, put_on) -> None:
    actor, other = (put_on(stage, take) for take in takes)
    other.armature.animation_data.action = actor.armature.animation_data.action
    if hasattr(other.armature.animation_data, "action_slot"):
        other.armature.animation_data.action_slot = actor.armature.animation_data.action_slot
    first = compat.fcurves_of(actor.armature)[0].keyframe_points[0].co[0]
    with pytest.raises(UsageError, match="also move"):
        offset_actor(stage, actor, ActorOffset(frames=3.0))
    assert compat.fcurves_of(actor.armature)[0].keyframe_points[0].co[0] == first
    other.armature.animation_data.action = None
    offset_actor(stage, actor, ActorOffset(frames=3.0))
    actor.armature.keyframe_insert("location", frame=1)
    with pytest.raises(UsageError, match="has object keys"):
        offset_actor(stage, actor, ActorOffset(location=(1.0, 0.0, 0.0)))


def test_nla_strips_move_too(takes, stage, put_on) -> None:
    actor = put_on(stage, takes[0])
    data = actor.armature.animation_data
    action, slot = data.action, getattr(data, "action_slot", None)
    data.action = None
    track = data.nla_tracks.new()
    strips = [track.strips.new("one", 1, action)]
    strips.append(track.strips.new("two", round(strips[0].frame_end) + 1, action))
    for strip in strips:
        if slot is not None:
            strip.action_slot = slot
    before = [(strip.frame_start, strip.frame_end) for strip in strips]
    for frames in (15.0, -4.0):
        offset_actor(stage, actor, ActorOffset(frames=frames))
    assert [(strip.frame_start - 11, strip.frame_end - 11) for strip in strips] == before
    assert [strip.scale for strip in strips] == [1.0, 1.0]


def test_markers_say_who_speaks_and_come_and_go(takes, stage, put_on) -> None:
    with pytest.raises(UsageError, match="has no actors"):
        add_markers(stage)
    actors = [put_on(stage, take) for take in takes]
    mine = stage.timeline_markers.new("mine", frame=3)
    names = [actor.key.split("_")[1] for actor in actors]
    result = add_markers(stage)
    made = [(marker.frame, marker.name) for marker in stage.timeline_markers if marker != mine]
    assert len(made) == result.count
    for name, take in zip(names, takes, strict=True):
        assert (1, f"{name} starts") in made
        assert (take.frames, f"{name} ends") in made
    if compat.has_audio():
        for name in names:
            speaks = [frame for frame, text in made if text == f"{name} speaks"]
            pauses = [frame for frame, text in made if text == f"{name} pauses"]
            assert len(speaks) == len(pauses) > 0
            assert all(start < end for start, end in zip(speaks, pauses, strict=True))
    assert add_markers(stage).count == result.count
    assert len(stage.timeline_markers) == result.count + 1
    assert remove_markers(stage) == result.count
    assert [marker.name for marker in stage.timeline_markers] == ["mine"]
    assert remove_markers(stage) == 0


def test_a_marker_of_somebodys_own_that_is_called_like_ours_stays(takes, stage, put_on) -> None:
    name = put_on(stage, takes[0]).key.split("_")[1]
    stage.timeline_markers.new(f"{name} starts", frame=77)
    for _ in range(2):
        assert add_markers(stage, speech=False).count == 2
        assert len(stage.timeline_markers) == 3
    assert remove_markers(stage) == 2
    assert [(marker.name, marker.frame) for marker in stage.timeline_markers] == [(f"{name} starts", 77)]


def test_markers_with_long_names_go_too(takes, stage, put_on) -> None:
    tag_performance(put_on(stage, takes[0]).armature, "motion" * 20)
    for _ in range(2):
        add_markers(stage, speech=False)
    assert len(stage.timeline_markers) == 2
    assert remove_markers(stage) == 2


@pytest.mark.skipif(not compat.has_audio(), reason="this Blender is built without audio")
def test_markers_follow_a_moved_voice(takes, stage, put_on) -> None:
    actor = put_on(stage, takes[0])
    add_markers(stage, SpeechOptions(), ends=False)
    before = sorted(marker.frame for marker in stage.timeline_markers)
    offset_actor(stage, actor, ActorOffset(frames=20.0))
    add_markers(stage, SpeechOptions(), ends=False)
    assert sorted(marker.frame for marker in stage.timeline_markers) == [frame + 20 for frame in before]
    add_markers(stage, speech=False)
    assert {marker.frame for marker in stage.timeline_markers} == {21, takes[0].frames + 20}
