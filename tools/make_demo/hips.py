# SPDX-License-Identifier: GPL-3.0-or-later
"""Compute the hips from the feet: over the standing leg, braking, weight shifts, within reach of the legs.

All in a person's frame: metres, Z up, the final position at the origin, facing +X, left at +Y.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .curves import drift, ease, keyed, smooth, spline
from .gait import DOUBLE, Feet, Walk, path
from .people import Person

__all__ = ["hips_height", "hips_path"]

Array = NDArray[np.float64]

_EARLY = 0.064  # seconds before the middle of its plant at which the hips are over a foot


def hips_path(
    walk: Walk,
    shifts: tuple[tuple[float, float, float], ...],
    at: Array,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Compute the horizontal path of the hips (the midpoint of the hip joints) and their heading.

    Args:
        walk: The entrance walk.
        shifts: Weight shifts after arriving: (seconds, to the left, forward), metres.
        at: (N,) seconds.
        rng: Generator for the sway.

    Returns:
        place: (N, 2) metres; `hips_height` gives the height.
        heading: (N,) radians.
    """
    # Half-way between two feet when the second lands: later, the leg in front would have to reach too far.
    middle = [0.5 * (min(p.lift, walk.arrive + 0.2) + p.land) - _EARLY for p in walk.plants[:-2]]
    places, headings = [], []
    for plant in walk.plants[:-2]:
        at_plant, heading = path(walk, np.array([plant.along]))
        sign = 1.0 if plant.side else -1.0
        across = np.array([-np.sin(heading[0]), np.cos(heading[0])])
        places.append(at_plant[0] + sign * 0.022 * across)
        headings.append(float(heading[0]))
    # Braking: the weight moves over the second to last foot, a little past it, and back to the middle.
    lean = 1.0 if walk.plants[-2].side else -1.0
    stop = walk.arrive
    brake = [
        (stop - 0.24, -0.125, lean * 0.030), (stop + 0.04, 0.004, lean * 0.022),
        (stop + 0.26, 0.013, -lean * 0.006), (stop + 0.60, 0.0, 0.0),
    ]  # fmt: skip
    times = [*middle, *(key[0] for key in brake)]
    flat = np.array(places + [[path(walk, np.array([x]))[0][0, 0], y] for _, x, y in brake])
    start = walk.speed * np.array([np.cos(walk.turn), np.sin(walk.turn)])
    place = spline(times, flat, at, start=start, end=(0.0, 0.0))
    early = at < times[0]
    place[early] += (at[early] - times[0])[:, None] * start
    heading = smooth(keyed([*middle, stop + 0.1], [*headings, 0.0], at), 0.06 / (at[1] - at[0]))
    keys = np.array([(stop + 0.4, 0.0, 0.0), *shifts])
    moved = keyed(keys[:, 0], keys[:, 1:], at)
    place[:, 1] += moved[:, 0] + ease((at - stop) / 0.8) * drift(at, rng, 2.3, 0.006)
    place[:, 0] += moved[:, 1] + ease((at - stop) / 0.8) * drift(at, rng, 3.1, 0.005)
    return place, heading


def hips_height(person: Person, walk: Walk, feet: Feet, place: Array, pelvis: Array, at: Array) -> Array:
    """Compute the height (N,) of the hips: rising over each standing leg, within reach of both legs.

    Args:
        person: The person.
        walk: The entrance walk.
        feet: The feet.
        place: (N, 2) the midpoint of the hips.
        pelvis: (N, 3, 3) the hips' axes: tilting raises one hip and lowers the other.
        at: (N,) seconds.
    """
    times, heights = [], []
    tall = person.ankle_height + 0.9975 * person.leg
    for one, two in pairwise(walk.plants):
        span = two.along - one.along
        times += [two.land + 0.5 * DOUBLE]
        heights += [tall + 0.010 - 0.085 * span * span]
        if np.isfinite(one.lift):
            times += [0.5 * (min(two.lift, two.land + 0.45) + two.land + DOUBLE)]
            heights += [tall - 0.010]
    times += [walk.arrive + 0.22, walk.arrive + 0.6]
    heights += [tall - 0.003, tall]
    order = np.argsort(times)
    wanted = keyed(np.array(times)[order], np.array(heights)[order], at)
    wanted = smooth(wanted, 0.04 / (at[1] - at[0]))
    # A leg lands nearly straight, as it stands.
    longest = person.leg * (0.9985 - 0.003 * ease((walk.arrive + 0.2 - at) / 0.5))
    limit = np.full(len(at), np.inf)
    for side, sign in ((0, -1.0), (1, 1.0)):
        hip = pelvis @ np.array([0.0, sign * person.hip_width, 0.0])
        away = feet.ankle[side, :, :2] - place - hip[:, :2]
        reach = longest**2 - np.sum(away**2, axis=1)
        limit = np.minimum(limit, feet.ankle[side, :, 2] - hip[:, 2] + np.sqrt(np.maximum(reach, 0.04)))
    over = np.maximum(wanted - limit, 0.0)
    # If a leg would not reach, lower the hips smoothly around that time too.
    span = max(1, round(0.03 / (at[1] - at[0])))
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(over, span, mode="edge"), 2 * span + 1)
    lower: Array = np.maximum(smooth(windows.max(axis=1), 0.5 * span), over)
    return wanted - lower
