# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts as data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["FLOOR", "SEAT", "Contact", "Contacts"]

FLOOR, SEAT = "floor", "seat"
"""What is touched where nobody is: the floor; and what somebody sits on, at its height."""


@dataclass(frozen=True, eq=False)
class Contact:
    """A part of somebody that touches, without a break.

    Attributes:
        person: The number of the person whose part touches.
        part: The role of its bone, such as ``left_hand``, ``right_foot``, ``head``, ``left_forearm``; of a
            foot on the floor ``left_foot`` for the heel and ``left_toe`` for ball and toes.
        other: The number of the person who is touched, also oneself; None for floor and seat.
        on: The role of the bone that is touched, such as ``spine.2``; or ``floor`` or ``seat``.
        start: The first frame, counted from 0.
        end: The frame after the last one.
        frame: The frame in which it is closest.
        gap: Metres between the two surfaces in that frame; negative if they overlap.
        strength: From 0 to 1: how surely, that is, how near and how long it is touched.
        spot: (3,) metres, the place on the part that touches, from the head of its bone in the bone's axes
            (at rest the world's): world = position + rotation * spot.
        offset: (3,) metres, in that frame the same place, likewise from the head of the touched bone; for
            floor and seat the place in the world.
    """

    person: int
    part: str
    other: int | None
    on: str
    start: int
    end: int
    frame: int
    gap: float
    strength: float
    spot: NDArray[np.float64]
    offset: NDArray[np.float64]

    @property
    def frames(self) -> int:
        """How many frames it lasts."""
        return self.end - self.start


@dataclass(frozen=True, eq=False)
class Contacts:
    """All contacts of a scene, in order of time.

    Attributes:
        people: The actors' ids; contacts have their numbers.
        rate: Frames per second.
        frames: The scene's length.
        contacts: The contacts.
        source: What they were found from: ``joints`` or ``meshes``.
    """

    people: tuple[str, ...]
    rate: Fraction
    frames: int
    contacts: tuple[Contact, ...]
    source: str = "joints"

    def between(self) -> tuple[Contact, ...]:
        """Return those of two different people."""
        return tuple(each for each in self.contacts if each.other is not None and each.other != each.person)
