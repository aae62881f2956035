# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces on the command line: what layouts mean, movies with the actor's voice, and going on after a kill."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.core.jobs import JobEntry
from interact_addon.core.jobs.shown import with_layout
from interact_addon.core.video import probe
from interact_addon.core.video.pictures import png_size

KEY, FACE = "20231126_319", "20231126_003_319"
RUN = "import sys; from interact_addon.cli import main; sys.exit(main())"


def test_layouts_make_scenes_and_faces_of_the_same_keys(sample_root: Path) -> None:
    def names(layout: str, *entries: JobEntry) -> list[str]:
        return [entry.name for entry in with_layout(entries, layout, sample_root)]

    scene, face = JobEntry(KEY), JobEntry(KEY, actor="003")
    other = "20231126_007_319"
    assert names("named", scene, face) == [KEY, FACE]
    assert names("body", scene, face) == names("video-left", face) == names("video-inset", scene) == [KEY]
    assert names("face", scene) == [FACE, other]
    assert names("face", face) == [FACE]
    assert names("both-inset", face) == names("both-strip", scene) == [KEY, FACE, other]
    assert names("both-strip", JobEntry(KEY, output="mine")) == ["mine", "mine_003", "mine_007"]


def test_an_actor_who_is_not_in_the_scene_is_told(
    sample_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["render", "20231126_001_319", "--dataset", str(sample_root), "--out", str(tmp_path)]
    assert main(arguments) == 2
    assert "actor 001 is not in scene 20231126_319" in capfd.readouterr().err


@pytest.mark.blender
def test_a_killed_face_goes_on_and_no_frame_is_rendered_twice(sample_root: Path, tmp_path: Path) -> None:
    pytest.importorskip("bpy", reason="rendering needs Blender (the bpy module)")
    command = [sys.executable, "-c", RUN, "render", FACE, "--dataset", str(sample_root)]
    command += ["--out", str(tmp_path), "--size", "48x48", "--json"]
    folder = tmp_path / "face_renders_noaudio" / FACE
    with subprocess.Popen(
        [*command, "--frames", "1-400"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as first:
        deadline = time.monotonic() + 120
        while len(list(folder.glob("0*.png"))) < 4 and time.monotonic() < deadline:
            assert first.poll() is None
            time.sleep(0.02)
        os.kill(first.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    _wait_until_still(folder)
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("0*.png")}
    assert len(before) >= 4
    assert all(png_size(folder / name) == (48, 48) for name in before)
    assert not (tmp_path / "face_renders" / f"{FACE}.mp4").exists()
    wanted = len(before) + 3
    done = subprocess.run(
        [*command, "--frames", f"1-{wanted}"], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    (told,) = json.loads(done.stdout)["scenes"]
    assert told["frames"] == wanted
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert sorted(after) == [f"{frame:06d}.png" for frame in range(1, wanted + 1)]
    assert {name: after[name] for name in before} == before
    movie = probe(told["movie"])
    assert movie.frames == wanted
    assert movie.audio is not None
    assert movie.audio.samples >= round(wanted / 30 * 48_000)
    again = subprocess.run(
        [*command, "--frames", f"1-{wanted}"], capture_output=True, text=True, timeout=300, check=True
    )
    assert [scene["state"] for scene in json.loads(again.stdout)["scenes"]] == ["kept"]
    pictures = _hashes(folder)
    anew = [
        *command[: command.index("--out")],
        "--out",
        str(tmp_path / "anew"),
        *command[command.index("--size") :],
    ]
    subprocess.run([*anew, "--frames", f"1-{wanted}"], capture_output=True, timeout=300, check=True)
    assert _hashes(tmp_path / "anew" / "face_renders_noaudio" / FACE) == pictures


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def _wait_until_still(folder: Path) -> None:
    """The coordinator's child dies with it, but not in the same moment."""
    count, still = -1, 0
    while still < 5:
        now = len(list(folder.iterdir()))
        still = still + 1 if now == count else 0
        count = now
        time.sleep(0.2)
