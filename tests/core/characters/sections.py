# SPDX-License-Identifier: GPL-3.0-or-later
"""Cross-sections of limbs at their joints in poses, relative to those at rest.

The plane of a joint goes through it; its normal is the bisector of the two bones. At shoulder and hip the
bone before the limb is the direction sideways from the trunk, and at the shoulder the plane is a little down
the arm, outside of the chest. Two measures, both ratios of areas:

- ``ring``: the loop of skin or cloth that the plane cuts at rest is followed as material. Its area, as seen
  along its own normal, shows collapse and swelling, whatever touches or covers it.
- ``outside``: what the plane of the pose cuts on the side away from the crease, for joints bent by more than
  `LEAST` degrees. It shows whether an elbow is pinched or swells as it is seen. In the crease flesh meets
  flesh at half the angle, where even rigid tubes are longer by one over its cosine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from interact_addon.core.animation.body_frame import body_frame
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import normalized, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters.fitting.fit import capture_roles

__all__ = ["JOINTS", "LEAST", "limb_sections"]

LEAST = 40.0


@dataclass(frozen=True)
class Joint:
    """How a joint is cut.

    Attributes:
        before: Role of the part before it; none at the root of a limb.
        at: Its own role.
        after: Role of the part after it.
        down: Where the plane is, as a share of its bone.
        reach: Radius in which the mesh is cut at all, metres.
        aside: How much more the plane's normal takes from the direction before it than from its bone: the
            hip is cut from the crotch to the crest of the pelvis.
    """

    before: str
    at: str
    after: str
    down: float
    reach: float
    aside: float = 1.0


JOINTS: Mapping[str, Joint] = {
    "shoulder": Joint("", "upper_arm", "forearm", 0.12, 0.16),
    "elbow": Joint("upper_arm", "forearm", "hand", 0.0, 0.12),
    "wrist": Joint("forearm", "hand", "middle.1", 0.0, 0.08),
    "hip": Joint("", "thigh", "shin", 0.0, 0.32, 1.6),
    "knee": Joint("thigh", "shin", "foot", 0.0, 0.16),
}


def limb_sections(
    motion: Motion, faces: np.ndarray, rest: np.ndarray, posed: np.ndarray
) -> dict[tuple[str, str], dict[str, np.ndarray]]:
    """Measure a mesh, which may be open, like a sleeve.

    Args:
        motion: F frames of a capture.
        faces: (N, 4) corners, -1 for no corner.
        rest: (V, 3) at the capture's rest.
        posed: (F, V, 3) in the frames.

    Returns:
        (side, joint) -> ``ring``, ``outside`` and ``bend`` (degrees), each (F,); NaN where not measured.
        Joints that the skeleton lacks, or that the mesh does not surround, are left out.
    """
    skeleton = motion.skeleton
    roles = {role: skeleton.index(name) for role, name in capture_roles(skeleton).items()}
    positions, rotations = forward(motion)
    at_rest, turns = skeleton.rest_positions(), quaternion_to_matrix(rotations)
    left = body_frame(at_rest, roles)[:, 0]
    triangles = np.concatenate([faces[:, :3], faces[faces[:, 3] >= 0][:, [0, 2, 3]]])
    out = {}
    for side, sideways in (("left", left), ("right", -left)):
        for name, joint in JOINTS.items():
            keys = [f"{side}_{part}" for part in (joint.before, joint.at, joint.after) if part]
            if any(key not in roles for key in keys):
                continue
            bones = [roles[key] for key in keys]
            parent = int(skeleton.parents[bones[-2]])
            centre, normal, _ = _plane(joint, at_rest[bones], sideways)
            near = np.linalg.norm(rest[triangles].mean(axis=1) - centre, axis=1) < joint.reach
            near &= (rest[triangles] @ sideways).min(axis=1) > -1e-4
            cut = _cut(rest, triangles[near], centre, normal)
            whole = _area(rest, cut, centre)
            if len(cut[0]) < 6 or np.linalg.norm(whole) < 4e-4:
                continue
            centres, normals, sharp = _plane(joint, positions[:, bones], turns[:, parent] @ sideways)
            bend = np.degrees(2.0 * np.arcsin(np.clip(0.5 * np.linalg.norm(sharp, axis=-1), 0.0, 1.0)))
            ring, outside = np.empty(len(posed)), np.full(len(posed), np.nan)
            for frame, points in enumerate(posed):
                ring[frame] = np.linalg.norm(_area(points, cut, centres[frame])) / np.linalg.norm(whole)
                if joint.before and bend[frame] > LEAST:
                    away = normalized(sharp[frame])
                    half = _area(
                        points,
                        _cut(points, triangles[near], centres[frame], normals[frame]),
                        centres[frame],
                        away,
                    )
                    axis = turns[frame, parent].T @ np.cross(normals[frame], away)
                    before = _area(rest, cut, centre, np.cross(axis, normal))
                    outside[frame] = np.linalg.norm(half) / np.linalg.norm(before)
            out[side, name] = {"ring": ring, "outside": outside, "bend": bend}
    return out


def _plane(
    joint: Joint, bones: np.ndarray, sideways: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (..., 3) points and unit normals of planes, and vectors that point away from the crease.

    Args:
        joint: The joint.
        bones: (..., 2 or 3, 3) where it is, and those before and after it.
        sideways: (..., 3) from the trunk.
    """
    limb = bones[..., -1, :] - bones[..., -2, :]
    above = normalized(bones[..., 1, :] - bones[..., 0, :]) if joint.before else sideways
    along = normalized(limb)
    return bones[..., -2, :] + joint.down * limb, normalized(along + joint.aside * above), above - along


def _cut(
    points: np.ndarray, triangles: np.ndarray, centre: np.ndarray, normal: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Cut triangles by a plane: the loop about the centre, or nearest to it.

    Segments go round in the sense of the faces, so that areas add up without sorting.

    Returns:
        (S, 2, 2) vertices of the two edges that each segment joins, and (S, 2) where it crosses them.
    """
    height = (points - centre) @ normal
    above = height[triangles] > 0.0
    lone, pair = above.sum(axis=1) == 1, above.sum(axis=1) == 2
    corner = np.where(lone, np.argmax(above, axis=1), np.argmin(above, axis=1))
    hit = np.flatnonzero(lone | pair)
    turn = (corner[hit, None] + np.arange(3)) % 3
    apex, left, right = np.take_along_axis(triangles[hit], turn, axis=1).T
    left, right = np.where(pair[hit], right, left), np.where(pair[hit], left, right)
    edges = np.stack([np.stack([apex, left], axis=1), np.stack([apex, right], axis=1)], axis=1)
    low, high = height[edges[..., 0]], height[edges[..., 1]]
    share = low / (low - high)
    middle = 0.5 * _ends(points, (edges, share)).sum(axis=1)
    loop = _loops(edges)
    off = [
        np.linalg.norm(middle[loop == one].mean(axis=0) - centre) for one in range(loop.max(initial=-1) + 1)
    ]
    kept = loop == (np.argmin(off) if off else -1)
    return edges[kept], share[kept]


def _loops(edges: np.ndarray) -> np.ndarray:
    """Return (S,) the number of the loop that each segment belongs to: neighbours share an edge."""
    _, joint = np.unique(np.sort(edges.reshape(-1, 2), axis=1), axis=0, return_inverse=True)
    joint = joint.reshape(-1, 2)
    label, before = np.arange(len(edges)), None
    while before is None or (label != before).any():
        before = label.copy()
        least = np.full(joint.max(initial=-1) + 1, len(edges))
        np.minimum.at(least, joint.ravel(), np.repeat(label, 2))
        label = least[joint].min(axis=1) if len(edges) else label
    return np.unique(label, return_inverse=True)[1]


def _ends(points: np.ndarray, cut: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return (S, 2, 3) the ends of a cut's segments."""
    edges, share = cut
    return points[edges[..., 0]] * (1.0 - share)[..., None] + points[edges[..., 1]] * share[..., None]


def _area(
    points: np.ndarray,
    cut: tuple[np.ndarray, np.ndarray],
    centre: np.ndarray,
    away: np.ndarray | None = None,
) -> np.ndarray:
    """Return the (3,) vector area of the fan from the centre to a cut, or of its part on one side."""
    ends = _ends(points, cut) - centre
    fan = 0.5 * np.cross(ends[:, 0], ends[:, 1])
    if away is not None:
        off = ends @ away
        high, low = off.max(axis=1), off.min(axis=1)
        fan *= np.clip(high / np.maximum(high - low, 1e-12), 0.0, 1.0)[:, None]
    return fan.sum(axis=0)
