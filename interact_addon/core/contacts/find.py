# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds contacts from the joints of captured people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from ..animation.skeleton import Motion
from ..foundation.errors import CharacterError, UsageError
from .bodies import Body, captured_body
from .floor import floor_touches, seat_touches
from .meshes.surface import Surface
from .model import Contact, Contacts
from .touch import surfaces_near, touches

__all__ = ["find_contacts"]


def find_contacts(
    people: Sequence[Motion],
    names: Sequence[str] | None = None,
    surfaces: Mapping[int, Surface] | None = None,
) -> Contacts:
    """Find the contacts of a scene.

    The bodies are capsules on the joints, with the girth of people of average build (`parts`). Two parts
    touch from where their surfaces come within 2 cm until they are 4 cm apart, for at least 0.1 s; see
    `touch` for what touches by chance, and for people who touch themselves. A person whose joints are not
    known has no contacts.

    Args:
        people: The motions, metres, Z up, at one frame rate and of any lengths.
        names: The actors' ids; by default their numbers.
        surfaces: The surfaces of some, by number, in the frames of their motions. Where two people have one,
            it decides what their hands, forearms, feet and heads touch.

    Raises:
        UsageError: there are no people, or their rates differ.
    """
    names = tuple(names) if names is not None else tuple(str(number) for number in range(len(people)))
    if not people or len(names) != len(people):
        raise UsageError(f"contacts of {len(people)} people cannot be found under {len(names)} names")
    if len({motion.rate for motion in people}) > 1:
        raise UsageError("contacts need motions of one frame rate", cure="Resample them first")
    bodies = {n: body for n, motion in enumerate(people) if (body := _body(motion)) is not None}
    found: list[Contact] = []
    for one in bodies:
        floor, standing = floor_touches(bodies, one)
        found += [*standing, *seat_touches(bodies, one, floor), *touches(bodies, one, one)]
    known = surfaces or {}
    for one, other in combinations(bodies, 2):
        near = None
        if one in known and other in known:
            near = surfaces_near(bodies, one, other, (known[one], known[other]))
        found += touches(bodies, one, other, near)
    found.sort(key=lambda each: (each.start, each.person, each.part, str(each.other), each.on, each.end))
    frames = max(motion.frames for motion in people)
    return Contacts(names, people[0].rate, frames, tuple(found), "meshes" if known else "joints")


def _body(motion: Motion) -> Body | None:
    """Return a person, or None if the joints are not known."""
    try:
        return captured_body(motion)
    except CharacterError:
        return None
