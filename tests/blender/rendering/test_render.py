# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import bpy
import pytest

from interact_addon.blender.common.presets import apply_picture
from interact_addon.blender.common.session import fresh_scene, save_copy
from interact_addon.blender.rendering.blend_movie import open_blend
from interact_addon.blender.rendering.render import render_video
from interact_addon.blender.scene.camera import build_camera
from interact_addon.blender.scene.sets.studio import build_floor, build_lights, build_world
from interact_addon.core.camera.framing import Lens, fit_view
from interact_addon.core.foundation.errors import RenderError, WorkError
from interact_addon.core.options.movie import FrameRange
from interact_addon.core.options.picture import RENDER_PRESETS, PictureOptions
from interact_addon.core.video import probe

pytestmark = pytest.mark.blender

# What Blender reads into an output path, in one version or another, and what ffmpeg and systems do.
SPECIAL = [
    "{take}",
    "{blend_name}",
    "{{x}}",
    "a{b",
    "{frame_number:04}",
    "back\\slash",
    "shot_####",
    "100%d",
    "new\nline",
    "<UDIM>",
    os.fsdecode(b"\xe9t\xe9"),
    "/".join(["x" * 200] * 6),
]


def stage(preset: str = "preview") -> bpy.types.Scene:
    import numpy as np

    scene = fresh_scene()
    forward = np.array([0.0, 1.0, 0.0])
    view = fit_view(np.array([[-1.0, 0, 0], [1, 0, 2]]), forward, Lens(width=64, height=36))
    camera = build_camera(view, Lens(), name="Camera")
    things = [camera, build_floor(np.zeros(3), 2.0, name="Floor")]
    for thing in [*things, *build_lights(forward, np.zeros(3), name="Light")]:
        scene.collection.objects.link(thing)
    scene.camera = camera
    scene.world = build_world("Backdrop")
    apply_picture(scene, PictureOptions(preset, 64, 36, 1))
    scene.frame_start, scene.frame_end = 1, 50
    scene.render.fps = 30
    return scene


def test_exactly_the_asked_frames_are_written_and_told(tmp_path: Path) -> None:
    scene = stage()
    told: list[int] = []
    video = tmp_path / "x.part.mkv"
    render_video(scene, video, FrameRange(11, 17), on_frame=told.append)
    assert told == list(range(11, 18))
    found = probe(video)
    assert found.frames == 7
    assert found.audio is None
    assert found.video is not None
    assert (found.video.codec, found.video.width, found.video.height, found.video.rate) == (
        "h264",
        64,
        36,
        30,
    )
    assert [path.name for path in tmp_path.iterdir()] == ["x.part.mkv"]


def test_the_scene_s_own_output_settings_are_put_back(tmp_path: Path) -> None:
    scene = stage()
    scene.render.filepath = "//mine"
    scene.frame_set(9)
    before = (
        scene.render.filepath, scene.render.use_file_extension, scene.render.image_settings.file_format,
        scene.frame_start, scene.frame_end, scene.frame_current, len(bpy.app.handlers.render_post),
    )  # fmt: skip
    render_video(scene, tmp_path / "x.mkv", FrameRange(1, 2), on_frame=lambda _: None)
    after = (
        scene.render.filepath, scene.render.use_file_extension, scene.render.image_settings.file_format,
        scene.frame_start, scene.frame_end, scene.frame_current, len(bpy.app.handlers.render_post),
    )  # fmt: skip
    assert after == before


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
@pytest.mark.parametrize("name", SPECIAL)
def test_a_video_is_in_the_named_folder_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = stage()
    for video in (tmp_path / name / "x.part.mkv", tmp_path / f"{name}.part.mkv"):
        render_video(scene, video, FrameRange(3, 4))
        assert files_in(tmp_path) == [video]
        assert probe(video).frames == 2
        video.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
@pytest.mark.parametrize("name", SPECIAL)
def test_a_scene_is_saved_in_the_named_folder_and_nowhere_else(tmp_path: Path, name: str) -> None:
    stage().frame_end = 77
    saved = tmp_path / name / f"{Path(name).name}.blend"
    save_copy(saved)
    assert files_in(tmp_path) == [saved]
    saved.rename(tmp_path / "plain.blend")
    assert open_blend(tmp_path / "plain.blend").frame_end == 77


def test_a_folder_that_cannot_be_written_is_named_and_not_the_disk(tmp_path: Path) -> None:
    """Also where Blender only says that it failed, or says nothing."""
    (tmp_path / "file").touch()
    with pytest.raises(WorkError, match="a part of this path is a file"):
        save_copy(tmp_path / "file" / "x.blend")
    with pytest.raises(WorkError, match="shorter path"):
        save_copy(tmp_path / ("x" * 300) / "x.blend")
    scene = stage()
    gone = tmp_path / "gone"

    def replace(*_: object) -> None:
        shutil.rmtree(gone)
        gone.touch()

    bpy.app.handlers.render_init.append(replace)
    try:
        with pytest.raises(RenderError, match=r"cannot be written|could not render|wrote no video") as caught:
            render_video(scene, gone / "x.mkv", FrameRange(1, 1))
    finally:
        bpy.app.handlers.render_init.remove(replace)
    assert "space" not in str(caught.value)
    assert str(gone / "x.mkv") in str(caught.value)


def test_a_scene_without_a_camera_is_refused(tmp_path: Path) -> None:
    scene = stage()
    scene.camera = None
    with pytest.raises(RenderError, match="no camera"):
        render_video(scene, tmp_path / "x.mkv", FrameRange(1, 2))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("preset", RENDER_PRESETS)
def test_every_preset_s_settings_are_known_to_this_blender(preset: str) -> None:
    scene = stage(preset)
    engine = {"draft": "WORKBENCH", "preview": "WORKBENCH", "final": "EEVEE", "pathtraced": "CYCLES"}[preset]
    assert engine in scene.render.engine
    assert (scene.render.resolution_x, scene.render.resolution_y) == (64, 36)


def test_cycles_renders_the_stage(tmp_path: Path) -> None:
    scene = stage("pathtraced")
    video = tmp_path / "x.mkv"
    render_video(scene, video, FrameRange(1, 1))
    assert probe(video).frames == 1


def test_a_file_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    stage()
    save_copy(tmp_path / "new folder" / "x.blend")
    assert [path.name for path in (tmp_path / "new folder").iterdir()] == ["x.blend"]
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkError, match="cannot be saved"):
        save_copy(tmp_path / "file" / "x.blend")
    assert (tmp_path / "file").read_text() == "in the way"
