# SPDX-License-Identifier: GPL-3.0-or-later
"""The loudness of a voice over time, to compare jaws with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio import read_samples
from ...foundation.errors import InteractError

__all__ = ["loudness_of"]

_WINDOW = 0.05  # seconds: a syllable is a few of them


def loudness_of(voice: Path | None) -> Callable[[NDArray[np.float64]], NDArray[np.float64] | None] | None:
    """Return what measures a recording at moments (R,) in seconds; it gives None if that cannot be read."""
    if voice is None:
        return None

    def measure(times: NDArray[np.float64]) -> NDArray[np.float64] | None:
        try:
            info, samples = read_samples(voice)
        except InteractError:
            return None
        mono = samples.mean(axis=1, dtype=np.float64)
        if not len(mono) or not np.isfinite(mono).all():
            return None
        energy = np.concatenate(([0.0], np.cumsum(mono**2)))
        middle = np.rint(times * info.rate).astype(np.int64)
        half = max(1, round(info.rate * _WINDOW / 2))
        first, last = (np.clip(middle + side, 0, len(mono)) for side in (-half, half))
        loud: NDArray[np.float64] = np.sqrt(
            (energy[last] - energy[first]).clip(0) / np.maximum(last - first, 1)
        )
        return loud

    return measure
