# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the floor of a scene under its people's feet: one height for all, so that they meet as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..animation.kinematics import forward
from ..animation.motion_files import form_of
from ..animation.skeleton import Motion
from ..dataset import Performance

__all__ = ["drop_to_floor", "floats", "lowered", "without_floor"]

# Rotations have an assumed height of the pelvis without the body model, and AIST++ a floor somewhere.
_WITHOUT_FLOOR = ("smpl",)
_FEET = ("left_foot", "right_foot", "left_fore_foot", "right_fore_foot", "left_toe", "right_toe")
_RARE = 0.5  # per cent of the frames that can be glitches
_NOTHING = 1e-3  # metres


def floats(performance: Performance, bodies: str) -> bool:
    """Whether a body's height over the floor means nothing, by its layout or by the form of its file.

    Args:
        performance: The performance.
        bodies: Which body, as in `Performance.body_path`.
    """
    path = performance.body_path(bodies)
    return performance.ground or (path is not None and without_floor(path, performance.form))


def without_floor(path: Path, form: str = "auto") -> bool:
    """Whether heights over the floor mean nothing in the form of a motion file."""
    found = form_of(path, form)
    return found is not None and found.name in _WITHOUT_FLOOR


def drop_to_floor(motions: Sequence[Motion]) -> float:
    """Return the metres by which all people of a scene go down so that the lowest foot is on the floor.

    That is the lowest of the joints of all feet over the take; 0 where it is there already.
    """
    lows = [_lowest(motion) for motion in motions if motion.frames]
    low = float(np.percentile(np.concatenate(lows), _RARE)) if lows else 0.0
    return low if abs(low) > _NOTHING else 0.0


def _lowest(motion: Motion) -> NDArray[np.float64]:
    """Return (F,) metres, the height of the lowest joint of the feet; of all joints where none is known."""
    roles = motion.skeleton.naming.roles
    feet = [motion.skeleton.index(roles[role]) for role in _FEET if role in roles]
    heights = forward(motion)[0][:, :, 2]
    return np.asarray((heights[:, feet] if feet else heights).min(axis=1))


def lowered(motion: Motion, metres: float) -> Motion:
    """Return the motion further down."""
    roots = motion.skeleton.parents[motion.moving] < 0
    positions = motion.positions.copy()
    positions[:, roots, 2] -= metres
    return replace(motion, positions=positions)
