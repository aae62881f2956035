# SPDX-License-Identifier: GPL-3.0-or-later
"""Which contact of another version of a scene is the same, and which are missing there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..contacts import Contact
from ..contacts.bodies import Body
from ..contacts.touch import ceases_at, region_gaps
from .regions import neighbours, region_of

__all__ = ["BRIEF", "SLACK", "UNSURE", "same", "without_match"]

SLACK = 0.2
"""Seconds: the same contact may come so much earlier or later."""
BRIEF = 0.2
UNSURE = 0.5
"""What lasts less than `BRIEF` seconds and is less sure than `UNSURE` grazes: it may come and go."""


def same(one: Contact, other: Contact, rate: float) -> bool:
    """Return whether two contacts, each of another version of the scene, are the same."""
    slack = SLACK * rate
    if one.start >= other.end + slack or other.start >= one.end + slack:
        return False
    ends = ({each.person: each.part, each.other: each.on} for each in (one, other))
    before, after = ({who: region_of(role) for who, role in each.items()} for each in ends)
    return all(before[who] == after[who] or neighbours(before[who], after[who]) for who in before)


def without_match(
    contacts: Sequence[Contact],
    others: Sequence[Contact],
    bodies: Mapping[int, Body],
    frames: int,
    rate: float,
) -> list[Contact]:
    """Return the contacts of one version of a scene that are not there in the other.

    Args:
        contacts: Those of the one version.
        others: Those of the other.
        bodies: Everyone in the other version, by number.
        frames: How many frames both have.
        rate: Frames per second.
    """
    return [
        one
        for one in contacts
        if not (one.frames < BRIEF * rate and one.strength < UNSURE)
        and not any(same(one, each, rate) for each in others)
        and not _still_near(one, bodies, frames, rate)
    ]


def _still_near(contact: Contact, bodies: Mapping[int, Body], frames: int, rate: float) -> bool:
    """Return whether the regions of a contact come as near as those of one that has begun."""
    if contact.other is None:
        return False
    one, other = bodies[contact.person], bodies[contact.other]
    slack = round(SLACK * rate)
    during = np.arange(max(contact.start - slack, 0), min(contact.end + slack, frames))
    mine, theirs = region_of(contact.part), region_of(contact.on)
    if mine not in one.parts.regions or theirs not in other.parts.regions:
        return False
    leave = 0.5 * (one.parts.scale + other.parts.scale) * ceases_at(mine, theirs)
    pair = one.parts.regions.index(mine), other.parts.regions.index(theirs)
    return bool(np.any(region_gaps(one, pair[0], other, pair[1], during, leave)[0] < leave))
