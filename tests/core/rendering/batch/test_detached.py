# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches in processes of their own, watched through their files; killed, stopped, found again."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import interact_addon
from interact_addon.core.foundation.errors import JobError, RenderError, UsageError, WorkError
from interact_addon.core.jobs import JobOptions
from interact_addon.core.jobs.packed import options_text, pack_options, unpack_options
from interact_addon.core.options.face import FaceOptions
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.rendering.batch import BatchOptions
from interact_addon.core.rendering.batch.detached import BatchSpec, Detached, ask_to_stop, end_batch
from interact_addon.core.rendering.batch.panel_job import panel_job
from interact_addon.core.rendering.processes import is_alive
from interact_addon.core.rendering.results.lock import SceneLock
from interact_addon.core.rendering.results.state import keep_state, lock_path, panel_state, stop_path
from interact_addon.core.rendering.results.watch import BatchState, BatchWatch

PATIENCE = 300.0

# As `interact render --state FILE`, but for scenes and workers, which are made up.
COORDINATOR = """
import pathlib, sys
sys.path[:0] = [{source!r}]
from interact_addon.core.rendering.batch import BatchOptions, Task, run_batch
from interact_addon.core.rendering.results.state import keep_state
from interact_addon.core.dataset import Performance, Scene
from interact_addon.core.jobs.request import RenderRequest

words = sys.argv[1:]
here = pathlib.Path({here!r})
out = pathlib.Path(words[words.index("--out") + 1])
tasks = []
for name in pathlib.Path(words[1]).read_text().split():
    body = here / f"{{name}}.bvh"
    body.write_text("motion")
    performance = Performance("20260101_001_001", "001", "male", body=body)
    source = Scene("20260101_001", "20260101", 1, (performance,))
    tasks.append(Task(RenderRequest(here, source.key, out, name=name), source, 3))
options = BatchOptions(workers=1, retries=0, only_failed="--only-failed" in words)
with keep_state(pathlib.Path(words[words.index("--state") + 1])) as state:
    state.expect(tasks)
    listener, command = state.hear, {command!r}
    result = run_batch(tasks, out, options, listener=listener, command=command, on_begin=state.stoppable)
    state.reported(None, interrupted=result.interrupted)
"""

Start = Callable[..., Detached]


@pytest.fixture
def start(batch_of: Callable[[str], Any], tmp_path: Path) -> Iterator[Start]:
    """Start a batch of these scenes, whose workers do what ``body`` says."""
    started: list[Detached] = []

    def begin(body: str, *names: str, **options: Any) -> Detached:
        batch = batch_of(body)
        script, job = tmp_path / "coordinator.py", tmp_path / "job.txt"
        source = str(Path(interact_addon.__file__).parents[1])
        script.write_text(COORDINATOR.format(source=source, here=str(tmp_path), command=batch.command))
        job.write_text("\n".join(names))
        chosen = BatchOptions(**options)
        order = BatchSpec(job, batch.out, batch=chosen, launcher=[sys.executable, "-P", str(script)])
        started.append(Detached(order))
        return started[-1]

    yield begin
    for batch in started:
        batch.end(kindly=0.0)


def until(watch: BatchWatch, true: Callable[[BatchState], bool]) -> BatchState:
    deadline = time.monotonic() + PATIENCE
    while not true(state := watch.look()):
        assert time.monotonic() < deadline, state
        time.sleep(0.02)
    return state


def gone(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def over(batch: Detached) -> bool:
    """A process lets its locks go a moment before it can be waited for."""
    deadline = time.monotonic() + PATIENCE
    while batch.running and time.monotonic() < deadline:
        time.sleep(0.02)
    return not batch.running


def end(pid: int) -> None:
    """Kill a worker whose coordinator is dead; it may have noticed, though it need not as a real one does."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def test_a_batch_is_followed_to_its_end(start: Start, tmp_path: Path) -> None:
    batch = start("movie(order, wait='seen')", "a", "b")
    watch = BatchWatch(batch.out)
    state = until(watch, lambda state: state.scene("a").state == "running" and state.scene("a").done > 0)
    assert state.running
    assert (state.pid, state.here, state.total) == (batch.pid, True, 6)
    assert state.scene("b").state == "waiting"
    assert state.scene("elsewhere").state == "new"
    (tmp_path / "seen").touch()
    state = until(watch, lambda state: state.ended is not None)
    assert (state.running, state.killed, state.interrupted, state.error) == (False, False, False, None)
    assert [scene.state for scene in state.scenes.values()] == ["done", "done"]
    assert (state.done, state.count("done")) == (6, 2)
    assert gone(batch.pid)
    assert not lock_path(panel_state(batch.out)).exists()


def test_failures_are_told_and_tried_again(start: Start, tmp_path: Path) -> None:
    body = """
        if order["name"] == "b" and not (HERE / "mended").exists():
            tell(event="failed", error="the body is broken.", permanent=True)
        else:
            movie(order)
    """
    batch = start(body, "a", "b")
    watch = BatchWatch(batch.out)
    state = until(watch, lambda state: state.ended is not None)
    assert state.failed == (("b", "the body is broken."),)
    (tmp_path / "mended").touch()
    again = start(body, "a", "b", only_failed=True)
    state = until(watch, lambda state: state.ended is not None)
    assert (state.scene("a").state, state.scene("b").state, state.failed) == ("kept", "done", ())
    assert gone(again.pid)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_coordinator_is_noticed_and_the_next_goes_on(start: Start, batch_of: Any) -> None:
    body = "movie(order, wait=None if order['name'] == 'a' else 'never')"
    batch = start(body, "a", "b")
    watch = BatchWatch(batch.out)
    until(watch, lambda state: state.scene("b").done > 0)
    worker = batch_of(body).tries("b")[-1]
    os.kill(batch.pid, signal.SIGKILL)
    state = until(watch, lambda state: not state.running)
    assert (state.killed, state.interrupted, state.ended) == (True, True, None)
    assert (state.scene("a").state, state.scene("b").state) == ("done", "new")
    assert over(batch)
    end(worker)
    start("movie(order)", "a", "b")
    state = until(watch, lambda state: state.ended is not None)
    assert (state.scene("a").state, state.scene("b").state, state.killed) == ("kept", "done", False)
    assert len(batch_of().tries("a")) == 1


def test_a_batch_is_asked_to_stop_by_whoever_sees_its_folder(start: Start) -> None:
    batch = start("movie(order, frames=1000, pause=0.05)", "a", "b")
    watch = BatchWatch(batch.out)
    until(watch, lambda state: state.scene("a").done > 0)
    ask_to_stop(batch.out)
    state = until(watch, lambda state: state.ended is not None)
    assert (state.interrupted, state.killed, state.error) == (True, False, None)
    assert {scene.state for scene in state.scenes.values()} == {"new"}
    assert gone(batch.pid)
    assert not stop_path(panel_state(batch.out)).exists()


def test_a_batch_is_ended_at_once_by_whoever_sees_its_folder(start: Start, batch_of: Any) -> None:
    body = "movie(order, frames=1000, pause=0.05)"
    batch = start(body, "a")
    watch = BatchWatch(batch.out)
    until(watch, lambda state: state.scene("a").done > 0)
    assert end_batch(batch.out)
    state = watch.look()
    assert (state.running, state.killed, state.interrupted) == (False, False, True)  # it was meant
    assert over(batch)
    end(batch_of(body).tries("a")[-1])
    assert end_batch(batch.out)


def test_two_batches_for_one_folder_are_refused(start: Start) -> None:
    batch = start("movie(order, frames=1000, pause=0.05)", "a")
    until(BatchWatch(batch.out), lambda state: state.running)
    with pytest.raises(UsageError, match=f"is already running in this folder .process {batch.pid} on"):
        start("movie(order)", "b")


def test_a_coordinator_that_cannot_begin_is_explained(tmp_path: Path) -> None:
    script = [sys.executable, "-c", "import sys; print('no such option'); sys.exit(2)"]
    batch = Detached(BatchSpec(tmp_path / "job.txt", tmp_path / "out", launcher=script))
    assert gone(batch.pid)
    assert over(batch)
    assert "code 2" in batch.death()
    assert "no such option" in batch.death()
    assert not BatchWatch(tmp_path / "out").look().known
    told = (
        "print('interact: this Python lacks numpy. Install it.'); print(); print('Blender quit'); sys.exit(1)"
    )
    script = [sys.executable, "-c", f"import sys; {told}"]
    batch = Detached(BatchSpec(tmp_path / "job.txt", tmp_path / "out", launcher=script))
    assert gone(batch.pid)
    assert batch.death() == "this Python lacks numpy. Install it."
    with pytest.raises(RenderError, match="could not be started"):
        Detached(BatchSpec(tmp_path / "job.txt", tmp_path / "out", launcher=[str(tmp_path / "nothing")]))


def test_the_state_tells_why_a_batch_ended_early(tmp_path: Path) -> None:
    path = panel_state(tmp_path)
    with pytest.raises(UsageError), keep_state(path):
        raise UsageError("this makes no sense", cure="Ask for something else")
    state = BatchWatch(tmp_path).look()
    assert state.error == "this makes no sense. Ask for something else."
    assert (state.running, state.killed) == (False, False)
    with pytest.raises(KeyboardInterrupt), keep_state(path):
        raise KeyboardInterrupt
    assert BatchWatch(tmp_path).look().interrupted


def test_one_state_file_has_one_keeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interact_addon.core.rendering.results.state._PATIENCE", 0.2)
    path = panel_state(tmp_path)
    lock = SceneLock.take(lock_path(path))
    assert lock is not None
    with pytest.raises(WorkError, match="is already running in this folder"), keep_state(path):
        pass
    lock.release()
    with keep_state(path) as keeper:
        assert keeper is not None
    with keep_state(None) as keeper:
        assert keeper is None


def test_where_nobody_was_asked_the_files_tell(tmp_path: Path) -> None:
    for folder, name, text in (
        ("body_renders", "a.json", "{}"),
        ("body_renders", "a.mp4", "a movie"),
        ("face_renders", "d.json", "{}"),
        ("face_renders", "d.mp4", "a movie"),
        ("body_renders", "e.json", "{}"),
        (".interact/failed", "b.json", json.dumps({"error": "no body."})),
        (".interact/panel", "state.json", "no JSON"),
    ):
        place = tmp_path / folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    state = BatchWatch(tmp_path).look("abcde")
    assert not state.known
    assert state.scene("e").state == "new", "somebody has removed its movie"
    assert [state.scene(name).state for name in "abcd"] == ["done", "failed", "new", "done"]
    assert state.failed == (("b", "no body."),)
    assert state.scene("d").movie == str(tmp_path / "face_renders" / "d.mp4")
    assert BatchWatch(tmp_path / "nowhere").look(["a"]).scene("a").state == "new"


def test_the_command_says_everything_that_was_chosen(tmp_path: Path) -> None:
    from interact_addon.cli import build_parser
    from interact_addon.cli.options import read_options

    compose = ComposeOptions(
        take=TakeOptions(rate=Fraction(30000, 1001), bodies="bvhs_retarget"),
        picture=PictureOptions("final", 640, 360, 16),
        camera="side",
        focal=35.5,
        cast={"001": "jonas"},
        characters=tmp_path / "people.blend",
        lights="none",
    )
    movie = MovieOptions(compose, FrameRange(2, 5), True, tmp_path / "ffmpeg", "burn")
    faces = FaceOptions(640, 480, "mkv", tmp_path / "generic.obj")
    options = BatchOptions(workers=3, retries=1, segment_frames=500, only_failed=True)
    order = BatchSpec(
        tmp_path / "a job.toml", tmp_path / "out", tmp_path / "data", movie, faces, options, ["interact"]
    )
    args = build_parser().parse_args(order.command()[1:])
    assert read_options(args, MovieOptions()) == movie
    assert read_options(args, FaceOptions()) == faces
    assert read_options(args, BatchOptions()) == options
    assert (args.what, args.dataset, args.out) == ([str(order.job)], order.dataset, order.out)
    assert args.state == panel_state(order.out)
    assert order.environment()["PYTHONUNBUFFERED"] == "1"


def test_the_users_own_folder_of_characters_goes_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INTERACT_CACHE", raising=False)
    movie = MovieOptions(ComposeOptions(cache=tmp_path))
    assert BatchSpec(tmp_path, tmp_path, movie=movie).environment()["INTERACT_CACHE"] == str(tmp_path)


def test_options_survive_being_packed(tmp_path: Path) -> None:
    options = JobOptions(
        preset="final",
        size=(640, 360),
        samples=4,
        frames=FrameRange(1, 20),
        camera="side",
        focal=35.0,
        cast={"001": "jonas"},
        characters=tmp_path / "people.blend",
        bodies="bvhs",
        units="m",
        up="Z",
        fps=Fraction(30000, 1001),
        lights="none",
        stereo=False,
    )
    assert unpack_options(pack_options(options)) == options
    assert pack_options(JobOptions()) == ""
    assert unpack_options("") == JobOptions()
    assert options_text(replace(options, characters=None)).startswith("preset final, size 640x360, samples 4")
    assert "cast 001=jonas" in options_text(options)
    for wrong in ("[]", "{", '{"preset": "pretty"}', '{"colour": "red"}'):
        with pytest.raises(JobError):
            unpack_options(wrong)


def test_a_movie_that_was_removed_is_done_no_more(start: Start, tmp_path: Path) -> None:
    watch = BatchWatch(start("movie(order)", "a", "b").out)
    until(watch, lambda state: state.ended is not None and not state.running)
    assert watch.look().count("done") == 2
    Path(watch.look().scene("a").movie).unlink()
    assert [watch.look().scene(name).state for name in "ab"] == ["new", "done"]


def test_a_folder_that_cannot_be_looked_into_is_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    assert BatchWatch(tmp_path / ("x" * 300)).look(["a"]).scene("a").state == "new"
    monkeypatch.setattr(Path, "stat", refuse)
    assert not BatchWatch(tmp_path).look(["a"]).known
    assert panel_job(tmp_path) is None
