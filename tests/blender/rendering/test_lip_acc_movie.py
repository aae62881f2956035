# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.core.dataset import Dataset
from interact_addon.core.video import find_ffmpeg, probe
from interact_addon.core.video.subtitle_streams import track_times
from interact_addon.core.video.subtitles import read_srt, spoken_span

pytestmark = pytest.mark.blender

FRAMES = "10-40"
FEW = ["--size", "48x48", "--frames", FRAMES]


def test_a_sentence_is_rendered_with_its_subtitle(
    lip_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = ["render", "20260102_002", "--dataset", str(lip_root), "--out", str(tmp_path), *FEW, "--json"]
    assert main(order) == 0
    (told,) = json.loads(capsys.readouterr().out)["scenes"]
    movie = tmp_path / "face_renders" / "20260102_002_002.mp4"
    assert (told["state"], told["movie"]) == ("done", str(movie))
    info = probe(movie)
    assert (info.frames, info.video.width) == (31, 48)
    voice = Dataset.open(lip_root).scene("20260102_002").performances[0].voice
    start, end = spoken_span(voice)
    shown = tmp_path / "shown.srt"
    find_ffmpeg().run(["-y", "-i", str(movie), "-map", "0:s:0", str(shown)])
    (cue,) = read_srt(shown)
    assert cue.text == "Would you like some tea?"
    first, length = Fraction(9, 30), Fraction(31, 30)
    wanted = max(Fraction(0), start - first), min(length, end - first)
    for times in ((cue.start, cue.end), track_times(movie, find_ffmpeg())[0]):
        assert max(abs(a - b) for a, b in zip(times, wanted, strict=True)) <= Fraction(1, 1000)
    # Drawn in: another movie, of the same pictures.
    pictures = tmp_path / "face_renders_noaudio" / "20260102_002_002"
    before = {path.name: path.stat().st_mtime_ns for path in pictures.glob("*.png")}
    assert len(before) == 31
    assert main([*order, "--subtitles", "burn"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["scenes"]
    assert told["state"] == "done"
    assert {path.name: path.stat().st_mtime_ns for path in pictures.glob("*.png")} == before
    assert "Subtitle" not in find_ffmpeg().attempt(["-i", str(movie)]).stderr
    assert main([*order, "--subtitles", "burn"]) == 0
    assert json.loads(capsys.readouterr().out)["scenes"][0]["state"] == "kept"
