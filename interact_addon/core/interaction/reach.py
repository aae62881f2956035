# SPDX-License-Identifier: GPL-3.0-or-later
"""Limbs brought to what they touch, both people at once, since each moves what the other holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..animation.rotations import continuous, normalized, slerp
from ..foundation.easing import smoothstep
from .calm import bell, smoothed
from .elbows import swung
from .lean import leaned
from .limbs import Limb, limbs_of, reach_of, reached
from .lines import shown
from .role_pose import RolePose
from .tasks import EASE, Task, window

__all__ = ["misses", "reaching"]

Array = NDArray[np.float64]
Ends = dict[str, Array]

_SWEEPS = 8
_BETWEEN = 0.8  # seconds between two contacts of a limb that are gone through as one
_LEAN = 0.2  # seconds in which a back bends, before and after
_HELD = 0.1  # how much an arm that is held counts it, beside what it touches itself
_CALM = 0.12  # seconds
_MOST_ARM, _MOST_LEG = 1.4, 0.165  # of its length that a limb's end is moved
_WRENCHED = (np.radians(110.0), np.radians(160.0))  # turns that are made no longer, and not at all
_GIVE_UP = 0.3  # seconds in which a limb gives up what it cannot reach
_FAR = 0.5  # how much less a contact has to say while the two are far apart
_BACK = (0.03, 0.5)  # metres: drawn back a little and far
_LEGS = 0.3  # of its length that a leg goes where an arm goes a whole one
_ALONG = 0.75  # of the way of a hand that its shoulder goes along
_AT_EASE = 0.9  # of an arm's length: beyond, the shoulder comes along


def reaching(
    tasks: Sequence[Task],
    placed: Sequence[RolePose],
    fixed: Sequence[bool],
    rate: float,
    swings: Sequence[Mapping[str, Array]] = (),
) -> list[RolePose]:
    """Return everyone with their limbs at what they touch.

    Args:
        tasks: What the contacts ask.
        placed: Everyone, standing where they should.
        fixed: Who stays as captured.
        rate: Frames per second.
        swings: By person and arm the angles (F,) by which elbows are swung.
    """
    limbs = [limbs_of(pose.body) for pose in placed]
    bases = [swung(pose, swings[p]) if swings else pose for p, pose in enumerate(placed)]
    weights = _weights(tasks, placed, fixed, rate)
    start = [{name: placed[p].at(limbs[p][name].end) for name in weights[p]} for p in range(len(placed))]
    goals = [dict(ends) for ends in start]
    poses = list(bases)
    for _ in range(_SWEEPS):
        moves = _moves(tasks, placed, poses, weights)
        for p, ends in enumerate(goals):
            for name in ends:
                shift = poses[p].at(limbs[p][name].end) + moves[p][name] - start[p][name]
                ends[name] = start[p][name] + _limited(shift, placed[p], limbs[p][name])
            poses[p] = _posed(bases[p], ends, limbs[p], rate)
    out = []
    for p, pose in enumerate(bases):
        if not weights[p]:
            out.append(pose)
            continue
        eased = {}
        for name, weight in weights[p].items():
            shift = poses[p].at(limbs[p][name].end) - start[p][name]
            easy = 1.0 - smoothed(_wrenched(pose, limbs[p][name], goals[p][name]), _GIVE_UP, rate)
            eased[name] = start[p][name] + (weight * easy)[:, None] * _calm(shift, rate)
        out.append(_blended(pose, _posed(pose, eased, limbs[p], rate, weights[p]), weights[p]))
    return out


def misses(task: Task, placed: Sequence[RolePose], poses: Sequence[RolePose]) -> Array:
    """Return (F, 3) metres, from where the touching place is to where it should be."""
    mine = shown(task.my_place, task.mine, placed[task.person], poses[task.person], task.my_size)
    if task.other is None or task.theirs is None:
        return _floor_miss(task, mine)
    wanted = shown(task.their_place, task.theirs, placed[task.other], poses[task.other], task.their_size)
    return wanted - mine


def _floor_miss(task: Task, mine: Array) -> Array:
    """Return the way to the capture's height above the floor; levelly only what the capture moves."""
    during = slice(task.contact.start, task.contact.end)
    captured = task.their_place.beside
    level = captured[:, :2] - captured[during, :2].mean(axis=0) + mine[during, :2].mean(axis=0)
    return np.concatenate([level - mine[:, :2], task.their_size * captured[:, 2:] - mine[:, 2:]], axis=1)


def _weights(
    tasks: Sequence[Task], placed: Sequence[RolePose], fixed: Sequence[bool], rate: float
) -> list[dict[str, Array]]:
    """Return by person and limb how much its contacts have to say in each frame.

    Between contacts that follow each other closely a limb does not go back to where it was alone; the further
    it is drawn back in the capture, the less is left of what brings it to the next.
    """
    during: list[dict[str, NDArray[np.bool_]]] = [{} for _ in placed]
    away: list[dict[str, Array]] = [{} for _ in placed]
    for task in tasks:
        sides = [(task.person, task.limb)]
        if task.other is not None and task.their_limb:
            sides.append((task.other, task.their_limb))
        for person, limb in sides:
            if not fixed[person]:
                flags = during[person].setdefault(limb, np.zeros(placed[person].frames, dtype=bool))
                flags[task.contact.start : task.contact.end] = True
                far = away[person].get(limb, np.full(len(flags), np.inf))
                away[person][limb] = np.minimum(far, _drawn_back(task))
    return [
        {
            limb: _eased(flags, rate) * (1.0 - _FAR * smoothstep(bell(away[p][limb], _CALM, rate), *_BACK))
            for limb, flags in each.items()
        }
        for p, each in enumerate(during)
    ]


def _drawn_back(task: Task) -> Array:
    """Return (F,) metres by which the two that touch are further apart in the capture than while they do."""
    if task.other is None:
        return np.zeros(len(task.weight))
    apart = np.linalg.norm(task.their_place.beside, axis=1)
    return np.asarray(np.maximum(apart - apart[task.contact.start : task.contact.end].max(), 0.0))


def _eased(flags: NDArray[np.bool_], rate: float) -> Array:
    """Return (F,) 1 in some frames and in short gaps between them, eased before and after."""
    frames = np.flatnonzero(flags)
    breaks = np.flatnonzero(np.diff(frames) > _BETWEEN * rate)
    starts, ends = np.r_[frames[:1], frames[breaks + 1]], np.r_[frames[breaks], frames[-1:]] + 1
    left = np.ones(len(flags))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        left *= 1.0 - window(start, end, len(flags), EASE * rate)
    return 1.0 - left


def _moves(
    tasks: Sequence[Task],
    placed: Sequence[RolePose],
    poses: Sequence[RolePose],
    weights: Sequence[Mapping[str, Array]],
) -> list[Ends]:
    """Return how far each limb's end should go, as a mean of what its contacts ask.

    Where two limbs meet, the longer one goes further: both then turn as much.
    """
    sums = [
        {name: np.zeros((pose.frames, 3)) for name in each}
        for each, pose in zip(weights, placed, strict=True)
    ]
    totals = [
        {name: np.full(pose.frames, 1e-6) for name in each}
        for each, pose in zip(weights, placed, strict=True)
    ]
    reaches = [
        {name: _turns_by(pose, limbs_of(pose.body)[name]) for name in each}
        for each, pose in zip(weights, placed, strict=True)
    ]
    for task in tasks:
        miss = misses(task, placed, poses)
        sides = [(task.person, task.limb, 1.0)]
        if task.other is not None and task.their_limb:
            sides.append((task.other, task.their_limb, -1.0))
        sides = [side for side in sides if side[1] in weights[side[0]]]
        for person, limb, sign in sides:
            by_hand = task.theirs is not None and task.theirs.start.endswith("hand")
            held = sign < 0 and limb.endswith("arm") and not by_hand
            counts = (_HELD if held else 1.0) * task.mix
            share = sign * reaches[person][limb] / sum(reaches[p][name] for p, name, _ in sides)
            sums[person][limb] += (share * counts)[:, None] * miss
            totals[person][limb] += counts
    return [
        {name: value / totals[p][name][:, None] for name, value in each.items()}
        for p, each in enumerate(sums)
    ]


def _turns_by(pose: RolePose, limb: Limb) -> float:
    """Return how far a limb goes, beside others, when two meet: in its length, and legs less than arms."""
    return (1.0 if limb.is_arm else _LEGS) * reach_of(pose.body, limb)


def _posed(
    pose: RolePose,
    ends: Mapping[str, Array],
    limbs: Mapping[str, Limb],
    rate: float,
    weights: Mapping[str, Array] | None = None,
) -> RolePose:
    """Return the body with its limbs' ends at places, as near as they get; shoulders come by weights."""
    arms = {name: limbs[name] for name in ends if limbs[name].is_arm}
    usual = {
        name: np.maximum(
            np.linalg.norm(pose.at(limb.end) - pose.at(limb.upper), axis=1, keepdims=True),
            _AT_EASE * reach_of(pose.body, limb),
        )
        for name, limb in arms.items()
    }
    along = {name: _ALONG * (ends[name] - pose.at(limb.end)) for name, limb in arms.items()}
    for _ in range(2):
        moves = {}
        for name, limb in arms.items():
            away = ends[name] - pose.at(limb.upper)
            far = np.linalg.norm(away, axis=1, keepdims=True)
            along = {name: part if not _ else 0.0 * part for name, part in along.items()}
            over = smoothed(_soft_over(far - usual[name])[:, 0], _LEAN, rate)[:, None]
            over = over if weights is None else weights[name][:, None] * over
            moves[name] = over * away / np.maximum(far, 1e-9) + along[name]
        if moves:
            pose = leaned(pose, moves, limbs)
    for name, end in ends.items():
        pose = reached(pose, limbs[name], end)
    return pose


def _wrenched(pose: RolePose, limb: Limb, goal: Array) -> Array:
    """Return (F,) from 0 to 1, how much a limb would have to turn away from where it points."""
    points, wanted = (normalized(end - pose.at(limb.upper)) for end in (pose.at(limb.end), goal))
    angle = np.arccos(np.clip(np.sum(points * wanted, axis=1), -1.0, 1.0))
    return smoothstep(angle, *_WRENCHED)


def _soft_over(over: Array) -> Array:
    """Return what is above 0, beginning smoothly."""
    soft = 0.04
    return np.where(over > soft, over - 0.5 * soft, np.where(over > 0.0, over**2 / (2.0 * soft), 0.0))


def _limited(shift: Array, pose: RolePose, limb: Limb) -> Array:
    """Return shifts that are no longer than a limb can make without looking wrenched."""
    most = (_MOST_ARM if limb.is_arm else _MOST_LEG) * reach_of(pose.body, limb)
    length = np.linalg.norm(shift, axis=1, keepdims=True)
    knee = 0.7 * most
    soft = knee + (most - knee) * np.tanh(np.maximum(length - knee, 0.0) / (most - knee))
    return np.asarray(np.where(length > knee, shift * soft / np.maximum(length, 1e-9), shift))


def _calm(shift: Array, rate: float) -> Array:
    """Return shifts (F, 3) without what changes within a tenth of a second: contacts that take turns."""
    return np.stack([bell(column, _CALM, rate) for column in shift.T], axis=1)


def _blended(before: RolePose, after: RolePose, weights: Mapping[str, Array]) -> RolePose:
    """Return the body as it was, where no contact is near; in between it goes over within a few frames."""
    share = smoothstep(12.0 * np.max(list(weights.values()), axis=0))
    rotations = slerp(
        before.rotations, after.rotations, np.repeat(share[:, None], before.rotations.shape[1], 1)
    )
    return before.reposed(continuous(rotations))
