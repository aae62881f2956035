# SPDX-License-Identifier: GPL-3.0-or-later
"""Analytic two-bone inverse kinematics of the legs, for all frames at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.animation.rotations import normalized

__all__ = ["solve_leg", "turn"]

Array = NDArray[np.float64]


def turn(axis: str, angle: Array | float) -> Array:
    """Return matrices (..., 3, 3) that rotate by ``angle`` (...) radians about X, Y or Z."""
    angle = np.asarray(angle, dtype=np.float64)
    cos, sin = np.cos(angle), np.sin(angle)
    a = "XYZ".index(axis)
    b, c = (a + 1) % 3, (a + 2) % 3
    out = np.zeros((*angle.shape, 3, 3))
    out[..., a, a] = 1.0
    out[..., b, b] = out[..., c, c] = cos
    out[..., b, c] = -sin
    out[..., c, b] = sin
    return out


def solve_leg(
    hip: Array, ankle: Array, forward: Array, thigh: float, shin: float
) -> tuple[Array, Array, Array]:
    """Solve thigh and shin from hip to ankle with the knee to the front.

    Args:
        hip: (N, 3).
        ankle: (N, 3).
        forward: (N, 3) direction of the knee; need not be perpendicular to the leg.
        thigh: Length of the thigh.
        shin: Length of the shin.

    Returns:
        thigh_axes: (N, 3, 3) global rotations; at rest (leg straight down, facing +X) the identity.
        shin_axes: (N, 3, 3).
        bend: (N,) the knee's flexion in radians, 0 for a straight leg.
    """
    line = ankle - hip
    distance = np.linalg.norm(line, axis=1)
    distance = np.clip(distance, abs(thigh - shin) + 1e-6, thigh + shin - 1e-9)
    up = -normalized(line)
    side = normalized(np.cross(up, forward))
    front = np.cross(side, up)
    # The law of cosines: the angle at the hip between thigh and the line to the ankle.
    cos = (thigh**2 + distance**2 - shin**2) / (2 * thigh * distance)
    sin = np.sqrt(np.maximum(1 - cos**2, 0.0))
    thigh_up = cos[:, None] * up - sin[:, None] * front
    knee = hip - thigh * thigh_up
    shin_up = normalized(knee - ankle)
    axes = [np.stack([np.cross(side, z), side, z], axis=2) for z in (thigh_up, shin_up)]
    bend = np.arccos(np.clip(np.sum(thigh_up * shin_up, axis=1), -1, 1))
    return axes[0], axes[1], bend
