# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.camera.editing import Speech, VoicePiece, speech_of

from ....wave_files import encoded, wave

RATE = 16_000


def syllables(begin: float, end: float, amplitude: float, seconds: float, seed: int) -> np.ndarray:
    """Noise that rises and falls as speech does, and silence around it."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    beat = np.interp(
        time, np.arange(0, seconds + 1, 0.12), rng.uniform(0.2, 1.0, len(np.arange(0, seconds + 1, 0.12)))
    )
    return np.where((time >= begin) & (time < end), amplitude * beat * rng.uniform(-1, 1, len(time)), 0.0)


def written(path: Path, signal: np.ndarray) -> Path:
    hiss = np.random.default_rng(9).normal(0, 1e-4, len(signal))
    path.write_bytes(wave(encoded(signal + hiss), rate=RATE))
    return path


def spans(speech: Speech, who: int) -> list[tuple[float, float]]:
    return [(round(a * speech.step, 1), round(b * speech.step, 1)) for a, b in speech.as_dict()["talks"][who]]


def test_each_recording_says_who_speaks(tmp_path: Path) -> None:
    one = written(tmp_path / "1.wav", syllables(1.0, 3.0, 0.5, 8.0, 1))
    two = written(tmp_path / "2.wav", syllables(4.0, 6.0, 0.2, 8.0, 2))
    found = speech_of([one, two], 8.0)
    assert spans(found, 0) == [(1.0, 3.0)]
    assert spans(found, 1) == [(4.0, 6.0)]
    assert speech_of([one, None], 8.0).talks[1].sum() == 0


@pytest.mark.parametrize("bleed", [0.03, 0.25])
@pytest.mark.parametrize("speaks", [True, False], ids=["who speaks too", "who never speaks"])
def test_the_partner_in_the_microphone_does_not_count(tmp_path: Path, bleed: float, speaks: bool) -> None:
    said = syllables(1.0, 3.0, 0.5, 9.0, 1)
    own = syllables(5.0, 7.0, 0.5, 9.0, 2) if speaks else np.zeros_like(said)
    one = written(tmp_path / "1.wav", said + bleed * own)
    two = written(tmp_path / "2.wav", own + bleed * said)
    found = speech_of([one, two], 9.0)
    assert spans(found, 0) == [(1.0, 3.0)]
    assert spans(found, 1) == ([(5.0, 7.0)] if speaks else [])


def test_who_speaks_at_the_same_time_is_heard(tmp_path: Path) -> None:
    one = written(tmp_path / "1.wav", syllables(1.0, 4.0, 0.5, 6.0, 1))
    two = written(tmp_path / "2.wav", syllables(2.0, 5.0, 0.4, 6.0, 2))
    both = speech_of([one, two], 6.0).talks.all(axis=0)
    assert 1.5 < both.sum() * 0.05 < 2.5


def test_pieces_are_heard_where_they_are(tmp_path: Path) -> None:
    path = written(tmp_path / "1.wav", syllables(1.0, 4.0, 0.5, 6.0, 1))
    late = speech_of([[VoicePiece(path, starts=2.0)]], 8.0)
    assert spans(late, 0) == [(3.0, 6.0)]
    cut = speech_of([[VoicePiece(path, starts=2.0, begin=0.0, end=4.0)]], 8.0)
    assert spans(cut, 0) == [(3.0, 4.0)]


def test_what_cannot_be_read_is_silence_and_kept_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "no.wav").write_bytes(b"nothing")
    path = written(tmp_path / "1.wav", syllables(1.0, 4.0, 0.5, 6.0, 1))
    found = speech_of([path, tmp_path / "no.wav"], 6.0)
    assert not found.talks[1].any()
    again = Speech.from_dict(found.as_dict())
    assert (again.talks == found.talks).all()
    assert (again.words == found.words).all()


def test_speech_counted_from_a_later_time() -> None:
    talks = np.arange(100)[None] // 20 == np.array([[1], [3]])  # from 1 to 2 s, and from 3 to 4 s
    said = Speech(talks, talks, np.where(talks, 0.0, np.nan))
    later = said.since(1.5)
    assert (spans(later, 0), spans(later, 1)) == ([(0.0, 0.5)], [(1.5, 2.5)])
    assert spans(said.since(-2.0), 0) == [(3.0, 4.0)]
    assert spans(said.since(-2.0), 1) == []
