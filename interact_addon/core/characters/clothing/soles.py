# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds soles of shoes from the outlines of feet, and the weights with which a shoe bends at the toes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.base_mesh import Body
from ..body.figure import smoothstep
from .trims import grid

__all__ = ["Foot", "bending", "foot_axes", "outline", "sole_of"]

Floats = NDArray[np.float64]

_BEND = 0.035  # metres before and behind the toe joints over which a shoe bends


@dataclass(frozen=True, eq=False)
class Foot:
    """A foot's own axes on the floor: from heel to toe, and to its left."""

    heel: Floats
    forward: Floats
    left: Floats
    length: float

    def along(self, points: Floats) -> Floats:
        """Return the place along the foot, 0 at the heel, 1 at the toe."""
        return np.asarray((points[:, :2] - self.heel) @ self.forward / self.length)

    def aside(self, points: Floats) -> Floats:
        """Return the distance to the left of the middle line, metres."""
        return np.asarray((points[:, :2] - self.heel) @ self.left)


def foot_axes(low: Floats) -> Foot:
    """Find the axes of a foot from (V, 3) points near the floor."""
    flat = low[:, :2]
    centred = flat - flat.mean(0)
    forward = np.linalg.svd(centred, full_matrices=False)[2][0]
    forward = forward * (-1.0 if forward[1] > 0.0 else 1.0)
    left = np.array([-forward[1], forward[0]])
    reach = centred @ forward
    aside = centred @ left
    heel = flat.mean(0) + reach.min() * forward + 0.5 * (aside.max() + aside.min()) * left
    return Foot(heel, forward, left, float(np.ptp(reach)))


def outline(points: Floats, count: int = 56) -> Floats:
    """Return a (count, 2) smooth convex outline of points on the floor, counter-clockwise."""
    turn = np.arange(360) * (2 * np.pi / 360)
    direction = np.stack([np.cos(turn), np.sin(turn)], 1)
    hull = points[(points @ direction.T).argmax(0)]
    step = np.linalg.norm(np.roll(hull, -1, 0) - hull, axis=1)
    place = np.r_[0.0, np.cumsum(step)]
    wanted = np.linspace(0.0, place[-1], count, endpoint=False)
    closed = np.concatenate([hull, hull[:1]])
    ring = np.stack([np.interp(wanted, place, closed[:, k]) for k in range(2)], 1)
    for _ in range(4):
        ring = 0.5 * ring + 0.25 * (np.roll(ring, 1, 0) + np.roll(ring, -1, 0))
    return ring


def bending(body: Body, axes: Foot, points: Floats, weights: Floats, side: str) -> Floats:
    """Divide the weights of a foot and its toes along a straight line across the ball of the foot.

    The body's own toes part at their roots, sharply and aslant, which tears a sole and folds an instep over.

    Args:
        body: The person.
        axes: The foot.
        points: (V, 3) of the shoe.
        weights: (V, B) over the rig's bones.
        side: ``L`` or ``R``.
    """
    names = body.rig.names
    foot, toe = names.index(f"foot.{side}"), names.index(f"toe2-1.{side}")
    toes = [k for k, name in enumerate(names) if name.startswith("toe") and name.endswith(f".{side}")]
    ahead = (points[:, :2] - body.joints[f"toe2-1.{side}"][:2]) @ axes.forward
    held = weights[:, [foot, *toes]].sum(1)
    share = smoothstep(ahead, -_BEND, _BEND)
    out = weights.copy()
    out[:, toes] = 0.0
    out[:, foot], out[:, toe] = held * (1.0 - share), held * share
    return out


def sole_of(ring: Floats, floor: Floats, top: Floats, axes: Foot) -> tuple[Floats, NDArray[np.int32]]:
    """Build a sole about an outline; returns points and quads.

    Args:
        ring: (C, 2) the outline, counter-clockwise.
        floor: (C,) height of its lower side.
        top: (C,) height of its upper edge.
        axes: The foot.
    """
    out = np.roll(ring, -1, 0) - np.roll(ring, 1, 0)
    out = np.stack([out[:, 1], -out[:, 0]], 1)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    aside = (ring - axes.heel) @ axes.left
    # The lower side lies in strips across the foot, so that it bends as the foot does.
    rows = [
        np.c_[ring - ((1.0 - wide) * aside)[:, None] * axes.left - 0.004 * out, floor]
        for wide in (0.0, 0.35, 0.7, 0.9)
    ]
    # For each row: metres outwards, and its height between floor (0) and top (1).
    for away, level in (
        (-0.004, 0.0),
        (0.0, 0.03),
        (0.0022, 0.12),
        (0.0022, 0.5),
        (0.0024, 0.86),
        (0.001, 0.98),
        (-0.006, 1.0),
        (-0.02, 0.8),
    ):
        flat = ring + (away + 0.0042) * out
        rows.append(np.c_[flat, floor + level * (top - floor)])
    return grid(np.stack(rows), closed=True)
