# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a fitted person as thin as their girth says: skin, clothes and caster alike.

Limbs go towards the lines between the capture's joints (`slim_limbs`), the trunk towards the middle line
of the average trunk, all in proportion, so that a chest keeps its form. Both change smoothly along limbs and
trunk. Joints, hands, feet and the head stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...animation.skeleton import Skeleton
from ...contacts.girth import Girth, least_of
from ...contacts.parts import TRUNK, Parts, body_parts
from ...contacts.room import TOP, band_of, trunk_shares
from ...foundation.easing import smoothstep
from ..body.part import Part
from ..body.segments import SIDES, segment_weights
from .posing import MakeHumanPose
from .slim_limbs import Limb, Shell, chain_of, shell_of

__all__ = ["Slimming", "slimming_for"]

Array = NDArray[np.float64]
Points = tuple[Array, NDArray[np.float32], tuple[str, ...]]

# What is no surface of the body: it hangs off it.
_LOOSE = ("hair", "skirt", "eyes", "teeth", "tongue", "lashes", "brows", "beard")
_MOSTLY = 0.6  # share of a point's weights that makes it one of a segment's
_OUTER = 92  # percentile of distances that is called the surface
_NEAR = 0.04  # metres: points so near a level of the trunk measure it
# The upper limb of a chain -> the lower one and its end, and the regions of both.
_CHAINS = {
    "upper_arm": ("forearm", "hand", ("upper_arm",), ("forearm",)),
    "thigh": ("shin", "foot", ("thigh",), ("shin", "ankle")),
}
_CLOTH = ("top", "trousers")
_SECTORS, _TUCKED = 8, 0.015  # of a shoe; share of a shin that a hem is in it
_SHOES, _SKIRT = "shoes", "skirt"
_HEMS = {
    f"{side}_{end}": f"{side}_{limb}"
    for side in SIDES
    for end, limb in (("foot", "shin"), ("hand", "forearm"))
}
_STATIONS = np.linspace(0.1, 0.9, 5)  # along a limb
# Where along a neck the factor comes in and goes out: whole between the second and the third.
_EASE = (-0.6, -0.1, 0.4, 0.9)
_THINNEST = 0.66  # of what is there, clothes included
# By which people who are thicker than the average become thinner than their limit says; sides less.
_MORE = 0.13
_STEEPEST = 0.05  # by which neighbouring levels of the trunk differ at most
_NAPE = (0.085, 0.13)  # metres from the middle of the neck at which it becomes the shoulders
_ARMPITS = (0.70, 0.95)  # heights of the trunk between which its sides become those of the shoulders


@dataclass(frozen=True, eq=False)
class _Curve:
    """How far out points come: (N,) places, and factors at them."""

    places: Array
    factors: Array

    def __call__(self, out: Array, place: Array) -> Array:
        """Return where points go that are ``out`` metres from the middle, at places; (V,) all."""
        return np.asarray(out * np.interp(place, self.places, self.factors))


@dataclass(frozen=True, eq=False)
class _Neck:
    """A neck in the MakeHuman pose: (3,) its joints, and how far out its points come."""

    start: Array
    end: Array
    curve: _Curve

    def __call__(self, points: Array) -> Array:
        along = self.end - self.start
        place = (points - self.start) @ along / float(along @ along)
        radial = points - self.start - place[:, None] * along
        out = np.linalg.norm(radial, axis=1)
        begin, whole, fade, none = _EASE
        share = smoothstep(place, begin, whole) * (1.0 - smoothstep(place, fade, none))
        share *= self.curve(out, place) / np.maximum(out, 1e-9) - 1.0
        return share[:, None] * radial


@dataclass(frozen=True, eq=False)
class _Trunk:
    """The trunk: (N,) heights with (N, 2) x and y of its middle, and the curves of front, back and sides.

    ``top`` is that of what is above the last height.
    """

    heights: Array
    middles: Array
    curves: tuple[_Curve, _Curve, _Curve]
    shoulders: float
    top: _Curve

    def __call__(self, points: Array) -> Array:
        z = points[:, 2]
        x, y = (points[:, n] - np.interp(z, self.heights, self.middles[:, n]) for n in (0, 1))
        front, back, side = self.curves
        behind = smoothstep(y, -0.03, 0.03)
        out = np.zeros_like(points)
        out[:, 0] = side(x, z) - x
        above = np.maximum(z - self.shoulders, 0.0)
        out[:, 2] = self.top(above, z) - above
        out[:, 1] = (1.0 - behind) * front(y, z) + behind * back(y, z) - y
        return out


@dataclass(frozen=True, eq=False)
class _Nape:
    """The trunk with the neck, which grows out of it."""

    trunk: _Trunk | None
    neck: _Neck

    def __call__(self, points: Array) -> Array:
        moved = np.zeros_like(points) if self.trunk is None else self.trunk(points)
        there = points + moved
        out = np.linalg.norm((there - self.neck.start)[:, :2], axis=1)
        return moved + smoothstep(out, _NAPE[1], _NAPE[0])[:, None] * self.neck(there)


@dataclass(frozen=True, eq=False)
class Slimming:
    """How points move, by segment."""

    moves: Mapping[str, Limb | _Neck | _Trunk | _Nape]

    def __call__(
        self, points: Array, weights: NDArray[np.float32], bones: tuple[str, ...], name: str = "body"
    ) -> Array:
        """Return (V, 3) moved points.

        Args:
            points: (V, 3) at the capture's size, in the MakeHuman pose.
            weights: (V, B) over ``bones``.
            bones: Names of the default rig.
            name: That of the part.
        """
        shares, names = segment_weights(weights, bones)
        out = points.copy()
        for column, segment in enumerate(names):
            move: Callable[[Array], Array] | None = self.moves.get(segment)
            if name in _CLOTH:
                part = self.moves.get(_HEMS.get(segment, segment))
                move = part.of_cloth if isinstance(part, Limb) else part
            elif name == _SKIRT and isinstance(move, Limb):
                continue  # it hangs from the hips
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
    body: Points,
) -> Slimming:
    """Find how a person becomes as thin as a girth says.

    Args:
        girth: The girth.
        skeleton: The capture's.
        roles: Role -> joint name.
        pose: Its joints in the MakeHuman pose.
        shaped: The parts, and (V, 3) their points at the capture's size in that pose.
        body: The whole skin, likewise, with (V, B) its weights and the names of the bones.
    """
    parts = body_parts(skeleton, roles)
    outer = [
        (points, *segment_weights(part.weights, part.joints))
        for part, points in shaped
        if part.name not in _LOOSE and len(points)
    ]
    points, weights, bones = body
    skin = (points, *segment_weights(weights, bones))
    shoes = [
        (points, *segment_weights(part.weights, part.joints))
        for part, points in shaped
        if part.name == _SHOES
    ]
    joints = {role: pose.positions[skeleton.index(name)] for role, name in roles.items()}
    moves: dict[str, Limb | _Neck | _Trunk | _Nape] = {}
    for side in SIDES:
        for part in _CHAINS:
            moves |= _chain(girth, side, part, joints, parts, [skin, *outer], shoes)
    necks = [n for n, role in enumerate(parts.roles) if role.startswith("neck")]
    if "neck" in girth.limits and necks and "neck.0" in joints and "head" in joints:
        radii = parts.radii[necks[0]]
        limit = girth.limits["neck"]
        moves["neck"] = _neck("neck", limit, joints["neck.0"], joints["head"], radii, outer or [skin], "neck")
    trunk = None
    if TRUNK in parts.regions and any(
        name.endswith(("front", "back", "side", "top")) for name in girth.limits
    ):
        trunk = _trunk(girth, skeleton, roles, pose, outer or [skin])
    grown: _Trunk | _Nape | None = trunk
    if isinstance(neck := moves.get("neck"), _Neck):
        grown = _Nape(trunk, neck)
    if grown is not None:
        moves |= dict.fromkeys(("trunk", *(f"{side}_shoulder" for side in SIDES)), grown)
    return Slimming(moves)


Outer = Sequence[tuple[Array, Array, tuple[str, ...]]]


def _chain(
    girth: Girth,
    side: str,
    part: str,
    joints: Mapping[str, Array],
    parts: Parts,
    outer: Outer,
    shoes: Outer,
) -> dict[str, Limb]:
    """Return segment -> how an arm or a leg moves; empty if nobody touches it or it is not there."""
    lower, last, *regions = _CHAINS[part]
    roles = [f"{side}_{each}" for each in (part, lower, last)]
    touched = any(region in girth.limits for each in regions for region in each)
    if not touched or not all(role in joints for role in roles):
        return {}
    pair = []
    for role, after, named in zip(roles[:2], roles[1:], regions, strict=True):
        shell = shell_of(joints[role], joints[after], roles, outer[0])
        radii = parts.radii[parts.region == parts.regions.index(role)][0]
        limits = {region: girth.limits.get(region, np.inf) for region in named}
        pair.append((shell, role, limits, (float(radii[0]), float(radii[1]))))
    chain = chain_of(part, pair, outer)
    (upper, *_), (shell, *_) = pair
    return {
        roles[0]: Limb(upper, chain, False),
        roles[1]: Limb(shell, chain, True, _collar(shell, roles[2], shoes)),
    }


def _collar(shell: Shell, foot: str, shoes: Outer) -> float:
    """Return the place along a shin at which its shoe begins all around; infinity without one."""
    lowest = np.inf
    for points, shares, names in shoes:
        if foot not in names:
            continue
        place, _, _, angle = shell.seen(points[shares[:, names.index(foot)] > 0.5])
        sector = np.floor(np.mod(angle / (2.0 * np.pi), 1.0) * _SECTORS)
        tops = [float(place[sector == n].min()) for n in range(_SECTORS) if (sector == n).any()]
        lowest = float(np.clip(max(tops, default=np.inf), 0.8, 1.0)) + _TUCKED
    return lowest


def _factor(region: str, limit: float, average: float, own: float) -> float:
    """Return how thick something becomes, of what it is."""
    least, more = max(limit, least_of(region)), _MORE * (0.4 if region == "side" else 1.0)
    return float(np.clip(least * average / own, max(min(least, 1.0) - more, _THINNEST), 1.0))


def _neck(
    part: str, limit: float, start: Array, end: Array, radii: Array, outer: Outer, segment: str
) -> _Neck:
    along = end - start
    length = float(np.linalg.norm(along))
    rows = []
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
        if own > 0.01:
            average = float(radii[0] + station * (radii[1] - radii[0]))
            rows.append((station, _factor(part, limit, average, own)))
    places, factors = np.array(rows or [(0.5, 1.0)]).T
    return _Neck(start, end, _Curve(places, factors))


def _trunk(
    girth: Girth, skeleton: Skeleton, roles: Mapping[str, str], pose: MakeHumanPose, outer: Outer
) -> _Trunk:
    parts = body_parts(skeleton, roles)
    mine = np.flatnonzero(parts.region == parts.regions.index(TRUNK))
    ends = (skeleton.rest_positions()[parts.joints[mine]] + parts.places[mine]) @ pose.frame
    middles, radii, shares = ends.mean(axis=1), parts.radii[mine, 0], trunk_shares(parts)
    wide = radii + 0.5 * np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    points = np.concatenate([_trunk_points(*each) for each in outer])
    factors = np.ones((len(mine), 3))
    for level, (middle, deep, broad) in enumerate(zip(middles, radii, wide, strict=True)):
        near = points[np.abs(points[:, 2] - middle[2]) < _NEAR] - middle
        band = band_of(float(shares[level]))
        inner = near[np.abs(near[:, 0]) < 0.75 * broad, 1]
        for column, (face, off, average) in enumerate(
            (("front", -inner, deep), ("back", inner, deep), ("side", np.abs(near[:, 0]), broad))
        ):
            off = off[off > 0.0]
            if len(off) > 8:
                own = max(float(np.percentile(off, _OUTER)), 0.03)
                limit = girth.limits.get(f"{band}_{face}", np.inf)
                factors[level, column] = _factor(face, limit, average, own)
    factors[:, 2] += (1.0 - factors[:, 2]) * smoothstep(shares, *_ARMPITS)
    apart = np.abs(np.subtract.outer(np.arange(len(mine)), np.arange(len(mine)))) * _STEEPEST
    factors = np.minimum((factors[None] + apart[:, :, None]).min(axis=1), 1.0)
    top = _Curve(np.zeros(1), np.ones(1))
    if TOP in girth.limits:
        neck = points - middles[-1]
        neck = neck[(np.abs(neck[:, 0]) < wide[-1]) & (neck[:, 2] > 0.0), 2]
        if len(neck) > 8:
            own = max(float(np.percentile(neck, _OUTER)), 0.03)
            top = _Curve(np.zeros(1), np.array([_factor(TOP, girth.limits[TOP], radii[-1], own)]))
    shoulders = float(middles[-1, 2])
    # Above the shoulders, the neck is left alone.
    heights = np.append(middles[:, 2], 2.0 * middles[-1, 2] - middles[-2, 2])
    factors = np.append(factors, np.ones((1, 3)), 0)
    middles = np.append(middles, middles[-1:], 0)
    fine = np.linspace(heights[0], heights[-1], 12 * len(heights))
    curves = [_Curve(fine, _eased(fine, heights, factors[:, n])) for n in range(3)]
    centres = np.stack([np.interp(fine, heights, middles[:, n]) for n in (0, 1)], axis=1)
    return _Trunk(fine, centres, (curves[0], curves[1], curves[2]), shoulders, top)


def _eased(at: Array, knots: Array, values: Array) -> Array:
    """Interpolate with level tangents at the knots, so that no edge shows."""
    span = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(knots) - 2)
    t = smoothstep((at - knots[span]) / (knots[span + 1] - knots[span]))
    return np.asarray(values[span] + t * (values[span + 1] - values[span]))


def _trunk_points(points: Array, shares: Array, names: tuple[str, ...]) -> Array:
    return points[shares[:, names.index("trunk")] > _MOSTLY] if "trunk" in names else points[:0]
