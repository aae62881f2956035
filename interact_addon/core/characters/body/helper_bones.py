# SPDX-License-Identifier: GPL-3.0-or-later
"""Helper bones that keep limbs full where they bend and twist.

Skin blended between two bones collapses by the cosine of half the angle between them: a wrist bent by 90
degrees loses 30 % of its cross-section, a twisted forearm becomes a candy wrapper. Helpers take the turns in
between, so that skin is only blended over part of a joint's turn. There are two kinds:

- ``bend``: at a joint, turned by a share of its bend.
- ``twist``: along an arm, turned about its length by a share of a joint's twist (swing-twist decomposition).
  A capture rotates the palm with one joint, the wrist, and the upper arm with one, the shoulder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...animation.joint_names import MOST_BYTES, shortened
from ...animation.rotations import (
    axis_angle_to_quaternion,
    matrix_to_quaternion,
    normalized,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_to_matrix,
    slerp,
)
from ...animation.skeleton import Skeleton
from ..fitting.frame import rests_standing
from .bone_tails import rest_tails
from .segments import SIDES

__all__ = ["BENDS", "TWISTS", "HelperBone", "helper_bones", "helper_rotations", "helper_turns"]

Array = NDArray[np.float64]

# Part of the limb, where it ends, whose twist is spread; then (share of that twist, place along the bone).
# Share 0 is the limb's own joint.
TWISTS: tuple[tuple[str, str, str, tuple[tuple[float, float], ...]], ...] = (
    ("upper_arm", "forearm", "upper_arm", ((-1.0, 0.10), (-0.5, 0.45), (0.0, 0.80))),
    ("forearm", "hand", "hand", ((0.0, 0.15), (0.5, 0.50), (1.0, 0.90))),
)
# Part of the limb that bends at its joint, the part before it ("" is whatever the limb grows from), and the
# shares of the bend, rising and evenly spaced. Joints that bend further have more: at 140 degrees, skin that
# two bones move keeps 34 % of its size across, with one helper between them 82 %, with three 95 %.
BENDS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("upper_arm", "", (0.25, 0.5, 0.75)),
    ("thigh", "", (1 / 3, 2 / 3)),
    ("forearm", "upper_arm", (0.25, 0.5, 0.75)),
    ("hand", "forearm", (0.5,)),
    ("shin", "thigh", (0.25, 0.5, 0.75)),
)


@dataclass(frozen=True)
class HelperBone:
    """A bone that is no joint of the capture: it is never keyed and follows the joints.

    Attributes:
        name: Its name, which no joint has.
        kind: ``twist`` or ``bend``.
        joint: The joint at whose head it is.
        parent: Its parent bone: that joint, or a twist helper on it.
        source: Of a twist, the joint whose twist about its own length it follows. Of a bend, the bone before
            the joint: another joint or a twist helper on that, whose axes it has at rest.
        share: Share of that twist, -1 to 1; of that bend, between 0 (turned as ``source``) and 1 (as
            ``parent``).
    """

    name: str
    kind: Literal["twist", "bend"]
    joint: str
    parent: str
    source: str
    share: float


def helper_bones(skeleton: Skeleton, roles: Mapping[str, str]) -> tuple[HelperBone, ...]:
    """Return the helpers that a capture's limbs need; none if it does not rest like a person.

    Twists and bends are measured against the rest pose, which is meaningless if that is folded up. Helpers
    come after those that are their parents or sources.
    """
    if not rests_standing(skeleton, {role: skeleton.index(name) for role, name in roles.items()}):
        return ()
    twists: dict[tuple[str, float], HelperBone] = {}
    for side in SIDES:
        for part, after, twisting, marks in TWISTS:
            if all(f"{side}_{name}" in roles for name in (part, after, twisting)):
                joint, source = roles[f"{side}_{part}"], roles[f"{side}_{twisting}"]
                shares = [share for share, _ in marks if share]
                twists |= {
                    (joint, share): _helper(skeleton, "twist", joint, joint, source, share)
                    for share in shares
                }
    out = [helper for helper in twists.values() if helper.name not in skeleton]
    there = {(helper.joint, helper.share): helper.name for helper in out}
    for part, before, bend in BENDS:
        for side in SIDES:
            joint = roles.get(f"{side}_{part}", "")
            above = _above(skeleton, joint, before and roles.get(f"{side}_{before}", ""))
            if joint and above:
                parent, source = there.get((joint, -1.0), joint), there.get((above, 1.0), above)
                out += [_helper(skeleton, "bend", joint, parent, source, share) for share in bend]
    return tuple(helper for helper in out if helper.name not in skeleton)


def _helper(
    skeleton: Skeleton, kind: Literal["twist", "bend"], joint: str, parent: str, source: str, share: float
) -> HelperBone:
    sign = "+" if kind == "twist" else ""
    end = f" {kind} {share:{sign}.0%}"
    stem = joint
    if len(stem.encode("utf-8", "surrogatepass")) > MOST_BYTES - len(end):
        number = f" {skeleton.index(joint)}"  # two joints may end in the same words
        stem = shortened(joint, MOST_BYTES - len(end) - len(number)) + number
    return HelperBone(stem + end, kind, joint, parent, source, share)


def _above(skeleton: Skeleton, joint: str, before: str) -> str:
    """Return the joint before one that bends: that of the part before it, else its parent; or nothing."""
    if before or not joint:
        return before
    parent = int(skeleton.parents[skeleton.index(joint)])
    return skeleton.names[parent] if parent >= 0 else ""


def helper_rotations(
    helpers: Sequence[HelperBone], skeleton: Skeleton, roles: Mapping[str, str], turns: Array, frame: Array
) -> Array:
    """Return (..., H, 3, 3) rotations of the helpers, from rest to poses of the joints.

    Args:
        helpers: The helpers, as `helper_bones` sorts them.
        skeleton: The capture's.
        roles: Role -> joint name.
        turns: (..., J, 3, 3) rotations of the joints from rest to the poses, in the axes of ``frame``.
        frame: (3, 3) world = frame @ those axes.
    """
    inner = matrix_to_quaternion(turns)
    return quaternion_to_matrix(helper_turns(helpers, skeleton, roles, inner, frame))


def helper_turns(
    helpers: Sequence[HelperBone],
    skeleton: Skeleton,
    roles: Mapping[str, str],
    turns: Array,
    frame: Array | None = None,
) -> Array:
    """Return (..., H, 4) quaternions of the helpers, from rest to poses of the joints.

    Args:
        helpers: The helpers, as `helper_bones` sorts them.
        skeleton: The capture's.
        roles: Role -> joint name.
        turns: (..., J, 4) quaternions of the joints from rest to the poses, in the axes of ``frame``.
        frame: (3, 3) world = frame @ those axes; None for those of the world.
    """
    axes = normalized(rest_tails(skeleton, roles) - skeleton.rest_positions())
    axes = axes if frame is None else axes @ frame
    known = {name: turns[..., joint, :] for joint, name in enumerate(skeleton.names)}
    for helper in helpers:
        parent, source = known[helper.parent], known[helper.source]
        if helper.kind == "bend":
            known[helper.name] = slerp(source, parent, helper.share)
            continue
        twisting = skeleton.index(helper.source)
        above = int(skeleton.parents[twisting])
        local = (
            source if above < 0 else quaternion_multiply(quaternion_conjugate(turns[..., above, :]), source)
        )
        angle = 2.0 * np.arctan2(local[..., 1:] @ axes[twisting], local[..., 0])
        angle = (angle + np.pi) % (2.0 * np.pi) - np.pi
        axis = np.broadcast_to(axes[skeleton.index(helper.joint)], (*angle.shape, 3))
        known[helper.name] = quaternion_multiply(parent, axis_angle_to_quaternion(axis, helper.share * angle))
    if not helpers:
        return turns[..., :0, :]
    return np.stack([known[helper.name] for helper in helpers], axis=-2)
