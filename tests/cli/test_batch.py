# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches as a user types them, with real Blenders: small pictures, few frames."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.core.video import probe

pytest.importorskip("bpy", reason="these commands need Blender (the bpy module)")

KEY = "20260101_001"


@pytest.fixture(scope="module")
def data(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four scenes: a good one, one with a voice that is none, one with a body that is none, one cut short."""
    root = tmp_path_factory.mktemp("faulty") / "data"
    shutil.copytree(demo_root, root)
    for folder in root.iterdir():
        for path in folder.iterdir() if folder.is_dir() else ():
            for scenario in ("002", "003", "004"):
                shutil.copy(path, path.with_stem(path.stem[:-3] + scenario))
    (root / "wav" / "20260101_001_002.wav").write_bytes(b"RIFF no sound")
    (root / "bvhs" / "20260101_001_003.bvh").write_text("HIERARCHY\nROOT Hips {")
    cut = root / "bvhs" / "20260101_001_004.bvh"
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    return root


def test_one_bad_night(data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What can be delivered is, everything else is explained; the second run does nothing again."""
    job = tmp_path / "job.toml"
    keys = "".join(f'[[scene]]\nkey = "20260101_{n:03d}"\n' for n in (1, 2, 3, 4, 9))
    job.write_text(f'dataset = "{data.as_posix()}"\n[defaults]\nsize = "32x18"\nframes = "1-2"\n{keys}')
    out = tmp_path / "out"
    command = ["render", str(job), "--out", str(out), "--workers", "1"]
    assert main([*command, "--json"]) == 1
    shown = capfd.readouterr()
    scenes = {scene["name"]: scene for scene in json.loads(shown.out)["scenes"]}
    assert {name[-3:]: scene["state"] for name, scene in scenes.items()} == {
        "001": "done", "002": "done", "003": "failed", "004": "done", "009": "failed",
    }  # fmt: skip
    assert "20260101_001_002.wav" in json.dumps(scenes["20260101_002"]["findings"])
    assert "20260101_001_003.bvh" in scenes["20260101_003"]["error"]
    assert "20260101_001_004.bvh" in json.dumps(scenes["20260101_004"]["findings"])
    assert "Traceback" not in shown.err
    for name in ("001", "002", "004"):
        assert probe(out / "body_renders" / f"20260101_{name}.mp4").frames == 2
    assert "2 failed" in (out / "report.html").read_text()
    reported = json.loads((out / "report.json").read_text())["scenes"]
    assert [scene["state"] for scene in reported] == ["done", "done", "failed", "done", "failed"]
    assert not list((out / ".interact" / "work").iterdir())

    assert main([*command, "--json-lines"]) == 1
    events = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    states = {event["name"][-3:]: event["state"] for event in events if event["event"] == "scene"}
    assert states == {"001": "kept", "002": "kept", "003": "failed", "004": "kept", "009": "failed"}
    assert events[-1]["event"] == "end"
    assert events[-1]["report"]["counts"]["kept"] == 3

    # The cause is mended: only that scene is rendered.
    shutil.copy(data / "bvhs" / "20260101_001_001.bvh", data / "bvhs" / "20260101_001_003.bvh")
    assert main([*command, "--only-failed", "--quiet"]) == 1
    shown = capfd.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "20260101_009" in shown.err
    assert probe(out / "body_renders" / "20260101_003.mp4").frames == 2


def test_a_folder_that_nobody_may_write_is_told_with_the_cure(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.write_text("a file is in the way of the folder")
    assert main(["render", KEY, "--dataset", str(demo_root), "--out", str(out)]) == 1
    told = capfd.readouterr().err
    assert "cannot be written" in told
    assert "Choose another folder" in told
    assert "Traceback" not in told


def test_without_ffmpeg_nothing_is_begun(demo_root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "interact_addon", "render", KEY, "--dataset", str(demo_root), "--out", "out"],
        env={**os.environ, "INTERACT_FFMPEG": str(tmp_path / "none"), "PYTHONPATH": str(Path.cwd())},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ffmpeg not found" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_dataset_is_needed_somewhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    job = tmp_path / "job.txt"
    job.write_text(KEY)
    assert main(["render", str(job), "--out", str(tmp_path / "out")]) == 2
    assert "--dataset" in capfd.readouterr().err
    assert main(["render", KEY, "--out", str(tmp_path / "out"), "--workers", "0"]) == 2
    assert "workers" in capfd.readouterr().err


def test_a_batch_outlives_whoever_reads_about_it(data: Path, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    (data / "bvhs" / "20260101_001_003.bvh").write_text("HIERARCHY\nROOT Hips {")  # another test mends it
    words = ["render", f"{KEY[:-3]}003", KEY, "--dataset", str(data), "--out", str(tmp_path), "--json-lines"]
    words += ["--size", "64x36", "--frames", "1-2", "--workers", "1"]
    command = [sys.executable, "-m", "interact_addon", *words]
    with os.fdopen(writer, "w") as gone:
        done = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1, done.stderr
    assert probe(tmp_path / "body_renders" / f"{KEY}.mp4").frames == 2
    assert (tmp_path / "report.html").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
def test_movies_are_in_the_named_folder_and_nowhere_else(demo_root: Path, tmp_path: Path) -> None:
    """Whatever Blender and ffmpeg read into its name: a body in segments, and a face as pictures."""
    out = tmp_path / os.fsdecode(b"{{x}} back\\{blend_name}##\xe9\n100%d")
    command = ["render", KEY, f"{KEY[:8]}_001_001", "--dataset", str(demo_root), "--out", str(out)]
    options = ["--frames", "1-3", "--size", "64x36", "--segment-frames", "2", "--workers", "1"]
    assert main([*command, *options, "--retries", "0"]) == 0
    found = sorted(path for path in tmp_path.rglob("*") if path.suffix in (".mp4", ".mkv", ".png"))
    pictures = [f"face_renders_noaudio/20260101_001_001/{n:06d}.png" for n in (1, 2, 3)]
    movies = ["body_renders/20260101_001.mp4", "face_renders/20260101_001_001.mp4"]
    silent = "body_renders_noaudio/20260101_001.mkv"
    assert found == sorted(out / name for name in (*movies, silent, *pictures))
    assert [probe(out / name).frames for name in (*movies, silent)] == [3, 3, 3]
