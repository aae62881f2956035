# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.audio import SpeechOptions, speech_segments
from interact_addon.core.foundation.errors import UsageError

RATE = 16000


def voice(
    path: Path, talks: list[tuple[float, float]], *, seconds: float = 10.0, noise: float = 0.001
) -> Path:
    rng = np.random.default_rng(3)
    samples = noise * rng.standard_normal(round(seconds * RATE))
    for start, end in talks:
        part = slice(round(start * RATE), round(end * RATE))
        samples[part] += 0.2 * np.sin(np.arange(part.stop - part.start) * 0.08)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def test_stretches_of_speech_are_found_to_two_hundredths(tmp_path: Path) -> None:
    talks = [(1.0, 2.5), (4.0, 6.2), (8.0, 8.5)]
    found = speech_segments(voice(tmp_path / "v.wav", talks))
    assert len(found) == 3
    assert np.abs(np.array(found) - np.array(talks)).max() <= 0.021


def test_short_gaps_are_no_pauses_and_clicks_no_speech(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", [(1.0, 2.0), (2.3, 3.0), (6.0, 6.05)])
    assert [tuple(round(t, 1) for t in pair) for pair in speech_segments(path)] == [(1.0, 3.0)]
    finer = speech_segments(path, SpeechOptions(pause=0.2, shortest=0.02))
    assert [round(start, 1) for start, _ in finer] == [1.0, 2.3, 6.0]


def test_louder_background_does_not_count_as_speech(tmp_path: Path) -> None:
    found = speech_segments(voice(tmp_path / "v.wav", [(3.0, 5.0)], noise=0.02))
    assert len(found) == 1
    assert found[0] == pytest.approx((3.0, 5.0), abs=0.05)


def test_silence_and_nothing_hold_no_speech(tmp_path: Path) -> None:
    assert speech_segments(voice(tmp_path / "s.wav", [], noise=0.0)) == ()
    assert speech_segments(voice(tmp_path / "e.wav", [], seconds=0.0)) == ()


def test_limits_that_make_no_sense_are_refused() -> None:
    with pytest.raises(UsageError):
        SpeechOptions(pause=-1)


def test_both_voices_of_a_scene_take_turns(any_root: Path) -> None:
    spoken = [speech_segments(any_root / "wav" / f"20231119_{a}_051.wav") for a in ("001", "002")]
    assert all(len(segments) > 1 for segments in spoken)
    assert spoken[0][0][0] < spoken[1][0][0]
