# SPDX-License-Identifier: GPL-3.0-or-later
"""LDR-FLIP: how different two pictures look to somebody who flips between them.

From its formulas: Andersson, Nilsson, Akenine-Möller, Oskarsson, Åström, Fairchild, "FLIP: A Difference
Evaluator for Alternating Images", HPG 2020; constants as in its authors' program, version 1.7 (BSD 3-clause),
with which the test compares.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .filters import filtered

__all__ = ["PIXELS_PER_DEGREE", "flip"]

Floats = NDArray[np.float64]

PIXELS_PER_DEGREE = 0.7 * 3840 / 0.7 * np.pi / 180
"""Of a screen 0.7 m wide with 3840 pixels, seen from 0.7 m: 67. One of 1080p is seen so from 1.4 m."""

_TO_XYZ = np.array(
    [
        [10135552 / 24577794, 8788810 / 24577794, 4435075 / 24577794],
        [2613072 / 12288897, 8788810 / 12288897, 887015 / 12288897],
        [1425312 / 73733382, 8788810 / 73733382, 70074185 / 73733382],
    ]
)
_WHITE = _TO_XYZ.sum(axis=1)
_FROM_XYZ = np.linalg.inv(_TO_XYZ)
# Contrast sensitivity of the eye in YCxCz: Gaussians (weight, width) of each channel.
_SENSITIVITY = (((1.0, 0.0047),), ((1.0, 0.0053),), ((34.1, 0.04), (13.5, 0.025)))
_COLOUR_POWER, _FEATURE_POWER = 0.7, 0.5
_KNEE, _AT_KNEE = 0.4, 0.95
_FEATURE_WIDTH = 0.082  # degrees


def flip(reference: Floats, test: Floats, pixels_per_degree: float = PIXELS_PER_DEGREE) -> Floats:
    """Return (H, W) the difference of each pixel, from 0 to 1.

    Args:
        reference: (H, W, 3) sRGB, from 0 to 1.
        test: The same of the other picture.
        pixels_per_degree: Of the viewer's angle.
    """
    seen = [_ycxcz(_linear(np.asarray(picture, np.float64)) @ _TO_XYZ.T) for picture in (reference, test)]
    one, two = (_hunt(_lab(_as_the_eye_blurs(picture, pixels_per_degree) @ _TO_XYZ.T)) for picture in seen)
    green, blue = (_hunt(_lab(np.eye(3)[channel] @ _TO_XYZ.T)) for channel in (1, 2))
    most = _distance(green, blue) ** _COLOUR_POWER
    colour = _distance(one, two) ** _COLOUR_POWER
    knee = _KNEE * most
    colour = np.where(
        colour < knee,
        _AT_KNEE / knee * colour,
        _AT_KNEE + (colour - knee) / (most - knee) * (1.0 - _AT_KNEE),
    )
    light = [(picture[..., 0] + 16.0) / 116.0 for picture in seen]
    change = np.maximum(
        *(
            abs(_features(light[0], pixels_per_degree, kind) - _features(light[1], pixels_per_degree, kind))
            for kind in ("edge", "point")
        )
    )
    feature = (change / np.sqrt(2.0)) ** _FEATURE_POWER
    difference: Floats = colour ** (1.0 - feature)
    return difference


def _linear(colours: Floats) -> Floats:
    return np.where(colours > 0.04045, ((colours + 0.055) / 1.055) ** 2.4, colours / 12.92)


def _ycxcz(xyz: Floats) -> Floats:
    x, y, z = np.moveaxis(xyz / _WHITE, -1, 0)
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=-1)


def _lab(xyz: Floats) -> Floats:
    relative, delta = xyz / _WHITE, 6.0 / 29.0
    bent = np.where(
        relative > delta**3, np.cbrt(np.maximum(relative, 0.0)), relative / (3.0 * delta**2) + 4.0 / 29.0
    )
    x, y, z = np.moveaxis(bent, -1, 0)
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=-1)


def _hunt(lab: Floats) -> Floats:
    """Return colours by their lightness: dark ones differ less to the eye."""
    return lab * np.stack([np.ones_like(lab[..., 0]), *[0.01 * lab[..., 0]] * 2], axis=-1)


def _distance(one: Floats, two: Floats) -> Floats:
    """Return HyAB: that of lightness, and beside it that of colour."""
    apart = one - two
    return np.asarray(np.abs(apart[..., 0]) + np.hypot(apart[..., 1], apart[..., 2]))


def _as_the_eye_blurs(ycxcz: Floats, pixels_per_degree: float) -> Floats:
    """Return the linear colours that the eye makes out at this distance."""
    widest = max(width for parts in _SENSITIVITY for _, width in parts)
    radius = int(np.ceil(3.0 * np.sqrt(widest / (2.0 * np.pi**2)) * pixels_per_degree))
    square = (np.arange(-radius, radius + 1) / pixels_per_degree) ** 2
    channels = []
    for channel, parts in zip(np.moveaxis(ycxcz, -1, 0), _SENSITIVITY, strict=True):
        lines = [np.exp(-(np.pi**2) * square / width) for _, width in parts]
        weights = [weight * np.sqrt(np.pi / width) for weight, width in parts]
        total = sum(weight * line.sum() ** 2 for weight, line in zip(weights, lines, strict=True))
        blurred = [
            weight / total * filtered(channel, line, line)
            for weight, line in zip(weights, lines, strict=True)
        ]
        channels.append(sum(blurred[1:], blurred[0]))
    y, cx, cz = channels
    bright = (y + 16.0) / 116.0
    xyz = np.stack([bright + cx / 500.0, bright, bright - cz / 200.0], axis=-1) * _WHITE
    return np.clip(xyz @ _FROM_XYZ.T, 0.0, 1.0)


def _features(light: Floats, pixels_per_degree: float, kind: str) -> Floats:
    """Return (H, W) how much of an edge or of a point there is in ``light``."""
    width = 0.5 * _FEATURE_WIDTH * pixels_per_degree
    radius = int(np.ceil(3.0 * width))
    place = np.arange(-radius, radius + 1, dtype=np.float64)
    bell = np.exp(-(place**2) / (2.0 * width**2))
    across = -place * bell if kind == "edge" else (place**2 / width**2 - 1.0) * bell
    across = np.where(across < 0.0, across / -across[across < 0.0].sum(), across / across[across > 0.0].sum())
    along = bell / bell.sum()
    return np.hypot(filtered(light, across, along), filtered(light, along, across))
