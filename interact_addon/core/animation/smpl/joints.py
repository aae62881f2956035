# SPDX-License-Identifier: GPL-3.0-or-later
"""The joints of SMPL, SMPL-H and SMPL-X: their names, their order and their parents.

Facts of the models, as their documentation lists them (FORMATS 6). SMPL has 24 joints, of which the last two
are the middles of the hands. SMPL-H replaces these by 15 joints of fingers for each hand; SMPL-X has a jaw
and two eyes before them. The first 22 are the same in all three, and the ones that positions have too.
"""

from __future__ import annotations

__all__ = ["BODY", "BODY_PARENTS", "FINGER_JOINTS", "SMPL", "SMPL_H", "SMPL_X", "parents_of"]

BODY: tuple[str, ...] = (
    "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle",
    "right_ankle", "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
)  # fmt: skip
"""The 22 joints of the body, in the order of all three models. A foot is where the toes begin."""
BODY_PARENTS: tuple[int, ...] = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19)

_HAND = tuple(f"{finger}{n}" for finger in ("index", "middle", "pinky", "ring", "thumb") for n in (1, 2, 3))
FINGER_JOINTS: tuple[str, ...] = tuple(f"{side}_{joint}" for side in ("left", "right") for joint in _HAND)
"""The 30 joints of the fingers, the left hand's first."""
_FACE = ("jaw", "left_eye_smplhf", "right_eye_smplhf")

SMPL: tuple[str, ...] = (*BODY, "left_hand", "right_hand")
SMPL_H: tuple[str, ...] = (*BODY, *FINGER_JOINTS)
SMPL_X: tuple[str, ...] = (*BODY, *_FACE, *FINGER_JOINTS)

_ABOVE = {
    **{name: BODY[parent] for name, parent in zip(BODY[1:], BODY_PARENTS[1:], strict=True)},
    **dict.fromkeys(_FACE, "head"),
    **{f"{side}_hand": f"{side}_wrist" for side in ("left", "right")},
    **{
        name: name[:-1] + str(int(name[-1]) - 1) if name[-1] != "1" else f"{name.partition('_')[0]}_wrist"
        for name in FINGER_JOINTS
    },
}


def parents_of(names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the index of each joint's parent; -1 for the pelvis.

    Args:
        names: One of this module's lists.
    """
    return tuple(names.index(_ABOVE[name]) if name in _ABOVE else -1 for name in names)
