# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact job estimate``, where a scene was delivered whose times are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from interact_addon.cli import main
from interact_addon.core.dataset import Dataset
from interact_addon.core.jobs.report import SceneReport
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.batch.scene_run import SceneRun
from interact_addon.core.rendering.batch.task import Task
from interact_addon.core.rendering.child_events import Done
from interact_addon.core.rendering.costs.timing import Stages, Timing
from interact_addon.core.rendering.results.inputs import Hashes
from interact_addon.core.rendering.results.layout import Layout

KEY = "20260101_001"
# In a fresh Blender: start, preparation, first frame, end; and two people to make, at a guess of 7 s.
ALONE, FRAME = 3.0 + 4.0 + 7.0 + 1.0 + 2 * 7.0, 2.0


@pytest.fixture
def out(demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder into which a child has delivered a scene of three frames, named "before"."""
    monkeypatch.setenv("INTERACT_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "out"
    options = MovieOptions(ComposeOptions(picture=PictureOptions("preview", 64, 36)), FrameRange(1, 3))
    task = Task(RenderRequest(demo_root, KEY, out, options, "before"), Dataset.open(demo_root).scene(KEY), 3)
    layout = Layout(out)
    work = SceneRun(task, layout, Hashes(layout.hashes))
    assert work.claim()
    folder = Path(work.begin(None)["out"])
    video, movie = layout.paths(folder, task.name)
    for path in (video, movie):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"pictures")
    stages = Stages(3.0, 4.0, 7.0, 4.0, 1.0)  # and two seconds for each further frame
    work.deliver(
        Done(1, SceneReport(KEY, movie, video, 3, 0.1), timing=Timing(3, True, 2, True, stages, stages))
    )
    work.release()
    return out


@pytest.fixture
def job(demo_root: Path, tmp_path: Path) -> Path:
    """Four movies of other lengths, and the one that is done."""
    lines = [f"dataset = {json.dumps(demo_root.as_posix())}", "[defaults]", 'size = "64x36"']
    for name, last in (("before", 3), ("a", 11), ("long", 101), ("b", 31), ("c", 11)):
        lines += ["[[scene]]", f'key = "{KEY}"', f'output = "{name}"', f'frames = "1-{last}"']
    path = tmp_path / "job.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def told(capfd: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main([str(word) for word in (*words, "--json")]) == 0
    return json.loads(capfd.readouterr().out)


def test_times_on_many_machines_come_from_what_this_one_has_measured(
    job: Path, out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("job", "estimate", job, "--out", out, "--workers", 1, "--machines", "1,2,64")
    found = told(capfd, *words)
    assert (found["scenes"], found["done"], found["failing"], found["frames_left"]) == (5, 1, 0, 154)
    assert [each["basis"] for each in found["estimates"]] == ["measured"]
    assert found["estimates"][0]["seconds_per_frame"] == pytest.approx(FRAME, rel=0.01)
    one, two, many = found["machines"]
    assert [each["machines"] for each in (one, two, many)] == [1, 2, 64]
    # On one machine as `job check` says.
    assert one["seconds"] == told(capfd, "job", "check", job, "--out", out, "--workers", 1)["seconds"]
    assert one["idle"] == 0.0
    assert one["blender_seconds"] == one["seconds"]
    # The longest scene alone, while the other machine has the three others.
    assert many["longest"] == "long"
    assert many["longest_seconds"] == pytest.approx(ALONE + 100 * FRAME, rel=0.02)
    assert two["seconds"] == many["seconds"] == many["longest_seconds"]
    assert two["idle"] == pytest.approx(1.0 - two["blender_seconds"] / (2 * two["seconds"]), abs=1e-3)
    assert many["idle"] > two["idle"] > 0.0
    # In the job's order the long one comes second, and nothing else changes on so many machines.
    listed = told(capfd, *words, "--order", "job")["machines"]
    assert [each["seconds"] for each in listed[::2]] == [each["seconds"] for each in (one, many)]


def test_it_prints_what_the_times_are_made_from(
    job: Path, out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["job", "estimate", str(job), "--out", str(out), "--machines", "1, 2"]) == 0
    shown = capfd.readouterr().out
    assert "4 scenes to render, 1 done already: 154 frames" in shown
    assert "the longest scene, long, takes" in shown
    assert "preview 64x36, " in shown
    assert ": measured here: 2 s a frame (1 scene)" in shown
    assert "2 people are made first, about 7 s each, guessed" in shown
    files = sorted(path for path in out.rglob("*") if path.is_file())
    assert main(["job", "estimate", str(job), "--out", str(out), "--preset", "final"]) == 0
    assert "guessed" in capfd.readouterr().out
    assert sorted(path for path in out.rglob("*") if path.is_file()) == files, (
        "nothing is rendered or written"
    )


def test_what_will_fail_is_said_and_nothing_to_do_is_no_error(
    demo_root: Path, out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = out.parent / "odd.txt"
    job.write_text(f"{KEY}\n20991231_001\n")
    assert main(["job", "estimate", str(job), "--dataset", str(demo_root)]) == 1
    shown = capfd.readouterr()
    assert "will fail: 20991231_001" in shown.err
    assert "1 machine can do all in that time" in shown.out
    assert "1 Blender on each: " in shown.out
    assert "1 scene to render" in shown.out
    job = out.parent / "done.toml"
    job.write_text(f'[[scene]]\nkey = "{KEY}"\noutput = "before"\nframes = "1-3"\nsize = "64x36"\n')
    assert main(["job", "estimate", str(job), "--dataset", str(demo_root), "--out", str(out)]) == 0
    shown = capfd.readouterr()
    assert shown.out.startswith("0 scenes to render, 1 done already")
    assert "machines" not in shown.out


def test_json_says_which_scenes_fail_and_why_so_many_blenders(
    demo_root: Path, out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = out.parent / "odd.txt"
    job.write_text(f"{KEY}\n20991231_001\n")
    words = ["job", "estimate", str(job), "--dataset", str(demo_root), "--workers", "99", "--json"]
    assert main(words) == 1
    found = json.loads(capfd.readouterr().out)
    assert list(found["errors"]) == ["20991231_001"]
    assert "not in the dataset" in found["errors"]["20991231_001"]
    assert (found["workers"], found["workers_why"]) == (1, "as chosen")


@pytest.mark.parametrize("what", ["estimate", "check"])
def test_the_largest_pictures_of_all_take_long(
    demo_root: Path, capfd: pytest.CaptureFixture[str], what: str
) -> None:
    words = ["--preset", "pathtraced", "--size", "16384x16384", "--samples", "65536", "--json"]
    assert main(["job", what, KEY, "--dataset", str(demo_root), *words]) == 0
    found = json.loads(capfd.readouterr().out)
    seconds = found["seconds"] if what == "check" else found["machines"][0]["seconds"]
    assert 1e7 < seconds < 1e9


@pytest.mark.parametrize("number", ["0", "x", "1,,2", "-3", "1000000", ""])
def test_invalid_numbers_of_machines_are_told(
    demo_root: Path, capfd: pytest.CaptureFixture[str], number: str
) -> None:
    assert main(["job", "estimate", KEY, "--dataset", str(demo_root), f"--machines={number}"]) == 2
    shown = capfd.readouterr().err
    assert "--machines" in shown
    assert "Write numbers" in shown
    assert "Traceback" not in shown
