# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert a motion to a BVH document in the convention of its original file, else in InterAct's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...animation.bvh import Bvh, Origin, from_motion
from ...animation.bvh.motion import file_axes, frame_time_text
from ...animation.rotations import (
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    quaternion_to_euler,
)
from ...animation.skeleton import Motion
from ...foundation.errors import UsageError
from ...foundation.timing import rate_from_frame_time

__all__ = ["fits_origin", "motion_document"]

_SAME = 1e-3  # metres


def motion_document(motion: Motion) -> Bvh:
    """Convert a motion to a BVH document.

    With an `Origin` the document has its joints, channels, offsets and frame time, in its units and axes;
    angles are within half a turn, as in InterAct's files. Without one it has InterAct's convention:
    centimetres, Y up, Zrotation Yrotation Xrotation, positions for the root.

    Raises:
        UsageError: the motion's skeleton differs from its origin's.
    """
    origin = motion.origin
    if origin is None:
        return from_motion(motion, units="cm", up="Y", order="ZYX")
    document = origin.document
    names = document.unique_names()
    if names != motion.skeleton.names or not np.array_equal(document.parents, motion.skeleton.parents):
        raise UsageError("the motion's joints differ from those of its original file")
    rotations, places = _file_pose(motion, origin)
    text = document.frame_time_text
    if rate_from_frame_time(document.frame_time) != motion.rate:
        text = frame_time_text(motion.rate)
    return replace(
        document, values=_values(document, rotations, places), frame_time=float(text), frame_time_text=text
    )


def fits_origin(motion: Motion) -> bool:
    """Return whether the rest pose is still that of the file, so that its offsets apply to the motion.

    The rest positions of the roots may differ: they do not affect the motion.
    """
    if motion.origin is None:
        return False
    skeleton, document = motion.skeleton, motion.origin.document
    if document.unique_names() != skeleton.names or not np.array_equal(document.parents, skeleton.parents):
        return False
    stored = np.array([joint.offset for joint in document.joints], dtype=np.float64)
    above = np.maximum(skeleton.parents, 0)
    turns = motion.origin.turns
    offsets = skeleton.offsets
    if turns is not None:
        offsets = quaternion_rotate(quaternion_conjugate(turns[above]), offsets)
    _, offsets = file_axes(np.array([1.0, 0.0, 0.0, 0.0]), offsets, motion.origin.units, motion.origin.up)
    _, unit = file_axes(
        np.array([1.0, 0.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0]), motion.origin.units, motion.origin.up
    )
    below = skeleton.parents >= 0
    return bool(np.abs(offsets - stored)[below].max(initial=0.0) <= _SAME * float(np.abs(unit).max()))


def _file_pose(motion: Motion, origin: Origin) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (F, J, 4) rotations and (F, J, 3) translations from the parent, in the file's axes and units."""
    skeleton = motion.skeleton
    rotations = motion.rotations
    places = np.broadcast_to(skeleton.offsets, (motion.frames, len(skeleton), 3)).copy()
    places[:, motion.moving] = motion.positions
    if origin.turns is not None:
        inner = skeleton.parents >= 0
        above = quaternion_conjugate(origin.turns[skeleton.parents[inner]])
        rotations = quaternion_multiply(rotations, origin.turns)
        rotations[:, inner] = quaternion_multiply(above, rotations[:, inner])
        places[:, inner] = quaternion_rotate(above, places[:, inner])
    return file_axes(rotations, places, origin.units, origin.up)


def _values(
    document: Bvh, rotations: NDArray[np.float64], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (F, C) the channel values of the file, angles in degrees."""
    orders = [joint.rotation_order for joint in document.joints]
    angles: dict[int, NDArray[np.float64]] = {}
    for order in dict.fromkeys(orders):
        # With channels for fewer than three axes, only those are written: a hinge stays a hinge.
        full = order + "".join(letter for letter in "XYZ" if letter not in order)
        if len(full) != 3:
            raise UsageError(f"the rotation channels {order} of the motion's file cannot be written back")
        members = [joint for joint, other in enumerate(orders) if other == order]
        found = np.degrees(quaternion_to_euler(rotations[:, members], full))
        for column, joint in enumerate(members):
            angles[joint] = found[:, column]
    columns = []
    for index, one in enumerate(document.joints):
        turn = iter(angles[index].T)
        for channel in one.channels:
            if channel.endswith("rotation"):
                columns.append(next(turn))
            else:
                columns.append(places[:, index, "XYZ".index(channel[0])])
    return np.stack(columns, axis=1) if columns else np.zeros((len(rotations), 0))
