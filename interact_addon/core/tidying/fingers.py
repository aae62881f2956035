# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingers that open and close, about the axis that each bends about in the capture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import FINGERS, SIDES
from ..animation.rotations import (
    axis_angle_to_quaternion,
    normalized,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
)
from ..interaction.role_pose import RolePose
from .sinking import Floats, Ints

__all__ = ["Finger", "curled", "fingers_of"]

Array = NDArray[np.float64]

_SHARES = np.array([0.35, 0.75, 1.0])  # of a curl, by which its three bones are turned
_BACK, _CLOSED = np.radians(-10.0), np.radians(100.0)  # how far each joint bends
_BENT = 0.1  # the sine of the bend from which its axis is known
_DOWN = np.array([0.0, 0.0, -1.0])  # where palms face at rest, if nothing else tells


@dataclass(frozen=True, eq=False)
class Finger:
    """A finger or thumb of three bones.

    Attributes:
        bones: The numbers of their roles.
        points: (N,) those of its skin.
        parts: (N,) 0 to 2, the bone that moves each.
        axis: (F, 3) unit vectors in the world; a turn about it closes the finger.
        least: (F,) radians, 0 or less: how far it can be opened.
        most: (F,) radians, 0 or more: how far it can be closed.
    """

    bones: tuple[int, int, int]
    points: Ints
    parts: Ints
    axis: Array
    least: Array
    most: Array

    def curled(self, angle: Array) -> Finger:
        """Return the finger when it is closed by (F,) radians: it can be opened more, and closed less."""
        least, most = np.minimum(self.least - angle, 0.0), np.maximum(self.most - angle, 0.0)
        return replace(self, least=least, most=most)

    def places(self, pose: RolePose, points: Floats, rows: Ints, angles: Array) -> Floats:
        """Return (A, G, N, 3) metres, where its skin is when it is curled.

        Args:
            pose: The body in all frames.
            points: (A, N, 3) metres, its skin in the frames ``rows``, as it is.
            rows: (A,) the frames.
            angles: (G,) radians.
        """
        heads = pose.positions[rows][:, self.bones].astype(np.float32)
        axis = self.axis[rows].astype(np.float32)
        turns = (_SHARES[:, None] * angles).astype(np.float32)
        out = np.empty((len(rows), len(angles), len(self.points), 3), np.float32)
        head = np.repeat(heads[:, None, :1], len(angles), axis=1)
        for part in range(3):
            mine = np.flatnonzero(self.parts == part)
            out[:, :, mine] = head + _turned(points[:, mine] - heads[:, part, None], axis, turns[part])
            if part < 2:
                head = head + _turned(heads[:, part + 1, None] - heads[:, part, None], axis, turns[part])
        return out


def _turned(arms: Floats, axis: Floats, angles: Floats) -> Floats:
    """Return (A, G, N, 3) vectors (A, N, 3) turned by each of G angles about (A, 3)."""
    across = np.cross(axis[:, None], arms)
    along = np.einsum("ani,ai->an", arms, axis)[..., None] * axis[:, None]
    cos, sin = (each(angles)[None, :, None, None] for each in (np.cos, np.sin))
    return np.asarray(cos * (arms - along)[:, None] + sin * across[:, None] + along[:, None])


def fingers_of(pose: RolePose, roles: Ints) -> list[Finger]:
    """Return a body's fingers and thumbs.

    Args:
        pose: The body in all frames.
        roles: (N,) the number of the role that moves each point of its skin.
    """
    body = pose.body
    found = []
    for side in SIDES:
        for name in FINGERS:
            chain = [f"{side}_{name}.{n}" for n in (1, 2, 3)]
            if any(role not in body for role in chain):
                continue
            one, two, three = (body.index(role) for role in chain)
            points = np.flatnonzero(np.isin(roles, (one, two, three)))
            own = _axis(pose, (one, two, three), thumb=name == "thumb")
            if own is None or not len(points):
                continue
            axis = quaternion_rotate(pose.rotations[:, one], own)
            parts = np.argmax(roles[points][:, None] == np.array([one, two, three]), axis=1)
            found.append(
                Finger((one, two, three), points, parts, axis, *_range(pose, (one, two, three), axis))
            )
    return found


def _axis(pose: RolePose, bones: tuple[int, int, int], *, thumb: bool) -> Array | None:
    """Return (3,) the axis of the finger's bend in its first bone's axes (at rest the world's), or None."""
    first, second = _directions(pose, bones)
    start = normalized(quaternion_rotate(pose.rotations[:, bones[0]], first))
    end = normalized(quaternion_rotate(pose.rotations[:, bones[2]], second))
    bend = quaternion_rotate(quaternion_conjugate(pose.rotations[:, bones[0]]), np.cross(start, end))
    mean = bend.mean(axis=0)
    if np.linalg.norm(mean) > _BENT:
        return np.asarray(normalized(mean))
    inwards = _inwards(pose, bones) if thumb else _DOWN
    sideways = np.cross(first, inwards)
    return None if np.linalg.norm(sideways) < _BENT else np.asarray(normalized(sideways))


def _inwards(pose: RolePose, bones: tuple[int, int, int]) -> Array:
    """Return (3,) the direction in which a thumb closes: to the root of the last finger, or down."""
    role = pose.body.roles[bones[0]].replace("thumb", FINGERS[-1])
    if role not in pose.body:
        return _DOWN
    return np.asarray(normalized(pose.body.rest[pose.body.index(role)] - pose.body.rest[bones[0]]) + _DOWN)


def _directions(pose: RolePose, bones: tuple[int, int, int]) -> tuple[Array, Array]:
    """Return the directions of the first bone and of the others, at rest; the last one's end has no role."""
    one, two, three = (pose.body.rest[bone] for bone in bones)
    return normalized(two - one), normalized(three - two)


def _range(pose: RolePose, bones: tuple[int, int, int], axis: Array) -> tuple[Array, Array]:
    """Return (F,) twice, how far a finger can be opened and closed."""
    first, second = _directions(pose, bones)
    uppers = (int(pose.body.parents[bones[0]]), bones[0], bones[1])
    least, most = np.full(pose.frames, -np.inf), np.full(pose.frames, np.inf)
    shares = np.diff(_SHARES, prepend=0.0)
    for bone, upper, along, share in zip(bones, uppers, (first, second, second), shares, strict=True):
        straight = quaternion_rotate(pose.rotations[:, upper], along)
        now = quaternion_rotate(pose.rotations[:, bone], along)
        sine = np.einsum("fi,fi->f", np.cross(straight, now), axis)
        bend = np.arctan2(sine, np.einsum("fi,fi->f", straight, now))
        least = np.maximum(least, (_BACK - bend) / share)
        most = np.minimum(most, (_CLOSED - bend) / share)
    return np.minimum(least, 0.0), np.maximum(most, 0.0)


def curled(pose: RolePose, fingers: Sequence[Finger], angles: Array) -> RolePose:
    """Return the body with its fingers closed by (F, fingers) radians; where that is 0 every bit stays."""
    rotations = pose.rotations.copy()
    for finger, angle in zip(fingers, angles.T, strict=True):
        rows = np.flatnonzero(angle)
        for bone, share in zip(finger.bones, _SHARES.tolist(), strict=True):
            turn = axis_angle_to_quaternion(finger.axis[rows], share * angle[rows])
            rotations[rows, bone] = quaternion_multiply(turn, rotations[rows, bone])
    return RolePose(pose.body, rotations, pose.positions)
