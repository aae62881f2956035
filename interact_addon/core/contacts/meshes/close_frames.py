# SPDX-License-Identifier: GPL-3.0-or-later
"""In which frames two people are so near that their surfaces may meet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..bodies import Body

__all__ = ["close_frames"]

_CLOTH = 0.04  # metres that clothes are wider than the capsules on the joints


def close_frames(body: Body, other: Body, margin: float = _CLOTH) -> NDArray[np.int64]:
    """Return the frames in which a box about a region of one comes near one of the other.

    Args:
        body: Somebody.
        other: Somebody else.
        margin: Metres between the boxes.
    """
    frames = min(body.frames, other.frames)
    if not len(body.low) or not len(other.low):
        return np.arange(frames)
    whole = [each.min(axis=0)[:frames] for each in (body.low, other.low)]
    most = [each.max(axis=0)[:frames] for each in (body.high, other.high)]
    apart = np.maximum(whole[0] - most[1], whole[1] - most[0]).max(axis=1)
    rows = np.flatnonzero(apart < margin)
    low, high = body.low[:, None, rows], body.high[:, None, rows]
    gaps = np.maximum(low - other.high[None, :, rows], other.low[None, :, rows] - high).max(axis=3)
    return rows[(gaps < margin).any(axis=(0, 1))]
