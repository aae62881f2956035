# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds skirts: tubes about both legs that hang from the waist and flare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.figure import Figure, smoothstep
from ..body.limb_surfaces import Tube, radii
from ..body.surface import Surface, average_neighbours, smooth_values, vertex_normals
from .tailor import fold
from .trims import borrow, grid

__all__ = ["SKIRTS", "Skirt", "make_skirt"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Skirt:
    """How a skirt is made.

    Attributes:
        length: Length as a share of the distance from the hip joints to the knees.
        flare: How quickly it widens, metres per metre.
        ease: Distance from the clothes beneath, metres.
        folds: Depth of the folds at the hem, metres.
    """

    length: float
    flare: float
    ease: float = 0.008
    folds: float = 0.008


SKIRTS: Mapping[str, Skirt] = {
    "none": Skirt(0.0, 0.0),
    "skirt": Skirt(0.86, 0.22),
    "straight_skirt": Skirt(0.94, 0.06, folds=0.003),
}

_ANGLES = 96
_STEP = 0.016


def make_skirt(figure: Figure, pattern: Skirt, under: Floats, waist: float) -> Surface:
    """Build a skirt with one material.

    Args:
        figure: The person.
        pattern: The kind of skirt.
        under: (V, 3) the trousers worn beneath, from `cloth.shape_trousers`.
        waist: Height of its upper edge.
    """
    hips, knee = figure.hips, float(figure.body.joints["lowerleg01.L"][2])
    hem = hips + pattern.length * (knee - hips)
    centre = figure.torso.points[0]
    tube = Tube.through(
        np.array([[0.0, centre[1], waist], [0.0, centre[1], hem]]), side=(1.0, 0.0, 0.0), bend=1e-3
    )
    arms = figure.tights.data["limbs"][:, :2].sum(1) > 0.1
    near = ~arms & (under[:, 2] < waist + 0.03) & (under[:, 2] > hem - 0.03)
    table = radii(tube, under[near]).taut(1.0).smoothed(2).widened(pattern.ease)
    table = table.fallen(-pattern.flare, first=waist - hips - 0.03).smoothed(2)

    rows = int((waist - hem) / _STEP) + 2
    place = np.linspace(0.0, waist - hem, rows)
    angle = np.linspace(-np.pi, np.pi, _ANGLES, endpoint=False)
    deep = smoothstep(place, waist - hips + 0.02, waist - hem)
    turn, down = np.meshgrid(angle, place)
    radius = table.at(down.ravel(), turn.ravel()).reshape(down.shape)
    waves = np.cos(9.0 * turn + 0.6 * np.sin(2.0 * turn)) + 0.5 * np.cos(14.0 * turn + 1.0)
    radius = radius + pattern.folds * deep[:, None] * (1.0 + 0.7 * waves)
    points, quads = grid(
        tube.point(down.ravel(), turn.ravel(), radius.ravel()).reshape(rows, _ANGLES, 3), True
    )

    data = borrow(figure.tights.moved(under), points, ["weights", "limbs"], 8)
    normal = vertex_normals(points, quads)
    outward = points - np.array([0.0, centre[1], 0.0]) * np.array([1.0, 1.0, 0.0])
    if ((normal * outward * np.array([1.0, 1.0, 0.0])).sum(1) < 0.0).mean() > 0.5:
        quads = quads[:, ::-1]
    # The cloth spans from leg to leg, so each leg also moves the other's side.
    around = average_neighbours(quads, len(points))
    data["weights"] = smooth_values(data["weights"], around, 40)
    skirt = Surface(points, quads, data).with_data(normal=vertex_normals(points, quads))
    first = np.zeros(len(points), bool)
    first[:_ANGLES] = True
    skirt = fold(skirt, first, np.array([0.0, 0.0, 1.0]))
    last = np.zeros(len(skirt.vertices), bool)
    last[(rows - 1) * _ANGLES : rows * _ANGLES] = True
    return fold(skirt, last, np.array([0.0, 0.0, -1.0]))
