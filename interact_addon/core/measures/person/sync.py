# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the mouth is behind the voice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio import read_samples
from ...face.arkit import FaceTrack
from ...foundation.errors import AudioError
from ..model import Measure, Measured, Measurer
from ..performed import Person
from .each import of_each

__all__ = ["SYNC", "lag_of"]

Array = NDArray[np.float64]

_RATE = 100  # samples per second of both curves
_OVER = 5  # of them, over which loudness is taken
_REACH = 0.5  # seconds that the mouth may be late or early
_LEAST = 2.0  # seconds of both
_SLOW = 1.0  # seconds: changes over longer times are moods, not syllables
_SILENT = 1e-3  # of full scale, -60 dB
_STILL = 0.01  # standard deviation of the mouth's opening
_WEAK = 0.3  # correlation

_MEASURE = Measure(
    "voice_lag",
    "Mouth behind voice",
    "ms",
    "Lag at which the mouth's opening (jawOpen less mouthClose) correlates best with the voice's loudness "
    "(root mean square over 50 ms), within 0.5 s, both without changes slower than 1 s; positive where the "
    "mouth is late. Not measured where the correlation is below 0.3.",
    "ours",
    "none",
    "actor",
)


def _lag(person: Person) -> list[Measured]:
    value, why = _lag_or_why(person)
    return [Measured(_MEASURE.id, person.actor, value, why)]


def _lag_or_why(person: Person) -> tuple[float | None, str]:
    face = person.face
    if face is None or person.voice is None:
        return None, "no face" if face is None else "no voice"
    opening = _opening(face)
    if opening is None:
        return None, "the face has no jawOpen"
    loud = _loudness(person.voice)
    if loud is None:
        return None, "the voice cannot be read"
    times = (np.arange(len(loud)) + 0.5) / _RATE
    count = int(np.count_nonzero(times * float(face.rate) <= face.frames - 1))
    mouth = np.interp(times[:count], np.arange(face.frames) / float(face.rate), opening)
    loud = loud[:count]
    if count < _LEAST * _RATE:
        return None, "less than 2 s of face and voice"
    if loud.max() < _SILENT:
        return None, "the voice is silent"
    mouth, loud = _quick(mouth), _quick(loud)
    if not np.isfinite(mouth).all():
        return None, "the face lacks weights"
    if mouth.std() < _STILL:
        return None, "the mouth hardly moves"
    lag, correlation = lag_of(mouth, loud, round(_REACH * _RATE))
    if lag is None or correlation < _WEAK:
        return (
            None,
            f"the mouth does not follow the voice (correlation {max(correlation, 0.0):.2f})",
        )
    return lag / _RATE * 1000.0, f"correlation {correlation:.2f}"


def _opening(face: FaceTrack) -> Array | None:
    """Return (F,) how far the mouth is open, or None."""
    if "jawOpen" not in face.names or not face.frames:
        return None
    out = face.column("jawOpen").astype(np.float64)
    return out - face.column("mouthClose") if "mouthClose" in face.names else out


def _loudness(voice: Path) -> Array | None:
    """Return (N,) the root mean squares of a recording, in the middle of each hundredth of a second."""
    try:
        info, samples = read_samples(voice)
    except AudioError:
        return None
    power = np.square(samples.mean(axis=1) if info.channels > 1 else samples[:, 0])
    starts = np.arange(len(power) * _RATE // info.rate) * info.rate // _RATE
    if not len(starts):
        return np.zeros(0)
    power = np.add.reduceat(power, starts) / np.diff(np.r_[starts, len(power)])
    loud: Array = np.sqrt(np.convolve(power.astype(np.float64), np.full(_OVER, 1.0 / _OVER), mode="same"))
    return loud if np.isfinite(loud).all() else None


def _quick(values: Array) -> Array:
    """Return values (N,) without their changes that are slower than a second."""
    width = 2 * round(_SLOW * _RATE / 2.0) + 1
    padded = np.pad(values, width // 2, mode="edge")
    total = np.cumsum(np.r_[0.0, padded])
    return np.asarray(values - (total[width:] - total[:-width]) / width)


def lag_of(late: Array, early: Array, reach: int) -> tuple[float | None, float]:
    """Return by how many samples a curve is behind another one, and their correlation there.

    Args:
        late: (N,) samples.
        early: (N,) samples.
        reach: The most samples between the two, either way; less than N / 2.

    Returns:
        The lag, between two samples by the parabola through the best three, None if it is beyond reach; and
        the correlation, from -1 to 1.
    """
    middle = early[reach : len(early) - reach] - early[reach : len(early) - reach].mean()
    count = len(middle)
    products = np.correlate(late, middle, mode="valid")  # of lags from -reach to reach
    totals, squares = (np.cumsum(np.r_[0.0, each]) for each in (late, late**2))
    sums, powers = (each[count:] - each[:-count] for each in (totals, squares))
    spread = np.sqrt(np.maximum(powers - sums**2 / count, 0.0) * (middle @ middle))
    found = np.divide(products, spread, out=np.zeros(len(products)), where=spread > 0.0)
    best = int(np.argmax(found))
    if best in (0, len(found) - 1):
        return None, float(found[best])
    before, peak, after = found[best - 1 : best + 2].tolist()
    bend = before - 2.0 * peak + after
    shift = 0.5 * (before - after) / bend if bend < 0.0 else 0.0
    return best - reach + shift, peak


SYNC = Measurer((_MEASURE,), of_each(_lag))
