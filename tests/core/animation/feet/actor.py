# SPDX-License-Identifier: GPL-3.0-or-later
"""An actor of a few joints, in poses, for testing how feet stand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from interact_addon.core.animation.rotations import axis_angle_to_quaternion
from interact_addon.core.animation.skeleton import Motion, Skeleton

__all__ = ["ROLES", "actor", "plays"]

# Facing +X, left at +Y, as InterAct's do.
_JOINTS: Mapping[str, tuple[str, tuple[float, float, float]]] = {
    "hips": ("", (0.0, 0.0, 0.93)),
    "spine.0": ("hips", (0.0, 0.0, 0.2)),
    "head": ("spine.0", (0.0, 0.0, 0.45)),
}
_LEG = {"thigh": (0.0, 0.1, -0.02), "shin": (0.0, 0.0, -0.42), "foot": (0.0, 0.0, -0.42)}
_TOE = (0.13, 0.0, -0.05)
ROLES = tuple(_JOINTS) + tuple(f"{side}_{part}" for side in ("left", "right") for part in (*_LEG, "toe"))


def actor(*, toes: bool = True, scale: float = 1.0) -> Skeleton:
    """Return a skeleton whose joints are called like their roles; ankles rest 7 cm above the floor."""
    joints = dict(_JOINTS)
    for side, sign in (("left", 1.0), ("right", -1.0)):
        above = "hips"
        for part, offset in (*_LEG.items(), *((("toe", _TOE),) if toes else ())):
            joints[f"{side}_{part}"] = above, (offset[0], sign * offset[1], offset[2])
            above = f"{side}_{part}"
    names = tuple(joints)
    parents = [names.index(above) if above else -1 for above, _ in joints.values()]
    offsets = scale * np.array([offset for _, offset in joints.values()])
    return Skeleton(names, np.array(parents, np.int32), offsets, np.full((len(names), 3), np.nan))


def plays(
    skeleton: Skeleton,
    turns: Mapping[str, tuple[str, float | np.ndarray]] | None = None,
    *,
    frames: int = 60,
    shift: tuple[float, float, float] | np.ndarray = (0.0, 0.0, 0.0),
) -> Motion:
    """Return a motion of 30 frames per second.

    Args:
        skeleton: The actor.
        turns: Joint -> local rotation: an axis of ``xyz``, and degrees, one for all frames or (F,).
        frames: How many.
        shift: What is added to the resting place of the hips, (3,) or (F, 3) metres.
    """
    rotations = np.zeros((frames, len(skeleton), 4))
    rotations[..., 0] = 1.0
    for joint, (axis, degrees) in (turns or {}).items():
        if joint in skeleton:
            turn = axis_angle_to_quaternion(np.eye(3)["xyz".index(axis)], np.radians(degrees))
            rotations[:, skeleton.index(joint)] = turn
    root = np.broadcast_to(skeleton.offsets[0] + np.asarray(shift), (frames, 3))[:, None]
    return Motion(skeleton, rotations, np.array([0], np.int32), root, Fraction(30))
