# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds bones that do not come along with the body, such as those that hang on bones that nobody moves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["stray_distances"]

Array = NDArray[np.float64]

_NEAREST = 6


def stray_distances(
    rest: tuple[Array, Array], posed: tuple[Array, Array], body: NDArray[np.integer]
) -> Array:
    """Return by how much each bone's distance to the body changes, in metres.

    A bone that is carried by a bone of the body keeps its distance to both ends of it, however that moves. So
    a bone is compared with the bones of the body that are nearest at rest; the one it follows best counts.

    Args:
        rest: (B, 3) heads and (B, 3) tails of all bones at rest, metres.
        posed: (F, B, 3) heads and tails in some poses.
        body: (N,) indices of the bones that are known to move with the body.

    Returns:
        (B,) the largest change over the poses; 0 for the bones of the body.
    """
    heads, tails = rest
    posed_heads, posed_tails = posed
    away = np.linalg.norm(heads[:, None] - heads[body], axis=-1)
    near = body[np.argsort(away, axis=1)[:, :_NEAREST]]  # (B, K)
    change = np.zeros(near.shape)
    for ends, posed_ends in ((heads, posed_heads), (tails, posed_tails)):
        before = np.linalg.norm(heads[:, None] - ends[near], axis=-1)
        after = np.linalg.norm(posed_heads[:, :, None] - posed_ends[:, near], axis=-1)
        change = np.maximum(change, np.abs(after - before).max(axis=0, initial=0.0))
    out: Array = change.min(axis=1)
    out[body] = 0.0
    return out
