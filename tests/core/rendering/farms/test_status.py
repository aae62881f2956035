# SPDX-License-Identifier: GPL-3.0-or-later
"""What an output folder tells about the jobs that were submitted for it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import InputError
from interact_addon.core.jobs import JobEntry, JobOptions
from interact_addon.core.jobs.report import SceneReport
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.rendering.batch import BatchOptions, plan_tasks
from interact_addon.core.rendering.batch.reports import report_values
from interact_addon.core.rendering.batch.scene_run import SceneRun
from interact_addon.core.rendering.batch.task import Task
from interact_addon.core.rendering.child_events import Done
from interact_addon.core.rendering.farms import Chunk, JobManifest, make_manifest
from interact_addon.core.rendering.farms.sent import Sent, write_sent
from interact_addon.core.rendering.farms.status import batch_result, out_status
from interact_addon.core.rendering.results.inputs import Hashes
from interact_addon.core.rendering.results.layout import Layout
from interact_addon.core.rendering.results.lock import SceneLock

KEY = "20260101_001"
NAMES = ("one", "two", "three", "four")


@pytest.fixture
def job(demo_root: Path, tmp_path: Path) -> JobManifest:
    """Four movies of the demo's scene, and one of a scene that is not there."""
    return _submitted(demo_root, tmp_path / "out", NAMES, "20260101-000000-0000", refused=True)


def _submitted(
    root: Path, out: Path, names: tuple[str, ...], number: str, *, refused: bool = False
) -> JobManifest:
    entries = [JobEntry(KEY, output=name, options=JobOptions(preset="preview")) for name in names]
    if refused:
        entries.append(JobEntry("20991231_001"))
    tasks = plan_tasks(entries, out, MovieOptions(), dataset=root)
    job = make_manifest(tasks, out, BatchOptions(), title="x", job_id=number)
    job.write()
    return job


def _work(job: JobManifest, name: str) -> SceneRun:
    task: Task = next(task for task in job.thaw(range(len(job.tasks))) if task.name == name)
    layout = Layout(job.out)
    return SceneRun(task, layout, Hashes(layout.hashes))


def _do(job: JobManifest, name: str) -> None:
    """Deliver a scene as a coordinator does, but without Blender."""
    work = _work(job, name)
    assert work.claim()
    order = work.begin(None)
    for folder, ending in (("body_renders_noaudio", "mkv"), ("body_renders", "mp4")):
        path = Path(order["out"]) / folder / f"{name}.{ending}"
        path.parent.mkdir(parents=True)
        path.write_text("a movie")
    report = SceneReport(KEY, path, None, frames=9, duration=0.3, seconds={"render": 1.0})
    work.deliver(Done(work.attempts, report))
    work.release()


def _states(job: JobManifest) -> dict[str, str]:
    return {scene.name: scene.state for scene in out_status(job.out).scenes}


def test_each_state_is_told_from_the_files(job: JobManifest) -> None:
    assert _states(job) == {**dict.fromkeys(NAMES, "waiting"), "20991231_001": "failed"}
    _do(job, "one")
    _work(job, "two").fail("it broke.")
    lock = SceneLock.take(Layout(job.out).lock("three"))
    assert lock is not None
    status = out_status(job.out)
    scenes = {scene.name: scene for scene in status.scenes}
    assert [scenes[name].state for name in NAMES] == ["done", "failed", "running", "waiting"]
    assert scenes["two"].text == "it broke."
    assert "process" in scenes["three"].text
    assert status.counts == {"done": 1, "failed": 2, "running": 1, "waiting": 1}
    lock.release()
    assert _states(job)["three"] == "waiting"


def test_done_means_verified(job: JobManifest) -> None:
    _do(job, "one")
    movie = Layout(job.out).movie("one")
    movie.write_text("a movie, cut")
    assert _states(job)["one"] == "waiting"


@pytest.mark.skipif(sys.platform == "win32", reason="the lock is written as its owner left it on POSIX")
def test_a_lock_whose_owner_is_dead_is_nobodys(job: JobManifest) -> None:
    path = Layout(job.out).lock("one")
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"host": "another machine", "pid": 1, "since": 0}))
    assert _states(job)["one"] == "running", "its heart beat a moment ago"
    os.utime(path, (0, 0))
    assert _states(job)["one"] == "waiting"


def test_what_is_submitted_again_has_not_failed_yet(job: JobManifest, demo_root: Path) -> None:
    failure = Layout(job.out).failure("two")
    _work(job, "two").fail("it broke.")
    values = json.loads(failure.read_text())
    failure.write_text(json.dumps(values | {"time": "2020-01-01T00:00:00+00:00"}))
    assert _states(job)["two"] == "waiting"
    assert {scene.name for scene in out_status(job.out, job.id).scenes} == {*NAMES, "20991231_001"}
    again = _submitted(demo_root, job.out, ("two",), "20260102-000000-0000")
    assert {scene.name for scene in out_status(job.out, again.id).scenes} == {"two"}
    assert len(out_status(job.out).scenes) == 5


def test_what_slurm_has_no_more_has_failed(
    job: JobManifest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32":
        pytest.skip("squeue is stood in for by a shell script")
    write_sent(job, "slurm", "42", [Chunk(0, 1), Chunk(2, 3)])
    assert _states(job)["two"] == "waiting", "Slurm cannot be asked here"
    squeue = tmp_path / "bin" / "squeue"
    squeue.parent.mkdir()
    squeue.write_text('#!/bin/sh\necho "1|PENDING|JobHeldUser"\n')
    squeue.chmod(0o755)
    monkeypatch.setenv("PATH", str(squeue.parent), prepend=":")
    _do(job, "one")
    status = out_status(job.out)
    states = {scene.name: scene for scene in status.scenes}
    assert [states[name].state for name in NAMES] == ["done", "failed", "waiting", "waiting"]
    assert "scontrol show job 42_0" in states["two"].text, "there is no log"
    assert status.queued == {job.id: {"PENDING": 1}}
    assert status.reasons == {job.id: {"JobHeldUser": 1}}
    assert "scontrol release 42" in str(status.stuck)
    job.logs.mkdir()
    (job.logs / "0.log").touch()
    assert (
        "0.log: its Slurm task 42_0 ended"
        in {each.name: each.text for each in out_status(job.out).scenes}["two"]
    )


def test_the_log_of_each_scene_is_known(job: JobManifest, demo_root: Path) -> None:
    """Slurm's by the elements, also of a script that is submitted by hand; the latest submission's counts."""

    def logs() -> dict[str, Path | None]:
        return {scene.name: scene.log for scene in out_status(job.out).scenes}

    assert set(logs().values()) == {None}
    write_sent(job, "slurm", "", [Chunk(0, 2), Chunk(3, 3)])
    first = {**dict.fromkeys(NAMES[:3], job.logs / "0.log"), "four": job.logs / "1.log"}
    assert logs() == {**first, "20991231_001": None}
    again = _submitted(demo_root, job.out, ("two",), "20260102-000000-0000")
    write_sent(again, "local", "1")
    assert logs() == {**first, "two": again.logs / "local.log", "20991231_001": None}
    (two,) = out_status(job.out, again.id).scenes
    assert two.as_dict()["log"] == str(again.logs / "local.log")
    write_sent(again, "flamenco", "1", [Chunk(0, 0)])
    assert logs()["two"] is None, "Flamenco's Manager keeps them"


def test_a_note_of_too_many_parts_ends_with_the_tasks() -> None:
    sent = Sent("slurm", "7", ("0-1", "1-2", *("0-9" for _ in range(10_000))))
    assert sent.parts(3) == {0: 0, 1: 0, 2: 1}
    assert list(sent.parts(2)) == [0, 1]


def test_a_report_can_be_made_of_it(job: JobManifest) -> None:
    _do(job, "one")
    _work(job, "two").fail("it broke.")
    result = batch_result(out_status(job.out), job.out)
    assert result.counts == {"done": 0, "kept": 1, "failed": 2, "left": 2}, "one was refused"
    assert result.outcomes[0].report.frames == 9


def _plain(job: JobManifest) -> None:
    """Remove the submissions, as if everything had been rendered by `interact render`."""
    shutil.rmtree(Layout(job.out).hidden / "farm")


def test_what_a_plain_render_left_has_a_state_too(job: JobManifest, demo_root: Path) -> None:
    _do(job, "one")
    _do(job, "four")
    _work(job, "two").fail("it broke.")
    lock = SceneLock.take(Layout(job.out).lock("three"))
    assert lock is not None
    _plain(job)
    status = out_status(job.out)
    scenes = {scene.name: scene for scene in status.scenes}
    assert {name: scene.state for name, scene in scenes.items()} == {
        "one": "done", "two": "failed", "three": "running", "four": "done",
    }  # fmt: skip
    assert scenes["two"].text == "it broke."
    assert not any(scene.submitted for scene in status.scenes)
    assert scenes["one"].report is not None
    assert scenes["one"].report.frames == 9
    told = report_values(batch_result(status, job.out))
    (one,) = [scene for scene in told["scenes"] if scene["name"] == "one"]
    assert one["picture"].startswith("preview 1280x720")
    (two,) = [scene for scene in told["scenes"] if scene["name"] == "two"]
    assert (two["state"], two["error"], two["picture"]) == ("failed", "it broke.", "")
    lock.release()
    Layout(job.out).movie("four").write_text("cut")
    assert _states(job) == {"one": "done", "two": "failed", "four": "waiting"}
    _submitted(demo_root, job.out, ("two",), "20990102-000000-0000")
    mixed = {scene.name: scene.submitted for scene in out_status(job.out).scenes}
    assert mixed == {"two": True, "one": False, "four": False}


def test_inputs_that_changed_since_are_named(demo_root: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(demo_root, tmp_path / "data"))
    job = _submitted(data, tmp_path / "out", ("one",), "20260101-000000-0000")
    _do(job, "one")
    _plain(job)
    voice = next((data / "wav").iterdir())
    os.utime(voice, (0, 0))
    assert _states(job) == {"one": "done"}, "only its time is new"
    voice.write_bytes(voice.read_bytes() + b"x")
    (scene,) = out_status(job.out).scenes
    assert (scene.state, voice.name in scene.text) == ("waiting", True)
    shutil.rmtree(data)
    assert _states(job) == {"one": "done"}, "nothing to compare with"


def test_no_program_is_taken_from_a_record(job: JobManifest) -> None:
    _do(job, "one")
    _plain(job)
    path = Layout(job.out).record("one")
    values = json.loads(path.read_text())
    values["options"]["ffmpeg"] = "/bin/false"
    path.write_text(json.dumps(values))
    (scene,) = out_status(job.out).scenes
    assert scene.task is not None
    assert scene.task.request.options.ffmpeg is None


def test_a_removed_scene_that_failed_stays_away(job: JobManifest, demo_root: Path) -> None:
    """Its failure is in the folder and no submission names it any more; one of later counts again."""
    entries = [JobEntry(KEY, output=name, options=JobOptions(preset="preview")) for name in NAMES]
    tasks = plan_tasks(entries, job.out, MovieOptions(), dataset=demo_root)
    _plain(job)
    for number, listed in (("20260103-000000-0000", tasks), ("20260104-000000-0000", tasks[:2])):
        names = [task.name for task in listed]
        make_manifest(
            listed, job.out, BatchOptions(), title="x", job_id=number, source="a job", covers=names
        ).write()
    failure = Layout(job.out).failure("four")
    failure.parent.mkdir(parents=True, exist_ok=True)
    values = {"name": "four", "key": KEY, "error": "it broke.", "attempts": 1, "log": ""}
    failure.write_text(json.dumps(values | {"time": "2020-01-01T00:00:00+00:00"}))
    assert _states(job) == {"one": "waiting", "two": "waiting"}
    failure.write_text(json.dumps(values | {"time": "2999-01-01T00:00:00+00:00"}))
    assert _states(job) == {"one": "waiting", "two": "waiting", "four": "failed"}


def test_a_folder_without_jobs_is_told(tmp_path: Path, job: JobManifest) -> None:
    with pytest.raises(InputError, match="no job was submitted"):
        out_status(tmp_path / "nothing")
    with pytest.raises(InputError, match="no job 7 was"):
        out_status(job.out, "7")
