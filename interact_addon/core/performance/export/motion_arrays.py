# SPDX-License-Identifier: GPL-3.0-or-later
"""People's motions as the arrays that models and datasets have: joints, and rotations in SMPL-X's layout."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...animation.bvh.axes import from_world
from ...animation.rotations import matrix_to_quaternion, quaternion_multiply
from ...animation.smpl.joints import BODY, SMPL_X, parents_of
from ...animation.smpl.mean_skeleton import ASSUMED_ROOTS, MEAN_OFFSETS
from ...animation.standard_body import StandardBody

__all__ = ["body_joints", "held", "in_axes", "rotation_vectors", "smplx_arrays"]

Array = NDArray[np.float64]


def in_axes(turns: Array, up: str) -> Array:
    """Turn rotations (..., 4) from the T-pose into the world (Z up) to those into axes with ``up`` up."""
    return quaternion_multiply(matrix_to_quaternion(from_world(np.eye(3), up).T), turns)


def body_joints(body: StandardBody, up: str) -> Array:
    """Return (F, 22, 3) metres, SMPL's joints, in axes with ``up`` up."""
    return from_world(body.joints[:, : len(BODY)], up)


def held(parts: Sequence[NDArray]) -> tuple[NDArray, NDArray[np.bool_]]:
    """Stack arrays (F_i, ...) to the longest; return (P, F, ...) and where they last (P, F).

    The last row of a shorter one is repeated, as the pose is held in a scene.
    """
    frames = max(len(part) for part in parts)
    rows = np.arange(frames)
    stacked = np.stack([part[np.minimum(rows, len(part) - 1)] for part in parts])
    return stacked, np.stack([rows < len(part) for part in parts])


def rotation_vectors(q: Array) -> Array:
    """Return quaternions (..., 4) as axes times angles (..., 3), of at most half a turn."""
    q = np.where(q[..., :1] < 0, -q, q)
    sine = np.linalg.norm(q[..., 1:], axis=-1, keepdims=True)
    angle = 2 * np.arctan2(sine, q[..., :1])
    return q[..., 1:] * np.divide(angle, sine, out=np.full_like(sine, 2.0), where=sine > 1e-12)


def smplx_arrays(body: StandardBody, up: str) -> dict[str, NDArray]:
    """Return the arrays of a file as BEDLAM and EMAGE have them, with the rest joints they turn.

    ``poses`` is (F, 165) rotation vectors, in radians, of SMPL-X's 55 joints relative to their parents; jaw
    and eyes stay, and so do fingers that the motion lacks. ``trans`` is (F, 3) metres: the pelvis is
    ``trans + rest_pelvis``, where SMPL-X's mean person has it. ``offsets`` are (55, 3), without fingers
    (22, 3) metres from each joint's parent in a T-pose with X to the left, Y up, Z ahead, and ``parents``
    their parents: the form that ``--skeleton`` reads. ``up`` says which axis of the root's rotation and of
    ``trans`` points up.
    """
    local = body.local()
    local[:, 0] = in_axes(local[:, 0], up)
    columns = [SMPL_X.index(name) for name in body.names]
    poses = np.zeros((body.frames, len(SMPL_X), 3))
    poses[:, columns] = rotation_vectors(local)
    names = SMPL_X if len(body.names) > len(BODY) else BODY
    own = dict(zip(body.names, body.offsets, strict=True))
    pelvis = ASSUMED_ROOTS["smplx"]
    return {
        "poses": poses.reshape(body.frames, -1).astype(np.float32),
        "trans": (from_world(body.joints[:, 0], up) - pelvis).astype(np.float32),
        "betas": np.zeros(10, np.float32),
        "gender": np.array("neutral"),
        "mocap_frame_rate": np.array(float(body.rate)),
        "surface_model_type": np.array("smplx"),
        "up": np.array(up),
        "rest_pelvis": pelvis.astype(np.float32),
        "offsets": np.array([own.get(name, MEAN_OFFSETS[name]) for name in names], np.float32),
        "parents": np.array(parents_of(names), np.int32),
    }
