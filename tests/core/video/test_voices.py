# SPDX-License-Identifier: GPL-3.0-or-later
"""What ffmpeg plays is what our own reader finds, and every actor is heard at the level of the recording."""

from __future__ import annotations

import math
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.audio import read_samples
from interact_addon.core.video import Ffmpeg, MuxOptions, Placed, Voice, mux
from interact_addon.core.video.voices import filter_graph, usable_voices
from tests.wave_files import FLOAT, METADATA, encoded, odd_files, sine, wave

RATE = 48_000
SAMPLES = 13_000  # longer than the recordings


def played(ffmpeg: Ffmpeg, path: Path, placed: Placed | None = None) -> tuple[np.ndarray, list[str]]:
    """The left side of a voice's movie, before it is coded; and the codes of the findings."""
    heard, findings = usable_voices([Voice("a", path, placed=placed or Placed())], ffmpeg)
    graph = filter_graph(heard, first_input=0, start=0, samples=SAMPLES, stereo=False)
    inputs = [word for voice in heard for word in voice.input]
    command = [ffmpeg.path, "-v", "error", *inputs, "-filter_complex", graph, "-map", "[sound]"]
    raw = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=True).stdout
    both = np.frombuffer(raw, "<f4").reshape(-1, 2)
    assert (both[:, 0] == both[:, 1]).all()
    return both[:, 0], [finding.code for finding in findings]


@pytest.mark.parametrize("name", odd_files())
def test_odd_headers_are_played_as_they_are_read(ffmpeg: Ffmpeg, tmp_path: Path, name: str) -> None:
    raw, count = odd_files()[name]
    (tmp_path / "a.wav").write_bytes(raw)
    sound, told = played(ffmpeg, tmp_path / "a.wav")
    _, samples = read_samples(tmp_path / "a.wav")
    np.testing.assert_allclose(sound[:count], samples[:, 0], atol=1e-6)
    assert not sound[count:].any()
    assert told == ([] if count else ["voice-empty", "silent-movie"])


@pytest.mark.parametrize("floating", [False, True])
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("channels", [1, 3, 7])
def test_channels_and_bits(ffmpeg: Ffmpeg, tmp_path: Path, channels: int, order: str, floating: bool) -> None:
    noise = np.random.default_rng(channels).normal(0, 0.1, (9000, channels))
    data = encoded(noise, 32 if floating else 16, floating, order)
    kind, tag = (b"RIFF" if order == "<" else b"RIFX"), FLOAT if floating else 1
    bits = 32 if floating else 16
    raw = wave(data, kind=kind, order=order, tag=tag, bits=bits, channels=channels, stated=0x7FFFF000)
    (tmp_path / "a.wav").write_bytes(raw + b"\x01")  # and an incomplete last sample
    sound, told = played(ffmpeg, tmp_path / "a.wav")
    np.testing.assert_allclose(sound[:9000], noise.mean(axis=1), atol=1e-4)
    assert not sound[9000:].any()
    assert told == []


def rms(signal: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(signal, dtype=np.float64))))


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        (1.0, -1.0, "voice-cancels"),
        (1.0, -0.6, "voice-cancels"),
        (0.0, 1.0, "voice-one-sided"),
        (1.0, 0.0, "voice-one-sided"),
    ],
)
def test_two_sides_are_heard_at_the_level_of_the_recording(
    ffmpeg: Ffmpeg, tmp_path: Path, left: float, right: float, code: str
) -> None:
    both = sine()[:, None] * np.array([left, right])
    (tmp_path / "a.wav").write_bytes(wave(encoded(both), channels=2))
    sound, told = played(ffmpeg, tmp_path / "a.wav")
    assert rms(sound[:12_000]) == pytest.approx(0.3 / math.sqrt(2), abs=2e-4)
    assert told == [code]


def test_a_part_of_a_recording_ends_where_the_samples_do(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    raw = wave(encoded(sine()), stated=12_000 * 2 + len(METADATA), after=METADATA)
    (tmp_path / "a.wav").write_bytes(raw)
    sound, _ = played(ffmpeg, tmp_path / "a.wav", Placed(skip=Fraction(6000, RATE)))
    np.testing.assert_allclose(sound[:6000], sine()[6000:], atol=2.0**-14)
    assert not sound[6000:].any()


def test_numbers_that_are_none_do_not_silence_the_partner(make_video, sound_of, tmp_path: Path) -> None:
    broken = np.where(np.arange(48_000) == 100, np.nan, 0.1)
    (tmp_path / "a.wav").write_bytes(wave(encoded(broken, 32, True), bits=32, tag=FLOAT))
    (tmp_path / "b.wav").write_bytes(wave(encoded(sine(1.0))))
    voices = tuple(Voice(name, tmp_path / f"{name}.wav") for name in "ab")
    result = mux(MuxOptions(make_video(tmp_path / "v.mkv"), tmp_path / "m.mp4", voices))
    assert [finding.code for finding in result.findings] == ["unreadable-voice"]
    assert rms(sound_of(result.path)[4800:43_200]) == pytest.approx(0.3 / math.sqrt(2), rel=0.02)


def test_inaudible_and_clipped_actors_are_told(make_video, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wave(encoded(sine(1.0, 0.0003))))
    (tmp_path / "b.wav").write_bytes(wave(encoded(np.clip(sine(1.0, 2.0), -1, 1))))
    voices = tuple(Voice(name, tmp_path / f"{name}.wav") for name in "ab")
    result = mux(MuxOptions(make_video(tmp_path / "v.mkv"), tmp_path / "m.mp4", voices))
    assert {finding.code for finding in result.findings} >= {"voice-inaudible", "voice-clipped"}


def test_a_damaged_wav_file_is_not_handed_to_ffmpeg(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wave(encoded(sine()), channels=0, block=2))
    heard, findings = usable_voices([Voice("a", tmp_path / "a.wav")], ffmpeg)
    assert heard == []
    assert "0 channels" in findings[0].message


def test_other_sound_is_left_to_ffmpeg(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wave(encoded(sine())))
    for name, words in (("law.wav", ["-c:a", "pcm_mulaw"]), ("flac.wav", ["-f", "flac"])):
        ffmpeg.run(["-y", "-i", str(tmp_path / "a.wav"), *words, str(tmp_path / name)])
        sound, _ = played(ffmpeg, tmp_path / name)
        np.testing.assert_allclose(sound[:12_000], sine(), atol=0.02)


@pytest.mark.parametrize(("right", "code"), [(-1.0, "voice-cancels"), (0.0, "voice-one-sided")])
def test_other_sound_is_judged_alike(ffmpeg: Ffmpeg, tmp_path: Path, right: float, code: str) -> None:
    both = sine()[:, None] * np.array([1.0, right])
    (tmp_path / "a.wav").write_bytes(wave(encoded(both), channels=2))
    ffmpeg.run(["-y", "-i", str(tmp_path / "a.wav"), "-f", "flac", str(tmp_path / "b.wav")])
    _, findings = usable_voices([Voice("a", tmp_path / "b.wav")], ffmpeg)
    assert [finding.code for finding in findings] == [code]
    assert findings[0].path == str(tmp_path / "b.wav")
    sound, _ = played(ffmpeg, tmp_path / "b.wav")
    assert rms(sound[:12_000]) == pytest.approx(0.3 / math.sqrt(2), abs=2e-4)
