# SPDX-License-Identifier: GPL-3.0-or-later
"""Computes camera positions that keep given points in the picture over the whole take.

All in metres, Z up. A camera looks along its -Z axis with +Y up in the picture, as Blender's does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lens", "View", "facing_axis", "fit_view", "lengths", "look_rotation"]

_UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True)
class Lens:
    """A camera's lens and picture size.

    Attributes:
        focal: Focal length in millimetres.
        sensor: Width of the sensor along the longer side of the picture, in millimetres.
        width: Picture width in pixels.
        height: Picture height in pixels.
    """

    focal: float = 50.0
    sensor: float = 36.0
    width: int = 1280
    height: int = 720

    @property
    def tangents(self) -> tuple[float, float]:
        """Tangents of half the horizontal and half the vertical angle of view."""
        half = self.sensor / (2.0 * self.focal)
        longer = max(self.width, self.height)
        return half * self.width / longer, half * self.height / longer


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A camera's position and rotation, fixed or over time.

    Attributes:
        position: (3,) or (F, 3) metres.
        rotation: (3, 3) or (F, 3, 3); the columns are the camera's right, up and backward axes.
    """

    position: NDArray[np.float64]
    rotation: NDArray[np.float64]


def lengths(vectors: NDArray[np.floating]) -> NDArray[Any]:
    """Return the lengths (...) of vectors (..., 3): what ``np.linalg.norm`` does, many times as fast."""
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return np.asarray(np.sqrt(x * x + y * y + z * z))


def look_rotation(forward: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rotation of a level camera that looks along ``forward``.

    Args:
        forward: (..., 3) directions, none of them vertical.

    Returns:
        (..., 3, 3) matrices whose columns are right, up and backward.
    """
    forward = forward / np.linalg.norm(forward, axis=-1, keepdims=True)
    right = np.cross(forward, _UP)
    right /= np.linalg.norm(right, axis=-1, keepdims=True)
    up = np.cross(right, forward)
    return np.stack([right, up, -forward], axis=-1)


def fit_view(
    points: NDArray[np.float64],
    forward: NDArray[np.float64],
    lens: Lens,
    *,
    margin: float = 0.06,
    radius: float = 0.0,
) -> View:
    """Return the nearest view along ``forward`` that has all points in the picture.

    Each side of the picture is a plane through the camera, so the nearest position is where the planes that
    touch the points meet: exact, and one pass over the points.

    Args:
        points: (N, 3) points that must be inside.
        forward: (3,) direction of view.
        lens: The camera's lens and picture.
        margin: Share of the picture's half width and half height to leave free on each side.
        radius: Every point is the centre of a ball of this radius, which must be inside.
    """
    rotation = look_rotation(np.asarray(forward, dtype=np.float64))
    local = np.asarray(points, dtype=np.float64) @ rotation
    depth = -local[:, 2]
    place = np.empty(3)
    nearest = np.inf
    spans = []
    for axis, tangent in enumerate(lens.tangents):
        slope = tangent * (1.0 - margin)
        reach = radius * np.sqrt(1.0 + slope * slope)
        high = float(np.max(local[:, axis] - slope * depth)) + reach
        low = float(np.max(-local[:, axis] - slope * depth)) + reach
        spans.append((high, low))
        nearest = min(nearest, -(high + low) / (2.0 * slope))
    for axis, (high, low) in enumerate(spans):
        place[axis] = (high - low) / 2.0
    place[2] = -min(nearest, float(depth.min()) - radius - 0.1)
    return View(rotation @ place, rotation)


def facing_axis(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the level unit vector from one person to the other, over the whole take.

    Args:
        first: (F, 3) positions of the first person, frame by frame.
        second: (F, 3) positions of the second.

    Returns:
        (3,) unit vector; +X if they stand in the same position.
    """
    frames = min(len(first), len(second))
    apart = (second[:frames] - first[:frames])[:, :2]
    # Doubled angles give one axis even if they change places; its sign follows their mean direction.
    angles = np.arctan2(apart[:, 1], apart[:, 0])
    weights = np.minimum(np.linalg.norm(apart, axis=1), 2.0)
    doubled = np.sum(weights * np.exp(2j * angles)) if len(angles) else 0.0
    if abs(doubled) < 1e-9:
        return np.array([1.0, 0.0, 0.0])
    half = np.angle(doubled) / 2.0
    axis = np.array([np.cos(half), np.sin(half), 0.0])
    mean = apart.mean(axis=0)
    return axis if axis[:2] @ mean >= 0.0 else -axis
