# SPDX-License-Identifier: GPL-3.0-or-later
"""Where each actor stands in the picture, for voices in stereo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..camera.presets import Performer, view_side

__all__ = ["sideways"]

_NEAR = 1.0  # metres from the middle at which a voice is wholly to one side, at least


def sideways(performers: Sequence[Performer]) -> list[float]:
    """Each person's place as the ``front`` camera sees it, from -1 (left) to 1 (right), on average."""
    across = view_side(performers)
    right = np.array([across[1], -across[0], 0.0])
    means = np.array([performer.root.mean(axis=0) @ right for performer in performers])
    middle, reach = (means.max() + means.min()) / 2.0, max(float(np.ptp(means)) / 2.0, _NEAR)
    return [float(side) for side in np.clip((means - middle) / reach, -1.0, 1.0)]
