# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sits where nothing is, from the motion: low hips, level thighs, a weight that the feet do not carry.

Sitting is what `core.labels.finding` finds. Who squats looks alike, but keeps the centre of mass over the
feet; who sits would fall over backwards without something below. So would who perches on a tall stool,
whose hips are too high or thighs too steep for a label.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.feet.sightings import SLOW, speeds
from ..contacts.bodies import Body
from ..contacts.spans import runs
from ..labels.finding import found_of_positions

__all__ = ["LEGS", "Sit", "centre_of_mass", "perching", "sits_of", "sitting"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

LEGS = tuple(f"{side}_{part}" for side in ("left", "right") for part in ("thigh", "shin", "foot"))
# Metres at 1.75 m.
_LOWEST = 0.24  # the hips' joints above the floor: lower, it is the floor that is sat on
_KNEES = 0.20  # who kneels has them on the floor
_NEAR = 0.22  # what is farther away is another place
_STEADY = 0.04  # the hips' height while somebody sits
_BEHIND = 0.02  # the centre of mass, behind the heels
_UP = 0.08  # feet that stand on nothing
_UNSUPPORTED = 0.3  # of the time at rest: people lean forward too
_LEAST = 0.5  # seconds at rest
# Who perches: of the thigh's length, how far it goes down; metres from hips to ankles, forward; seconds.
_PERCHED, _AHEAD = (0.30, 0.90), 0.08
_PERCHED_BEHIND, _PERCHED_LEAST = 0.05, 1.0


@dataclass(frozen=True, eq=False)
class Sit:
    """Somebody sits in one place.

    Attributes:
        person: The number of the person.
        start: The first frame, counted from 0.
        end: The frame after the last one.
        rests: (R,) the frames in which the hips are at rest.
        heading: Radians from X to Y, where the thighs point.
        turns: Radians that they turn meanwhile.
        scale: The captured person's size, relative to 1.75 m.
        down: How far the thighs of whoever perches go down, of their length; of others 0.
    """

    person: int
    start: int
    end: int
    rests: Ints
    heading: float
    turns: float
    scale: float
    down: float = 0.0


def sitting(body: Body) -> NDArray[np.bool_]:
    """Return (F,) whether somebody looks as if sitting, also on the floor; see `core.labels.finding`."""
    roles = body.roles
    if not all(role in roles for role in (*LEGS, "head", "hips")) or body.frames < 2:
        return np.zeros(body.frames, np.bool_)
    joint = body.motion.skeleton.index
    legs = body.positions[:, [joint(roles[role]) for role in LEGS]]
    labels = found_of_positions(legs, body.positions[:, joint(roles["head"])], body.motion.rate)
    return labels.codes == labels.names.index("sit")


def perching(body: Body, sits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return (F,) whether somebody is in a pose that only a tall seat can carry, behind the feet or above.

    Args:
        body: The captured person.
        sits: (F,) of `sitting`: that is none.
    """
    if not all(role in body.roles for role in (*LEGS, "head")) or body.frames < 2:
        return np.zeros(body.frames, np.bool_)
    scale, legs = body.parts.scale, _legs(body)
    hips, ankles = legs[:, [0, 3]], legs[:, [2, 5]]
    down, headings = _down(legs), _headings(legs)
    ways = np.stack([np.cos(headings), np.sin(headings)], axis=1)
    ahead = np.einsum("fsi,fi->fs", (ankles - hips)[..., :2], ways).min(axis=1)
    across = hips[:, 0] - hips[:, 1]  # to the left; who leans on the hands has the thighs behind the hips
    facing = across[:, 1] * ways[:, 0] - across[:, 0] * ways[:, 1] > 0.0
    head = body.positions[:, body.motion.skeleton.index(body.roles["head"]), 2]
    out = ((down > _PERCHED[0]) & (down < _PERCHED[1])).all(axis=1) & (ahead > _AHEAD * scale) & facing
    out &= (head > hips[..., 2].max(axis=1) + 0.3 * scale) & ~sits
    frames = np.flatnonzero(out)
    if len(frames):
        out[frames] = _behind(body, frames, headings) > _PERCHED_BEHIND * scale
    return out


def sits_of(body: Body, person: int) -> list[Sit]:
    """Return where a person sits on nothing, in order of time.

    Args:
        body: The captured person, on a floor at height 0.
        person: Their number.
    """
    sits = sitting(body)
    perches = perching(body, sits)
    if not sits.any() and not perches.any():
        return []
    scale, legs = body.parts.scale, _legs(body)
    middle = legs[:, [0, 3]].mean(axis=1)
    sits &= (middle[:, 2] > _LOWEST * scale) & (legs[:, [1, 4], 2].min(axis=1) > _KNEES * scale)
    headings, down = _headings(legs), _down(legs).mean(axis=1)
    rate = float(body.motion.rate)
    still = speeds(middle, rate) < SLOW * scale
    found = []
    for start, end, perched in _spells(sits, perches):
        for rests in _places(middle, start + np.flatnonzero(still[start:end]), scale):
            turned = np.unwrap(headings[rests])
            way = float(np.median(turned))
            if len(rests) < (_PERCHED_LEAST if perched else _LEAST) * rate:
                continue
            if np.mean(_behind(body, rests, headings) > _BEHIND * scale) < _UNSUPPORTED:
                continue
            # Of several places in one sitting each has the time around its own rests.
            first, last = max(start, int(rests[0] - rate / 2)), min(end, int(rests[-1] + rate / 2) + 1)
            steep = float(np.median(down[rests])) if perched else 0.0
            found.append(Sit(person, first, last, rests, way, float(np.ptp(turned)), scale, steep))
    return sorted(found, key=lambda sit: sit.start)


def _spells(sits: NDArray[np.bool_], perches: NDArray[np.bool_]) -> list[tuple[int, int, bool]]:
    """Return when somebody sits, and when somebody perches: start, end, and whether it is that."""
    return [(*spell, perched) for perched, mask in ((False, sits), (True, perches)) for spell in runs(mask)]


def _legs(body: Body) -> Array:
    """Return (F, 6, 3) metres, the joints of ``LEGS``."""
    return body.positions[:, [body.motion.skeleton.index(body.roles[role]) for role in LEGS]]


def _down(legs: Array) -> Array:
    """Return (F, 2) how far the thighs go down, of their length."""
    thighs = legs[:, [1, 4]] - legs[:, [0, 3]]
    down: Array = -thighs[..., 2] / np.maximum(np.linalg.norm(thighs, axis=2), 1e-6)
    return down


def _headings(legs: Array) -> Array:
    """Return (F,) radians from X to Y, where the thighs point."""
    ahead = (legs[:, [1, 4]] - legs[:, [0, 3]]).mean(axis=1)[:, :2]
    return np.arctan2(ahead[:, 1], ahead[:, 0])


def _places(middle: Array, rests: Ints, scale: float) -> list[Ints]:
    """Return the frames at rest, place by place."""
    if not len(rests):
        return []
    out: list[Ints] = []
    near, steady = _NEAR * scale, _STEADY * scale
    for first, last in zip(*_breaks(middle, rests, near), strict=True):
        some = rests[first:last]
        some = some[np.abs(middle[some, 2] - np.median(middle[some, 2])) < steady]
        if not len(some):
            continue
        here = np.median(middle[some], axis=0)
        same = next(
            (
                n
                for n, other in enumerate(out)
                if np.linalg.norm(np.median(middle[other], axis=0) - here) < near
            ),
            None,
        )
        if same is None:
            out.append(some)
        else:
            out[same] = np.concatenate([out[same], some])
    return out


def _breaks(middle: Array, rests: Ints, near: float) -> tuple[list[int], list[int]]:
    """Return where each stay begins and ends: frames without a break, and less than ``near`` apart."""
    cell = np.floor(middle[rests, :2] / near + 0.5)
    cuts = np.flatnonzero((np.diff(rests) > 1) | (np.abs(np.diff(cell, axis=0)).max(axis=1) > 1)) + 1
    edges = [0, *cuts.tolist(), len(rests)]
    return edges[:-1], edges[1:]


def centre_of_mass(body: Body, frames: Ints) -> Array:
    """Return (S, 3) the middle of the capsules' volumes in some frames.

    Args:
        body: The person.
        frames: (S,) the frames.
    """
    ends, radii = body.ends[frames], body.parts.radii
    length = np.linalg.norm(ends[0, :, 1] - ends[0, :, 0], axis=1)
    volume = np.pi * (radii**2).mean(axis=1) * (length + 4.0 / 3.0 * radii.mean(axis=1))
    return np.einsum("c,sci->si", volume / volume.sum(), ends.mean(axis=2))


def _behind(body: Body, rests: Ints, headings: Array) -> Array:
    """Return (S,) metres that the centre of mass is behind the heels; infinite if no foot stands."""
    scale = body.parts.scale
    mine = [n for n, name in enumerate(body.parts.regions) if name.endswith("_foot")]
    feet = np.isin(body.parts.region, mine)
    if not feet.any():
        return np.full(len(rests), np.inf)
    radii = body.parts.radii[feet]
    low = body.ends[rests][:, feet]
    stands = low[..., 2] - radii < _UP * scale
    way = np.stack([np.cos(headings[rests]), np.sin(headings[rests])], axis=1)
    along = np.einsum("scei,si->sce", low[..., :2], way) - radii
    heels = np.where(stands, along, np.inf).min(axis=(1, 2))
    mass = np.einsum("si,si->s", centre_of_mass(body, rests)[:, :2], way)
    return heels - mass
