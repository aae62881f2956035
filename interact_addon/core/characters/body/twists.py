# SPDX-License-Identifier: GPL-3.0-or-later
"""Helper bones that spread a twist along a limb.

A capture rotates the palm with one joint, the wrist, and the upper arm with one, the shoulder. Skin blended
between two joints that twist against each other collapses (the candy-wrapper artefact). Helpers along the
limb rotate by a share of the twist (swing-twist decomposition), and the limb's skin is weighted over them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...animation.rotations import (
    axis_angle_to_quaternion,
    matrix_to_quaternion,
    normalized,
    quaternion_to_matrix,
)
from ...animation.skeleton import Skeleton
from ..fitting.frame import rests_standing
from .segments import SIDES, spine_chain

__all__ = ["Twist", "limb_twists", "rest_tails", "twist_rotations", "twist_shares"]

Array = NDArray[np.float64]

_SHORTEST = 0.01  # metres: Blender drops bones of no length

# Part of the limb, where it ends, whose twist is spread; then (share of that twist, place along the bone).
# Share 0 is the limb's own joint.
_PLANS: tuple[tuple[str, str, str, tuple[tuple[float, float], ...]], ...] = (
    ("upper_arm", "forearm", "upper_arm", ((-1.0, 0.10), (-0.5, 0.45), (0.0, 0.80))),
    ("forearm", "hand", "hand", ((0.0, 0.15), (0.5, 0.50), (1.0, 0.90))),
)


@dataclass(frozen=True)
class Twist:
    """A helper bone: a child of ``joint``, at its head, that rotates about its length.

    Attributes:
        name: Its name, which no joint has.
        joint: Its parent joint.
        source: The joint whose twist about its own length it follows.
        share: Share of that twist, -1 to 1.
    """

    name: str
    joint: str
    source: str
    share: float


def limb_twists(skeleton: Skeleton, roles: Mapping[str, str]) -> tuple[Twist, ...]:
    """Return the helpers that a capture's arms need; none if it does not rest like a person.

    A twist is measured against the rest pose, which is meaningless if that is folded up.
    """
    if not rests_standing(skeleton, {role: skeleton.index(name) for role, name in roles.items()}):
        return ()
    out = []
    for side in SIDES:
        for part, after, source, marks in _PLANS:
            if all(f"{side}_{name}" in roles for name in (part, after, source)):
                joint, twisting = roles[f"{side}_{part}"], roles[f"{side}_{source}"]
                for share, _ in marks:
                    if share:
                        out.append(Twist(f"{joint} twist {share:+.0%}", joint, twisting, share))
    return tuple(twist for twist in out if twist.name not in skeleton)


def rest_tails(skeleton: Skeleton, roles: Mapping[str, str]) -> Array:
    """Return (J, 3) a tail for every joint as a bone, never equal to its head.

    A bone points to the next joint of its limb, else to the mean of its children; a last one to its End Site,
    or in its parent's direction.
    """
    heads = skeleton.rest_positions()
    tails = heads.copy()
    onward = _onward(skeleton, roles)
    for joint, parent in enumerate(skeleton.parents.tolist()):
        children = skeleton.children(joint)
        if joint in onward:
            ahead = heads[onward[joint]] - heads[joint]
        elif len(children):
            ahead = heads[children].mean(axis=0) - heads[joint]
        else:
            ahead = skeleton.end_offsets[joint]
        if not np.isfinite(ahead).all() or np.linalg.norm(ahead) < _SHORTEST / 2.0:
            before = heads[joint] - heads[parent] if parent >= 0 else np.zeros(3)
            length = float(np.linalg.norm(before))
            ahead = before * (_SHORTEST / length) if length > 1e-6 else np.array([0.0, 0.0, _SHORTEST])
        tails[joint] = heads[joint] + ahead
    return tails


def _onward(skeleton: Skeleton, roles: Mapping[str, str]) -> dict[int, int]:
    """Return joint -> the next joint of its limb."""
    chains = [["hips", *spine_chain(roles, "spine"), *spine_chain(roles, "neck"), "head"]]
    chains += [[f"{side}_{part}" for part in ("upper_arm", "forearm", "hand", "middle.1")] for side in SIDES]
    chains += [[f"{side}_{part}" for part in ("thigh", "shin", "foot", "toe")] for side in SIDES]
    out: dict[int, int] = {}
    for chain in chains:
        present = [skeleton.index(roles[role]) for role in chain if role in roles]
        out |= dict(itertools.pairwise(present))
    return out


def twist_rotations(
    twists: Sequence[Twist], skeleton: Skeleton, roles: Mapping[str, str], turns: Array, frame: Array
) -> Array:
    """Return (T, 3, 3) rotations of the helpers, from rest to a pose of the joints.

    Args:
        twists: The helpers.
        skeleton: The capture's.
        roles: Role -> joint name.
        turns: (J, 3, 3) rotations of the joints from rest to the pose, in the axes of ``frame``.
        frame: (3, 3) world = frame @ those axes.
    """
    axes = normalized(rest_tails(skeleton, roles) - skeleton.rest_positions()) @ frame
    out = np.empty((len(twists), 3, 3))
    for number, twist in enumerate(twists):
        joint, source = skeleton.index(twist.joint), skeleton.index(twist.source)
        parent = int(skeleton.parents[source])
        local = turns[source] if parent < 0 else turns[parent].T @ turns[source]
        quaternion = matrix_to_quaternion(local)
        angle = 2.0 * np.arctan2(quaternion[1:] @ axes[source], quaternion[0])
        angle = (angle + np.pi) % (2.0 * np.pi) - np.pi
        turn = axis_angle_to_quaternion(axes[joint], np.asarray(twist.share * angle))
        out[number] = turns[joint] @ quaternion_to_matrix(turn)
    return out


def twist_shares(
    points: Array,
    weights: Array,
    twists: Sequence[Twist],
    skeleton: Skeleton,
    roles: Mapping[str, str],
    positions: Array,
) -> Array:
    """Spread weights over joints and helpers, (V, J + T).

    Args:
        points: (V, 3) vertices in some pose.
        weights: (V, J) over the joints alone.
        twists: The helpers, T of them.
        skeleton: The capture's.
        roles: Role -> joint name.
        positions: (J, 3) the joints in that pose.
    """
    out = np.concatenate([weights, np.zeros((len(points), len(twists)))], axis=1)
    column = {(twist.joint, twist.share): len(skeleton.names) + t for t, twist in enumerate(twists)}
    for side in SIDES:
        for part, after, _, marks in _PLANS:
            joint = roles.get(f"{side}_{part}", "")
            columns = [column.get((joint, share), -1) if share else None for share, _ in marks]
            if -1 in columns:
                continue
            own = skeleton.index(joint)
            bone = positions[skeleton.index(roles[f"{side}_{after}"])] - positions[own]
            along = (points - positions[own]) @ bone / max(float(bone @ bone), 1e-9)
            place = np.interp(along, [mark for _, mark in marks], np.arange(len(marks)))
            share = out[:, own].copy()
            for number, where in enumerate(columns):
                part_of = share * np.clip(1.0 - np.abs(place - number), 0.0, 1.0)
                if where is None:
                    out[:, own] = part_of
                else:
                    out[:, where] = part_of
    return out
