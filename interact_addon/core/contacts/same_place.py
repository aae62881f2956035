# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaves out contacts that say again what another one says: neighbouring parts at one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .model import Contact

__all__ = ["Touch", "without_repeats"]

_APART = 0.08  # metres at 1.75 m: places nearer than that are one
_SHARE = 0.6  # of a contact's frames


@dataclass(frozen=True, eq=False)
class Touch:
    """A contact, and what was seen of it.

    Attributes:
        contact: The contact.
        gaps: (N,) metres between the surfaces in each of its frames; infinite where it is interrupted.
        places: (N, 3) the places in the world.
    """

    contact: Contact
    gaps: NDArray[np.float64]
    places: NDArray[np.float64]


def without_repeats(touches: Sequence[Touch], scale: float) -> list[Contact]:
    """Return the contacts of the same people without those at the place of a nearer or longer one.

    Where two elbows meet, so do upper arms with forearms; where a hand is shaken, wrists are close.

    Args:
        touches: The contacts of one person with another, or with oneself.
        scale: The people's size.
    """
    kept: list[Touch] = []
    for touch in sorted(touches, key=_weight, reverse=True):
        again = np.zeros(touch.contact.frames, np.bool_)
        for other in kept:
            _mark(again, touch, other, _APART * scale)
        if again.mean() <= _SHARE:
            kept.append(touch)
    return [touch.contact for touch in kept]


def _weight(touch: Touch) -> tuple[float, int, str, str]:
    """Return what ranks a contact: by its frames, and how near they are."""
    near = np.clip(0.05 - touch.gaps, 0.0, 0.1)
    return float(near.sum()), -touch.contact.start, touch.contact.part, touch.contact.on


def _mark(again: NDArray[np.bool_], touch: Touch, other: Touch, apart: float) -> None:
    """Mark the frames of ``touch`` in which ``other`` is at the same place."""
    one, two = touch.contact, other.contact
    first, last = max(one.start, two.start), min(one.end, two.end)
    if first >= last:
        return
    here, there = slice(first - one.start, last - one.start), slice(first - two.start, last - two.start)
    way = np.linalg.norm(touch.places[here] - other.places[there], axis=1)
    again[here] |= (way < apart) & np.isfinite(other.gaps[there])
