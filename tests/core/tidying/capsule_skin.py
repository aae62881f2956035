# SPDX-License-Identifier: GPL-3.0-or-later
"""People whose skin is that of capsules, so that how deep they sink in is known in closed form."""

from __future__ import annotations

import numpy as np

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import normalized, quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.contacts.bodies import Body, captured_body
from interact_addon.core.contacts.capsules import nearest
from interact_addon.core.contacts.parts import body_parts
from interact_addon.core.tidying import SkinPoints, TidyPerson


def person(actor: str, motion: Motion) -> TidyPerson:
    return TidyPerson(actor, motion, capsule_skin(motion))


_SKINS: dict[str, SkinPoints] = {}


def capsule_skin(motion: Motion) -> SkinPoints:
    """Points on the capsules of a skeleton, those within another one left out; made once."""
    key = motion.skeleton.content_hash()
    if key not in _SKINS:
        _SKINS[key] = _capsule_skin(motion)
    return _SKINS[key]


def _capsule_skin(motion: Motion) -> SkinPoints:
    skeleton = motion.skeleton
    parts = body_parts(skeleton)
    rest = skeleton.rest_positions()[None]
    upright = np.tile([1.0, 0.0, 0.0, 0.0], (1, len(skeleton), 1))
    ends = parts.posed(rest, upright)[0]
    places, normals, joints = [], [], []
    for n, (start, end) in enumerate(ends):
        along = normalized(end - start) if np.linalg.norm(end - start) > 1e-6 else np.array([0.0, 0.0, 1.0])
        one = normalized(np.cross(along, [0.3, 0.5, 0.8]))
        two = np.cross(along, one)
        for share in np.linspace(0.0, 1.0, 2 + int(np.linalg.norm(end - start) / 0.03)):
            radius = parts.radii[n, 0] + share * (parts.radii[n, 1] - parts.radii[n, 0])
            for angle in np.linspace(0.0, 2.0 * np.pi, 4 + int(radius / 0.008), endpoint=False):
                out = np.cos(angle) * one + np.sin(angle) * two
                places.append(start + share * (end - start) + radius * out)
                normals.append(out)
                joints.append(parts.bones[n])
    where, ways, bone = np.array(places), np.array(normals), np.array(joints)
    within = np.zeros(len(where), bool)
    for (start, end), radius in zip(ends, parts.radii.min(axis=1), strict=True):
        way = end - start
        share = np.clip((where - start) @ way / max(float(way @ way), 1e-12), 0.0, 1.0)
        within |= np.linalg.norm(where - start - share[:, None] * way, axis=1) < radius - 1e-3
    where, ways, bone = where[~within], ways[~within], bone[~within]
    return rigid_skin(motion, where, ways, bone)


def rigid_skin(motion: Motion, places: np.ndarray, normals: np.ndarray, joints: np.ndarray) -> SkinPoints:
    """Points (N, 3) in the rest pose, each of which moves with one joint."""
    skeleton = motion.skeleton
    rest = skeleton.rest_positions()
    weights = np.zeros((len(places), len(skeleton)), np.float32)
    weights[np.arange(len(places)), joints] = 1.0

    def bones(moved: Motion) -> np.ndarray:
        positions, rotations = forward(moved)
        turns = quaternion_to_matrix(rotations)
        shift = positions - np.einsum("fbij,bj->fbi", turns, rest)
        return np.concatenate([turns, shift[..., None]], axis=3).astype(np.float32)

    return SkinPoints(places, normals, weights, joints, np.full(len(places), 0.02**2), bones)


def depth(one: Motion, other: Motion, region: str = "", on: str = "") -> np.ndarray:
    """(F,) metres by which the capsules of two people overlap, of all regions or of one of each."""
    bodies = captured_body(one), captured_body(other)
    mine, theirs = (_rows(body, name) for body, name in zip(bodies, (region, on), strict=True))
    out = np.full(bodies[0].frames, -np.inf)
    for i in mine:
        for j in theirs:
            ends, others = bodies[0].ends[:, i], bodies[1].ends[:, j]
            radii = [
                np.tile(body.parts.radii[n], (len(out), 1)) for body, n in zip(bodies, (i, j), strict=True)
            ]
            found = nearest(ends[:, 0], ends[:, 1], radii[0], others[:, 0], others[:, 1], radii[1])
            out = np.maximum(out, -found.gaps)
    return out


def _rows(body: Body, region: str) -> np.ndarray:
    if not region:
        return np.arange(len(body.parts.region))
    return np.flatnonzero(body.parts.region == body.parts.regions.index(region))


__all__ = ["capsule_skin", "depth", "person", "rigid_skin"]
