# SPDX-License-Identifier: GPL-3.0-or-later
"""The Job panel through the installed extension's operators: its list, and batches of real child Blenders."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import bpy
import pytest

from interact_addon.core.rendering.processes import is_alive
from interact_addon.core.video import probe

pytestmark = pytest.mark.blender

PATIENCE = 240.0
GOOD, BAD, LONG = "20260101_001", "20260101_002", "20260101_003"
Module = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def data(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three scenes; the second one's body is none."""
    root = tmp_path_factory.mktemp("job data") / "data"
    shutil.copytree(demo_root, root)
    for folder in root.iterdir():
        for path in folder.iterdir() if folder.is_dir() else ():
            for scenario in ("002", "003"):
                shutil.copy(path, path.with_stem(path.stem[:-3] + scenario))
    (root / "bvhs" / "20260101_001_002.bvh").write_text("HIERARCHY\nROOT Hips {")
    return root


@pytest.fixture
def work(extension: str, module: Module) -> Iterator[Any]:
    """The extension's ``ui.job_work``; whatever it has started is ended afterwards."""
    yield module("ui.jobs.job_work")
    if extension not in bpy.context.preferences.addons:
        bpy.ops.preferences.addon_enable(module=extension)
    found = module("ui.jobs.job_work")
    for batch in found._all.values():
        batch.keep = False
    found.close()


@pytest.fixture
def scene(work: Any, data: Path, tmp_path: Path) -> Any:
    """A new file with the dataset, and small pictures."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    scene: Any = bpy.context.scene
    settings = scene.interact
    settings.dataset = str(data)
    settings.width, settings.height = 32, 18
    settings.output = str(tmp_path / "movies")
    jobs = scene.interact_job_list
    jobs.use_frames, jobs.frame_first, jobs.frame_last = True, 1, 2
    jobs.workers = 1
    jobs.retries = 0
    return scene


def enlarge(scene: Any) -> None:
    """Pictures that take their time: frames are left when the first ones have been seen in the state file."""
    scene.interact.width, scene.interact.height = 640, 360


def names() -> list[str]:
    return [row.name for row in bpy.context.scene.interact_job_list.rows]


def look(work: Any, until: Callable[[Any], bool]) -> Any:
    """What the panel knows when it is so; the timer is called by hand."""
    deadline = time.monotonic() + PATIENCE
    while True:
        work._look()
        found = work.watched(bpy.context)
        if until(found):
            return found
        assert time.monotonic() < deadline, found.state
        time.sleep(0.1)


def ended(found: Any) -> bool:
    return not found.active


class Layout:
    """Takes whatever a panel draws, and refuses what is not there."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.buttons: list[str] = []

    def label(self, text: str = "", **_: Any) -> None:
        self.texts.append(text)

    def progress(self, text: str = "", factor: float = 0.0, **_: Any) -> None:
        assert 0.0 <= factor <= 1.0
        self.texts.append(text)

    def prop(self, data: Any, name: str, **_: Any) -> None:
        assert name in data.bl_rna.properties

    def operator(self, name: str, text: str = "", **_: Any) -> SimpleNamespace:
        assert name.partition(".")[2] in dir(bpy.ops.interact)
        self.buttons.append(text or name)
        return SimpleNamespace()

    def template_list(self, kind: str, name: str, *places: Any, **_: Any) -> None:
        assert hasattr(bpy.types, kind)
        data, collection, active_data, active = places
        assert collection in data.bl_rna.properties
        assert active in active_data.bl_rna.properties

    def _part(self, *_: Any, **__: Any) -> Layout:
        return self

    row = column = split = box = _part

    def nothing(self, *_: Any, **__: Any) -> None:
        """Lines and menus."""

    separator = menu = nothing


def drawn(module: Module) -> Layout:
    """What the panel shows now, its rows too."""
    panel, layout = module("ui.jobs.job_panel"), Layout()
    # A Blender without a window has a sidebar of one pixel.
    panel.draw_wrapped = lambda layout, context, text, **_: layout.label(text=text)
    mine = SimpleNamespace(layout=layout)
    for name in ("INTERACT_PT_job", "INTERACT_PT_job_options", "INTERACT_MT_job"):
        getattr(panel, name).draw(mine, bpy.context)
    if panel.INTERACT_PT_job_scene.poll(bpy.context):
        panel.INTERACT_PT_job_scene.draw(mine, bpy.context)
    jobs = bpy.context.scene.interact_job_list
    for row in jobs.rows:
        panel.INTERACT_UL_job.draw_item(mine, bpy.context, layout, jobs, row, 0, jobs, "active")
    return layout


def test_scenes_are_added_moved_and_removed(scene: Any) -> None:
    assert not bpy.ops.interact.remove_job_scene.poll()
    scene.interact.key = BAD
    assert bpy.ops.interact.add_job_scenes() == {"FINISHED"}
    assert bpy.ops.interact.add_job_scenes() == {"CANCELLED"}
    assert names() == [BAD]
    assert bpy.ops.interact.add_job_scenes(which="SHOWN") == {"FINISHED"}
    assert names() == [BAD, GOOD, LONG]
    jobs = scene.interact_job_list
    assert jobs.active == 2
    bpy.ops.interact.move_job_scene(direction="UP")
    assert (names(), jobs.active) == ([BAD, LONG, GOOD], 1)
    jobs.active = 2
    assert bpy.ops.interact.move_job_scene(direction="DOWN") == {"CANCELLED"}
    bpy.ops.interact.remove_job_scene()
    assert (names(), jobs.active) == ([BAD, LONG], 1)
    bpy.ops.interact.clear_job()
    assert names() == []
    with pytest.raises(RuntimeError, match="The job has no scenes yet"):
        bpy.ops.interact.start_job()


def test_only_what_the_filter_shows_is_added(scene: Any) -> None:
    state = bpy.context.window_manager.interact_dataset
    state.text = "_003"
    try:
        bpy.ops.interact.add_job_scenes(which="SHOWN")
        assert names() == [LONG]
        state.text = "nowhere"
        with pytest.raises(RuntimeError, match="shows no scene"):
            bpy.ops.interact.add_job_scenes(which="SHOWN")
    finally:
        state.text = ""


def test_scenes_that_end_before_the_chosen_frames_are_named(scene: Any, module: Module) -> None:
    scene.interact.key = GOOD
    bpy.ops.interact.add_job_scenes()
    batch, jobs = module("ui.jobs.job_batch"), scene.interact_job_list

    def said() -> list[str]:
        return [str(each) for each in batch.scenes_too_short(jobs, batch.batch_spec(bpy.context))]

    assert said() == []
    jobs.frame_last = 500
    assert said() == [f"{GOOD} has 120 frames: 121-500 of the frames 1-500 that are wanted are missing"]
    row = jobs.rows[0]
    row.use_frames, row.frame_first, row.frame_last = True, 3, 120
    assert said() == []
    row.frame_last = 130
    assert said() == [f"{GOOD} has 120 frames: 121-130 of the frames 3-130 that are wanted are missing"]


def test_scenes_without_a_clip_are_named_where_clips_are_to_be_shown(
    scene: Any, data: Path, module: Module
) -> None:
    clip = data / "body_renders" / f"{GOOD}.mp4"
    clip.parent.mkdir()
    clip.write_bytes(b"x")
    try:
        module("ui.dataset.catalog").reload(bpy.context)
        bpy.ops.interact.add_job_scenes(which="SHOWN")
        assert not any("Without a clip" in text for text in drawn(module).texts)
        scene.interact_job_list.layout = "video-left"
        assert f"Without a clip: {BAD}, {LONG}" in drawn(module).texts
        words = module("ui.jobs.job_batch").batch_spec(bpy.context).command()
        assert words[words.index("--layout") + 1] == "video-left"
    finally:
        shutil.rmtree(clip.parent)
        module("ui.dataset.catalog").reload(bpy.context)


def test_a_job_goes_into_a_file_and_comes_back(scene: Any, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        f'[defaults]\nsize = "64x36"\ncast = {{ 001 = "jonas" }}\n[[scene]]\nkey = "{GOOD}"\n'
        f'[[scene]]\nkey = "{GOOD}"\noutput = "closer"\ncamera = "close_a"\nframes = "3-4"\n'
        f'[[scene]]\nkey = "{GOOD}"\noutput = "one"\ncamera = "close:006"\n'
    )
    assert bpy.ops.interact.open_job("EXEC_DEFAULT", filepath=str(path)) == {"FINISHED"}
    assert names() == [GOOD, "closer", "one"]
    assert scene.interact_job_list.rows[2].camera == "SAME"  # the menu has no actors
    row = scene.interact_job_list.rows[1]
    assert (row.key, row.camera, row.preset) == (GOOD, "close_a", "SAME")
    assert (row.use_frames, row.frame_first, row.frame_last) == (True, 3, 4)
    row.preset = "final"
    again = tmp_path / "again.toml"
    assert bpy.ops.interact.save_job(filepath=str(again)) == {"FINISHED"}
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "kept.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "kept.blend"))
    assert names() == [GOOD, "closer", "one"]
    bpy.ops.interact.open_job("EXEC_DEFAULT", filepath=str(again))
    assert bpy.context.scene.interact_job_list.rows[1].preset == "final"
    assert 'size = "64x36"' in again.read_text()
    assert '001 = "jonas"' in again.read_text()
    assert 'camera = "close:006"' in again.read_text()
    with pytest.raises(RuntimeError, match=r"ending \.toml"):
        bpy.ops.interact.save_job(filepath=str(tmp_path / "plain.txt"))
    bpy.ops.interact.clear_job()
    bpy.context.scene.interact.key = GOOD
    bpy.ops.interact.add_job_scenes()
    bpy.ops.interact.save_job(filepath=str(tmp_path / "plain"))
    assert (tmp_path / "plain.txt").read_text() == f"{GOOD}\n"


def test_a_job_is_rendered_a_failure_told_and_tried_again(
    scene: Any, work: Any, module: Module, data: Path, tmp_path: Path
) -> None:
    drawn(module)
    scene.interact.key = BAD
    bpy.ops.interact.add_job_scenes()
    scene.interact.key = GOOD
    bpy.ops.interact.add_job_scenes()
    assert bpy.ops.interact.start_job() == {"FINISHED"}
    assert bpy.app.timers.is_registered(work._look)
    assert any("Starting" in text or "Reading" in text for text in drawn(module).texts)
    assert "Stop" in drawn(module).buttons
    with pytest.raises(RuntimeError, match="The job is being rendered"):
        bpy.ops.interact.start_job()
    seen = set()
    look(work, lambda found: seen.add(found.state.scene(GOOD).state) or ended(found))
    assert "running" in seen
    found = work.watched(bpy.context)
    assert (found.state.error, found.error) == (None, None)
    assert work._look() is None
    ((name, reason),) = found.state.failed
    assert name == BAD
    assert "20260101_001_002.bvh" in reason
    assert found.state.scene(GOOD).state == "done"
    out = tmp_path / "movies"
    assert probe(out / "body_renders" / f"{GOOD}.mp4").frames == 2
    assert found.state.report == out / "report.html"
    shown = drawn(module)
    assert "1 delivered, 1 failed" in shown.texts
    assert "Retry Failed" in shown.buttons
    assert (out / "panel-job.txt").is_file()

    # The same from a Blender that was started anew, with an empty file.
    work._all.clear()
    bpy.ops.interact.clear_job()
    assert work.look_now(bpy.context).state.failed == ((BAD, reason),)
    drawn(module)
    assert bpy.ops.interact.restore_job() == {"FINISHED"}
    assert names() == [BAD, GOOD]

    broken = data / "bvhs" / "20260101_001_002.bvh"
    before = broken.read_text()
    shutil.copy(data / "bvhs" / "20260101_001_001.bvh", broken)
    try:
        assert bpy.ops.interact.start_job(only_failed=True) == {"FINISHED"}
        found = look(work, ended)
    finally:
        broken.write_text(before)
    assert (found.state.scene(BAD).state, found.state.scene(GOOD).state) == ("done", "kept")
    assert "up to date" in drawn(module).texts


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_coordinator_is_told_and_start_goes_on(scene: Any, work: Any, module: Module) -> None:
    scene.interact.key = LONG
    bpy.ops.interact.add_job_scenes()
    enlarge(scene)
    jobs = scene.interact_job_list
    jobs.use_frames = False
    bpy.ops.interact.start_job()
    found = look(work, lambda found: found.state.scene(LONG).done > 0)
    assert f"{found.state.scene(LONG).done}/{found.state.scene(LONG).total}" in drawn(module).texts
    os.kill(found.state.pid, signal.SIGKILL)
    found = look(work, ended)
    assert found.state.killed
    assert any("interrupted by a crash" in text for text in drawn(module).texts)
    assert found.state.scene(LONG).state == "new"
    jobs.use_frames = True
    bpy.ops.interact.start_job()
    found = look(work, ended)
    assert (found.state.scene(LONG).state, found.state.killed) == ("done", False)


def test_a_kept_job_outlives_the_extension_and_is_found_again(
    scene: Any, work: Any, module: Module, extension: str, tmp_path: Path
) -> None:
    scene.interact.key = LONG
    bpy.ops.interact.add_job_scenes()
    enlarge(scene)
    scene.interact_job_list.use_frames = False
    bpy.ops.interact.start_job()
    pid = look(work, lambda found: found.state.scene(LONG).done > 0).state.pid
    timer = work._look
    bpy.ops.preferences.addon_disable(module=extension)
    assert not bpy.app.timers.is_registered(timer)
    assert is_alive(pid)
    bpy.ops.preferences.addon_enable(module=extension)
    anew = module("ui.jobs.job_work")
    bpy.context.scene.interact.output = str(tmp_path / "movies")
    found = anew.look_now(bpy.context)
    assert (found.state.running, found.state.pid) == (True, pid)
    assert bpy.app.timers.is_registered(anew._look)
    assert bpy.ops.interact.stop_job() == {"FINISHED"}
    found = look(anew, ended)
    assert (found.state.interrupted, found.state.killed) == (True, False)
    assert any("Stopped" in text for text in drawn(module).texts)
    assert not list((tmp_path / "movies" / ".interact" / "work").iterdir())
    with pytest.raises(RuntimeError, match="not being rendered"):
        bpy.ops.interact.stop_job()


def test_a_job_that_is_not_kept_ends_with_the_extension(
    scene: Any, work: Any, extension: str, tmp_path: Path
) -> None:
    scene.interact.key = LONG
    bpy.ops.interact.add_job_scenes()
    jobs = scene.interact_job_list
    enlarge(scene)
    jobs.use_frames, jobs.keep = False, False
    bpy.ops.interact.start_job()
    pid = look(work, lambda found: found.state.scene(LONG).done > 0).state.pid
    bpy.ops.preferences.addon_disable(module=extension)
    assert not is_alive(pid)
    bpy.ops.preferences.addon_enable(module=extension)
    lock = tmp_path / "movies" / ".interact" / "locks" / f"{LONG}.lock"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and lock.exists():
        time.sleep(0.1)
    assert not lock.exists()


def test_what_makes_no_sense_is_refused_before_anything_starts(scene: Any, work: Any, tmp_path: Path) -> None:
    scene.interact.key = GOOD
    bpy.ops.interact.add_job_scenes()
    row = scene.interact_job_list.rows[0]
    row.use_frames, row.frame_first, row.frame_last = True, 9, 3
    with pytest.raises(RuntimeError, match="invalid frames 9-3"):
        bpy.ops.interact.start_job()
    row.use_frames = False
    scene.interact.width = 33
    with pytest.raises(RuntimeError, match="invalid width 33"):
        bpy.ops.interact.start_job()
    scene.interact.width = 32
    (tmp_path / "movies").write_text("a file")
    with pytest.raises(RuntimeError, match="movies"):
        bpy.ops.interact.start_job()
    assert not work.watched(bpy.context).active


def test_results_that_are_not_there_are_told(scene: Any, work: Any) -> None:
    with pytest.raises(RuntimeError, match="no report yet"):
        bpy.ops.interact.open_job_result(what="REPORT")
    with pytest.raises(RuntimeError, match="no scene of the job is chosen"):
        bpy.ops.interact.open_job_result(what="MOVIE")
    scene.interact.key = GOOD
    bpy.ops.interact.add_job_scenes()
    with pytest.raises(RuntimeError, match="was not rendered yet"):
        bpy.ops.interact.open_job_result(what="LOG")
    with pytest.raises(RuntimeError, match="no job was started"):
        bpy.ops.interact.restore_job()
