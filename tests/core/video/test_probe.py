# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import InputError
from interact_addon.core.video import Ffmpeg, probe

NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize("container", ["mkv", "mp4"])
@pytest.mark.parametrize(
    ("rate", "frames"),
    [("30", 47), ("30", 1), ("30", 2), ("24", 30), ("30000/1001", 61), ("60", 31), ("25", 3)],
)
def test_frames_are_counted_and_the_rate_is_exact(
    make_video, tmp_path: Path, container: str, rate: str, frames: int
) -> None:
    info = probe(make_video(tmp_path / f"a.{container}", frames=frames, rate=rate, size="66x36"))
    video = info.video
    assert (info.frames, video.frames, video.rate, video.constant) == (frames, frames, Fraction(rate), True)
    assert (video.codec, video.pix_fmt, video.width, video.height) == ("h264", "yuv420p", 66, 36)
    assert video.duration == frames / Fraction(rate)
    assert info.seconds == float(video.duration)
    assert info.audio is None


def test_29_97_and_30_stay_apart_in_a_short_matroska(make_video, tmp_path: Path) -> None:
    assert probe(make_video(tmp_path / "a.mkv", frames=5, rate="30000/1001")).video.rate == NTSC
    assert probe(make_video(tmp_path / "b.mkv", frames=5, rate="30")).video.rate == 30


def test_an_unusual_rate(make_video, tmp_path: Path) -> None:
    assert probe(make_video(tmp_path / "a.mp4", frames=20, rate="17")).video.rate == 17


def test_other_codecs(make_video, tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mkv", codec=("-c:v", "ffv1", "-pix_fmt", "yuv444p10le"))
    assert (probe(path).video.codec, probe(path).video.pix_fmt) == ("ffv1", "yuv444p10le")


def test_samples_are_counted(ffmpeg: Ffmpeg, make_video, write_wav, tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mkv", frames=30)
    voice = write_wav(tmp_path / "a.wav", np.zeros((44_100, 2)), rate=44_100)
    ffmpeg.run(["-i", str(video), "-i", str(voice), "-c:v", "copy", "-c:a", "flac", str(tmp_path / "b.mkv")])
    info = probe(tmp_path / "b.mkv")
    assert info.frames == 30
    assert (info.audio.codec, info.audio.rate, info.audio.channels) == ("flac", 44_100, 2)
    assert (info.audio.samples, info.audio.start, info.audio.duration) == (44_100, 0, 1)
    alone = probe(voice)
    assert (alone.video, alone.frames, alone.seconds) == (None, 0, 1.0)
    assert alone.audio.codec == "pcm_f32le"


def test_a_varying_rate_is_seen(ffmpeg: Ffmpeg, make_video, tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mkv", frames=30)
    jump = "setts=ts='TS+gt(N,9)*200'"
    ffmpeg.run(["-i", str(video), "-c", "copy", "-bsf:v", jump, str(tmp_path / "b.mkv")])
    found = probe(tmp_path / "b.mkv").video
    assert (found.frames, found.constant) == (30, False)


def test_a_matroska_that_was_cut_off_tells_what_is_left(make_video, tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mkv", frames=90, size="320x180")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 0 < probe(path).frames < 90


def test_thousands_of_frames_are_counted(make_video, tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mkv", frames=5000, size="16x16")
    assert probe(path).frames == 5000


@pytest.mark.parametrize("raw", [b"", b"nothing like a movie" * 100, b"\x00" * 4096])
def test_what_is_no_movie(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(raw)
    with pytest.raises(InputError, match="the movie cannot be read"):
        probe(tmp_path / "a.mp4")


def test_a_cut_off_mp4(make_video, tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4")
    path.write_bytes(path.read_bytes()[: path.read_bytes().index(b"moov") - 4])
    with pytest.raises(InputError, match="moov atom not found"):
        probe(path)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="file does not exist"):
        probe(tmp_path / "absent.mp4")
    with pytest.raises(InputError, match="file does not exist"):
        probe(tmp_path)
