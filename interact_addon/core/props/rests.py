# SPDX-License-Identifier: GPL-3.0-or-later
"""Feet that rest on nothing, and hands that somebody leans on.

An arm held still in the air is none, nor a leg that somebody holds, nor one that is held up in balance: a
foot has to rest level and quite still, and longer than people balance or with the person's weight beyond the
other foot; of a hand the weight has to be beyond the feet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import SIDES
from ..animation.feet.sightings import speeds
from ..contacts.bodies import Body
from ..contacts.capsules import nearest
from ..contacts.spans import runs
from .sitting import centre_of_mass, perching, sitting

__all__ = ["Rest", "Rule", "gap_between", "rests_of"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rule:
    """What can rest, and how. Lengths are metres at 1.75 m.

    Attributes:
        part: ``foot`` or ``hand``.
        least: Seconds.
        low: The least height of its underside.
        high: The greatest.
        ahead: How far the surface reaches forward of the bone's beginning, where it is looked at.
        behind: And backward: negative.
        aside: And to either side.
        margin: Of the box, beyond the surface.
    """

    part: str
    least: float
    low: float
    high: float
    ahead: float
    behind: float
    aside: float
    margin: float


_RULES = (
    Rule("foot", 1.0, 0.08, 0.80, 0.22, -0.09, 0.07, 0.06),
    Rule("hand", 1.5, 0.25, 1.20, 0.20, -0.04, 0.09, 0.10),
)
_SLOW = 0.03  # metres per second
_CONSTANT = 0.015  # its height meanwhile
_LEVEL = 0.05  # heel and ball of a foot
_APART = 0.06  # from other people
_OWN = 0.02  # from oneself
_BEYOND = 0.03  # the centre of mass, beyond what stands or kneels
_ON_FLOOR = 0.06
_BALANCE = 2.5  # seconds: a leg that is held up longer, as still, rests
_MOSTLY = 0.6
_LOOKS = 8


@dataclass(frozen=True, eq=False)
class Rest:
    """A foot or a hand at rest in the air.

    Attributes:
        person: The number of the person.
        side: ``left`` or ``right``.
        rule: What it is.
        start: The first frame, counted from 0.
        end: The frame after the last one.
        heading: Radians from X to Y, where it points.
        scale: The person's size, relative to 1.75 m.
    """

    person: int
    side: str
    rule: Rule
    start: int
    end: int
    heading: float
    scale: float

    @property
    def role(self) -> str:
        """The role of its bone."""
        return f"{self.side}_{self.rule.part}"


def rests_of(bodies: Mapping[int, Body]) -> list[Rest]:
    """Return the feet and hands that rest in the air, in order of time.

    Args:
        bodies: The captured people, by number, on a floor at height 0.
    """
    found = [
        rest
        for person in bodies
        for rule in _RULES
        for side in SIDES
        for rest in _rests(bodies, person, side, rule)
    ]
    return sorted(found, key=lambda rest: rest.start)


def _rests(bodies: Mapping[int, Body], person: int, side: str, rule: Rule) -> list[Rest]:
    body = bodies[person]
    name = f"{side}_{rule.part}"
    if name not in body.parts.regions or body.frames < 2:
        return []
    scale, rate = body.parts.scale, float(body.motion.rate)
    mine = np.flatnonzero(body.parts.region == body.parts.regions.index(name))
    ends, radii = body.ends[:, mine], body.parts.radii[mine]
    bottom = body.low[body.parts.regions.index(name), :, 2]
    rests = (bottom > rule.low * scale) & (bottom < rule.high * scale)
    if not rests.any():
        return []
    rests &= speeds(ends.reshape(len(ends), -1, 3), rate).max(axis=1) < _SLOW * scale
    if rule.part == "foot":
        soles = ends[:, 0, :, 2] - radii[0]  # heel and ball
        rests &= np.abs(soles[:, 1] - soles[:, 0]) < _LEVEL * scale
    if not rests.any():
        return []
    sits = sitting(body)
    rests &= ~(sits | perching(body, sits))
    out = []
    for start, end in runs(rests):
        if end - start < rule.least * rate or np.ptp(bottom[start:end]) > _CONSTANT * scale:
            continue
        looks = np.unique(np.linspace(start, end - 1, _LOOKS).round().astype(int))
        long = rule.part == "foot" and end - start >= _BALANCE * rate
        if not _free(bodies, person, mine, looks, rule) or not (long or _carries(body, name, looks)):
            continue
        along = (ends[looks, 0, 1] - ends[looks, 0, 0]).mean(axis=0)
        out.append(Rest(person, side, rule, start, end, float(np.arctan2(along[1], along[0])), scale))
    return out


def _free(bodies: Mapping[int, Body], person: int, mine: Ints, looks: Ints, rule: Rule) -> bool:
    """Whether it touches nobody: not the person's own body, nor others, on whom it could rest."""
    body = bodies[person]
    side = body.parts.regions[int(body.parts.region[mine[0]])].partition("_")[0]
    own = [n for n, name in enumerate(body.parts.regions) if not name.startswith(f"{side}_")]
    leg = rule.part == "foot"
    # An arm hangs beside its own thigh; a foot is next to its own shin.
    own += [n for n, name in enumerate(body.parts.regions) if name == f"{side}_thigh" and not leg]
    others = [(body, np.flatnonzero(np.isin(body.parts.region, own)), _OWN, mine)]
    for number, other in bodies.items():
        if number != person:
            every = np.arange(len(other.parts.radii))
            # Whoever leans on a partner needs no box, whatever they lean with.
            others.append((other, every, _APART, mine if leg else np.arange(len(body.parts.radii))))
    return all(
        gap_between(body, some, other, theirs, looks) > gap * body.parts.scale
        for other, theirs, gap, some in others
    )


def gap_between(body: Body, mine: Ints, other: Body, theirs: Ints, looks: Ints) -> float:
    """Return the least distance of capsules in some frames."""
    looks = looks[looks < other.frames]
    if not len(looks) or not len(mine) or not len(theirs):
        return np.inf
    frame, one, two = (grid.reshape(-1) for grid in np.meshgrid(looks, mine, theirs, indexing="ij"))
    a, b = body.ends[frame, one], other.ends[frame, two]
    return float(
        nearest(a[:, 0], a[:, 1], body.parts.radii[one], b[:, 0], b[:, 1], other.parts.radii[two]).gaps.min()
    )


def _carries(body: Body, name: str, looks: Ints) -> bool:
    """Whether a hand or foot carries weight: the centre of mass is beyond what else does, towards it.

    That is the other feet, and all that is on the floor: who kneels does so in front of the feet.
    """
    regions, scale = body.parts.regions, body.parts.scale
    feet = [n for n, each in enumerate(regions) if each.endswith("_foot") and each != name]
    other = body.parts.region != regions.index(name)
    ends, radii = body.ends[looks][:, other], body.parts.radii[other]
    stands = ends[..., 2] - radii < _ON_FLOOR * scale
    stands |= np.isin(body.parts.region[other], feet)[:, None]
    if not stands.any(axis=(1, 2)).all():
        return False
    limb = body.positions[looks, body.motion.skeleton.index(body.roles[name])][:, :2]
    way = limb - ends[..., :2].mean(axis=(1, 2), where=stands[..., None])
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    along = np.einsum("scei,si->sce", ends[..., :2], way)
    far = np.where(stands, along, -np.inf).max(axis=(1, 2)) + 0.03 * scale
    mass = np.einsum("si,si->s", centre_of_mass(body, looks)[:, :2], way)
    return bool(np.mean(mass > far + _BEYOND * scale) >= _MOSTLY)
