# SPDX-License-Identifier: GPL-3.0-or-later
"""The tops and trousers that there are, cut and sewn over a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .applique import above, buttons, collar, patch
from .cloth import Cut, shape_top
from .figure import Figure
from .surface import Surface, cut, join, vertex_normals
from .tailor import FOLD, Ring, Neckline, across, below, even_edge, extrude, fold, neck_field, neck_height
from .tubes import Tube, radii

__all__ = ["TOPS", "TROUSERS", "Top", "Trousers", "make_top", "make_trousers", "weights_of"]

Floats = NDArray[np.float64]
_DOWN = np.array([0.0, 0.0, -1.0])

MAIN, TRIM, BUTTON = 0, 1, 2


@dataclass(frozen=True)
class Top:
    """How a top is made. Lengths in metres.

    Attributes:
        cut: Its shape.
        sleeve: Share of the arm that the sleeves reach.
        neckline: The hole for the neck.
        neck: How its edge is finished: ``fold``, ``rib``, ``collar``, ``turtle``.
        cuff: ``fold``, ``rib`` or ``cuff``.
        hem: Height of the lower edge above the crotch.
        band: Whether the lower edge has a ribbed band.
        placket: Length of the buttoned strip as a share of the front; 0: none.
        pocket: Whether it has a chest pocket.
    """

    cut: Cut = field(default_factory=Cut)
    sleeve: float = 0.36
    neckline: Neckline = field(default_factory=Neckline)
    neck: str = "rib"
    cuff: str = "fold"
    hem: float = 0.03
    band: bool = False
    placket: float = 0.0
    pocket: bool = False


@dataclass(frozen=True)
class Trousers:
    """How trousers are made. Lengths in metres.

    Attributes:
        cut: Their shape.
        waist: Height of the upper edge above the hip joints.
        hem: Height of the lower edge above the floor.
        pockets: Whether they have patch pockets at the back.
        turn_up: Whether the legs are turned up.
        belt: Whether a belt is worn.
    """

    cut: Cut = field(default_factory=Cut)
    waist: float = 0.05
    hem: float = 0.035
    pockets: bool = False
    turn_up: bool = False
    belt: bool = False


_LOOSE = Cut(ease=0.010, slope=0.18, limb_ease=0.010, limb_slope=0.08, creases=0.004)
_FITTED = Cut(ease=0.006, slope=0.45, limb_ease=0.004, limb_slope=0.25, creases=0.002)
_WOOL = Cut(ease=0.013, slope=0.15, limb_ease=0.010, limb_slope=0.10, creases=0.006)
_SHIRT = Cut(ease=0.010, slope=0.20, limb_ease=0.009, limb_slope=0.10, creases=0.0055)

TOPS: Mapping[str, Top] = {
    "tshirt": Top(_LOOSE, 0.37, Neckline(0.086, 0.028, 0.004, 2.2), "rib", "fold", 0.035),
    "fitted_tee": Top(_FITTED, 0.26, Neckline(0.092, -0.022, 0.004, 1.9), "rib", "fold", 0.05),
    "longsleeve": Top(_FITTED, 0.97, Neckline(0.088, 0.018, 0.004, 2.2), "rib", "fold", 0.04),
    "sweater": Top(_WOOL, 0.90, Neckline(0.086, 0.030, 0.003, 2.2), "rib", "rib", 0.085, band=True),
    "turtleneck": Top(_WOOL, 0.90, Neckline(0.082, 0.036, 0.0, 2.2), "turtle", "rib", 0.085, band=True),
    "blouse": Top(_SHIRT, 0.74, Neckline(0.088, -0.065, 0.006, 1.0), "fold", "fold", 0.045),
    "shirt": Top(
        _SHIRT, 0.91, Neckline(0.080, -0.012, 0.002, 1.35), "collar", "cuff", 0.03, placket=1.0, pocket=True
    ),
    "polo": Top(_LOOSE, 0.38, Neckline(0.080, -0.014, 0.002, 1.35), "collar", "rib", 0.035, placket=0.28),
}

TROUSERS: Mapping[str, Trousers] = {
    "jeans": Trousers(
        Cut(ease=0.006, limb_ease=0.004, limb_slope=0.07, opening=0.078, creases=0.006), pockets=True
    ),
    "slim_jeans": Trousers(
        Cut(ease=0.005, limb_ease=0.003, limb_slope=0.30, opening=0.060, creases=0.003),
        hem=0.055,
        pockets=True,
    ),
    "rolled_jeans": Trousers(
        Cut(ease=0.006, limb_ease=0.004, limb_slope=0.12, opening=0.070, creases=0.005),
        hem=0.09,
        pockets=True,
        turn_up=True,
    ),
    "chinos": Trousers(
        Cut(ease=0.007, limb_ease=0.005, limb_slope=0.12, opening=0.070, creases=0.005), hem=0.045
    ),
    "wide": Trousers(
        Cut(ease=0.007, limb_ease=0.010, limb_slope=0.0, opening=0.105, creases=0.006), hem=0.03
    ),
    "leggings": Trousers(
        Cut(ease=0.003, limb_ease=0.0, limb_slope=2.0, opening=0.0, creases=0.001), hem=0.085
    ),
}

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
    """A top; material slots are the cloth, its trim and its buttons.

    Args:
        figure: The person.
        pattern: What to make.
        under: (V, 3) the trousers that it hangs over, as `cloth.shape_trousers` gives them.
        waist: Height of the trousers' upper edge where the top is tucked in.
        seed: For the creases.
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
        extras.append(collar(top, edge, up / np.linalg.norm(up), 0.034, MAIN))
    if pattern.neck in ("rib", "turtle"):
        top = _neck_band(top, edge, figure, _NECK_RIB if pattern.neck == "rib" else _TURTLE)
    else:
        top = fold(top, edge)
    return join(top, *extras) if extras else top


def _neck_band(top: Surface, edge: NDArray[np.bool_], figure: Figure, rings: Sequence[Ring]) -> Surface:
    """A band round the neck that lies on the skin, not in it."""
    first = len(top.vertices)
    top, _ = extrude(top, edge, rings, None, TRIM, apart=True)
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
    place, angle, radius = arm.coordinates(top.vertices[edge])
    if pattern.cuff == "rib" and pattern.sleeve < 0.6:
        rings = [
            (-0.001, -0.003),
            (0.0012, -0.002),
            (0.0014, 0.003),
            (0.0006, 0.015),
            (-0.0004, 0.0165),
            (-0.002, 0.0155),
            (-0.0026, 0.0),
        ]
        return extrude(top, edge, rings, along, TRIM, apart=True)[0]
    return _gather(top, edge, arm, figure, limb, rib=pattern.cuff == "rib")


def _gather(
    top: Surface, edge: NDArray[np.bool_], arm: Tube, figure: Figure, limb: int, rib: bool
) -> Surface:
    """A cuff close to the wrist: the sleeve's end is drawn in over a few rings."""
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
        (-0.001, -0.003),
        (0.002, -0.001),
        (0.003, 0.004),
        (0.0025, 0.02),
        (0.002, 0.04),
        (0.002, length - 0.002),
        (0.001, length),
        (-0.0015, length - 0.001),
        (-0.002, length - 0.02),
    ]
    grown, _ = extrude(top, edge, rings, along, TRIM if rib else MAIN, apart=True)
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
        (-0.003, -0.003),
        (-0.001, -0.001),
        (-0.0008, 0.004),
        (-0.0022, 0.018),
        (-0.0028, 0.034),
        (-0.0028, 0.048),
        (-0.0034, 0.0515),
        (-0.0052, 0.050),
        (-0.006, 0.03),
    ]
    top, _ = extrude(top, edge, rings, _DOWN, TRIM, apart=True)
    if under is None:
        return top
    # The band hangs straight, the seat may be wider: it lies on the trousers there.
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
    strip = patch(top, fields, among, 0.0018, MAIN)
    count = 7 if share >= 1.0 else 2
    heights = np.linspace(upper - 0.025, bottom + (0.06 if share >= 1.0 else 0.03), count)
    face = strip.vertices[np.abs(strip.vertices[:, 0]) < 0.0159]
    order = np.argsort(face[:, 2])
    depth = np.interp(heights, face[order, 2], face[order, 1])
    places = np.stack([np.zeros(count), depth, heights], 1)
    return [strip, buttons(strip, places, 0.0058, BUTTON)]


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
    return patch(top, [x - (middle - 0.045), (middle + 0.045) - x, upper - z, low], among, 0.0016, MAIN)


def make_trousers(figure: Figure, legs: Surface, pattern: Trousers, waist: float) -> Surface:
    """Trousers; material slots are the cloth, its trim (waistband, turn-ups) and the belt.

    Args:
        figure: The person.
        legs: The cloth, as `cloth.shape_trousers` gives it.
        pattern: What to make.
        waist: Height of the upper edge.
    """
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
    band = patch(legs, [z - (waist - 0.040)], among & inside, 0.0016, TRIM)
    if not belt:
        return [band]
    strap = patch(legs, [z - (waist - 0.036), (waist - 0.004) - z], among & inside, 0.0045, BUTTON)
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
        MAIN,
    )


def weights_of(surface: Surface) -> NDArray[np.float32]:
    """Skin weights, cleaned of rounding and of traces."""
    weights = np.maximum(surface.data["weights"], 0.0)
    weights[weights < 1e-4] = 0.0
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)
