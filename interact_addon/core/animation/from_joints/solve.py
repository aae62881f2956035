# SPDX-License-Identifier: GPL-3.0-or-later
"""The rotations of all joints from their positions: one joint after another, all frames at once.

A joint with several children is turned as they are about it (the best rotation). One with a single child
swings to it, from how its parent is turned; a back's joints share the turn between hips and chest, and arms
and legs are turned about their length as `limbs` says. A joint without children goes with its parent.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..rotations import (
    continuous,
    matrix_to_quaternion,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    shortest_arc,
    slerp,
)
from .given import chained, disagreement, turned_end
from .limbs import ARM, LEG, upper_rotation
from .plans import BodyPlan
from .shapes import best_rotations

__all__ = ["AGREED", "solve"]

Array = NDArray[np.float64]

AGREED = 20.0  # degrees by which given rotations may miss the positions
_ENDS = ("head", "hand")


def solve(
    plan: BodyPlan, positions: Array, offsets: Array, rate: float, given: Array | None = None
) -> tuple[Array, Array, float]:
    """Return the joints' rotations relative to their parents', and where the joints come to lie.

    Args:
        plan: The joints.
        positions: (F, J, 3) metres, Z up: where they should lie.
        offsets: (J, 3) metres, each from its parent at rest.
        rate: Frames per second.
        given: (F, J, 4) rotations relative to the parents' that the file has, or None. They are used for
            neck, head and hands if they agree with the positions.

    Returns:
        (F, J, 4) quaternions, sign-continuous; (F, J, 3) metres; and by how many degrees given rotations
        disagree with the positions.
    """
    world = np.zeros((*positions.shape[:2], 4))
    reached = positions.copy()
    backs = _backs(plan, positions, offsets)
    chain, apart = None, 0.0
    for joint, parent in enumerate(plan.parents):
        before = world[:, parent] if parent >= 0 else np.array([1.0, 0.0, 0.0, 0.0])
        if parent >= 0:
            reached[:, joint] = reached[:, parent] + quaternion_rotate(before, offsets[joint])
        children = list(plan.children[joint])
        # From where the joint is to where its children should be: errors do not add up along a limb.
        aims = positions[:, children] - reached[:, joint, None]
        if len(children) > 1:
            world[:, joint] = matrix_to_quaternion(best_rotations(offsets[children], aims))
            if parent < 0 and given is not None:
                chain = chained(plan, world[:, joint], given)
                apart = disagreement(plan, positions, offsets, chain)
                chain = chain if apart < AGREED else None
        elif not children:
            world[:, joint] = before
            if chain is not None and given is not None and plan.roles.get(joint, "").endswith(_ENDS):
                bone = reached[:, joint] - reached[:, parent]
                world[:, joint] = turned_end(chain[:, parent], bone, offsets[joint], given[:, joint])
        else:
            start = _start(plan, joint, backs.get(joint, before), before, positions, offsets, rate)
            if chain is not None and plan.roles.get(joint, "").startswith("neck"):
                start = chain[:, joint]
            current = quaternion_rotate(start, offsets[children[0]])
            world[:, joint] = quaternion_multiply(shortest_arc(current, aims[:, 0]), start)
    local = world.copy()
    rest = [joint for joint, parent in enumerate(plan.parents) if parent >= 0]
    above = world[:, [plan.parents[joint] for joint in rest]]
    local[:, rest] = quaternion_multiply(quaternion_conjugate(above), world[:, rest])
    return continuous(local), reached, apart


def _start(
    plan: BodyPlan, joint: int, start: Array, before: Array, positions: Array, offsets: Array, rate: float
) -> Array:
    """Return how a joint with one child is turned (F, 4), before it swings to where the child is."""
    side, _, part = plan.roles.get(joint, "").partition("_")
    for limb in (ARM, LEG):
        line = [plan.joints.get(f"{side}_{name}", -1) for name in limb.parts]
        if part == limb.parts[0] and min(line[:3]) >= 0:
            known = [found for found in line if found >= 0]
            return upper_rotation(
                limb, offsets[known[1]], before, positions[:, known], rate, right=side == "right"
            )
    return np.broadcast_to(start, (len(positions), 4))


def _backs(plan: BodyPlan, positions: Array, offsets: Array) -> dict[int, Array]:
    """Return for the joints of a back between hips and chest how they are turned (F, 4), without a bend."""
    groups = [
        joint
        for joint, children in enumerate(plan.children)
        if len(children) > 1 and plan.roles.get(joint, "").startswith(("hips", "spine"))
    ]
    if len(groups) != 2:
        return {}
    ends = []
    for joint in groups:
        children = list(plan.children[joint])
        aims = positions[:, children] - positions[:, joint, None]
        ends.append(matrix_to_quaternion(best_rotations(offsets[children], aims)))
    between: list[int] = []
    joint = plan.parents[groups[1]]
    while joint not in (groups[0], -1):
        between.insert(0, joint)
        joint = plan.parents[joint]
    count = len(between) + 1
    return {joint: slerp(ends[0], ends[1], np.array(n / count)) for n, joint in enumerate(between, start=1)}
