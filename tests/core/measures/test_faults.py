# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import FaceTrack
from interact_addon.core.measures import Measured, Person, measure_people
from tests.people_in_motion import still
from tests.wave_files import RATE, encoded, wave


def face(frames: int, rate: int = 30) -> FaceTrack:
    return FaceTrack(("jawOpen",), np.zeros((frames, 1), np.float32), Fraction(rate))


def voice(folder: Path, frames: float) -> Path:
    path = folder / f"{frames}.wav"
    path.write_bytes(wave(encoded(np.zeros(round(frames / 30 * RATE)))))
    return path


def mismatch(*people: Person) -> Measured:
    (found,) = measure_people(people, ["length_mismatch"])
    assert found.who == ""
    return found


def test_lengths_that_differ_by_nine_frames(tmp_path: Path) -> None:
    one = Person("001", still(100), face(98), voice(tmp_path, 100.3))
    found = mismatch(one, Person("002", still(91), face(95)))
    assert (found.value, found.frame) == (9.0, 91)
    assert found.why == "body of 001: 100, body of 002: 91"


def test_equal_lengths_at_other_rates(tmp_path: Path) -> None:
    found = mismatch(Person("001", still(100), face(200, 60), voice(tmp_path, 100)))
    assert (found.value, found.frame, found.why) == (0.0, None, "")


def test_a_voice_that_goes_on(tmp_path: Path) -> None:
    found = mismatch(Person("001", still(60), None, voice(tmp_path, 75)))
    assert (found.value, found.frame) == (15.0, 59)


@pytest.mark.parametrize("data", [b"", b"no sound"])
def test_a_voice_that_cannot_be_read_is_left_out(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(data)
    found = mismatch(Person("001", still(60), face(62), path))
    assert found.value == 2.0
    assert found.why.endswith("without the voice of 001, which cannot be read")


def test_an_empty_voice_is_as_short_as_can_be(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.write_bytes(wave(b""))
    assert mismatch(Person("001", still(60), None, path)).value == 60.0
