# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds skirts: tubes about both legs that hang from the waist and flare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.figure import Figure, smoothstep
from ..body.limb_surfaces import Sleeve, Tube, radii
from ..body.surface import Surface, average_neighbours, keep_faces, smooth_values, vertex_normals
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
    "skirt": Skirt(0.86, 0.18, folds=0.009),
    "straight_skirt": Skirt(0.94, 0.06, folds=0.003),
}

_ANGLES = 96
_STEP = 0.016
_LEG = ("upperleg", "lowerleg", "foot", "toe")
_BACK, _FRONT = 0.10, 0.05  # how quickly cloth closes in below seat and belly, metres per metre
_MIDDLE = 0.035  # metres from the middle within which cloth follows both legs


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
    table = table.fallen(_closing(pattern.flare, table), first=waist - hips - 0.03).smoothed(2)

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

    worn = keep_faces(figure.tights.moved(under), ~arms[figure.tights.faces].any(1))
    # In front, cloth between the legs does as that on them: else it would be drawn into the crotch.
    thigh = figure.body.joints["upperleg01.L"][0] * smoothstep(points[:, 1], centre[1], centre[1] - 0.05)
    thigh = thigh * smoothstep(points[:, 2], hips, figure.crotch)
    beside = np.where(points[:, 0] < 0.0, -1.0, 1.0) * np.maximum(np.abs(points[:, 0]), thigh)
    data = borrow(worn, np.c_[beside, points[:, 1:]], ["weights", "limbs"], 8)
    normal = vertex_normals(points, quads)
    outward = points - np.array([0.0, centre[1], 0.0]) * np.array([1.0, 1.0, 0.0])
    if ((normal * outward * np.array([1.0, 1.0, 0.0])).sum(1) < 0.0).mean() > 0.5:
        quads = quads[:, ::-1]
    around = average_neighbours(quads, len(points))
    data["weights"] = _following(figure, points, smooth_values(data["weights"], around, 6))
    skirt = Surface(points, quads, data).with_data(normal=vertex_normals(points, quads))
    first = np.zeros(len(points), bool)
    first[:_ANGLES] = True
    skirt = fold(skirt, first, np.array([0.0, 0.0, 1.0]))
    last = np.zeros(len(skirt.vertices), bool)
    last[(rows - 1) * _ANGLES : rows * _ANGLES] = True
    return fold(skirt, last, np.array([0.0, 0.0, -1.0]))


def _closing(flare: float, table: Sleeve) -> Floats:
    """Return (A,) how quickly cloth closes in on the legs: it widens at the sides, else it falls."""
    angle = np.arange(table.radius.shape[1]) * (2 * np.pi / table.radius.shape[1]) - np.pi
    ahead = np.sin(angle)
    return np.asarray(np.where(ahead < 0.0, _BACK, _FRONT) * ahead**2 - flare * np.cos(angle) ** 2)


def _following(figure: Figure, points: Floats, weights: Floats) -> Floats:
    """Let each side of a skirt follow its own thigh, and a narrow strip in the middle both.

    Cloth lies on a raised thigh and spans from it to the other one. What followed both legs by halves where
    one of them lies would let that one come through.
    """
    names = figure.body.rig.names
    legs = {side: [k for k, name in enumerate(names) if name.startswith(_LEG) and name.endswith(side)]
            for side in (".L", ".R")}  # fmt: skip
    out = weights.copy()
    for side in legs:
        # Above the knee nothing follows the shin.
        thigh = names.index(f"upperleg02{side}")
        lower = [k for k in legs[side] if not names[k].startswith("upperleg")]
        out[:, thigh] += out[:, lower].sum(1)
        out[:, lower] = 0.0
    both = out + out[:, figure.mirror]
    left = smoothstep(points[:, 0], -_MIDDLE, _MIDDLE)
    out[:, legs[".L"]] = left[:, None] * both[:, legs[".L"]]
    out[:, legs[".R"]] = (1.0 - left)[:, None] * both[:, legs[".R"]]
    return out
