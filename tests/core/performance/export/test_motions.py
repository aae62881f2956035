# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes' motions in the forms of other programs, read back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.joint_features import joints_of_features, joints_of_interaction
from interact_addon.core.animation.standard_body import StandardBody, standard_body
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.foundation.errors import MotionError, UsageError
from interact_addon.core.performance.convert_motions import convert_motions, plan_motions
from interact_addon.core.performance.export.motion_options import MotionExportOptions
from interact_addon.core.performance.export.motions import write_motions
from interact_addon.core.performance.motion_kind import noted_motion
from interact_addon.core.performance.motion_sources import file_people, scene_people
from interact_addon.core.performance.read import ReadOptions, read_body
from interact_addon.core.schema.frames import BlendFrames

KEYS = ("20260101_001_001", "20260101_002_001")


@pytest.fixture(scope="module")
def scene(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


@pytest.fixture(scope="module")
def bodies(scene: Scene) -> list[StandardBody]:
    people, _ = scene_people(scene, MotionExportOptions())
    return [standard_body(each.motion) for each in people]


def written(scene: Scene, folder: Path, **options: object) -> list[Path]:
    chosen = MotionExportOptions(**options)  # type: ignore[arg-type]
    people, _ = scene_people(scene, chosen)
    return [file.path for file in write_motions(scene.key, people, folder, chosen).files]


def millimetres(one: np.ndarray, other: np.ndarray) -> float:
    return 1000 * float(np.abs(one - other).max())


def test_notes_are_about_those_in_the_file_and_never_stale(scene: Scene, tmp_path: Path) -> None:
    chosen = MotionExportOptions(to="bvh", overwrite=True)
    people, _ = scene_people(scene, chosen)
    one, other = (replace(person, kind=None) for person in people)
    write_motions(scene.key, [replace(one, kind="contact"), other], tmp_path, chosen)
    assert [note.name for note in tmp_path.glob("*.json")] == [f"{KEYS[0]}.motion.json"]
    assert noted_motion(tmp_path / f"{KEYS[0]}.bvh") == "contact"
    write_motions(scene.key, [one, replace(other, kind="edited")], tmp_path, chosen)
    assert [noted_motion(tmp_path / f"{key}.bvh") for key in KEYS] == ["capture", "edited"]


def test_a_file_of_two_has_one_note(scene: Scene, tmp_path: Path) -> None:
    chosen = MotionExportOptions(to="interhuman")
    people, _ = scene_people(scene, chosen)
    told = [replace(person, kind=kind) for person, kind in zip(people, ("capture", "contact"), strict=True)]
    for file in write_motions(scene.key, told, tmp_path, chosen).files:
        mine = [person.kind for person in told if person.key == file.path.stem]
        assert noted_motion(file.path) == (mine[0] if mine else "contact")


@pytest.mark.parametrize("up", ["Y", "Z"])
def test_bvh_in_interacts_convention(
    scene: Scene, bodies: list[StandardBody], tmp_path: Path, up: str
) -> None:
    for path, body in zip(written(scene, tmp_path, to="bvh", up=up), bodies, strict=True):
        motion, _ = read_body(path, None, ReadOptions())
        assert len(motion.skeleton) == 22
        assert motion.skeleton.naming.convention == "interact"
        assert motion.origin is not None
        assert (motion.origin.units, motion.origin.up, motion.rate) == ("cm", up, body.rate)
        assert {joint.rotation_order for joint in motion.origin.document.joints} == {"ZYX"}
        assert millimetres(standard_body(motion).joints, body.joints[:, :22]) < 1 + 1000 * body.residual


def test_bvh_with_the_sources_bones(scene: Scene, tmp_path: Path) -> None:
    for path, performance in zip(
        written(scene, tmp_path, to="bvh", bones="source"), scene.performances, strict=True
    ):
        one, other = (read_body(each, None, ReadOptions())[0] for each in (performance.body, path))
        assert one.skeleton.names == other.skeleton.names
        assert millimetres(standard_body(one).joints, standard_body(other).joints) < 0.01


@pytest.mark.parametrize("up", ["Y", "Z"])
def test_smpl_rotations_with_their_rest(
    scene: Scene, bodies: list[StandardBody], tmp_path: Path, up: str
) -> None:
    for path, body in zip(written(scene, tmp_path, to="npz", up=up), bodies, strict=True):
        motion, told = read_body(path, None, ReadOptions())
        assert not told
        read = standard_body(motion)
        assert (read.rate, read.frames, read.names) == (body.rate, body.frames, body.names)
        assert millimetres(read.joints, body.joints) < 0.01 + 1000 * body.residual
        assert np.abs(np.einsum("fji,fji->fj", read.turns, body.turns)).min() > 1 - 1e-6


def test_joints_of_both_and_of_each(scene: Scene, bodies: list[StandardBody], tmp_path: Path) -> None:
    pair, *each = written(scene, tmp_path, to="joints", up="Z")
    both = np.load(pair)
    assert pair.name == "20260101_001.npy"
    assert both.shape == (2, 120, 22, 3)
    for place, (path, body) in enumerate(zip(each, bodies, strict=True)):
        assert np.array_equal(np.load(path), both[place])
        assert millimetres(both[place], body.joints[:, :22]) < 0.001


def test_features(scene: Scene, bodies: list[StandardBody], tmp_path: Path) -> None:
    (pair,) = written(scene, tmp_path / "two", to="interhuman")
    rows = np.load(pair)
    assert rows.shape == (2, 119, 262)
    apart = np.linalg.norm(np.subtract(*(body.joints[:119, 0] for body in bodies)), axis=1)
    read = joints_of_interaction(rows)
    assert np.abs(np.linalg.norm(read[0, :, 0] - read[1, :, 0], axis=1) - apart).max() < 1e-4
    for path in written(scene, tmp_path / "one", to="humanml3d"):
        alone = np.load(path)
        assert alone.shape == (79, 263)  # at 20 fps
        assert 1.4 < joints_of_features(alone)[:, 15, 1].mean() < 2.0


def test_features_of_two_name_the_one_who_is_there(scene: Scene, tmp_path: Path) -> None:
    chosen = MotionExportOptions(to="interhuman")
    people, _ = scene_people(scene, chosen)
    with pytest.raises(UsageError, match=f"of two people, and here is {KEYS[1]} of {scene.key}"):
        write_motions(scene.key, people[1:], tmp_path, chosen)


def test_frames_and_rate(scene: Scene, tmp_path: Path) -> None:
    options = {"to": "joints", "rate": Fraction(60), "frames": BlendFrames(11, 40)}
    assert np.load(written(scene, tmp_path, **options)[0]).shape == (2, 30, 22, 3)
    with pytest.raises(UsageError, match="no frames"):
        written(scene, tmp_path, to="joints", frames=BlendFrames(100, 130))
    with pytest.raises(UsageError, match="30 frames per second"):
        written(scene, tmp_path, to="interhuman", rate=Fraction(20))


def test_nothing_is_overwritten_unasked(scene: Scene, tmp_path: Path) -> None:
    written(scene, tmp_path, to="joints")
    (tmp_path / f"{scene.key}.npy").write_bytes(b"mine")
    with pytest.raises(UsageError, match="exists already"):
        written(scene, tmp_path, to="joints")
    assert (tmp_path / f"{scene.key}.npy").read_bytes() == b"mine"
    written(scene, tmp_path, to="joints", overwrite=True)
    assert not [path for path in tmp_path.iterdir() if "part" in path.name]


def test_files_are_converted(scene: Scene, bodies: list[StandardBody], tmp_path: Path) -> None:
    sources = [performance.body for performance in scene.performances]
    options = MotionExportOptions("interhuman")
    tasks = plan_motions(sources, tmp_path / "pair.npy", options)
    report = convert_motions(tasks, options)
    assert [files for _, files in report.done] == [(tmp_path / "pair.npy",)]
    options = MotionExportOptions("npz")
    report = convert_motions(plan_motions([sources[0].parent], tmp_path / "smpl", options), options)
    assert [path.stem for _, files in report.done for path in files] == list(KEYS)
    options = MotionExportOptions("bvh")
    (npz,) = report.done[0][1]
    report = convert_motions(plan_motions([npz], tmp_path / "back.bvh", options), options)
    assert (tmp_path / "back.bvh").is_file()
    (person,), _ = file_people(tmp_path / "back.bvh", options)
    assert person.motion.frames == 120


def test_wrong_files_are_told_by_name(chain_bvh: Path, scene: Scene, tmp_path: Path) -> None:
    good, options = scene.performances[0].body, MotionExportOptions("npz")
    report = convert_motions(plan_motions([chain_bvh, good], tmp_path / "out", options), options)
    assert len(report.done) == 1
    ((_, error),) = report.failed
    assert isinstance(error, MotionError)
    assert "chain.bvh" in str(error)
    options = MotionExportOptions("interhuman")
    report = convert_motions(plan_motions([good], tmp_path / "out", options), options)
    assert "two people" in str(report.failed[0][1])
    options = MotionExportOptions("bvh", overwrite=True)
    report = convert_motions(plan_motions([good], good, options), options)
    assert "overwrite a source" in str(report.failed[0][1])
    with pytest.raises(UsageError, match="cannot be converted to glb"):
        plan_motions([good], tmp_path, MotionExportOptions("glb"))
