# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose, render and demo as a user types them; small pictures, few frames."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.core.video import probe

bpy = pytest.importorskip("bpy", reason="these commands need Blender (the bpy module)")

KEY = "20260101_001"
SMALL = ["--size", "64x36"]


def test_render_delivers_a_movie_with_the_asked_frames_and_sound(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "render",
        KEY,
        "--dataset",
        str(demo_root),
        "--out",
        str(tmp_path),
        "--frames",
        "60-64",
        "--json",
    ]
    assert main([*arguments, *SMALL]) == 0
    (scene,) = json.loads(capfd.readouterr().out)["scenes"]
    assert scene["done"]
    movie = probe(scene["movie"])
    assert movie.frames == scene["frames"] == 5
    assert movie.video is not None
    assert movie.audio is not None
    assert (movie.video.codec, movie.video.pix_fmt, movie.video.rate) == ("h264", "yuv420p", 30)
    assert (movie.video.width, movie.video.height) == (64, 36)
    assert movie.audio.codec == "aac"
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert files == [
        ".interact/hashes.json",
        f"body_renders/{KEY}.json",
        f"body_renders/{KEY}.mp4",
        f"body_renders_noaudio/{KEY}.mkv",
        f"logs/{KEY}.log",
    ]
    assert probe(tmp_path / files[3]).audio is None


def test_frames_beyond_the_end_are_named_before_and_in_the_record(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["render", KEY, "20260101_001_001", "--dataset", str(demo_root), "--out", str(tmp_path)]
    assert main([*words, "--frames", "120-500", "--face-size", "32x32", "--json", *SMALL]) == 0
    shown = capfd.readouterr()
    said = "2 scenes end before the frames 120-500 that are wanted"
    assert shown.err.index(said) < shown.err.index("1 frames ..."), "before anything is rendered"
    for scene in json.loads(shown.out)["scenes"]:
        assert scene["frames"] == 1
        (finding,) = [each for each in scene["findings"] if each["code"] == "frames-beyond-end"]
        assert "has 120 frames: 121-500 of the frames 120-500" in finding["message"]


def test_a_job_goes_on_past_a_scene_that_fails(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = tmp_path / "job.txt"
    job.write_bytes(b"\xef\xbb\xbf# two scenes\r\n20260101_999\r\n\r\n" + KEY.encode() + b"\r\n")
    arguments = [
        "render",
        str(job),
        "--dataset",
        str(demo_root),
        "--out",
        str(tmp_path / "out"),
        "--frames",
        "1-2",
    ]
    assert main([*arguments, *SMALL, "--json"]) == 1
    shown = capfd.readouterr()
    missing, delivered = json.loads(shown.out)["scenes"]
    assert (missing["key"], missing["done"], delivered["key"], delivered["done"]) == (
        "20260101_999", False, KEY, True,
    )  # fmt: skip
    assert "20260101_999" in missing["error"]
    assert "failed: 20260101_999" in shown.err
    assert "Traceback" not in shown.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["render", "20260101_999"], "20260101_999"),
        (["render", KEY, "--frames", "9-3"], "9-3"),
        (["render", KEY, "--size", "65x36"], "even"),
        (["render", KEY, "--cast", "001"], "ACTOR=PERSON"),
        (["render", KEY, "--fps", "0/0"], "--fps"),
        (["render", "no-such-job.txt"], "no-such-job.txt"),
        (["render", KEY, "--ffmpeg", "no-such-program"], "no-such-program"),
    ],
)
def test_wrong_use_ends_with_a_sentence(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    code = main([*arguments, "--dataset", str(demo_root), "--out", str(tmp_path)])
    told = capfd.readouterr().err
    assert code == (1 if "no-such-program" in arguments else 2)
    assert word in told
    assert "Traceback" not in told
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_no_dataset_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["render", KEY, "--dataset", str(tmp_path / "none"), "--out", str(tmp_path)]) == 2
    assert "none" in capfd.readouterr().err


def test_unknown_people_are_refused_with_the_known_ones(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["compose", KEY, "--dataset", str(demo_root), "--save", str(tmp_path / "x.blend")]
    assert main([*arguments, "--cast", "001=nobody"]) == 2
    assert "jonas" in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_compose_saves_a_file_that_opens_and_plays(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "scene.blend"
    assert main(["compose", KEY, "--dataset", str(demo_root), "--save", str(saved), "--json"]) == 0
    shown = capfd.readouterr()
    assert shown.out.startswith("{"), shown.out[:300]
    report = json.loads(shown.out)
    assert report["frames"] == 120
    assert [path.name for path in tmp_path.iterdir()] == ["scene.blend"]
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=str(saved), use_scripts=False)
    scene = bpy.context.scene
    assert (scene.frame_start, scene.frame_end) == (1, 120)
    rigs = [thing for thing in scene.objects if thing.type == "ARMATURE"]
    assert len(rigs) == 2
    for rig in rigs:
        scene.frame_set(1)
        before = rig.pose.bones["Hips"].head.copy()
        scene.frame_set(40)
        assert (rig.pose.bones["Hips"].head - before).length > 0.3


def test_compose_needs_a_blend_name(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["compose", KEY, "--dataset", str(demo_root), "--save", str(tmp_path / "x.txt")]) == 2
    assert ".blend" in capfd.readouterr().err


def test_compose_never_saves_over_the_characters(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.blend"
    mine.write_bytes(b"precious")
    arguments = ["compose", KEY, "--dataset", str(demo_root), "--characters", str(mine)]
    assert main([*arguments, "--save", str(tmp_path / "x" / ".." / "mine.blend")]) == 2
    assert "never changed" in capfd.readouterr().err
    assert mine.read_bytes() == b"precious"


def test_help_tells_every_command_with_an_example(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capfd.readouterr().out
    for command in ("demo", "scenes", "compose", "render", "mux", "bvh", "doctor"):
        assert command in told
        assert main([command, "--help"]) == 0
        assert "example" in capfd.readouterr().out
