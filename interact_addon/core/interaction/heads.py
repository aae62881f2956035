# SPDX-License-Identifier: GPL-3.0-or-later
"""Heads that still look at whom they looked at, when eyes are at other heights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..animation.retarget.body import chain, rest_frame
from ..animation.rotations import (
    normalized,
    quaternion_multiply,
    quaternion_rotate,
    rotation_vector_to_quaternion,
)
from ..foundation.easing import smoothstep
from .calm import limited
from .role_pose import RolePose

__all__ = ["looking"]

Array = NDArray[np.float64]

_LOOKS, _LOOKS_AWAY = np.cos(np.radians(20.0)), np.cos(np.radians(50.0))
_MOST = np.radians(25.0)
_NECK = 0.3  # how much of it the neck turns
_NEAR = 0.3  # metres between two heads, nearer than which the other's height tells nothing


def looking(captured: Sequence[RolePose], poses: Sequence[RolePose], fixed: Sequence[bool]) -> list[RolePose]:
    """Return everyone with heads turned by as much as the other's head is elsewhere than in the capture."""
    return [
        pose if fixed[p] or "head" not in pose.body else _turned(p, captured, poses)
        for p, pose in enumerate(poses)
    ]


def _turned(person: int, captured: Sequence[RolePose], poses: Sequence[RolePose]) -> RolePose:
    pose, source = poses[person], captured[person]
    frame = rest_frame({role: source.body.rest[n] for n, role in enumerate(source.body.roles)})
    if frame is None or "head" not in source.body:
        return pose
    ahead = quaternion_rotate(source.turn_of("head"), -frame[:, 1])
    vector = np.zeros((pose.frames, 3))
    best = np.full(pose.frames, _LOOKS_AWAY)
    for other in range(len(poses)):
        if other == person or any("head" not in each[other].body for each in (captured, poses)):
            continue
        before = captured[other].at("head") - source.at("head")
        after = poses[other].at("head") - pose.at("head")
        cosine = np.sum(normalized(before) * ahead, axis=1)
        share = np.clip((cosine - best) / (_LOOKS - _LOOKS_AWAY), 0.0, 1.0)
        share *= np.clip(np.linalg.norm(before, axis=1) / _NEAR - 1.0, 0.0, 1.0)
        vector += smoothstep(share)[:, None] * _rotation(before, after)
    vector = limited(vector, _MOST)
    rotations = pose.rotations.copy()
    necks = [pose.body.index(role) for role in chain(dict.fromkeys(pose.body.roles, 0), "neck")]
    line = [*necks, pose.body.index("head")]
    for number, upper in enumerate(line):
        part = 1.0 if upper not in necks else _NECK * (number + 1) / len(necks)
        rows = [upper] if upper in necks else pose.body.below("head")
        turn = rotation_vector_to_quaternion(part * vector)
        rotations[:, rows] = quaternion_multiply(turn[:, None], pose.rotations[:, rows])
    return pose.reposed(rotations)


def _rotation(before: Array, after: Array) -> Array:
    """Return (F, 3) rotation vectors from one direction to another."""
    one, two = normalized(before), normalized(after)
    cross = np.cross(one, two)
    sine = np.linalg.norm(cross, axis=1, keepdims=True)
    angle = np.arctan2(sine, np.sum(one * two, axis=1, keepdims=True))
    return angle * cross / np.maximum(sine, 1e-9)
