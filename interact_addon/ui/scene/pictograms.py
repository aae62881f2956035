# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawings of what each place of the camera shows, for as long as there are no stills of the scene."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["collage", "pictogram"]

_Pixels = NDArray[np.uint8]
_WIDE, _HIGH = 192, 108
_SKY, _GROUND, _LINE = (0.30, 0.32, 0.35), (0.24, 0.25, 0.27), (0.85, 0.86, 0.88)
_LIDS = (0.10, 0.10, 0.11)
_FIRST, _SECOND = (0.42, 0.60, 0.80), (0.80, 0.46, 0.36)  # the two people's colours
_HORIZON = 0.34  # of the height, from below
_GAP = 3  # pixels between the pictures of a collage

# Who stands where: middle of the head (in heights of the picture, from the left and from below), its radius,
# and which person of the two it is.
_Person = tuple[float, float, float, int]
_PEOPLE: dict[str, tuple[_Person, ...]] = {
    "front": ((0.52, 0.70, 0.055, 0), (1.26, 0.70, 0.055, 1)),
    "side": ((0.60, 0.66, 0.048, 0), (1.24, 0.76, 0.068, 1)),
    "two_shot": ((0.56, 0.68, 0.13, 0), (1.22, 0.68, 0.13, 1)),
    "orbit": ((0.70, 0.70, 0.05, 0), (1.08, 0.70, 0.05, 1)),
    "close": ((0.89, 0.60, 0.23, 0),),
    "over_shoulder": ((1.10, 0.66, 0.10, 1), (0.42, 0.52, 0.30, 0)),
    "pov": ((0.89, 0.64, 0.11, 1),),
}


def pictogram(name: str, actor: int = 0) -> _Pixels:
    """Return a drawing of a place.

    Args:
        name: ``front``, ``side``, ``close`` and so on, as ``Place.name``.
        actor: The number of the person that it is about, of which the colours tell even from odd ones.

    Returns:
        (108, 192, 4) bytes of RGBA, the lowest row first.
    """
    if name not in _PEOPLE:
        return collage([pictogram("front"), pictogram("close"), pictogram("close", 1), pictogram("two_shot")])
    y, x = (np.mgrid[0:_HIGH, 0:_WIDE] + 0.5) / _HIGH
    colours = np.where((y < _HORIZON)[..., None], _GROUND, _SKY)
    if name == "orbit":
        colours = _drawn(colours, _path(x - 0.89, y - 0.26), _LINE)
    for left, up, radius, who in _PEOPLE[name]:
        colour = _SECOND if (who + actor) % 2 else _FIRST
        colours = _drawn(colours, _figure(x - left, y - up, radius), colour)
    if name == "pov":
        lids = np.maximum(np.hypot(0.66 * (x - 0.89), y + 0.4), np.hypot(0.66 * (x - 0.89), y - 1.4)) - 1.32
        colours = _drawn(colours, -lids, _LIDS)
    pixels = np.full((_HIGH, _WIDE, 4), 255, np.uint8)
    pixels[..., :3] = np.round(colours * 255)
    return pixels


def collage(pictures: Sequence[_Pixels]) -> _Pixels:
    """Return four pictures of one size as one of that size, the first at the upper left."""
    high, wide = pictures[0].shape[:2]
    joined = np.full((high, wide, 4), (20, 20, 22, 255), np.uint8)
    half_high, half_wide = (high - _GAP) // 2, (wide - _GAP) // 2
    rows = np.arange(half_high) * high // half_high
    columns = np.arange(half_wide) * wide // half_wide
    for number, picture in enumerate(pictures[:4]):
        top = high - half_high if number < 2 else 0
        left = wide - half_wide if number % 2 else 0
        joined[top : top + half_high, left : left + half_wide] = picture[rows[:, None], columns]
    return joined


def _figure(x: NDArray[np.float64], y: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """Return the distance to a standing figure whose head is at the origin; negative inside."""
    head = np.hypot(x / 0.86, y) - radius
    neck = np.maximum(np.abs(x) - 0.42 * radius, np.maximum(y, -y - 1.8 * radius))
    body = _rounded(x, y + 4.0 * radius, 1.9 * radius, 2.5 * radius, 0.9 * radius)
    legs = _rounded(x, y + 8.2 * radius, 1.15 * radius, 3.6 * radius, 0.5 * radius)
    return np.minimum(np.minimum(head, neck), np.minimum(body, legs))


def _path(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance to a round path on the ground, with the head of an arrow in front."""
    around = np.hypot(x / 0.66, y / 0.16)
    slope = np.hypot(x / 0.66**2, y / 0.16**2) / np.maximum(around, 1e-6)
    ring = np.abs(around - 1.0) / np.maximum(slope, 1e-6) - 0.012
    arrow = np.maximum(np.abs(y + 0.16) - 0.6 * (x + 0.1), x - 0.02)
    return np.minimum(ring, arrow)


def _rounded(
    x: NDArray[np.float64], y: NDArray[np.float64], wide: float, high: float, corner: float
) -> NDArray[np.float64]:
    """Return the distance to a rectangle with round corners around the origin."""
    over = np.maximum(np.abs(x) - wide + corner, 0.0), np.maximum(np.abs(y) - high + corner, 0.0)
    inner = np.minimum(np.maximum(np.abs(x) - wide + corner, np.abs(y) - high + corner), 0.0)
    return np.hypot(*over) + inner - corner


def _drawn(
    colours: NDArray[np.float64], distance: NDArray[np.float64], colour: Sequence[float]
) -> NDArray[np.float64]:
    """Return the picture with a shape on it, with soft edges."""
    share = np.clip(0.5 - distance * _HIGH, 0.0, 1.0)[..., None]
    return colours * (1.0 - share) + np.asarray(colour) * share
