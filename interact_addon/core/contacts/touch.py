# SPDX-License-Identifier: GPL-3.0-or-later
"""Where people touch each other and themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.feet.sightings import speeds
from ..animation.rotations import normalized, quaternion_conjugate, quaternion_rotate
from .bodies import Body
from .capsules import nearest
from .meshes.close_frames import CLOTH, close_frames
from .meshes.gaps import RegionGaps, surface_gaps
from .meshes.surface import Surface
from .model import Contact
from .parts import HEAD, TRUNK
from .same_place import Touch, without_repeats
from .spans import spans
from .strength import strength_of

__all__ = ["Rule", "ceases_at", "region_gaps", "surfaces_near", "touches"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rule:
    """When two parts touch. Lengths are metres at 1.75 m.

    Attributes:
        enter: So near they begin to.
        leave: So far they cease to.
        least: Seconds that it lasts at least.
        slow: Metres per second: faster past each other they do not touch.
    """

    enter: float
    leave: float
    least: float
    slow: float = np.inf


_GAP = 0.1  # seconds: shorter interruptions are none
_REACHING = Rule(0.02, 0.04, 0.1)  # hands, forearms, feet and heads
_OTHER = Rule(0.005, 0.02, 0.1)  # what touches without being meant to
_OWN = Rule(0.01, 0.025, 0.3, 0.25)
_REACHES = ("hand", "foot", "forearm", HEAD)
# Of two parts the one that stands first is said to touch the other.
_ORDER = (*_REACHES, "shin", "upper_arm", "thigh", TRUNK)
# What touches oneself: a hand anything but its own arm, a forearm the other one and the thighs, a foot and a
# shin the other leg. The rest is always near itself.
_OWN_OTHER_SIDE = {"forearm": ("forearm",), "foot": ("shin", "thigh"), "shin": ("thigh",)}
_HANGING = np.cos(np.radians(40.0))  # between an arm and the trunk's down
_STRAIGHT = np.cos(np.radians(50.0))  # between upper arm and forearm


def _kind(region: str) -> str:
    return region if region in (TRUNK, HEAD) else region.partition("_")[2]


def _side(region: str) -> str:
    return "" if region in (TRUNK, HEAD) else region.partition("_")[0]


def _rule(region: str, other: str) -> Rule:
    return _REACHING if any(_kind(each) in _REACHES for each in (region, other)) else _OTHER


def ceases_at(region: str, other: str) -> float:
    """Return metres at 1.75 m: two people's regions that are farther apart no longer touch."""
    return _rule(region, other).leave


def touches(
    bodies: Mapping[int, Body], one: int, other: int, near: RegionGaps | None = None
) -> list[Contact]:
    """Return the contacts of a person with another, or with oneself.

    Args:
        bodies: Everyone, by number.
        one: The number of a person.
        other: That of another, or the same.
        near: How near the two people's surfaces come (`surfaces_near`): decides in place of the capsules for
            hands, forearms, feet and heads.
    """
    found: list[Touch] = []
    for a, region in enumerate(bodies[one].parts.regions):
        for b, another in enumerate(bodies[other].parts.regions):
            if one == other:
                if _touches_own(region, another):
                    found += _between(bodies, (one, a), (other, b), _OWN)
                continue
            kinds = _kind(region), _kind(another)
            rule = _rule(region, another)
            first, second = (one, a), (other, b)
            swapped = _ORDER.index(kinds[0]) > _ORDER.index(kinds[1])
            if rule is _REACHING and near is not None:
                found += _between_surfaces(bodies, (one, region), (other, another), near, swapped)
                continue
            if swapped:
                first, second = second, first
            found += _between(bodies, first, second, rule)
    return without_repeats(found, 0.5 * (bodies[one].parts.scale + bodies[other].parts.scale))


def _touches_own(region: str, other: str) -> bool:
    kind, another = _kind(region), _kind(other)
    if kind == "hand":
        if another == "hand":
            return region < other
        return another not in ("forearm", "upper_arm") or _side(region) != _side(other)
    if kind == "forearm" and another == "thigh":
        return True
    if another not in _OWN_OTHER_SIDE.get(kind, ()) or _side(region) == _side(other):
        return False
    return kind != another or region < other


def _between(
    bodies: Mapping[int, Body], first: tuple[int, int], second: tuple[int, int], rule: Rule
) -> Iterator[Touch]:
    """Yield the contacts of a region with another, each given as person and region."""
    (one, a), (other, b) = first, second
    body, there = bodies[one], bodies[other]
    frames = min(body.frames, there.frames)
    scale = 0.5 * (body.parts.scale + there.parts.scale)
    leave = rule.leave * scale
    apart = np.maximum(
        body.low[a, :frames] - there.high[b, :frames], there.low[b, :frames] - body.high[a, :frames]
    ).max(axis=1)
    close = np.flatnonzero(apart < leave)
    if one == other and len(close):
        close = close[_meant(body, a, b, close)]
    if len(close) == 0:
        return
    gaps, places, mine, theirs = region_gaps(body, a, there, b, close, leave)
    near = gaps < leave
    if np.isfinite(rule.slow) and near.any():
        near &= _speed_past(body, a, there, b, close) < rule.slow * scale
    whole = np.full(frames, np.inf)
    whole[close[near]] = gaps[near]
    every = np.zeros((frames, 3))
    every[close] = places
    row = np.zeros(frames, np.int64)
    row[close] = np.arange(len(close))

    def roles(frame: int) -> tuple[str, str]:
        at = int(row[frame])
        return body.parts.roles[mine[at]], there.parts.roles[theirs[at]]

    yield from _spells(bodies, one, other, rule, whole, every, roles)


def region_gaps(
    body: Body, a: int, there: Body, b: int, close: NDArray[np.int64], leave: float
) -> tuple[Array, Array, NDArray[np.int64], NDArray[np.int64]]:
    """Return for N frames how far two regions are apart, where, and the capsules that are nearest.

    Args:
        body: Whose region.
        a: The region.
        there: Whose other region.
        b: The other region.
        close: (N,) the frames.
        leave: Farther apart it need not be exact.
    """
    mine, theirs = (np.flatnonzero(each.parts.region == n) for each, n in ((body, a), (there, b)))
    # The balls about two capsules tell which pairs can be near at all.
    rows = close[:, None]
    balls, other_balls = body.middles[rows, mine], there.middles[rows, theirs]
    apart = -2.0 * balls @ other_balls.transpose(0, 2, 1)
    apart += np.sum(balls * balls, axis=2)[:, :, None] + np.sum(other_balls * other_balls, axis=2)[:, None]
    limit = body.reaches[rows, mine][:, :, None] + (there.reaches[rows, theirs] + leave)[:, None]
    n, i, j = np.nonzero(apart < limit * limit)
    ends, others = body.ends[close[n], mine[i]], there.ends[close[n], theirs[j]]
    radii, other_radii = body.parts.radii[mine[i]], there.parts.radii[theirs[j]]
    found = nearest(ends[:, 0], ends[:, 1], radii, others[:, 0], others[:, 1], other_radii)
    order = np.lexsort((found.gaps, n))
    firsts = order[np.r_[True, np.diff(n[order]) > 0]] if len(order) else order
    gaps, places = np.full(len(close), np.inf), np.zeros((len(close), 3))
    which, whose = np.zeros(len(close), np.int64), np.zeros(len(close), np.int64)
    gaps[n[firsts]], places[n[firsts]] = found.gaps[firsts], found.places[firsts]
    which[n[firsts]], whose[n[firsts]] = mine[i[firsts]], theirs[j[firsts]]
    return gaps, places, which, whose


def surfaces_near(
    bodies: Mapping[int, Body], one: int, other: int, pair: tuple[Surface, Surface]
) -> RegionGaps:
    """Return how near two people's surfaces come, for `touches`.

    Args:
        bodies: Everyone, by number.
        one: The number of a person.
        other: That of another.
        pair: The surfaces of both, in the frames of their bodies.
    """
    scale = 0.5 * (bodies[one].parts.scale + bodies[other].parts.scale)
    reach = _REACHING.leave * scale
    frames = close_frames(bodies[one], bodies[other], CLOTH + reach)
    return surface_gaps(*pair, frames, _region_of, lambda name: _kind(name) in _REACHES, reach)


def _region_of(role: str) -> str:
    """Return the region of a role: of what is no limb the trunk or the head."""
    if role == HEAD or role.startswith("neck"):
        return HEAD
    return role if _kind(role) in _ORDER else TRUNK


def _between_surfaces(
    bodies: Mapping[int, Body],
    first: tuple[int, str],
    second: tuple[int, str],
    near: RegionGaps,
    swapped: bool,
) -> Iterator[Touch]:
    """Yield the contacts of a region with another; ``swapped`` if the second one is said to touch."""
    if first[1] not in near.regions or second[1] not in near.others:
        return
    a, b = near.regions.index(first[1]), near.others.index(second[1])
    gaps = near.gaps[:, a, b]
    if not np.isfinite(gaps).any():
        return

    def roles(frame: int) -> tuple[str, str]:
        here, there = near.bones[frame, a, b].tolist()
        part, on = near.roles[0][here], near.roles[1][there]
        return (on, part) if swapped else (part, on)

    who = (second[0], first[0]) if swapped else (first[0], second[0])
    yield from _spells(bodies, *who, _REACHING, gaps, near.places[:, a, b], roles)


def _spells(
    bodies: Mapping[int, Body],
    one: int,
    other: int,
    rule: Rule,
    gaps: Array,
    places: Array,
    roles: Callable[[int], tuple[str, str]],
) -> Iterator[Touch]:
    """Yield the contacts of two regions whose distances are known.

    Args:
        bodies: Everyone, by number.
        one: The number of the person whose part touches.
        other: That of the person who is touched.
        rule: When they touch.
        gaps: (F,) metres between them, infinite where they are far.
        places: (F, 3) where they are nearest.
        roles: The roles of both bones there, in a frame.
    """
    body, there = bodies[one], bodies[other]
    rate, scale = float(body.motion.rate), 0.5 * (body.parts.scale + there.parts.scale)
    enter, leave = rule.enter * scale, rule.leave * scale
    least, pause = max(1, round(rule.least * rate)), max(1, round(_GAP * rate))
    for start, end in spans(gaps < enter, gaps < leave, least, pause):
        frame = start + int(np.argmin(gaps[start:end]))
        part, on = roles(frame)
        strength = strength_of(gaps[start:end], leave, rate)
        spot, offset = body.within(part, frame, places[frame]), there.within(on, frame, places[frame])
        gap = float(gaps[frame])
        contact = Contact(one, part, other, on, start, end, frame, gap, strength, spot, offset)
        yield Touch(contact, gaps[start:end], places[start:end])


def _meant(body: Body, a: int, b: int, close: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return (N,) whether a hand that is near its own hips or thighs is not just hanging there."""
    region, other = body.parts.regions[a], body.parts.regions[b]
    side = _side(region)
    if _kind(region) != "hand" or _kind(other) not in (TRUNK, "thigh") or _side(other) not in ("", side):
        return np.ones(len(close), np.bool_)
    chain = [
        body.roles.get(role) for role in (f"{side}_upper_arm", f"{side}_forearm", f"{side}_hand", "hips")
    ]
    if None in chain:
        return np.ones(len(close), np.bool_)
    shoulder, elbow, wrist, hips = (body.positions[close, body.motion.skeleton.index(str(n))] for n in chain)
    down = normalized(hips - shoulder)
    upper, lower = normalized(elbow - shoulder), normalized(wrist - elbow)
    hangs = (np.einsum("ni,ni->n", upper, down) > _HANGING) & (
        np.einsum("ni,ni->n", upper, lower) > _STRAIGHT
    )
    return ~hangs


def _speed_past(body: Body, a: int, there: Body, b: int, close: NDArray[np.int64]) -> Array:
    """Return (N,) metres per second, how fast the bone of a region moves as seen from that of another."""
    bone, other = (each.parts.bones[each.parts.region == n][0] for each, n in ((body, a), (there, b)))
    frames = min(body.frames, there.frames)
    off = body.positions[:frames, bone] - there.positions[:frames, other]
    within = quaternion_rotate(quaternion_conjugate(there.rotations[:frames, other]), off)
    out: Array = speeds(within, float(body.motion.rate))[close]
    return out
