# SPDX-License-Identifier: GPL-3.0-or-later
"""People who sit down on nothing and stand up again, of any skeleton with legs."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.animation.body_frame import body_frame
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import axis_angle_to_quaternion, quaternion_multiply
from interact_addon.core.animation.skeleton import Motion, Skeleton

Z = np.array([0.0, 0.0, 1.0])

__all__ = ["acting", "phases"]


def phases(
    frames: int, *spells: tuple[int, int], seconds: float = 0.8, rate: int = 30
) -> NDArray[np.float64]:
    """(F,) how far somebody is down on a seat, from 0 to 1, who sits in some spells."""
    ramp = max(1, int(seconds * rate))
    out, frame = np.zeros(frames), np.arange(frames)
    for start, end in spells:
        share = np.clip(np.minimum(frame - (start - ramp), end + ramp - frame) / ramp, 0.0, 1.0)
        out = np.maximum(out, share * share * (3.0 - 2.0 * share))
    return out


def acting(
    skeleton: Skeleton,
    down: NDArray[np.float64],
    at: NDArray[np.float64] | tuple[float, float] = (0.0, 0.0),
    facing: NDArray[np.float64] | float = 0.0,
    *,
    thighs: float = 88.0,
    knees: float = 92.0,
    spread: float = 8.0,
    lean: NDArray[np.float64] | float = 0.0,
    raised: float = 0.0,
) -> Motion:
    """Somebody whose feet stay at places, and whose hips go down and back.

    Args:
        skeleton: Whose arms are stretched out at rest.
        down: (F,) from 0, upright, to 1.
        at: (2,) or (F, 2) metres, where the feet are.
        facing: Degrees from X to Y, also (F,).
        thighs: Degrees that the thighs are raised where ``down`` is 1; 90 is level.
        knees: Degrees that the knees are bent there; more than ``thighs``: the feet are below the seat.
        spread: Degrees between each thigh and straight ahead.
        lean: Degrees that the trunk leans forward, also (F,).
        raised: Degrees that the left thigh and knee are bent more, throughout.
    """
    frames = len(down)
    roles = {role: skeleton.index(name) for role, name in skeleton.naming.roles.items()}
    rotations = np.zeros((frames, len(skeleton), 4))
    rotations[..., 0] = 1.0
    left, back, up = body_frame(skeleton.rest_positions(), roles).T

    def turn(role: str, axis: NDArray[np.float64], degrees: NDArray[np.float64] | float) -> None:
        angle = np.radians(np.broadcast_to(degrees, frames))
        joint = roles[role]
        rotations[:, joint] = quaternion_multiply(axis_angle_to_quaternion(axis, angle), rotations[:, joint])

    for side, sign in (("left", 1.0), ("right", -1.0)):
        more = raised * (side == "left")
        turn(f"{side}_thigh", left, -(down * thighs + more))
        turn(f"{side}_thigh", up, sign * down * spread)
        turn(f"{side}_shin", left, down * knees + more)
        turn(f"{side}_foot", left, down * (thighs - knees))
        turn(f"{side}_upper_arm", -back, sign * -78.0)
    turn("spine.0" if "spine.0" in roles else "hips", left, lean)
    rest = float(np.arctan2(-back[1], -back[0]))
    turn("hips", Z, np.asarray(facing) - np.degrees(rest))
    positions = np.zeros((frames, 1, 3))
    motion = Motion(skeleton, rotations, np.array([roles["hips"]]), positions, Fraction(30))
    joints = forward(motion)[0]
    feet = joints[:, [roles["right_foot"], roles["left_foot"]]]
    # As high as the ankle is where the skeleton stands.
    ankles = skeleton.rest_positions()[[roles["right_foot"], roles["left_foot"]], 2]
    rests = skeleton.rest_positions()[:, 2].min()
    where = feet[:, 0] if raised else feet.mean(axis=1)
    positions[:, 0, :2] = np.broadcast_to(at, (frames, 2)) - where[:, :2]
    positions[:, 0, 2] = ankles.mean() - rests + 0.02 - feet[:, 0, 2]
    return Motion(skeleton, rotations, np.array([roles["hips"]]), positions, Fraction(30))
