# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that are frozen, and thawed where they are rendered."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import InputError, UsageError
from interact_addon.core.jobs import JobEntry, JobOptions
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.rendering.batch import BatchOptions, plan_tasks
from interact_addon.core.rendering.farms import PathMap, list_manifests, make_manifest, read_manifest

KEY = "20260101_001"


def test_a_job_comes_back_from_its_file_as_it_was(make_job, tmp_path: Path) -> None:
    job = make_job(3, out=tmp_path / "out", characters=Path("/data/people.blend"))
    assert read_manifest(job.write()) == job
    assert list_manifests(tmp_path / "out") == [job]
    assert job.path.parent == job.folder
    assert job.files == (Path("/data/people.blend"),)
    assert job.datasets == (Path("/data/InterAct"),)


def test_options_are_resolved_when_it_is_frozen(demo_root: Path, tmp_path: Path) -> None:
    base = MovieOptions(ComposeOptions(camera="side"), FrameRange(1, 60))
    entries = [
        JobEntry(KEY),
        JobEntry(KEY, output="close", options=JobOptions(camera="close_a", frames=FrameRange(5, 9))),
        JobEntry("20991231_001"),
    ]
    tasks = plan_tasks(entries, tmp_path, base, dataset=demo_root)
    job = make_manifest(tasks, tmp_path, BatchOptions(retries=5, segment_frames=30), title="x")
    assert [task.request.options.compose.camera for task in job.tasks] == ["side", "close_a"]
    assert [task.frames for task in job.tasks] == [60, 5]
    assert job.tasks[0].seconds > job.tasks[1].seconds > 0
    assert [refused.name for refused in job.refused] == ["20991231_001"]
    assert "20991231_001" in job.refused[0].error
    options = job.batch_options(workers=3)
    assert (options.retries, options.segment_frames, options.workers) == (5, 30, 3)
    assert not options.reports, "a part of a job is no report on it"
    thawed = read_manifest(job.write()).thaw([1, 0])
    assert [task.request for task in thawed] == [job.tasks[1].request, job.tasks[0].request]
    assert [task.frames for task in thawed] == [5, 60]
    assert all(task.source is not None and task.error is None for task in thawed)


def test_the_longest_tasks_come_first_and_the_job_keeps_its_order(make_job, tmp_path: Path) -> None:
    job = make_job(5, out=tmp_path / "out")
    seconds = (1.0, 9.0, 4.0, 9.0, 2.0)
    tasks = tuple(replace(task, seconds=each) for task, each in zip(job.tasks, seconds, strict=True))
    job = replace(job, tasks=tasks)
    first = job.arranged()
    assert [task.seconds for task in first.tasks] == [9.0, 9.0, 4.0, 2.0, 1.0]
    assert first.order == job.order, "what status and report are in"
    assert [task.name for task in job.arranged(2).tasks] == ["scene1", "scene2", "scene3", "scene4", "scene0"]
    assert [task.seconds for task in job.arranged(1, most=1).tasks] == [9.0, 9.0, 4.0, 2.0, 1.0]
    again = read_manifest(first.write())
    assert again == first
    assert again.arranged() == again
    as_listed = replace(job, batch={**job.batch, "order": "job"})
    assert as_listed.arranged(2) == as_listed
    assert read_manifest(as_listed.write()).batch_options().order == "job", "each machine keeps it, too"


def test_what_is_gone_since_fails_alone_and_works_when_it_is_back(demo_root: Path, tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(demo_root, root)
    job = make_manifest(
        plan_tasks([JobEntry(KEY)], tmp_path, MovieOptions(), dataset=root),
        tmp_path,
        BatchOptions(),
        title="x",
    )
    root.rename(tmp_path / "elsewhere")
    (task,) = job.thaw([0])
    assert task.error is not None
    assert str(root) in task.error
    (task,) = job.thaw([0], PathMap(((str(root), str(tmp_path / "elsewhere")),)))
    assert task.error is None
    for path in (tmp_path / "elsewhere").glob("*/*"):
        path.unlink()
    (tmp_path / "elsewhere").rename(root)
    (task,) = job.thaw([0])
    assert task.error is not None


def test_a_task_that_is_not_there_is_told(make_job, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no task 3"):
        make_job(3).thaw([3])


def test_a_face_is_a_task_like_any_other(demo_root: Path, tmp_path: Path) -> None:
    tasks = plan_tasks([JobEntry(KEY, actor="001")], tmp_path, MovieOptions(), dataset=demo_root)
    assert [task.error for task in tasks] == [None]
    job = make_manifest(tasks, tmp_path, BatchOptions(), title="x")
    (thawed,) = read_manifest(job.write()).thaw([0])
    assert thawed.request == tasks[0].request
    assert thawed.frames == tasks[0].frames > 0


def test_paths_mean_the_same_from_everywhere(
    demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "people.blend").write_text("people")
    monkeypatch.chdir(tmp_path)
    base = MovieOptions(ComposeOptions(characters=Path("people.blend")), ffmpeg=Path("ffmpeg-of-path"))
    tasks = plan_tasks([JobEntry(KEY)], tmp_path, base, dataset=demo_root)
    (task,) = make_manifest(tasks, tmp_path, BatchOptions(), title="x").tasks
    assert task.request.options.compose.characters == tmp_path / "people.blend"
    assert task.request.options.ffmpeg is None, "programs are named on command lines, never in a list"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 2}', '{"format": 2, "tasks": 3}', "null"])
def test_what_is_not_a_list_of_tasks_is_reported(text: str, tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(text)
    with pytest.raises(InputError, match="list of tasks"):
        read_manifest(path)


@pytest.mark.parametrize("name", ["../../up", "/etc/name", "a/b", "a\\b", "..", "a\n"])
def test_names_in_a_list_lead_nowhere_else(make_job, tmp_path: Path, name: str) -> None:
    path = make_job(1, out=tmp_path).write()
    values = json.loads(path.read_text())
    values["tasks"][0]["name"] = name
    path.write_text(json.dumps(values))
    with pytest.raises(InputError, match="list of tasks"):
        read_manifest(path)


@pytest.mark.parametrize(("name", "value"), [("frames", float("inf")), ("seconds", 10**400)])
def test_numbers_beyond_reason_are_reported(make_job, tmp_path: Path, name: str, value: float) -> None:
    path = make_job(1, out=tmp_path).write()
    values = json.loads(path.read_text())
    values["tasks"][0][name] = value
    path.write_text(json.dumps(values))
    with pytest.raises(InputError, match="the list of tasks is damaged"):
        read_manifest(path)


def test_a_list_of_another_version_is_told(make_job, tmp_path: Path) -> None:
    path = make_job(1, out=tmp_path).write()
    for number in (1, 99):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"format": number}))
        with pytest.raises(InputError, match="another version"):
            read_manifest(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_manifest(tmp_path / "nowhere.json")


def test_folders_whose_names_are_no_unicode_come_back(make_job, tmp_path: Path) -> None:
    out = Path(os.fsdecode(os.fsencode(tmp_path) + b"/d\xe9p"))
    try:
        out.mkdir()
    except OSError:
        pytest.skip("this system has no such names")
    assert read_manifest(make_job(1, out=out).write()).out == out


def test_what_tasks_have_in_common_is_written_once(demo_root: Path, tmp_path: Path) -> None:
    entries = [JobEntry(KEY, output=f"take_{number}") for number in range(20)]
    entries += [
        JobEntry(KEY, output=f"side_{number}", options=JobOptions(camera="side")) for number in range(20)
    ]
    entries += [JobEntry(KEY, actor=actor, output=f"face_{actor}") for actor in ("001", "002")]
    base = MovieOptions(ComposeOptions(height={"001": 1.8}))
    job = make_manifest(
        plan_tasks(entries, tmp_path, base, dataset=demo_root), tmp_path, BatchOptions(), title="x"
    )
    values = json.loads(job.write().read_text())
    assert len(values["requests"]) == 4, "two cameras, two faces"
    assert not any("camera" in json.dumps(row) for row in values["tasks"])
    again = read_manifest(job.path)
    assert [task.request for task in again.tasks] == [task.request for task in job.tasks]
    assert len({id(task.request.options) for task in again.tasks}) == 4


@pytest.mark.parametrize("number", [4, -1, True, 0.0, "0", None])
def test_a_task_that_refers_to_no_request_is_reported(make_job, tmp_path: Path, number: object) -> None:
    path = make_job(1, out=tmp_path).write()
    values = json.loads(path.read_text())
    values["tasks"][0]["request"] = number
    path.write_text(json.dumps(values))
    with pytest.raises(InputError, match="list of tasks"):
        read_manifest(path)
