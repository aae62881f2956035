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
_STEEP = 0.6  # level share of the way below which an arm is steep


def placed(
    tasks: Sequence[Task],
    captured: Sequence[RolePose],
    alone: Sequence[RolePose],
    scales: Sequence[float],
    fixed: Sequence[bool],
    rate: float,
) -> list[RolePose]:
    """Return everyone, moved levelly.

    Args:
        tasks: What the contacts ask.
        captured: Everyone in the capture.
        alone: Everyone retargeted alone, on the capture's own path.
        scales: How large each is, relative to the capture.
        fixed: Who stays.
        rate: Frames per second.
    """
    frames = captured[0].frames
    size = float(np.mean(scales))
    hips = np.stack([pose.at("hips")[:, :2] for pose in captured])
    middle = hips.reshape(-1, 2).mean(axis=0)
    home = (size - 1.0) * (hips - middle) * (0.0 if any(fixed) else 1.0)
    basis = _basis(frames, rate)
    count, people = basis.shape[1], len(alone)
    matrix = np.zeros((people * count, people * count))
    right = np.zeros((people * count, 2))
    blocks = [slice(p * count, (p + 1) * count) for p in range(people)]
    curve = np.diff(np.eye(count), 2, axis=0) / _KNOT**2
    rough = (_BEND * _KNOT * rate) * (curve.T @ curve) if count > 2 else np.zeros((count, count))
    inner = basis.T @ basis
    for p, block in enumerate(blocks):
        weight = _FIXED if fixed[p] else _STAY
        matrix[block, block] += weight * inner + rough
        right[block] += weight * basis.T @ home[p]

    def ask(one: int, other: int, weight: Array, wish: Array) -> None:
        """Ask that ``other`` is shifted by a wish (F, 2) more than ``one``."""
        a, b = blocks[one], blocks[other]
        weighted = basis * weight[:, None]
        square = weighted.T @ basis
        matrix[a, a] += square
        matrix[b, b] += square
        matrix[a, b] -= square
        matrix[b, a] -= square
        right[b] += weighted.T @ wish
        right[a] -= weighted.T @ wish

    for task in tasks:
        wish = _wish(task, captured, alone, scales)
        if wish is not None and task.other is not None and task.other != task.person:
            ask(task.person, task.other, task.weight, wish)
    for one, other in combinations(range(people), 2):
        wish = size * _between(captured[one], captured[other]) - _between(alone[one], alone[other])
        ask(one, other, _TRUNKS * _nearness(captured[one], captured[other]), wish)
    solved = np.linalg.solve(matrix + 1e-9 * np.eye(len(matrix)), right)
    out = []
    for pose, block in zip(alone, blocks, strict=True):
        shift = np.zeros((frames, 3))
        shift[:, :2] = basis @ solved[block]
        out.append(pose.reposed(hips=pose.at("hips") + shift))
    return out


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
