# SPDX-License-Identifier: GPL-3.0-or-later
"""Horizontal positions of the actors in the picture, for stereo voices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..camera.presets import Performer, view_side

__all__ = ["sideways"]

_NEAR = 1.0  # smallest distance from the middle in metres for a voice fully to one side


def sideways(performers: Sequence[Performer]) -> list[float]:
    """Return each actor's mean position as seen by the ``front`` camera, from -1 (left) to 1 (right)."""
    across = view_side(performers)
    right = np.array([across[1], -across[0], 0.0])
    means = np.array([performer.root.mean(axis=0) @ right for performer in performers])
    middle, reach = (means.max() + means.min()) / 2.0, max(float(np.ptp(means)) / 2.0, _NEAR)
    return [float(side) for side in np.clip((means - middle) / reach, -1.0, 1.0)]
