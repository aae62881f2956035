# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles that SMPL's joints have in the body, and which bones they begin."""

from __future__ import annotations

from ..bone_names.table import FINGERS, SIDES
from ..smpl.joints import BODY, SMPL_H, parents_of

__all__ = ["HAND_PARENTS", "ROLES", "TOWARDS"]

HAND_PARENTS: tuple[int, ...] = parents_of(SMPL_H)[len(BODY) :]
"""The parents of the fingers among ``BODY + FINGER_JOINTS``."""

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
