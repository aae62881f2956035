# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.core.video import find_ffmpeg, probe


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "v.mkv"
    source = ["-f", "lavfi", "-i", "testsrc=size=64x36:rate=30", "-frames:v", "60"]
    find_ffmpeg().run([*source, "-c:v", "libx264", "-pix_fmt", "yuv420p", str(path)])
    return path


def test_a_scenes_voices_by_its_key(
    video: Path, sample_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "m.mp4"
    where = ["--dataset", str(sample_root), "--key", "20231119_051"]
    assert main(["mux", str(video), *where, "--out", str(out), "--start", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["movie"], told["frames"], told["seconds"], told["rate"]) == (str(out), 60, 2.0, "30")
    assert [voice["name"] for voice in told["voices"]] == ["001", "002"]
    assert all(voice["peak_db"] < 0 for voice in told["voices"])
    assert told["findings"] == []
    assert probe(out).frames == 60


def test_stereo_places_the_actors_apart(
    video: Path, sample_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--dataset", str(sample_root), "--key", "20231126_319", "--out", str(tmp_path / "m.mp4")]
    assert main(["mux", str(video), *where, "--stereo", "--json"]) == 0
    first, second = (voice["position"] for voice in json.loads(capsys.readouterr().out)["voices"])
    assert first == -second != 0


def test_a_missing_voice_is_a_warning_with_its_path(
    video: Path, sample_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "data"
    (root / "wav").mkdir(parents=True)
    (root / "bvhs").mkdir()
    for actor in ("001", "002"):
        (root / "bvhs" / f"20231119_{actor}_051.bvh").touch()
    shutil.copyfile(sample_root / "wav" / "20231119_001_051.wav", root / "wav" / "20231119_001_051.wav")
    where = ["--dataset", str(root), "--key", "20231119_51", "--out", str(tmp_path / "m.mp4")]
    assert main(["mux", str(video), *where]) == 0
    out, err = capsys.readouterr()
    assert err.count("20231119_002_051.wav is missing") == 1
    assert "60 frames, 2.00 s" in out


def test_voices_given_directly(video: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--voice", str(tmp_path / "absent.wav"), "--out", str(tmp_path / "m.mp4")]
    assert main(["mux", str(video), *where]) == 0
    out, err = capsys.readouterr()
    assert "absent.wav is missing" in err
    assert "silence" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--out", "m.mp4"],
        ["--out", "m.mp4", "--key", "20231119_051"],
        ["--out", "m.webm", "--voice", "a.wav"],
        ["--out", "m.mp4", "--voice", "a.wav", "--burn-in"],
        ["--out", "m.mp4", "--voice", "a.wav", "--subtitles", "absent.srt", "--language", "English"],
        ["--out", "m.mp4", "--voice", "a.wav", "--stereo"],
        ["--out", "m.mp4", "--voice", "a.wav", "--start", "-1"],
        ["--voice", "a.wav"],
    ],
)
def test_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["mux", "v.mkv", *arguments]) == 2
    assert list(tmp_path.iterdir()) == []


def test_an_unreadable_video(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "v.mkv").write_bytes(b"no video at all")
    arguments = ["--voice", "a.wav", "--out", str(tmp_path / "m.mp4")]
    assert main(["mux", str(tmp_path / "v.mkv"), *arguments]) == 2
    assert "the movie cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("burn", [False, True])
def test_subtitles(video: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], burn: bool) -> None:
    lines = tmp_path / "lines.srt"
    lines.write_text("1\n00:00:00,500 --> 00:00:01,250\nHere it is.\n")
    out = tmp_path / "m.mkv"
    order = ["mux", str(video), "--voice", str(tmp_path / "absent.wav"), "--subtitles", str(lines)]
    assert main([*order, "--out", str(out), *(["--burn-in"] if burn else [])]) == 0
    told = find_ffmpeg().attempt(["-i", str(out)]).stderr
    assert ("(eng): Subtitle: subrip" in told) != burn
    assert probe(out).frames == 60
    capsys.readouterr()
