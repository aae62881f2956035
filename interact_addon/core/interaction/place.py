# SPDX-License-Identifier: GPL-3.0-or-later
"""Where two people of other sizes stand, so that both can reach what they touch: one least-squares problem.

The unknowns are level shifts of everyone's hips, cubic B-splines over time. Each contact of an arm asks that
its shoulder is as far from the touched place as in the capture, in lengths of that arm; trunks that are near
ask for the room they had, in the sizes of both. Everything else asks little: to stay where the capture's path
is, scaled with these sizes about the middle of the scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..foundation.easing import smoothstep
from .limbs import Limb, limbs_of, reach_of
from .lines import point_of, shown
from .role_pose import RolePose
from .room import Push
from .tasks import Task

__all__ = ["placed"]

Array = NDArray[np.float64]

_KNOT = 0.4  # seconds
_STAY = 0.01
_BEND = 0.02  # seconds squared: how much accelerations cost
_FIXED = 1e4
_COMFORT = 0.93  # of an arm's length
_TRUNKS = 3.0  # how much trunks that are near count, beside a hand
_TOUCH, _ROOM = 0.35, 0.7  # metres between two trunks
_LEAST = 0.3  # of an arm's way: how near levelly shoulder and hand come for it
_KEPT = 0.95  # of the level way
_LITTLE = 1e-6  # weights below it are none
_AXES = ((1.0, 0.0), (0.0, 1.0))
_STEEP = 0.6  # level share of the way below which an arm is steep


def placed(
    tasks: Sequence[Task],
    captured: Sequence[RolePose],
    alone: Sequence[RolePose],
    scales: Sequence[float],
    fixed: Sequence[bool],
    rate: float,
    pushes: Sequence[Push] = (),
    before: Sequence[RolePose] = (),
) -> list[RolePose]:
    """Return everyone, moved levelly.

    Args:
        tasks: What the contacts ask.
        captured: Everyone in the capture.
        alone: Everyone retargeted alone, on the capture's own path.
        scales: How large each is, relative to the capture.
        fixed: Who stays.
        rate: Frames per second.
        pushes: How limbs and trunks should be shifted, as they were played last.
        before: Everyone as placed then.
    """
    frames = captured[0].frames
    size = float(np.mean(scales))
    hips = np.stack([pose.at("hips")[:, :2] for pose in captured])
    middle = hips.reshape(-1, 2).mean(axis=0)
    home = (size - 1.0) * (hips - middle) * (0.0 if any(fixed) else 1.0)
    basis = _basis(frames, rate)
    count, people = basis.shape[1], len(alone)
    matrix = np.zeros((people, 2, count, people, 2, count))
    right = np.zeros((people, 2, count))
    curve = np.diff(np.eye(count), 2, axis=0) / _KNOT**2
    rough = (_BEND * _KNOT * rate) * (curve.T @ curve) if count > 2 else np.zeros((count, count))
    inner = basis.T @ basis
    for p in range(people):
        weight = _FIXED if fixed[p] else _STAY
        for axis in range(2):
            matrix[p, axis, :, p, axis] += weight * inner + rough
            right[p, axis] += weight * basis.T @ home[p, :, axis]

    def ask(one: int, other: int, weight: Array, level: Array, wish: Array) -> None:
        """Ask that along a direction (F, 2) ``other`` is shifted by a wish (F,) more than ``one``."""
        rows = np.flatnonzero(weight > _LITTLE)
        if not len(rows):
            return
        used = np.flatnonzero(basis[rows].any(axis=0))
        knots = slice(int(used[0]), int(used[-1]) + 1)
        part = basis[rows, knots]
        for a in range(2):
            weighted = part * (weight * level[:, a])[rows, None]
            right[other, a, knots] += weighted.T @ wish[rows]
            right[one, a, knots] -= weighted.T @ wish[rows]
            for b in range(2):
                square = weighted.T @ (part * level[rows, b, None])
                for p, q in ((one, one), (one, other), (other, one), (other, other)):
                    matrix[p, a, knots, q, b, knots] += square if p == q else -square

    for task in tasks:
        wish = _wish(task, captured, alone, scales)
        if wish is not None and task.other is not None and task.other != task.person:
            for level, axis in zip(_AXES, wish.T, strict=True):
                ask(task.person, task.other, task.weight, np.broadcast_to(level, wish.shape), axis)
    for one, other in combinations(range(people), 2):
        wish = size * _between(captured[one], captured[other]) - _between(alone[one], alone[other])
        near = _TRUNKS * _nearness(captured[one], captured[other])
        for level, axis in zip(_AXES, wish.T, strict=True):
            ask(one, other, near, np.broadcast_to(level, wish.shape), axis)
    for push in pushes:
        now = _shift(push.other, alone, before) - _shift(push.one, alone, before)
        wanted = np.sum(push.level * now, axis=1) + push.wish
        ask(push.one, push.other, push.weight, push.level, wanted)
    unknowns = right.size
    square = matrix.reshape(unknowns, unknowns) + 1e-9 * np.eye(unknowns)
    solved = np.linalg.solve(square, right.reshape(unknowns)).reshape(right.shape)
    out = []
    for pose, knots in zip(alone, solved, strict=True):
        shift = np.zeros((frames, 3))
        shift[:, :2] = basis @ knots.T
        out.append(pose.reposed(hips=pose.at("hips") + shift))
    return out


def _shift(person: int, alone: Sequence[RolePose], placed: Sequence[RolePose]) -> Array:
    """Return (F, 2) metres, how far a person was shifted."""
    return np.asarray((placed[person].at("hips") - alone[person].at("hips"))[:, :2])


def _between(one: RolePose, other: RolePose) -> Array:
    """Return (F, 2) metres, the level way between the middles of two trunks."""
    return np.asarray((_trunk(other) - _trunk(one))[:, :2])


def _trunk(pose: RolePose) -> Array:
    upper = "neck.0" if "neck.0" in pose.body else "head" if "head" in pose.body else "hips"
    return 0.5 * (pose.at("hips") + pose.at(upper))


def _nearness(one: RolePose, other: RolePose) -> Array:
    """Return (F,) 1 where two trunks nearly touch, 0 where there is room between them."""
    gap = np.linalg.norm(_trunk(other) - _trunk(one), axis=1)
    return smoothstep(gap, _ROOM, _TOUCH)


def _wish(
    task: Task, captured: Sequence[RolePose], alone: Sequence[RolePose], scales: Sequence[float]
) -> Array | None:
    """Return (F, 2) metres, by how much more the other should be shifted than the person."""
    if task.other is None or task.theirs is None:
        return None
    mine, theirs = alone[task.person], alone[task.other]
    limb = limbs_of(mine.body)[task.limb]
    touched = shown(task.their_place, task.theirs, theirs, theirs, task.their_size)
    source = captured[task.person]
    point = point_of(source, task.mine, task.my_place.along) + task.my_place.beside
    vector, reach = _reaching(source, mine, limb, point)
    start = mine.at(limb.upper)
    if not task.their_limb:
        vector = _within(vector, (touched - start)[:, 2], reach)
        return np.asarray(vector[:, :2] - (touched - start)[:, :2])
    other = limbs_of(theirs.body)[task.their_limb]
    back, span = _reaching(captured[task.other], theirs, other, point)
    end = theirs.at(other.upper)
    height = 0.5 * ((start + vector) + (end + back))[:, 2]
    vector = _within(vector, height - start[:, 2], reach)
    back = _within(back, height - end[:, 2], span)
    return np.asarray(vector[:, :2] - back[:, :2] - (end - start)[:, :2])


def _reaching(source: RolePose, played: RolePose, limb: Limb, point: Array) -> tuple[Array, Array]:
    """Return the way from a limb's root to a captured point, and its reach, in the played one's size."""
    size = reach_of(played.body, limb) / reach_of(source.body, limb)
    hand = np.linalg.norm(point - source.at(limb.end), axis=1)
    vector = point - source.at(limb.upper)
    reach = np.maximum(_COMFORT * (reach_of(source.body, limb) + hand), np.linalg.norm(vector, axis=1))
    return size * vector, size * reach


def _within(vector: Array, height: Array, reach: Array) -> Array:
    """Return vectors whose hand is that much higher, as long as before where that leaves them level way.

    Elbows so bend as in the capture; where the height alone takes the length, arms stretch up to their reach.
    Arms that hang or are raised steeply keep their level way.
    """
    level = np.linalg.norm(vector[:, :2], axis=1)
    length = np.linalg.norm(vector, axis=1)
    most = np.sqrt(np.maximum(reach**2 - height**2, (_LEAST * length) ** 2))
    same = np.sqrt(np.maximum(length**2 - height**2, 0.0))
    share = np.clip(level / np.maximum(length, 1e-9) / _STEEP, 0.0, 1.0)
    wanted = np.minimum(np.maximum(_KEPT * level, share * same), most)
    out = vector.copy()
    out[:, :2] *= (wanted / np.maximum(level, 1e-9))[:, None]
    return out


def _basis(frames: int, rate: float) -> Array:
    """Return (F, K) uniform cubic B-splines over time."""
    pieces = max(1, int(np.ceil((frames - 1) / (_KNOT * rate))))
    time = np.linspace(0.0, pieces, frames) if frames > 1 else np.zeros(1)
    first = np.minimum(time.astype(int), pieces - 1)
    u = time - first
    values = np.stack([(1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3], axis=1)
    out = np.zeros((frames, pieces + 3))
    for n in range(4):
        out[np.arange(frames), first + n] = values[:, n] / 6.0
    return out
