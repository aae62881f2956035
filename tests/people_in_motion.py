# SPDX-License-Identifier: GPL-3.0-or-later
"""Crude people who walk, lie, crawl and stand on their hands, and the files of theirs in any axes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from interact_addon.core.animation.bone_names import INTERACT_JOINTS, INTERACT_PARENTS
from interact_addon.core.animation.bvh import Bvh, from_motion
from interact_addon.core.animation.rotations import (
    axis_angle_to_quaternion,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
)
from interact_addon.core.animation.skeleton import Motion, Skeleton

X, Y, Z = np.eye(3)


def person(stature: float = 1.7, named: bool = True) -> Skeleton:
    """A crude T-pose with the 75 joints, facing +X, in metres with Z up."""
    up = {
        "Spine": 0.05,
        "Spine1": 0.05,
        "Spine2": 0.05,
        "Spine3": 0.05,
        "Neck": 0.13,
        "Neck1": 0.04,
        "Head": 0.04,
    }
    up |= {"HeadEnd": 0.1, "UpLeg": -0.02, "Leg": -0.245, "Foot": -0.235, "ForeFoot": -0.03}
    out = {"Shoulder": 0.03, "Arm": 0.08, "ForeArm": 0.16, "Hand": 0.15, "UpLeg": 0.05}
    forward = ("ForeFoot", "ToeBase", "ToeBaseEnd")
    offsets = []
    for name in INTERACT_JOINTS:
        side = -1 if name.startswith("Right") else 1
        bare = name.removeprefix("Right").removeprefix("Left")
        sideways = out.get(bare, 0.02 if bare.startswith("Hand") else 0.0)
        if bare == "Shoulder":
            offsets.append((0.0, side * sideways, 0.1))
        else:
            offsets.append((0.04 if bare in forward else 0.0, side * sideways, up.get(bare, 0.0)))
    names = INTERACT_JOINTS if named else tuple(f"b{n}" for n in range(len(INTERACT_JOINTS)))
    ends = np.full((len(names), 3), math.nan)
    return Skeleton(names, np.array(INTERACT_PARENTS), np.array(offsets) * stature, ends)


def standing(skeleton: Skeleton, stature: float = 1.7, frames: int = 30) -> Motion:
    rotations = np.zeros((frames, len(skeleton), 4))
    rotations[..., 0] = 1
    # turning about the vertical while walking along
    rotations[:, 0] = axis_angle_to_quaternion([0, 0, 1.0], np.linspace(0, 2, frames))
    places = np.zeros((frames, 1, 3))
    places[:, 0, 0] = np.linspace(0, 2, frames)
    places[:, 0, 2] = 0.53 * stature
    return Motion(skeleton, rotations, np.array([0]), places, 30)


def turned(
    motion: Motion, about: np.ndarray, degrees: float | np.ndarray, at: np.ndarray | None = None
) -> Motion:
    """The motion, turned about an axis of the world; the hips are turned too, or put ``at``."""
    turn = axis_angle_to_quaternion(about, np.radians(np.broadcast_to(degrees, motion.frames)))
    rotations, positions = motion.rotations.copy(), motion.positions.copy()
    rotations[:, 0] = quaternion_multiply(turn, rotations[:, 0])
    positions[:, 0] = quaternion_rotate(turn, positions[:, 0]) if at is None else at
    return replace(motion, rotations=rotations, positions=positions)


def posed(motion: Motion, joint: str, about: np.ndarray, degrees: float | np.ndarray) -> Motion:
    """The motion with a joint turned."""
    rotations = motion.rotations.copy()
    turn = axis_angle_to_quaternion(about, np.radians(np.broadcast_to(degrees, motion.frames)))
    column = motion.skeleton.index(joint)
    rotations[:, column] = quaternion_multiply(turn, rotations[:, column])
    return replace(motion, rotations=rotations)


def swinging(motion: Motion) -> Motion:
    """The motion with legs that swing, and arms that do so beside the body."""
    phase = 25 * np.sin(np.arange(motion.frames) / 4)
    for joint, sign in (("LeftUpLeg", 1), ("RightUpLeg", -1), ("LeftArm", -1), ("RightArm", 1)):
        motion = posed(motion, joint, Y, sign * phase)
    return posed(posed(motion, "LeftArm", X, -75), "RightArm", X, 75)


def still(frames: int = 60) -> Motion:
    """Standing in a T, facing X, at the origin."""
    motion = standing(person(), frames=frames)
    rotations, positions = np.zeros_like(motion.rotations), np.zeros_like(motion.positions)
    rotations[..., 0] = 1.0
    return replace(motion, rotations=rotations, positions=positions)


def walking(frames: int = 60) -> Motion:
    """Walking along X and turning slowly."""
    return swinging(standing(person(), frames=frames))


def lying(frames: int = 60, along: np.ndarray = Y, moves: bool = True) -> Motion:
    """On the back, the head along a direction of the floor, all the time."""
    motion = swinging(still(frames)) if moves else still(frames)
    motion = turned(motion, Y, -90)  # the head is along -X
    turn = math.degrees(math.atan2(along[1], along[0])) - 180
    return turned(motion, Z, turn, at=0.1 * Z + 0.7 * along)


def on_hands(frames: int = 60) -> Motion:
    """A handstand: upside down, the arms beyond the head, the legs moving in the air."""
    motion = posed(posed(swinging(still(frames)), "LeftArm", X, 150), "RightArm", X, -150)
    return turned(motion, X, 180, at=1.15 * Z)


def crawling(frames: int = 60) -> Motion:
    """On all fours, along the floor."""
    motion = still(frames)
    for joint in ("LeftUpLeg", "RightUpLeg", "LeftArm", "RightArm"):
        motion = posed(motion, joint, Y, -90)
    for joint in ("LeftLeg", "RightLeg"):
        motion = posed(motion, joint, Y, 90)
    at = np.stack([np.linspace(0, 3, frames), np.zeros(frames), np.full(frames, 0.5)], axis=1)
    return turned(motion, Y, 85, at=at)


def interact_rig(motion: Motion) -> Bvh:
    """A motion of `person` on a rig as InterAct's captures have it.

    60 joints, whose offsets have Z up, right along X and the toes along Y; zero End Sites; the world has Y
    up, in centimetres.
    """
    names = motion.skeleton.names
    dropped = ("HeadEnd", "ForeFoot", "ToeBaseEnd", "4")
    kept = [j for j, name in enumerate(names) if not name.endswith(dropped)]
    parents = []
    rest = motion.skeleton.rest_positions()
    offsets = rest[kept].copy()
    for row, j in enumerate(kept):
        above = int(motion.skeleton.parents[j])
        while above >= 0 and above not in kept:
            above = int(motion.skeleton.parents[above])
        parents.append(kept.index(above) if above >= 0 else -1)
        offsets[row] -= rest[above] if above >= 0 else 0.0
    quarter = axis_angle_to_quaternion(Z, math.pi / 2)  # from facing X to facing Y
    back = quaternion_conjugate(quarter)
    file = axis_angle_to_quaternion(X, -math.pi / 2)  # from Z up to Y up
    ends = np.full((len(kept), 3), math.nan)
    ends[[j for j in range(len(kept)) if j not in parents]] = 0.0
    rotations = motion.rotations[:, kept].copy()
    rotations[:, 1:] = quaternion_multiply(quarter, quaternion_multiply(rotations[:, 1:], back))
    rotations[:, 0] = quaternion_multiply(file, quaternion_multiply(rotations[:, 0], back))
    positions = quaternion_rotate(file, motion.positions)
    rig = Skeleton(
        tuple(names[j] for j in kept), np.array(parents), quaternion_rotate(quarter, offsets), ends
    )
    return from_motion(Motion(rig, rotations, motion.moving, positions, motion.rate), units="cm", up="Z")
