# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloth around a limb as radii about a curve: stretched taut, hung, and applied to the vertices.

A limb or the torso is a tube: every point has a place along the tube's axis, an angle about it and a radius.
Cloth is a table of radii over place and angle: the body's own radii, bridged where the body is hollow, and
hanging where it recedes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .surface import unit_vectors

__all__ = ["Sleeve", "Tube", "radii", "taut"]

Floats = NDArray[np.float64]

_SAMPLES = 96
_STEP = 0.012  # metres between rows of a table of radii
_ANGLES = 64


@dataclass(frozen=True, eq=False)
class Tube:
    """A smooth curve through the joints of a limb, with a frame of fixed side direction.

    Attributes:
        points: (N, 3) points of the axis, evenly spaced.
        along: (N, 3) unit direction of the axis.
        side: (N, 3) unit direction of angle 0.
        front: (N, 3) unit direction of angle +90 degrees.
        length: Metres.
    """

    points: Floats
    along: Floats
    side: Floats
    front: Floats
    length: float

    @classmethod
    def through(cls, joints: Floats, side: tuple[float, float, float], bend: float = 0.06) -> Tube:
        """Build a tube along straight bones, rounded over ``bend`` metres at the joints between them.

        Args:
            joints: (K, 3) positions, K >= 2.
            side: Direction of angle 0, not parallel to the tube.
            bend: Radius of the rounding, metres.
        """
        joints = np.asarray(joints, np.float64)
        lengths = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(joints, axis=0), axis=1))]
        length = float(lengths[-1])
        place = np.linspace(0.0, length, _SAMPLES)
        window = np.linspace(-bend, bend, 15)
        wanted = place[:, None] + window
        inside = np.clip(wanted, 0.0, length)
        points = np.stack([np.interp(inside, lengths, joints[:, k]) for k in range(3)], -1)
        # Beyond the ends the axis continues straight, so that smoothing does not move its ends.
        points += np.maximum(wanted - length, 0.0)[..., None] * unit_vectors(joints[-1] - joints[-2])
        points += np.minimum(wanted, 0.0)[..., None] * unit_vectors(joints[1] - joints[0])
        points = points.mean(1)
        along = unit_vectors(np.gradient(points, axis=0))
        sideways = np.asarray(side, np.float64) - along * (along @ np.asarray(side))[:, None]
        sideways = unit_vectors(sideways)
        return cls(points, along, sideways, np.cross(along, sideways), length)

    def coordinates(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """Return place along the axis (metres, also beyond its ends), angle (radians), radius of points."""
        squared = (points**2).sum(1)[:, None] - 2.0 * points @ self.points.T + (self.points**2).sum(1)
        nearest = squared.argmin(1)
        step = self.length / (_SAMPLES - 1)
        offset = points - self.points[nearest]
        rest = (offset * self.along[nearest]).sum(1)
        inner = (nearest > 0) & (nearest < _SAMPLES - 1)
        place = nearest * step + np.where(inner, np.clip(rest, -step, step), rest)
        _, side, front, centre = self.frame(place)
        offset = points - centre
        x, y = (offset * side).sum(1), (offset * front).sum(1)
        return place, np.arctan2(y, x), np.hypot(x, y)

    def frame(self, place: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return direction, side, front and centre of the axis at places along it."""
        grid = np.linspace(0.0, self.length, _SAMPLES)
        pick = [
            np.stack([np.interp(place, grid, table[:, k]) for k in range(3)], -1)
            for table in (self.along, self.side, self.front, self.points)
        ]
        beyond = place - np.clip(place, 0.0, self.length)
        pick[3] = pick[3] + beyond[:, None] * pick[0]
        return unit_vectors(pick[0]), unit_vectors(pick[1]), unit_vectors(pick[2]), pick[3]

    def point(self, place: Floats, angle: Floats, radius: Floats) -> Floats:
        """Inverse of `coordinates`."""
        _, side, front, centre = self.frame(place)
        return np.asarray(
            centre + radius[:, None] * (np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * front)
        )


@dataclass(frozen=True, eq=False)
class Sleeve:
    """A table of radii about a tube.

    Attributes:
        start: Place of the first row, metres.
        step: Metres between rows.
        radius: (R, A) metres; the angles go once round from -pi.
    """

    start: float
    step: float
    radius: Floats

    @property
    def places(self) -> Floats:
        """(R,) place of every row."""
        return self.start + self.step * np.arange(len(self.radius), dtype=np.float64)

    def at(self, place: Floats, angle: Floats) -> Floats:
        """Interpolate radii between the rows and angles of the table."""
        row = np.clip((place - self.start) / self.step, 0.0, len(self.radius) - 1.001)
        turn = (angle + np.pi) / (2 * np.pi) * self.radius.shape[1]
        r0, a0 = row.astype(int), np.floor(turn).astype(int)
        u, v = row - r0, turn - a0
        count = self.radius.shape[1]
        a0, a1 = a0 % count, (a0 + 1) % count
        table = self.radius
        return np.asarray(
            (1 - u) * ((1 - v) * table[r0, a0] + v * table[r0, a1])
            + u * ((1 - v) * table[r0 + 1, a0] + v * table[r0 + 1, a1])
        )

    def taut(self, amount: float = 1.0) -> Sleeve:
        """Return the table with the hollows of every row bridged, as by cloth under tension."""
        return Sleeve(self.start, self.step, self.radius + amount * (taut(self.radius) - self.radius))

    def fallen(self, slope: float | Floats, first: float = -np.inf) -> Sleeve:
        """Return the hanging cloth: from ``first`` on it narrows by at most ``slope`` metres per metre.

        The slope is one for all, or (A,) for every angle; cloth with a negative one widens.
        """
        radius = self.radius.copy()
        drop = np.broadcast_to(np.asarray(slope, np.float64), radius.shape) * self.step
        for row in range(1, len(radius)):
            if self.places[row] >= first:
                np.maximum(radius[row], radius[row - 1] - drop[row], out=radius[row])
        return Sleeve(self.start, self.step, radius)

    def widened(self, ease: float | Floats) -> Sleeve:
        """Return the table widened by ``ease`` metres, one for all rows or (R,)."""
        return Sleeve(self.start, self.step, self.radius + np.broadcast_to(ease, len(self.radius))[:, None])

    def smoothed(self, rounds: int = 2) -> Sleeve:
        """Return the table averaged with the neighbouring rows and angles."""
        radius = self.radius
        for _ in range(rounds):
            padded = np.concatenate([radius[:1], radius, radius[-1:]])
            radius = 0.5 * radius + 0.25 * (padded[:-2] + padded[2:])
            radius = 0.5 * radius + 0.25 * (np.roll(radius, 1, 1) + np.roll(radius, -1, 1))
        return Sleeve(self.start, self.step, radius)


def radii(tube: Tube, points: Floats) -> Sleeve:
    """Return the outermost radii of points about a tube; cells without points take those of neighbours."""
    place, angle, radius = tube.coordinates(points)
    start = float(place.min())
    rows = max(3, int(np.ceil(np.ptp(place) / _STEP)) + 1)
    row = np.clip(np.round((place - start) / _STEP).astype(int), 0, rows - 1)
    column = np.floor((angle + np.pi) / (2 * np.pi) * _ANGLES + 0.5).astype(int) % _ANGLES
    table = np.full((rows, _ANGLES), -np.inf)
    np.maximum.at(table, (row, column), radius)
    for _ in range(_ANGLES):
        empty = ~np.isfinite(table)
        if not empty.any():
            break
        sides = np.stack(
            [np.roll(table, 1, 1), np.roll(table, -1, 1), _shifted(table, 1), _shifted(table, -1)]
        )
        known = np.isfinite(sides)
        mean = np.where(known, sides, 0.0).sum(0) / np.maximum(known.sum(0), 1)
        table = np.where(empty & known.any(0), mean, table)
    return Sleeve(start, _STEP, table)


def taut(table: Floats) -> Floats:
    """Return the radii of the convex hull of every row of (R, A) radii about the origin."""
    angle = np.arange(table.shape[1]) * (2 * np.pi / table.shape[1])
    lean = np.cos(angle[:, None] - angle[None, :])
    reach = (table[:, :, None] * lean).max(1)
    facing = np.where(lean > 0.2, lean, np.nan)
    return np.asarray(np.fmax(table, np.nanmin(reach[:, None, :] / facing, axis=2)))


def _shifted(table: Floats, by: int) -> Floats:
    out = np.full_like(table, -np.inf)
    if by > 0:
        out[by:] = table[:-by]
    else:
        out[:by] = table[-by:]
    return out
