# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples by preset and quality."""

from __future__ import annotations

import pytest

from interact_addon.core.foundation.choices import ids
from interact_addon.core.options.picture import QUALITIES, RENDER_PRESETS, SAMPLES, PictureOptions, samples_of


def test_each_preset_has_a_number_for_each_quality_and_a_higher_one_takes_no_fewer() -> None:
    assert tuple(SAMPLES) == RENDER_PRESETS
    for numbers in SAMPLES.values():
        assert tuple(numbers) == ids(QUALITIES)
        assert list(numbers.values()) == sorted(numbers.values())
    for preset in ("preview", "final", "pathtraced"):
        assert len(set(SAMPLES[preset].values())) == len(QUALITIES), "a step that changes nothing"


def test_samples_are_those_of_the_quality_unless_they_are_set() -> None:
    assert PictureOptions("final").samples_taken == SAMPLES["final"]["medium"]
    assert PictureOptions("final", quality="low").samples_taken == SAMPLES["final"]["low"]
    assert PictureOptions("final", quality="low", samples=7).samples_taken == 7
    with pytest.raises(KeyError):
        samples_of("final", "best")
