# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a child still holds of the people of its scenes, and so need not read again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ...characters.fitting.fitted import MOST_HELD

__all__ = ["held_after"]


def held_after(held: Sequence[str], people: Collection[str]) -> tuple[str, ...]:
    """Return whom a child holds after a scene, the last ones last.

    Args:
        held: Whom it held before.
        people: Who is in the scene. More than a child holds take each other's places, so that the next scene
            of the same people finds none.
    """
    if len(people) > MOST_HELD:
        return ()
    return (*(each for each in held if each not in people), *sorted(people))[-MOST_HELD:]
