# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import importlib
import math
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import FfmpegError, InputError, UsageError
from interact_addon.core.video import Ffmpeg, MuxOptions, Voice, mux, probe

RATE = 48_000
MODULE = importlib.import_module("interact_addon.core.video.mux")  # its function has the same name
TINY = 10  # frames of 1/30 s


def sine(seconds: float, db: float = -12.0, hertz: float = 440.0, rate: int = RATE) -> np.ndarray:
    return 10 ** (db / 20) * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def level(signal: np.ndarray) -> float:
    """The amplitude of a sine, in dB of full scale."""
    return 10 * math.log10(2 * float(np.mean(np.square(signal, dtype=np.float64))))


def clicks(seconds: float, *times: float, rate: int = RATE) -> np.ndarray:
    signal = np.zeros(round(seconds * rate))
    signal[[round(time * rate) for time in times]] = 0.9
    return signal


def click_times(sound: np.ndarray) -> list[float]:
    loud = np.flatnonzero(np.abs(sound).max(axis=1) > 0.3)
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > 480) + 1)
    return [
        float(group[np.argmax(np.abs(sound[group]).max(axis=1))]) / RATE for group in groups if len(group)
    ]


def atoms(path: Path) -> list[str]:
    raw, place, names = path.read_bytes(), 0, []
    while place + 8 <= len(raw):
        size, name = struct.unpack(">I4s", raw[place : place + 8])
        names.append(name.decode())
        place += size
    return names


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if ".part" in path.name)


def test_a_movie_is_exactly_as_long_as_its_frames(make_video, write_wav, sound_of, tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mkv", frames=47)
    voices = (
        Voice("a", write_wav(tmp_path / "a.wav", sine(0.4))),  # too short
        Voice("b", write_wav(tmp_path / "b.wav", sine(5, hertz=660))),  # too long
    )
    result = mux(MuxOptions(video, tmp_path / "new" / "m.mp4", voices, frames=47, rate=Fraction(30)))
    info = probe(result.path)
    assert (info.video.codec, info.video.pix_fmt) == ("h264", "yuv420p")
    assert (info.frames, info.video.rate, info.video.constant, info.video.start) == (47, 30, True, 0)
    assert (info.audio.codec, info.audio.rate, info.audio.channels, info.audio.start) == ("aac", RATE, 2, 0)
    assert 0 <= info.audio.samples - 47 * 1600 < 1024
    assert (info.video, info.audio) == (result.info.video, result.info.audio)
    assert result.findings == ()
    names = atoms(result.path)
    assert names.index("moov") < names.index("mdat")  # playable while it loads
    assert leftovers(result.path.parent) == []
    sound = sound_of(result.path)
    assert np.abs(sound[RATE : 47 * 1600 - 2000]).max() > 0.2  # the longer one goes on to the last frame


def test_the_pictures_are_copied(ffmpeg: Ffmpeg, make_video, tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mkv", size="64x48")
    result = mux(MuxOptions(video, tmp_path / "m.mp4", ()))

    def pictures(path: Path) -> list[str]:
        listing = ffmpeg.run(["-i", str(path), "-map", "0:v:0", "-f", "framemd5", "-"]).stdout
        # Each picture's checksum, in the order of display.
        return [line.split(",")[-1] for line in listing.splitlines() if not line.startswith("#")]

    assert pictures(result.path) == pictures(video)
    assert len(pictures(video)) == len(set(pictures(video))) == 30
    assert result.info.video.order == probe(video).video.order


@pytest.mark.parametrize("rate", ["30", "30000/1001", "24", "60"])
def test_each_rate_stays_what_it_is(make_video, tmp_path: Path, rate: str) -> None:
    video = make_video(tmp_path / "v.mkv", frames=61, rate=rate)
    result = mux(MuxOptions(video, tmp_path / "m.mp4", (), rate=Fraction(rate)))
    assert result.info.video.rate == Fraction(rate)
    assert 0 <= result.info.audio.samples - round(61 / Fraction(rate) * RATE) < 1024


@pytest.mark.parametrize("own_rate", [48_000, 44_100, 16_000])
def test_a_voice_is_heard_at_its_time(make_video, write_wav, sound_of, tmp_path: Path, own_rate: int) -> None:
    video = make_video(tmp_path / "v.mkv", frames=120)
    voices = (
        Voice("a", write_wav(tmp_path / "a.wav", clicks(4, 0.5, 3.9, rate=own_rate), own_rate)),
        Voice("b", write_wav(tmp_path / "b.wav", clicks(4, 2.125))),
    )
    sound = sound_of(mux(MuxOptions(video, tmp_path / "m.mp4", voices)).path)
    np.testing.assert_allclose(click_times(sound), [0.5, 2.125, 3.9], atol=0.001)


def test_a_part_of_the_frames_starts_within_the_voices(
    make_video, write_wav, sound_of, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "v.mkv", frames=30)
    voices = (
        Voice("a", write_wav(tmp_path / "a.wav", clicks(4, 0.5, 2.25, 3.5))),
        Voice("b", write_wav(tmp_path / "b.wav", clicks(1, 0.1))),  # over before the part begins
    )
    result = mux(MuxOptions(video, tmp_path / "m.mp4", voices, start_seconds=Fraction(2)))
    assert 0 <= result.info.audio.samples - RATE < 1024
    np.testing.assert_allclose(click_times(sound_of(result.path)), [0.25], atol=0.001)


def test_each_voice_keeps_its_level_whether_the_other_speaks_or_not(
    make_video, write_wav, sound_of, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "v.mkv", frames=120)
    # The second falls silent after 1 s, and its file ends after 2 s: the first must not notice.
    quiet = np.concatenate([sine(1, hertz=1500), np.zeros(RATE)])
    voices = (
        Voice("a", write_wav(tmp_path / "a.wav", sine(4))),
        Voice("b", write_wav(tmp_path / "b.wav", quiet)),
    )
    result = mux(MuxOptions(video, tmp_path / "m.mp4", voices))
    sound = sound_of(result.path).astype(np.float64)
    spectrum = np.abs(np.fft.rfft(sound[RATE // 4 : RATE // 4 + RATE // 2, 0])) / (RATE / 4)
    assert abs(20 * math.log10(spectrum[440 // 2]) + 12) < 0.1
    assert abs(20 * math.log10(spectrum[1500 // 2]) + 12) < 0.1
    for start in (1.2, 1.9, 2.0, 2.5, 3.4):
        piece = sound[round(start * RATE) : round((start + 0.5) * RATE)]
        assert abs(level(piece[:, 0]) + 12) < 0.1
        assert abs(level(piece[:, 1]) + 12) < 0.1
    assert result.findings == ()
    assert -6.1 < result.peak_db < -5.5


def test_a_stereo_recording_is_as_loud_as_a_mono_one(make_video, write_wav, sound_of, tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mkv")
    both = np.stack([sine(1), sine(1)], axis=1)
    result = mux(MuxOptions(video, tmp_path / "m.mp4", (Voice("a", write_wav(tmp_path / "a.wav", both)),)))
    sound = sound_of(result.path)[4800:-4800]
    assert abs(level(sound[:, 0]) + 12) < 0.1
    assert abs(level(sound[:, 1]) + 12) < 0.1


def test_two_loud_voices_do_not_clip(make_video, write_wav, sound_of, tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mkv", frames=60)
    voices = tuple(
        Voice(name, write_wav(tmp_path / f"{name}.wav", sine(2, db=-1, hertz=hertz)))
        for name, hertz in (("a", 300), ("b", 310))
    )
    result = mux(MuxOptions(video, tmp_path / "m.mp4", voices))
    assert np.abs(sound_of(result.path)).max() < 1.0
    assert [(finding.code, finding.level) for finding in result.findings] == [("voices-limited", "info")]
    assert 4.5 < result.peak_db < 5.1


def test_stereo_has_constant_power_and_the_right_sides(
    make_video, write_wav, sound_of, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "v.mkv")
    path = write_wav(tmp_path / "a.wav", sine(1))

    def levels(position: float) -> tuple[float, float]:
        options = MuxOptions(video, tmp_path / "m.mp4", (Voice("a", path, position),), stereo=True)
        sound = sound_of(mux(options).path)[4800:-4800].astype(np.float64)
        left, right = np.sqrt(2 * np.mean(sound**2, axis=0))
        return float(left), float(right)

    full = 10 ** (-12 / 20)
    left, right = levels(-1.0)
    assert abs(left / full - 1) < 0.02
    assert right < 0.01
    left, right = levels(0.0)
    assert abs(left - right) < 0.005
    assert abs(math.hypot(left, right) / full - 1) < 0.02
    left, right = levels(0.5)
    assert right > 2 * left
    assert abs(math.hypot(left, right) / full - 1) < 0.02


def test_a_voice_that_cannot_be_heard_is_told_and_silent(
    make_video, write_wav, sound_of, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "v.mkv", frames=TINY)
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF but not really")
    empty = write_wav(tmp_path / "empty.wav", np.zeros(0))
    heard = write_wav(tmp_path / "a.wav", sine(1))
    voices = (Voice("a", heard), Voice("b", tmp_path / "absent.wav"), Voice("c", broken), Voice("d", empty))
    result = mux(MuxOptions(video, tmp_path / "m.mp4", voices))
    assert [finding.code for finding in result.findings] == [
        "missing-voice",
        "unreadable-voice",
        "voice-empty",
    ]
    for finding, name in zip(result.findings, ("absent.wav", "broken.wav", "empty.wav"), strict=True):
        assert name in finding.message
    assert abs(level(sound_of(result.path)[2000:12_000, 0]) + 12) < 0.1


def test_nobody_is_heard(make_video, sound_of, tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mkv", frames=TINY)
    result = mux(MuxOptions(video, tmp_path / "m.mp4", (Voice("a", None), Voice("b", None))))
    assert [finding.code for finding in result.findings] == ["silent-movie"]
    assert result.peak_db == -math.inf
    sound = sound_of(result.path)
    assert 0 <= len(sound) - TINY * 1600 < 1024
    assert not sound.any()


def test_a_voice_cut_short_is_told(make_video, write_wav, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", sine(1))
    path.write_bytes(path.read_bytes()[:-RATE])
    result = mux(
        MuxOptions(make_video(tmp_path / "v.mkv", frames=TINY), tmp_path / "m.mp4", (Voice("a", path),))
    )
    assert [finding.code for finding in result.findings] == ["wav-cut-short"]


def test_other_sound_formats_go_too(ffmpeg: Ffmpeg, make_video, write_wav, sound_of, tmp_path: Path) -> None:
    ffmpeg.run(["-i", str(write_wav(tmp_path / "a.wav", sine(1))), str(tmp_path / "a.flac")])
    voices = (Voice("a", tmp_path / "a.flac"),)
    result = mux(MuxOptions(make_video(tmp_path / "v.mkv", frames=TINY), tmp_path / "m.mp4", voices))
    assert result.findings == ()
    assert abs(level(sound_of(result.path)[2000:12_000, 0]) + 12) < 0.1


@pytest.mark.parametrize(
    ("codec", "size", "reason"),
    [
        (("-c:v", "mpeg4"), "64x36", "it is mpeg4, not h264"),
        (("-c:v", "libx264", "-pix_fmt", "yuv444p"), "64x36", "its pixels are yuv444p, not yuv420p"),
        (("-c:v", "ffv1"), "65x37", "it is ffv1"),
    ],
)
def test_what_players_cannot_show_is_encoded_again(
    make_video, tmp_path: Path, codec: tuple[str, ...], size: str, reason: str
) -> None:
    video = make_video(tmp_path / "v.mkv", size=size, codec=codec)
    result = mux(MuxOptions(video, tmp_path / "m.mp4", (), frames=30))
    told = [finding for finding in result.findings if finding.code == "video-encoded-again"]
    assert len(told) == 1
    assert reason in told[0].message
    assert (result.info.frames, result.info.video.rate, result.info.video.pix_fmt) == (30, 30, "yuv420p")
    assert result.info.video.width % 2 == 0


def test_sound_in_the_video_is_left_out(
    ffmpeg: Ffmpeg, make_video, write_wav, sound_of, tmp_path: Path
) -> None:
    silent = make_video(tmp_path / "s.mkv", frames=TINY)
    tone = write_wav(tmp_path / "a.wav", sine(1))
    ffmpeg.run(["-i", str(silent), "-i", str(tone), "-c:v", "copy", "-c:a", "aac", str(tmp_path / "v.mkv")])
    assert not sound_of(mux(MuxOptions(tmp_path / "v.mkv", tmp_path / "m.mp4", ())).path).any()


def test_an_unexpected_video_is_refused(ffmpeg: Ffmpeg, make_video, tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mkv", frames=TINY)
    out = tmp_path / "m.mp4"
    with pytest.raises(InputError, match="10 frames, but 11 are expected"):
        mux(MuxOptions(video, out, (), frames=11))
    with pytest.raises(InputError, match="30 frames per second, not 24"):
        mux(MuxOptions(video, out, (), rate=Fraction(24)))
    jump = ["-i", str(video), "-c", "copy", "-bsf:v", "setts=ts='TS+gt(N,4)*200'", str(tmp_path / "w.mkv")]
    ffmpeg.run(jump)
    with pytest.raises(InputError, match="varying frame rate"):
        mux(MuxOptions(tmp_path / "w.mkv", out, ()))
    (tmp_path / "x.mkv").write_bytes(b"no video")
    with pytest.raises(InputError, match="the movie cannot be read"):
        mux(MuxOptions(tmp_path / "x.mkv", out, ()))
    with pytest.raises(InputError, match="file does not exist"):
        mux(MuxOptions(tmp_path / "absent.mkv", out, ()))
    assert not out.exists()
    assert leftovers(tmp_path) == []


def test_a_sound_file_is_no_video(write_wav, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pictures"):
        mux(MuxOptions(write_wav(tmp_path / "a.wav", sine(0.1)), tmp_path / "m.mp4", ()))


@pytest.mark.parametrize("name", ["m.webm", "m", "folder.mp4", "v.mp4"])
def test_senseless_orders(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(UsageError):
        MuxOptions(tmp_path / "v.mp4", tmp_path / name, ())
    with pytest.raises(UsageError, match="invalid start nan s"):
        MuxOptions(tmp_path / "v.mp4", tmp_path / "m.mp4", (), start_seconds=math.nan)


def test_a_failure_leaves_nothing_behind_and_the_old_movie_in_place(
    make_video, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = make_video(tmp_path / "v.mkv", frames=TINY)
    out = tmp_path / "m.mp4"
    out.write_bytes(b"the movie of yesterday")
    with monkeypatch.context() as patch:
        patch.setattr(MODULE, "filter_graph", lambda *_, **__: "nonsense[sound]")
        with pytest.raises(FfmpegError, match=r"ffmpeg failed: .*nonsense"):
            mux(MuxOptions(video, out, ()))
    with monkeypatch.context() as patch:
        graph = "anullsrc=r=48000:cl=stereo,atrim=end_sample=9000[sound]"
        patch.setattr(MODULE, "filter_graph", lambda *_, **__: graph)
        with pytest.raises(FfmpegError, match="the movie is faulty: it has 9"):
            mux(MuxOptions(video, out, ()))
    assert out.read_bytes() == b"the movie of yesterday"
    assert leftovers(tmp_path) == []
    mux(MuxOptions(video, out, ()))
    assert probe(out).frames == TINY


def test_a_folder_that_cannot_be_made(make_video, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FfmpegError, match="cannot be written"):
        mux(MuxOptions(make_video(tmp_path / "v.mkv", frames=TINY), tmp_path / "file" / "m.mp4", ()))
