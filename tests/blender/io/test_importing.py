# SPDX-License-Identifier: GPL-3.0-or-later
"""Single files onto the stage: bodies, faces, voices, performances."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import actor_of, actors_of, tag_performance
from interact_addon.blender.common.frame_rate import scene_rate
from interact_addon.blender.common.motion_tag import motion_of
from interact_addon.blender.io.importing import (
    ImportOptions,
    face_target,
    import_bodies,
    import_faces,
    import_performances,
    import_voices,
)
from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.characters import all_looks
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.foundation.errors import CharacterError, UsageError
from interact_addon.core.performance.read import ReadOptions

pytestmark = pytest.mark.blender

BARE = ImportOptions(look="none")


@pytest.fixture
def stage() -> bpy.types.Scene:
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 30, 1.0
    return scene


def head(name: str, keys: list[str]) -> bpy.types.Object:
    data = bpy.data.meshes.new(name)
    data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    for key in ["Basis", *keys]:
        thing.shape_key_add(name=key).value = 0.0
    return thing


def codes(result: object) -> list[str]:
    return [finding.code for finding in result.findings]


def apart(armature: bpy.types.Object, path: Path, pose_heads, *, step: int = 101, first: int = 1) -> float:
    """Metres between the pose bones' heads and the joints of a file, at the worst."""
    motion = to_motion(bvh.read(path), units="cm", up="Y")
    rows = list(range(0, motion.frames, step))
    found = pose_heads(armature, list(motion.skeleton.names), [first + row for row in rows])
    return float(np.linalg.norm(found - forward(motion)[0][rows], axis=-1).max())


def test_a_body_without_anybody_there_is_somebody_new_who_plays_it_exactly(
    stage, any_root: Path, pose_heads
) -> None:
    path = any_root / "bvhs" / "20231119_001_051.bvh"
    result = import_bodies(stage, [path], ImportOptions(first_frame=11))
    (actor,) = result.actors
    assert (actor.key, actor.new, actor.armature.name) == ("20231119_001_051", True, "Actor 001")
    assert result.failures == ()
    assert len([mesh for mesh in actor.meshes if mesh.data.shape_keys]) == 1
    assert apart(actor.armature, path, pose_heads, first=11) < 1e-3
    assert [actor.key for actor in actors_of(stage)] == ["20231119_001_051"]
    assert (stage.frame_end, codes(result)) == (11 + actor.frames - 1, ["scene-range"])


def test_several_bodies_are_several_people_in_one_world(stage, sample_root: Path, pose_heads) -> None:
    paths = [sample_root / "bvhs" / f"20231119_{actor}_051.bvh" for actor in ("001", "002")]
    somebody = bpy.data.objects.new("somebody", bpy.data.armatures.new("somebody"))
    stage.collection.objects.link(somebody)
    result = import_bodies(stage, paths, BARE, onto=somebody)
    assert [actor.armature.name for actor in result.actors] == ["Actor 001", "Actor 002"]
    for actor, path in zip(result.actors, paths, strict=True):
        assert apart(actor.armature, path, pose_heads) < 1e-3
    assert somebody.animation_data is None


def test_rotations_that_do_not_know_the_floor_stand_on_it_and_stay_together(
    stage, tmp_path: Path, pose_heads
) -> None:
    paths = [tmp_path / f"P{number}.npz" for number in (1, 2)]
    for number, path in enumerate(paths):
        trans = np.tile([2.0 * number, 5.0 + 0.25 * number, 0.0], (4, 1))
        arrays = {"poses": np.zeros((4, 165)), "trans": trans, "betas": np.zeros(10), "gender": "neutral"}
        np.savez(path, **arrays, mocap_frame_rate=30.0, surface_model_type="smplx", up="Y")
    result = import_bodies(stage, paths, BARE)
    assert not result.failures
    feet = [pose_heads(actor.armature, ["left_foot", "pelvis"], [1])[0] for actor in result.actors]
    assert feet[0][0, 2] == pytest.approx(0.0, abs=0.05)
    assert feet[1][1] - feet[0][1] == pytest.approx([2.0, 0.0, 0.25], abs=0.02)


def test_a_body_onto_the_same_person_is_exact_and_onto_another_is_retargeted(
    stage, any_root: Path, pose_heads
) -> None:
    first, second = (any_root / "bvhs" / f"20231119_{actor}_051.bvh" for actor in ("001", "002"))
    armature = import_bodies(stage, [first]).actors[0].armature
    before = len(bpy.data.objects)
    again = import_bodies(stage, [first], onto=armature)
    assert (again.actors[0].new, codes(again)) == (False, [])
    assert apart(armature, first, pose_heads) < 1e-3
    assert motion_of(armature) == "capture"
    other = import_bodies(stage, [second], onto=armature)
    assert codes(other) == ["retargeted"]
    assert len(bpy.data.objects) == before
    assert actor_of(stage, armature).key == "20231119_002_051"
    # The hips go where they were captured, at this person's height.
    motion = to_motion(bvh.read(second), units="cm", up="Y")
    hips = pose_heads(armature, ["Hips"], [1, 400])[:, 0, :2]
    np.testing.assert_allclose(hips, motion.positions[[0, 399], 0, :2], atol=1e-2)
    assert motion_of(armature) == "retarget"
    feet, frames = ["LeftFoot", "RightFoot"], list(range(1, 400, 40))
    kept = pose_heads(armature, feet, frames)
    import_bodies(stage, [second], ImportOptions(keep_feet=False), onto=armature)
    assert 0.005 < np.linalg.norm(pose_heads(armature, feet, frames) - kept, axis=-1).max() < 0.3


def test_a_take_of_the_same_person_from_elsewhere_is_exact_too(
    stage, sample_root: Path, pose_heads, tmp_path: Path
) -> None:
    """Where the root rests says nothing about where it moves."""
    path = sample_root / "bvhs" / "20231119_001_051.bvh"
    armature = import_bodies(stage, [path], BARE).actors[0].armature
    lines = path.read_text().splitlines()
    row = next(number for number, line in enumerate(lines) if line.strip().startswith("OFFSET"))
    lines[row] = "\tOFFSET 12.0 80.0 -7.0"
    moved = tmp_path / "moved.bvh"
    moved.write_text("\n".join(lines) + "\n")
    result = import_bodies(stage, [moved], onto=armature)
    assert codes(result) == []
    assert apart(armature, moved, pose_heads) < 1e-3


def test_the_scene_keeps_its_frame_rate_unless_it_is_asked_to_take_the_files(
    stage, sample_root: Path, pose_heads
) -> None:
    path = sample_root / "bvhs" / "20231126_003_319.bvh"
    stage.render.fps, stage.render.fps_base = 24, 1.001
    assert scene_rate(stage) == Fraction(24000, 1001)
    result = import_bodies(stage, [path], BARE)
    assert codes(result) == ["resampled", "scene-range"]
    assert (stage.render.fps, stage.render.fps_base) == (24, pytest.approx(1.001))
    motion = to_motion(bvh.read(path), units="cm", up="Y")
    assert result.actors[0].frames == motion.resampled(Fraction(24000, 1001)).frames
    # Frame 1 + 240 * 1.001 of the scene shows the moment of the file's frame 300.
    stage.frame_set(241, subframe=0.0)
    found = pose_heads(result.actors[0].armature, ["Head"], [241])[0, 0]
    place = forward(motion)[0][:, motion.skeleton.index("Head")]
    np.testing.assert_allclose(found, place[300] + 0.3 * (place[301] - place[300]), atol=1e-3)

    kept = import_bodies(stage, [path], replace(BARE, reading=ReadOptions(timing="keep")))
    assert kept.actors[0].frames == motion.frames
    assert "0.799 times as fast" in kept.findings[0].message
    adopted = import_bodies(stage, [path], replace(BARE, adopt_rate=True))
    assert codes(adopted) == ["scene-rate"]
    assert (stage.render.fps, stage.render.fps_base) == (30, 1.0)
    assert apart(adopted.actors[0].armature, path, pose_heads) < 1e-3


def test_files_of_every_make_go_onto_a_character_and_onto_skeletons_of_their_own(
    stage, sample_root: Path, bvh_samples: Path, pose_heads
) -> None:
    armature = import_bodies(stage, [sample_root / "bvhs" / "20231119_001_051.bvh"]).actors[0].armature
    for path in sorted(bvh_samples.glob("*.bvh")):
        alone = import_bodies(stage, [path], replace(BARE, adopt_rate=True))
        assert alone.failures == (), path.name
        motion = to_motion(bvh.read(path))
        thing = alone.actors[0].armature
        rows = list(range(0, motion.frames, 50))
        places = forward(motion)[0][rows]
        found = pose_heads(thing, list(motion.skeleton.names), [row + 1 for row in rows])
        assert np.linalg.norm(found - places, axis=-1).max() < 1e-3, path.name
        onto = import_bodies(stage, [path], onto=armature)
        if path.name.startswith("edge_"):  # no person's joints
            assert [type(failure) for failure in onto.failures] == [CharacterError]
            assert onto.failures[0].path == str(path)
        else:
            assert onto.failures == (), path.name
            assert "retargeted" in codes(onto)


def test_bad_files_do_not_keep_good_ones_from_being_imported(
    stage, sample_root: Path, tmp_path: Path
) -> None:
    good = tmp_path / "Übung mit Leerzeichen.bvh"
    shutil.copyfile(sample_root / "bvhs" / "20231126_003_319.bvh", good)
    cut = tmp_path / "cut.bvh"
    cut.write_text(good.read_text()[:700])
    result = import_bodies(stage, [cut, good, tmp_path / "absent.bvh"], BARE)
    assert [actor.key for actor in result.actors] == ["Übung mit Leerzeichen"]
    assert [failure.path for failure in result.failures] == [str(cut), str(tmp_path / "absent.bvh")]
    with pytest.raises(UsageError, match="no file is chosen"):
        import_bodies(stage, [])


def test_joints_of_nobody_are_an_armature_without_a_body_unless_a_person_was_asked_for(
    stage, chain_bvh: Path
) -> None:
    path = chain_bvh
    result = import_bodies(stage, [path])
    assert "bare-armature" in codes(result)
    assert result.actors[0].meshes == ()
    result = import_bodies(stage, [path], ImportOptions(look=all_looks()[0].id))
    assert result.actors == ()
    assert result.failures[0].path == str(path)
    with pytest.raises(CharacterError, match="no built-in person"):
        ImportOptions(look="nobody")


def test_weights_arrive_on_a_mesh_whatever_its_keys_are_called(stage, sample_root: Path) -> None:
    path = sample_root / "face_arkit" / "20231119_001_051.npy"
    weights = np.load(path)
    thing = head("head", [f"!ex-{name}" for name in ARKIT_51 if "Smile" not in name])
    result = import_faces(stage, [path], ImportOptions(first_frame=5), onto=thing)
    assert result.failures == ()
    assert codes(result) == ["missing-shapes", "scene-range"]
    assert "mouthSmileLeft, mouthSmileRight" in result.findings[0].message
    blocks = thing.data.shape_keys.key_blocks
    for frame in (5, 105, 500):
        stage.frame_set(frame)
        for column, name in enumerate(ARKIT_51):
            if "Smile" not in name:
                assert blocks[f"!ex-{name}"].value == pytest.approx(weights[frame - 5, column], abs=1e-6)


def test_several_faces_find_their_actors_by_name(stage, sample_root: Path, tmp_path: Path) -> None:
    rigs = {}
    for actor in ("001", "002"):
        rigs[actor] = rig = bpy.data.objects.new(actor, bpy.data.armatures.new(actor))
        stage.collection.objects.link(rig)
        tag_performance(rig, f"20231119_{actor}_051")
        head(f"head {actor}", list(ARKIT_51)).parent = rig
    paths = [sample_root / "face_arkit" / f"20231119_{actor}_051.npy" for actor in ("002", "001")]
    result = import_faces(stage, paths)
    assert [actor.armature for actor in result.actors] == [rigs["002"], rigs["001"]]
    for actor, path in (("001", paths[1]), ("002", paths[0])):
        weights, blocks = np.load(path), bpy.data.objects[f"head {actor}"].data.shape_keys.key_blocks
        stage.frame_set(300)
        assert blocks["jawOpen"].value == pytest.approx(weights[299, ARKIT_51.index("jawOpen")], abs=1e-6)
    # What tells no actor goes onto who is selected; two for one are one too many.
    other = tmp_path / "somebody.npy"
    shutil.copyfile(paths[0], other)
    result = import_faces(stage, [other, paths[1]], onto=rigs["002"])
    assert [actor.armature for actor in result.actors] == [rigs["002"], rigs["001"]]
    result = import_faces(stage, [other, paths[0]], onto=rigs["002"])
    assert len(result.actors) == 1
    assert "has the face of somebody.npy already" in str(result.failures[0])
    # One file goes where one points, whatever its name.
    result = import_faces(stage, [paths[0]], onto=bpy.data.objects["head 001"])
    assert result.actors[0].armature == rigs["001"]
    assert "no face found to import it to" in str(import_faces(stage, [other]).failures[0])


def test_a_new_face_leaves_nothing_of_the_last_one(stage, tmp_path: Path) -> None:
    thing = head("head", [*ARKIT_51, "tongueOut", "my own"])
    long = tmp_path / "long.npy"
    np.save(long, np.full((9, 52), 0.5, dtype=np.float32))
    short = tmp_path / "short.npy"
    np.save(short, np.full((9, 51), 0.25, dtype=np.float32))
    import_faces(stage, [long], onto=thing)
    stage.frame_set(3)
    blocks = thing.data.shape_keys.key_blocks
    blocks["my own"].value = 0.75
    assert blocks["tongueOut"].value == pytest.approx(0.5)
    import_faces(stage, [short], onto=thing)
    stage.frame_set(4)
    assert [blocks[name].value for name in ("tongueOut", "jawOpen", "my own")] == [0.0, 0.25, 0.75]


def test_live_link_recordings_are_read_at_the_scenes_rate(stage, live_link: Path) -> None:
    thing = head("head", [name[0].upper() + name[1:] for name in ARKIT_51])
    stage.render.fps = 25
    result = import_faces(stage, [live_link], onto=thing)
    assert result.failures == ()
    assert "resampled" in codes(result)
    assert len(compat.fcurves_of(thing.data.shape_keys)) == 51


@pytest.mark.parametrize("kind", ["pickle", "columns", "headless", "absent"])
def test_files_that_are_no_faces_are_told_and_change_nothing(stage, tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("face.csv" if kind == "headless" else "face.npy")
    if kind == "pickle":
        np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    elif kind == "columns":
        np.save(path, np.zeros((10, 37), dtype=np.float32))
    elif kind == "headless":
        path.write_text("0.1,0.2,0.3\n0.1,0.2,0.3\n")
    thing = head("head", list(ARKIT_51))
    result = import_faces(stage, [path], onto=thing)
    assert result.actors == ()
    assert result.failures[0].path == str(path)
    assert thing.data.shape_keys.animation_data is None
    assert len(bpy.data.actions) == 0


def test_a_mesh_without_arkit_shapes_is_told(stage, sample_root: Path) -> None:
    path = sample_root / "face_arkit" / "20231119_001_051.npy"
    result = import_faces(stage, [path], onto=head("fist", ["clench"]))
    assert "none of the shape keys of fist is an ARKit shape" in str(result.failures[0])
    assert face_target(stage, None) is None


def test_a_voice_belongs_to_the_selected_actor_and_replaces_the_last(stage, sample_root: Path) -> None:
    rig = bpy.data.objects.new("rig", bpy.data.armatures.new("rig"))
    stage.collection.objects.link(rig)
    tag_performance(rig, "20231119_001_051")
    path = sample_root / "wav" / "20231126_003_319.wav"
    result = import_voices(stage, [path], ImportOptions(first_frame=7), onto=rig)
    assert result.failures == ()
    if not compat.has_audio():
        assert codes(result) == ["no-audio-build"]
        return
    (strip,) = actor_of(stage, rig).strips
    assert compat.strip_range(strip)[0] == 7
    again = import_voices(stage, [path], onto=rig)
    assert codes(again) == ["voice-replaced"]
    assert len(compat.strips_of(stage)) == 1
    import_voices(stage, [path], ImportOptions(replace_voice=False), onto=rig)
    assert len(actor_of(stage, rig).strips) == 2
    import_voices(stage, [sample_root / "wav" / "20231119_002_051.wav"])
    assert len(actor_of(stage, rig).strips) == 2
    assert len(compat.strips_of(stage)) == 3


def test_what_is_no_wav_is_told(stage, tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    path.write_bytes(b"RIFF....MP3!")
    result = import_voices(stage, [path])
    assert result.actors == ()
    assert result.failures[0].path == str(path)
    assert len(compat.strips_of(stage)) == 0


@pytest.mark.parametrize("folder", ["bvhs", "face_arkit", "wav"])
def test_any_file_of_a_performance_brings_the_others(
    stage, sample_root: Path, folder: str, pose_heads
) -> None:
    (path,) = (sample_root / folder).glob("20231126_007_319.*")
    result = import_performances(stage, [path])
    (actor,) = result.actors
    assert result.failures == ()
    assert (actor.key, actor.new) == ("20231126_007_319", True)
    body = sample_root / "bvhs" / "20231126_007_319.bvh"
    assert apart(actor.armature, body, pose_heads) < 1e-3
    skin = max((m for m in actor.meshes if m.data.shape_keys), key=lambda m: len(m.data.vertices))
    weights = np.load(sample_root / "face_arkit" / "20231126_007_319.npy")
    stage.frame_set(200)
    for column, name in enumerate(ARKIT_51):
        assert skin.data.shape_keys.key_blocks[name].value == pytest.approx(weights[199, column], abs=1e-6)
    assert len(actor_of(stage, actor.armature).strips) == (1 if compat.has_audio() else 0)
    if hasattr(bpy.types.Action, "slots"):
        assert skin.data.shape_keys.animation_data.action == actor.armature.animation_data.action


def test_a_performance_goes_onto_the_selected_character(stage, sample_root: Path, pose_heads) -> None:
    first = sample_root / "bvhs" / "20231126_003_319.bvh"
    armature = import_performances(stage, [first]).actors[0].armature
    before = len(bpy.data.objects)
    result = import_performances(stage, [sample_root / "wav" / "20231119_001_051.wav"], onto=armature)
    assert result.failures == ()
    assert len(bpy.data.objects) == before
    assert [actor.key for actor in actors_of(stage)] == ["20231119_001_051"]
    assert len(compat.strips_of(stage)) == (1 if compat.has_audio() else 0)


def test_both_performances_of_a_scene_and_what_they_lack(stage, sample_root: Path, tmp_path: Path) -> None:
    paths = sorted((sample_root / "bvhs_retarget").glob("20240126_*.bvh"))
    strange = tmp_path / "walk.bvh"
    strange.write_text("")
    result = import_performances(stage, [strange, *paths], BARE)
    assert [actor.key for actor in result.actors] == ["20240126_006_034", "20240126_008_034"]
    assert "the name does not contain a performance's key" in str(result.failures[0])
    assert "20240126_006_034 has no face" in [finding.message for finding in result.findings]
    # A retargeted body that was picked stays one.
    motion = to_motion(bvh.read(paths[0]), units="cm", up="Y")
    bones = result.actors[0].armature.data.bones
    rest = motion.skeleton.rest_positions()
    assert np.abs([bones[n].head_local for n in motion.skeleton.names] - rest).max() < 1e-5


def test_files_of_one_performance_outside_a_dataset_belong_together_by_name(
    stage, sample_root: Path, tmp_path: Path
) -> None:
    for folder, name in (("bvhs", "20231126_003_319.bvh"), ("face_arkit", "20231126_003_319.npy")):
        shutil.copyfile(sample_root / folder / name, tmp_path / name)
    result = import_performances(stage, [tmp_path / "20231126_003_319.bvh"])
    assert result.failures == ()
    assert [finding.message for finding in result.findings if finding.code == "missing-parts"] == [
        "20231126_003_319 has no voice"
    ]
    assert any(
        mesh.data.shape_keys.animation_data for mesh in result.actors[0].meshes if mesh.data.shape_keys
    )
    # The body on its own cannot be somebody new when there is none.
    (tmp_path / "20231126_003_319.bvh").unlink()
    result = import_performances(stage, [tmp_path / "20231126_003_319.npy"])
    assert result.actors == ()
    assert "has no body motion" in str(result.failures[0])


def test_two_characters_that_share_a_mesh_cannot_both_have_a_face(stage, sample_root: Path) -> None:
    bodies = sorted((sample_root / "bvhs").glob("20231119_*.bvh"))
    people = [actor.armature for actor in import_bodies(stage, bodies, BARE).actors]
    first = head("Face", list(ARKIT_51))
    second = bpy.data.objects.new("Twin", first.data)
    stage.collection.objects.link(second)
    first.parent, second.parent = people
    result = import_faces(stage, sorted((sample_root / "face_arkit").glob("20231119_*.npy")), BARE)
    assert [actor.key for actor in result.actors] == ["20231119_001_051"]
    assert "has the face of 20231119_001_051.npy already" in str(result.failures[0])
    assert compat.action_of(first.data.shape_keys).name == "20231119_001_051.face"
