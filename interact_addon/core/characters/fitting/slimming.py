# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a fitted person as thin as their girth says: skin, clothes and caster alike.

Limbs go towards the lines between the capture's joints, the trunk towards the middle line of the average
trunk, by factors that change smoothly along both. Joints, hands, feet and the head stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...animation.skeleton import Skeleton
from ...contacts.girth import Girth, least_of
from ...contacts.parts import TRUNK, body_parts
from ...contacts.room import band_of, trunk_shares
from ...foundation.easing import smoothstep
from ..body.part import Part
from ..body.segments import SIDES, segment_weights
from .posing import MakeHumanPose

__all__ = ["Slimming", "slimming_for"]

Array = NDArray[np.float64]

# What is no surface of the body: it hangs off it.
_LOOSE = ("hair", "skirt", "eyes", "teeth", "tongue", "lashes", "brows", "beard")
_MOSTLY = 0.6  # share of a point's weights that makes it one of a segment's
_OUTER = 92  # percentile of distances that is called the surface
_NEAR = 0.04  # metres: points so near a level of the trunk measure it
_LIMBS = {"upper_arm": "forearm", "forearm": "hand", "thigh": "shin", "shin": "foot"}
_STATIONS = np.linspace(0.15, 0.85, 5)  # along a limb
# Where along a limb the factor comes in and goes out: whole between the second and the third.
_EASE = {
    "upper_arm": (-0.15, 0.2, 9.0, 10.0),
    "forearm": (-9.0, -8.0, 0.7, 1.0),
    "thigh": (-0.1, 0.3, 9.0, 10.0),
    "shin": (-9.0, -8.0, 0.85, 1.05),
    "neck": (-0.3, 0.2, 0.4, 0.9),
}


@dataclass(frozen=True, eq=False)
class _Limb:
    """A limb in the MakeHuman pose: (3,) its joints, and (N,) factors at places (N,) along it from 0 to 1."""

    start: Array
    end: Array
    places: Array
    factors: Array

    def __call__(self, points: Array) -> Array:
        along = self.end - self.start
        place = (points - self.start) @ along / float(along @ along)
        radial = points - self.start - place[:, None] * along
        return (np.interp(place, self.places, self.factors) - 1.0)[:, None] * radial


@dataclass(frozen=True, eq=False)
class _Trunk:
    """The trunk: (N,) heights with (N, 2) x and y of its middle, and (N, 3) factors of front, back, side."""

    heights: Array
    middles: Array
    factors: Array

    def __call__(self, points: Array) -> Array:
        z = points[:, 2]
        x, y = (points[:, n] - np.interp(z, self.heights, self.middles[:, n]) for n in (0, 1))
        front, back, side = (np.interp(z, self.heights, self.factors[:, n]) - 1.0 for n in range(3))
        behind = smoothstep((y + 0.04) / 0.08)
        out = np.zeros_like(points)
        out[:, 0] = side * x
        out[:, 1] = (front + (back - front) * behind) * y
        return out


@dataclass(frozen=True, eq=False)
class Slimming:
    """How points move, by segment."""

    moves: Mapping[str, _Limb | _Trunk]

    def __call__(self, points: Array, weights: NDArray[np.float32], bones: tuple[str, ...]) -> Array:
        """Return (V, 3) moved points.

        Args:
            points: (V, 3) at the capture's size, in the MakeHuman pose.
            weights: (V, B) over ``bones``.
            bones: Names of the default rig.
        """
        shares, names = segment_weights(weights, bones)
        out = points.copy()
        for column, name in enumerate(names):
            move = self.moves.get(name)
            used = np.flatnonzero(shares[:, column] > 0.0)
            if move is not None and len(used):
                out[used] += shares[used, column, None] * move(points[used])
        return out


def slimming_for(
    girth: Girth,
    skeleton: Skeleton,
    roles: Mapping[str, str],
    pose: MakeHumanPose,
    shaped: Sequence[tuple[Part, Array]],
) -> Slimming:
    """Find how a person becomes as thin as a girth says.

    Args:
        girth: The girth.
        skeleton: The capture's.
        roles: Role -> joint name.
        pose: Its joints in the MakeHuman pose.
        shaped: The parts, and (V, 3) their points at the capture's size in that pose.
    """
    parts = body_parts(skeleton, roles)
    outer = [
        (points, *segment_weights(part.weights, part.joints))
        for part, points in shaped
        if part.name not in _LOOSE and len(points)
    ]
    joints = {role: pose.positions[skeleton.index(name)] for role, name in roles.items()}
    moves: dict[str, _Limb | _Trunk] = {}
    for side in SIDES:
        for part, after in _LIMBS.items():
            role, end = f"{side}_{part}", f"{side}_{after}"
            if part in girth.limits and role in joints and end in joints and role in parts.regions:
                radii = parts.radii[parts.region == parts.regions.index(role)][0]
                moves[role] = _limb(part, girth.limits[part], joints[role], joints[end], radii, outer, role)
    necks = [n for n, role in enumerate(parts.roles) if role.startswith("neck")]
    if "neck" in girth.limits and necks and "neck.0" in joints and "head" in joints:
        radii = parts.radii[necks[0]]
        limit = girth.limits["neck"]
        moves["neck"] = _limb("neck", limit, joints["neck.0"], joints["head"], radii, outer, "neck")
    if TRUNK in parts.regions and any(name.endswith(("front", "back", "side")) for name in girth.limits):
        trunk = _trunk(girth, skeleton, roles, pose, outer)
        moves |= dict.fromkeys(("trunk", *(f"{side}_shoulder" for side in SIDES)), trunk)
    return Slimming(moves)


Outer = Sequence[tuple[Array, Array, tuple[str, ...]]]


def _factor(region: str, wanted: float, own: float) -> float:
    return float(np.clip(wanted / max(own, 1e-3), least_of(region), 1.0))


def _limb(
    part: str, limit: float, start: Array, end: Array, radii: Array, outer: Outer, segment: str
) -> _Limb:
    along = end - start
    length = float(np.linalg.norm(along))
    ratios = []
    for station in _STATIONS.tolist():
        own = 0.0
        for points, shares, names in outer:
            if segment not in names:
                continue
            mine = points[shares[:, names.index(segment)] > _MOSTLY]
            place = (mine - start) @ along / length**2
            near = np.abs(place - station) < 0.1
            if near.sum() > 8:
                radial = mine[near] - start - place[near, None] * along
                own = max(own, float(np.percentile(np.linalg.norm(radial, axis=1), _OUTER)))
        if own:
            wanted = limit * float(radii[0] + station * (radii[1] - radii[0]))
            ratios.append(_factor(part, wanted, own))
    factor = float(np.mean(ratios)) if ratios else 1.0
    ease = _EASE[part]
    places = np.linspace(-0.5, 1.5, 81)
    share = smoothstep((places - ease[0]) / (ease[1] - ease[0]))
    share = share * (1.0 - smoothstep((places - ease[2]) / (ease[3] - ease[2])))
    return _Limb(start, end, places, 1.0 + (factor - 1.0) * share)


def _trunk(
    girth: Girth, skeleton: Skeleton, roles: Mapping[str, str], pose: MakeHumanPose, outer: Outer
) -> _Trunk:
    parts = body_parts(skeleton, roles)
    mine = np.flatnonzero(parts.region == parts.regions.index(TRUNK))
    ends = (skeleton.rest_positions()[parts.joints[mine]] + parts.places[mine]) @ pose.frame
    middles, radii = ends.mean(axis=1), parts.radii[mine, 0]
    wide = radii + 0.5 * np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    points = np.concatenate([_trunk_points(*each) for each in outer])
    rows = []
    for middle, deep, broad, share in zip(middles, radii, wide, trunk_shares(parts), strict=True):
        near = points[np.abs(points[:, 2] - middle[2]) < _NEAR] - middle
        band, row = band_of(float(share)), []
        inner = near[np.abs(near[:, 0]) < 0.75 * broad]
        for face, off, target in (
            ("front", -inner[:, 1], deep),
            ("back", inner[:, 1], deep),
            ("side", np.abs(near[:, 0]), broad),
        ):
            limit = girth.limits.get(f"{band}_{face}")
            off = off[off > 0.0]
            own = float(np.percentile(off, _OUTER)) if len(off) > 8 else 0.0
            row.append(1.0 if limit is None or own < 0.03 else _factor(face, limit * target, own))
        rows.append(row)
    factors = np.array(rows)
    padded = np.concatenate([factors[:1], factors, factors[-1:]])
    factors = 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
    step = float(np.diff(middles[:, 2]).mean())
    heights = np.append(middles[:, 2], middles[-1, 2] + step)  # above, the neck is left alone
    factors = np.concatenate([factors, np.ones((1, 3))])
    middles = np.concatenate([middles, middles[-1:]])
    fine = np.linspace(heights[0], heights[-1], 12 * len(heights))
    smooth = np.stack([_eased(fine, heights, factors[:, n]) for n in range(3)], axis=1)
    centres = np.stack([np.interp(fine, heights, middles[:, n]) for n in (0, 1)], axis=1)
    return _Trunk(fine, centres, smooth)


def _eased(at: Array, knots: Array, values: Array) -> Array:
    """Interpolate with level tangents at the knots, so that no edge shows."""
    span = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(knots) - 2)
    t = smoothstep((at - knots[span]) / (knots[span + 1] - knots[span]))
    return np.asarray(values[span] + t * (values[span + 1] - values[span]))


def _trunk_points(points: Array, shares: Array, names: tuple[str, ...]) -> Array:
    return points[shares[:, names.index("trunk")] > _MOSTLY] if "trunk" in names else points[:0]
