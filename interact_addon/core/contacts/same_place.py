# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaves out contacts that say again what another one says: neighbouring parts at one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import ARM, LEG
from .model import Contact

__all__ = ["Touch", "without_repeats"]

_APART, _SAME_LIMBS = 0.08, 0.20  # metres at 1.75 m: nearer places are one; and of the same two limbs
_SHARE = 0.6  # of a contact's frames
_MEANT = ("_hand", "_foot", "head")


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

    Where two elbows meet, so do upper arms with forearms; where hands clasp, fingers are at the wrist.

    Args:
        touches: The contacts of one person with another, or with oneself.
        scale: The people's size.
    """
    kept: list[Touch] = []
    for touch in sorted(touches, key=_weight, reverse=True):
        again = np.zeros(touch.contact.frames, np.bool_)
        for other in kept:
            apart = _SAME_LIMBS if _limbs(touch.contact) == _limbs(other.contact) else _APART
            _mark(again, touch, other, apart * scale)
        if again.mean() <= _SHARE:
            kept.append(touch)
    return [touch.contact for touch in kept]


def _weight(touch: Touch) -> tuple[float, int, str, str]:
    """Return what ranks a contact: by its frames and how near they are, hands and feet first."""
    near = np.clip(0.05 - touch.gaps, 0.0, 0.1)
    contact = touch.contact
    meant = 2.0 ** sum(role.endswith(_MEANT) for role in (contact.part, contact.on))
    return meant * float(near.sum()), -contact.start, contact.part, contact.on


def _limbs(contact: Contact) -> frozenset[tuple[int | None, str]]:
    """Return whose limbs meet: of each the person and the limb, such as ``left arm``, or the role."""
    out = []
    for who, role in ((contact.person, contact.part), (contact.other, contact.on)):
        side, _, part = role.partition("_")
        limb = "arm" if part in ARM else "leg" if part in LEG else ""
        out.append((who, f"{side} {limb}" if limb else role))
    return frozenset(out)


def _mark(again: NDArray[np.bool_], touch: Touch, other: Touch, apart: float) -> None:
    """Mark the frames of ``touch`` in which ``other`` is at the same place."""
    one, two = touch.contact, other.contact
    first, last = max(one.start, two.start), min(one.end, two.end)
    if first >= last:
        return
    here, there = slice(first - one.start, last - one.start), slice(first - two.start, last - two.start)
    way = np.linalg.norm(touch.places[here] - other.places[there], axis=1)
    again[here] |= (way < apart) & np.isfinite(other.gaps[there])
