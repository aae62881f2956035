# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a person touches the floor, and what is sat on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from ..animation.feet import GroundHeights, ground_heights, sole_tracks
from ..animation.feet.sightings import SLOW, speeds
from ..labels.finding import found_of_positions
from .bodies import Body
from .model import FLOOR, SEAT, Contact
from .spans import runs, spans
from .strength import strength_of

__all__ = ["floor_touches", "seat_touches"]

Array = NDArray[np.float64]

_ENTER, _LEAVE = 0.02, 0.04  # metres at 1.75 m, from the floor
_LEAST = 0.1  # seconds
_SEAT = 0.12  # metres at 1.75 m: lower, it is the floor that is sat on
_LIMBS = ("upper_arm", "forearm", "thigh", "shin")
_LEGS = tuple(f"{side}_{part}" for side in ("left", "right") for part in ("thigh", "shin", "foot"))


def floor_touches(bodies: Mapping[int, Body], one: int) -> tuple[float, list[Contact]]:
    """Return the height of the floor, and where a person touches it.

    Args:
        bodies: Everyone, by number.
        one: The number of the person.
    """
    body = bodies[one]
    ground = ground_heights(body.motion, body.roles)
    floor = 0.0 if ground is None else ground.floor
    found = [] if ground is None else list(_feet(body, one, ground))
    for number, region in enumerate(body.parts.regions):
        if not region.endswith("_foot"):
            found += _region(body, one, number, floor)
    return floor, found


def _feet(body: Body, one: int, ground: GroundHeights) -> Iterator[Contact]:
    """Yield where heels and toes stand, as `feet` measures it."""
    rate = float(body.motion.rate)
    for side, track in sole_tracks(body.motion, ground, body.roles).items():
        for n, part in enumerate((f"{side}_foot", f"{side}_toe")):
            role = part if part in body.roles else f"{side}_foot"
            gaps = track.heights[:, 0] if n == 0 else track.heights[:, 1:].min(axis=1)
            for start, end in runs(track.planted[:, n]):
                frame = start + int(np.argmin(np.abs(gaps[start:end])))
                place = track.places[frame, n]
                strength = strength_of(gaps[start:end], _LEAVE * body.parts.scale, rate)
                spot = body.within(role, frame, place)
                gap = float(gaps[frame])
                yield Contact(one, part, None, FLOOR, start, end, frame, gap, strength, spot, place.copy())


def _region(body: Body, one: int, region: int, floor: float) -> Iterator[Contact]:
    """Yield where a region of the body is on the floor, at rest."""
    parts, scale, rate = body.parts, body.parts.scale, float(body.motion.rate)
    if (body.low[region, :, 2] - floor).min(initial=np.inf) >= _ENTER * scale:
        return
    mine = np.flatnonzero(parts.region == region)
    heights = body.ends[..., 2][:, mine] - parts.radii[mine] - floor
    if parts.regions[region].partition("_")[2] in _LIMBS:
        heights[..., 1] = np.inf  # the next part begins there; and an ankle is always near the floor
    flat = heights.reshape(len(heights), -1)
    lowest = flat.argmin(axis=1)
    gaps = np.take_along_axis(flat, lowest[:, None], axis=1)[:, 0]
    frames = np.arange(len(gaps))
    ends, which = body.ends[frames, mine[lowest // 2], lowest % 2], mine[lowest // 2]
    still = speeds(body.positions[:, parts.bones[mine[0]]], rate) < SLOW * scale
    least = max(1, round(_LEAST * rate))
    enters, stays = (still & (gaps < limit * scale) for limit in (_ENTER, _LEAVE))
    for start, end in spans(enters, stays, least, least):
        frame = start + int(np.argmin(gaps[start:end]))
        place = ends[frame] * (1.0, 1.0, 0.0) + (0.0, 0.0, floor)
        role = parts.roles[which[frame]]
        strength = strength_of(gaps[start:end], _LEAVE * scale, rate)
        spot = body.within(role, frame, place)
        yield Contact(one, role, None, FLOOR, start, end, frame, float(gaps[frame]), strength, spot, place)


def seat_touches(bodies: Mapping[int, Body], one: int, floor: float) -> Iterator[Contact]:
    """Yield when a person sits on something above the floor, with its height.

    Sitting is what `core.labels.finding` finds; who kneels on the floor does not sit on a seat.
    Its height is that below the thighs' upper ends, the median while they rest.

    Args:
        bodies: Everyone, by number.
        one: The number of the person.
        floor: The height of the floor.
    """
    body = bodies[one]
    parts, scale, roles = body.parts, body.parts.scale, body.roles
    if not all(role in roles for role in (*_LEGS, "head", "hips")) or not body.frames:
        return
    legs = [body.motion.skeleton.index(roles[role]) for role in _LEGS]
    head = body.positions[:, body.motion.skeleton.index(roles["head"])]
    labels = found_of_positions(body.positions[:, legs], head, body.motion.rate)
    sits = labels.codes == labels.names.index("sit")
    knees = body.positions[:, [legs[1], legs[4]], 2].min(axis=1) - floor
    thighs = [parts.roles.index(f"{side}_thigh") for side in ("left", "right")]
    below = body.ends[:, thighs, 0].mean(axis=1) - parts.radii[thighs, 0].mean() * np.array([0.0, 0.0, 1.0])
    heights, rate = below[:, 2], float(body.motion.rate)
    still = speeds(below, rate) < SLOW * scale
    for start, end in runs(sits & (knees > 2 * _SEAT * scale)):
        rests = np.flatnonzero(still[start:end])
        if not len(rests):
            continue
        height = float(np.median(heights[start:end][rests]))
        if height - floor < _SEAT * scale:
            continue
        frame = start + int(rests[np.argmin(np.abs(heights[start:end][rests] - height))])
        place = np.array([*below[frame, :2], height])
        strength = strength_of(np.abs(heights[start:end] - height), _LEAVE * scale, rate)
        spot = body.within("hips", frame, place)
        yield Contact(one, "hips", None, SEAT, start, end, frame, 0.0, strength, spot, place)
