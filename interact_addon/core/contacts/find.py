# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds contacts from the joints of captured people."""

from __future__ import annotations

from collections.abc import Sequence

from ..animation.skeleton import Motion
from .model import Contacts

__all__ = ["find_contacts"]


def find_contacts(people: Sequence[Motion], names: Sequence[str] | None = None) -> Contacts:
    """Find the contacts of a scene.

    Args:
        people: The motions, metres, Z up, at one frame rate and of any lengths.
        names: The actors' ids; by default their numbers.
    """
    names = names or [str(number) for number in range(len(people))]
    frames = max(motion.frames for motion in people)
    return Contacts(tuple(names), people[0].rate, frames, ())
