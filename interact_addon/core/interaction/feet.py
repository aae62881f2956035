# SPDX-License-Identifier: GPL-3.0-or-later
"""Feet that stand where they are planted, on the floor, whatever the length of the legs.

Each sole keeps the capture's pitch and, in the rig's size, its height above the floor; while it is planted it
is on the floor and moves levelly only as the captured sole does. The pelvis goes along with the feet and down
where a leg would be too short; knees stay in the plane they bend in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..animation.feet import ground_heights, sole_tracks
from ..animation.rotations import (
    axis_angle_to_quaternion,
    normalized,
    quaternion_rotate,
    quaternion_to_matrix,
    shortest_arc,
    slerp,
)
from ..contacts.spans import runs
from ..foundation.easing import smoothstep
from ..foundation.errors import CharacterError
from .calm import bell, smoothed
from .limbs import Limb, limbs_of, reach_of, reached
from .model import Player
from .role_pose import RolePose
from .soles import RestSole, rest_soles

__all__ = ["plant_feet"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_EASE = 0.4  # seconds in which a foot that stays away from the floor forgets where it stood
_CALM = 0.13  # seconds over which heights and pitch are averaged
_SETTLE = 0.1  # seconds in which a sole comes to lie on the floor
_PELVIS = 0.25  # seconds in which the pelvis moves
_MOST_PITCH = np.radians(25.0)
_MOST_LEAN, _ON_EDGE = np.radians(25.0), np.radians(45.0)  # a foot that leans more lies on its edge
_LOWEST = 0.12  # of a leg's length: how much the pelvis goes down at most
_NEAR = 0.35  # of a leg's length: soles that are higher have nothing to do with the floor
_STRETCH = 0.997  # of the whole reach of a leg


def plant_feet(pose: RolePose, player: Player) -> RolePose:
    """Return a player's body with its feet on the floor.

    Args:
        pose: The body as placed; its frames may go on after the capture's, which then stands still.
        player: The capture, and the rig.
    """
    try:
        ground = ground_heights(player.motion)
        tracks = {} if ground is None else sole_tracks(player.motion, ground)
    except CharacterError:
        return pose
    soles = rest_soles(player.rig, pose.body)
    sides = [side for side in tracks if side in soles]
    if ground is None or not sides:
        return pose
    rate, size = float(player.motion.rate), player.solved.scale
    rows = np.minimum(np.arange(pose.frames), player.motion.frames - 1)
    limbs = limbs_of(pose.body)
    goals: dict[str, Array] = {}
    rises, counts = np.zeros(pose.frames), np.full(pose.frames, 1e-3)
    for side in sides:
        limb, track = limbs[f"{side}_leg"], tracks[side]
        planted = track.planted[rows]
        lying = np.stack([smoothed(part.astype(float), _SETTLE, rate) for part in planted.T], axis=1)
        heights = size * np.maximum(track.heights[rows, :2], 0.0) * (1.0 - lying)
        pose = _pitched(pose, limb, soles[side], heights, rate)
        lies = lying.max(axis=1)
        pose = _upright(pose, limb, soles[side], lies, rate)
        pose = _toes_flat(pose, side, soles[side], lying[:, 1])
        heel, ball = _points(pose, limb, soles[side])
        down: Flags = np.any(planted, axis=1)
        wanted = heights.min(axis=1) + ground.floor
        now = _lowest(pose, side, limb, soles[side])
        near = np.clip(2.0 - 2.0 * (now - ground.floor) / (_NEAR * reach_of(pose.body, limb)), 0.0, 1.0)
        rise = bell(near * (wanted - now), _CALM, rate)
        shift = _planted_shift(0.5 * (heel + ball), track.places[rows].mean(axis=1), down, rate)
        goals[side] = pose.at(limb.end) + np.concatenate([shift, rise[:, None]], axis=1)
        weight = lies * near + 1e-3
        rises += weight * rise
        counts += weight
    pose = pose.reposed(hips=pose.at("hips") + _up(bell(rises / counts, _PELVIS, rate)))
    pose = pose.reposed(hips=pose.at("hips") - _up(_drop(pose, goals, limbs, rate)))
    for side, goal in goals.items():
        pose = reached(pose, limbs[f"{side}_leg"], goal)
    return pose


def _up(height: Array) -> Array:
    return height[:, None] * np.array([0.0, 0.0, 1.0])


def _points(pose: RolePose, limb: Limb, sole: RestSole) -> tuple[Array, Array]:
    """Return (F, 3) twice, where heel and ball are."""
    rest = pose.body.rest[pose.body.index(limb.end)]
    turn, ankle = pose.turn_of(limb.end), pose.at(limb.end)
    heel, ball = (ankle + quaternion_rotate(turn, point - rest) for point in (sole.heel, sole.ball))
    return heel, ball


def _lowest(pose: RolePose, side: str, limb: Limb, sole: RestSole) -> Array:
    """Return (F,) metres, how low the skin of a sole is: with the heel up, the toes meet the floor."""
    toe = pose.body.toe_of(side) or limb.end
    heights = np.zeros((pose.frames, len(sole.skin)))
    for role, share in ((limb.end, 1.0 - sole.toes), (toe, sole.toes)):
        arms = sole.skin - pose.body.rest[pose.body.index(role)]
        down = quaternion_to_matrix(pose.turn_of(role))[:, 2]
        heights += share * (down @ arms.T + pose.at(role)[:, 2:])
    return np.asarray(heights.min(axis=1))


def _pitched(pose: RolePose, limb: Limb, sole: RestSole, heights: Array, rate: float) -> RolePose:
    """Return the body with a foot as steep as the captured sole."""
    heel, ball = _points(pose, limb, sole)
    line = ball - heel
    length = np.linalg.norm(line, axis=1)
    now = np.arcsin(np.clip(line[:, 2] / length, -1.0, 1.0))
    wanted = np.arcsin(np.clip((heights[:, 1] - heights[:, 0]) / length, -1.0, 1.0))
    level = normalized(line * [1.0, 1.0, 0.0])
    axis = np.stack([level[:, 1], -level[:, 0], np.zeros(len(level))], axis=1)  # turns the ball up
    angle = bell(np.clip(wanted - now, -_MOST_PITCH, _MOST_PITCH), _CALM, rate)
    return pose.turned(limb.end, axis_angle_to_quaternion(axis, angle))


def _upright(pose: RolePose, limb: Limb, sole: RestSole, lies: Array, rate: float) -> RolePose:
    """Return the body with a foot that does not lean to a side, where it is on the floor."""
    heel, ball = _points(pose, limb, sole)
    ahead = normalized(ball - heel)
    up = quaternion_rotate(pose.turn_of(limb.end), np.broadcast_to(sole.up, (pose.frames, 3)))
    aside = normalized(np.cross([0.0, 0.0, 1.0], ahead))
    lean = np.arctan2(np.sum(up * aside, axis=1), np.sum(up * np.cross(ahead, aside), axis=1))
    lies = lies * smoothstep(np.abs(lean), _ON_EDGE, _MOST_LEAN)
    angle = bell(lies * lean, _CALM, rate)
    return pose.turned(limb.end, axis_angle_to_quaternion(ahead, angle))


def _toes_flat(pose: RolePose, side: str, sole: RestSole, lies: Array) -> RolePose:
    """Return the body with the toes of one foot level, as at rest, where the ball is on the floor."""
    toe = pose.body.toe_of(side)
    if toe is None:
        return pose
    up = quaternion_rotate(pose.turn_of(toe), np.broadcast_to(sole.up, (pose.frames, 3)))
    level = shortest_arc(up, np.broadcast_to([0.0, 0.0, 1.0], up.shape))
    turn = slerp(
        np.broadcast_to([1.0, 0.0, 0.0, 0.0], level.shape), level, lies * np.clip(5.0 * up[:, 2], 0.0, 1.0)
    )
    return pose.turned(toe, turn)


def _planted_shift(place: Array, captured: Array, down: Flags, rate: float) -> Array:
    """Return (F, 2) metres that keep a sole where it stands, moving only as the captured one does.

    Between two stands it goes over from one shift to the next; far from any it is not shifted.
    """
    frames = np.arange(len(down))
    stands = runs(down)
    shift = np.zeros((len(down), 2))
    if not stands:
        return shift
    starts, ends = np.array(stands).T
    for start, end in stands:
        drift = captured[start:end, :2] - captured[start:end, :2].mean(axis=0)
        shift[start:end] = place[start:end, :2].mean(axis=0) + drift - place[start:end, :2]
    before = np.searchsorted(starts, frames, side="right") - 1
    last = np.where(before >= 0, np.minimum(frames, ends[np.maximum(before, 0)] - 1), -1)
    after = np.searchsorted(starts, frames, side="left")
    following = np.where(after < len(starts), starts[np.minimum(after, len(starts) - 1)], -1)
    ease = max(1.0, _EASE * rate)
    left = np.where(last >= 0, (frames - last) / ease, np.inf)
    ahead = np.where(following >= 0, (following - frames) / ease, np.inf)
    # Short flights go over directly.
    whole = np.where(left + ahead < 2.0, np.maximum(left + ahead, 1e-9), 1.0)
    fall, rise = smoothstep(1.0 - left / whole), smoothstep(1.0 - ahead / whole)
    between = fall[:, None] * shift[np.maximum(last, 0)] + rise[:, None] * shift[np.maximum(following, 0)]
    return np.where(down[:, None], shift, between)


def _drop(pose: RolePose, goals: dict[str, Array], limbs: dict[str, Limb], rate: float) -> Array:
    """Return (F,) how far the pelvis has to go down for both legs to reach, early and smoothly."""
    needed = np.zeros(pose.frames)
    most = 0.0
    for side, goal in goals.items():
        limb = limbs[f"{side}_leg"]
        reach = _STRETCH * reach_of(pose.body, limb)
        away = pose.at(limb.upper) - goal
        # A leg that was as straight before may stay so.
        was = np.linalg.norm(pose.at(limb.upper) - pose.at(limb.end), axis=1)
        reach = np.maximum(reach, np.minimum(was, reach_of(pose.body, limb)))
        level = np.sum(away[:, :2] ** 2, axis=1)
        high = np.sqrt(np.maximum(reach**2 - level, 0.0))
        needed = np.maximum(needed, np.where(away[:, 2] > 0.0, away[:, 2] - high, 0.0))
        most = max(most, _LOWEST * reach_of(pose.body, limb))
    return np.asarray(most * np.tanh(smoothed(needed, _PELVIS, rate) / most))
