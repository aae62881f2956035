# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.performance import input_files
from interact_addon.core.rendering.batch import coordinator as coordinators
from interact_addon.core.rendering.batch.check import check_tasks
from interact_addon.core.rendering.farms.status import scene_states
from interact_addon.core.rendering.processes import is_alive
from interact_addon.core.rendering.results.blend_source import blend_source, write_source
from interact_addon.core.rendering.results.layout import Layout

Make = Callable[..., object]


def states(result: object) -> list[str]:
    return [outcome.state for outcome in result.outcomes]


def until(true: Callable[[], bool], seconds: float = 300.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_all_scenes_are_delivered_by_few_children(batch_of: Make) -> None:
    batch = batch_of()
    result = batch.run("a", "b", "c", "d", workers=2)
    assert states(result) == ["done"] * 4
    assert result.complete
    assert result.children == 2
    for name in "abcd":
        assert (batch.out / "body_renders" / f"{name}.mp4").read_text() == f"mp4 of {name}"
        assert (batch.out / "body_renders_noaudio" / f"{name}.mkv").read_text() == f"mkv of {name}"
    assert batch.strays() == []
    last = batch.events[-1]
    assert (last["done"], last["total"]) == (12, 12)


@pytest.mark.parametrize(
    ("order", "begun"), [("longest", ["long", "a", "b", "short"]), ("job", ["a", "short", "b", "long"])]
)
def test_the_longest_scenes_are_begun_first_and_reported_in_the_jobs_order(
    batch_of: Make, order: str, begun: list[str]
) -> None:
    batch = batch_of()
    frames = {"short": 2, "long": 900}
    coordinator = batch.coordinator("a", "short", "b", "long", order=order)
    coordinator._tasks = [replace(task, frames=frames.get(task.name, 3)) for task in coordinator._tasks]
    result = coordinator.run()
    assert [event["name"] for event in batch.told("begin")] == begun
    assert [outcome.task.name for outcome in result.outcomes] == ["a", "short", "b", "long"]
    assert states(result) == ["done"] * 4


def test_the_record_says_what_the_movie_was_made_of(batch_of: Make) -> None:
    batch = batch_of()
    batch.run("a")
    record = json.loads((batch.out / "body_renders" / "a.json").read_text())
    assert record["inputs"][0]["role"] == "001 body"
    assert record["versions"]["blender"] == "0.0"
    assert record["frames"] == 3
    assert str(batch.out / ".interact") not in json.dumps(record)


def test_what_is_done_is_not_done_again(batch_of: Make) -> None:
    batch = batch_of()
    batch.run("a", "b")
    result = batch.run("a", "b", "c")
    assert states(result) == ["kept", "kept", "done"]
    assert len(batch.tries("a")) == 1
    assert result.outcomes[0].report.frames == 3
    assert states(batch.run("a", "b", force=True)) == ["done", "done"]
    assert len(batch.tries("a")) == 2


def test_changed_inputs_and_options_are_done_again(batch_of: Make) -> None:
    batch = batch_of()
    batch.run("a", "b")
    (batch.here / "a.bvh").write_text("another motion")
    assert states(batch.run("a", "b")) == ["done", "kept"]
    tasks = batch.tasks("a", "b")
    request = tasks[1].request
    options = replace(request.options, compose=replace(request.options.compose, camera="side"))
    coordinator = batch.coordinator("a", "b")
    coordinator._tasks = [tasks[0], replace(tasks[1], request=replace(request, options=options))]
    assert states(coordinator.run()) == ["kept", "done"]


def test_a_touched_input_with_the_same_content_changes_nothing(batch_of: Make) -> None:
    batch = batch_of()
    batch.run("a")
    os.utime(batch.here / "a.bvh", (1, 1))
    assert states(batch.run("a")) == ["kept"]


def swap(path: Path, content: str) -> None:
    """Give a file other content of the same size, and the time that it had."""
    status = path.stat()
    assert len(content) == status.st_size
    path.write_text(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("what", ["a.bvh", "out/body_renders/a.mp4", "out/body_renders_noaudio/a.mkv"])
def test_content_that_changed_unseen_is_found_when_asked(batch_of: Make, what: str) -> None:
    batch = batch_of()
    batch.run("a", "b")
    path = batch.here / what
    swap(path, path.read_text()[:-1] + "?")
    assert states(batch.run("a", "b")) == ["kept", "kept"]
    for content, state in ((False, "done"), (True, "waiting")):
        found = scene_states(batch.tasks("a", "b"), batch.out, content=content)
        assert [each.state for each in found] == [state, "done"]
    assert states(batch.run("a", "b", check_content=True)) == ["done", "kept"]
    assert states(batch.run("a", "b", check_content=True)) == ["kept", "kept"]
    assert states(batch.run("a", "b")) == ["kept", "kept"]


@pytest.mark.parametrize("harm", ["remove", "cut", "video"])
def test_a_movie_that_is_not_as_it_was_is_made_again(batch_of: Make, harm: str) -> None:
    batch = batch_of()
    batch.run("a")
    movie = batch.out / "body_renders" / "a.mp4"
    if harm == "remove":
        movie.unlink()
    elif harm == "cut":
        movie.write_text("mp4 of b")  # as long as before
    else:
        (batch.out / "body_renders_noaudio" / "a.mkv").unlink()
    assert states(batch.run("a")) == ["done"]
    assert movie.read_text() == "mp4 of a"


@pytest.mark.parametrize("existing", ["version", "replace"])
def test_a_movie_of_a_blend_is_renamed_or_replaced_and_the_job_is_done_then(
    batch_of: Make, existing: str
) -> None:
    batch = batch_of()
    batch.run("a")
    movie = Layout(batch.out).movie("a")
    movie.write_text("by hand")  # rendered over the job's, whose record is still there
    write_source(movie, batch.out, blend="film.blend", scene="Scene", motion={"001": "edited"})
    tasks = batch.tasks("a")
    options = replace(tasks[0].request.options, existing=existing)
    coordinator = batch.coordinator("a")
    coordinator._tasks = [replace(tasks[0], request=replace(tasks[0].request, options=options))]
    kept = movie.with_name("a_v002.mp4")
    (told,) = check_tasks(coordinator._tasks, batch.out, read=False).tasks
    result = coordinator.run()
    assert states(result) == ["done"]
    codes = [finding.code for finding in result.outcomes[0].report.findings]
    expected = "renames-blend-movie" if existing == "version" else "replaces-blend-movie"
    assert codes == [expected]
    assert [finding.code for finding in told.findings if "blend" in finding.code] == [expected]
    assert movie.read_text() == "mp4 of a"
    assert (kept.read_text() if kept.exists() else "") == ("by hand" if existing == "version" else "")
    assert states(batch.run("a")) == ["kept"]
    assert blend_source(movie) is None


def test_a_crash_is_tried_again_in_a_fresh_child(batch_of: Make) -> None:
    batch = batch_of("movie(order) if n > 2 or order['name'] != 'b' else crash()")
    result = batch.run("a", "b", "c")
    assert states(result) == ["done"] * 3
    assert result.outcomes[1].attempts == 3
    assert len(set(batch.tries("b"))) == 3
    assert "SIGSEGV" in batch.told("retry")[0]["error"]
    assert "Segmentation fault ahead" in batch.told("retry")[0]["error"]
    assert batch.strays() == []


def test_what_always_crashes_is_given_up_and_the_rest_delivered(batch_of: Make) -> None:
    batch = batch_of("crash() if order['name'] == 'b' else movie(order)")
    result = batch.run("a", "b", "c", retries=1)
    assert states(result) == ["done", "failed", "done"]
    assert not result.complete
    assert len(batch.tries("b")) == 2
    assert "SIGSEGV" in result.outcomes[1].report.error
    assert not (batch.out / "body_renders" / "b.mp4").exists()
    assert batch.strays() == []


def test_an_explained_failure_of_the_input_is_not_tried_again(batch_of: Make) -> None:
    batch = batch_of(
        """
        if order["name"] == "a":
            place = order["out"]
            tell(event="failed", error=f"x.bvh, line 3: cut ({place}/x).", permanent=True, memory=1)
        else:
            movie(order)
        """
    )
    result = batch.run("a", "b")
    assert states(result) == ["failed", "done"]
    assert result.outcomes[0].report.error == f"x.bvh, line 3: cut ({batch.out}/x)."
    assert len(batch.tries("a")) == 1
    assert batch.tries("a") == batch.tries("b")  # a child that could explain itself goes on


def test_what_two_workers_say_alike_is_not_tried_a_third_time(batch_of: Make) -> None:
    """A fault of ours, or of what a scene needs: numbers of processes and folders may differ."""
    batch = batch_of(
        """
        if order["name"] == "a":
            why = f"ValueError: no bones in {order['out']}/.{os.getpid()}.part. Please report this."
            tell(event="failed", error=why, permanent=False, memory=1)
        else:
            movie(order)
        """
    )
    result = batch.run("a", "b", retries=5)
    assert states(result) == ["failed", "done"]
    assert len(set(batch.tries("a"))) == 2  # the second had a fresh worker
    assert "no bones" in result.outcomes[0].report.error
    assert len(batch.told("retry")) == 1


def test_what_each_worker_says_differently_is_tried_on(batch_of: Make) -> None:
    batch = batch_of(
        """
        words = ["out of memory", "a lost device", "out of memory", "nothing"]
        if n < 4:
            tell(event="failed", error=f"cannot render ({words[n - 1]})", permanent=False, memory=1)
        else:
            movie(order)
        """
    )
    assert states(batch.run("a", retries=5)) == ["done"]
    assert len(batch.tries("a")) == 4


@pytest.mark.parametrize("fault", ["crash()", "os.kill(os.getpid(), 9)", "hang()"])
def test_crashes_kills_and_hangs_are_tried_as_often_as_asked(batch_of: Make, clock: Any, fault: str) -> None:
    batch = batch_of(f"{fault} if n <= 2 else movie(order)")
    batch.then = clock.pass_while_hanging
    result = batch.run("a", retries=2, stall=300.0)
    assert states(result) == ["done"]
    assert len(set(batch.tries("a"))) == 3


def test_only_failed(batch_of: Make) -> None:
    batch = batch_of("crash() if order['name'] == 'b' and n == 1 else movie(order)")
    batch.run("a", "b", retries=0)
    assert states(batch.run("a", "b", "c", only_failed=True)) == ["kept", "done", "left"]
    assert states(batch.run("a", "b", "c", only_failed=True)) == ["kept", "kept", "left"]


def test_a_child_that_hangs_is_ended_with_what_it_started(batch_of: Make, clock: Any) -> None:
    batch = batch_of(
        """
        if n == 1:
            inner = subprocess.Popen(["sleep", "60"])
            (HERE / "inner").write_text(str(inner.pid))
            tell(event="start", frames=3)
            hang()
        movie(order)
        """
    )
    batch.then = clock.pass_while_hanging
    result = batch.run("a", stall=300.0)
    assert states(result) == ["done"]
    assert "no sign of life" in batch.told("retry")[0]["error"]
    inner = int((batch.here / "inner").read_text())
    until(lambda: not is_alive(inner))
    assert not is_alive(batch.tries("a")[0])


def test_slow_is_not_hanging(batch_of: Make, clock: Any) -> None:
    batch = batch_of("movie(order, frames=6)")

    def each_frame_takes_minutes(event: dict) -> None:
        if event["event"] == "frame":
            clock.ahead += 200.0

    batch.then = each_frame_takes_minutes
    assert states(batch.run("a", stall=300.0)) == ["done"]
    assert batch.told("retry") == []


def test_noise_between_events_is_no_harm(batch_of: Make) -> None:
    batch = batch_of(
        """
        print("noise from a library")
        print(json.dumps(["a", "list"]), json.dumps({"no": "event"}), sep="\\n")
        sys.stdout.buffer.write(b"\\xff\\xfe\\n")
        movie(order)
        """
    )
    assert states(batch.run("a")) == ["done"]


def test_a_movie_that_is_told_and_not_there_is_a_failure(batch_of: Make) -> None:
    batch = batch_of(
        """
        tell(event="done", memory=1, report={"key": "k", "movie": "x", "video": "y", "frames": 1,
             "duration": 1.0, "error": None, "findings": [], "seconds": {}})
        """
    )
    result = batch.run("a", retries=1)
    assert states(result) == ["failed"]
    assert len(batch.tries("a")) == 2
    assert not (batch.out / "body_renders" / "a.json").exists()


def test_children_are_recycled_by_scenes_and_by_memory(batch_of: Make) -> None:
    batch = batch_of("movie(order, memory=10**10 if order['name'] == 'd' else 1000)")
    result = batch.run(*"abcdefg", recycle_scenes=3)
    pids = [batch.tries(name)[0] for name in "abcdefg"]
    assert pids[0] == pids[1] == pids[2] != pids[3]
    assert pids[3] != pids[4] == pids[5] == pids[6]
    assert result.children == 3


def test_a_child_that_cannot_be_started_is_told(batch_of: Make) -> None:
    batch = batch_of()
    batch.command = [str(batch.here / "no-such-program")]
    result = batch.run("a")
    assert states(result) == ["failed"]
    assert "could not be started" in result.outcomes[0].report.error


def test_an_input_changed_meanwhile_is_rendered_again(batch_of: Make) -> None:
    batch = batch_of(
        """
        if n == 1:
            time.sleep(0.05)
            (HERE / "a.bvh").write_text("changed meanwhile")
        movie(order)
        """
    )
    result = batch.run("a")
    assert states(result) == ["done"]
    assert "changed while" in batch.told("retry")[0]["error"]
    assert states(batch.run("a")) == ["kept"]


def test_a_stop_drops_what_runs_and_the_next_run_goes_on(batch_of: Make) -> None:
    batch = batch_of("movie(order, frames=50 if order['name'] == 'b' and n == 1 else 3, pause=0.05)")
    coordinator = batch.coordinator("a", "b", "c")

    def stop_in_b(event: dict) -> None:
        if event["event"] == "frame" and event["name"] == "b" and event["scene_done"] == 3:
            coordinator.stop()

    batch.then = stop_in_b
    result = coordinator.run()
    assert result.interrupted
    assert states(result) == ["done", "left", "left"]
    assert batch.strays() == []
    assert not is_alive(batch.tries("b")[0])
    batch.then = lambda event: None
    assert states(batch.run("a", "b", "c")) == ["kept", "done", "done"]


def another_process_that_holds(batch: Any, name: str) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, pathlib; from interact_addon.core.rendering.results.lock import SceneLock;"
            "lock = SceneLock.take(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()",
            str(Layout(batch.out).lock(name)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_scene_that_somebody_else_has_is_waited_for_and_not_done_twice(batch_of: Make) -> None:
    batch = batch_of()
    batch.run("a")  # the other's work
    record = batch.out / "body_renders" / "a.json"
    kept = record.read_text()
    record.unlink()
    holder = another_process_that_holds(batch, "a")

    def finish() -> None:
        until(lambda: bool(batch.told("elsewhere")))
        record.write_text(kept)
        holder.kill()

    thread = threading.Thread(target=finish)
    thread.start()
    result = batch.run("a", "b")
    thread.join()
    holder.communicate()
    assert states(result) == ["kept", "done"]
    assert len(batch.tries("a")) == 1
    assert f"process {holder.pid}" in batch.told("elsewhere")[0]["owner"]


def test_what_a_dead_process_has_left_comes_before_what_waits(
    batch_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coordinators, "_ELSEWHERE_BESIDES", 0.0)
    batch = batch_of("movie(order, wait='dead')")
    batch.out.mkdir(exist_ok=True)
    holder = another_process_that_holds(batch, "a")

    def bury(event: dict[str, Any]) -> None:
        if event["event"] == "begin" and event["name"] == "b":
            holder.kill()
            holder.communicate()
            (batch.here / "dead").touch()

    batch.then = bury
    assert states(batch.run("a", "b", "c", "d", workers=1)) == ["done"] * 4
    assert [event["name"] for event in batch.told("begin")] == ["b", "a", "c", "d"]


def test_two_coordinators_share_a_folder(batch_of: Make) -> None:
    batch = batch_of("movie(order, pause=0.03)")
    names = [f"s{n}" for n in range(8)]
    results: list = []
    coordinators = [batch.coordinator(*names), batch.coordinator(*reversed(names))]
    threads = [threading.Thread(target=lambda c=c: results.append(c.run())) for c in coordinators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(result.complete for result in results)
    assert [len(batch.tries(name)) for name in names] == [1] * 8
    assert batch.strays() == []


def test_an_attempt_that_was_whole_is_delivered_not_repeated(batch_of: Make) -> None:
    """The coordinator died between the record and the last rename."""
    batch = batch_of()
    batch.run("a")
    layout = Layout(batch.out)
    work = layout.new_work("a")
    layout.record("a").replace(work / "record.json")
    (work / "body_renders").mkdir()
    layout.movie("a").replace(work / "body_renders" / "a.mp4")
    assert states(batch.run("a")) == ["kept"]
    assert layout.movie("a").read_text() == "mp4 of a"
    assert len(batch.tries("a")) == 1
    assert batch.strays() == []


def test_strays_of_the_dead_are_cleared(batch_of: Make) -> None:
    batch = batch_of()
    work = Layout(batch.out).new_work("a")
    (work / "half.mkv").write_text("half")
    lock = Layout(batch.out).lock("a")
    lock.parent.mkdir(parents=True)
    lock.write_text(json.dumps({"host": os.uname().nodename, "pid": 1}))
    assert states(batch.run("a")) == ["done"]
    assert batch.strays() == []


def test_an_input_that_does_not_answer_fails_its_scene_alone(
    batch_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, answer = batch_of(), threading.Event()
    read = input_files.file_hash

    def silent(path: Path) -> str:
        if path.name == "a.bvh":
            answer.wait()
        return read(path)

    monkeypatch.setattr(input_files, "file_hash", silent)
    monkeypatch.setattr(coordinators, "_PATIENCE", 1.0)
    try:
        result = batch.run("a", "b")
    finally:
        answer.set()
    assert states(result) == ["failed", "done"]
    assert "a.bvh: reading it took longer than 1 s" in str(result.outcomes[0].report.error)
