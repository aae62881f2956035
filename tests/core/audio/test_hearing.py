# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether those who watch the movie hear the actor: silence, channels that cancel or are empty, clipping."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.audio import hear, read_wav_info, voice_findings
from interact_addon.core.foundation.errors import AudioError
from tests.wave_files import FLOAT, METADATA, encoded, sine, wave

TONE = sine(1.0)


def told(path: Path, signal: np.ndarray, bits: int = 16, floating: bool = False) -> list[str]:
    """The codes of what is found about (N,) or (N, channels) samples."""
    return [finding.code for finding in hear(written(path, signal, bits, floating)).findings]


def written(path: Path, signal: np.ndarray, bits: int = 16, floating: bool = False):
    channels = 1 if signal.ndim == 1 else signal.shape[1]
    tag = FLOAT if floating else 1
    path.write_bytes(wave(encoded(signal, bits, floating), bits=bits, channels=channels, tag=tag))
    return read_wav_info(path)


def test_a_voice_as_it_should_be(tmp_path: Path) -> None:
    heard = hear(written(tmp_path / "a.wav", TONE))
    assert (heard.weights, heard.clipped, heard.findings) == ((1.0,), 0.0, ())
    assert heard.loudest_db == pytest.approx(20 * math.log10(0.3 / math.sqrt(2)), abs=0.01)
    same = hear(written(tmp_path / "b.wav", np.stack([TONE, TONE], axis=1)))
    assert (same.weights, same.findings) == ((0.5, 0.5), ())
    assert same.loudest_db == pytest.approx(heard.loudest_db, abs=0.01)


def test_few_words_in_a_long_silence_are_heard(tmp_path: Path) -> None:
    signal = np.zeros(60 * 48_000)
    signal[40 * 48_000 : 40 * 48_000 + 9600] = sine(0.2, 0.02)
    assert told(tmp_path / "a.wav", signal) == []


@pytest.mark.parametrize(
    "signal",
    [
        np.zeros(48_000),
        sine(1.0, 0.0005),
        np.zeros((48_000, 2)),
        np.full(48_000, 0.01) + sine(1.0, 0.0005),  # a constant is no sound
        np.concatenate([np.zeros(30_000), [0.04], np.zeros(30_000)]),  # a single click
    ],
)
def test_nobody_hears_this(tmp_path: Path, signal: np.ndarray) -> None:
    assert told(tmp_path / "a.wav", signal) == ["voice-inaudible"]


@pytest.mark.parametrize("other", [-TONE, -0.7 * TONE, -0.3 * TONE, 0.1 - TONE])
def test_channels_that_cancel_are_not_mixed(tmp_path: Path, other: np.ndarray) -> None:
    heard = hear(written(tmp_path / "a.wav", np.stack([other / 2, TONE], axis=1)))
    assert heard.findings[0].code == "voice-cancels"
    assert "channel 2 alone is heard" in heard.findings[0].message
    assert heard.weights == (0.0, 1.0)
    assert heard.loudest_db == pytest.approx(20 * math.log10(0.3 / math.sqrt(2)), abs=0.01)


def test_three_channels_of_which_two_cancel(tmp_path: Path) -> None:
    signal = np.stack([TONE, -TONE, sine(1.0, 0.2, 700)], axis=1)
    assert told(tmp_path / "a.wav", signal) == ["voice-cancels"]


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("rest", [0.0, 0.003])
def test_one_side_is_heard_at_its_own_level(tmp_path: Path, side: int, rest: float) -> None:
    signal = np.random.default_rng(5).normal(0, rest, (48_000, 2))
    signal[:, side] = TONE
    heard = hear(written(tmp_path / "a.wav", signal))
    assert [(finding.code, finding.level) for finding in heard.findings] == [("voice-one-sided", "info")]
    assert heard.weights == ((1.0, 0.0), (0.0, 1.0))[side]


def test_two_microphones_are_averaged(tmp_path: Path) -> None:
    """What they share, and noise of their own, and one later than the other."""
    noise = np.random.default_rng(6).normal(0, 0.05, (48_000, 2))
    speech = np.random.default_rng(7).normal(0, 0.1, 48_000)
    heard = hear(written(tmp_path / "a.wav", noise + np.stack([speech, np.roll(speech, 30)], axis=1)))
    assert (heard.weights, heard.findings) == ((0.5, 0.5), ())


@pytest.mark.parametrize(("bits", "floating"), [(8, False), (16, False), (24, False), (32, True)])
def test_clipping_is_told_and_a_loud_recording_is_not(tmp_path: Path, bits: int, floating: bool) -> None:
    loud = np.clip(sine(1.0, 1.3), -1, 1)
    assert told(tmp_path / "a.wav", loud, bits, floating) == ["voice-clipped"]
    assert told(tmp_path / "b.wav", sine(1.0, 0.95 if bits == 8 else 1.0), bits, floating) == []
    made_of_16 = np.rint(loud * 32767) / 32768
    if bits > 16:
        assert told(tmp_path / "c.wav", made_of_16, bits, floating) == ["voice-clipped"]


def test_clipping_of_one_channel_in_one_second_of_a_minute(tmp_path: Path) -> None:
    signal = np.tile(sine(60.0, 0.2)[:, None], 2)
    signal[48_000:96_000, 1] = np.clip(sine(1.0, 3.0), -1, 1)
    assert told(tmp_path / "a.wav", signal) == ["voice-clipped"]


def test_a_constant_offset(tmp_path: Path) -> None:
    heard = hear(written(tmp_path / "a.wav", TONE + 0.25))
    assert [finding.code for finding in heard.findings] == ["voice-offset"]
    assert heard.offset == pytest.approx(0.25, abs=1e-3)
    assert heard.loudest_db == pytest.approx(20 * math.log10(0.3 / math.sqrt(2)), abs=0.01)


def test_metadata_and_no_samples(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wave(b"", after=METADATA))
    assert [finding.code for finding in voice_findings(tmp_path / "a.wav")] == ["voice-empty"]


def test_what_is_no_recording_is_left_to_those_who_read_it(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"ID3")
    assert voice_findings(tmp_path / "a.wav") == voice_findings(tmp_path / "absent.wav") == ()


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 1e30])
def test_numbers_that_are_no_sound(tmp_path: Path, value: float) -> None:
    info = written(tmp_path / "b.wav", np.array([0.1, value, 0.1]), 32, True)
    with pytest.raises(AudioError, match="not finite"):
        hear(info)
    assert [finding.code for finding in voice_findings(info.path)] == ["unreadable-voice"]


@pytest.mark.parametrize("count", [1, 7, 4799, 4801])
def test_recordings_shorter_and_longer_than_a_window(tmp_path: Path, count: int) -> None:
    assert told(tmp_path / "a.wav", np.tile([0.5, -0.5], 2401)[:count]) == (
        ["voice-inaudible", "voice-offset"] if count == 1 else ["voice-offset"] if count == 7 else []
    )
