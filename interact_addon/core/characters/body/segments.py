# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the body that each MakeHuman bone belongs to, in the roles of `animation.bone_names`.

The default rig has 163 bones; a capture has between 17 and 80 joints. Bones are gathered into segments first:
``trunk``, ``neck``, ``head``, and per side the roles ``left_upper_arm``, ``left_index.2`` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...animation.bone_names.table import FINGERS, SIDES, spine_chain

__all__ = [
    "FINGERS",
    "SIDES",
    "arm_weights",
    "joint_for",
    "segment_of",
    "segment_weights",
    "spine_chain",
]

_LIMBS = {
    "clavicle": "shoulder",
    "shoulder01": "shoulder",
    "upperarm01": "upper_arm",
    "upperarm02": "upper_arm",
    "lowerarm01": "forearm",
    "lowerarm02": "forearm",
    "wrist": "hand",
    "upperleg01": "thigh",
    "upperleg02": "thigh",
    "lowerleg01": "shin",
    "lowerleg02": "shin",
    "foot": "foot",
}
_TRUNK = ("root", "pelvis", "spine", "breast")
_PARENT_ROLE = {
    "toe": "fore_foot",
    "fore_foot": "foot",
    "foot": "shin",
    "shin": "thigh",
    "hand": "forearm",
    "forearm": "upper_arm",
    "upper_arm": "shoulder",
}


def segment_of(bone: str) -> str:
    """Return the segment that a bone of the default rig belongs to."""
    stem, _, side = bone.partition(".")
    prefix = {"L": "left_", "R": "right_"}.get(side, "")
    if stem in _LIMBS:
        return prefix + _LIMBS[stem]
    if stem.startswith("finger"):
        number, joint = stem.removeprefix("finger").split("-")
        return f"{prefix}{FINGERS[int(number) - 1]}.{joint}"
    if stem.startswith("metacarpal"):
        return f"{prefix}{FINGERS[int(stem.removeprefix('metacarpal'))]}.0"
    if stem.startswith("toe"):
        return prefix + "toe"
    if stem.startswith(_TRUNK):
        return "trunk"
    return "neck" if stem.startswith("neck") else "head"


def segment_weights(
    weights: NDArray[np.float32], bones: tuple[str, ...]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Sum weights over bones by segment.

    Args:
        weights: (V, B).
        bones: B bone names of the default rig.

    Returns:
        (V, S) weights, and S segment names, sorted.
    """
    names = sorted({segment_of(bone) for bone in bones})
    gather = np.zeros((len(bones), len(names)))
    for row, bone in enumerate(bones):
        gather[row, names.index(segment_of(bone))] = 1.0
    return weights.astype(np.float64) @ gather, tuple(names)


def arm_weights(weights: NDArray[np.float32], bones: tuple[str, ...]) -> NDArray[np.float64]:
    """Return (V,) how much of each vertex belongs to the arms, shoulders left out."""
    shares, segments = segment_weights(weights, bones)
    parts = ("upper_arm", "forearm", "hand", *FINGERS)
    mine = [segment.partition("_")[2].startswith(parts) for segment in segments]
    return np.asarray(shares[:, mine].sum(1))


def joint_for(segment: str, roles: Mapping[str, str]) -> str:
    """Return the role whose joint moves a segment: its own, or the nearest one towards the trunk."""
    side, _, part = segment.partition("_") if segment.startswith(SIDES) else ("", "", segment)
    while side:
        role = f"{side}_{part}"
        if role in roles:
            return role
        finger, dot, joint = part.partition(".")
        if dot:
            part = f"{finger}.{int(joint) - 1}" if int(joint) > 0 else "hand"
        elif part in _PARENT_ROLE:
            part = _PARENT_ROLE[part]
        else:
            segment, side = "trunk", ""
            if part == "thigh":
                return "hips"
    necks, spines = spine_chain(roles, "neck"), spine_chain(roles, "spine")
    if segment == "head" and "head" in roles:
        return "head"
    if segment in ("head", "neck") and necks:
        return necks[-1]
    return spines[-1] if spines else "hips"
