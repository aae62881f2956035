# SPDX-License-Identifier: GPL-3.0-or-later
"""A motion on the body's 22 joints as InterAct names them, which rest in a T-pose that faces +X."""

from __future__ import annotations

import numpy as np

from ...animation.rotations import continuous, matrix_to_quaternion, quaternion_conjugate, quaternion_multiply
from ...animation.skeleton import Motion, Skeleton
from ...animation.standard_body import StandardBody

__all__ = ["interact_motion"]

# (InterAct's joint, SMPL's joint, the parent's place in this list), in the order of InterAct's files.
_JOINTS = (
    ("Hips", "pelvis", -1),
    ("Spine", "spine1", 0),
    ("Spine1", "spine2", 1),
    ("Spine3", "spine3", 2),
    ("Neck", "neck", 3),
    ("Head", "head", 4),
    ("RightShoulder", "right_collar", 3),
    ("RightArm", "right_shoulder", 6),
    ("RightForeArm", "right_elbow", 7),
    ("RightHand", "right_wrist", 8),
    ("LeftShoulder", "left_collar", 3),
    ("LeftArm", "left_shoulder", 10),
    ("LeftForeArm", "left_elbow", 11),
    ("LeftHand", "left_wrist", 12),
    ("RightUpLeg", "right_hip", 0),
    ("RightLeg", "right_knee", 14),
    ("RightFoot", "right_ankle", 15),
    ("RightToeBase", "right_foot", 16),
    ("LeftUpLeg", "left_hip", 0),
    ("LeftLeg", "left_knee", 18),
    ("LeftFoot", "left_ankle", 19),
    ("LeftToeBase", "left_foot", 20),
)
# Columns: where the T-pose's X (left), Y (up) and Z (ahead) are at rest, in Blender's axes.
_REST = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
# Beyond the last joints, in the same axes, metres; only what is drawn there depends on it.
_ENDS = {"Head": (0.0, 0.0, 0.18), "Hand": (0.0, 0.1, 0.0), "ToeBase": (0.06, 0.0, 0.0)}


def interact_motion(body: StandardBody) -> Motion:
    """Return the motion of InterAct's joints; they are where the body's are, within its ``residual``."""
    columns = [body.names.index(name) for _, name, _ in _JOINTS]
    parents = np.array([parent for _, _, parent in _JOINTS], dtype=np.int32)
    # Rest axes are the world's here, so what turns from the T-pose's axes first turns back to them.
    turns = quaternion_multiply(body.turns[:, columns], quaternion_conjugate(matrix_to_quaternion(_REST)))
    rotations = turns.copy()
    rotations[:, 1:] = quaternion_multiply(quaternion_conjugate(turns[:, parents[1:]]), turns[:, 1:])
    ends = np.full((len(_JOINTS), 3), np.nan)
    for number, (name, _, _) in enumerate(_JOINTS):
        side = -1.0 if name.startswith("Right") else 1.0
        for part, (x, y, z) in _ENDS.items():
            if name.endswith(part):
                ends[number] = x, side * y, z
    skeleton = Skeleton(tuple(name for name, _, _ in _JOINTS), parents, body.offsets[columns] @ _REST.T, ends)
    return Motion(skeleton, continuous(rotations), np.array([0], np.int32), body.joints[:, :1], body.rate)
