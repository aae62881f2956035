# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import FaceTrack
from interact_addon.core.measures import Person
from interact_addon.core.measures.person.sync import lag_of
from tests.core.measures.measuring import at_rate, measured
from tests.people_in_motion import still
from tests.wave_files import RATE, encoded, wave


def syllables(seconds: np.ndarray) -> np.ndarray:
    """How loud a voice is, (N,): syllables of 0.12 to 0.35 s, of loudnesses that do not repeat."""
    random = np.random.default_rng(7)
    begins = np.cumsum(random.uniform(0.12, 0.35, 200))
    strength = random.uniform(0.1, 1.0, 200)
    number = np.clip(np.searchsorted(begins, seconds, side="right") - 1, 0, 198)
    phase = (seconds - begins[number]) / (begins[number + 1] - begins[number])
    return strength[number] * np.sin(np.pi * phase) ** 2 * (seconds > begins[0])


def speaking(
    folder: Path, late: float, rate: Fraction | int = 30, length: float = 12.0, sound: float = 0.4
) -> Person:
    """Somebody whose jaw opens with the voice, so many seconds late."""
    at = np.arange(round(length * RATE)) / RATE
    noise = np.random.default_rng(1).uniform(-1.0, 1.0, len(at))
    path = folder / "voice.wav"
    path.write_bytes(wave(encoded(sound * syllables(at) * noise)))
    frames = round(length * rate)
    jaw = 0.6 * syllables(np.arange(frames) / float(rate) - late)
    face = FaceTrack(
        ("browInnerUp", "jawOpen"), np.stack([0 * jaw, jaw], axis=1).astype(np.float32), Fraction(rate)
    )
    return Person("001", at_rate(still(frames), rate), face, path)


@pytest.mark.parametrize("rate", [30, 25, 60, Fraction(30000, 1001)])
def test_a_jaw_that_is_120_ms_late(rate: Fraction | int, tmp_path: Path) -> None:
    found = measured(speaking(tmp_path, 0.120, Fraction(rate)), "voice_lag")
    assert found.value == pytest.approx(120.0, abs=5.0)
    assert float(found.why.removeprefix("correlation ")) > 0.9


@pytest.mark.parametrize("late", [-0.2, -0.033, 0.0, 0.01, 0.4])
def test_jaws_that_are_early_or_late(late: float, tmp_path: Path) -> None:
    assert measured(speaking(tmp_path, late), "voice_lag").value == pytest.approx(1000.0 * late, abs=5.0)


def test_a_mouth_that_is_closed_while_the_jaw_is_open_is_closed(tmp_path: Path) -> None:
    person = speaking(tmp_path, 0.05)
    assert person.face is not None
    jaw = person.face.column("jawOpen")
    both = FaceTrack(("jawOpen", "mouthClose"), np.stack([jaw, jaw], axis=1), Fraction(30))
    found = measured(Person("001", person.motion, both, person.voice), "voice_lag")
    assert (found.value, found.why) == (None, "the mouth hardly moves")


def test_what_has_no_lag_says_why(tmp_path: Path) -> None:
    person = speaking(tmp_path, 0.0)
    face, motion, voice = person.face, person.motion, person.voice
    assert face is not None

    def why(face: FaceTrack | None, voice: Path | None) -> str:
        found = measured(Person("001", motion, face, voice), "voice_lag")
        assert found.value is None
        return found.why

    assert why(None, voice) == "no face"
    assert why(face, None) == "no voice"
    assert why(face, tmp_path / "none.wav") == "the voice cannot be read"
    silent, empty = tmp_path / "silent.wav", tmp_path / "empty.wav"
    silent.write_bytes(wave(encoded(np.zeros(5 * RATE))))
    empty.write_bytes(wave(b""))
    assert why(face, silent) == "the voice is silent"
    assert why(face, empty) == "less than 2 s of face and voice"
    noise = np.random.default_rng(3).uniform(-0.3, 0.3, 12 * RATE)
    (tmp_path / "noise.wav").write_bytes(wave(encoded(noise)))
    assert "does not follow" in why(face, tmp_path / "noise.wav")
    brow = FaceTrack(("browInnerUp",), face.weights[:, :1], Fraction(30))
    assert why(brow, voice) == "the face has no jawOpen"
    holes = face.weights.copy()
    holes[100] = np.nan
    assert why(FaceTrack(face.names, holes, Fraction(30)), voice) == "the face lacks weights"
    assert why(FaceTrack(face.names, 0 * face.weights + 0.5, Fraction(30)), voice) == "the mouth hardly moves"
    assert why(FaceTrack(face.names, face.weights[:1], Fraction(30)), voice).startswith("less than 2 s")
    # Later than what is searched.
    late = measured(speaking(tmp_path, 0.8), "voice_lag")
    assert late.value is None


def test_lags_between_samples() -> None:
    at = np.arange(400)
    curve = lambda shift: np.sin(0.31 * (at - shift)) + np.cos(0.17 * (at - shift)) ** 3  # noqa: E731
    lag, correlation = lag_of(curve(3.4), curve(0.0), 12)
    assert lag == pytest.approx(3.4, abs=0.05)
    assert correlation == pytest.approx(1.0, abs=0.01)
    assert lag_of(np.zeros(400), curve(0.0), 12)[1] == 0.0
