# SPDX-License-Identifier: GPL-3.0-or-later
"""Computes skin weights over the capture's joints, and undoes a pose of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...animation.skeleton import Skeleton
from ...foundation.easing import smoothstep
from ..body.segments import joint_for, segment_weights, spine_chain

__all__ = ["capture_weights", "limited", "unposed"]

Array = NDArray[np.float64]

_LEAST = 0.6  # shrinkage that is undone; with helper bones, skin of the known captures has 0.87 and more


def capture_weights(
    points: Array,
    weights: NDArray[np.float32],
    bones: tuple[str, ...],
    skeleton: Skeleton,
    roles: Mapping[str, str],
    positions: Array,
) -> Array:
    """Compute weights of vertices over all joints of a capture.

    Limb weights go to the joint of the same role. The trunk and the neck, which captures divide into any
    number of joints, are distributed by height.

    Args:
        points: (V, 3) vertices at the capture's size in the MakeHuman pose.
        weights: (V, B) over ``bones``.
        bones: Names of the default rig.
        skeleton: The capture's.
        roles: Role -> joint name.
        positions: (J, 3) the joints in the MakeHuman pose.

    Returns:
        (V, J); every row sums to 1.
    """
    shares, segments = segment_weights(weights, bones)
    out = np.zeros((len(points), len(skeleton.names)))
    chains = {
        "trunk": ["hips", *spine_chain(roles, "spine")],
        "neck": spine_chain(roles, "neck"),
    }
    for column, segment in enumerate(segments):
        share = shares[:, column]
        chain = chains.get(segment, [])
        if len(chain) > 1:
            joints = [skeleton.index(roles[role]) for role in chain]
            end = _chain_end(segment, skeleton, roles, positions)
            out[:, joints] += share[:, None] * _by_height(points[:, 2], positions[joints, 2], end)
        elif segment.endswith("_foot") and segment.replace("foot", "fore_foot") in roles:
            _share_foot(out, share, points, skeleton, roles, positions, segment)
        else:
            out[:, skeleton.index(roles[joint_for(segment, roles)])] += share
    return out


def _chain_end(segment: str, skeleton: Skeleton, roles: Mapping[str, str], positions: Array) -> float:
    """Return the height at which a chain of joints ends, where the next part begins."""
    after = [*(spine_chain(roles, "neck") if segment == "trunk" else ()), "head"]
    found = [positions[skeleton.index(roles[role]), 2] for role in after if role in roles]
    return float(found[0]) if found else float(positions[:, 2].max())


def _by_height(height: Array, joints: Array, end: float) -> Array:
    """Return (V, N) shares of the joints of a rising chain, each fading into its neighbours."""
    marks = np.maximum.accumulate(np.append(joints, max(end, joints[-1] + 1e-3)))
    middles = 0.5 * (marks[:-1] + marks[1:])
    middles = np.maximum.accumulate(middles + 1e-4 * np.arange(len(middles)))
    place = np.interp(height, middles, np.arange(len(middles)))
    lower = np.minimum(place.astype(np.int64), len(middles) - 2)
    t = place - lower
    t = smoothstep(t)
    out = np.zeros((len(height), len(middles)))
    rows = np.arange(len(height))
    out[rows, lower] = 1.0 - t
    out[rows, lower + 1] = t
    return out


def _share_foot(
    out: Array,
    share: Array,
    points: Array,
    skeleton: Skeleton,
    roles: Mapping[str, str],
    positions: Array,
    segment: str,
) -> None:
    """Distribute the weights of a foot of two bones: the front one fades in about its joint."""
    foot = skeleton.index(roles[segment])
    front = skeleton.index(roles[segment.replace("foot", "fore_foot")])
    along = (positions[front] - positions[foot]) * np.array([1.0, 1.0, 0.0])
    length = float(along @ along)
    place = (points - positions[foot]) @ along / length if length > 1e-8 else np.zeros(len(points))
    t = smoothstep((place - 0.6) / 0.8)
    out[:, foot] += share * (1.0 - t)
    out[:, front] += share * t


def limited(weights: Array, most: int = 6, least: float = 0.004) -> Array:
    """Keep at most ``most`` weights per vertex, none below ``least``; rows are normalised to sum 1."""
    kept = weights.copy()
    if kept.shape[1] > most:
        cut = np.partition(kept, -most, axis=1)[:, -most]
        kept[kept < cut[:, None]] = 0.0
    kept[kept < least] = 0.0
    return kept / kept.sum(axis=1, keepdims=True)


def unposed(points: Array, weights: Array, turns: Array, start: Array, end: Array) -> tuple[Array, Array]:
    """Invert linear blend skinning: return rest positions that the pose moves to ``points``.

    Args:
        points: (V, 3) in the pose.
        weights: (V, J).
        turns: (J, 3, 3) rotations from rest to pose.
        start: (J, 3) joints at rest.
        end: (J, 3) joints in the pose.

    Returns:
        (V, 3) rest positions, and (V, 3, 3) matrices that map displacements from the pose to rest.
    """
    shift = end - np.einsum("jab,jb->ja", turns, start)
    blended = np.tensordot(weights, turns, axes=1)
    # Where blended rotations cancel out, undoing them would throw vertices far away: damp it to a rotation.
    u, strength, v = np.linalg.svd(blended)
    inverse = np.swapaxes(v, 1, 2) @ (np.swapaxes(u, 1, 2) / np.maximum(strength, _LEAST)[:, :, None])
    rest = np.einsum("vab,vb->va", inverse, points - weights @ shift)
    return rest, inverse
