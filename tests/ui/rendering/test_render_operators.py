# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering in the background through the installed extension's operators; the timer is called by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy
import pytest

from interact_addon.core.rendering.processes import is_alive
from interact_addon.core.video import probe

pytestmark = pytest.mark.blender

PATIENCE = 120.0  # seconds after which a test gives up
KEY = "20200101_001_007"


@pytest.fixture
def background(module: Callable[[str], ModuleType]) -> Iterator[Any]:
    """The extension's ``ui.background``, with nothing left of other tests before and after."""
    found = module("ui.rendering.background")
    yield found
    found.queue().close()
    found.forget_ended()


@pytest.fixture
def scene(extension: str, tmp_path: Path) -> Any:
    """A cube that is somebody's armature's, before a camera, with small pictures."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    scene: Any = bpy.context.scene
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location = (0.0, 0.0, 6.0)
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    rig["interact_performance"] = KEY
    for thing in (camera, rig):
        scene.collection.objects.link(thing)
    scene.camera = camera
    scene.frame_start, scene.frame_end = 1, 3
    settings = scene.interact
    settings.width, settings.height = 64, 36
    settings.output = str(tmp_path / "movies")
    return scene


def look(background: Any, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline
        background._look()
        time.sleep(0.05)


def passing(background: Any) -> list[Path]:
    return list(background.passing_file(0, ".blend").parent.iterdir())


def test_a_movie_is_made_in_the_background(scene: Any, background: Any, tmp_path: Path) -> None:
    before = bpy.data.filepath, bpy.data.is_dirty
    assert bpy.ops.interact.render_scene() == {"FINISHED"}
    assert (bpy.data.filepath, bpy.data.is_dirty) == before
    assert bpy.app.timers.is_registered(background._look)
    (job,) = background.queue().jobs
    assert (job.title, job.frames) == ("20200101_007", 3)
    look(background, lambda: not background.queue().active)
    assert job.error is None
    assert job.report.movie == tmp_path / "movies" / "body_renders" / "20200101_007.mp4"
    assert probe(job.report.movie).frames == 3
    assert job.shown is not None
    assert passing(background) == []
    assert background._look() is None  # the timer ends
    first = job.report.movie
    assert first.with_suffix(".source.txt").is_file()
    assert bpy.ops.interact.render_scene() == {"FINISHED"}
    assert background.queue().jobs[-1].title == "20200101_007_v002"
    bpy.ops.interact.cancel_render()
    scene.interact.existing = "replace"
    assert bpy.ops.interact.render_scene() == {"FINISHED"}
    assert background.queue().jobs[-1].title == "20200101_007"
    bpy.ops.interact.cancel_render()
    assert first.is_file()
    assert bpy.ops.interact.clear_renders() == {"FINISHED"}
    assert background.queue().jobs == []


def test_part_of_the_frames_with_the_scenes_own_settings(scene: Any, background: Any) -> None:
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 48, 32, 100
    settings = scene.interact
    settings.use_scene_settings = settings.use_frames = True
    settings.frame_first, settings.frame_last = 2, 100
    bpy.ops.interact.render_scene()
    look(background, lambda: not background.queue().active)
    (job,) = background.queue().jobs
    assert job.error is None
    info = probe(job.report.movie)
    assert info.video is not None
    assert (info.frames, info.video.width, info.video.height) == (2, 48, 32)


def test_cancelling_ends_the_child(scene: Any, background: Any, tmp_path: Path) -> None:
    scene.frame_end = 5000
    bpy.ops.interact.render_scene()
    bpy.ops.interact.render_scene()
    first, second = background.queue().jobs
    assert second.title == "20200101_007_v002"
    look(background, lambda: first.done > 0 or not first.active)
    assert first.state.value == "running"
    pid = background.queue().child_pid
    assert bpy.ops.interact.cancel_render(job=second.number) == {"FINISHED"}
    assert (first.state.value, second.state.value) == ("running", "cancelled")
    assert bpy.ops.interact.cancel_render() == {"FINISHED"}
    assert first.state.value == "cancelled"
    assert not is_alive(pid)
    assert passing(background) == []
    assert not list((tmp_path / "movies").rglob("*.part.*"))
    with pytest.raises(RuntimeError, match="Nothing is being rendered"):
        bpy.ops.interact.cancel_render()


def test_disabling_the_extension_ends_the_child(scene: Any, background: Any, extension: str, module) -> None:
    scene.frame_end = 5000
    bpy.ops.interact.render_scene()
    (job,) = background.queue().jobs
    look(background, lambda: job.done > 0 or not job.active)
    pid = background.queue().child_pid
    assert is_alive(pid)
    timer = background._look
    bpy.ops.preferences.addon_disable(module=extension)
    try:
        assert not is_alive(pid)
        assert not bpy.app.timers.is_registered(timer)
        assert passing(background) == []
    finally:
        bpy.ops.preferences.addon_enable(module=extension)


def test_a_failure_is_told(scene: Any, background: Any) -> None:
    scene.interact.use_scene_settings = True
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 33, 32, 100
    bpy.ops.interact.render_scene()
    look(background, lambda: not background.queue().active)
    (job,) = background.queue().jobs
    assert job.state.value == "failed"
    assert "33x32 pixels" in job.error
    assert job.log.is_file()
    with pytest.raises(RuntimeError, match="No movie is finished yet"):
        bpy.ops.interact.open_movie()


def test_why_buttons_are_grey(scene: Any, background: Any) -> None:
    with pytest.raises(RuntimeError, match="Nothing was rendered"):
        bpy.ops.interact.open_log()
    with pytest.raises(RuntimeError, match="No render has ended"):
        bpy.ops.interact.clear_renders()
    scene.camera = None
    with pytest.raises(RuntimeError, match="no camera"):
        bpy.ops.interact.render_scene()
    del bpy.data.objects["Rig"]["interact_performance"]
    with pytest.raises(RuntimeError, match="compose a scene first"):
        bpy.ops.interact.render_scene()


def test_what_makes_no_sense_is_refused_before_anything_starts(scene: Any, background: Any) -> None:
    scene.interact.width = 65
    with pytest.raises(RuntimeError, match="invalid width 65"):
        bpy.ops.interact.render_scene()
    scene.interact.width = 64
    scene.interact.use_frames, scene.interact.frame_first, scene.interact.frame_last = True, 10, 12
    with pytest.raises(RuntimeError, match="10-12 lie outside the scene"):
        bpy.ops.interact.render_scene()
    assert background.queue().jobs == []
    assert passing(background) == []


def test_without_ffmpeg_nothing_starts(scene: Any, background: Any, extension: str) -> None:
    preferences: Any = bpy.context.preferences.addons[extension].preferences
    preferences.ffmpeg = "/no/such/ffmpeg"
    try:
        with pytest.raises(RuntimeError, match="ffmpeg"):
            bpy.ops.interact.render_scene()
    finally:
        preferences.ffmpeg = ""
    assert background.queue().jobs == []


def test_a_folder_beside_the_file(scene: Any, module: Callable[[str], ModuleType], tmp_path: Path) -> None:
    folder = module("ui.common.choices").output_folder
    scene.interact.output = "//renders"
    assert bpy.data.filepath == ""
    assert folder(bpy.context) == module("ui.common.addon").user_folder(
        "movies"
    )  # and not where Blender was started
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    assert folder(bpy.context) == tmp_path / "renders"
    scene.interact.output = ""
    assert folder(bpy.context) == tmp_path / "movies"
    if bpy.app.version >= (4, 5, 0):
        assert scene.interact.bl_rna.properties["output"].is_path_supports_blend_relative


def test_sizes(scene: Any) -> None:
    assert bpy.ops.interact.set_size(width=1920, height=1080) == {"FINISHED"}
    assert (scene.interact.width, scene.interact.height) == (1920, 1080)
