# SPDX-License-Identifier: GPL-3.0-or-later
"""A BVH file's channels as a motion in the file's own units and axes."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import UsageError
from ..rotations import euler_to_quaternion
from ..skeleton import Motion, Skeleton
from .document import CHANNEL_NAMES, Bvh, Joint

__all__ = ["file_motion", "one_of", "positions_are_relative"]

_POSITIONS = ("auto", "absolute", "relative")


def one_of(what: str, word: str, allowed: tuple[str, ...]) -> None:
    """Check that a word is one of those allowed.

    Raises:
        UsageError: it is not.
    """
    if word not in allowed:
        raise UsageError(f"invalid {what} {word!r}", cure=f"Use one of {', '.join(allowed)}")


def file_motion(bvh: Bvh, positions: str = "auto") -> Motion:
    """Return the motion in the file's own units and axes; quaternion signs are not made continuous."""
    one_of("positions", positions, _POSITIONS)
    offsets = np.array([joint.offset for joint in bvh.joints], dtype=np.float64)
    ends = np.full((len(bvh.joints), 3), np.nan)
    for site in reversed(bvh.end_sites):  # the first one of a joint wins
        ends[site.joint] = site.offset
    skeleton = Skeleton(bvh.unique_names(), bvh.parents, offsets, ends, bvh.roles)
    groups, moving, columns = _layout(bvh.joints)
    rotations = np.zeros((bvh.frames, len(bvh.joints), 4))
    rotations[..., 0] = 1.0
    for order, (joints, indices) in groups.items():
        rotations[:, joints] = euler_to_quaternion(np.radians(bvh.values[:, indices]), order)
    translations = np.where(columns >= 0, bvh.values[:, columns], offsets[moving])
    if positions == "relative" or (positions == "auto" and positions_are_relative(bvh)):
        below = bvh.parents[moving] >= 0
        added = np.where(columns >= 0, bvh.values[:, columns], 0.0) + offsets[moving]
        translations = np.where(below[:, None], added, translations)
    return Motion(skeleton, rotations, moving, translations, bvh.rate)


def positions_are_relative(bvh: Bvh) -> bool:
    """Return whether the position channels below the roots are to be added to the OFFSET.

    Detected from the numbers: those that are the whole translation are near the OFFSET, added ones near zero.
    """
    _, moving, columns = _layout(bvh.joints)
    offsets = np.array([joint.offset for joint in bvh.joints], dtype=np.float64)[moving]
    length = np.linalg.norm(offsets, axis=-1)
    usable = (
        (bvh.parents[moving] >= 0) & (columns >= 0).all(axis=1) & (length > 1e-6 * length.max(initial=0.0))
    )
    if not usable.any() or bvh.frames == 0:
        return False
    typical = np.median(bvh.values[:, columns[usable]], axis=0)
    from_zero = np.linalg.norm(typical, axis=-1)
    from_offset = np.linalg.norm(typical - offsets[usable], axis=-1)
    return int(np.count_nonzero(from_zero < from_offset)) * 2 > len(from_zero)


@functools.lru_cache(maxsize=16)  # an actor's files have the same joints
def _layout(
    joints_of_file: tuple[Joint, ...],
) -> tuple[dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]], NDArray[np.int32], NDArray[np.int32]]:
    """Return which columns hold which channels.

    Returns:
        By rotation order: the joints (n,) and their columns (n, 3); the joints with position channels (P,);
        and their columns (P, 3) by X, Y, Z, -1 where there is no channel.
    """
    groups: dict[str, tuple[list[int], list[list[int]]]] = {}
    moving: list[int] = []
    columns: list[list[int]] = []
    column = 0
    for j, joint in enumerate(joints_of_file):
        here = {channel: column + n for n, channel in enumerate(joint.channels)}
        rotations = [column + n for n, channel in enumerate(joint.channels) if channel.endswith("rotation")]
        if rotations:
            joints, indices = groups.setdefault(joint.rotation_order, ([], []))
            joints.append(j)
            indices.append(rotations)
        if joint.position_axes:
            moving.append(j)
            columns.append([here.get(name, -1) for name in CHANNEL_NAMES[:3]])
        column += len(joint.channels)
    return (
        {
            order: (np.array(joints, dtype=np.int32), np.array(indices, dtype=np.int32))
            for order, (joints, indices) in groups.items()
        },
        np.array(moving, dtype=np.int32),
        np.array(columns, dtype=np.int32).reshape(-1, 3),
    )
