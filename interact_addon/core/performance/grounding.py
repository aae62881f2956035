# SPDX-License-Identifier: GPL-3.0-or-later
"""Put a recording whose heights mean nothing on the floor, such as one whose hips begin at the origin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ..animation.feet import ground_heights
from ..animation.skeleton import Motion
from ..foundation.errors import CharacterError
from ..foundation.findings import Finding

__all__ = ["on_floor"]

_LEAST = 0.005  # metres


def on_floor(motion: Motion, path: Path) -> tuple[Motion, tuple[Finding, ...]]:
    """Return the motion as high as the feet stand on the floor, and a finding if it was elsewhere.

    Args:
        motion: The motion; that of a skeleton without feet is returned as it is.
        path: Its file, for the finding.
    """
    try:
        ground = ground_heights(motion)
    except CharacterError:  # told where the character is fitted
        return motion, ()
    roots = np.flatnonzero(motion.skeleton.parents[motion.moving] < 0)
    if ground is None or not len(roots) or abs(ground.floor) < _LEAST:
        return motion, ()
    places = motion.positions.copy()
    places[:, roots, 2] -= ground.floor
    text = f"{path}: its floor was at {ground.floor:+.2f} m: the feet were put on that of the scene"
    return replace(motion, positions=places), (Finding("put-on-floor", text, path=str(path), level="info"),)
