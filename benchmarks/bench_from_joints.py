# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies from positions alone: frames per second of the solve.

./interact python benchmarks/bench_from_joints.py [FRAMES]
"""

from __future__ import annotations

import sys
import time
from fractions import Fraction

import numpy as np

from interact_addon.core.animation.from_joints import PLANS, BodyPlan, motion_from_joints
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import axis_angle_to_quaternion
from interact_addon.core.animation.skeleton import Motion, Skeleton

REPEATS = 3


def positions_of(plan: BodyPlan, frames: int) -> np.ndarray:
    """Joints of somebody who moves each of them all the time."""
    count = len(plan.names)
    skeleton = Skeleton(
        plan.names, np.array(plan.parents, np.int32), 0.2 * plan.directions, np.full((count, 3), np.nan)
    )
    phases = np.random.default_rng(0).uniform(0.0, 6.0, count)
    angles = 0.5 * np.sin(np.arange(frames)[:, None] / 20.0 + phases)
    rotations = axis_angle_to_quaternion(np.broadcast_to([0.6, 0.0, 0.8], (frames, count, 3)), angles)
    root = np.zeros((frames, 1, 3))
    return forward(Motion(skeleton, rotations, np.array([0], np.int32), root, Fraction(30)))[0]


def main(frames: int) -> None:
    """Time the plans with most and fewest joints."""
    for joints in (22, 64):
        positions = positions_of(PLANS[joints], frames)
        best = float("inf")
        for _ in range(REPEATS):
            started = time.perf_counter()
            motion_from_joints(positions, Fraction(30))
            best = min(best, time.perf_counter() - started)
        print(f"{joints} joints: {frames} frames in {best:.3f} s, {frames / best:,.0f} frames per second")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
