# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the last bones end, of which positions say nothing: crown, hands, fingers and toes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .plans import BodyPlan

__all__ = ["LEG", "end_offsets", "leg_length"]

Array = NDArray[np.float64]

LEG = 0.82  # metres from hip to ankle of a person of mean size
# Role -> where the bone ends, metres from the joint, on the left side of such a person.
_ENDS = {
    "head": (0.0, -0.02, 0.18),
    "hand": (0.17, 0.0, 0.0),
    "toe": (0.0, -0.07, -0.01),
    "fore_foot": (0.0, -0.07, -0.01),
}
_TIP = 0.8  # a finger's last bone, of the one before it


def leg_length(plan: BodyPlan, lengths: Array) -> float:
    """Return the length of a leg from hip to ankle, of bones' lengths (J,)."""
    parts = ("shin", "foot")
    legs = [sum(lengths[plan.joints[f"{side}_{part}"]] for part in parts) for side in ("left", "right")]
    return float(np.mean(legs))


def end_offsets(plan: BodyPlan, offsets: Array, lengths: Array) -> Array:
    """Return (J, 3) metres, from joints without children to their ends; NaN rows of the others."""
    out = np.full((len(plan.names), 3), np.nan)
    size = leg_length(plan, lengths) / LEG
    for joint, role in plan.roles.items():
        if plan.children[joint]:
            continue
        side, _, part = role.partition("_")
        mirror = np.array([-1.0 if side == "right" else 1.0, 1.0, 1.0])
        if role in _ENDS or part in _ENDS:
            out[joint] = size * mirror * _ENDS[role if role in _ENDS else part]
        else:
            out[joint] = _TIP * offsets[joint]
    return out
