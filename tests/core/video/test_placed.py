# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of recordings, heard when and as loud as they are placed, sample by sample."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.video import Ffmpeg, Placed, Voice
from interact_addon.core.video.voices import filter_graph, usable_voices

RATE = 48_000


def mixed(ffmpeg: Ffmpeg, voices: list[Voice], samples: int, start: int = 0) -> np.ndarray:
    """(N, 2), before it is coded."""
    usable, _ = usable_voices(voices, ffmpeg)
    graph = filter_graph(usable, first_input=0, start=start, samples=samples, stereo=False)
    inputs = [word for voice in usable for word in voice.input]
    command = [ffmpeg.path, "-v", "error", *inputs, "-filter_complex", graph, "-map", "[sound]"]
    raw = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=True).stdout
    return np.frombuffer(raw, "<f4").reshape(-1, 2)


@pytest.mark.parametrize("start", [0, 700])
@pytest.mark.parametrize("begin", [-3000, 0, 1000, 4999, 60_000])
@pytest.mark.parametrize(("skip", "length"), [(0, None), (480, None), (480, 2000), (0, 0), (9000, None)])
def test_each_sample_is_where_it_belongs(
    ffmpeg: Ffmpeg, write_wav, tmp_path: Path, start: int, begin: int, skip: int, length: int | None
) -> None:
    recording = np.random.default_rng(3).uniform(-0.4, 0.4, 8000).astype(np.float32)
    path = write_wav(tmp_path / "a.wav", recording)
    placed = Placed(
        Fraction(begin, RATE), Fraction(skip, RATE), None if length is None else Fraction(length, RATE), 0.5
    )
    part = recording[skip:][: length if length is not None else len(recording)]
    clock = np.zeros(100_000)
    clock[10_000 + begin : 10_000 + begin + len(part)] = 0.5 * part
    expected = clock[10_000 + start : 10_000 + start + 12_000]
    sound = mixed(ffmpeg, [Voice("a", path, placed=placed)], 12_000, start)
    assert sound.shape == (12_000, 2)
    np.testing.assert_allclose(sound, np.stack([expected, expected], axis=1), atol=1e-6)


def test_parts_that_make_no_sense() -> None:
    for wrong in ({"skip": Fraction(-1)}, {"length": Fraction(-1)}, {"gain": -1.0}, {"gain": float("nan")}):
        with pytest.raises(UsageError):
            Placed(**wrong)  # type: ignore[arg-type]
