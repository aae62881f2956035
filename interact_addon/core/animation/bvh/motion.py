# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts between a BVH file's channels and a motion in Blender's world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...foundation.timing import rate_from_frame_time
from ..rotations import continuous, quaternion_to_euler
from ..skeleton import Motion, Skeleton
from .axes import UP_AXES, from_world, to_world, turned_from_world, turned_to_world
from .channels import file_motion, one_of
from .detect_units_axes import detect_units_axes
from .document import CHANNEL_NAMES, Bvh, EndSite, Joint
from .origin import Origin
from .units import UNITS

__all__ = ["file_axes", "frame_time_text", "from_motion", "to_motion"]


def to_motion(bvh: Bvh, units: str = "auto", up: str = "auto", positions: str = "auto") -> Motion:
    """Convert a file to a motion in Blender's world: metres, Z up, quaternions.

    A joint's position channels replace its OFFSET; axes it has no channel for keep the OFFSET's. Joint
    names are those of `Bvh.unique_names`.

    Args:
        bvh: The file.
        units: What one file unit is: ``m``, ``dm``, ``cm``, ``mm``, ``inch`` or ``cmu`` (1/0.45 inch, as
            in the CMU database), or ``auto``: detected from the length of the limbs.
        up: The file's up axis, one of `UP_AXES`, or ``auto``: detected from the posed skeleton. (x, y, z)
            with Y up becomes (x, -z, y), with -Y up, as in cameras' coordinates, (x, z, -y).
        positions: What position channels below the roots hold: ``absolute``, ``relative`` (added to the
            OFFSET, as MakeHuman writes them) or ``auto``: whichever the numbers are nearer to.

    Raises:
        UsageError: one of the three has another value.
    """
    one_of("units", units, ("auto", *UNITS))
    one_of("up axis", up, ("auto", *UP_AXES))
    if "auto" in (units, up):
        found = detect_units_axes(bvh)
        units = found.units if units == "auto" else units
        up = found.up if up == "auto" else up
    motion = file_motion(bvh, positions)
    scale = UNITS[units]
    skeleton = motion.skeleton
    return Motion(
        Skeleton(
            skeleton.names,
            skeleton.parents,
            to_world(skeleton.offsets, up) * scale,
            to_world(skeleton.end_offsets, up) * scale,
            skeleton.roles,
        ),
        # In place: the quaternions are this function's own.
        continuous(turned_to_world(motion.rotations, up)),
        motion.moving,
        to_world(motion.positions, up) * scale,
        motion.rate,
        Origin.of(bvh, units, up),
    )


def from_motion(
    motion: Motion, units: str = "cm", up: str = "Y", order: str | Mapping[str, str] = "ZYX"
) -> Bvh:
    """Convert a motion to a file: position channels for the moving joints, three rotations for all.

    Args:
        motion: The motion, in Blender's world.
        units: ``m``, ``dm``, ``cm``, ``mm``, ``inch`` or ``cmu``.
        up: One of `UP_AXES`.
        order: The order of the rotation channels, for all joints or by joint name (others ZYX).

    Raises:
        UsageError: unknown units, axis or order.
    """
    one_of("units", units, tuple(UNITS))
    one_of("up axis", up, UP_AXES)
    motion = _depth_first(motion)
    skeleton = motion.skeleton
    scale = 1.0 / UNITS[units]
    offsets = from_world(skeleton.offsets, up) * scale
    ends = from_world(skeleton.end_offsets, up) * scale
    orders = [order if isinstance(order, str) else order.get(name, "ZYX") for name in skeleton.names]
    moving = {int(j): p for p, j in enumerate(motion.moving)}
    rotations = turned_from_world(motion.rotations, up)
    positions = from_world(motion.positions, up) * scale
    joints: list[Joint] = []
    columns: list[NDArray[np.float64]] = []
    angles = np.empty((motion.frames, len(skeleton), 3))
    for one in set(orders):
        members = [j for j, other in enumerate(orders) if other == one]
        angles[:, members] = np.unwrap(quaternion_to_euler(rotations[:, members], one), axis=0)
    angles = np.degrees(angles)
    for j, name in enumerate(skeleton.names):
        channels = tuple(f"{letter}rotation" for letter in orders[j])
        if j in moving:
            channels = CHANNEL_NAMES[:3] + channels
            columns.append(positions[:, moving[j]])
        columns.append(angles[:, j])
        x, y, z = offsets[j].tolist()
        joints.append(Joint(name, int(skeleton.parents[j]), (x, y, z), channels))
    sites = []
    behind = _behind(skeleton.parents)
    for j in np.flatnonzero(~np.isnan(ends).any(axis=1)).tolist():
        x, y, z = ends[j].tolist()
        sites.append(EndSite(j, (x, y, z), "Site", behind[j]))
    sites.sort(key=lambda site: (site.after, -site.joint))
    text = frame_time_text(motion.rate)
    return Bvh(tuple(joints), tuple(sites), np.concatenate(columns, axis=1), float(text), text)


def _depth_first(motion: Motion) -> Motion:
    """Return the motion with its joints in the order of a file: each followed by all that hang from it."""
    skeleton = motion.skeleton
    order: list[int] = []
    waiting = np.flatnonzero(skeleton.parents < 0).tolist()[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting.extend(skeleton.children(order[-1]).tolist()[::-1])
    if order == list(range(len(order))):
        return motion
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order))
    parents = skeleton.parents[order]
    ordered = replace(
        skeleton,
        names=tuple(skeleton.names[joint] for joint in order),
        parents=np.where(parents < 0, -1, place[parents]),
        offsets=skeleton.offsets[order],
        end_offsets=skeleton.end_offsets[order],
    )
    moving = np.argsort(place[motion.moving])
    return replace(
        motion,
        skeleton=ordered,
        rotations=motion.rotations[:, order],
        moving=place[motion.moving][moving],
        positions=motion.positions[:, moving],
    )


def frame_time_text(rate: Fraction) -> str:
    """Return the frame time in seconds as in files, such as ``0.033333``, that gives exactly ``rate``."""
    seconds = float(1 / rate)
    text = f"{seconds:.6f}"
    if float(text) <= 0 or rate_from_frame_time(float(text)) != rate:
        text = repr(seconds)
    return text


def file_axes(
    rotations: NDArray[np.float64], positions: NDArray[np.float64], units: str, up: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Convert quaternions (..., 4) and vectors (..., 3) from Blender's world to a file's axes and units."""
    return turned_from_world(rotations, up), from_world(positions, up) / UNITS[units]


def _behind(parents: NDArray[np.int32]) -> list[int]:
    """Return for each joint the index after its last descendant; the joints are in depth-first order."""
    behind = list(range(1, len(parents) + 1))
    for j in range(len(parents) - 1, 0, -1):
        parent = int(parents[j])
        if parent >= 0:
            behind[parent] = max(behind[parent], behind[j])
    return behind
