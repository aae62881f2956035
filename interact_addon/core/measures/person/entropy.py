# SPDX-License-Identifier: GPL-3.0-or-later
"""How varied a body moves."""

from __future__ import annotations

import numpy as np

from ..model import Measure, Measured, Measurer
from ..performed import Person
from .each import cannot, joints_of, of_each

__all__ = ["ENTROPY"]

_BINS, _WIDTH = 64, 0.05  # metres per second

_MEASURE = Measure(
    "body_entropy",
    "Body entropy",
    "bits",
    "Entropy of the histogram of the joints' speeds in the world, of all frames and of the body's joints "
    f"without fingers: {_BINS} bins of {_WIDTH} m/s from 0, the last one with all that is faster. 0 at "
    "rest, at most 6.",
    "ours",
    "none",
    "actor",
)


def _entropy(person: Person) -> list[Measured]:
    if person.motion.frames < 2:
        return cannot([_MEASURE], person.actor, "the motion has fewer than 2 frames")
    ways = np.linalg.norm(np.diff(person.positions[:, joints_of(person)], axis=0), axis=2)
    speeds = ways[np.isfinite(ways)] * float(person.motion.rate)
    if not len(speeds):
        return cannot([_MEASURE], person.actor, "no joint has places in 2 frames in a row: see gaps")
    bins = np.minimum(speeds / _WIDTH, _BINS - 1.0).astype(np.int64)
    shares = np.bincount(bins, minlength=_BINS) / len(bins)
    shares = shares[shares > 0.0]
    why = "" if len(speeds) == ways.size else "without the frames in which joints are missing: see gaps"
    return [Measured(_MEASURE.id, person.actor, abs(float(shares @ np.log2(shares))), why)]


ENTROPY = Measurer((_MEASURE,), of_each(_entropy))
