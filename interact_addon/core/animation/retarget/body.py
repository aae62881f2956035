# SPDX-License-Identifier: GPL-3.0-or-later
"""The hierarchy of roles in a body, and the direction that a resting body faces."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..body_frame import snapped
from ..bone_names.table import FINGERS, SIDES
from ..rotations import normalized

__all__ = ["above", "chain", "next_of", "rest_frame", "role_order"]

_FIXED_ABOVE = {
    "shoulder": ("spine",),
    "upper_arm": ("shoulder", "spine"),
    "forearm": ("upper_arm",),
    "hand": ("forearm",),
    "thigh": ("hips",),
    "shin": ("thigh",),
    "foot": ("shin",),
    "fore_foot": ("foot",),
    "toe": ("fore_foot", "foot"),
}
_NEXT = {
    "shoulder": ("upper_arm",),
    "upper_arm": ("forearm",),
    "forearm": ("hand",),
    "hand": ("middle.1", "index.1", "ring.1"),
    "thigh": ("shin",),
    "shin": ("foot",),
    "foot": ("fore_foot", "toe"),
    "fore_foot": ("toe",),
}
_LIMBS = ("thigh", "shin", "foot", "shoulder", "upper_arm", "forearm", "hand")


def chain(roles: Mapping[str, object], name: str) -> list[str]:
    """Return ``spine.0``, ``spine.1`` ... or ``neck.0`` ..., as many as there are."""
    out: list[str] = []
    while f"{name}.{len(out)}" in roles:
        out.append(f"{name}.{len(out)}")
    return out


def role_order(roles: Mapping[str, object]) -> list[str]:
    """Return the existing roles, from the hips outwards."""
    order = ["hips", *chain(roles, "spine"), *chain(roles, "neck"), "head", "head_end"]
    for side in SIDES:
        order += [f"{side}_{limb}" for limb in _FIXED_ABOVE]
        order += [f"{side}_{finger}.{n}" for finger in FINGERS for n in range(4)]
    return [role for role in order if role in roles]


def above(role: str, roles: Mapping[str, object]) -> str | None:
    """Return the nearest existing role above ``role``; None for the hips, or if there is none."""
    for candidate in _above(role, roles):
        if candidate in roles:
            return candidate
    return None


def _above(role: str, roles: Mapping[str, object]) -> list[str]:
    spine, neck = chain(roles, "spine"), chain(roles, "neck")
    trunk = ["hips", *spine]
    if role == "hips":
        return []
    if role in spine:
        return trunk[: trunk.index(role)][::-1]
    if role in neck:
        return [*neck[: neck.index(role)][::-1], *trunk[::-1]]
    if role == "head":
        return [*neck[::-1], *trunk[::-1]]
    if role == "head_end":
        return ["head"]
    side, _, part = role.partition("_")
    finger = re.fullmatch(r"(\w+)\.(\d)", part)
    if finger:
        before = [f"{side}_{finger[1]}.{n}" for n in range(int(finger[2]) - 1, -1, -1)]
        return [*before, f"{side}_hand", f"{side}_forearm"]
    out: list[str] = []
    for upper in _FIXED_ABOVE.get(part, ()):
        out += trunk[::-1] if upper == "spine" else ["hips"] if upper == "hips" else [f"{side}_{upper}"]
    # If a limb's own upper joint is absent, use whatever that would be attached to.
    first = _FIXED_ABOVE.get(part, ("",))[0]
    if first in _FIXED_ABOVE:
        out += _above(f"{side}_{first}", roles)
    return out


def next_of(role: str, source: Mapping[str, object], target: Mapping[str, object]) -> str | None:
    """Return the role at the other end of a limb's segment, if both bodies have it."""
    side, _, part = role.partition("_")
    finger = re.fullmatch(r"(\w+)\.([123])", part)
    names = (f"{finger[1]}.{int(finger[2]) + 1}",) if finger else _NEXT.get(part, ())
    for name in names:
        if f"{side}_{name}" in source and f"{side}_{name}" in target:
            return f"{side}_{name}"
    return None


def rest_frame(positions: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64] | None:
    """Return a (3, 3) matrix whose columns are the resting body's left, back and up in the world.

    Args:
        positions: Role to (3,) rest position.

    Returns:
        The frame; None if the known joints do not determine left and right or up and down.
    """
    left = np.zeros(3)
    for limb in _LIMBS:
        if f"left_{limb}" in positions and f"right_{limb}" in positions:
            left += positions[f"left_{limb}"] - positions[f"right_{limb}"]
    tops = ("head", *chain(positions, "neck")[::-1], *chain(positions, "spine")[::-1])
    top = next((positions[role] for role in tops if role in positions), None)
    low = next((positions[role] for role in ("hips", "left_thigh") if role in positions), None)
    if top is None or low is None or np.linalg.norm(left) < 1e-6 or np.linalg.norm(top - low) < 1e-6:
        return None
    up = snapped(top - low)
    left = normalized(left - up * (left @ up))
    return np.stack([left, np.cross(up, left), up], axis=1)
