# SPDX-License-Identifier: GPL-3.0-or-later
"""By how much a camera looks down: more at faces that look up, and never from under the floor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..shot import Shot
from ..stage import StagePerson
from .smoothing import smooth

__all__ = ["pitch_of"]

Array = NDArray[np.float64]

_EASY = np.radians(30.0)  # by how much a face may look up or down without the camera minding
_LOWEST, _HIGHEST = np.radians(-10.0), np.radians(60.0)


def pitch_of(stage: Sequence[StagePerson], shot: Shot, frames: int, rate: float) -> Array:
    """Return (F,) radians by which a camera looks down.

    Somebody who lies on their back is seen from above, a bowed head of a portrait a little from below.

    Args:
        stage: The people.
        shot: What the camera is to show.
        frames: F.
        rate: Frames a second.
    """
    base = np.full(frames, float(shot.pitch))
    if not shot.faces:
        return base
    rows = np.arange(frames)
    up = np.mean(
        [
            np.arcsin(np.clip(stage[number].look[stage[number].held(rows), 2], -1.0, 1.0))
            for number in shot.faces
        ],
        axis=0,
    )
    up = smooth(up, round(3.0 * rate))
    beyond = up - np.clip(up, base - _EASY, base + _EASY)
    lowest = min(shot.pitch, _LOWEST) if shot.size == "close" else shot.pitch
    return np.clip(base + beyond, lowest, max(_HIGHEST, shot.pitch))
