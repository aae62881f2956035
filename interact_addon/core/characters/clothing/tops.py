# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds tops over a figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..body.cutting import cut
from ..body.figure import Figure
from ..body.limb_surfaces import Tube, radii
from ..body.surface import Surface, join, vertex_normals
from .cloth import shape_top
from .garments import Top
from .tailor import Ring, across, below, even_edge, extrude, fold, neck_field, neck_height
from .trims import above, buttons, collar, patch

__all__ = ["make_top"]

Floats = NDArray[np.float64]
_DOWN = np.array([0.0, 0.0, -1.0])
_MAIN, _TRIM, _BUTTON = 0, 1, 2

# Rings of a ribbed band at a neckline, of a sleeve's rib and of a shirt's cuff.
_NECK_RIB = (
    (-0.0010, -0.0045),
    (0.0016, -0.0040),
    (0.0026, -0.0020),
    (0.0029, 0.005),
    (0.0022, 0.0125),
    (0.0008, 0.0145),
    (-0.0012, 0.0135),
    (-0.002, -0.012),
)
_TURTLE = (
    (-0.0010, -0.0045),
    (0.0016, -0.0040),
    (0.0026, -0.0020),
    (0.0024, 0.004),
    (0.002, 0.014),
    (0.002, 0.026),
    (0.0025, 0.036),
    (0.001, 0.039),
    (-0.0015, 0.0375),
    (-0.0025, 0.01),
)


def make_top(
    figure: Figure, pattern: Top, under: Floats | None = None, waist: float | None = None, seed: int = 0
) -> Surface:
    """Build a top; material slots are the cloth, its trim and its buttons.

    Args:
        figure: The person.
        pattern: The kind of top.
        under: (V, 3) the trousers that it hangs over, from `cloth.shape_trousers`.
        waist: Height of the trousers' upper edge if the top is tucked in, else None.
        seed: Random seed of the creases.
    """

    def neckline(points: Floats) -> Floats:
        return neck_height(figure, points, pattern.neckline)

    top = shape_top(figure, pattern.cut, neckline, under, waist, seed)
    for limb, arm in zip((0, 1), figure.arms, strict=True):
        top = _sleeve_end(top, figure, pattern, limb, arm)
    top = _lower_edge(top, figure, pattern, under, waist)
    top, edge = cut(top, neck_field(figure, top, pattern.neckline))
    top = even_edge(top, edge)
    top = top.with_data(normal=vertex_normals(top.vertices, top.faces))
    extras: list[Surface] = []
    if pattern.placket:
        extras += _placket(top, edge, pattern.placket)
    if pattern.pocket:
        extras.append(_chest_pocket(top, figure))
    if pattern.neck == "collar":
        up = figure.body.joints["head"] - figure.body.joints["neck01"]
        extras.append(collar(top, edge, up / np.linalg.norm(up), 0.034, _MAIN))
    if pattern.neck in ("rib", "turtle"):
        top = _neck_band(top, edge, figure, _NECK_RIB if pattern.neck == "rib" else _TURTLE)
    else:
        top = fold(top, edge)
    return join(top, *extras) if extras else top


def _neck_band(top: Surface, edge: NDArray[np.bool_], figure: Figure, rings: Sequence[Ring]) -> Surface:
    """Add a band around the neck that rests on the skin without intersecting it."""
    first = len(top.vertices)
    top, _ = extrude(top, edge, rings, None, _TRIM, apart=True)
    points = top.vertices.copy()
    # The last rings are the band's inner side.
    room = np.repeat([0.0040] * (len(rings) - 2) + [0.0022, 0.0015], int(edge.sum()))
    points[first:] = above(figure.neck, points[first:], room)
    return top.moved(points)


def _sleeve_end(top: Surface, figure: Figure, pattern: Top, limb: int, arm: Tube) -> Surface:
    along = arm.frame(np.array([pattern.sleeve * arm.length]))[0][0]
    top, edge = cut(top, across(arm, top.vertices, pattern.sleeve, top.data["limbs"][:, limb]))
    if pattern.cuff == "fold":
        return fold(top, edge, along)
    if pattern.cuff == "rib" and pattern.sleeve < 0.6:
        rings = [
            (0.0004, 0.0006),
            (0.0013, 0.0010),
            (0.0014, 0.003),
            (0.0006, 0.015),
            (-0.0004, 0.0165),
            (-0.002, 0.0155),
            (-0.0026, 0.0),
        ]
        return extrude(top, edge, rings, along, _TRIM)[0]
    return _gather(top, edge, arm, figure, limb, rib=pattern.cuff == "rib")


def _gather(
    top: Surface, edge: NDArray[np.bool_], arm: Tube, figure: Figure, limb: int, rib: bool
) -> Surface:
    """Add a cuff close to the wrist; the sleeve's end is pulled in over a few rings."""
    tights = figure.tights
    mine = tights.data["limbs"][:, limb] > 0.6
    bare = radii(arm, tights.vertices[mine]).taut(1.0)
    place, angle, radius = arm.coordinates(top.vertices)
    snug = bare.at(place, angle) + (0.006 if rib else 0.009)
    end = place[edge].mean()
    # The sleeve blouses a little above the cuff.
    share = np.clip(1.0 - (end - place) / 0.035, 0.0, 1.0) ** 2
    near = (top.data["limbs"][:, limb] > 0.6) & (share > 0.0)
    vertices = top.vertices.copy()
    new = radius + share * (np.minimum(snug + 0.004, radius) - radius)
    vertices[near] = arm.point(place[near], angle[near], new[near])
    top = top.moved(vertices)
    length = 0.055
    along = arm.frame(np.array([end]))[0][0]
    before = len(top.vertices)
    rings = [
        (0.0, 0.0008),
        (0.002, 0.0016),
        (0.003, 0.004),
        (0.0025, 0.02),
        (0.002, 0.04),
        (0.002, length - 0.002),
        (0.001, length),
        (-0.0015, length - 0.001),
        (-0.002, length - 0.02),
    ]
    grown, _ = extrude(top, edge, rings, along, _TRIM if rib else _MAIN)
    new_rings = np.arange(before, len(grown.vertices))
    place, angle, radius = arm.coordinates(grown.vertices[new_rings])
    ring_out = np.repeat([r[0] for r in rings], int(edge.sum()))
    tight = np.maximum(bare.at(np.minimum(place, bare.places[-2]), angle), 0.0)
    tight = tight + (0.004 if rib else 0.007) + ring_out
    points = grown.vertices.copy()
    points[new_rings] = arm.point(place, angle, np.maximum(tight, 0.02))
    return grown.moved(points)


def _lower_edge(
    top: Surface, figure: Figure, pattern: Top, under: Floats | None, waist: float | None
) -> Surface:
    arms = top.data["limbs"][:, :2].sum(1) > 0.3
    height = figure.crotch + pattern.hem if waist is None else waist - 0.025
    top, edge = cut(top, below(top.vertices, height, arms))
    if waist is not None:
        return top
    if not pattern.band:
        return fold(top, edge, _DOWN)
    first = len(top.vertices)
    rings = [
        (-0.0006, 0.0006),
        (-0.0014, 0.0012),
        (-0.0010, 0.004),
        (-0.0022, 0.018),
        (-0.0028, 0.034),
        (-0.0028, 0.048),
        (-0.0034, 0.0515),
        (-0.0052, 0.050),
        (-0.006, 0.03),
    ]
    top, _ = extrude(top, edge, rings, _DOWN, _TRIM)
    if under is None:
        return top
    # The band hangs straight, but the seat can be wider: there it rests on the trousers.
    tube, points = figure.torso, top.vertices.copy()
    worn = under[(under[:, 2] > figure.crotch + 0.005) & (figure.tights.data["limbs"][:, :2].sum(1) < 0.1)]
    bare = radii(tube, worn).taut(1.0).smoothed(1)
    place, angle, radius = tube.coordinates(points[first:])
    room = np.repeat([0.0065 + out for out, _ in rings], int(edge.sum()))
    points[first:] = tube.point(
        place, angle, np.maximum(radius, bare.at(place, angle) + np.maximum(room, 0.001))
    )
    return top.moved(points)


def _placket(top: Surface, edge: NDArray[np.bool_], share: float) -> list[Surface]:
    front_edge = top.vertices[edge & (np.abs(top.vertices[:, 0]) < 0.03)]
    upper = float(front_edge[front_edge[:, 1].argmin(), 2])
    lower = float(top.vertices[:, 2].min())
    bottom = upper - share * (upper - lower)
    x, z = top.vertices[:, 0], top.vertices[:, 2]
    centre = top.vertices[np.maximum(top.faces, 0)].mean(1)
    normal = top.data["normal"][top.faces[:, 0]]
    among = (np.abs(centre[:, 0]) < 0.08) & (normal[:, 1] < -0.2) & (centre[:, 2] > bottom - 0.05)
    fields = [0.016 - x, x + 0.016]
    if share < 1.0:
        fields.append(z - bottom)
    strip = patch(top, fields, among, 0.0018, _MAIN)
    count = 7 if share >= 1.0 else 2
    heights = np.linspace(upper - 0.025, bottom + (0.06 if share >= 1.0 else 0.03), count)
    face = strip.vertices[np.abs(strip.vertices[:, 0]) < 0.0159]
    order = np.argsort(face[:, 2])
    depth = np.interp(heights, face[order, 2], face[order, 1])
    positions = np.stack([np.zeros(count), depth, heights], 1)
    return [strip, buttons(strip, positions, 0.0058, _BUTTON)]


def _chest_pocket(top: Surface, figure: Figure) -> Surface:
    x, z = top.vertices[:, 0], top.vertices[:, 2]
    middle, upper = 0.085, figure.armpit + 0.005
    centre = top.vertices[np.maximum(top.faces, 0)].mean(1)
    normal = top.data["normal"][top.faces[:, 0]]
    among = (
        (np.abs(centre[:, 0] - middle) < 0.09)
        & (np.abs(centre[:, 2] - upper + 0.06) < 0.12)
        & (normal[:, 1] < -0.1)
    )
    low = z - (upper - 0.115) + 0.35 * (0.045 - np.abs(x - middle)) - 0.35 * 0.045 * 0.0
    return patch(top, [x - (middle - 0.045), (middle + 0.045) - x, upper - z, low], among, 0.0016, _MAIN)
