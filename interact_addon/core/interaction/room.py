# SPDX-License-Identifier: GPL-3.0-or-later
"""How much nearer or farther the limbs and trunks of two people should be, levelly, than they are played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import SIDES
from ..animation.rotations import normalized
from ..contacts.bodies import Body
from ..contacts.capsules import nearest
from ..contacts.parts import HEAD, TRUNK
from ..foundation.easing import smoothstep
from .calm import bell

__all__ = ["GROUPS", "Push", "capsules_of", "pushes_of"]

Array = NDArray[np.float64]

GROUPS = {
    TRUNK: (TRUNK,),
    HEAD: (HEAD,),
    **{f"{side}_arm": (f"{side}_upper_arm", f"{side}_forearm") for side in SIDES},
    **{f"{side}_leg": (f"{side}_thigh", f"{side}_shin", f"{side}_foot") for side in SIDES},
}
"""What is kept apart or together as a whole: where on a limb it touches depends on sizes. Hands go where
their contacts are."""
_FAR = 0.4  # metres: gaps that are wider than that are left alone
_CLEAR = 0.05  # metres: what has more room than that needs no more
_TOUCHES = 0.01  # metres: what touches in the capture comes so near
_NEAR = (0.035, 0.005)  # metres in the capture: from no contact to one
_LIES = 0.15  # how much who lies or props themselves up is pushed: their legs are stretched
_UPRIGHT = (0.3, 0.7)  # height from hips to head, of the way: from who lies to who stands
_CALM = 0.15  # seconds over which directions are averaged
_LEVEL = (0.25, 0.6)  # level share of a direction along which a level shift helps
_APART, _TOGETHER = 15.0, 3.0  # how much pushing and pulling count beside a hand's contact
_ARM = 0.1  # of it, where an arm is pushed: elbows give way as well
_FULL = 0.02  # metres of overlap from which on pushing counts wholly


@dataclass(frozen=True, eq=False)
class Push:
    """How far two people should be shifted apart.

    Attributes:
        one: The number of a person.
        other: That of another.
        level: (F, 2) the direction, as long as the share of a level shift that goes there.
        wish: (F,) metres along it.
        weight: (F,) how much it counts.
    """

    one: int
    other: int
    level: Array
    wish: Array
    weight: Array


def pushes_of(
    captured: Sequence[Body], played: Sequence[Body], frames: int, before: Sequence[Push] = ()
) -> list[Push]:
    """Return how people should be shifted, always for the same pairs of limbs in the same order.

    Args:
        captured: Everyone in the capture.
        played: Everyone as played.
        frames: The length of the scene.
        before: What was asked the last time: what was pushed stays where it has come.
    """
    rate = float(captured[0].motion.rate)
    found: list[Push] = []
    firm = [_LIES + (1.0 - _LIES) * smoothstep(_upright(body), *_UPRIGHT) for body in captured]
    for one, other in combinations(range(len(captured)), 2):
        count = min(len(firm[one]), len(firm[other]))
        firmness = np.minimum(firm[one][:count], firm[other][:count])
        for group in GROUPS:
            for another in GROUPS:
                theirs, _ = _gaps(captured[one], group, captured[other], another)
                ours, ways = _gaps(played[one], group, played[other], another)
                arm = any(each.endswith("_arm") for each in (group, another))
                earlier = before[len(found)] if before else None
                strong = (_ARM * _APART if arm else _APART) * firmness
                found.append(_push(one, other, theirs, ours, ways, frames, rate, earlier, strong))
    return found


def _upright(body: Body) -> Array:
    """Return (F,) the share of the way from the hips to the head that goes up or down."""
    ends = [body.motion.skeleton.index(body.roles[role]) for role in ("hips", "head") if role in body.roles]
    if len(ends) < 2:
        return np.ones(body.frames)
    return np.abs(normalized(body.positions[:, ends[1]] - body.positions[:, ends[0]])[:, 2])


def _push(
    one: int,
    other: int,
    theirs: Array,
    ours: Array,
    ways: Array,
    frames: int,
    rate: float,
    earlier: Push | None,
    strong: Array,
) -> Push:
    count = min(len(theirs), len(ours))
    theirs, ours, ways = theirs[:count], ours[:count], ways[:count]
    apart = np.minimum(theirs, _CLEAR) - ours  # by how much more room is needed
    touched = smoothstep(theirs, *_NEAR)
    together = np.where(touched > 0.0, ours - np.maximum(theirs, _TOUCHES), 0.0)
    weight = np.maximum(
        strong[:count] * smoothstep(apart, 0.0, _FULL), _TOGETHER * touched * (together > 0.0)
    )
    wish = np.where(apart > 0.0, apart, -np.maximum(together, 0.0))
    wish = np.where(np.abs(wish) < _FAR, wish, 0.0)
    level = ways[:, :2]
    level = np.stack([bell(column, _CALM, rate) for column in level.T], axis=1)
    weight = weight * smoothstep(np.linalg.norm(level, axis=1), *_LEVEL)
    if earlier is not None:
        held = (weight <= 0.0) & (earlier.weight[:count] > 0.0)
        weight = np.where(held, earlier.weight[:count], weight)
        wish = np.where(held, 0.0, wish)
    rest = frames - count
    return Push(
        one,
        other,
        np.pad(level, ((0, rest), (0, 0)), mode="edge"),
        np.pad(wish, (0, rest)),
        np.pad(weight, (0, rest)),
    )


def _gaps(body: Body, group: str, there: Body, another: str) -> tuple[Array, Array]:
    """Return (F,) metres between two groups, `_FAR` where they are farther, and (F, 3) the ways to there."""
    frames = min(body.frames, there.frames)
    gaps, ways = np.full(frames, _FAR), np.zeros((frames, 3))
    mine, theirs = (capsules_of(each, name) for each, name in ((body, group), (there, another)))
    if not len(mine) or not len(theirs):
        return gaps, ways
    balls, others = body.middles[:frames, mine], there.middles[:frames, theirs]
    apart = np.sum(balls * balls, axis=2)[:, :, None] + np.sum(others * others, axis=2)[:, None]
    apart -= 2.0 * balls @ others.transpose(0, 2, 1)
    limit = body.reaches[:frames, mine][:, :, None] + (there.reaches[:frames, theirs] + _FAR)[:, None]
    n, i, j = np.nonzero(apart < limit * limit)
    ends, far_ends = body.ends[n, mine[i]], there.ends[n, theirs[j]]
    radii, far_radii = body.parts.radii[mine[i]], there.parts.radii[theirs[j]]
    near = nearest(ends[:, 0], ends[:, 1], radii, far_ends[:, 0], far_ends[:, 1], far_radii)
    order = np.lexsort((near.gaps, n))
    firsts = order[np.r_[True, np.diff(n[order]) > 0]] if len(order) else order
    gaps[n[firsts]] = np.minimum(near.gaps[firsts], _FAR)
    ways[n[firsts]] = near.ways[firsts]
    return gaps, ways


def capsules_of(body: Body, group: str) -> NDArray[np.intp]:
    """Return the numbers of the capsules of a group."""
    regions = [n for n, region in enumerate(body.parts.regions) if region in GROUPS[group]]
    return np.flatnonzero(np.isin(body.parts.region, regions))
