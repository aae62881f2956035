# SPDX-License-Identifier: GPL-3.0-or-later
"""What a batch does about disks, folders, servers and children that fail it."""

from __future__ import annotations

import errno
import json
import math
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.options.movie import ComposeOptions, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering import processes
from interact_addon.core.rendering.batch import BatchOptions, disk
from interact_addon.core.rendering.batch import coordinator as coordinating
from interact_addon.core.rendering.batch.reports import write_reports
from interact_addon.core.rendering.blender_faults import drawing_cure, libraries_cure
from interact_addon.core.rendering.processes import is_alive
from interact_addon.core.rendering.results.layout import write_whole
from interact_addon.core.rendering.results.state import keep_state, panel_state
from interact_addon.core.rendering.results.watch import BatchWatch

Make = Callable[..., object]


def states(result: object) -> list[str]:
    return [outcome.state for outcome in result.outcomes]


def test_too_little_room_is_told_before_anything_is_rendered(
    batch_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of()
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000, total=10**9))
    result = batch.run("a", "b")
    assert states(result) == ["failed", "failed"]
    assert "the disk is full: 1.0 KB are free" in (result.outcomes[0].report.error or "")
    assert batch.tries("a") == []


def test_a_disk_that_fills_up_ends_the_scene_with_a_clear_line_and_keeps_what_is_done(
    batch_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of("movie(order, frames=100 if order['name'] == 'b' else 3, pause=0.03)")
    full = {"free": 10**8}
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: SimpleNamespace(free=full["free"], total=10**9))
    coordinator = batch.coordinator("a", "b")

    def fill(event: dict) -> None:
        if event["event"] == "frame" and event["name"] == "b":
            full["free"] = 1000

    batch.then = fill
    result = coordinator.run()
    assert states(result) == ["done", "failed"]
    assert "the disk is full" in (result.outcomes[1].report.error or "")
    assert "same command" in (result.outcomes[1].report.error or "")
    assert batch.strays() == []
    batch.then = lambda event: None
    full["free"] = 10**8
    assert states(batch.run("a", "b")) == ["kept", "done"]


def test_a_full_disk_is_not_blamed_for_what_would_fail_anyway(
    batch_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(
        """
        if order["name"] == "a":
            tell(event="failed", error="a.bvh, line 3: no motion.", permanent=True, machine=False)
        else:
            tell(event="failed", error="Blender wrote no video.", permanent=False, machine=False)
        """
    )
    full = {"free": 10**8}
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: SimpleNamespace(free=full["free"], total=10**9))
    monkeypatch.setattr(coordinating, "_DISK_EVERY", math.inf)  # else a slow start is the time of a look

    def fill(event: dict) -> None:
        if event["event"] in ("begin", "scene"):  # full while the first is rendered, and only then
            full["free"] = 1000 if (event["event"], event["name"]) == ("begin", "a") else 10**8

    batch.then = fill
    result = batch.run("a", "b", retries=0)
    assert states(result) == ["failed", "failed"]
    assert result.outcomes[0].report.error == "a.bvh, line 3: no motion."
    assert result.outcomes[1].report.error == "Blender wrote no video."


def test_a_folder_that_cannot_be_written_is_told(batch_of: Make) -> None:
    batch = batch_of()
    batch.out.write_text("in the way")
    result = batch.run("a")
    assert states(result) == ["failed"]
    assert "cannot be written" in (result.outcomes[0].report.error or "")


@pytest.mark.parametrize("pictures", [False, True])
def test_a_place_that_is_taken_fails_its_scene_alone(batch_of: Make, pictures: bool) -> None:
    batch = batch_of()
    place = batch.out / "face_renders_noaudio" / "a" if pictures else batch.out / ".interact/segments/a"
    place.parent.mkdir(parents=True)
    place.write_text("no folder")
    coordinator = batch.coordinator("a", "b", segment_frames=2)
    if pictures:
        first, second = coordinator._tasks
        request = replace(first.request, face=FaceRequest("001", "png"))
        coordinator._tasks = [replace(first, request=request), second]
    result = coordinator.run()
    assert states(result) == ["failed", "done"]
    assert f"{place}" in str(result.outcomes[0].report.error)
    assert "cannot be written" in str(result.outcomes[0].report.error)


LOST = {
    "it dies": """
        print("ImportError: libXi.so.6: cannot open shared object file: No such file", file=sys.stderr)
        sys.exit(1)
    """,
    "it says so": """
        error = "the system library libXi.so.6 is missing. Install it."
        tell(event="failed", error=error, permanent=True, machine=True)
    """,
}


@pytest.mark.parametrize("how", LOST)
def test_a_machine_without_blenders_libraries_is_found_out_by_two_blenders(batch_of: Make, how: str) -> None:
    batch = batch_of(LOST[how])
    result = batch.run(*"abcdef", workers=1)
    assert states(result) == ["failed"] * 6
    (error,) = {outcome.report.error for outcome in result.outcomes}
    assert "the system library libXi.so.6 is missing. " in error
    assert (libraries_cure() in error) == (how == "it dies")
    assert result.children == 2
    assert [batch.tries(name) for name in "bcdef"] == [[]] * 5
    assert len(batch.told("retry")) == 1
    assert batch.strays() == []
    batch.command = batch_of().command
    assert states(batch.run(*"abcdef", only_failed=True)) == ["done"] * 6


@pytest.mark.parametrize("workers", [1, 2])
def test_what_passes_is_not_the_machines(batch_of: Make, workers: int) -> None:
    """The first Blenders, all that start together, have no driver; the next ones have."""
    batch = batch_of(
        f"if n == 1 and order['name'] in 'ab'[:{workers}]: crash('No OpenGL vendor')\nmovie(order)"
    )
    assert states(batch.run(*"abcdef", workers=workers)) == ["done"] * 6


def test_a_machine_that_cannot_draw_can_still_trace_paths(batch_of: Make) -> None:
    batch = batch_of(
        """
        if order["picture"]["preset"] != "pathtraced":
            crash("Couldn't open libEGL.so.1: libEGL.so.1: cannot open shared object file")
        movie(order)
        """
    )
    coordinator = batch.coordinator(*"abc", order="job")
    last = coordinator._tasks[-1]
    options = MovieOptions(ComposeOptions(picture=PictureOptions("pathtraced")))
    coordinator._tasks = [
        *coordinator._tasks[:-1],
        replace(last, request=replace(last.request, options=options)),
    ]
    result = coordinator.run()
    assert states(result) == ["failed", "failed", "done"]
    assert (len(batch.tries("a")), batch.tries("b")) == (2, [])
    assert all(drawing_cure() in str(outcome.report.error) for outcome in result.outcomes[:2])


def test_a_machine_that_has_drawn_is_tried_again(batch_of: Make) -> None:
    """As one whose graphics memory was full for a moment."""
    batch = batch_of(
        "if order['name'] == 'b' and n == 1: crash('Warning: No OpenGL vendor detected.')\nmovie(order)"
    )
    result = batch.run(*"abc", recycle_scenes=1)
    assert states(result) == ["done"] * 3
    assert "no OpenGL driver" in batch.told("retry")[0]["error"]


@pytest.mark.skipif(not hasattr(signal, "SIGRTMIN"), reason="this system has no such signals")
def test_a_death_by_a_signal_without_a_name_is_told(batch_of: Make) -> None:
    batch = batch_of("if order['name'] == 'a': os.kill(os.getpid(), 40)\nmovie(order)")
    result = batch.run("a", "b", retries=0)
    assert states(result) == ["failed", "done"]
    assert f"died by signal 40 (SIGRTMIN+{40 - signal.SIGRTMIN})" in str(result.outcomes[0].report.error)


def test_a_damaged_record_is_none_and_that_is_told(batch_of: Make) -> None:
    batch = batch_of()
    batch.run("a", "b")
    place = batch.out / "body_renders" / "a.json"
    good = json.loads(place.read_text())
    timeless = good | {"duration": 0, "frames": 99}
    timeless["options"]["picture"] |= {"preset": "preview", "width": 64, "height": 36}
    for text in (json.dumps(timeless), "[" * 100_000, json.dumps(good)[:-3], "", "null"):
        place.write_text(text)
        result = batch.run("a", "b")
        assert states(result) == ["done", "kept"]
        (finding,) = result.outcomes[0].report.findings
        assert finding.code == "record-damaged"
        assert "the scene was rendered again" in finding.message
    result = batch.run("a")
    assert states(result) == ["kept"]
    assert not result.outcomes[0].report.findings
    assert len(batch.tries("a")) == 6, "none of these can be believed"


@pytest.mark.parametrize("call", ["stat", "is_file", "is_dir", "glob"])
def test_a_server_that_does_not_answer_for_a_while_ends_no_batch(
    batch_of: Make, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Network folders do that: the scene at hand may be lost, what comes later is delivered."""
    batch, real, fails = batch_of(), getattr(Path, call), []

    def sometimes(path: Path, *words: object, **more: object) -> object:
        if fails and str(path).startswith(str(batch.out)):
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return real(path, *words, **more)

    def then(event: dict[str, object]) -> None:
        if event["event"] == "begin" and event["name"] == "b":
            fails.append(1)
        elif event["event"] in ("retry", "scene"):
            fails.clear()

    monkeypatch.setattr(Path, call, sometimes)
    batch.then = then
    result = batch.run("a", "b", "c")
    assert states(result)[::2] == ["done", "done"]
    batch.then = lambda event: None
    assert states(batch.run("a", "b", "c")) in (["kept", "kept", "kept"], ["kept", "done", "kept"])


def test_an_output_folder_with_a_name_too_long_is_told(batch_of: Make) -> None:
    batch = batch_of()
    coordinator = batch.coordinator("a", "b")
    coordinator = type(coordinator)(
        batch.tasks("a", "b"), batch.here / ("x" * 300), BatchOptions(workers=1), batch._hear, batch.command
    )
    result = coordinator.run()
    assert states(result) == ["failed", "failed"]
    assert all("File name too long" in str(each.report.error) for each in result.outcomes)


def test_folders_whose_names_are_no_unicode(batch_of: Make, tmp_path: Path) -> None:
    """As old file servers have them: Latin-1."""
    batch = batch_of()
    batch.here = Path(os.fsdecode(os.fsencode(tmp_path) + b"/d\xe9p\xf4t"))
    try:
        batch.here.mkdir()
    except OSError:
        pytest.skip("this system has no such names")
    with keep_state(panel_state(batch.out)) as keeper:
        assert keeper is not None
        keeper.expect(batch.tasks("a", "b"))
        batch.then = keeper.hear
        assert states(batch.run("a", "b")) == ["done", "done"]
    assert Path(BatchWatch(batch.out).look().scene("a").movie).is_file()
    again = batch.run("a", "b")
    assert states(again) == ["kept", "kept"]
    beside = write_reports(again, tmp_path).read_text()
    assert 'href="d%E9p%F4t/out/body_renders/a.mp4"' in beside
    write_whole(tmp_path / "job.sbatch", str(batch.here), errors="surrogateescape")
    assert (tmp_path / "job.sbatch").read_bytes() == os.fsencode(batch.here)


def test_a_child_that_cannot_be_killed_is_left_behind(
    batch_of: Make, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that waits inside the system for a dead server or a broken graphics card."""
    batch = batch_of("hang() if order['name'] == 'a' and n == 1 else movie(order)")
    batch.then = clock.pass_while_hanging
    monkeypatch.setattr(processes, "_PATIENCE", 0.2)
    with monkeypatch.context() as patch:
        patch.setattr(os, "killpg", lambda *_: None)
        result = batch.run("a", "b", stall=300.0)
    assert states(result) == ["done", "done"]
    stuck = batch.tries("a")[0]
    assert is_alive(stuck)
    os.killpg(stuck, signal.SIGKILL)
