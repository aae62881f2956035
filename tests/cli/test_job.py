# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from interact_addon.cli import main
from interact_addon.core.dataset import Dataset
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.jobs import read_job
from interact_addon.core.jobs.report import SceneReport
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.batch.check import check_tasks
from interact_addon.core.rendering.batch.scene_run import SceneRun
from interact_addon.core.rendering.batch.task import Task
from interact_addon.core.rendering.child_events import Done
from interact_addon.core.rendering.costs.timing import Stages, Timing
from interact_addon.core.rendering.results.inputs import Hashes
from interact_addon.core.rendering.results.layout import Layout

KEY = "20260101_001"


def test_new_writes_what_render_reads(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("job.txt", "job.toml"):
        out = tmp_path / name
        assert main(["job", "new", "--dataset", str(demo_root), "--where", "actor=1", "--out", str(out)]) == 0
        assert read_job(out).keys == (KEY,)
        assert "1 scene" in capfd.readouterr().out
    assert read_job(tmp_path / "job.toml").entries[0].dataset == demo_root.absolute()
    assert main(["job", "new", "--dataset", str(demo_root)]) == 0
    assert KEY in capfd.readouterr().out


def test_new_refuses_what_fits_nothing(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["job", "new", "--dataset", str(demo_root), "--out", str(tmp_path / "job.txt")]
    assert main([*arguments, "--where", "emotion=nothing of the kind"]) == 2
    assert main([*arguments, "--where", "colour=red"]) == 2
    assert "emotion" in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_new_names_the_dataset_so_that_it_is_found_again(
    demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it was typed: from the job's folder where the two belong together, else from the root."""
    data = tmp_path / "lab" / "data"
    shutil.copytree(demo_root, data)
    (tmp_path / "lab" / "jobs").mkdir()
    monkeypatch.chdir(tmp_path / "lab" / "jobs")
    typed = "../jobs/../data"
    for out, named, told in (
        ("here.toml", "../data", "Relative to this file's folder"),
        ("../here.toml", "data", "Relative to this file's folder"),
        ("../new/here.toml", "../data", "Relative to this file's folder"),
        ("../../elsewhere/deep/here.toml", data.as_posix(), "An absolute path"),
    ):
        assert main(["job", "new", "--dataset", typed, "--out", out]) == 0
        text = Path(out).read_text()
        assert f'\ndataset = "{named}"\n' in text
        assert told in text
        assert "interact render here.toml --out movies" in text
        assert read_job(out).entries[0].dataset.resolve() == data
        assert ".." not in read_job(Path(out).absolute()).entries[0].dataset.parts
    shutil.move(tmp_path / "lab", tmp_path / "moved")
    assert read_job(tmp_path / "moved" / "here.toml").entries[0].dataset == tmp_path / "moved" / "data"


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_a_link_leads_a_job_to_the_right_dataset(demo_root: Path, tmp_path: Path) -> None:
    """Behind a link, ``..`` is beside what it points to."""
    shutil.copytree(demo_root, tmp_path / "data")
    (tmp_path / "disk" / "jobs").mkdir(parents=True)
    (tmp_path / "jobs").symlink_to(tmp_path / "disk" / "jobs")
    out = tmp_path / "jobs" / "here.toml"
    assert main(["job", "new", "--dataset", str(tmp_path / "data"), "--out", str(out)]) == 0
    assert read_job(out).entries[0].dataset == tmp_path / "data"
    shutil.copytree(demo_root, tmp_path / "disk" / "own")
    out.write_text(f'dataset = "../own"\n[[scene]]\nkey = "{KEY}"\n')
    assert read_job(out).entries[0].dataset.samefile(tmp_path / "disk" / "own")


@pytest.mark.parametrize("ending", ["txt", "toml"])
def test_split_loses_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str], ending: str) -> None:
    keys = [f"20231119_{n:03d}" for n in range(1, 11)]
    job = tmp_path / f"all.{ending}"
    if ending == "txt":
        job.write_text("\n".join(keys))
    else:
        scenes = "".join(f'[[scene]]\nkey = "{key}"\nframes = "1-{9 + n}"\n' for n, key in enumerate(keys))
        job.write_text(f'dataset = "data"\n[defaults]\ncamera = "side"\n{scenes}')
    assert main(["job", "split", str(job), "--parts", "4", "--out", str(tmp_path / "parts"), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    parts = [read_job(path) for path in told["parts"]]
    assert len(parts) == 4
    assert [key for part in parts for key in part.keys] == keys
    whole = {entry.name: entry.options for entry in read_job(job).entries}
    assert {entry.name: entry.options for part in parts for entry in part.entries} == whole
    assert max(told["scenes"]) - min(told["scenes"]) <= 1
    if ending == "toml":
        assert {entry.dataset for part in parts for entry in part.entries} == {tmp_path / "data"}


def test_check_tells_what_will_fail_before_anything_is_rendered(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_root, data)
    body = data / "bvhs" / "20260101_001_001.bvh"
    (data / "wav" / "20260101_002_001.wav").unlink()
    job = tmp_path / "job.txt"
    job.write_text(f"{KEY}\n20260101_002\n20260101_009_001\n")
    out = tmp_path / "out"
    arguments = ["job", "check", str(job), "--dataset", str(data), "--out", str(out), "--json"]
    assert main(arguments) == 1
    told = json.loads(capfd.readouterr().out)
    assert [scene["error"] is None for scene in told["scenes"]] == [True, False, False]
    assert told["scenes"][0]["frames"] == told["frames"] == 120
    assert told["seconds"] > 0
    assert told["bytes"] > 0
    assert "missing-voice" in [finding["code"] for finding in told["scenes"][0]["findings"]]
    assert not out.exists()
    # Cut in the middle of its last rows: its header still tells all the frames.
    raw = body.read_bytes()
    body.write_bytes(raw[: len(raw) * 2 // 3])
    assert main(arguments) == 1
    told = json.loads(capfd.readouterr().out)
    assert told["scenes"][0]["error"] is None  # what is left of it can be played
    assert "bvh-truncated" in [finding["code"] for finding in told["scenes"][0]["findings"]]
    body.write_text("no motion at all")
    assert main(arguments) == 1
    told = json.loads(capfd.readouterr().out)
    assert str(body) in told["scenes"][0]["error"]
    assert told["failing"] == 3


def test_check_counts_what_is_left_and_says_what_the_time_is_made_from(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERACT_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "out"
    picture = PictureOptions("preview", 64, 36)
    options = MovieOptions(ComposeOptions(picture=picture), FrameRange(1, 3))
    source = Dataset.open(demo_root).scene(KEY)
    tasks = [Task(RenderRequest(demo_root, KEY, out, options, name), source, 3) for name in ("a", "b")]
    before = check_tasks(tasks, out)
    assert [each.basis.kind for each in before.bases] == ["guessed"]
    assert before.frames_left == 6
    _deliver(tasks[0])
    checked = check_tasks(tasks, out)
    assert [check.done for check in checked.tasks] == [True, False]
    assert (checked.frames, checked.frames_left) == (6, 3)
    # Measured by a scene of three frames: 7 s for the first, 2 s for each of the others, and 1 s at its end.
    (basis,) = checked.bases
    assert "measured here: 2 s a frame (1 scene)" in basis.text
    assert checked.measured == ("preview",)
    # And two people, whom no cache has, at a guess of 7 s.
    assert checked.seconds(1) == pytest.approx(3.0 + 4.0 + 7.0 + 2 * 2.0 + 1.0 + 2 * 7.0, rel=0.02)
    assert checked.unmade == 2
    assert check_tasks(tasks, out, force=True).unmade == 2, "the first scene of both has them made"
    assert check_tasks(tasks, out, force=True).frames_left == 6
    arguments = ["job", "check", KEY, "--dataset", str(demo_root), "--out", str(out), "--size", "64x36"]
    assert main([*arguments, "--frames", "1-3"]) == 0
    shown = capfd.readouterr().out
    assert "preview 64x36, 2 samples: measured here: 2 s a frame (1 scene)" in shown
    assert "2 people are made first, about 7 s each, guessed" in shown
    assert main([*arguments, "--json", "--preset", "final"]) == 0
    told = json.loads(capfd.readouterr().out)
    (estimate,) = told["estimates"]
    assert (told["people_to_make"], told["seconds_per_person"]) == (2, 7.0)
    assert (estimate["preset"], estimate["basis"]) == ("final", "guessed")


def _deliver(task: Task) -> None:
    """Deliver a task as a child does that took known times."""
    layout = Layout(task.request.out)
    work = SceneRun(task, layout, Hashes(layout.hashes))
    assert work.claim()
    folder = Path(work.begin(None)["out"])
    video, movie = layout.paths(folder, task.name)
    for path in (video, movie):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"pictures")
    stages = Stages(3.0, 4.0, 7.0, 4.0, 1.0)
    report = SceneReport(KEY, movie, video, 3, 0.1)
    work.deliver(Done(1, report, timing=Timing(3, True, 2, True, stages, stages)))
    work.release()


def test_check_says_in_which_order_a_face_is_read_and_at_which_rate(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_root, data)
    face = data / "face_arkit" / "20260101_001_001.npy"
    weights = np.load(face)
    np.save(face, np.pad(weights, ((0, 0), (1, 0)), constant_values=1e-6))
    other = data / "face_arkit" / "20260101_002_001.npy"
    np.savetxt(other.with_suffix(".csv"), np.load(other), delimiter=",", header=",".join(ARKIT_51))
    other.unlink()
    arguments = ["job", "check", KEY, "--dataset", str(data)]

    def told(*more: str) -> str:
        job = tmp_path / "job.txt"
        job.write_text(KEY)
        arguments[2] = str(job)
        assert main([*arguments, *more]) == 0
        shown = capfd.readouterr()
        return shown.out + shown.err

    shown = told()
    assert f"{face}: its 52 columns have no names" in shown
    assert "MediaPipe (mediapipe)" in shown
    assert "has no column of times: 30 frames per second are assumed" in shown
    shown = told("--face-columns", "mediapipe", "--face-rate", "30")
    assert "columns" not in shown
    assert "assumed" not in shown
    job = tmp_path / "job.toml"
    job.write_text(f'[defaults]\nface_columns = "mediapipe"\nface_rate = 30\n[[scene]]\nkey = "{KEY}"\n')
    assert main(["job", "check", str(job), "--dataset", str(data), "--json"]) == 0
    codes = [it["code"] for it in json.loads(capfd.readouterr().out)["scenes"][0]["findings"]]
    assert not set(codes) & {"face-order", "face-order-assumed", "no-timecode"}


def test_every_fault_of_a_job_file_is_told_at_once(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = tmp_path / "job.toml"
    job.write_text(
        'preset = "final"\n'
        '[defaults]\nsize = "9x9"\nstereo = "yes"\n'
        '[[scene]]\nkey = "../x"\n'
        '[[scene]]\nframes = "5-1"\n'
        f'[[scene]]\nkey = "{KEY}"\ncamera = "up"\noutput = "../up"\nsamples = 0\nlights = 3\n'
    )
    assert main(["job", "check", str(job), "--dataset", str(demo_root), "--json"]) == 2
    faults = json.loads(capfd.readouterr().out)["faults"]
    assert [fault["line"] for fault in faults] == [1, 3, 4, 6, 7, 8, 11, 12, 13, 14]
    assert main(["render", str(job), "--dataset", str(demo_root), "--out", str(tmp_path / "out")]) == 2
    shown = capfd.readouterr().err
    assert "10 faults" in shown
    assert "line 12: scene 3 (20260101_001): output" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "out").exists()


def test_many_keys_in_one_word_are_told(demo_root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """As ``"$(cat job.txt)"`` hands them over: too long for a file's name."""
    word = "20260101_001\n" * 30
    assert main(["render", word, "--dataset", str(demo_root), "--out", "movies"]) == 2
    assert "is not a scene key" in capfd.readouterr().err


def test_check_takes_what_render_takes(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Keys of scenes and of actors, several, job files, a layout; the same words for what is wrong."""
    job = tmp_path / "job.txt"
    job.write_text(f"{KEY}\n")

    def names(*words: str) -> list[str]:
        assert main(["job", "check", *words, "--dataset", str(demo_root), "--fast", "--json"]) == 0
        return [scene["name"] for scene in json.loads(capfd.readouterr().out)["scenes"]]

    assert names(KEY) == names(str(job)) == names(str(job), KEY) == [KEY]
    assert names("20260101_002_001") == ["20260101_002_001"]
    assert names(KEY, "20260101_002_001") == [KEY, "20260101_002_001"]
    assert names(KEY, "--layout", "both-strip") == [KEY, "20260101_001_001", "20260101_002_001"]
    for wrong in ("20260101_009", "no key", str(tmp_path / "absent.txt")):
        told = []
        for command in (["job", "check", wrong], ["render", wrong, "--out", str(tmp_path / "out")]):
            assert main([*command, "--dataset", str(demo_root)]) == 2
            told.append(capfd.readouterr().err)
        assert told[0] == told[1]
        assert wrong in told[0]
    assert not (tmp_path / "out").exists()


def test_check_tells_of_frames_beyond_the_end(demo_root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["job", "check", KEY, "20260101_001_001", "--dataset", str(demo_root)]
    for how in ([], ["--fast"]):
        assert main([*words, *how, "--frames", "100-5000"]) == 0
        told = capfd.readouterr().err
        for name in (KEY, "20260101_001_001"):
            assert f"{name} has 120 frames: 121-5000 of the frames 100-5000 that are wanted" in told
        assert main([*words, *how, "--frames", "100-120"]) == 0
        assert "are missing" not in capfd.readouterr().err


def test_new_and_split_keep_what_was_edited(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = tmp_path / "job.txt"
    new = ["job", "new", "--dataset", str(demo_root), "--out", str(job)]
    assert main(new) == 0
    assert main(new) == 0, "the same once more"
    text = job.read_text()
    job.write_text(f"{text}# mine\n")
    assert main(new) == 2
    assert "--overwrite" in capfd.readouterr().err
    assert job.read_text() == f"{text}# mine\n"
    assert main([*new, "--overwrite"]) == 0
    assert job.read_text() == text
    job.write_text("20260101_001\n20260101_002\n")
    split = ["job", "split", str(job), "--parts", "2"]
    assert main(split) == 0
    first, second = (tmp_path / f"job-{n}-of-2.txt" for n in (1, 2))
    second.write_text("mine")
    first.unlink()
    assert main(split) == 2
    assert not first.exists(), "all parts or none"
    assert second.read_text() == "mine"
    assert main([*split, "--overwrite"]) == 0
    assert "20260101_002" in second.read_text()


def test_split_weighs_by_the_jobs_own_dataset(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The first movie is as long as the three others together."""
    job = tmp_path / "all.toml"
    scenes = [("long", "1-120"), ("a", "1-1"), ("b", "1-1"), ("c", "1-1")]
    text = "".join(
        f'[[scene]]\nkey = "{KEY}"\noutput = "{name}"\nframes = "{frames}"\n' for name, frames in scenes
    )
    preset = '[defaults]\npreset = "final"\n'
    job.write_text(f"dataset = {json.dumps(demo_root.as_posix())}\n{preset}{text}")
    split = ["job", "split", str(job), "--parts", "2", "--overwrite", "--json"]
    assert main(split) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["scenes"] == [1, 3]
    assert [entry.options.preset for entry in read_job(Path(told["parts"][1])).entries] == ["final"] * 3
    job.write_text(f'dataset = "absent"\n{preset}{text}')
    assert main(split) == 0
    shown = capfd.readouterr()
    assert json.loads(shown.out)["scenes"] == [2, 2]
    assert "all scenes count the same" in shown.err


def test_check_reads_the_mapping_of_own_characters(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cast.blend").write_bytes(b"BLENDER")
    mapping = tmp_path / "cast.characters.toml"
    check = ["job", "check", KEY, "--dataset", str(demo_root), "--characters", str(tmp_path / "cast.blend")]
    mapping.write_text('[actors.001]\narmature = "C:\\Users\\rig"\n')
    assert main(check) == 1
    told = capfd.readouterr()
    assert "cast.characters.toml, line 2" in told.out + told.err
    assert "single quotes" in told.out + told.err
    mapping.write_text("[actors.001]\narmature = 'rig'\n")
    assert main(check) == 0


def test_check_tells_of_a_skeleton_for_nobody(
    demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = ["job", "check", KEY, "--dataset", str(demo_root)]
    for name, told in (("P9=", True), ("001=", False), ("", False)):
        assert main([*check, "--skeleton", f"{name}{tmp_path / 'rest.npz'}"]) == 0, "a BVH has its own"
        assert ("P9 has a skeleton and does not act in scene" in capsys.readouterr().err) == told


def test_check_reads_what_is_shown_as_subtitles(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(demo_root, tmp_path / "own"))
    (root / "dataset.toml").write_text(
        '[files]\nbody = "bvhs/{day}_{actor}_{take}.bvh"\ntext = "texts/{day}_{take}.txt"\n'
    )
    (root / "texts").mkdir()
    (root / "texts" / "20260101_001.txt").write_bytes("Er grüßt.".encode("latin-1"))
    words = ["job", "check", "20260101_001", "--dataset", str(root), "--json"]
    assert main(words) == 0
    (task,) = json.loads(capfd.readouterr().out)["scenes"]
    assert "unreadable-captions" in [finding["code"] for finding in task["findings"]]
    (root / "subtitles").mkdir()
    (root / "subtitles" / "20260101_001.srt").write_text("no times")
    assert main(words) == 1
    (task,) = json.loads(capfd.readouterr().out)["scenes"]
    assert "not a SubRip file" in task["error"]
