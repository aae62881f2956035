# SPDX-License-Identifier: GPL-3.0-or-later
"""Between a BVH file's channels and a motion in Blender's world."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import UsageError
from ...foundation.timing import rate_from_frame_time
from ..rotations import continuous, euler_to_quaternion, quaternion_to_euler
from ..skeleton import Motion, Skeleton
from .document import CHANNEL_NAMES, Bvh, EndSite, Joint
from .origin import Origin

__all__ = ["UNITS", "file_axes", "file_motion", "frame_time_text", "from_motion", "to_motion"]

UNITS: dict[str, float] = {
    "m": 1.0,
    "dm": 0.1,
    "cmu": 0.0254 / 0.45,
    "inch": 0.0254,
    "cm": 0.01,
    "mm": 0.001,
}
"""Metres to one file unit. ``cmu`` is that of the CMU database, 1/0.45 inch."""

_POSITIONS = ("auto", "absolute", "relative")


def to_motion(bvh: Bvh, *, units: str = "auto", up: str = "auto", positions: str = "auto") -> Motion:
    """See `Bvh.to_motion`."""
    _one_of("units", units, ("auto", *UNITS))
    _one_of("up axis", up, ("auto", "Y", "Z"))
    if "auto" in (units, up):
        from .detect_units_axes import sense

        found = sense(bvh)
        units = found.units if units == "auto" else units
        up = found.up if up == "auto" else up
    motion = file_motion(bvh, positions)
    scale = UNITS[units]
    skeleton = motion.skeleton
    return Motion(
        Skeleton(
            skeleton.names,
            skeleton.parents,
            _vectors(skeleton.offsets, up) * scale,
            _vectors(skeleton.end_offsets, up) * scale,
        ),
        # In place: the quaternions are this function's own.
        continuous(_turned(motion.rotations, up)),
        motion.moving,
        _vectors(motion.positions, up) * scale,
        motion.rate,
        Origin.of(bvh, units, up),
    )


def file_motion(bvh: Bvh, positions: str = "auto") -> Motion:
    """The motion in the file's own units and axes, quaternion signs as they come."""
    _one_of("kind of positions", positions, _POSITIONS)
    offsets = np.array([joint.offset for joint in bvh.joints], dtype=np.float64)
    ends = np.full((len(bvh.joints), 3), np.nan)
    for site in reversed(bvh.end_sites):  # the first one of a joint wins
        ends[site.joint] = site.offset
    skeleton = Skeleton(bvh.unique_names(), bvh.parents, offsets, ends)
    groups, moving, columns = _layout(bvh)
    rotations = np.zeros((bvh.frames, len(bvh.joints), 4))
    rotations[..., 0] = 1.0
    for order, (joints, indices) in groups.items():
        rotations[:, joints] = euler_to_quaternion(np.radians(bvh.values[:, indices]), order)
    places = np.where(columns >= 0, bvh.values[:, columns], offsets[moving])
    if positions == "relative" or (positions == "auto" and positions_are_relative(bvh)):
        below = bvh.parents[moving] >= 0
        added = np.where(columns >= 0, bvh.values[:, columns], 0.0) + offsets[moving]
        places = np.where(below[:, None], added, places)
    return Motion(skeleton, rotations, moving, places, bvh.rate)


def positions_are_relative(bvh: Bvh) -> bool:
    """Whether the position channels below the roots are to be added to the OFFSET.

    Told from the numbers: those that are the whole translation lie near the OFFSET, added ones near zero.
    """
    _, moving, columns = _layout(bvh)
    offsets = np.array([joint.offset for joint in bvh.joints], dtype=np.float64)[moving]
    length = np.linalg.norm(offsets, axis=-1)
    told = (bvh.parents[moving] >= 0) & (columns >= 0).all(axis=1) & (length > 1e-6 * length.max(initial=0.0))
    if not told.any() or bvh.frames == 0:
        return False
    places = np.median(bvh.values[:, columns[told]], axis=0)
    from_zero = np.linalg.norm(places, axis=-1)
    from_offset = np.linalg.norm(places - offsets[told], axis=-1)
    return int(np.count_nonzero(from_zero < from_offset)) * 2 > len(from_zero)


def _layout(
    bvh: Bvh,
) -> tuple[dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]], NDArray[np.int32], NDArray[np.int32]]:
    """Which columns mean what.

    Returns:
        By rotation order: the joints (n,) and their columns (n, 3); the joints with position channels (P,);
        and their columns (P, 3) by X, Y, Z, -1 where there is no channel.
    """
    groups: dict[str, tuple[list[int], list[list[int]]]] = {}
    moving: list[int] = []
    columns: list[list[int]] = []
    column = 0
    for j, joint in enumerate(bvh.joints):
        here = {channel: column + n for n, channel in enumerate(joint.channels)}
        turns = [column + n for n, channel in enumerate(joint.channels) if channel.endswith("rotation")]
        if turns:
            joints, indices = groups.setdefault(joint.rotation_order, ([], []))
            joints.append(j)
            indices.append(turns)
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


def from_motion(
    motion: Motion, *, units: str = "cm", up: str = "Y", order: str | Mapping[str, str] = "ZYX"
) -> Bvh:
    """See `Bvh.from_motion`."""
    _one_of("units", units, tuple(UNITS))
    _one_of("up axis", up, ("Y", "Z"))
    skeleton = motion.skeleton
    scale = 1.0 / UNITS[units]
    offsets = _vectors(skeleton.offsets, up, back=True) * scale
    ends = _vectors(skeleton.end_offsets, up, back=True) * scale
    orders = [order if isinstance(order, str) else order.get(name, "ZYX") for name in skeleton.names]
    moving = {int(j): p for p, j in enumerate(motion.moving)}
    rotations = _turned(motion.rotations, up, back=True)
    places = _vectors(motion.positions, up, back=True) * scale
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
            columns.append(places[:, moving[j]])
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


def frame_time_text(rate: Fraction) -> str:
    """Seconds from frame to frame as files have them, such as ``0.033333``, that mean exactly ``rate``."""
    seconds = float(1 / rate)
    text = f"{seconds:.6f}"
    if float(text) <= 0 or rate_from_frame_time(float(text)) != rate:
        text = repr(seconds)
    return text


def file_axes(
    rotations: NDArray[np.float64], positions: NDArray[np.float64], units: str, up: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Quaternions (..., 4) and vectors (..., 3) from Blender's world into a file's axes and units."""
    return _turned(rotations, up, back=True), _vectors(positions, up, back=True) / UNITS[units]


def _behind(parents: NDArray[np.int32]) -> list[int]:
    """For each joint the index behind its last descendant, the joints being in depth-first order."""
    behind = list(range(1, len(parents) + 1))
    for j in range(len(parents) - 1, 0, -1):
        parent = int(parents[j])
        if parent >= 0:
            behind[parent] = max(behind[parent], behind[j])
    return behind


def _one_of(what: str, word: str, allowed: tuple[str, ...]) -> None:
    if word not in allowed:
        raise UsageError(f"{word!r} is no {what}", cure=f"Use one of {', '.join(allowed)}")


def _vectors(v: NDArray[np.float64], up: str, *, back: bool = False) -> NDArray[np.float64]:
    """Vectors (..., 3) from file axes into Blender's, or ``back``."""
    if up == "Z":
        return v
    x, y, z = (v[..., n] for n in range(3))
    return np.stack((x, z, -y) if back else (x, -z, y), axis=-1)


def _turned(q: NDArray[np.float64], up: str, *, back: bool = False) -> NDArray[np.float64]:
    """Quaternions (..., 4) from file axes into Blender's, or ``back``: their axis is turned."""
    if up == "Z":
        return q
    w, x, y, z = (q[..., n] for n in range(4))
    return np.stack((w, x, z, -y) if back else (w, x, -z, y), axis=-1)
