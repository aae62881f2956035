# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sits where nothing is, from the motion: low hips, level thighs, a weight that the feet do not carry.

Sitting is what `core.labels.finding` finds. Who squats looks alike, but keeps the centre of mass over the
feet; who sits would fall over backwards without something below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.feet.sightings import SLOW, speeds
from ..contacts.bodies import Body
from ..contacts.spans import runs
from ..labels.finding import found_of_positions

__all__ = ["LEGS", "Sit", "centre_of_mass", "sits_of", "sitting"]

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
    """

    person: int
    start: int
    end: int
    rests: Ints
    heading: float
    turns: float
    scale: float


def sitting(body: Body) -> NDArray[np.bool_]:
    """Return (F,) whether somebody looks as if sitting, also on the floor; see `core.labels.finding`."""
    roles = body.roles
    if not all(role in roles for role in (*LEGS, "head", "hips")) or body.frames < 2:
        return np.zeros(body.frames, np.bool_)
    joint = body.motion.skeleton.index
    legs = body.positions[:, [joint(roles[role]) for role in LEGS]]
    labels = found_of_positions(legs, body.positions[:, joint(roles["head"])], body.motion.rate)
    return labels.codes == labels.names.index("sit")


def sits_of(body: Body, person: int) -> list[Sit]:
    """Return where a person sits on nothing, in order of time.

    Args:
        body: The captured person, on a floor at height 0.
        person: Their number.
    """
    sits = sitting(body)
    if not sits.any():
        return []
    scale = body.parts.scale
    legs = body.positions[:, [body.motion.skeleton.index(body.roles[role]) for role in LEGS]]
    middle = legs[:, [0, 3]].mean(axis=1)
    sits &= (middle[:, 2] > _LOWEST * scale) & (legs[:, [1, 4], 2].min(axis=1) > _KNEES * scale)
    ahead = (legs[:, [1, 4]] - legs[:, [0, 3]]).mean(axis=1)[:, :2]
    headings = np.arctan2(ahead[:, 1], ahead[:, 0])
    rate = float(body.motion.rate)
    still = sits & (speeds(middle, rate) < SLOW * scale)
    found = []
    for start, end in runs(sits):
        for rests in _places(middle, start + np.flatnonzero(still[start:end]), scale):
            turned = np.unwrap(headings[rests])
            way = float(np.median(turned))
            if len(rests) < _LEAST * rate or not _unsupported(body, rests, headings):
                continue
            # Of several places in one sitting each has the time around its own rests.
            first, last = max(start, int(rests[0] - rate / 2)), min(end, int(rests[-1] + rate / 2) + 1)
            found.append(Sit(person, first, last, rests, way, float(np.ptp(turned)), scale))
    return sorted(found, key=lambda sit: sit.start)


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


def _unsupported(body: Body, rests: Ints, headings: Array) -> bool:
    """Whether the feet alone could not carry the person."""
    scale = body.parts.scale
    mine = [n for n, name in enumerate(body.parts.regions) if name.endswith("_foot")]
    feet = np.isin(body.parts.region, mine)
    if not feet.any():
        return True
    radii = body.parts.radii[feet]
    low = body.ends[rests][:, feet]
    stands = low[..., 2] - radii < _UP * scale
    way = np.stack([np.cos(headings[rests]), np.sin(headings[rests])], axis=1)
    along = np.einsum("scei,si->sce", low[..., :2], way) - radii
    heels = np.where(stands, along, np.inf).min(axis=(1, 2))
    mass = np.einsum("si,si->s", centre_of_mass(body, rests)[:, :2], way)
    return bool(np.mean(mass < heels - _BEHIND * scale) >= _UNSUPPORTED)
