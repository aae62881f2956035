# SPDX-License-Identifier: GPL-3.0-or-later
"""How different from the reference the pictures of each way are, over all moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.picture_sheet import pixels_of

from .drawing import Way, picture_of, reference, seconds_of
from .flip import flip
from .moments import Moment
from .ssim import ssim

__all__ = ["Row", "compared"]

_MANY = 95.0  # per cent of the pixels


@dataclass(frozen=True, slots=True)
class Row:
    """One way, over the moments of which there are its picture and the reference.

    Attributes:
        way: How they are rendered.
        moments: How many.
        flip: The mean difference of their pixels by FLIP.
        worst: That of the moment that differs most.
        many: What 95 of 100 pixels do not exceed.
        ssim: How alike their structure is.
        least: That of the moment that is least alike.
        seconds: The processor's, of a picture; the median.
    """

    way: Way
    moments: int
    flip: float
    worst: float
    many: float
    ssim: float
    least: float
    seconds: float


def compared(folder: Path, moments: Sequence[Moment], way: Way) -> Row | None:
    """Return what is said about a way; None while no moment has both pictures."""
    base = reference(way.preset)
    there = [
        moment
        for moment in moments
        if picture_of(folder, moment, way).is_file() and picture_of(folder, moment, base).is_file()
    ]
    if not there:
        return None
    maps, alike = [], []
    for moment in there:
        one, two = (
            pixels_of(picture_of(folder, moment, each))[..., :3].astype(np.float64) for each in (base, way)
        )
        maps.append(flip(one, two))
        alike.append(ssim(one, two))
    means = [float(each.mean()) for each in maps]
    return Row(
        way,
        len(there),
        float(np.mean(means)),
        max(means),
        float(np.percentile(np.concatenate([each.ravel() for each in maps]), _MANY)),
        float(np.mean(alike)),
        min(alike),
        float(np.median([seconds_of(folder, moment, way) for moment in there])),
    )
