# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import UsageError, WorkError
from interact_addon.core.video.subtitles import Cue, spoken_span, srt_text, write_srt


def recorded(path: Path, samples: np.ndarray, rate: int = 16000) -> Path:
    with wave.open(str(path), "wb") as stream:
        stream.setparams((1, 2, rate, 0, "NONE", ""))
        stream.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def test_subrip() -> None:
    cues = [
        Cue(Fraction(3661) + Fraction(29995, 10000), Fraction(3700), "Later --> then\n\n  and more  "),
        Cue(Fraction(1, 3), Fraction(2), "Schön, danke."),
        Cue(Fraction(5), Fraction(6), "  "),
    ]
    assert srt_text(cues) == (
        "1\n00:00:00,333 --> 00:00:02,000\nSchön, danke.\n\n"
        "2\n01:01:04,000 --> 01:01:40,000\nLater → then\nand more\n"
    )


def test_the_file(tmp_path: Path) -> None:
    write_srt(tmp_path / "a.srt", [Cue(Fraction(0), Fraction(1), "é")])
    assert (tmp_path / "a.srt").read_bytes() == "1\n00:00:00,000 --> 00:00:01,000\né\n".encode()
    with pytest.raises(WorkError, match="cannot be written"):
        write_srt(tmp_path / "absent" / "a.srt", [])


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (1, 1), (2, 1)])
def test_cues_that_make_no_sense(start: int, end: int) -> None:
    with pytest.raises(UsageError, match="invalid subtitle time"):
        Cue(Fraction(start), Fraction(end), "x")


def test_when_somebody_speaks(tmp_path: Path) -> None:
    samples = np.random.default_rng(0).normal(size=48000) * 1e-3
    samples[16000:32000] = np.sin(np.arange(16000) / 5) * 0.6
    start, end = spoken_span(recorded(tmp_path / "a.wav", samples))
    assert float(start) == pytest.approx(0.8, abs=0.021)
    assert float(end) == pytest.approx(2.2, abs=0.021)
    assert spoken_span(recorded(tmp_path / "b.wav", samples * 0)) == (0, 3)
    assert spoken_span(recorded(tmp_path / "c.wav", samples[16000:32000])) == (0, 1)
    assert spoken_span(recorded(tmp_path / "d.wav", samples[:10])) == (0, Fraction(10, 16000))
