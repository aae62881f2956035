# SPDX-License-Identifier: GPL-3.0-or-later
"""Clothes that lie over each other move together, so that the inner never shows through the outer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .part import Part

__all__ = ["hang_over"]

_NEAREST = 6


def hang_over(outer: Part, inner: Part, edge: float, *, overlap: float, fade: float) -> Part:
    """Let the end of an outer garment move as the inner one below it does.

    A shirt's hem lies over the trousers. Where each follows the bones in its own way, the trousers come
    through as soon as a leg is raised; a real hem rides on them. So up to ``overlap`` above the hem the shirt
    takes the weights of the trousers beneath, and from there on more and more its own.

    Args:
        outer: The garment above; both are in the same rest pose and weighted over the same joints.
        inner: The garment beneath.
        edge: Height of the outer garment's hem, metres.
        overlap: How far the inner garment reaches up under it, metres.
        fade: Over what height the change ends, metres.
    """
    share = 1.0 - np.clip((outer.vertices[:, 2] - edge - overlap) / fade, 0.0, 1.0)
    share = share * share * (3.0 - 2.0 * share)
    there = np.flatnonzero(share > 0.0)
    # Only the inner garment's upper end can be near; the rest would cost time for nothing.
    beneath = np.flatnonzero(inner.vertices[:, 2] > edge - 0.15)
    if not len(there) or not len(beneath):
        return outer
    found = _nearest_weights(outer.vertices[there], inner.vertices[beneath], inner.weights[beneath])
    weights = outer.weights.copy()
    mix = share[there, None].astype(np.float32)
    weights[there] = (1.0 - mix) * weights[there] + mix * found
    return replace(outer, weights=weights / weights.sum(axis=1, keepdims=True))


def _nearest_weights(
    points: NDArray[np.float32], sources: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(N, J) weights at ``points``, from the nearest sources, the nearer the more."""
    squared = np.sum(points**2, axis=1)[:, None] + np.sum(sources**2, axis=1)[None] - 2.0 * points @ sources.T
    count = min(_NEAREST, len(sources))
    nearest = np.argpartition(squared, count - 1, axis=1)[:, :count]
    distance = np.maximum(np.take_along_axis(squared, nearest, axis=1), 1e-8)
    near = 1.0 / distance
    near /= near.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("nk,nkj->nj", near, weights[nearest]), dtype=np.float32)
