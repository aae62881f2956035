# SPDX-License-Identifier: GPL-3.0-or-later
"""A crude person of SMPL's 22 joints who walks, as positions in metres, Y up, facing +Z at first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["walker_22"]

REST = np.array(
    [
        *((0, 0.93, 0), (0.08, 0.85, 0), (-0.08, 0.85, 0), (0, 1.04, -0.03), (0.08, 0.47, 0.01)),
        *((-0.08, 0.47, 0.01), (0, 1.17, -0.02), (0.08, 0.08, -0.02), (-0.08, 0.08, -0.02), (0, 1.23, 0)),
        *((0.08, 0.02, 0.1), (-0.08, 0.02, 0.1), (0, 1.44, -0.03), (0.06, 1.36, -0.02)),
        *((-0.06, 1.36, -0.02), (0, 1.52, 0.02), (0.17, 1.39, -0.02), (-0.17, 1.39, -0.02)),
        *((0.19, 1.13, -0.02), (-0.19, 1.13, -0.02), (0.19, 0.92, 0.08), (-0.19, 0.92, 0.08)),
    ]
)
LEFT_LEG, RIGHT_LEG = [4, 7, 10], [5, 8, 11]


def walker_22(frames: int, speed: float = 0.8, turn: float = 0.0) -> NDArray[np.float64]:
    """Return (frames, 22, 3) at 20 frames per second.

    Args:
        frames: Their number.
        speed: Metres per second, ahead.
        turn: Radians in all, to the left.
    """
    time = np.arange(frames) / 20
    out = np.repeat(REST[None], frames, axis=0)
    for leg, phase in ((LEFT_LEG, 0.0), (RIGHT_LEG, np.pi)):
        swing = 0.4 * np.sin(2 * np.pi * time + phase)
        hip = REST[leg[0] - 3]
        leg_points = REST[leg] - hip
        cos, sin = np.cos(swing)[:, None], np.sin(swing)[:, None]
        out[:, leg, 1] = hip[1] + cos * leg_points[:, 1] + sin * leg_points[:, 2]
        out[:, leg, 2] = hip[2] + cos * leg_points[:, 2] - sin * leg_points[:, 1]
    angle = np.linspace(0.0, turn, frames)
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, z = out[..., 0].copy(), out[..., 2].copy()
    out[..., 0], out[..., 2] = cos * x + sin * z, cos * z - sin * x
    way = np.cumsum(np.stack([np.sin(angle), np.cos(angle)], axis=-1), axis=0) * speed / 20
    out[..., [0, 2]] += (way - way[0])[:, None]
    return out
