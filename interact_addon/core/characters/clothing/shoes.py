# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds shoes: uppers from the feet of the tights, soles from the feet's outlines, laces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.cutting import cut
from ..body.figure import Figure, smoothstep
from ..body.surface import Surface, join, keep_faces, vertex_normals
from .cloth import relax_over
from .soles import Foot, bending, foot_axes, outline, sole_of
from .tailor import fold
from .trims import above, borrow, grid, patch

__all__ = ["SHOES", "Shoe", "make_shoes"]

Floats = NDArray[np.float64]

UPPER, SOLE, TRIM, LACE = 0, 1, 2, 3
_ARCH = 0.022  # metres that a foot's arch is high


@dataclass(frozen=True)
class Shoe:
    """How a shoe is made. Lengths in metres.

    Attributes:
        collar: Height of its opening above the floor, at the side of the ankle.
        rise: How much higher the opening is towards the back, metres per metre.
        thick: Thickness of the upper.
        toe: Height of the toe box as a factor of the height of the toes.
        sole: Height of the sole's upper edge above the foot's floor.
        ground: How far the sole reaches below the foot's floor.
        heel: Extra height of the edge at the heel.
        arch: How far the sole is off the ground between heel and ball.
        laces: Number of lace bars.
        cap: Whether toe cap and heel have a layer of trim.
    """

    collar: float = 0.078
    rise: float = 0.18
    thick: float = 0.005
    toe: float = 1.5
    sole: float = 0.017
    ground: float = 0.011
    heel: float = 0.006
    arch: float = 0.0
    laces: int = 5
    cap: bool = True


SHOES: Mapping[str, Shoe] = {
    "sneakers": Shoe(),
    "leather": Shoe(
        collar=0.072,
        thick=0.004,
        toe=1.25,
        sole=0.006,
        ground=0.010,
        heel=0.004,
        arch=0.007,
        laces=4,
        cap=False,
    ),
    "boots": Shoe(
        collar=0.150,
        rise=0.05,
        thick=0.006,
        toe=1.4,
        sole=0.008,
        ground=0.014,
        heel=0.006,
        arch=0.010,
        laces=0,
        cap=False,
    ),
    "flats": Shoe(
        collar=0.052,
        rise=0.10,
        thick=0.003,
        toe=1.15,
        sole=0.003,
        ground=0.008,
        heel=0.002,
        arch=0.003,
        laces=0,
        cap=False,
    ),
}


def make_shoes(figure: Figure, pattern: Shoe) -> Surface:
    """Build both shoes; material slots are the upper, the sole, the trim and the laces."""
    return join(_shoe(figure, pattern, 2, 0), _shoe(figure, pattern, 3, 1))


def _shoe(figure: Figure, pattern: Shoe, limb: int, side: int) -> Surface:
    tights = figure.tights
    leg = figure.legs[side]
    face = np.maximum(tights.faces, 0)
    mine = (tights.data["limbs"][face, limb].mean(1) > 0.5) & (tights.vertices[face, 2].mean(1) < 0.30)
    foot = keep_faces(tights, mine)
    low = foot.vertices[foot.vertices[:, 2] < 0.06]
    axes = foot_axes(low)
    ankle = leg.points[-1]
    behind = foot.vertices[:, :2] @ axes.forward - ankle[:2] @ axes.forward
    # The opening dips below the ankle bones and rises towards heel and instep.
    height = pattern.collar - pattern.rise * behind * np.where(behind < 0.0, 1.0, -0.6)
    if pattern.collar < 0.06:
        height = (
            pattern.collar - 0.02 * smoothstep(behind, 0.0, 0.07) + 0.012 * smoothstep(behind, 0.06, 0.12)
        )
    upper, edge = cut(foot, height - foot.vertices[:, 2])
    share = axes.along(upper.vertices)
    taller = 1.0 + (pattern.toe - 1.0) * smoothstep(share, 0.55, 0.9)
    shaped = upper.vertices + pattern.thick * upper.data["normal"]
    shaped[:, 2] *= taller
    shaped[:, :2] += (0.010 * smoothstep(share, 0.8, 1.0))[:, None] * axes.forward
    shaped = relax_over(upper, shaped, 0.5 * pattern.thick, 6)
    shaped[edge] = upper.vertices[edge] + pattern.thick * upper.data["normal"][edge]
    # An upper goes straight down to its sole where the foot within has an arch.
    arched = smoothstep(share, 0.06, 0.20) * smoothstep(share, 0.74, 0.58)
    shaped[:, 2] -= _ARCH * arched * np.clip(1.0 - shaped[:, 2] / (2.5 * _ARCH), 0.0, 1.0)
    shaped[:, 2] = np.maximum(shaped[:, 2], 0.0)  # the sole is beneath, and thin at the arch
    upper = upper.moved(shaped)
    weights = bending(figure.body, axes, shaped, upper.data["weights"], "LR"[side])
    upper = upper.with_data(normal=vertex_normals(upper.vertices, upper.faces), weights=weights)
    sole = _sole(upper, axes, pattern)
    held = bending(figure.body, axes, sole.vertices, sole.data["weights"], "LR"[side])
    pieces = [fold(upper, edge), sole.with_data(weights=held)]
    if pattern.cap:
        pieces += _caps(upper, axes, pattern)
    if pattern.laces:
        pieces.append(_laces(upper, axes, pattern))
    return join(*pieces)


def _sole(upper: Surface, axes: Foot, pattern: Shoe) -> Surface:
    low = upper.vertices[upper.vertices[:, 2] < pattern.sole + 0.02]
    ring = outline(low[:, :2])
    share = axes.along(np.c_[ring, np.zeros(len(ring))])
    top = pattern.sole + pattern.heel * smoothstep(share, 0.5, 0.1) + 0.004 * smoothstep(share, 0.8, 1.0)
    floor = np.full(len(ring), -pattern.ground) + 0.005 * smoothstep(share, 0.82, 1.02)
    floor += pattern.arch * smoothstep(share, 0.26, 0.30) * smoothstep(share, 0.62, 0.44)
    points, quads = sole_of(ring, floor, top, axes)
    data = borrow(upper, points, list(upper.data), 6)
    sole = Surface(points, quads, data, np.full(len(quads), SOLE, np.int16))
    return sole.with_data(normal=vertex_normals(points, quads))


def _caps(upper: Surface, axes: Foot, pattern: Shoe) -> list[Surface]:
    share = axes.along(upper.vertices)
    aside = axes.aside(upper.vertices)
    every = np.ones(len(upper.faces), bool)
    low = upper.vertices[:, 2] - pattern.sole + 0.004
    toe = patch(upper, [share - 0.79 - 6.0 * aside**2, low], every, 0.0012, TRIM)
    heel = patch(upper, [0.20 - share - 1.2 * (upper.vertices[:, 2] - 0.03), low], every, 0.0014, TRIM)
    face = np.maximum(upper.faces, 0)
    facing = upper.data["normal"][face].mean(1)[:, 2] > 0.05
    stays = [
        patch(
            upper,
            [sign * aside - 0.012, 0.030 - sign * aside, share - 0.34, 0.66 - share, low - 0.02],
            facing,
            0.0014,
            TRIM,
        )
        for sign in (1.0, -1.0)
    ]
    return [toe, heel, *(stay for stay in stays if len(stay.faces))]


def _laces(upper: Surface, axes: Foot, pattern: Shoe) -> Surface:
    """Build laces as flat bars across the instep."""
    tall = upper.vertices[:, 2] > 0.03
    crown = keep_faces(upper, np.all(tall[np.maximum(upper.faces, 0)], axis=1))
    pieces = []
    for share in np.linspace(0.40, 0.62, pattern.laces):
        across = np.linspace(-0.019, 0.019, 13)
        slant = 0.012 * across / 0.019 * 0.3
        flat = axes.heel + (share * axes.length + slant)[:, None] * axes.forward + across[:, None] * axes.left
        # Projected down onto the instep, by the nearest vertices as seen from above.
        squared = ((flat[:, None] - crown.vertices[None, :, :2]) ** 2).sum(2)
        close = np.argpartition(squared, 4, axis=1)[:, :4]
        near = 1.0 / (np.take_along_axis(squared, close, 1) + 1e-6)
        level = (near * crown.vertices[close, 2]).sum(1) / near.sum(1)
        path = np.c_[flat, level]
        path = above(crown, path, 0.0025)
        path[[0, -1], 2] -= 0.004
        for _ in range(2):
            path[1:-1] = 0.5 * path[1:-1] + 0.25 * (path[2:] + path[:-2])
        run = np.gradient(path, axis=0)
        run /= np.linalg.norm(run, axis=1, keepdims=True)
        upwards = np.array([0.0, 0.0, 1.0]) - run * run[:, 2:3]
        upwards /= np.linalg.norm(upwards, axis=1, keepdims=True)
        wide = np.cross(upwards, run)
        turn = np.arange(8) * (2 * np.pi / 8)
        table = (
            path[:, None]
            + 0.0036 * np.cos(turn)[None, :, None] * wide[:, None]
            + 0.0016 * np.sin(turn)[None, :, None] * upwards[:, None]
        )
        points, quads = grid(table, closed=True)
        data = borrow(crown, points, list(crown.data), 4)
        pieces.append(Surface(points, quads[:, ::-1], data, np.full(len(quads), LACE, np.int16)))
    return join(*pieces)
