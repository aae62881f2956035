# SPDX-License-Identifier: GPL-3.0-or-later
"""interact submit, status and run-tasks as typed; tests/farm has the real Slurm, here it is stood in for."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from interact_addon.cli import main
from interact_addon.cli.farm_display import FlamencoLines, OpenJdLines
from interact_addon.core.jobs.report import SceneReport
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.rendering.batch.reports import write_reports
from interact_addon.core.rendering.batch.result import BatchResult, Outcome
from interact_addon.core.rendering.batch.task import Task
from interact_addon.core.rendering.results.layout import Layout
from interact_addon.core.video import find_ffmpeg

KEY = "20260101_001"

Run = Any


@pytest.fixture
def job(demo_root: Path, tmp_path: Path) -> Path:
    """Three movies of one scene."""
    lines = [
        f"dataset = {json.dumps(demo_root.as_posix())}",
        "[defaults]",
        'size = "64x36"',
        'frames = "1-2"',
    ]
    for name in ("one", "two", "three"):
        lines += ["[[scene]]", f'key = "{KEY}"', f'output = "{name}"']
    path = tmp_path / "job.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: exit code, standard output, standard error."""

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        told = capfd.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a stand-in for sbatch, which keeps what it is given."""
    if sys.platform == "win32":
        pytest.skip("sbatch is stood in for by a shell script")
    folder = tmp_path / "bin"
    folder.mkdir()
    sbatch = folder / "sbatch"
    sbatch.write_text('#!/bin/sh\necho "$@" >> "$(dirname "$0")/args"\necho 4711\n')
    sbatch.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return folder


@pytest.mark.parametrize("engine", ["slurm", "openjd", "local", "flamenco"])
def test_a_dry_run_tells_and_writes_nothing(job: Path, tmp_path: Path, run: Run, engine: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    submit = ("submit", job, "--out", tmp_path / "out", "--to", engine, "--dry-run", "--extension", tmp_path)
    if engine in ("slurm", "local", "openjd"):
        submit += ("--blender", "/opt/blender")
    code, out, _ = run(*submit)
    assert code == 0
    assert "3 scenes would be written to" in out
    said = {
        "slurm": "#SBATCH --array=0-2",
        "openjd": '"type": "CHUNK[INT]"',
        "local": "run-tasks",
        "flamenco": '"submitter_platform"',
    }
    assert said[engine] in out
    assert sorted(tmp_path.rglob("*")) == before
    code, out, _ = run(*submit, "--json")
    told = json.loads(out)
    assert told["dry_run"]
    assert told["scenes"] == ["one", "two", "three"]
    assert told["would"]


def test_a_manifest_is_written_and_submitted(job: Path, tmp_path: Path, run: Run, slurm: Path) -> None:
    out = tmp_path / "out"
    code, text, _ = run(
        *("submit", job, "--out", out, "--to", "slurm", "--per-task", 2, "--parallel", 1),
        *(
            "--time",
            "2:00:00",
            "--mem",
            "4G",
            "--gres",
            "gpu:1",
            "--sbatch-arg=--account=lab",
            "--workers",
            2,
        ),
    )
    assert code == 0
    assert "Slurm job 4711: 2 tasks" in text
    assert "interact status" in text
    (folder,) = (out / ".interact" / "farm").iterdir()
    assert (slurm / "args").read_text().split() == ["--parsable", "--account=lab", str(folder / "job.sbatch")]
    script = (folder / "job.sbatch").read_text()
    for line in ("--array=0-1%1", "--time=2:00:00", "--mem=4G", "--gres=gpu:1"):
        assert f"#SBATCH {line}\n" in script
    assert "--workers 2" in script
    assert (folder / "logs").is_dir(), "Slurm makes no folders for logs"
    frozen = json.loads((folder / "tasks.json").read_text())
    assert [task["name"] for task in frozen["tasks"]] == ["one", "two", "three"]
    job.write_text("this is edited meanwhile")
    code, text, _ = run("status", out)
    assert code == 0
    assert "3 scenes: 3 waiting" in text


@pytest.mark.parametrize(
    ("more", "packed"),
    [
        ((), ["long", "mid", "one", "two", "short"]),
        (("--per-task", 2), ["long", "two", "mid", "one", "short"]),
        (("--order", "job"), ["one", "long", "short", "mid", "two"]),
    ],
)
def test_arrays_begin_with_the_longest_scenes_and_status_is_in_the_jobs_order(
    demo_root: Path, tmp_path: Path, run: Run, slurm: Path, more: tuple[object, ...], packed: list[str]
) -> None:
    frames = {"one": 30, "long": 120, "short": 2, "mid": 60, "two": 30}
    lines = [f"dataset = {json.dumps(demo_root.as_posix())}", "[defaults]", 'size = "64x36"']
    for name, last in frames.items():
        lines += ["[[scene]]", f'key = "{KEY}"', f'output = "{name}"', f'frames = "1-{last}"']
    job, out = tmp_path / "lengths.toml", tmp_path / "out"
    job.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, told, _ = run("submit", job, "--out", out, "--to", "slurm", "--json", "--fast", *more)
    assert code == 0
    assert json.loads(told)["scenes"] == list(frames)
    (manifest,) = out.glob(".interact/farm/*/tasks.json")
    assert [task["name"] for task in json.loads(manifest.read_text())["tasks"]] == packed
    logs = (manifest.parent / "logs.tsv").read_text().splitlines()[1:]
    size = 2 if "--per-task" in more else 1
    assert [line.split("\t")[:2] for line in logs] == [
        [name, str(at // size)] for at, name in enumerate(packed)
    ]
    status = json.loads(run("status", out, "--json")[1])
    assert [scene["name"] for scene in status["scenes"]] == list(frames)


def test_what_cannot_be_rendered_is_told_and_the_rest_submitted(
    job: Path, demo_root: Path, tmp_path: Path, run: Run, slurm: Path
) -> None:
    with job.open("a") as file:
        file.write('[[scene]]\nkey = "20991231_001"\n')
    code, _, err = run("submit", job, "--out", tmp_path / "out", "--to", "slurm")
    assert code == 3, "a part of the job went in"
    assert "will fail: 20991231_001" in err
    assert "1 scene not submitted" in err
    code, text, _ = run("status", tmp_path / "out", "--json")
    assert code == 1
    assert json.loads(text)["counts"] == {"done": 0, "failed": 1, "running": 0, "waiting": 3}


def _in_order(out: Path, run: Run) -> tuple[int, dict[str, str]]:
    code, text, _ = run("status", out, "--json")
    return code, {scene["name"]: scene["state"] for scene in json.loads(text)["scenes"]}


def test_what_is_removed_from_the_job_is_not_asked_for_any_more(
    job: Path, tmp_path: Path, run: Run, slurm: Path
) -> None:
    """A mistyped key between the others; the scenes of another job stay."""
    out, right = tmp_path / "out", job.read_text()
    job.write_text(right.replace("[[scene]]", '[[scene]]\nkey = "20991231_001"\n[[scene]]', 1))
    other = tmp_path / "other.toml"
    other.write_text(right.replace('"one"', '"four"').replace('"two"', '"five"').replace('"three"', '"six"'))
    assert run("submit", job, "--out", out, "--to", "slurm")[0] == 3
    assert run("submit", other, "--out", out, "--to", "slurm")[0] == 0
    names = ["20991231_001", "one", "two", "three", "four", "five", "six"]
    code, states = _in_order(out, run)
    assert (code, list(states)) == (1, names), "the order is the jobs'"
    job.write_text(right)
    code, text, _ = run("submit", job, "--out", out, "--to", "slurm", "--only-failed")
    assert code == 0
    assert "1 scene of before not in the job any more: 20991231_001" in text
    assert _in_order(out, run) == (0, dict.fromkeys(names[1:], "waiting"))


def test_a_removed_key_is_forgotten_where_nothing_is_left_to_submit(
    job: Path, tmp_path: Path, run: Run, slurm: Path
) -> None:
    out, right = tmp_path / "out", job.read_text()
    job.write_text(f'{right}[[scene]]\nkey = "20991231_001"\n')
    assert run("submit", job, "--out", out, "--to", "slurm")[0] == 3
    job.write_text(right.replace(KEY, "20991231_002"))
    before = (slurm / "args").read_text()
    code, text, _ = run("submit", job, "--out", out, "--to", "slurm", "--only-failed")
    assert (code, "nothing to submit" in text) == (1, True)
    assert (slurm / "args").read_text() == before
    assert "20991231_001" not in _in_order(out, run)[1]


def test_what_failed_can_be_forgotten(job: Path, tmp_path: Path, run: Run, slurm: Path) -> None:
    """A refused key, without submitting again; what a plain render could not do; nothing else."""
    out = tmp_path / "out"
    job.write_text(f'{job.read_text()}[[scene]]\nkey = "20991231_001"\n')
    assert run("submit", job, "--out", out, "--to", "slurm")[0] == 3
    failure = Layout(out).failure("20991231_002")
    failure.parent.mkdir(parents=True, exist_ok=True)
    values = {"name": "20991231_002", "key": "20991231_002", "error": "it broke.", "attempts": 1}
    failure.write_text(json.dumps(values | {"time": "2026-11-30T00:00:00+00:00", "log": ""}))
    code, states = _in_order(out, run)
    assert (code, [states[f"20991231_00{n}"] for n in (1, 2)]) == (1, ["failed", "failed"])
    for wrong, said in (("four", "four has not failed here"), ("../two", "../two")):
        code, _, err = run("status", out, "--forget", wrong)
        assert (code, said in err) == (2, True)
    code, text, _ = run("status", out, "--forget", "20991231_001", "20991231_002")
    assert (code, text.splitlines()[0].endswith(": 20991231_001, 20991231_002")) == (0, True)
    assert _in_order(out, run) == (0, dict.fromkeys(("one", "two", "three"), "waiting"))
    assert not failure.exists()


def test_submit_checks_what_job_check_checks(demo_root: Path, tmp_path: Path, run: Run, slurm: Path) -> None:
    """A body that is cut off in its skeleton; its header tells frames, so that headers alone do not."""
    data = Path(shutil.copytree(demo_root, tmp_path / "data"))
    body = data / "bvhs" / "20260101_001_001.bvh"
    text = body.read_text()
    head, rows = text[: text.index("Frame Time")], text[text.index("Frame Time") :].splitlines()
    body.write_text("\n".join([head + rows[0], *(row.replace(" ", " x", 1) for row in rows[1:])]))
    words = (KEY, "--dataset", data, "--json")
    code, text, _ = run("job", "check", *words)
    (check,) = json.loads(text)["scenes"]
    assert (code, check["error"] is None) == (1, False)
    submit = ("submit", *words, "--out", tmp_path / "out", "--to", "slurm")
    code, text, err = run(*submit)
    assert (code, json.loads(text)["refused"]) == (1, {KEY: check["error"]})
    assert check["error"] in err
    assert not (tmp_path / "out").exists()
    assert run(*submit, "--fast")[0] == 0


def test_nothing_is_left_of_a_job_that_slurm_refuses(
    job: Path, tmp_path: Path, run: Run, slurm: Path
) -> None:
    (slurm / "sbatch").write_text("#!/bin/sh\necho 'no such partition' >&2\nexit 1\n")
    code, _, err = run("submit", job, "--out", tmp_path / "out", "--to", "slurm")
    assert (code, "no such partition" in err) == (1, True)
    assert not (tmp_path / "out").exists()
    record = Layout(tmp_path / "out").record("two")
    record.parent.mkdir(parents=True)
    record.write_text("{}")
    assert run("submit", job, "--out", tmp_path / "out", "--to", "slurm", "--force")[0] == 1
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == [record]


def test_slurm_s_limit_says_its_margin_and_a_slow_preset_is_warned_about(
    job: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERACT_CACHE", str(tmp_path / "empty"))
    submit = ("submit", job, "--out", tmp_path / "out", "--to", "slurm", "--dry-run")
    code, out, err = run(*submit, "--preset", "final")
    assert code == 0
    assert "4 x the estimate of" in out
    assert "(guessed, as nothing was measured where it was submitted), at least 30 min" in out
    assert "warning: final without a graphics card takes long, by the estimate" in err
    assert "without a graphics card" not in run(*submit, "--preset", "final", "--gres", "gpu:1")[2]
    would = json.loads(run(*submit, "--json")[1])["would"]
    assert would["warnings"] == []
    assert would["time"] in would["script"]
    assert would["time_from"] in would["script"]


def test_force_lets_what_is_done_count_as_not_done(job: Path, tmp_path: Path, run: Run, slurm: Path) -> None:
    record = Layout(tmp_path / "out").record("two")
    record.parent.mkdir(parents=True)
    record.write_text("{}")
    assert run("submit", job, "--out", tmp_path / "out", "--to", "slurm", "--force", "--dry-run")[0] == 0
    assert record.exists()
    assert run("submit", job, "--out", tmp_path / "out", "--to", "slurm", "--force")[0] == 0
    assert not record.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "a job and --out DIR are needed"),
        (("JOB", "--out", "OUT", "--per-task", "0"), "invalid number of scenes in a task: 0"),
        (("JOB", "--out", "OUT", "--parallel", "0"), "invalid number of tasks at a time: 0"),
        (("JOB", "--out", "OUT", "--mem", "a b"), "invalid value for Slurm: 'a b'"),
        (("JOB", "--out", "OUT", "--workers", "0"), "invalid workers 0"),
        (("JOB", "--out", "OUT", "--extension", "X"), "Give --blender too"),
        (("JOB", "--out", "OUT", "--to", "flamenco"), "--extension"),
        (
            ("JOB", "--out", "OUT", "--to", "flamenco", "--extension", "X", "--priority", "999"),
            "invalid priority 999",
        ),
        (
            ("JOB", "--out", "OUT", "--to", "flamenco", "--extension", "X", "--blender", "b"),
            "Flamenco decides",
        ),
        (("JOB", "--out", "OUT", "--to", "openjd", "--blender", "b"), "belong together"),
    ],
)
def test_what_makes_no_sense_is_told(job: Path, tmp_path: Path, run: Run, words, said: str) -> None:
    words = [{"JOB": str(job), "OUT": str(tmp_path / "out")}.get(word, word) for word in words]
    code, _, err = run("submit", "--to", "slurm", *words)
    assert code == 2, err
    assert said in err
    assert not (tmp_path / "out").exists()


def test_without_slurm_the_script_is_there_and_it_is_said_what_to_type(
    job: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, out = shutil.which, tmp_path / "out"
    monkeypatch.setattr(
        shutil, "which", lambda name, *a, **k: None if name == "sbatch" else real(name, *a, **k)
    )
    code, _, err = run("submit", job, "--out", out, "--to", "slurm")
    assert code == 1
    (script,) = tmp_path.glob("out/.interact/farm/*/job.sbatch")
    assert f"sbatch {script}" in err
    Layout(out).failure("two").parent.mkdir(parents=True, exist_ok=True)
    values = {"name": "two", "key": KEY, "error": "it broke.", "attempts": 1, "log": ""}
    Layout(out).failure("two").write_text(json.dumps(values | {"time": "2999-01-01T00:00:00+00:00"}))
    code, text, _ = run("status", out)
    assert code == 1
    assert f"{script.parent.name}/logs/1.log" in text
    assert f"logs: in {script.parent.parent}" in text
    scenes = json.loads(run("status", out, "--json")[1])["scenes"]
    assert [scene["log"] for scene in scenes] == [str(script.parent / "logs" / f"{n}.log") for n in range(3)]


def test_the_job_type_is_printed(run: Run) -> None:
    code, text, _ = run("submit", "--to", "flamenco", "--print-job-type")
    assert code == 0
    assert "function compileJob(job)" in text


def test_status_of_a_folder_without_jobs(tmp_path: Path, run: Run) -> None:
    code, _, err = run("status", tmp_path)
    assert code == 2
    assert "no job was submitted" in err


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script passes on to ffmpeg")
def test_the_report_s_pictures_are_made_by_the_ffmpeg_of_the_command_line(tmp_path: Path, run: Run) -> None:
    ffmpeg, out, mine = find_ffmpeg(), tmp_path / "out", tmp_path / "my ffmpeg"
    mine.write_text(f'#!/bin/sh\ntouch "$0.used"\nexec "{ffmpeg.path}" "$@"\n')
    mine.chmod(0o755)
    movie = Layout(out).movie("one")
    movie.parent.mkdir(parents=True)
    ffmpeg.run(["-f", "lavfi", "-i", "testsrc=size=64x36:duration=1:rate=10", "-y", str(movie)])
    report = SceneReport(KEY, movie, None, frames=10, duration=1.0)
    task = Task(RenderRequest(tmp_path, KEY, out, MovieOptions(), "one"))
    outcome = Outcome(task, "kept", report, 0, 0.0, Layout(out).log("one"))
    page = write_reports(BatchResult((outcome,), 0.0), out, ffmpeg=mine)
    assert Path(f"{mine}.used").exists()
    assert "data:image/jpeg" in page.read_text()
    code, _, err = run("status", out, "--report", "--ffmpeg", tmp_path / "nothing")
    assert (code, "ffmpeg not found" in err) == (1, True)


def test_run_tasks_needs_a_list_and_tasks_of_it(job: Path, tmp_path: Path, run: Run, slurm: Path) -> None:
    assert run("run-tasks", tmp_path / "nothing.json")[0] == 2
    assert run("submit", job, "--out", tmp_path / "out", "--to", "slurm")[0] == 0
    (tasks,) = tmp_path.glob("out/.interact/farm/*/tasks.json")
    for indices in ("7-9", "x"):
        code, _, err = run("run-tasks", tasks, "--indices", indices)
        assert code == 2
        assert indices in err


@pytest.mark.blender
@pytest.mark.slow
def test_parts_are_rendered_once_and_only_failed_submits_the_rest(
    job: Path, tmp_path: Path, run: Run, slurm: Path
) -> None:
    pytest.importorskip("bpy")
    out = tmp_path / "out"
    assert run("submit", job, "--out", out, "--to", "slurm")[0] == 0
    (tasks,) = tmp_path.glob("out/.interact/farm/*/tasks.json")
    code, text, _ = run("run-tasks", tasks, "--indices", "1-1", "--progress", "flamenco", "--workers", 1)
    assert code == 0
    saved = [line for line in text.splitlines() if line.startswith("Saved: '")]
    assert len(saved) == 1
    picture = Path(saved[0].removeprefix("Saved: '").removesuffix("'"))
    assert picture.read_bytes()[:3] == b"\xff\xd8\xff", "Flamenco shows JPEGs"
    # Where the machine is busy, a scene takes longer than a minute.
    (taken,) = [line for line in text.splitlines() if line.startswith("Time: ")]
    assert re.fullmatch(r"Time: (\d\d:)?\d\d:\d\d\.\d\d \(two\)", taken)
    record = Layout(out).record("two")
    before = record.stat().st_mtime_ns
    code, text, _ = run("run-tasks", tasks, "--indices", "1", "--progress", "openjd")
    assert code == 0
    assert "openjd_status: two: kept" in text
    assert record.stat().st_mtime_ns == before
    assert not (out / "report.json").exists(), "a part is no report on the job"

    code, text, _ = run("submit", job, "--out", out, "--to", "slurm", "--only-failed", "--json")
    told = json.loads(text)
    assert code == 0
    assert told["scenes"] == ["one", "three"]
    assert told["left_out"]["done already"] == ["two"]


@pytest.mark.blender
@pytest.mark.slow
def test_this_machine_goes_on_by_itself(job: Path, tmp_path: Path, run: Run) -> None:
    pytest.importorskip("bpy")
    out = tmp_path / "out"
    code, text, _ = run("submit", job, "--out", out, "--to", "local", "--workers", 1)
    assert code == 0
    assert "continues when this terminal is closed" in text
    (log,) = tmp_path.glob("out/.interact/farm/*/logs/local.log")
    until = time.monotonic() + 240
    while "3 of 3 scenes delivered" not in log.read_text():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.5)
    code, text, _ = run("status", out, "--report")
    assert code == 0
    assert "3 scenes: 3 done" in text
    assert (out / "report.html").is_file()


def test_progress_in_openjds_form() -> None:
    now = [0.0]
    said: list[str] = []
    tell = OpenJdLines(said.append, lambda: now[0])
    common = {"name": "one", "done": 0, "total": 200, "left": None, "scene_done": 0, "scene_total": 100}
    tell({"event": "batch", "done": 0, "total": 200, "left": None})
    tell({"event": "begin", **common})
    tell({"event": "frame", **common, "done": 1, "scene_done": 1})
    assert said == ["openjd_progress: 0.0", "openjd_status: one: starting"], "not a line for every frame"
    now[0] = 5.0
    tell({"event": "frame", **common, "done": 50, "scene_done": 50, "left": 90.0})
    assert said[2:] == ["openjd_progress: 25.0", "openjd_status: one: frame 50 of 100, about 1 min 30 s left"]
    report = {"error": "it broke.\nIn two lines."}
    tell({"event": "scene", **common, "done": 100, "state": "failed", "report": report})
    assert said[4] == "openjd_fail: one: it broke. In two lines."
    assert said[5:] == ["openjd_progress: 50.0", "openjd_status: one: failed"]


def test_progress_in_flamencos_form() -> None:
    said: list[str] = []
    tell = FlamencoLines(
        said.append, lambda event: Path(f"{event['name']}.jpg") if event["name"] != "b" else None
    )
    report = {"seconds": {"render": 70.0, "compose": 5.5}}
    for name, state in (("a", "done"), ("b", "kept"), ("c", "failed"), ("d", "left")):
        tell({"event": "scene", "name": name, "state": state, "report": report})
    tell({"event": "frame", "name": "a"})
    assert said == ["Saved: 'a.jpg'", "Time: 01:15.50 (a)", "Time: 01:15.50 (b)"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "00:00.00"), (59.996, "01:00.00"), (3599.996, "01:00:00.00"), (7384.25, "02:03:04.25")],
)
def test_flamencos_times_turn_over_at_sixty(seconds: float, text: str) -> None:
    said: list[str] = []
    tell = FlamencoLines(said.append, lambda event: None)
    tell({"event": "scene", "name": "a", "state": "done", "report": {"seconds": {"render": seconds}}})
    assert said == [f"Time: {text} (a)"]
