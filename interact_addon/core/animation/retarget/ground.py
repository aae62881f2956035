# SPDX-License-Identifier: GPL-3.0-or-later
"""How high ankles are above the floor: of the character at rest, and of the actor who stands.

A character's meshes tell where its soles are. Without meshes the joints of its feet do. The tail of a bone is
how Blender draws it, not anatomy: importers let leaf bones point anywhere, so a tail counts only where it
points to where toes can be.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..bone_names.table import SIDES
from ..rotations import normalized
from .body import rest_frame
from .rig import TargetRig
from .solve import Source

__all__ = ["ankle_of_rig", "ankle_of_source"]

Array = NDArray[np.float64]

_UP = np.array([0.0, 0.0, 1.0])
_SUNK = -0.06
"""How far below the armature's origin the soles of a character that stands on it can be, in metres."""
_MOST_BONE, _MOST_MESH = 0.12, 0.03
"""How far above it its lowest bone, or its lowest vertex, can be."""
_AROUND = 0.75
"""How far from the ankle, sideways, a vertex belongs to the foot, relative to the shin."""
_BELOW, _ABOVE = 0.5, 0.1
"""How far below and above the ankle it does, likewise."""
_AHEAD = float(np.cos(np.radians(60.0)))
"""A tail that points further from level and forward than this is not the tip of a foot."""


def ankle_of_rig(rig: TargetRig, bones: Mapping[str, int]) -> float:
    """Return the height of the ankles above the floor that the resting character stands on, in metres.

    The floor is at the armature's origin if the character stands there, else at its lowest point.

    Args:
        rig: The rig; its surface is used if it has one.
        bones: Role to bone; with both legs, from thigh to foot.
    """
    frame = rest_frame({role: rig.heads[bone] for role, bone in bones.items()})
    up = _UP if frame is None else frame[:, 2]
    feet = [bones[f"{side}_{part}"] for side in SIDES for part in ("foot", "fore_foot", "toe")
            if f"{side}_{part}" in bones]  # fmt: skip
    heads = rig.heads[feet] @ up
    soles = _soles(rig, bones, up)
    if soles is None:
        tips = (rig.tails[feet] @ up)[_plausible(rig, feet, bones, frame)]
        lowest, most = float(np.concatenate([heads, tips]).min()), _MOST_BONE
    else:
        lowest, most = float(min(soles, heads.min())), _MOST_MESH
    origin = float(rig.origin @ up)
    floor = origin if _SUNK <= lowest - origin <= most else lowest
    ankles = rig.heads[[bones[f"{side}_foot"] for side in SIDES]] @ up
    return float(ankles.mean()) - floor


def _soles(rig: TargetRig, bones: Mapping[str, int], up: Array) -> float | None:
    """Return the height of the lowest vertex around the feet; None if no mesh has feet."""
    found = []
    for side in SIDES:
        ankle, knee = rig.heads[bones[f"{side}_foot"]], rig.heads[bones[f"{side}_shin"]]
        shin = float(np.linalg.norm(ankle - knee))
        arms = rig.surface - ankle
        heights = arms @ up
        near = (np.abs(heights + 0.5 * (_BELOW - _ABOVE) * shin) < 0.5 * (_BELOW + _ABOVE) * shin) & (
            np.linalg.norm(arms - heights[:, None] * up, axis=-1) < _AROUND * shin
        )
        if near.any():
            found.append(float(heights[near].min() + ankle @ up))
    return min(found, default=None)


def _plausible(
    rig: TargetRig, feet: list[int], bones: Mapping[str, int], frame: Array | None
) -> NDArray[np.bool_]:
    """Return which of the feet's bones have their tail where the tip of a foot can be."""
    if frame is None:
        return np.zeros(len(feet), dtype=bool)
    toes = [
        rig.heads[bones[f"{side}_{part}"]] - rig.heads[bones[f"{side}_foot"]]
        for side in SIDES
        for part in ("fore_foot", "toe")
        if f"{side}_{part}" in bones
    ]
    up = frame[:, 2]
    ahead = np.sum(toes, axis=0) if toes else -frame[:, 1]
    ahead = ahead - up * (ahead @ up)
    if np.linalg.norm(ahead) < 1e-6:
        ahead = -frame[:, 1]
    return np.asarray(normalized(rig.tails[feet] - rig.heads[feet]) @ normalized(ahead) > _AHEAD)


def ankle_of_source(source: Source) -> float:
    """Return the height of the ankles when the actor stands, from the take, or else from the rest pose."""
    ankles = [source.joints[f"{side}_foot"] for side in SIDES]
    frame = rest_frame({role: source.rest[joint] for role, joint in source.joints.items()})
    up = _UP if frame is None else frame[:, 2]
    at_rest = float((source.rest[ankles] @ up).mean() - (source.rest @ up).min())
    standing = float(np.percentile(source.positions[:, ankles, 2].min(axis=1), 10))
    return standing if abs(standing - at_rest) < 0.06 else at_rest
