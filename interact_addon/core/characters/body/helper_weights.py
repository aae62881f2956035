# SPDX-License-Identifier: GPL-3.0-or-later
"""Shares the weights of a limb's joints with the helper bones on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

from ...animation.skeleton import Skeleton
from .helper_bones import BENDS, TWISTS, HelperBone
from .segments import SIDES

__all__ = ["with_helpers"]

Array = NDArray[np.float64]
_Chosen = NDArray[np.bool_]
_Columns = Mapping[tuple[str, str, float], int]

# Where raised arms would push a corner out of the armpit.
_SMOOTH = ("upper_arm",)


def with_helpers(
    points: Array,
    weights: Array,
    helpers: Sequence[HelperBone],
    skeleton: Skeleton,
    roles: Mapping[str, str],
    positions: Array,
) -> Array:
    """Spread weights over joints and helpers, (V, J + H).

    Args:
        points: (V, 3) vertices in some pose.
        weights: (V, J) over the joints alone.
        helpers: The helpers, H of them.
        skeleton: The capture's.
        roles: Role -> joint name.
        positions: (J, 3) the joints in that pose.
    """
    out = np.concatenate([weights, np.zeros((len(points), len(helpers)))], axis=1)
    columns: _Columns = {
        (helper.kind, helper.joint, helper.share): len(skeleton) + number
        for number, helper in enumerate(helpers)
    }
    _spread_twists(out, points, columns, skeleton, roles, positions)
    _spread_bends(out, helpers, columns, skeleton, roles)
    return out


def _spread_twists(
    out: Array,
    points: Array,
    columns: _Columns,
    skeleton: Skeleton,
    roles: Mapping[str, str],
    positions: Array,
) -> None:
    """Spread the weights of an arm's joints by the place along the bone."""
    for side in SIDES:
        for part, after, _, marks in TWISTS:
            joint = roles.get(f"{side}_{part}", "")
            to = [columns.get(("twist", joint, share), -1) if share else None for share, _ in marks]
            if -1 in to:
                continue
            own = skeleton.index(joint)
            bone = positions[skeleton.index(roles[f"{side}_{after}"])] - positions[own]
            along = (points - positions[own]) @ bone / max(float(bone @ bone), 1e-9)
            place = np.interp(along, [mark for _, mark in marks], np.arange(len(marks)))
            share = out[:, own].copy()
            for number, where in enumerate(to):
                part_of = share * np.clip(1.0 - np.abs(place - number), 0.0, 1.0)
                out[:, own if where is None else where] = part_of


def _spread_bends(
    out: Array, helpers: Sequence[HelperBone], columns: _Columns, skeleton: Skeleton, roles: Mapping[str, str]
) -> None:
    """Pass weights about a joint on to the helpers that turn between the parts that meet there."""
    joint_of = [*range(len(skeleton)), *(skeleton.index(helper.joint) for helper in helpers)]
    inside = {role: _below(skeleton, skeleton.index(name))[joint_of] for role, name in roles.items()}
    limbs = [f"{side}_{part}" for part, before, _ in BENDS if not before for side in SIDES]
    limbs = [limb for limb in limbs if limb in roles]
    on_limbs = {limb: out[:, inside[limb]].sum(axis=1) for limb in limbs}
    trunk = ~np.any([inside[limb] for limb in limbs], axis=0) if limbs else np.ones(out.shape[1], bool)
    share_of_trunk = {
        limb: total / np.maximum(sum(on_limbs.values()), 1e-12) for limb, total in on_limbs.items()
    }
    at_first = out.copy()
    for part, before, shares in BENDS:
        for side in SIDES:
            to = [columns.get(("bend", roles.get(f"{side}_{part}", ""), share), -1) for share in shares]
            if -1 in to:
                continue
            after = inside[f"{side}_{part}"]
            if before:
                first, whole = inside[f"{side}_{before}"] & ~after, out
                part_of = np.ones(len(out))
            else:  # where limbs meet, each takes its part of the trunk's weight
                first, whole = trunk, at_first
                part_of = share_of_trunk[f"{side}_{part}"]
            _spread_bend(out, whole, part_of, first, after, to, part in _SMOOTH)


def _spread_bend(
    out: Array, whole: Array, part_of: Array, before: _Chosen, after: _Chosen, to: Sequence[int], smooth: bool
) -> None:
    """Pass weights on to the helpers of one joint.

    Args:
        out: (V, C) weights, changed in place.
        whole: (V, C) weights of which the shares are taken.
        part_of: (V,) the share of the weights before the joint that counts.
        before: (C,) which columns turn as the part before the joint.
        after: (C,) which as the part after it.
        to: Columns of the helpers, by rising share.
        smooth: Whether to blend over all of the helpers, not over the two that are next to each other.
    """
    a, b = part_of * whole[:, before].sum(axis=1), whole[:, after].sum(axis=1)
    used = np.flatnonzero((a > 0.0) & (b > 0.0))
    a, b = a[used], b[used]
    place, steps = (b / (a + b))[:, None], len(to) + 1
    number = np.arange(steps + 1)
    if smooth:  # Bernstein polynomials: the mean turn is the same
        many = np.array([comb(steps, k) for k in number.tolist()])
        shares = many * place**number * (1.0 - place) ** (steps - number)
    else:
        shares = np.clip(1.0 - np.abs(place * steps - number), 0.0, 1.0)
    shares = shares * (a + b)[:, None]
    taken = np.zeros((len(used), out.shape[1]))
    taken[:, before] = whole[np.ix_(used, before)] * (part_of[used] * (1.0 - shares[:, 0] / a))[:, None]
    taken[:, after] = whole[np.ix_(used, after)] * (1.0 - shares[:, -1] / b)[:, None]
    out[used] -= taken
    out[np.ix_(used, np.array(to))] += shares[:, 1:-1]


def _below(skeleton: Skeleton, joint: int) -> _Chosen:
    """Return (J,) whether each joint is this one or below it."""
    out = np.zeros(len(skeleton), bool)
    for other, parent in enumerate(skeleton.parents.tolist()):  # parents come first
        out[other] = other == joint or (parent >= 0 and out[parent])
    return out
