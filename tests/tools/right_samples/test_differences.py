# SPDX-License-Identifier: GPL-3.0-or-later
"""FLIP and SSIM, against what their authors' and scikit-image's programs say of the same pictures."""

from __future__ import annotations

import numpy as np
import pytest

from tools.right_samples.flip import flip
from tools.right_samples.ssim import ssim


def waves(shift: float, grain: float = 0.0) -> np.ndarray:
    """A picture of smooth colours, and over it a fine pattern."""
    y, x = np.mgrid[:48, :64]
    channels = [np.sin(0.11 * x + 0.07 * (n + 1) * y + n + shift) for n in range(3)]
    fine = grain * (-1.0) ** (x // 2 + y // 2)
    return np.clip(0.5 + 0.4 * np.stack(channels, axis=-1) + fine[..., None], 0.0, 1.0)


PAIRS = {
    "grain": (waves(0.0), waves(0.0, 0.05)),
    "colour": (waves(0.0), waves(0.4)),
    "other": (waves(0.0), waves(3.0)),
    "edges": (waves(0.0), np.round(waves(0.0))),
}


@pytest.mark.parametrize(
    ("pair", "mean", "many"),
    [
        ("grain", 0.044030, 0.088389),
        ("colour", 0.540532, 0.755687),
        ("other", 0.958184, 0.988347),
        ("edges", 0.762353, 0.970216),
    ],
)
def test_flip_is_that_of_its_authors(pair: str, mean: float, many: float) -> None:
    found = flip(*PAIRS[pair])
    assert found.shape == (48, 64)
    assert found.mean() == pytest.approx(mean, abs=2e-5)
    assert np.percentile(found, 95) == pytest.approx(many, abs=2e-5)


@pytest.mark.parametrize(
    ("pair", "alike"),
    [("grain", 0.5851823), ("colour", 0.8767209), ("other", -0.3471805), ("edges", 0.2648394)],
)
def test_ssim_is_that_of_scikit_image(pair: str, alike: float) -> None:
    assert ssim(*PAIRS[pair]) == pytest.approx(alike, abs=1e-6)


def test_a_picture_does_not_differ_from_itself() -> None:
    assert flip(waves(0.0, 0.05), waves(0.0, 0.05)).max() == 0.0
    assert ssim(waves(0.0, 0.05), waves(0.0, 0.05)) == pytest.approx(1.0)


def test_from_further_away_grain_is_seen_less() -> None:
    near, far = (flip(*PAIRS["grain"], pixels).mean() for pixels in (67.0, 134.0))
    assert far < 0.75 * near
