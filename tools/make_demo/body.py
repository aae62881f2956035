# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate one person's movement: hips, legs, trunk, arms and head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.animation.rotations import (
    continuous,
    matrix_to_quaternion,
    quaternion_conjugate,
    quaternion_multiply,
    slerp,
)
from interact_addon.core.animation.skeleton import Motion

from .acting import Acting
from .arms import arm_rotations, track_poses
from .curves import drift, ease, smooth
from .gait import Feet, Walk, plan_feet
from .hips import hips_height, hips_path
from .legs import solve_leg, turn
from .people import Person, build_skeleton

__all__ = ["Steps", "perform", "place_in_world", "walk_in"]

Array = NDArray[np.float64]
Put = Callable[[str, Array], None]

_SPINE = (("Spine", 0.18), ("Spine1", 0.26), ("Spine2", 0.30), ("Spine3", 0.26))
_NECK = (("Neck", 0.30), ("Neck1", 0.30), ("Head", 0.40))


@dataclass(frozen=True, slots=True)
class Steps:
    """Feet and hips, in the person's frame.

    Attributes:
        walk: The entrance walk.
        feet: The feet.
        hips: (N, 3) the midpoint of the hip joints.
        heading: (N,) radians.
        pelvis: (N, 3, 3) the hips' axes.
        swing: (N,) distance of the left foot ahead of the right, in steps.
        shift: (N,) distance of the hips to the left of the midpoint of the feet, metres.
    """

    walk: Walk
    feet: Feet
    hips: Array
    heading: Array
    pelvis: Array
    swing: Array
    shift: Array


def walk_in(person: Person, walk: Walk, acting: Acting, at: Array, rng: np.random.Generator) -> Steps:
    """Compute feet and hips for an entrance walk and the weight shifts after it."""
    per_second = 1.0 / (at[1] - at[0])
    feet = plan_feet(person, walk, at)
    place, heading = hips_path(walk, acting.shifts, at, rng)
    swing = _swing(feet, heading, per_second)
    shift = _sideways(feet, place, heading, per_second)
    # The hips rotate with the leading leg and drop on the side of the free one.
    pelvis = turn("Z", heading - 0.085 * swing + 0.3 * acting.swivel)
    pelvis = pelvis @ turn("Y", 0.03 * _walking(walk, at) + 0.25 * acting.lean) @ turn("X", 1.4 * shift)
    height = hips_height(person, walk, feet, place, pelvis, at)
    return Steps(walk, feet, np.column_stack([place, height]), heading, pelvis, swing, shift)


def perform(
    person: Person,
    steps: Steps,
    acting: Acting,
    look_at: Array,
    at: Array,
    rate: Fraction,
    rng: np.random.Generator,
) -> tuple[Motion, Array]:
    """Compute the movement in the person's frame (the final position at the origin, facing +X).

    Args:
        person: The person.
        steps: Feet and hips.
        acting: The rest of the plan.
        look_at: (N, 3) positions of the other's eyes, in this person's frame.
        at: (N,) seconds of the frames.
        rate: Frames per second.
        rng: Generator for small noise.

    Returns:
        motion: The movement.
        gaze: (N, 2) radians: direction of the other's eyes relative to the head, left and up.
    """
    skeleton = build_skeleton(person)
    count = len(at)
    rotations = np.zeros((count, len(skeleton), 4))
    rotations[..., 0] = 1.0
    per_second = 1.0 / (at[1] - at[0])
    walking = _walking(steps.walk, at)
    pelvis, swing, shift = steps.pelvis, steps.swing, steps.shift
    root = steps.hips + pelvis @ np.array([0.0, 0.0, person.pelvis_rise])

    # The chest counter-rotates against the hips in walking, stays upright over a dropped hip, leans in to
    # speak, and turns part of the way to the other; the head turns most of the rest, the eyes the remainder.
    aside = _aside(steps, look_at, per_second)
    braking = np.exp(-0.5 * ((at - steps.walk.arrive + 0.05) / 0.16) ** 2)
    yaw = steps.heading + 0.075 * _later(swing, 0.03 * per_second) + acting.swivel + 0.22 * aside
    chest = turn("Z", yaw)
    pitch = 0.045 * walking - 0.035 * braking + acting.lean - 0.012 * acting.breath
    chest = chest @ turn("Y", pitch) @ turn("X", -0.6 * _later(shift, 0.05 * per_second))

    def put(name: str, local: Array) -> None:
        rotations[:, skeleton.index(name)] = local

    pelvis_q, chest_q = matrix_to_quaternion(pelvis), matrix_to_quaternion(chest)
    put("Hips", pelvis_q)
    _shared(put, _SPINE, quaternion_multiply(quaternion_conjugate(pelvis_q), chest_q))
    head_q, gaze = _head(person, acting, chest, root, look_at, steps.heading + 0.82 * aside, per_second)
    _shared(put, _NECK, quaternion_multiply(quaternion_conjugate(chest_q), head_q))
    _legs(person, steps, pelvis, root, put)
    for hand, side in enumerate(("Right", "Left")):
        track = track_poses(acting.arms[hand], at)
        hanging = np.clip(-track.fore[:, 2], 0, 1)
        sway = (1.0 if hand == 0 else -1.0) * 0.36 * _later(swing, 0.05 * per_second) - 0.05 * walking
        track = track.swung(hanging * (sway + drift(at, rng, 2.4, 0.018)))
        wave = acting.wave if hand == 0 else np.zeros(count)
        track = track.waved(wave, acting.strokes[hand])
        for name, local in arm_rotations(track, side, acting.breath).items():
            put(name, local)
    return Motion(skeleton, continuous(rotations), np.array([0]), root[:, None], rate), gaze


def place_in_world(motion: Motion, yaw: float, origin: tuple[float, float]) -> Motion:
    """Return the movement rotated by ``yaw`` radians about the vertical and moved to ``origin``."""
    about = matrix_to_quaternion(turn("Z", yaw))
    rotations = motion.rotations.copy()
    rotations[:, 0] = continuous(quaternion_multiply(about, rotations[:, 0]))
    positions = motion.positions @ turn("Z", yaw).T + np.array([*origin, 0.0])
    return Motion(motion.skeleton, rotations, motion.moving, positions, motion.rate)


def _shared(put: Put, chain: tuple[tuple[str, float], ...], whole: Array) -> None:
    """Distribute a rotation over the joints of a chain, all about the same axis."""
    identity = np.array([1.0, 0.0, 0.0, 0.0])
    for name, share in chain:
        put(name, slerp(np.broadcast_to(identity, whole.shape), whole, np.full(len(whole), share)))


def _walking(walk: Walk, at: Array) -> Array:
    """Return 1 while walking, 0 while standing."""
    return ease((walk.arrive + 0.25 - at) / 0.7)


def _swing(feet: Feet, heading: Array, per_second: float) -> Array:
    """Return how far the left foot is ahead of the right, in steps: +-1 in full stride, 0 standing."""
    way = np.stack([np.cos(heading), np.sin(heading)], axis=1)
    ahead = np.sum((feet.ankle[1, :, :2] - feet.ankle[0, :, :2]) * way, axis=1)
    return smooth(ahead / 0.62, 0.045 * per_second)


def _sideways(feet: Feet, place: Array, heading: Array, per_second: float) -> Array:
    """Return how far the hips are left of the midpoint of the feet, metres."""
    across = np.stack([-np.sin(heading), np.cos(heading)], axis=1)
    middle = 0.5 * (feet.ankle[0, :, :2] + feet.ankle[1, :, :2])
    return smooth(np.clip(np.sum((place - middle) * across, axis=1), -0.05, 0.05), 0.06 * per_second)


def _aside(steps: Steps, look_at: Array, per_second: float) -> Array:
    """Return the other person's direction relative to the heading, positive to the left, radians."""
    line = look_at - steps.hips
    aside = np.arctan2(line[:, 1], line[:, 0]) - steps.heading
    return smooth(np.clip(np.arctan2(np.sin(aside), np.cos(aside)), -0.9, 0.9), 0.10 * per_second)


def _later(track: Array, frames: float) -> Array:
    """Delay a track by some frames."""
    index = np.arange(len(track), dtype=np.float64)
    return np.interp(index - frames, index, track)


def _head(
    person: Person,
    acting: Acting,
    chest: Array,
    root: Array,
    look_at: Array,
    yaw: Array,
    per_second: float,
) -> tuple[Array, Array]:
    """Return the head's global rotations (N, 4), turned by ``yaw``, and the remaining gaze (N, 2)."""
    eyes = root + chest @ np.array([0.05, 0.0, 0.94 * person.stature - float(np.median(root[:, 2]))])
    line = look_at - eyes
    pitch = -np.arctan2(line[:, 2], np.hypot(line[:, 0], line[:, 1]))
    pitch = smooth(0.8 * pitch, 0.10 * per_second) + acting.nod
    head = turn("Z", yaw + acting.shake) @ turn("Y", pitch) @ turn("X", acting.tilt)
    seen = np.einsum("nij,ni->nj", head, line)  # the other's eyes in the head's axes
    gaze = np.stack([np.arctan2(seen[:, 1], seen[:, 0]), np.arctan2(seen[:, 2], seen[:, 0])], axis=1)
    return matrix_to_quaternion(head), gaze


def _legs(person: Person, steps: Steps, pelvis: Array, root: Array, put: Put) -> None:
    """Solve local rotations of both legs, so that the ankles are at their planned positions."""
    for side, (name, sign) in enumerate((("Right", -1.0), ("Left", 1.0))):
        hip = root + pelvis @ np.array([0.0, sign * person.hip_width, -person.pelvis_rise])
        yaw, pitch = steps.feet.yaw[side], steps.feet.pitch[side]
        knees = 0.55 * yaw + 0.45 * steps.heading + sign * 0.02
        forward = np.stack([np.cos(knees), np.sin(knees), np.zeros_like(knees)], axis=1)
        thigh, shin, _ = solve_leg(hip, steps.feet.ankle[side], forward, person.thigh, person.shin)
        foot = turn("Z", yaw) @ turn("Y", -pitch)

        def local(parent: Array, child: Array) -> Array:
            return matrix_to_quaternion(np.swapaxes(parent, 1, 2) @ child)

        put(f"{name}UpLeg", local(pelvis, thigh))
        put(f"{name}Leg", local(thigh, shin))
        put(f"{name}Foot", local(shin, foot))
        put(f"{name}ToeBase", matrix_to_quaternion(turn("Y", -steps.feet.toe[side])))
