# SPDX-License-Identifier: GPL-3.0-or-later
"""The joints of SMPL and SMPL-X: names, parents, and the roles that they have in the body.

The names and their order are those of the joint lists that SMPL-X, HumanML3D and InterGen publish.
"""

from __future__ import annotations

from ..bone_names.table import FINGERS, SIDES

__all__ = [
    "BODY_JOINTS",
    "BODY_NAMES",
    "BODY_PARENTS",
    "HAND_NAMES",
    "HAND_PARENTS",
    "ROLES",
    "SMPLX_NAMES",
    "SMPLX_PARENTS",
    "TOWARDS",
]

BODY_NAMES: tuple[str, ...] = (
    "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle",
    "right_ankle", "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
)  # fmt: skip
"""The 22 joints of the body, in SMPL's order; a foot is the ball of the foot, where the toes begin."""
BODY_PARENTS: tuple[int, ...] = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19)
BODY_JOINTS = len(BODY_NAMES)

_FINGERS = ("index", "middle", "pinky", "ring", "thumb")
HAND_NAMES: tuple[str, ...] = tuple(
    f"{side}_{finger}{n}" for side in SIDES for finger in _FINGERS for n in (1, 2, 3)
)
"""The 30 joints of the fingers, in SMPL-X's order: left before right."""
HAND_PARENTS: tuple[int, ...] = tuple(
    BODY_JOINTS + at - 1 if at % 3 else BODY_NAMES.index(f"{SIDES[at // 15]}_wrist")
    for at in range(len(HAND_NAMES))
)
"""The parents among ``BODY_NAMES + HAND_NAMES``."""

_FACE = ("jaw", "left_eye_smplhf", "right_eye_smplhf")
SMPLX_NAMES: tuple[str, ...] = (*BODY_NAMES, *_FACE, *HAND_NAMES)
"""The 55 joints of SMPL-X, in its order."""
SMPLX_PARENTS: tuple[int, ...] = (
    *BODY_PARENTS,
    *(BODY_NAMES.index("head") for _ in _FACE),
    *(parent + len(_FACE) if parent >= BODY_JOINTS else parent for parent in HAND_PARENTS),
)

_LIMBS = {
    "hip": "thigh", "knee": "shin", "ankle": "foot", "foot": "toe",
    "collar": "shoulder", "shoulder": "upper_arm", "elbow": "forearm", "wrist": "hand",
}  # fmt: skip
ROLES: dict[str, str] = {
    "pelvis": "hips",
    "head": "head",
    "neck": "neck.0",
    **{f"{side}_{name}": f"{side}_{role}" for side in SIDES for name, role in _LIMBS.items()},
    **{
        f"{side}_{finger}{n}": f"{side}_{finger}.{n}"
        for side in SIDES
        for finger in FINGERS
        for n in (1, 2, 3)
    },
}
"""Joint name -> role; the spine's joints are chosen by how many there are."""

TOWARDS: dict[str, str] = {
    "spine1": "spine2",
    "spine2": "spine3",
    "spine3": "neck",
    "neck": "head",
    **{
        f"{side}_{name}": f"{side}_{end}"
        for side in SIDES
        for name, end in (
            ("hip", "knee"), ("knee", "ankle"), ("ankle", "foot"),
            ("collar", "shoulder"), ("shoulder", "elbow"), ("elbow", "wrist"),
        )
    },
}  # fmt: skip
"""Joint name -> the joint at the other end of its bone, for bones of which there is one."""
