# SPDX-License-Identifier: GPL-3.0-or-later
"""Directions in which hair is combed over the head, and values that differ between its regions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..body.figure import smoothstep
from ..body.surface import unit_vectors
from .scalp import Roots

__all__ = ["CROWN", "from_crown", "parted", "tangent", "waviness", "zone"]

Floats = NDArray[np.float64]

CROWN = np.array([0.05, 4.1, 3.0])  # the whorl, in the face frame


def tangent(directions: Floats, roots: Roots) -> Floats:
    """Return unit directions without their share along the skin's normal."""
    return unit_vectors(directions - roots.normals * (directions * roots.normals).sum(1, keepdims=True))


def from_crown(roots: Roots) -> Floats:
    """Return directions away from the whorl: forward on top, down at sides and back."""
    return tangent(roots.place - CROWN + 1e-6, roots)


def parted(roots: Roots, part: float) -> Floats:
    """Return directions away from a parting that runs to the crown, and down and back at the sides."""
    x, y, z = roots.place.T
    line = part * smoothstep(y, 4.2, 2.0)
    side = np.where(x >= line, 1.0, -1.0)
    top = smoothstep(z, 1.2, 2.6)
    # At the forehead hair goes back first, otherwise it would hang over the face.
    fore = smoothstep(y, 1.1, -0.3)
    direction = np.stack(
        [
            side * (0.35 + 0.75 * top) * (1.0 - 0.45 * fore),
            0.30 + 0.75 * fore,
            -0.35 - 0.9 * (1.0 - top) + fore,
        ],
        1,
    )
    behind = smoothstep(y, 3.0, 4.4)[:, None]
    return tangent(direction * (1.0 - behind) + behind * (roots.place - CROWN), roots)


def zone(place: Floats, top: float, side: float, back: float) -> Floats:
    """Return a value per place (N, 3) in the face frame, interpolated between top, side and back."""
    y, z = place[:, 1], place[:, 2]
    high = smoothstep(z, 1.3, 2.6)
    rear = smoothstep(y, 3.2, 4.6)
    lower = side + (back - side) * rear
    return np.asarray(lower + (top - lower) * high)


def waviness(points: Floats, length: float, seed: int, waves: int = 24) -> Floats:
    """Return smooth noise, about -1 to 1, at points (N, 3): waves of a length in metres from all sides."""
    rng = np.random.default_rng(seed)
    ways = unit_vectors(rng.normal(size=(waves, 3))) * rng.uniform(0.7, 1.5, (waves, 1))
    phase = rng.uniform(0.0, 2 * np.pi, waves)
    return np.asarray(np.cos(points @ ways.T * (2 * np.pi / length) + phase).sum(1) / np.sqrt(waves))
