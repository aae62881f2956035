# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's surface as points with normals.

Between them the surface is taken for the plane of the nearest one, which with a point every 4 cm is right to
a few millimetres.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from ..animation.skeleton import Motion
from ..characters import FittedCharacter
from ..characters.body.surface import vertex_normals
from ..characters.surface import bone_matrices, outer_skin, skinned

__all__ = ["SkinPoints", "skin_points"]

Array = NDArray[np.float64]
Floats = NDArray[np.float32]

_DENSE = 0.02  # metres: of points that are nearer to each other than that, one is enough


@dataclass(frozen=True, eq=False)
class SkinPoints:
    """Points on a person's surface at rest.

    Attributes:
        places: (N, 3) metres, in the rest pose.
        normals: (N, 3) outwards.
        weights: (N, B) over bones; rows sum to 1.
        joints: (N,) the number of the joint that moves each most.
        areas: (N,) square metres that each stands for.
        bones: Returns (F, B, 3, 4), what carries points from rest to the world in each frame of a motion.
    """

    places: Array
    normals: Array
    weights: Floats
    joints: NDArray[np.intp]
    areas: Array
    bones: Callable[[Motion], Floats]

    @cached_property
    def halves(self) -> Array:
        """(N,) metres, half of the way through the body under each to the skin of the same joint, and a bit.

        Nothing lies deeper under a point.
        """
        off = self.places[:, None] - self.places[None]
        through = np.einsum("nmi,ni->nm", off, self.normals)
        aside = np.sqrt(np.maximum(np.einsum("nmi,nmi->nm", off, off) - through**2, 0.0))
        opposite = (aside < 0.03) & (self.joints[:, None] == self.joints[None])
        return np.asarray(0.5 * np.max(np.where(opposite, through, 0.0), axis=1) + 0.005)

    @cached_property
    def _rows(self) -> tuple[Floats, Floats]:
        """(N, 4B) twice, what `skinned` makes places and normals of."""
        whole = np.concatenate([self.places, np.ones((len(self.places), 1))], axis=1)
        ways = np.concatenate([self.normals, np.zeros((len(self.places), 1))], axis=1)
        rows = [(self.weights[..., None] * each[:, None]).reshape(len(each), -1) for each in (whole, ways)]
        return rows[0].astype(np.float32), rows[1].astype(np.float32)

    def posed(self, motion: Motion) -> tuple[Floats, Floats]:
        """Return (F, N, 3) twice, places and normals in the world in each frame of a motion."""
        matrices = self.bones(motion)
        places, normals = (skinned(rows, matrices) for rows in self._rows)
        normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-6)
        return places, normals


def skin_points(fitted: FittedCharacter) -> SkinPoints:
    """Return the outer surface of a fitted character: skin and clothes, without hair."""
    skin = outer_skin(fitted)
    triangles = np.concatenate([skin.triangles, np.full((len(skin.triangles), 1), -1)], axis=1)
    normals = vertex_normals(skin.vertices, triangles.astype(np.int32))
    corners = skin.vertices[skin.triangles]
    sizes = 0.5 * np.linalg.norm(
        np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
    )
    thirds = np.repeat(sizes / 3.0, 3)
    areas = np.bincount(skin.triangles.ravel(), thirds, len(skin.vertices)).astype(np.float64)
    count = len(fitted.skeleton)
    shares = skin.weights[:, :count].copy()
    for number, helper in enumerate(fitted.helpers):
        shares[:, fitted.skeleton.index(helper.joint)] += skin.weights[:, count + number]
    joints = shares.argmax(axis=1)
    chosen = _thinned(skin.vertices)
    return SkinPoints(
        skin.vertices[chosen],
        normals[chosen],
        skin.weights[chosen],
        joints[chosen],
        areas[chosen],
        partial(bone_matrices, fitted),
    )


def _thinned(places: Array) -> NDArray[np.intp]:
    """Return which places to keep: of each cube with edges of 2 cm the one next to its middle."""
    cells = np.floor(places / _DENSE).astype(np.int64)
    off = np.linalg.norm(places / _DENSE - cells - 0.5, axis=1)
    order = np.lexsort((off, *cells.T))
    first = np.any(np.diff(cells[order], axis=0, prepend=cells[order[:1]] - 1) != 0, axis=1)
    return np.sort(order[first])
