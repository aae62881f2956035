# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats for those who sit on nothing: one for each place, with a back where there is room for it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..contacts.bodies import Body
from ..foundation.findings import Finding
from .figures import Figures
from .model import Frame, Piece, Seat, Span, framed
from .room import Balls, crossing, depth_in, first_touch, inside
from .shapes import STEEPEST, chair, square_stool, stool
from .sitting import LEGS, Sit
from .underside import Room, Seated, room_of

__all__ = ["seats_for"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_FRAMES = 6  # in which somebody who sits is looked at closely
_HIPS = (LEGS[0], LEGS[3])
# Metres at 1.75 m.
_SAME = 0.22
_ONE_HEIGHT = 0.08
_LOW, _LOWEST, _HIGHEST = 0.33, 0.18, 0.85  # lower seats than the first are stools
_TALL = 0.60  # whoever sits there: higher ones are stools
_SOFT = 0.02  # capsules are not quite bodies
_SKIN = 0.004
_UNDER = ((-0.12, -0.12, -0.24), (0.20, 0.12, -0.06))  # of the hips: what is here carries
_BENCH = 0.12  # nearer side by side, two seats are one
_TURNS = math.radians(50.0)
_ALIKE = math.radians(30.0)
_AWAY = 1.2  # seconds before and after, in which legs are near the seat
_LEGS_BACK = (0.0, 0.10, 0.17)
_WIDER = 0.06
_SIZES = (0.4, 2.5)  # of who plays, beside who was captured


@dataclass
class _Group:
    """What shares one seat."""

    sits: list[Sit]
    seated: list[tuple[Array, Array, float]]  # points and hips in the world, scale
    frame: Frame
    round: bool = False
    bench: bool = False
    room: Room | None = None
    people: list[Seated] = field(default_factory=list)

    @property
    def rests(self) -> int:
        return sum(len(sit.rests) for sit in self.sits)

    def measure(self) -> None:
        self.people = [
            Seated(framed(self.frame, points), framed(self.frame, hips), scale, sit.down)
            for sit, (points, hips, scale) in zip(self.sits, self.seated, strict=True)
        ]
        self.room = room_of(self.people)


def seats_for(
    sits: Sequence[Sit],
    bodies: Mapping[int, Body],
    names: Sequence[str],
    figures: Figures,
    balls: Sequence[Balls],
    own: bool = True,
) -> tuple[list[Seat], list[Finding]]:
    """Return the seats, and what users should know of them.

    Args:
        sits: Who sits where.
        bodies: The captured people, by number.
        names: The actors' ids.
        figures: The surfaces of whoever plays.
        balls: The bodies of whoever plays, in the order of ``names``.
        own: Whether these are as large as the surfaces: who sits is then compared in every frame.
    """
    groups = _benches(_places([_group(sit, bodies[sit.person], figures) for sit in sits]))
    seats: list[Seat] = []
    findings: list[Finding] = []
    for group in sorted(groups, key=lambda each: -each.rests):
        room = group.room
        if (room is not None and room.height < _LOWEST * room.scale) or _carried(group, balls):
            continue
        rate = float(bodies[group.sits[0].person].motion.rate)
        seat, why = _built(group, names, balls, rate, seats, own)
        if seat is not None:
            seats.append(seat)
        findings += [_finding(sit, names, seat, why) for sit in group.sits]
    return seats, findings


def _group(sit: Sit, body: Body, figures: Figures) -> _Group:
    rests = sit.rests[np.unique(np.linspace(0, len(sit.rests) - 1, _FRAMES).round().astype(int))]
    figure = figures(sit.person, rests)
    hips = np.mean([figure.places[role] for role in _HIPS], axis=0)
    captured = body.positions[rests][:, [body.motion.skeleton.index(body.roles[role]) for role in _HIPS], 2]
    # Who sits lower than the capture by a half is half as large.
    size = float(np.median(hips[:, 2])) / max(float(np.median(captured)), 1e-6)
    scale = sit.scale * min(max(size, _SIZES[0]), _SIZES[1])
    place = np.median(hips, axis=0)
    frame = Frame((float(place[0]), float(place[1]), 0.0), sit.heading)
    group = _Group([sit], [(figure.points, hips, scale)], frame, round=sit.turns > _TURNS)
    group.measure()
    return group


def _places(groups: Sequence[_Group]) -> list[_Group]:
    """Return the groups with one for each place."""
    out: list[_Group] = []
    for group in groups:
        same = next((other for other in out if _one_place(group, other)), None)
        if same is None:
            out.append(group)
            continue
        first = max(group, same, key=lambda each: each.rests)
        apart = abs(_turn(group.frame.heading, same.frame.heading))
        same.sits, same.seated = [*same.sits, *group.sits], [*same.seated, *group.seated]
        same.frame, same.round = first.frame, same.round or group.round or apart > _TURNS
        same.measure()
    return out


def _one_place(one: _Group, other: _Group) -> bool:
    if one.room is None or other.room is None:
        return False
    scale = min(one.room.scale, other.room.scale)
    near = math.dist(one.frame.place, other.frame.place) < _SAME * scale
    return near and abs(one.room.height - other.room.height) < _ONE_HEIGHT * scale


def _benches(groups: Sequence[_Group]) -> list[_Group]:
    """Return the groups with those on one bench who sit close, side by side."""
    out: list[_Group] = []
    for group in groups:
        beside = next((other for other in out if _side_by_side(group, other)), None)
        if beside is None:
            out.append(group)
            continue
        turned = beside.frame.heading + 0.5 * _turn(group.frame.heading, beside.frame.heading)
        beside.sits, beside.seated = [*beside.sits, *group.sits], [*beside.seated, *group.seated]
        beside.frame, beside.bench = Frame(beside.frame.place, turned), True
        beside.measure()
    return out


def _side_by_side(one: _Group, other: _Group) -> bool:
    a, b = one.room, other.room
    if a is None or b is None or one.round or other.round:
        return False
    scale = min(a.scale, b.scale)
    if abs(a.height - b.height) > _ONE_HEIGHT * scale:
        return False
    if abs(_turn(one.frame.heading, other.frame.heading)) > _ALIKE:
        return False
    off = framed(one.frame, np.array(other.frame.place))
    between = abs(off[1]) - 0.5 * (a.left - a.right + b.left - b.right)
    return abs(off[1]) > 1.5 * abs(off[0]) and between < _BENCH * scale


def _turn(one: float, other: float) -> float:
    return (one - other + math.pi) % (2.0 * math.pi) - math.pi


def _carried(group: _Group, balls: Sequence[Balls]) -> bool:
    """Whether somebody else is below the hips for half of the time: then that is what is sat on."""
    for sit, (_, hips, scale) in zip(group.sits, group.seated, strict=True):
        x, y, high = np.median(hips, axis=0).tolist()
        frame = Frame((x, y, 0.0), sit.heading)
        # From behind the hips to the middle of the thighs, down to the thighs of a partner who sits below.
        size = tuple((scale * (np.array(_UNDER[1]) - _UNDER[0])).tolist())
        middle = 0.5 * scale * (np.array(_UNDER[1]) + _UNDER[0]) + (0.0, 0.0, high)
        under = Piece("seat", tuple(middle.tolist()), size)
        for person, (middles, radii) in enumerate(balls):
            frames = sit.rests[sit.rests < len(middles)]
            if person == sit.person or not len(radii) or not len(frames):
                continue
            inside = depth_in(under, framed(frame, middles[frames])) + radii > _SOFT
            if inside.any(axis=1).mean() >= 0.5:
                return True
    return False


def _built(
    group: _Group,
    names: Sequence[str],
    balls: Sequence[Balls],
    rate: float,
    others: Sequence[Seat],
    own: bool,
) -> tuple[Seat | None, str]:
    """Return the best seat that there is room for, and what a better one or any lacks."""
    room = group.room
    if room is None:
        return None, "the legs leave no room for a seat"
    if room.height > _HIGHEST * room.scale:
        return None, f"it would be {100.0 * room.height:.0f} cm high"
    why = ""
    for kind, pieces in _shapes(group, room):
        found = _blocked(group, pieces, names, balls, rate, own)
        if not found and any(crossing(pieces, group.frame, seat.pieces, seat.frame) for seat in others):
            found = "another seat is in the way"
        if not found:
            spans = tuple(Span(names[sit.person], sit.start, sit.end) for sit in group.sits)
            width, depth = pieces[0].size[1], pieces[0].size[0]
            backs = not (kind == "chair" or group.bench or group.round or _tall(group, room))
            seat = Seat(kind, group.frame, room.height, width, depth, pieces, spans)
            return seat, why if backs else ""
        why = why or found
    return None, why


def _tall(group: _Group, room: Room) -> bool:
    """Whether a seat is one of those that have no backs because they are tall."""
    return room.height > _TALL or any(sit.down for sit in group.sits)


def _shapes(group: _Group, room: Room) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Yield seats, the best first."""
    backs = [
        shift * room.scale for shift in _LEGS_BACK if shift * room.scale < 0.6 * (room.front - room.rear)
    ]
    if group.bench:
        for back in backs:
            yield "bench", square_stool(room, back)
        return
    if not group.round:
        if room.slope <= STEEPEST and room.height > _LOW * room.scale and not _tall(group, room):
            yield from (("chair", chair(room, back)) for back in backs)
        yield from (("stool", square_stool(room, back)) for back in backs)
        wider = replace(room, left=room.left + _WIDER * room.scale, right=room.right - _WIDER * room.scale)
        yield "stool", square_stool(wider)  # whose legs are beside the feet
    yield from (("stool", stool(room, turned)) for turned in (0.0, 0.25 * math.pi))


def _blocked(
    group: _Group,
    pieces: Sequence[Piece],
    names: Sequence[str],
    balls: Sequence[Balls],
    rate: float,
    own: bool,
) -> str:
    """Return who is in a seat's way, and where; empty if nobody is."""
    below = [piece for piece in pieces if piece.name != "seat"]
    for one in group.people:
        points = one.points.reshape(-1, 3)
        for piece in below:
            if inside(piece, points, _SKIN):
                name = (
                    "sits where its back would be" if piece.name == "back" else "has the feet where it stands"
                )
                return f"the person {name}"
    for person, body in enumerate(balls):
        touches = partial(first_touch, frame=group.frame, balls=body, deep=_SOFT)
        every = np.arange(len(body[0]))
        here, near = (np.zeros(len(every), np.bool_) for _ in range(2))
        for sit in group.sits:
            if sit.person == person:
                here[sit.start : sit.end] = True
                near[max(0, int(sit.start - _AWAY * rate)) : int(sit.end + _AWAY * rate)] = True
        for some, frames in ((below if own else (), every[here]), (pieces, every[~near])):
            found = touches(some, frames=frames)
            if found is not None:
                frame = f"in frame {found[0] + 1}"
                if any(sit.person == person and sit.start <= found[0] < sit.end for sit in group.sits):
                    part = "" if found[1].name == "seat" else f"'s {found[1].name}"
                    return f"{names[person]} moves meanwhile: the seat{part} would be in the way {frame}"
                where = "where its back would be" if found[1].name == "back" else "where it would stand"
                return f"{names[person]} is {where} {frame}"
    return ""


def _finding(sit: Sit, names: Sequence[str], seat: Seat | None, why: str) -> Finding:
    text = f"{names[sit.person]} sits from frame {sit.start + 1} to {sit.end} where nothing is"
    if seat is None:
        kind = "stool" if sit.down else "chair"
        return Finding("no-seat", f"{text}; no {kind}: {why}", level="info")
    text += f": a {seat.kind}, {100 * seat.height:.0f} cm high"
    return Finding("seat-added", f"{text}; no chair: {why}" if why else text, level="info")
