# SPDX-License-Identifier: GPL-3.0-or-later
"""How two people stand to each other, and how often they touch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..animation.body_frame import body_frame
from ..animation.rotations import quaternion_rotate
from ..contacts.bodies import Body
from .model import Measure, Measured, Measurer
from .pairs import Pair, pairs_of, unknown
from .performed import REACH, Performed

__all__ = ["TWO_PEOPLE"]

Array = NDArray[np.float64]

_UPRIGHT = np.sin(np.radians(10.0))  # of a pelvis that points nearly up or down, nobody knows where it faces

FREQUENCY = Measure(
    "contact_frequency",
    "Contact frequency",
    "%",
    f"Frames in which the two come within {100 * REACH:.0f} cm: their bodies (capsules on the joints, with "
    "the girth of people of average build), each inflated by 1 cm, intersect.",
    "Duolando@abb93e64 (Siyao et al. 2024), there with meshes inflated by 1 cm",
    "none",
    "pair",
)
DISTANCE = Measure(
    "distance",
    "Distance",
    "m",
    "Mean horizontal distance between the hip joints' bone (pelvis) of the two.",
    "ours; InterAct's paper names a relative distance without a formula",
    "none",
    "pair",
)
FACING = Measure(
    "facing",
    "Facing",
    "degrees",
    "Mean angle on the floor plane between where the pelvis points, as at rest it points forward, and the "
    "direction to the nearest other person; frames in which it points within 10 degrees of up or down are "
    "left out.",
    "ours; InterAct's paper names an orientation without a formula",
    "none",
    "actor",
)


def _run(scene: Performed, source: Performed | None) -> list[Measured]:
    del source
    found: list[Measured] = []
    for pair in pairs_of(scene):
        if not pair.known:
            found += unknown((FREQUENCY, DISTANCE), pair.who, pair.people)
            continue
        found += [_frequency(scene, pair), _distance(pair)]
    if len(scene.people) > 1:
        found += [_facing(scene, number) for number in range(len(scene.people))]
    return found


def _frequency(scene: Performed, pair: Pair) -> Measured:
    gaps = scene.nearest[pair.numbers].gaps
    touch = np.isfinite(gaps)
    frame = int(gaps.argmin()) if touch.any() else None
    return _mean(FREQUENCY, pair.who, 100.0 * touch, frame)


def _distance(pair: Pair) -> Measured:
    one, other = (_pelvis(person.body)[: pair.frames] for person in pair.people if person.body is not None)
    away = np.linalg.norm((one - other)[:, :2], axis=1)
    known = np.isfinite(away)
    return _mean(DISTANCE, pair.who, away, int(np.nanargmax(away)) if known.any() else None)


def _facing(scene: Performed, number: int) -> Measured:
    """Return how one of the people faces the others."""
    who, body = scene.people[number].actor, scene.people[number].body
    if body is None:
        return unknown((FACING,), who, [scene.people[number]])[0]
    others = [
        _pelvis(each.body) for n, each in enumerate(scene.people) if n != number and each.body is not None
    ]
    frames = min(body.frames, max((len(each) for each in others), default=0))
    if not frames:
        return Measured(FACING.id, who, None, "nobody else's joints can be recognised as those of a person")
    places = np.full((len(others), frames, 3), np.nan)
    for row, each in zip(places, others, strict=True):
        row[: min(frames, len(each))] = each[:frames]
    ways = (places - _pelvis(body)[:frames])[..., :2]
    away = np.linalg.norm(ways, axis=2)
    nearest = np.where(np.isnan(away), np.inf, away).argmin(axis=0)
    way = ways[nearest, np.arange(frames)]
    ahead = _forward(body)[:frames, :2]
    cross = ahead[:, 0] * way[:, 1] - ahead[:, 1] * way[:, 0]
    angle = np.degrees(np.abs(np.arctan2(cross, np.sum(ahead * way, axis=1))))
    angle[np.linalg.norm(ahead, axis=1) < _UPRIGHT] = np.nan
    if np.isnan(angle).all():
        why = "the pelvis points up or down, or has no place, in all frames"
        return Measured(FACING.id, who, None, why)
    return _mean(FACING, who, angle, int(np.nanargmax(angle)))


def _mean(measure: Measure, who: str, series: Array, frame: int | None) -> Measured:
    if not len(series):
        return Measured(measure.id, who, None, "there are no frames that both have")
    if np.isnan(series).all():
        return Measured(measure.id, who, None, "no frame has the places of both")
    return Measured(measure.id, who, float(np.nanmean(series)), frame=frame, series=series)


def _pelvis(body: Body) -> Array:
    """Return (F, 3) metres, where the pelvis is."""
    return body.positions[:, body.motion.skeleton.index(body.roles["hips"])]


def _forward(body: Body) -> Array:
    """Return (F, 3) unit vectors, where the pelvis points."""
    skeleton = body.motion.skeleton
    joints = {role: skeleton.index(name) for role, name in body.roles.items()}
    ahead = -body_frame(skeleton.rest_positions(), joints)[:, 1]
    return quaternion_rotate(body.rotations[:, joints["hips"]], ahead)


TWO_PEOPLE = Measurer((FREQUENCY, DISTANCE, FACING), _run)
