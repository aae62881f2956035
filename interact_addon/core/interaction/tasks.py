# SPDX-License-Identifier: GPL-3.0-or-later
"""What each contact asks of the limbs: a place of one body that has to stay at a line of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import SIDES
from ..animation.rotations import quaternion_rotate
from ..contacts import FLOOR, Contact, Contacts
from ..foundation.easing import smoothstep
from .limbs import limbs_of
from .lines import Line, Place, line_of, place_on, point_of, sizes
from .role_pose import RolePose

__all__ = ["EASE", "Task", "limb_of", "tasks_of", "window"]

Array = NDArray[np.float64]

EASE = 0.4
"""Seconds before and after a contact in which a limb comes to it and leaves it."""
_GRIP = 0.5
"""How far along from the wrist to the knuckles the place of a hand is that is kept. Hands of other sizes can
have but one: from here neither wrist nor finger tips get far away."""
_RESTS = 0.5  # seconds: legs and forearms that brush against others in passing are left alone
_WITH_HAND = 0.25  # metres
_MIX = 1.0  # seconds round a contact in which it has a say in where its limb goes
_BESIDE = {
    "upper_arm": ("forearm",),
    "forearm": ("upper_arm", "hand"),
    "hand": ("forearm",),
    "thigh": ("shin",),
    "shin": ("thigh", "foot"),
    "foot": ("shin",),
}
_HANDS = 6.0  # how much two hands on each other count beside a hand on the forearm behind
_RADII = {"hips": 0.15, "neck": 0.10, "head": 0.12, "thigh": 0.09, "hand": 0.04, "foot": 0.05}
_RADIUS = 0.06
"""Metres from a line to the skin, about."""


@dataclass(frozen=True, eq=False)
class Task:
    """One contact of a limb.

    Attributes:
        contact: The contact.
        person: Whose limb it is.
        limb: Its name.
        mine: The line that the touching place is near, on the limb.
        my_place: The place near it.
        my_size: How long that line is, relative to the capture's.
        other: The person who is touched; None for the floor.
        theirs: The line that is touched, or None.
        their_place: The touching place as seen from there; of the floor, beside the world's origin.
        their_size: How long that line is.
        their_limb: The limb that it lies on and that can come as well, or "".
        weight: (F,) from 0 to 1: how much it is kept, eased over `EASE`.
        mix: (F,) how much it counts where a limb has several: the more the nearer it is.
    """

    contact: Contact
    person: int
    limb: str
    mine: Line
    my_place: Place
    my_size: float
    other: int | None
    theirs: Line | None
    their_place: Place
    their_size: float
    their_limb: str
    weight: Array
    mix: Array


def limb_of(role: str) -> str:
    """Return the limb whose reach moves a role, or ""."""
    side, _, part = role.partition("_")
    if side not in SIDES:
        return ""
    if part in ("forearm", "hand") or part[-2:-1] == ".":
        return f"{side}_arm"
    return f"{side}_leg" if part in ("shin", "foot", "toe", "fore_foot") else ""


def window(start: int, end: int, frames: int, ease: float) -> Array:
    """Return (F,) 1 in the frames of a contact, eased by smoothstep over some frames before and after."""
    frame = np.arange(frames)
    away = np.maximum(np.maximum(start - frame, frame - (end - 1)), 0) / max(1.0, ease)
    return smoothstep(1.0 - away)


def tasks_of(
    contacts: Contacts, captured: Sequence[RolePose], played: Sequence[RolePose], scales: Sequence[float]
) -> list[Task]:
    """Return what the contacts ask.

    Args:
        contacts: The capture's.
        captured: Everyone in the capture, all of the same number of frames.
        played: Everyone as played.
        scales: How large each is, relative to the capture.
    """
    limbs = [limbs_of(pose.body) for pose in played]
    rate = float(contacts.rate)
    found = []
    for contact in contacts.contacts:
        person, other = contact.person, contact.other
        limb = limb_of(contact.part)
        if limb not in limbs[person] or not _kept(contact, limb, rate):
            continue
        pose = captured[person]
        mine = line_of(_shown_part(contact, captured), pose.body, played[person].body)
        if mine is None or contact.part not in pose.body:
            continue
        if mine.start.endswith("hand") and mine.end:
            point = point_of(pose, mine, _GRIP)
        else:
            point = pose.at(contact.part) + quaternion_rotate(pose.turn_of(contact.part), contact.spot)
        during = contact.start, contact.end, pose.frames
        weight = window(*during, EASE * rate)
        mix = window(*during, _MIX * rate) ** 2 + 1e-6
        own = mine, place_on(pose, mine, point), sizes(mine, pose.body, played[person].body, scales[person])
        if other is None:
            place = Place(np.zeros(pose.frames), point)
            found.append(Task(contact, person, limb, *own, None, None, place, own[2], "", weight, mix))
            continue
        for on in _around(contact.on, mine):
            theirs = line_of(on, captured[other].body, played[other].body)
            their_limb = limb_of(on) if limb_of(on) in limbs[other] else ""
            if theirs is None or (person, limb) == (other, their_limb):
                continue
            place = place_on(captured[other], theirs, point)
            size = sizes(theirs, captured[other].body, played[other].body, scales[other])
            counts = mix * _nearness(theirs, place.beside)
            if mine.start.endswith("hand") and theirs.start.endswith("hand"):
                counts = _HANDS * counts
                # Half way between the room they had and that which hands of these sizes would have.
                size = 0.5 + 0.25 * (size + own[2])
            found.append(
                Task(contact, person, limb, *own, other, theirs, place, size, their_limb, weight, counts)
            )
    return found


def _kept(contact: Contact, limb: str, rate: float) -> bool:
    """Return whether a limb is brought to a contact."""
    brief = contact.frames < _RESTS * rate
    if contact.other is None:
        return contact.on == FLOOR and contact.part.endswith("hand")
    if limb.endswith("leg"):
        return not brief and contact.other != contact.person
    return not (brief and contact.part.endswith("forearm"))


def _around(on: str, mine: Line) -> list[str]:
    """Return the touched role and those beside it on the limb: what touches slides along it."""
    side, _, part = on.partition("_")
    beside = _BESIDE.get(part, ())
    if part == "hand" and mine.start.endswith("hand"):
        beside = ()
    return [on, *(f"{side}_{each}" for each in beside)]


def _shown_part(contact: Contact, captured: Sequence[RolePose]) -> str:
    """Return the part whose place is kept: of a forearm its hand, if that is near as well; it shows more."""
    hand = contact.part.replace("forearm", "hand")
    if contact.other is None or hand == contact.part or hand not in captured[contact.person].body:
        return contact.part
    line = line_of(contact.on, captured[contact.other].body)
    if line is None:
        return contact.part
    place = place_on(captured[contact.other], line, captured[contact.person].at(hand))
    during = np.linalg.norm(place.beside[contact.start : contact.end], axis=1)
    return hand if float(np.median(during)) < _WITH_HAND else contact.part


def _nearness(line: Line, beside: Array) -> Array:
    part = line.start.removeprefix("left_").removeprefix("right_").split(".")[0]
    relative = np.linalg.norm(beside, axis=1) / _RADII.get(part, _RADIUS)
    return np.asarray(np.clip(relative, 0.6, 4.0) ** -4.0)
