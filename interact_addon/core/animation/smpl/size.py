# SPDX-License-Identifier: GPL-3.0-or-later
"""How large somebody is of whom only rotations and the place of the pelvis are known.

Files without a body model say nothing of a person's size, but whoever stands on the floor has legs as long as
the pelvis is high: the size is the largest at which no foot is below the floor at height 0. Captures that do
not have their floor there tell themselves by impossible sizes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..kinematics import forward
from ..skeleton import Motion

__all__ = ["size_over_floor"]

_RARE = 1.0  # per cent of the frames that can be glitches
_BELIEVED = 0.75, 1.25  # beyond, the floor is elsewhere
_LEAST, _MOST = 0.88, 1.12  # of adults, relative to the mean: 1.48 to 1.88 m


def size_over_floor(motion: Motion) -> float | None:
    """Return the size relative to that of the motion's skeleton; None if the floor does not seem to be at 0.

    Args:
        motion: On the mean skeleton, Z up, the floor at 0; its feet have SMPL's names.
    """
    feet = [
        motion.skeleton.index(f"{side}_{joint}") for side in ("left", "right") for joint in ("ankle", "foot")
    ]
    still = replace(motion, positions=np.zeros_like(motion.positions))
    below = -forward(still)[0][:, feet, 2].min(axis=1)
    heights = motion.positions[:, 0, 2]
    legs = below > 0.3  # metres: a pelvis beside its feet says nothing
    if legs.sum() < 0.5 * len(legs):
        return None
    size = float(np.percentile(heights[legs] / below[legs], _RARE))
    if not _BELIEVED[0] < size < _BELIEVED[1]:
        return None
    return min(max(size, _LEAST), _MOST)
