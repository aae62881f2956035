# SPDX-License-Identifier: GPL-3.0-or-later
"""Output folders in which somebody has put links: no file elsewhere is written, moved or removed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import InteractError
from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.rendering.batch import BatchOptions, Coordinator, Task
from interact_addon.core.rendering.batch.detached import BatchSpec, Detached, ask_to_stop
from interact_addon.core.rendering.batch.reports import write_reports
from interact_addon.core.rendering.farms.job_manifest import make_manifest
from interact_addon.core.rendering.farms.local import start_local
from interact_addon.core.rendering.farms.sent import write_sent
from interact_addon.core.rendering.farms.status import scene_states
from interact_addon.core.rendering.results.state import keep_state, panel_state
from interact_addon.core.rendering.results.watch import BatchWatch
from tests.core.rendering.batch.conftest import Batch, batch_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
__all__ = ["batch_of"]  # a fixture

WORKER = """
name = order["name"]
if name in ("c", "a_001"):
    tell(event="failed", error="this one always fails", permanent=True)
else:
    movie(order)
"""
# In the victim: all names that are written or removed where a link could lead to it.
FILES = [
    "a.lock",
    "a.log",
    "b.log",
    "a.json",
    "b.json",
    "a.mp4",
    "a.mkv",
    "a.edl",
    "a.shots.csv",
    "000001.png",
    ".000001.77.part.png",
    "c.json",
    "state.json",
    "state.json.lock",
    "state.json.stop",
    "coordinator.log",
    "hashes.json",
    "report.json",
    "report.html",
    "record.json",
    "local.log",
    "sent.json",
    "tasks.json",
    "locks/a.lock",
    "failed/a.json",
    "failed/c.json",
    "work/a=old/record.json",
    "work/a=old/mine.txt",
    "segments/a/mine.txt",
    "segments/a/other/mine.txt",
    "a/old/mine.txt",
    "a/mine.txt",
    "a=old/mine.txt",
    "panel/state.json",
    "panel/state.json.lock",
    "panel/state.json.stop",
    "pictures/a_001.json",
    "thumbnails/a.1.jpg",
    "body_renders/a.mp4",
    "body_renders/a.json",
    "body_renders_noaudio/a.mkv",
    "a_001/000001.png",
    "other/mine.txt",
    "a_001.mp4",
    "a_001.json",
    "a_001.log",
    "old/mine.txt",
]
# Where the links are; a folder's lead to the victim, a file's to one of its files.
FOLDERS = [
    ".interact",
    ".interact/locks",
    ".interact/work",
    ".interact/work/a=old",
    ".interact/failed",
    ".interact/segments",
    ".interact/segments/a",
    ".interact/segments/a/other",
    ".interact/pictures",
    ".interact/thumbnails",
    ".interact/panel",
    ".interact/farm",
    "logs",
    "body_renders",
    "body_renders_noaudio",
    "face_renders",
    "face_renders_noaudio",
    "face_renders_noaudio/a_001",
]
PLACES = [
    ".interact/locks/a.lock",
    ".interact/failed/a.json",
    ".interact/failed/c.json",
    ".interact/hashes.json",
    ".interact/pictures/a_001.json",
    ".interact/panel/state.json",
    ".interact/panel/state.json.lock",
    ".interact/panel/state.json.stop",
    ".interact/panel/coordinator.log",
    ".interact/segments/a/mine.part.mkv",
    ".interact/work/a=file",
    "logs/a.log",
    "logs/c.log",
    "logs/a_001.log",
    "body_renders/a.mp4",
    "body_renders/a.json",
    "body_renders/a.edl",
    "body_renders_noaudio/a.mkv",
    "report.json",
    "report.html",
]


def _victim(folder: Path) -> Path:
    for name in FILES:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"mine: {name}")
        os.utime(place, (10**9, 10**9))
    return folder


def _content(folder: Path) -> dict[str, object]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def _everything(batch: Batch) -> dict[str, str]:
    """Do all that is done in an output folder; return how each scene ended, with why."""
    out = batch.out
    tasks = batch.tasks("a", "b", "c")
    face = FaceRequest("001")
    for task in batch.tasks("a"):
        tasks.append(Task(replace(task.request, face=face, name="a_001"), task.source, 3))
    ended: dict[str, str] = {}
    try:
        with keep_state(panel_state(out)) as keeper:
            options = BatchOptions(workers=1, retries=0, segment_frames=2)
            result = Coordinator(tasks, out, options, keeper.before(batch.events.append), batch.command).run()
            for outcome in result.outcomes:
                ended[outcome.task.name] = f"{outcome.state}: {outcome.report.error}"
    except InteractError as error:
        ended["panel"] = str(error)
        options = BatchOptions(workers=1, retries=0, segment_frames=2)
        result = Coordinator(tasks, out, options, batch.events.append, batch.command).run()
        for outcome in result.outcomes:
            ended[outcome.task.name] = f"{outcome.state}: {outcome.report.error}"
    acts: tuple[Callable[[], object], ...] = (
        lambda: write_reports(result, out),
        lambda: scene_states(tasks, out),
        lambda: BatchWatch(out).look(["a", "b"]),
        lambda: ask_to_stop(out),
        lambda: Detached(BatchSpec(batch.here / "no-job.txt", out, launcher=["/bin/true"])).end(),
        lambda: _submit(tasks, out),
    )
    for number, act in enumerate(acts):
        try:
            act()
        except InteractError as error:
            ended[f"act {number}"] = str(error)
    return ended


def _submit(tasks: list[Task], out: Path) -> None:
    job = make_manifest(tasks, out, BatchOptions(), title="job", job_id="one")
    job.write()
    write_sent(job, "local", "1")
    start_local(job, ["/bin/true"])


def _plant(out: Path, place: str, leads: Path) -> None:
    link = out / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(leads)


def _explained(ended: dict[str, str]) -> bool:
    return any("this is a link to" in text and "Remove it" in text for text in ended.values())


@pytest.mark.parametrize("place", FOLDERS)
def test_a_link_in_the_place_of_a_folder_harms_nothing_elsewhere(
    place: str, batch_of: Callable[[str], Batch], tmp_path: Path
) -> None:
    victim = _victim(tmp_path / "victim")
    before = _content(victim)
    batch = batch_of(WORKER)
    _plant(batch.out, place, victim)
    ended = _everything(batch)
    assert _content(victim) == before
    if place.split("/")[-1] not in ("a=old", "other", "thumbnails"):  # those are removed, or not needed
        assert _explained(ended)
        assert (batch.out / place).is_symlink()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("leads", ["mine.txt", "missing.txt", "/dev/null", "a pipe"])
def test_a_link_in_the_place_of_a_file_harms_nothing_elsewhere(
    place: str, leads: str, batch_of: Callable[[str], Batch], tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "mine.txt").write_text("mine")
    if leads == "a pipe":
        os.mkfifo(victim / leads)
    before = _content(victim)
    batch = batch_of(WORKER)
    _plant(batch.out, place, victim / leads)
    ended = _everything(batch)
    assert _content(victim) == before
    assert ended["b"] == "done: None"
    if not ended["a"].startswith("done"):
        assert "Remove it" in ended["a"] or "not a file" in ended["a"]


@pytest.mark.parametrize("place", PLACES)
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(
    place: str, batch_of: Callable[[str], Batch]
) -> None:
    batch = batch_of(WORKER)
    pipe = batch.out / place
    pipe.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(pipe)
    ended = _everything(batch)
    assert ended["b"] == "done: None"


def test_the_output_folder_itself_may_be_a_link(batch_of: Callable[[str], Batch], tmp_path: Path) -> None:
    batch = batch_of(WORKER)
    (tmp_path / "disk").mkdir()
    batch.out.symlink_to(tmp_path / "disk")
    ended = _everything(batch)
    assert (ended["a"], ended["b"]) == ("done: None", "done: None")
    assert (tmp_path / "disk" / "body_renders" / "a.mp4").is_file()


def test_a_second_name_of_a_lock_or_log_keeps_its_content(
    batch_of: Callable[[str], Batch], tmp_path: Path
) -> None:
    batch = batch_of(WORKER)
    for place in (".interact/locks/a.lock", "logs/b.log"):
        mine = tmp_path / place.replace("/", "-")
        mine.write_text("mine")
        (batch.out / place).parent.mkdir(parents=True)
        (batch.out / place).hardlink_to(mine)
    ended = _everything(batch)
    assert "a hard link" in ended["a"]
    assert ended["b"] == "done: None"
    assert {path.read_text() for path in tmp_path.glob("*-*.lo[cg]*")} == {"mine"}


def test_a_link_in_a_work_folder_moves_nothing_out_of_its_place(
    batch_of: Callable[[str], Batch], tmp_path: Path
) -> None:
    batch = batch_of(WORKER)
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "a.mp4").write_text("mine")
    work = batch.out / ".interact" / "work" / "a=old"
    work.mkdir(parents=True)
    (work / "record.json").write_text("{}")
    (work / "body_renders").symlink_to(victim)
    with suppress(InteractError):
        batch.run("a")
    assert (victim / "a.mp4").read_text() == "mine"
