# SPDX-License-Identifier: GPL-3.0-or-later
"""Each actor's face in a Blender scene of its own, beside the scene at work."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

bpy = pytest.importorskip("bpy", reason="the scene layer needs Blender (the bpy module)")

from interact_addon.blender import compat  # noqa: E402
from interact_addon.blender.common.ownership import owned_by  # noqa: E402
from interact_addon.blender.face import face_scenes  # noqa: E402
from interact_addon.blender.face.face_scenes import home_of, stage_in_own_scene  # noqa: E402
from interact_addon.blender.face.face_stage import FaceStage  # noqa: E402
from interact_addon.core.dataset import Dataset, Scene  # noqa: E402
from interact_addon.core.face.ict.performance import FacePerformance, read_face_performance  # noqa: E402
from interact_addon.core.foundation.errors import FaceError  # noqa: E402
from interact_addon.core.options.picture import PictureOptions  # noqa: E402

pytestmark = pytest.mark.blender

SMALL = PictureOptions(width=64, height=64)
FRAMES = 12


@pytest.fixture(scope="module")
def short(sample_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The heads with the first frames of one scene."""
    root = tmp_path_factory.mktemp("faces") / "data"
    root.mkdir()
    for folder in sample_root.iterdir():
        if not folder.is_dir() or folder.name not in ("bvhs", "face_ict", "face_arkit", "wav"):
            (root / folder.name).symlink_to(folder)
            continue
        (root / folder.name).mkdir()
        for path in folder.glob("20231119_*_051.*"):
            if path.suffix == ".npy":
                np.save(root / folder.name / path.name, np.load(path)[:FRAMES])
            else:
                shutil.copy(path, root / folder.name)
    return root


@pytest.fixture
def source(short: Path) -> Scene:
    return Dataset.open(short).scene("20231119_051")


def face_of(root: Path, source: Scene, actor: str) -> FacePerformance:
    return read_face_performance(root, source.performance(actor))


def build(root: Path, source: Scene, actor: str) -> FaceStage:
    return stage_in_own_scene(face_of(root, source, actor), source, SMALL, Fraction(30), bpy.context.scene)


def test_the_scene_at_work_is_untouched(short: Path, source: Scene) -> None:
    work = bpy.context.scene
    work.render.fps, work.frame_end = 24, 77
    mine = bpy.data.objects.new("mine", None)
    work.collection.objects.link(mine)
    first, second = (build(short, source, actor) for actor in ("001", "002"))
    assert bpy.context.scene == work
    assert (work.render.fps, work.frame_end, work.camera, work.world) == (24, 77, None, None)
    assert list(work.objects) == [mine]
    assert work.sequence_editor is None or not compat.strips_of(work)
    assert face_scenes.face_scenes() == {
        "20231119_001_051": first.scene,
        "20231119_002_051": second.scene,
    }
    for stage, actor in ((first, "001"), (second, "002")):
        scene = stage.scene
        assert (scene.render.fps, scene.frame_start, scene.frame_end) == (30, 1, FRAMES)
        assert scene.camera == stage.camera
        assert scene.camera.name in scene.objects
        assert {thing.name.split(".")[0] for thing in stage.objects} >= {f"mesh-{actor}"}
        assert home_of(scene) == work
        if compat.has_audio():
            (strip,) = compat.strips_of(scene)
            assert Path(bpy.path.abspath(strip.sound.filepath)).name == f"20231119_{actor}_051.wav"
    assert first.scene.camera != second.scene.camera
    assert home_of(work) is None


def test_building_again_replaces_and_leaves_what_is_yours(short: Path, source: Scene) -> None:
    first = build(short, source, "001").scene
    kinds = (
        "objects",
        "meshes",
        "lights",
        "cameras",
        "actions",
        "worlds",
        "scenes",
        "collections",
        "materials",
    )
    counts = {kind: len(getattr(bpy.data, kind)) for kind in kinds}
    mine = bpy.data.objects.new("mine", None)
    first.collection.objects.link(mine)
    again = build(short, source, "001").scene
    assert again == first
    assert mine.name in again.objects
    counts["objects"] += 1
    assert {kind: len(getattr(bpy.data, kind)) for kind in kinds} == counts
    if compat.has_audio():
        assert len(compat.strips_of(again)) == 1


def test_after_its_scene_was_deleted_nothing_is_left_over(short: Path, source: Scene) -> None:
    first = build(short, source, "001").scene
    count = len(owned_by("20231119_001_051"))
    bpy.data.scenes.remove(first)
    assert face_scenes.face_scenes() == {}
    anew = build(short, source, "001")
    assert len(owned_by("20231119_001_051")) == count
    assert [thing.name for thing in anew.objects if thing.name == "mesh-001"] == ["mesh-001"]


def test_a_stage_that_fails_leaves_no_scene(
    short: Path, source: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        bpy.data.meshes.new("half").update()
        raise FaceError("the head is none")

    with monkeypatch.context() as patch:
        patch.setattr(face_scenes, "stage_face", broken)
        with pytest.raises(FaceError):
            build(short, source, "001")
    assert [scene.name for scene in bpy.data.scenes] == [bpy.context.scene.name]
    kept = build(short, source, "001").scene
    with monkeypatch.context() as patch:
        patch.setattr(face_scenes, "stage_face", broken)
        with pytest.raises(FaceError):
            build(short, source, "001")
    assert kept in list(bpy.data.scenes)


def test_stages_and_the_way_back_are_saved(short: Path, source: Scene, tmp_path: Path) -> None:
    work = bpy.context.scene.name
    build(short, source, "001")
    path = tmp_path / "faces.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.ops.wm.open_mainfile(filepath=str(path))
    scene = face_scenes.face_scenes()["20231119_001_051"]
    home = home_of(scene)
    assert home is not None
    assert home.name == work
    bpy.data.scenes.remove(home)
    assert home_of(scene) is None
