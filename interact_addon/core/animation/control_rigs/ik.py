# SPDX-License-Identifier: GPL-3.0-or-later
"""IK controls that come along while a rig plays as FK, so that a limb can be switched back to IK anywhere.

Without keys they would stay where they rest, and the limb would jump there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..bone_names.table import SIDES
from ..rotations import normalized, quaternion_rotate
from .mechanism import PosedMechanism
from .recognise import Controls
from .table import IkLimb

__all__ = ["follow_with_ik"]

Array = NDArray[np.float64]

_STRAIGHT = 0.02
"""A limb whose elbow is nearer to its straight line, by its length, does not show where the elbow points."""


def follow_with_ik(posed: PosedMechanism, controls: Controls, index: Mapping[str, int]) -> dict[int, Array]:
    """Let the IK controls follow the FK controls of their limbs.

    Args:
        posed: The rig with its FK controls posed; the IK controls are added.
        controls: The rig's controls.
        index: Bone name to its index.

    Returns:
        By IK control, its rotation relative to its parent, in its own rest axes; shifts are in ``posed``.
    """
    by_role = {roles[0]: index[control] for control, roles in controls.roles.items()}
    out: dict[int, Array] = {}
    for limb in controls.table.ik:
        for side, word in zip(SIDES, controls.table.sides, strict=True):
            parts = [by_role.get(f"{side}_{role}") for role in limb.roles]
            target = index.get(limb.target.replace("{side}", word))
            if target is not None and None not in parts:
                line = [part for part in parts if part is not None]
                out |= _limb(posed, limb, word, line, target, by_role.get(f"{side}_toe"), index)
    return out


def _limb(
    posed: PosedMechanism,
    limb: IkLimb,
    word: str,
    parts: list[int],
    target: int,
    toe: int | None,
    index: Mapping[str, int],
) -> dict[int, Array]:
    heads = posed.rig.heads
    upper, lower, end = parts
    rotation, place = posed.at(end)
    place = place + quaternion_rotate(rotation, heads[target] - heads[end])
    posed.moved[target] = place - posed.held(target)[1]
    posed.turned[target] = rotation
    out = {target: posed.local(target)}
    ball = index.get(limb.toe.replace("{side}", word))
    if ball is not None and toe is not None:
        posed.turned[ball] = posed.at(toe)[0]
        out[ball] = posed.local(ball)
    pole = index.get(limb.pole.replace("{side}", word))
    if pole is not None:
        posed.moved[pole] = _pole(posed, upper, lower, end, pole) - posed.held(pole)[1]
    return out


def _pole(posed: PosedMechanism, upper: int, lower: int, end: int, pole: int) -> Array:
    """Return (F, 3) where a pole is to be: about the limb's line, it is turned from the elbow as at rest."""
    heads = posed.rig.heads
    away = heads[pole] - heads[lower]
    start, elbow, tip = (posed.at(bone)[1] for bone in (upper, lower, end))
    bend, line, reach = _bend(start, elbow, tip)
    rest_bend, rest_line, _ = _bend(heads[upper], heads[lower], heads[end])
    rest_side = np.cross(rest_line, rest_bend)
    turned = rest_bend @ away * normalized(bend) + rest_side @ away * np.cross(line, normalized(bend))
    carried = quaternion_rotate(posed.at(upper)[0], away)
    carried = carried - line * np.sum(carried * line, axis=-1, keepdims=True)
    seen = np.linalg.norm(bend, axis=-1, keepdims=True) > _STRAIGHT * reach
    # A knee that is bent backwards a little still has its pole in front.
    seen = seen & (np.sum(turned * carried, axis=-1, keepdims=True) > 0)
    towards = np.where(seen & bool(rest_bend.any()), turned, carried)
    return elbow + normalized(towards) * np.linalg.norm(away)


def _bend(start: Array, elbow: Array, tip: Array) -> tuple[Array, Array, Array]:
    """Return how far the elbow is from the line between a limb's ends (..., 3), that line, its length."""
    line = normalized(tip - start)
    arm = elbow - start
    reach = np.linalg.norm(arm, axis=-1, keepdims=True) + np.linalg.norm(tip - elbow, axis=-1, keepdims=True)
    return arm - line * np.sum(arm * line, axis=-1, keepdims=True), line, reach
