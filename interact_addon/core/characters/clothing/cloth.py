# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes cloth over a figure: the tights widened, bridged, hung and creased into a garment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.figure import Figure, smoothstep
from ..body.limb_surfaces import Sleeve, Tube, radii
from ..body.surface import Surface, average_neighbours, smooth_values, vertex_normals

__all__ = ["Cut", "relax_over", "shape_top", "shape_trousers"]

Floats = NDArray[np.float64]

# Metres that cloth hangs away from a limb, beside its ease.
_FROM_ARM, _FROM_LEG = 0.024, 0.034
_DRAWN = 0.010  # metres that what is tucked in lies deeper than the body, whose skin is left out there


@dataclass(frozen=True)
class Cut:
    """How a garment is cut. Lengths in metres.

    Attributes:
        ease: Distance between the body and the cloth everywhere.
        slope: How quickly hanging cloth closes in on the body below its widest place, metres per metre.
        limb_ease: Additional distance at the limbs.
        limb_slope: As ``slope``, for sleeves or trouser legs.
        opening: Minimum radius at the end of a sleeve or leg.
        creases: Depth of the creases at elbows, knees and hems.
    """

    ease: float = 0.008
    slope: float = 0.25
    limb_ease: float = 0.006
    limb_slope: float = 0.15
    opening: float = 0.0
    creases: float = 0.003


def shape_top(
    figure: Figure,
    cut: Cut,
    neckline: Callable[[Floats], Floats],
    under: Floats | None = None,
    tuck: float | None = None,
    seed: int = 0,
) -> Surface:
    """Shape the tights into the cloth of a top, hanging from chest and shoulders, loose about the arms.

    Args:
        figure: The person.
        cut: The cut.
        neckline: Returns the height of the neckline at points.
        under: (V, 3) the tights as the trousers that the top hangs over.
        tuck: Height at which the top is tucked into the trousers.
        seed: Random seed of the creases.
    """
    surface = figure.tights
    limbs = surface.data["limbs"]
    normal = surface.data["normal"]
    points = surface.vertices + cut.ease * normal
    arms = limbs[:, 0] + limbs[:, 1]
    if under is not None:
        lower = (
            smoothstep(points[:, 2], figure.hips + 0.16, figure.hips + 0.08)[:, None] * (arms < 0.3)[:, None]
        )
        points = points + lower * (under + 0.006 * normal - points)
    trunk = arms < 0.3
    tube = figure.torso
    above = points[:, 2] > figure.crotch + 0.005
    table = radii(tube, points[trunk & above]).taut(0.92).smoothed(2)
    bust = tube.points[0, 2] - figure.armpit
    table = table.fallen(cut.slope, bust).smoothed(3)
    share = smoothstep(points[:, 2], figure.armpit + 0.10, figure.armpit - 0.01) * smoothstep(arms, 0.7, 0.1)
    share = np.where(above, share, 0.0)
    hung = _onto(tube, table, points, share)
    hung = _even_seat(figure, surface, hung)
    hung = _onto(tube, table, hung, share)
    hung = _trunk_creases(figure, hung, share, cut, seed + 7)
    for limb, arm in zip((0, 1), figure.arms, strict=True):
        hung = _limb(arm, hung, limbs[:, limb], cut, 0.10, 0.52, _FROM_ARM)
    done = _creased(_finish(surface, hung, cut), list(enumerate(figure.arms)), 0.52, cut, seed)
    # Around the neck the cloth is close to the skin.
    close = smoothstep(neckline(done.vertices) - done.vertices[:, 2], 0.075, 0.012)[:, None]
    done = done.moved(done.vertices + close * (surface.vertices + 0.0035 * normal - done.vertices))
    return done if tuck is None else done.moved(_tucked(figure, surface, done.vertices, tuck))


def _even_seat(figure: Figure, surface: Surface, points: Floats) -> Floats:
    """Spread the crowded vertices between the buttocks and at the crotch."""
    z = points[:, 2]
    near = smoothstep(np.abs(points[:, 0]), 0.09, 0.02) * smoothstep(
        z, figure.hips + 0.20, figure.hips + 0.08
    )
    around = average_neighbours(surface.faces, len(points))
    return smooth_values(points, around, 24, 0.7 * near)


def _tucked(figure: Figure, surface: Surface, points: Floats, height: float) -> Floats:
    """Pull the cloth in to the body at the waistband, with a little fullness above it."""
    tube = figure.torso
    place, angle, radius = tube.coordinates(points)
    bare = tube.coordinates(surface.vertices)[2]
    share = smoothstep(points[:, 2], height + 0.075, height + 0.012)
    share = share * (surface.data["limbs"][:, :2].sum(1) < 0.05)
    room = 0.003 - _DRAWN * smoothstep(points[:, 2], height + 0.003, height - 0.015)
    return tube.point(place, angle, radius + share * np.minimum(bare + room - radius, 0.0))


def _trunk_creases(figure: Figure, points: Floats, share: Floats, cut: Cut, seed: int) -> Floats:
    """Add soft slanting folds where a loose top hangs, deepest at the sides of the waist."""
    tube = figure.torso
    some = share > 0.05
    place, angle, radius = tube.coordinates(points[some])
    rng = np.random.default_rng(seed)
    depth = np.exp(-(((points[some, 2] - figure.waist + 0.02) / 0.11) ** 2))
    total = np.zeros_like(place)
    for _ in range(5):
        waves, lean, phase, around = rng.uniform((25, -3.2, 0, 0), (55, 3.2, 6.3, 6.3))
        side = np.maximum(np.cos(angle - around), 0.0) ** 2
        total += side * np.sin(place * waves + lean * angle + phase)
    out = points.copy()
    out[some] = tube.point(place, angle, radius + cut.creases * share[some] * depth * total * 0.8)
    return out


def shape_trousers(figure: Figure, cut: Cut, seed: int = 0) -> Surface:
    """Shape the tights into the cloth of trousers, taut over the seat, straight from thigh and calf."""
    surface = figure.tights
    limbs = surface.data["limbs"]
    points = surface.vertices + cut.ease * surface.data["normal"]
    legs = limbs[:, 2] + limbs[:, 3]
    arms = limbs[:, 0] + limbs[:, 1]
    tube = figure.torso
    trunk = (arms < 0.05) & (points[:, 2] > figure.crotch - 0.02)
    table = radii(tube, points[trunk]).taut(0.8).smoothed(3)
    share = 0.85 * smoothstep(points[:, 2], figure.crotch - 0.01, figure.crotch + 0.08) * (arms < 0.05)
    hung = _onto(tube, table, points, share)
    hung = _even_seat(figure, surface, hung)
    hung = _onto(tube, table, hung, share)
    for limb, leg in zip((2, 3), figure.legs, strict=True):
        mine = limbs[:, limb] * smoothstep(points[:, 2], figure.crotch + 0.03, figure.crotch - 0.13)
        hung = _limb(leg, hung, mine, cut, 0.12, 0.5, _FROM_LEG)
        # Wide legs can touch, but must not pass through each other.
        sign = 1.0 if limb == 2 else -1.0
        inner = (legs > 0.5) & (limbs[:, limb] > 0.5) & (hung[:, 2] < figure.crotch)
        hung[inner, 0] = sign * np.maximum(sign * hung[inner, 0], 0.002)
    return _creased(_finish(surface, hung, cut), list(enumerate(figure.legs, 2)), 0.5, cut, seed)


def _limb(
    tube: Tube, points: Floats, mine: Floats, cut: Cut, start: float, middle: float, most: float
) -> Floats:
    """Shape the cloth about one arm or leg.

    Args:
        tube: The limb.
        points: (V, 3) of the whole garment.
        mine: (V,) weight of the limb at each vertex.
        cut: The cut.
        start: Share of the limb's length from which the cloth is shaped.
        middle: Share of its length where elbow or knee is.
        most: Metres that the cloth hangs away from the limb.
    """
    member = mine > 0.3
    place, angle, radius = tube.coordinates(points[member])
    on_limb = place < tube.length + 0.005
    table = bare = radii(tube, points[member][on_limb])
    share_of = table.places / tube.length
    table = table.taut(0.9).smoothed(2).fallen(cut.limb_slope, start * tube.length).smoothed(2)
    ease = cut.limb_ease * smoothstep(share_of, start - 0.1, start + 0.15)
    table = table.widened(ease)
    if cut.opening:
        wide = np.maximum(table.radius, cut.opening)
        blend = smoothstep(share_of, middle - 0.1, 0.95)[:, None]
        table = Sleeve(table.start, table.step, table.radius + blend * (wide - table.radius))
    # Legs and arms are not as straight as the cloth that hangs from their widest place.
    widest = bare.smoothed(3).radius + most
    table = Sleeve(table.start, table.step, np.minimum(table.radius, widest)).smoothed(1)
    wanted = table.at(place, angle)
    weight = smoothstep(mine[member], 0.35, 0.9) * smoothstep(place / tube.length, start - 0.12, start + 0.12)
    new = np.where(wanted > radius, radius + weight * (wanted - radius), radius)
    out = points.copy()
    out[member] = tube.point(place, angle, new)
    return out


def _creased(
    surface: Surface, limbs: Sequence[tuple[int, Tube]], middle: float, cut: Cut, seed: int
) -> Surface:
    """Add creases about arms or legs, deepest inside the bend and towards the end of the limb."""
    normal = vertex_normals(surface.vertices, surface.faces)
    depth = np.zeros(len(surface.vertices))
    for limb, tube in limbs:
        mine = surface.data["limbs"][:, limb]
        some = mine > 0.5
        place, angle, _ = tube.coordinates(surface.vertices[some])
        share = place / tube.length
        rng = np.random.default_rng(seed + limb)
        total = np.zeros_like(share)
        for centre, spread, strength in ((middle, 0.11, 1.0), (0.22, 0.10, 0.45), (0.95, 0.09, 1.0)):
            near = np.exp(-(((share - centre) / spread) ** 2))
            for _ in range(4):
                length, lean, phase, around = rng.uniform((0.040, -1.8, 0, 0), (0.075, 1.8, 6.3, 6.3))
                # A crease goes partly around the limb and fades.
                side = np.maximum(np.cos(angle - around), 0.0) ** 1.5
                total += (
                    strength
                    * near
                    * side
                    * np.sin(place * (2 * np.pi / length) + lean * np.sin(angle) + phase)
                )
        depth[some] += smoothstep(mine[some], 0.5, 0.95) * total
    return surface.moved(surface.vertices + (cut.creases * depth)[:, None] * normal)


def _onto(tube: Tube, table: Sleeve, points: Floats, share: Floats) -> Floats:
    """Move points out to the table's radii by a share of the distance; none moves inwards."""
    some = share > 1e-4
    place, angle, radius = tube.coordinates(points[some])
    wanted = np.maximum(table.at(place, angle), radius)
    out = points.copy()
    out[some] = tube.point(place, angle, radius + share[some] * (wanted - radius))
    return out


def _finish(surface: Surface, points: Floats, cut: Cut) -> Surface:
    relaxed = relax_over(surface, points, 0.6 * cut.ease, steps=4)
    return surface.moved(relaxed)


def relax_over(surface: Surface, points: Floats, least: float | Floats, steps: int) -> Floats:
    """Smooth cloth over a body without intersecting it.

    Args:
        surface: The body's surface with data ``normal``, vertex by vertex under the cloth.
        points: (V, 3) the cloth.
        least: Minimum distance of the cloth above the surface, metres.
        steps: Number of repetitions of averaging and lifting.
    """
    around = average_neighbours(surface.faces, len(points))
    normal = surface.data["normal"]
    for _ in range(steps):
        points = smooth_values(points, around, 1, 0.5)
        height = ((points - surface.vertices) * normal).sum(1)
        points = points + np.maximum(least - height, 0.0)[:, None] * normal
    return points
