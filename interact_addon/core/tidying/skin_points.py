# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's surface as points with normals: skin where it is bare, clothes elsewhere; without hair.

Two thousand points are enough: between them the surface is taken for the plane of the nearest one, which
with a point every 4 cm is right to a few millimetres.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.body_frame import body_frame
from ..animation.rotations import quaternion_to_matrix
from ..animation.skeleton import Skeleton
from ..characters import FittedCharacter, HelperBone, Part
from ..characters.body.helper_bones import helper_rotations
from ..characters.body.surface import vertex_normals

__all__ = ["SkinPoints", "skin_points"]

Array = NDArray[np.float64]

_SPACING, _HAND_SPACING = 0.04, 0.017  # metres
_LEAST = 0.002  # metres outside the mesh that lies within the person: nearer is the inside of mouth or cloth
_AT_ONCE = 4096  # vertices


@dataclass(frozen=True, eq=False)
class SkinPoints:
    """Points on a person's surface at rest.

    Attributes:
        places: (N, 3) metres, in the skeleton's rest pose.
        normals: (N, 3) outwards.
        weights: (N, B) over the joints, then the helpers; rows sum to 1.
        areas: (N,) square metres that each stands for, about.
        halves: (N,) metres, half of how thick the body is under each: nothing lies deeper under it.
        skeleton: The joints.
        helpers: The helper bones.
    """

    places: Array
    normals: Array
    weights: Array
    areas: Array
    halves: Array
    skeleton: Skeleton
    helpers: tuple[HelperBone, ...] = ()

    @property
    def joints(self) -> NDArray[np.intp]:
        """(N,) the joint that moves each point most; a helper counts for the joint it is at."""
        count = len(self.skeleton)
        shares = self.weights[:, :count].copy()
        for number, helper in enumerate(self.helpers):
            shares[:, self.skeleton.index(helper.joint)] += self.weights[:, count + number]
        return np.argmax(shares, axis=1)

    def posed(self, positions: Array, rotations: Array) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return (F, N, 3) places and normals in the world, by linear blend skinning.

        Args:
            positions: (F, J, 3) metres, the joints in the world.
            rotations: (F, J, 4) their axes in the world.
        """
        turns = quaternion_to_matrix(rotations)
        rest = self.skeleton.rest_positions()
        heads = rest
        if self.helpers:
            roles = self.skeleton.naming.roles
            frame = body_frame(rest, {role: self.skeleton.index(name) for role, name in roles.items()})
            local = np.swapaxes(frame, 0, 1) @ turns @ frame
            more = frame @ helper_rotations(self.helpers, self.skeleton, roles, local, frame) @ frame.T
            at = [self.skeleton.index(helper.joint) for helper in self.helpers]
            turns = np.concatenate([turns, more], axis=1)
            heads = np.concatenate([rest, rest[at]])
            positions = np.concatenate([positions, positions[:, at]], axis=1)
        shifts = positions - np.einsum("fbij,bj->fbi", turns, heads)
        moves = np.concatenate([turns, shifts[..., None]], axis=3).reshape(len(turns), -1, 12)
        blended = np.matmul(self.weights.astype(np.float32), moves.astype(np.float32))
        blended = blended.reshape(len(turns), len(self.places), 3, 4)
        places = np.einsum("fnij,nj->fni", blended[..., :3], self.places.astype(np.float32))
        normals = np.einsum("fnij,nj->fni", blended[..., :3], self.normals.astype(np.float32))
        normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-6)
        return places + blended[..., 3], normals


def skin_points(character: FittedCharacter) -> SkinPoints:
    """Return the outer surface of a fitted character, without its hair."""
    skeleton, helpers = character.skeleton, character.helpers
    columns = {name: n for n, name in enumerate([*skeleton.names, *(each.name for each in helpers)])}
    parts = [part for part in character.parts if part.name not in ("hair", "beard")]
    found = [_outer(part, character.caster, columns) for part in parts]
    places, normals, weights = (np.concatenate([each[n] for each in found]) for n in range(3))
    hands = _is_hand(skeleton, weights, helpers)
    spacing = np.where(hands, _HAND_SPACING, _SPACING)
    chosen = _thinned(places, spacing)
    places, normals, weights, spacing = (each[chosen] for each in (places, normals, weights, spacing))
    halves = _halves(places, normals, np.argmax(weights, axis=1), spacing)
    return SkinPoints(places, normals, weights, spacing**2, halves, skeleton, tuple(helpers))


def _halves(places: Array, normals: Array, bones: NDArray[np.intp], spacing: Array) -> Array:
    """Return (N,) metres, half of the way through the body to the opposite side of the same bone's skin."""
    off = places[:, None] - places[None]
    through = np.einsum("nmi,ni->nm", off, normals)
    aside = np.sqrt(np.maximum(np.einsum("nmi,nmi->nm", off, off) - through**2, 0.0))
    opposite = (aside < 1.5 * spacing[:, None]) & (bones[:, None] == bones[None])
    return 0.5 * np.max(np.where(opposite, through, 0.0), axis=1) + 0.005


def _is_hand(skeleton: Skeleton, weights: Array, helpers: tuple[HelperBone, ...]) -> NDArray[np.bool_]:
    roles = skeleton.naming.roles
    joints = [skeleton.index(name) for role, name in roles.items() if role.endswith("hand") or "." in role]
    trunk = [skeleton.index(name) for role, name in roles.items() if role.split(".")[0] in ("spine", "neck")]
    return np.asarray(weights[:, [n for n in joints if n not in trunk]].sum(axis=1) > 0.5)


def _outer(part: Part, caster: Part, columns: Mapping[str, int]) -> tuple[Array, Array, Array]:
    """Return places, normals and weights of a part's vertices that lie outside the mesh within the person."""
    places = part.vertices.astype(np.float64)
    normals = vertex_normals(places, part.faces)
    weights = np.zeros((len(places), len(columns)))
    weights[:, [columns[name] for name in part.joints]] = part.weights
    inner = caster.vertices.astype(np.float64)
    inner_normals = vertex_normals(inner, caster.faces)
    near = _nearest(places, inner)
    off = places - inner[near]
    out = np.einsum("vi,vi->v", off, inner_normals[near]) > _LEAST
    out &= np.einsum("vi,vi->v", normals, inner_normals[near]) > 0.3
    return places[out], normals[out], weights[out]


def _nearest(places: Array, others: Array) -> NDArray[np.intp]:
    """Return (N,) which of the others is nearest to each place."""
    half = 0.5 * np.einsum("vi,vi->v", others, others)
    steps = range(0, len(places), _AT_ONCE)
    return np.concatenate([np.argmin(half - places[at : at + _AT_ONCE] @ others.T, axis=1) for at in steps])


def _thinned(places: Array, spacing: Array) -> NDArray[np.intp]:
    """Return which places to keep: of each cube with edges of their spacing the one next to its middle."""
    cells = np.floor(places / spacing[:, None]).astype(np.int64)
    off = np.linalg.norm(places / spacing[:, None] - cells - 0.5, axis=1)
    keys = np.concatenate([cells, (spacing > _HAND_SPACING)[:, None]], axis=1)
    order = np.lexsort((off, *keys.T))
    first = np.any(np.diff(keys[order], axis=0, prepend=keys[order[:1]] - 1) != 0, axis=1)
    return np.sort(order[first])
