# SPDX-License-Identifier: GPL-3.0-or-later
"""Cross-sections of skinned limbs at their joints, against those at rest.

Two measures, both as ratios of areas, posed to rest:

- ``ring``: the loop of skin that the joint's plane cuts at rest is followed as material. Its area (half the
  length of the sum of its edges' cross products, so as seen along its own normal) shows collapse: skin
  that moves half with each of two bones shrinks by the cosine of half their angle.
- ``section``: what the joint's plane cuts in the pose, for elbows, knees and wrists only. It shows pinching and
  swelling as the eye sees them.

The joint's plane goes through the joint; its normal is the bisector of the two bones. For shoulder and hip, the
bone before the limb is the direction from the trunk sideways, and the plane is a little down the limb.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import normalized, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.characters.fitting.fit import capture_roles
from interact_addon.core.characters.fitting.frame import body_frame

__all__ = ["JOINTS", "Sections", "limb_sections"]

# Joint -> roles before, at and after it, and how far down the limb the plane is, as a share of its bone.
JOINTS: Mapping[str, tuple[str, str, str, float]] = {
    "shoulder": ("", "upper_arm", "forearm", 0.12),
    "elbow": ("upper_arm", "forearm", "hand", 0.0),
    "wrist": ("forearm", "hand", "middle.1", 0.0),
    "hip": ("", "thigh", "shin", 0.0),
    "knee": ("thigh", "shin", "foot", 0.0),
}
_REACH = {"shoulder": 0.16, "elbow": 0.12, "wrist": 0.08, "hip": 0.25, "knee": 0.16}  # metres, at rest


@dataclass(frozen=True)
class Sections:
    """Areas relative to rest, (F,) for each (side, joint); ``angle`` is the joint's bend in degrees."""

    ring: Mapping[tuple[str, str], np.ndarray]
    section: Mapping[tuple[str, str], np.ndarray]
    angle: Mapping[tuple[str, str], np.ndarray]


def limb_sections(
    skeleton: Skeleton, motion: Motion, faces: np.ndarray, rest: np.ndarray, posed: np.ndarray
) -> Sections:
    """Measure a mesh.

    Args:
        skeleton: The capture's.
        motion: F frames.
        faces: (N, 4) corners, -1 for no corner.
        rest: (V, 3) at rest.
        posed: (F, V, 3) in the frames.
    """
    roles = {role: skeleton.index(name) for role, name in capture_roles(skeleton).items()}
    positions, rotations = forward(motion)
    at_rest = skeleton.rest_positions()
    frame = body_frame(at_rest, roles)
    turns = quaternion_to_matrix(rotations)
    triangles = np.concatenate([faces[:, :3], faces[faces[:, 3] >= 0][:, [0, 2, 3]]])
    ring, section, angle = {}, {}, {}
    for side, sign in (("left", 1.0), ("right", -1.0)):
        for name, (before, role, after, down) in JOINTS.items():
            keys = [f"{side}_{part}" for part in (before, role, after) if part]
            if any(key not in roles for key in keys):
                continue
            joint, child = roles[keys[-2]], roles[keys[-1]]
            parent = int(skeleton.parents[joint])

            def planes(
                places: np.ndarray, axes: np.ndarray, keys: Sequence[str] = keys, before: str = before
            ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
                limb = places[..., roles[keys[-1]], :] - places[..., roles[keys[-2]], :]
                if before:
                    above = places[..., roles[keys[1]], :] - places[..., roles[keys[0]], :]
                else:
                    above = axes
                normal = normalized(normalized(limb) + normalized(above))
                bend = np.degrees(
                    np.arccos(np.clip((normalized(limb) * normalized(above)).sum(-1), -1.0, 1.0))
                )
                return places[..., roles[keys[-2]], :] + down * limb, normal, bend

            sideways = sign * frame[:, 0]
            centre, normal, bend = planes(at_rest, sideways)
            middle = rest[triangles].mean(axis=1)
            near = triangles[np.linalg.norm(middle - centre, axis=1) < _REACH[name]]
            near = near[(rest[near] @ sideways).min(axis=1) > -1e-4]
            cut = _cut(rest, near, centre, normal)
            if len(cut[0]) < 6:
                continue
            whole = float(np.linalg.norm(_area(rest, cut, centre)))
            now_centre, now_normal, now_bend = planes(positions, turns[:, parent] @ sideways)
            areas, cuts = [], []
            for number, points in enumerate(posed):
                at = now_centre[number]
                areas.append(np.linalg.norm(_area(points, cut, at)))
                cuts.append(np.linalg.norm(_area(points, _cut(points, near, at, now_normal[number]), at)))
            key = (side, name)
            ring[key], angle[key] = np.array(areas) / whole, now_bend
            if before:
                section[key] = np.array(cuts) / whole
    return Sections(ring, section, angle)


def _cut(
    points: np.ndarray, triangles: np.ndarray, centre: np.ndarray, normal: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Cut triangles by a plane: (S, 2, 2) vertices of the two edges that each segment joins, (S, 2) shares.

    Segments go round in the sense of the faces, so that areas add up without sorting.
    """
    height = (points - centre) @ normal
    above = height[triangles] > 0.0
    lone = above.sum(axis=1) == 1
    pair = above.sum(axis=1) == 2
    corner = np.where(lone, np.argmax(above, axis=1), np.argmin(above, axis=1))
    hit = np.flatnonzero(lone | pair)
    turn = (corner[hit, None] + np.arange(3)) % 3
    apex, left, right = np.take_along_axis(triangles[hit], turn, axis=1).T
    swap = pair[hit]
    left, right = np.where(swap, right, left), np.where(swap, left, right)
    edges = np.stack([np.stack([apex, left], axis=1), np.stack([apex, right], axis=1)], axis=1)
    low, high = height[edges[..., 0]], height[edges[..., 1]]
    return edges, low / (low - high)


def _area(points: np.ndarray, cut: tuple[np.ndarray, np.ndarray], centre: np.ndarray) -> np.ndarray:
    """Return the (3,) vector area of the fan from the centre to the cut's segments."""
    edges, share = cut
    ends = (
        points[edges[..., 0]] * (1.0 - share)[..., None] + points[edges[..., 1]] * share[..., None] - centre
    )
    return 0.5 * np.cross(ends[:, 0], ends[:, 1]).sum(axis=0)
