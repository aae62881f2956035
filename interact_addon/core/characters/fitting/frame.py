# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects whether a skeleton's rest pose is standing.

Nearly every capture rests like a person, with its arms out or down. Some rest folded up, their bones along
the axes, and show a standing person only in their frames; `standing` gives those a frame as rest pose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...animation.body_frame import body_frame
from ...animation.kinematics import forward
from ...animation.rotations import (
    continuous,
    normalized,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
)
from ...animation.skeleton import Motion, Skeleton
from ...foundation.errors import CharacterError
from ..body.segments import SIDES

__all__ = ["body_frame", "rests_standing", "standing"]

Array = NDArray[np.float64]

_SAMPLES = 120


def rests_standing(skeleton: Skeleton, roles: Mapping[str, int]) -> bool:
    """Return whether at rest the legs point down and the arms do not point up."""
    return _likeness(skeleton.rest_positions(), roles)[1]


def _likeness(positions: Array, roles: Mapping[str, int]) -> tuple[float, bool]:
    """Return how similar a pose is to standing with arms half lowered, and whether it stands at all."""
    try:
        frame = body_frame(positions, roles, snap=False)
    except CharacterError:  # left and right, or hips and head, coincide
        return -np.inf, False
    score, standing = 0.0, True
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        arm = np.array([0.7 * sign, 0.0, -0.7])
        for start, end, ideal, least in (
            ("thigh", "shin", np.array([0.0, 0.0, -1.0]), 0.5),
            ("shin", "foot", np.array([0.0, 0.0, -1.0]), 0.5),
            ("upper_arm", "forearm", arm, 0.0),
            ("forearm", "hand", arm, -0.2),
        ):
            names = (f"{side}_{start}", f"{side}_{end}")
            if names[0] in roles and names[1] in roles:
                bone = normalized((positions[roles[names[1]]] - positions[roles[names[0]]]) @ frame)
                score += float(bone @ ideal)
                standing = standing and float(bone @ ideal) > least
    return score, standing


def standing(motion: Motion) -> Motion:
    """Return the motion with a rest pose that a character can be fitted to.

    A capture that rests like a person is returned unchanged, and so is one whose joints are not known.
    Otherwise the frame in which it stands best becomes the rest pose; joints move exactly as before.
    """
    skeleton = motion.skeleton
    named = skeleton.naming
    if named.missing() or motion.frames == 0:
        return motion
    roles = {role: skeleton.index(name) for role, name in named.roles.items()}
    if rests_standing(skeleton, roles):
        return motion
    positions, rotations = forward(motion)
    chosen = np.unique(np.linspace(0, motion.frames - 1, _SAMPLES).astype(np.int64))
    best = max(chosen.tolist(), key=lambda frame: _likeness(positions[frame], roles)[0])
    if not _likeness(positions[best], roles)[1]:
        return motion
    return _rested(motion, positions[best], rotations, best)


def _rested(motion: Motion, rest: Array, rotations: Array, frame: int) -> Motion:
    """Return the motion with one of its frames as the rest pose.

    Args:
        motion: The motion.
        rest: (J, 3) joints in that frame.
        rotations: (F, J, 4) global rotations.
        frame: The frame.
    """
    skeleton = motion.skeleton
    turned = rotations[frame]
    since = quaternion_multiply(rotations, quaternion_conjugate(turned))
    local = since.copy()
    inner = skeleton.parents >= 0
    above = skeleton.parents[inner]
    local[:, inner] = quaternion_multiply(quaternion_conjugate(since[:, above]), since[:, inner])
    offsets = rest.copy()
    offsets[inner] -= rest[above]
    ends = quaternion_rotate(turned, skeleton.end_offsets)
    # A joint's translation is in its parent's axes, which have rotated; a root's is in the world's.
    positions = motion.positions.copy()
    for column, joint in enumerate(motion.moving.tolist()):
        if skeleton.parents[joint] >= 0:
            positions[:, column] = quaternion_rotate(turned[skeleton.parents[joint]], positions[:, column])
    return replace(
        motion,
        skeleton=Skeleton(skeleton.names, skeleton.parents, offsets, ends, skeleton.roles),
        rotations=continuous(local),
        positions=positions,
        origin=None if motion.origin is None else replace(motion.origin, turns=turned),
    )
