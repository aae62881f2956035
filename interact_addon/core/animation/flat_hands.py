# SPDX-License-Identifier: GPL-3.0-or-later
"""Straight fingers for a body whose fingers nobody captured.

Without finger joints a character's fingers stay as they are at rest, slightly bent: that is what ``relaxed``
means. For ``flat`` hands a skeleton gets the mean fingers of a T-pose, which never move.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import CharacterError
from .body_frame import body_frame
from .bone_names.table import FINGERS, SIDES
from .rotations import normalized
from .skeleton import Motion, Skeleton
from .smpl.mean_skeleton import MEAN_ENDS, MEAN_OFFSETS

__all__ = ["with_flat_hands"]

Array = NDArray[np.float64]

_FOREARM = float(np.linalg.norm(MEAN_OFFSETS["left_wrist"]))


def with_flat_hands(motion: Motion) -> Motion:
    """Return the motion with straight fingers on each hand that has none; one that has some is left alone.

    Args:
        motion: A body that rests with its arms straight, the thumbs' side forward.
    """
    skeleton = motion.skeleton
    roles = dict(skeleton.naming.roles)
    index = {role: skeleton.index(name) for role, name in roles.items()}
    rest = skeleton.rest_positions()
    try:
        forward = -body_frame(rest, index)[:, 1]
    except CharacterError:
        return motion
    for side in SIDES:
        bare = not any(role.startswith(f"{side}_{finger}.") for role in roles for finger in FINGERS)
        if bare and {f"{side}_forearm", f"{side}_hand"} <= index.keys():
            arm = rest[index[f"{side}_hand"]] - rest[index[f"{side}_forearm"]]
            axes = _hand_axes(arm, forward, side)
            if axes is not None:
                size = float(np.linalg.norm(arm)) / _FOREARM
                skeleton = _with_fingers(skeleton, side, index[f"{side}_hand"], size * axes)
    added = len(skeleton) - len(motion.skeleton)
    if not added:
        return motion
    still = np.zeros((motion.frames, added, 4))
    still[..., 0] = 1.0
    rotations = np.concatenate([motion.rotations, still], axis=1)
    # The layout of the file does not have these joints.
    return replace(motion, skeleton=skeleton, rotations=rotations, origin=None)


def _hand_axes(arm: Array, forward: Array, side: str) -> Array | None:
    """Return (3, 3) whose columns are what SMPL's axes are at this hand; None if the arm points forward."""
    along = normalized(arm)
    across = forward - along * (along @ forward)
    if np.linalg.norm(across) < 0.3:
        return None
    across = normalized(across)
    over = np.cross(across, along)
    # The right hand is the left one's mirror image: its arm points along -X.
    return np.stack([along, over, across] if side == "left" else [-along, -over, across], axis=1)


def _with_fingers(skeleton: Skeleton, side: str, hand: int, axes: Array) -> Skeleton:
    names, parents = list(skeleton.names), skeleton.parents.tolist()
    offsets, ends = [*skeleton.offsets], [*skeleton.end_offsets]
    roles = dict(skeleton.roles)
    for finger in FINGERS:
        above = hand
        for number in (1, 2, 3):
            joint = f"{side}_{finger}{number}"
            name = joint
            while name in names:
                name += "_flat"
            names.append(name)
            parents.append(above)
            offsets.append(axes @ MEAN_OFFSETS[joint])
            ends.append(axes @ MEAN_ENDS.get(joint, np.full(3, np.nan)))
            roles[f"{side}_{finger}.{number}"] = name
            above = len(names) - 1
    return Skeleton(tuple(names), np.array(parents, np.int32), np.array(offsets), np.array(ends), roles)
