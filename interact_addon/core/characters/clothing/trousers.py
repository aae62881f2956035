# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds trousers over a figure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..body.cutting import cut
from ..body.figure import Figure, smoothstep
from ..body.surface import Surface, join, vertex_normals
from .garments import Trousers
from .tailor import FOLD, extrude, fold
from .trims import patch

__all__ = ["make_trousers"]

Floats = NDArray[np.float64]
_DRAWN = 0.012  # metres; skin that is so well covered is left out
_DOWN = np.array([0.0, 0.0, -1.0])
_MAIN, _BAND, _BELT = 0, 1, 2


def make_trousers(
    figure: Figure, legs: Surface, pattern: Trousers, waist: float, cover: float | None = None
) -> Surface:
    """Build trousers; material slots are the cloth, its trim (waistband, turn-ups) and the belt.

    Args:
        figure: The person.
        legs: The cloth, from `cloth.shape_trousers`.
        pattern: The kind of trousers.
        waist: Height of the upper edge.
        cover: Height from which upwards a top or a skirt covers them: there they are drawn in, since where a
            hip bends the layers of cloth would fold through each other.
    """
    if cover is not None:
        deep = _DRAWN * smoothstep(legs.vertices[:, 2], cover - 0.010, cover + 0.030)
        legs = legs.moved(legs.vertices - deep[:, None] * vertex_normals(legs.vertices, legs.faces))
    legs, upper = cut(legs, waist - legs.vertices[:, 2])
    legs = fold(legs, upper, -_DOWN)
    ankle = max(pattern.hem + 0.01, float(figure.body.joints["foot.L"][2]) + 0.035)
    legs, edge = cut(legs, legs.vertices[:, 2] - ankle)
    legs = _leg_ends(legs, edge, ankle - pattern.hem, pattern)
    legs = legs.with_data(normal=vertex_normals(legs.vertices, legs.faces))
    extras: list[Surface] = []
    if pattern.pockets:
        extras += [_back_pocket(legs, figure, side) for side in (1.0, -1.0)]
    extras += _waistband(legs, waist, pattern.belt)
    return join(legs, *extras)


def _leg_ends(legs: Surface, edge: NDArray[np.bool_], drop: float, pattern: Trousers) -> Surface:
    if drop <= 0.012:
        return fold(legs, edge, _DOWN)
    steps = max(2, round(drop / 0.016))
    rings = [(0.0, drop * (k + 1) / steps) for k in range(steps - 1)]
    if pattern.turn_up:
        rings += [
            (0.0, drop),
            (0.001, drop + 0.0014),
            (0.0032, drop + 0.0012),
            (0.0044, drop - 0.001),
            (0.0044, drop - 0.02),
            (0.0044, drop - 0.036),
            (0.0032, drop - 0.0385),
            (0.001, drop - 0.036),
        ]
        return extrude(legs, edge, rings, _DOWN)[0]
    rings += [(out, drop + far) for out, far in ((0.0, 0.0), *FOLD)]
    return extrude(legs, edge, rings, _DOWN)[0]


def _waistband(legs: Surface, waist: float, belt: bool) -> list[Surface]:
    z = legs.vertices[:, 2]
    among = legs.vertices[np.maximum(legs.faces, 0), 2].mean(1) > waist - 0.08
    inside = legs.vertices[np.maximum(legs.faces, 0), 2].mean(1) < waist + 0.001
    band = patch(legs, [z - (waist - 0.040)], among & inside, 0.0016, _BAND)
    if not belt:
        return [band]
    strap = patch(legs, [z - (waist - 0.036), (waist - 0.004) - z], among & inside, 0.0045, _BELT)
    return [band, strap]


def _back_pocket(legs: Surface, figure: Figure, side: float) -> Surface:
    x, z = side * legs.vertices[:, 0], legs.vertices[:, 2]
    upper = figure.hips + 0.005
    middle = 0.088
    centre = legs.vertices[np.maximum(legs.faces, 0)].mean(1)
    normal = legs.data["normal"][legs.faces[:, 0]]
    among = (normal[:, 1] > 0.1) & (side * centre[:, 0] > 0.0) & (np.abs(centre[:, 2] - upper + 0.07) < 0.13)
    low = z - (upper - 0.145) - 0.55 * np.abs(x - middle)
    taper = 0.06 * (upper - z)
    return patch(
        legs,
        [x - (middle - 0.062) - taper, (middle + 0.062) - taper - x, upper - z, low],
        among,
        0.0016,
        _MAIN,
    )
