# SPDX-License-Identifier: GPL-3.0-or-later
"""Which contacts of a source another version of the scene keeps, and how well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..contacts import Contact
from ..contacts.bodies import Body
from ..contacts.wording import part_text
from ..interaction import captured_pose
from .matching import same, without_match
from .model import Measure, Measured, Measurer
from .pairs import Pair, pairs_of, unknown
from .performed import Performed
from .relation import moved_by

__all__ = ["CONTACTS"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_WITHIN = 0.02  # metres

_SAME = (
    "A contact between the two is the same if the same regions of the same people touch, or regions next to "
    "these, at most 0.2 s earlier or later."
)
_THERE = (
    "Nor is one counted whose regions come as near there as a contact that has begun may be (4 cm; 2 cm of "
    "parts that do not reach), or that only grazes: shorter than 0.2 s with a strength below 0.5."
)
_SOURCE = (
    "ours, after Jang et al. 2024 (10.1145/3687962), who count joints and frames of meshes that intersect"
)
_PLACE = (
    "what touches (of hands the middle of the palm) is within 2 cm of its place on the other person: as far "
    "along the bone, and beside it by the same vector, which turns with the bone and is as long as in the "
    "source or in proportion to the bone, whichever is nearer"
)
_NEAR = "ours; 2 cm as in OmniRetarget (holosoma@fc600e7d), there between a robot and objects"

KEPT = Measure(
    "contacts_kept",
    "Contacts kept",
    "%",
    f"Frames of the source's contacts, each counted by itself, in which the contact is there. {_SAME}",
    _SOURCE,
    "high",
    "pair",
)
MISSED = Measure(
    "contacts_missed",
    "Contacts missed",
    "",
    f"Contacts of the source that are not there. {_SAME} {_THERE}",
    _SOURCE,
    "low",
    "pair",
)
NEW = Measure(
    "contacts_new",
    "Contacts new",
    "",
    f"Contacts that the source does not have. {_SAME} {_THERE}",
    _SOURCE,
    "low",
    "pair",
)
PLACES = Measure(
    "contacts_within_2cm",
    "Contacts within 2 cm",
    "%",
    f"Frames of the source's contacts, each counted by itself, in which {_PLACE}.",
    _NEAR,
    "high",
    "pair",
)
HANDS = Measure(
    "hands_within_2cm",
    "Hands within 2 cm",
    "%",
    f"Frames of the source's contacts of hands, each counted by itself, in which {_PLACE}.",
    _NEAR,
    "high",
    "pair",
)
_ALL = KEPT, MISSED, NEW, PLACES, HANDS
_NONE = "the two do not touch in the source, or not with what is measured"


def _run(scene: Performed, source: Performed | None) -> list[Measured]:
    if source is None:
        return []
    found: list[Measured] = []
    for pair, before in zip(pairs_of(scene), pairs_of(source), strict=True):
        if not (pair.known and before.known):
            found += unknown(_ALL, pair.who, (*pair.people, *before.people))
            continue
        frames = min(pair.frames, before.frames)
        theirs, ours = (
            [each for each in version.contacts[pair.numbers] if each.start < frames]
            for version in (source, scene)
        )
        found += [*_counts(pair, before, theirs, ours, frames), *_places(pair, before, theirs, frames)]
    return found


def _counts(
    pair: Pair, before: Pair, theirs: Sequence[Contact], ours: Sequence[Contact], frames: int
) -> list[Measured]:
    rate = float(pair.people[0].motion.rate)
    again = [(one, [each for each in ours if same(one, each, rate)]) for one in theirs]
    missed = without_match(theirs, ours, _bodies(pair), frames, rate)
    new = without_match(ours, theirs, _bodies(before), frames, rate)
    kept = [(one.start, _during(one, found, frames)) for one, found in again]
    found = [_share(KEPT, pair.who, kept, frames, *_surest(pair, missed, frames))]
    for measure, some in ((MISSED, missed), (NEW, new)):
        why, frame = _surest(pair, some, frames)
        found.append(Measured(measure.id, pair.who, float(len(some)), why, frame, _number(some, frames)))
    return found


def _bodies(pair: Pair) -> dict[int, Body]:
    people = zip(pair.numbers, pair.people, strict=True)
    return {number: person.body for number, person in people if person.body is not None}


def _during(contact: Contact, others: Sequence[Contact], frames: int) -> Flags:
    """Return (N,) in which frames of a contact there is one of others."""
    there = np.zeros(min(contact.end, frames) - contact.start, np.bool_)
    for each in others:
        there[max(each.start - contact.start, 0) : each.end - contact.start] = True
    return there


def _surest(pair: Pair, contacts: Sequence[Contact], frames: int) -> tuple[str, int | None]:
    """Return which of some contacts is the surest, in words, and where it is closest."""
    if not contacts:
        return "", None
    contact = max(contacts, key=lambda each: each.strength)
    return f"surest: {_words(pair, contact)}", min(contact.frame, frames - 1)


def _words(pair: Pair, contact: Contact) -> str:
    """Return a contact in words, as in ``001's left hand on 002's trunk``."""
    actors = dict(zip(pair.numbers, (person.actor for person in pair.people), strict=True))
    ends = ((contact.person, contact.part), (contact.other, contact.on))
    return " on ".join(f"{actors[who]}'s {part_text(role)}" for who, role in ends if who is not None)


def _number(contacts: Sequence[Contact], frames: int) -> Array:
    """Return (F,) how many of some contacts there are in each frame."""
    count = np.zeros(frames)
    for each in contacts:
        count[each.start : each.end] += 1.0
    return count


def _places(pair: Pair, before: Pair, contacts: Sequence[Contact], frames: int) -> list[Measured]:
    """Return how often what touches is where it was on the other person."""
    source = dict(zip(pair.numbers, (captured_pose(each.motion) for each in before.people), strict=True))
    played = dict(zip(pair.numbers, (captured_pose(each.motion) for each in pair.people), strict=True))
    moved: list[tuple[Contact, Array]] = []
    for each in contacts:
        touched = next(number for number in pair.numbers if number != each.person)
        earlier, now = ((poses[each.person], poses[touched]) for poses in (source, played))
        off = moved_by(each, earlier, now, frames)
        if off is not None:
            moved.append((each, off))
    hands = [(each, off) for each, off in moved if each.part.endswith("_hand")]
    found = []
    for measure, some in ((PLACES, moved), (HANDS, hands)):
        worst = max(some, key=lambda one: float(one[1].max()), default=None)
        why, frame = "", None
        if worst is not None:
            frame = worst[0].start + int(worst[1].argmax())
            why = f"worst: {_words(pair, worst[0])}, {100 * float(worst[1].max()):.1f} cm"
        flags = [(each.start, off < _WITHIN) for each, off in some]
        found.append(_share(measure, pair.who, flags, frames, why, frame))
    return found


def _share(
    measure: Measure,
    who: str,
    contacts: Sequence[tuple[int, Flags]],
    frames: int,
    why: str,
    frame: int | None,
) -> Measured:
    """Return the share of the frames of contacts, given by their starts and whether each frame counts."""
    if not contacts:
        return Measured(measure.id, who, None, _NONE)
    good, every = np.zeros(frames), np.zeros(frames)
    for start, flags in contacts:
        good[start : start + len(flags)] += flags
        every[start : start + len(flags)] += 1.0
    series = np.divide(100.0 * good, every, out=np.full(frames, np.nan), where=every > 0.0)
    return Measured(measure.id, who, 100.0 * float(good.sum() / every.sum()), why, frame, series)


CONTACTS = Measurer(_ALL, _run, compares=True)
