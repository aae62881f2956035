# SPDX-License-Identifier: GPL-3.0-or-later
"""What surfaces ask of the bodies: linear rows that take them out of each other, or hands to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.bone_names.table import SIDES
from ..animation.skeleton import Skeleton
from ..interaction.role_pose import RolePose
from .giving import WAYS, Moves
from .sinking import Floats, Ints, Sinking

__all__ = ["Pushes", "Riding", "joint_roles", "pushes", "riding"]

Array = NDArray[np.float64]

_MOST = 200  # rows a frame: the deepest ones


@dataclass(frozen=True, eq=False)
class Riding:
    """With which bones the points of a surface move.

    Attributes:
        roles: (N,) the number of the role.
        next: (N,) that of the role at the other end of a limb's bone; else the same.
        along: (N,) 0 to 1, how far along that bone.
        regions: (N,) the same for the points of a hand with its fingers, of a foot with its toes, of a bone.
        hands: Side -> (K,) the points of the hand.
    """

    roles: Ints
    next: Ints
    along: Array
    regions: Ints
    hands: dict[str, Ints]


@dataclass(frozen=True, eq=False)
class Pushes:
    """Rows for each frame, padded with rows that ask nothing; Q numbers move everyone.

    Attributes:
        rows: (F, M, Q) metres that a row's distance grows with each number.
        wanted: (F, M) metres by which it shall grow, at least.
        weight: (F, M) how much that counts; 0 for no row.
        exact: (F, M) whether it shall not grow by more, either.
    """

    rows: NDArray[np.float32]
    wanted: Array
    weight: Array
    exact: NDArray[np.bool_]


def riding(skeleton: Skeleton, joints: Ints, places: Array, pose: RolePose) -> Riding:
    """Return with what points move.

    Args:
        skeleton: The joints.
        joints: (N,) the joint that moves each point most.
        places: (N, 3) metres, where they are at rest.
        pose: The body by roles.
    """
    body = pose.body
    of_joint = joint_roles(skeleton, pose)
    number = of_joint[joints]
    following = np.arange(len(body.roles))
    for side in SIDES:
        for role, below in (
            ("upper_arm", "forearm"),
            ("forearm", "hand"),
            ("thigh", "shin"),
            ("shin", "foot"),
        ):
            if f"{side}_{role}" in body and f"{side}_{below}" in body:
                following[body.index(f"{side}_{role}")] = body.index(f"{side}_{below}")
    after = following[number]
    bone = body.rest[after] - body.rest[number]
    length = np.maximum(np.einsum("ni,ni->n", bone, bone), 1e-9)
    along = np.clip(np.einsum("ni,ni->n", places - body.rest[number], bone) / length, 0.0, 1.0)
    along[after == number] = 0.0
    hands, regions = {}, number.copy()
    for side in SIDES:
        for part in ("hand", "foot"):
            if (role := f"{side}_{part}") in body:
                points = np.flatnonzero(np.isin(number, body.below(role)))
                regions[points] = body.index(role)
                if part == "hand":
                    hands[side] = points
    return Riding(number, after, along, regions, hands)


def joint_roles(skeleton: Skeleton, pose: RolePose) -> Ints:
    """Return (J,) the number of each joint's role, or of the nearest one above it that has one."""
    roles = {name: role for role, name in skeleton.naming.roles.items()}
    found: list[int] = []
    for name, parent in zip(skeleton.names, skeleton.parents.tolist(), strict=True):
        role = roles.get(name)
        found.append(
            pose.body.index(role)
            if role is not None and role in pose.body
            else found[parent]
            if parent >= 0
            else 0
        )
    return np.array(found, np.intp)


def pushes(
    found: Sequence[tuple[int, int, Sinking]],
    wanted: Sequence[tuple[Array, Array, NDArray[np.bool_]]],
    bodies: Sequence[tuple[Riding, Moves, RolePose, Floats]],
    frames: int,
) -> Pushes:
    """Return the rows of all pairs.

    Args:
        found: Who is in whom, and where.
        wanted: For each of these (N,) metres wanted, weight, and whether it is exact.
        bodies: By person the points' bones, how joints move, the pose and (F, N, 3) the points.
        frames: The number of frames.
    """
    stacked = [
        (
            np.stack([moves.heads[role] for role in pose.body.roles], axis=1).astype(np.float32),
            np.stack([moves.turns[role] for role in pose.body.roles]).astype(np.float32),
        )
        for _, moves, pose, _ in bodies
    ]
    frame = np.concatenate([each.frame for _, _, each in found])
    want, weight, exact = (np.concatenate([each[n] for each in wanted]) for n in range(3))
    order = np.lexsort((-want, frame))
    begins = np.searchsorted(frame[order], np.arange(frames))
    place = np.arange(len(order)) - begins[frame[order]]
    order = order[place < _MOST]
    place = place[place < _MOST]
    most = int(place.max(initial=0)) + 1
    rows = np.zeros((frames, most, WAYS * len(bodies)), np.float32)
    slot = np.full(len(frame), -1)
    slot[order] = place
    at = 0
    for one, other, each in found:
        its = slot[at : at + len(each.frame)]
        at += len(its)
        kept = np.flatnonzero(its >= 0)
        for person, points, sign in ((one, each.point, 1.0), (other, each.on, -1.0)):
            along = sign * _along(each, kept, points[kept], bodies[person], stacked[person])
            rows[each.frame[kept], its[kept], WAYS * person : WAYS * (person + 1)] += along
    out = Pushes(rows, np.zeros((frames, most)), np.zeros((frames, most)), np.zeros((frames, most), np.bool_))
    cells = frame[order], place
    out.wanted[cells], out.weight[cells], out.exact[cells] = want[order], weight[order], exact[order]
    return out


def _along(
    each: Sinking,
    kept: Ints,
    points: Ints,
    body: tuple[Riding, Moves, RolePose, Floats],
    stacked: tuple[Floats, Floats],
) -> Floats:
    """Return (N, WAYS) how points move along the way out."""
    rides, _, pose, places = body
    heads, turns = stacked
    frame, out = each.frame[kept], each.out[kept]
    role, after, along = rides.roles[points], rides.next[points], rides.along[points].astype(np.float32)
    near = np.matmul(out[:, None], heads[frame, role])[:, 0]
    far = np.matmul(out[:, None], heads[frame, after])[:, 0]
    moved = (1.0 - along)[:, None] * near + along[:, None] * far
    # A turn moves a point along a direction by turn · (arm x direction).
    arm = places[frame, points] - pose.positions[frame, role].astype(np.float32)
    return np.asarray(moved + np.matmul(np.cross(arm, out)[:, None], turns[role])[:, 0])
