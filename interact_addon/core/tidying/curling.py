# SPDX-License-Identifier: GPL-3.0-or-later
"""How far fingers open that sink into somebody, and close that hover where they touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.kinematics import forward
from ..animation.skeleton import Motion
from ..contacts.spans import runs
from ..interaction.calm import bell, smoothed
from ..interaction.role_pose import RolePose, captured_pose
from .fingers import Finger, curled, fingers_of
from .limits import MOST
from .pushes import joint_roles
from .sinking import ASIDE, Floats, Ints
from .skin_points import SkinPoints
from .spells import pieces, widened
from .turned_motion import motion_in_frames, turned_motion

__all__ = ["with_fingers_on_skin"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ANGLES = np.radians(np.linspace(-60.0, 60.0, 13))  # that are tried
_STILL = len(_ANGLES) // 2
_IN, _OUT = 0.005, 0.008  # metres that a finger may be in a surface, and hover over it where it touched
_TOUCHED = 0.01  # metres from a surface
_WORTH = 0.001  # metres: what helps less is not done
_LEFT = 150.0  # radians that a metre counts, which is still wrong
_EASE = 0.12  # seconds
_CHUNK = 120  # frames at once
_NEAR = 0.08  # metres from a finger's middle to the other's skin
_MANY = 64  # points of it, the nearest ones
_AWAY = -0.05  # metres: farther is all the same


@dataclass(frozen=True, eq=False)
class _Skin:
    """A person's surface in some frames: (A, M, 3) places and normals, (M,) half the thickness there."""

    places: Floats
    normals: Floats
    halves: Array


def with_fingers_on_skin(
    captured: Sequence[Motion], tidied: Sequence[Motion], skins: Sequence[SkinPoints], near: Flags
) -> list[Motion]:
    """Return tidied motions whose fingers rest on the others' skin; one person after the other.

    Fingers open or close by the least that takes them out to 5 mm, and to the skin that they touched in the
    capture. Where nothing is to do, the very same motions are returned.

    Args:
        captured: By person, the motion as captured.
        tidied: The same, of bodies that have given way.
        skins: Their surfaces.
        near: (F,) in which frames two people are near each other.
    """
    out = list(tidied)
    rows = np.flatnonzero(near)
    poses = [captured_pose(motion) for motion in out]
    hands = [
        fingers_of(pose, joint_roles(motion.skeleton, pose)[skin.joints])
        for pose, motion, skin in zip(poses, out, skins, strict=True)
    ]
    parts = [rows[start:end] for start, end in pieces(0, len(rows), _CHUNK)]
    touched = [_touched(_surfaces(captured, skins, part), hands) for part in parts]
    for n, (base, pose, fingers) in enumerate(zip(tidied, poses, hands, strict=True)):
        angles = np.zeros((pose.frames, len(fingers)))
        tips = [pose.body.roles[finger.bones[2]] for finger in fingers]
        for choose in (_chosen, _refined) if fingers else ():
            now = captured_pose(out[n])
            wished = np.zeros((2, len(near), len(fingers), 2))
            for part, were in zip(parts, touched, strict=True):
                mine = part < pose.frames
                around = _surfaces(out, skins, part[mine])
                for number, (finger, angle) in enumerate(zip(fingers, angles.T, strict=True)):
                    left = finger.curled(angle)
                    one = _wished(n, left, now, part[mine], around, were[n][mine, number])
                    wished[:, part[mine], number] = one
            for number in range(len(fingers)):
                angles[:, number] += choose(wished[:, : pose.frames, number], float(base.rate))
            if not angles.any():
                break
            new = turned_motion(base, 0, pose, curled(pose, fingers, angles))
            angles *= _kept((captured[n], base, new), tips)
            out[n] = turned_motion(base, 0, pose, curled(pose, fingers, angles))
    return out


def _touched(skins: Sequence[_Skin], hands: Sequence[Sequence[Finger]]) -> list[Flags]:
    """Return by person (A, fingers) whether a finger touches somebody."""
    out = []
    for person, fingers in enumerate(hands):
        own = np.full((len(skins[person].places), len(fingers)), _AWAY)
        for number, finger in enumerate(fingers):
            mine = skins[person].places[:, finger.points]
            for other in (*range(person), *range(person + 1, len(skins))):
                near, cells = _near_points(mine, skins[other].places)
                depth = _depths(mine[near][:, None], skins[other], near, cells)[:, 0]
                own[near, number] = np.maximum(own[near, number], depth)
        out.append(own > -_TOUCHED)
    return out


def _surfaces(motions: Sequence[Motion], skins: Sequence[SkinPoints], rows: Ints) -> list[_Skin]:
    posed = [
        skin.posed(motion_in_frames(motion, np.minimum(rows, motion.frames - 1)))
        for motion, skin in zip(motions, skins, strict=True)
    ]
    return [_Skin(*each, skin.halves) for each, skin in zip(posed, skins, strict=True)]


def _wished(
    person: int, finger: Finger, pose: RolePose, rows: Ints, skins: Sequence[_Skin], touched: Flags
) -> Array:
    """Return (2, A, 2): by how much a finger had to be opened or closed, and metres still wrong then."""
    out = np.zeros((2, len(rows), 2))
    mine = skins[person].places[:, finger.points]
    deep = np.full((len(rows), len(_ANGLES)), _AWAY)
    for other in (*range(person), *range(person + 1, len(skins))):
        near, cells = _near_points(mine, skins[other].places)
        tried = finger.places(pose, mine[near], rows[near], _ANGLES)
        deep[near] = np.maximum(deep[near], _depths(tried, skins[other], near, cells))
    least = np.where(touched, -_OUT, -np.inf)[:, None]
    wrong = np.maximum(np.maximum(deep - _IN, least - deep), 0.0)
    limits = finger.least[rows, None], finger.most[rows, None]
    steps = np.abs(_ANGLES[_STILL + 1] - _ANGLES[_STILL])
    beyond = (limits[0] > _ANGLES + steps) | (limits[1] < _ANGLES - steps)
    wrong[beyond] = np.inf
    for way, order in enumerate((slice(_STILL, None, -1), slice(_STILL, None))):
        found, left = _first(_ANGLES[order], wrong[:, order])
        out[way, :, 0] = np.clip(found, limits[0][:, 0], limits[1][:, 0])
        out[way, :, 1] = left
    return out


def _first(angles: Array, wrong: Array) -> tuple[Array, Array]:
    """Return (A,) the first angle, from none on, at which least is wrong (A, G), and how much that is."""
    rows = np.arange(len(wrong))
    best = np.argmin(wrong, axis=1)
    left = wrong[rows, best]
    # Between two angles that were tried it grows about evenly, from 0 before the first that is quite right.
    last = np.maximum(best - 1, 0)
    over = wrong[rows, last]
    share = np.where(left > 0.0, 1.0, np.clip(over / (over + 0.5 * (_IN + _OUT)), 0.0, 1.0))
    found = angles[last] + share * (angles[best] - angles[last])
    useless = wrong[:, 0] - left < _WORTH
    return np.where(useless, 0.0, found), np.where(useless, wrong[:, 0], left)


def _near_points(points: Floats, places: Floats) -> tuple[Ints, Ints]:
    """Return the frames in which a finger (A, N, 3) is near a surface (A, M, 3), and its nearest points."""
    middle = points.mean(axis=1, keepdims=True)
    off = places - middle
    far = np.einsum("ami,ami->am", off, off)
    near = np.flatnonzero(far.min(axis=1) < _NEAR**2)
    many = min(_MANY, far.shape[1])
    return near, np.argpartition(far[near], many - 1, axis=1)[:, :many]


def _depths(tried: Floats, skin: _Skin, rows: Ints, cells: Ints) -> Array:
    """Return (A, G) metres, how deep the deepest point (A, G, N, 3) is; negative outside."""
    places, normals = skin.places[rows[:, None], cells], skin.normals[rows[:, None], cells]
    count = tried.shape[0], tried.shape[1] * tried.shape[2]
    middle = places.mean(axis=1, keepdims=True)
    here = tried.reshape(*count, 3) - middle
    there = places - middle
    far = np.matmul(here, -2.0 * there.transpose(0, 2, 1))
    far += np.einsum("aki,aki->ak", there, there)[:, None]
    which = np.argmin(far, axis=2)
    frames = np.arange(count[0])[:, None]
    off = there[frames, which] - here
    depth = np.einsum("aqi,aqi->aq", off, normals[frames, which])
    aside = np.einsum("aqi,aqi->aq", off, off) - depth**2
    valid = (depth < skin.halves[cells][frames, which]) & (aside < ASIDE**2)
    depth = np.where(valid, np.maximum(depth, _AWAY), _AWAY)
    return np.asarray(depth.reshape(tried.shape[:3]).max(axis=2), np.float64)


def _chosen(wished: Array, rate: float) -> Array:
    """Return (F,) radians of a finger, smooth: of each spell the way that is right with less."""
    asks = np.any(wished[:, :, 0] != 0.0, axis=0)
    reach = max(1, round(2.0 * _EASE * rate))
    out = np.zeros((2, wished.shape[1]))
    for start, end in runs(widened(asks, reach)):
        price = np.sum(np.abs(wished[:, start:end, 0]) + _LEFT * wished[:, start:end, 1], axis=1)
        way = int(np.argmin(price))
        out[way, start:end] = np.abs(wished[way, start:end, 0])
    opened, closed = (smoothed(each, _EASE, rate) for each in out)
    return np.asarray(closed - opened)


def _refined(wished: Array, rate: float) -> Array:
    """Return (F,) radians by which a finger that was smoothed is still to be curled, in either way."""
    way = np.argmin(np.abs(wished[..., 0]) + _LEFT * wished[..., 1], axis=0)
    return bell(wished[way, np.arange(len(way)), 0], 0.5 * _EASE, rate)


def _kept(motions: tuple[Motion, Motion, Motion], roles: Sequence[str]) -> Array:
    """Return (F, fingers) the share of a curl with which no joint is moved too far from the capture.

    Args:
        motions: As captured, with bodies that have given way, and with fingers curled.
        roles: The last joint of each finger.
    """
    captured, before, after = (forward(motion)[0] for motion in motions)
    naming = motions[0].skeleton.naming.roles
    out = np.ones((len(captured), len(roles)))
    for number, role in enumerate(roles):
        joint = motions[0].skeleton.index(naming[role])
        tips = [joint, *np.flatnonzero(motions[0].skeleton.parents == joint)]
        body = np.linalg.norm(before[:, tips] - captured[:, tips], axis=2)
        curl = np.linalg.norm(after[:, tips] - before[:, tips], axis=2)
        far = np.linalg.norm(after[:, tips] - captured[:, tips], axis=2)
        share = np.where(far > MOST, np.clip((MOST - body) / np.maximum(curl, 1e-9), 0.0, 1.0), 1.0)
        out[:, number] = 1.0 - smoothed(1.0 - share.min(axis=1), _EASE, float(motions[0].rate))
    return out
