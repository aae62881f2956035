# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes overlapping clothes move together, so that the inner never shows through the outer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...foundation.easing import smoothstep
from .part import Part
from .segments import arm_weights

__all__ = ["hang_over", "nearest_weights"]

_NEAREST = 6
_CHUNK = 256  # points at a time: the table of distances stays small
_ARM = 0.3  # weight of an arm from which on cloth is a sleeve, which rests on nothing


def hang_over(outer: Part, inner: Part, edge: float, *, overlap: float, fade: float) -> Part:
    """Make the end of an outer garment move with the inner one beneath it.

    A shirt's hem covers the trousers. If each had its own weights, the trousers would show through as soon as
    a leg is raised; a real hem rests on them. So up to ``overlap`` above the hem the shirt takes the weights
    of the trousers beneath, and above that it fades to its own. Only the trunk and the legs do: where the
    body was modelled its wrists hang beside the hips, and a cuff that moved with the trousers would be torn.

    Args:
        outer: The garment above; both are in the same rest pose and weighted over the same joints.
        inner: The garment beneath.
        edge: Height of the outer garment's hem, metres.
        overlap: How far the inner garment reaches up under it, metres.
        fade: Height over which the weights fade back to the garment's own, metres.
    """
    share = 1.0 - np.clip((outer.vertices[:, 2] - edge - overlap) / fade, 0.0, 1.0)
    share = smoothstep(share)
    share = share * np.clip(1.0 - arm_weights(outer.weights, outer.joints) / _ARM, 0.0, 1.0)
    there = np.flatnonzero(share > 0.0)
    # Only the inner garment's upper end can be near; searching the rest would only cost time.
    beneath = np.flatnonzero(inner.vertices[:, 2] > edge - 0.15)
    if not len(there) or not len(beneath):
        return outer
    found = _nearest_weights(outer.vertices[there], inner.vertices[beneath], inner.weights[beneath])
    weights = outer.weights.copy()
    mix = share[there, None].astype(np.float32)
    weights[there] = (1.0 - mix) * weights[there] + mix * found
    return replace(outer, weights=weights / weights.sum(axis=1, keepdims=True))


def nearest_weights(points: NDArray[np.float32], part: Part) -> NDArray[np.float32]:
    """Return (N, J) a part's weights at (N, 3) points near it, interpolated."""
    chunks = [
        _nearest_weights(points[start : start + _CHUNK], part.vertices, part.weights)
        for start in range(0, len(points), _CHUNK)
    ]
    return np.concatenate(chunks) if chunks else np.empty((0, len(part.joints)), np.float32)


def _nearest_weights(
    points: NDArray[np.float32], sources: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Interpolate (N, J) weights at ``points`` from the nearest sources, by inverse squared distance."""
    squared = np.sum(points**2, axis=1)[:, None] + np.sum(sources**2, axis=1)[None] - 2.0 * points @ sources.T
    count = min(_NEAREST, len(sources))
    nearest = np.argpartition(squared, count - 1, axis=1)[:, :count]
    distance = np.maximum(np.take_along_axis(squared, nearest, axis=1), 1e-8)
    near = 1.0 / distance
    near /= near.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("nk,nkj->nj", near, weights[nearest]), dtype=np.float32)
