# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan the feet for walking in and standing: foot plants, rolling and swinging.

All in a person's frame: metres, Z up, the final position at the origin, facing +X, left at +Y.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .curves import ease, keyed
from .people import Person

__all__ = ["DOUBLE", "Feet", "Plant", "Walk", "path", "plan_feet", "walk_of"]

Array = NDArray[np.float64]
DOUBLE = 0.10
"""Double support time per step, in seconds."""

_ROLL = 0.15  # seconds from heel strike until the foot is flat


@dataclass(frozen=True, slots=True)
class Plant:
    """One foot plant, from heel strike to toe off."""

    side: int  # 0 right, 1 left
    land: float
    lift: float
    along: float  # metres along the path, 0 at the final position
    strike: float  # pitch, toes up, radians, at heel strike
    push: float  # pitch, heel up, radians, at toe off


@dataclass(frozen=True, slots=True)
class Walk:
    """An entrance walk.

    Attributes:
        plants: Foot plants in order of landing.
        turn: The path's heading at its start relative to the final one, radians.
        arrive: Time of the last landing in seconds.
        speed: Walking speed in metres per second.
    """

    plants: tuple[Plant, ...]
    turn: float
    arrive: float
    speed: float


@dataclass(frozen=True, slots=True)
class Feet:
    """Two feet over time; index 0 is right, 1 left.

    Attributes:
        ankle: (2, N, 3) positions of the ankles.
        yaw: (2, N) headings of the feet.
        pitch: (2, N) pitch, toes up, radians.
        toe: (2, N) bend of the toes upwards, radians.
        planted: (2, N) True while the ball of the foot is fixed on the floor.
    """

    ankle: Array
    yaw: Array
    pitch: Array
    toe: Array
    planted: NDArray[np.bool_]


def walk_of(person: Person) -> Walk:
    """Return a person's entrance walk, which differs in timing, step length and direction by gender."""
    if person.gender == "male":
        along = (-2.34, -1.72, -1.11, -0.52, -0.035, 0.025)
        lands = (-0.86, -0.36, 0.14, 0.64, 1.14, 1.58)
        first, turn, speed = 0, -0.62, 1.22
    else:
        along = (-2.10, -1.54, -0.99, -0.46, -0.03, 0.02)
        lands = (-0.92, -0.44, 0.04, 0.53, 1.01, 1.46)
        first, turn, speed = 1, 0.56, 1.12
    plants = []
    for number, (place, land) in enumerate(zip(along, lands, strict=True)):
        stride = place - along[number - 2] if number > 1 else 2 * (along[1] - along[0])
        ahead = along[number + 1] - place if number + 1 < len(along) else 0.0
        lift = lands[number + 1] + DOUBLE if number + 2 < len(along) else np.inf
        plants.append(
            Plant(
                side=(first + number) % 2, land=land, lift=lift, along=place,
                strike=0.33 * min(1.0, stride / 1.2) ** 2, push=0.84 * min(1.0, 0.25 + ahead / 0.7),
            )
        )  # fmt: skip
    return Walk(tuple(plants), turn, lands[-1], speed)


def path(walk: Walk, along: Array) -> tuple[Array, Array]:
    """Return positions (N, 2) and headings (N,) along a path that curves to its end."""
    grid = np.linspace(-3.0, 0.5, 351)
    heading = walk.turn * ease((-grid - 0.15) / 1.5)
    step = np.diff(grid)[:, None] * np.stack([np.cos(heading), np.sin(heading)], axis=1)[1:]
    place = np.concatenate([[[0.0, 0.0]], np.cumsum(step, axis=0)])
    place -= place[np.searchsorted(grid, 0.0)]
    at = np.stack([np.interp(along, grid, place[:, axis]) for axis in (0, 1)], axis=1)
    return at, np.interp(along, grid, heading)


def _spot(walk: Walk, plant: Plant) -> tuple[Array, float]:
    """Return the ankle's position (2,) over a planted, flat foot, and the foot's heading."""
    at, heading = path(walk, np.array([plant.along]))
    sign = 1.0 if plant.side else -1.0
    final = plant in walk.plants[-2:]
    width, out = (0.105, 0.16) if final else (0.072, 0.10)
    across = np.array([-np.sin(heading[0]), np.cos(heading[0])])
    return at[0] + sign * width * across, float(heading[0]) + sign * out


def plan_feet(person: Person, walk: Walk, at: Array) -> Feet:
    """Compute the feet at times ``at`` (N,): planted, rolling over heel and ball, swinging in between."""
    flat = (2, len(at))
    feet = Feet(np.zeros((*flat, 3)), np.zeros(flat), np.zeros(flat), np.zeros(flat), np.zeros(flat, bool))
    for side in (0, 1):
        plants = [plant for plant in walk.plants if plant.side == side]
        for plant in plants:
            now = (at >= plant.land) & (at <= plant.lift)
            _stand(person, walk, plant, at[now], feet, now)
        for one, two in pairwise(plants):
            now = (at > one.lift) & (at < two.land)
            if now.any():
                _swing(person, walk, one, two, at[now], feet, now)
    return feet


def _roll(plant: Plant, at: Array) -> tuple[Array, Array]:
    """Return pitch of the foot and bend of the toes (both up), at times within the plant."""
    strike = plant.strike * (1 - ease((at - plant.land) / _ROLL))
    rising = 0.32 * min(1.0, plant.push / 0.9)
    last = np.isinf(plant.lift)
    push = np.zeros_like(at) if last else plant.push * _rise((at - plant.lift + rising) / rising)
    return strike - push, push + 0.5 * strike


def _rise(x: Array) -> Array:
    """Return 0 to 1, slow at first and fast at the end, for a lifting heel."""
    x = np.clip(x, 0, 1)
    return x * x * x * (1.6 - 0.6 * x)


def _stand(person: Person, walk: Walk, plant: Plant, at: Array, feet: Feet, now: NDArray[np.bool_]) -> None:
    spot, yaw = _spot(walk, plant)
    pitch, toe = _roll(plant, at)
    forward, up = _stand_ankle(person, pitch)
    way = np.array([np.cos(yaw), np.sin(yaw)])
    feet.ankle[plant.side, now, :2] = spot + forward[:, None] * way
    feet.ankle[plant.side, now, 2] = up
    feet.yaw[plant.side, now] = yaw
    feet.pitch[plant.side, now] = pitch
    feet.toe[plant.side, now] = toe
    feet.planted[plant.side, now] = (at > plant.land + _ROLL) & (at < plant.lift - 1e-6)


def _stand_ankle(person: Person, pitch: Array) -> tuple[Array, Array]:
    """Return the ankle (forward of the flat foot's ankle, up) of a foot rotated about its heel or ball."""
    cos, sin = np.cos(pitch), np.sin(pitch)
    # About the heel, on the floor: the ankle is `heel` ahead and `ankle_height` above it.
    heel_x = person.heel * cos - person.ankle_height * sin - person.heel
    heel_z = person.heel * sin + person.ankle_height * cos
    # About the ball's joint: the ankle is `instep` behind and `ankle` above it.
    ball_x = person.instep - (person.instep * cos + person.ankle * sin)
    ball_z = person.sole - person.instep * sin + person.ankle * cos
    on_heel = pitch > 0
    return np.where(on_heel, heel_x, ball_x), np.where(on_heel, heel_z, ball_z)


def _swing(
    person: Person, walk: Walk, one: Plant, two: Plant, at: Array, feet: Feet, now: NDArray[np.bool_]
) -> None:
    """Compute the swing from toe off to heel strike, with matching speeds at both ends."""
    length = two.land - one.lift
    ends, speeds = [], []
    for plant, moment, inward in ((one, one.lift, -1e-3), (two, two.land, 1e-3)):
        spot, yaw = _spot(walk, plant)
        pitch, _ = _roll(plant, np.array([moment, moment + inward]))
        forward, up = _stand_ankle(person, pitch)
        way = np.array([np.cos(yaw), np.sin(yaw)])
        place = np.concatenate([spot + forward[:, None] * way, up[:, None]], axis=1)
        ends.append(place[0])
        speeds.append((place[1] - place[0]) / inward)
    # The foot lands gently, at the speed of the rolling foot and not of its swing.
    x = (at - one.lift) / length
    place = _quintic(x[:, None], ends[0], ends[1], speeds[0] * length, speeds[1] * length)
    stride = float(np.linalg.norm(ends[1][:2] - ends[0][:2]))
    place[:, 2] += (0.012 + 0.035 * min(1.0, stride / 1.2)) * (16 * x**2 * (1 - x) ** 2)
    lift_pitch, land_pitch = -one.push, two.strike
    feet.ankle[two.side, now] = place
    yaws = [_spot(walk, one)[1], _spot(walk, two)[1]]
    feet.yaw[two.side, now] = yaws[0] + (yaws[1] - yaws[0]) * ease(x)
    feet.pitch[two.side, now] = keyed(
        [0.0, 0.16, 0.58, 0.85, 1.0],
        [lift_pitch, 1.08 * lift_pitch, 0.10 * min(1.0, stride), 0.9 * land_pitch + 0.02, land_pitch], x,
    )  # fmt: skip
    feet.toe[two.side, now] = keyed(
        [0.0, 0.18, 0.36, 0.6, 1.0],
        [one.push, 0.98 * one.push, 0.5 * one.push, 0.1, 0.5 * land_pitch], x,
    )  # fmt: skip


def _quintic(x: Array, start: Array, end: Array, start_speed: Array, end_speed: Array) -> Array:
    """Return the quintic from one position and speed to another, without acceleration at the ends."""
    gap = end - start
    c3 = 10 * gap - 6 * start_speed - 4 * end_speed
    c4 = -15 * gap + 8 * start_speed + 7 * end_speed
    c5 = 6 * gap - 3 * start_speed - 3 * end_speed
    out: Array = start + x * (start_speed + x * x * (c3 + x * (c4 + x * c5)))
    return out
