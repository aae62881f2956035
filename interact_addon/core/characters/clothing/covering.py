# SPDX-License-Identifier: GPL-3.0-or-later
"""What a piece of a wardrobe covers: which of our own clothes it replaces, which skin is beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..body.attach import clean_weights
from ..body.figure import Figure, smoothstep
from ..body.part import Part, part_from_faces
from ..body.surface import average_neighbours, border_edges, vertex_normals
from .garments import Top, Trousers
from .shoes import Shoe

__all__ = ["around", "at_cuffs", "bared", "beneath", "dense_points", "replaced_by", "without_shafts"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_FAR = 0.15  # metres from the skin to a wide skirt
_NEAR = 0.02  # metres at which cloth is on the skin, wherever it is seen from
_WITHIN = 0.03  # metres from the skin to cloth that hides it in every pose
_MOST = 0.8  # share of a region from which it counts as covered
_SOME = 0.5
_SHAFT = 0.09  # metres above the sole at which shafts begin
_CUFF = (0.020, 0.008)  # metres between skin and the edge of cloth: that moves alone, that moves with it
_INSIDE = (0.004, 0.0)  # metres that it is outside the cloth
_BUST = 0.12  # metres below the armpits that every top covers, however short it is
_GRID = 0.01  # metres between the points of cloth that are looked at
_ENOUGH = 400  # points of a region that are looked at


def replaced_by(figure: Figure, cloth: Floats) -> frozenset[str]:
    """Return which of ``top``, ``trousers``, ``skirt``, ``shoes`` a piece replaces.

    A top is replaced by what covers front and back of the chest; trousers and skirt by
    what covers the hips and begins to cover the thighs, so that a shirt leaves them; shoes by what covers the
    feet.

    Args:
        figure: The body.
        cloth: (P, 3) points of the piece on it, dense.
    """
    count = len(figure.body.base.vertex_groups["body"])
    points, limbs = figure.points[:count], figure.limbs[:count]
    faces = figure.body.base.faces[figure.body.base.faces_of("body")]
    normals = vertex_normals(points, faces)
    arms, legs, z = limbs[:, :2].max(1), limbs[:, 2:].max(1), points[:, 2]
    trunk = (arms < 0.3) & (z > figure.armpit - _BUST) & (z < figure.armpit)
    names = figure.body.rig.names
    foot = [k for k, name in enumerate(names) if name.startswith(("foot", "toe"))]
    feet = figure.body.rig.weights[:count, foot].sum(1) > 0.6

    cloth = _thinned(cloth)

    def share(where: Mask) -> float:
        some = np.flatnonzero(where)
        some = some[:: max(1, len(some) // _ENOUGH)]
        return float(_facing(points[some], normals[some], cloth).mean()) if len(some) else 0.0

    found: set[str] = set()
    ahead = normals[:, 1] < 0
    between = trunk & ahead & (np.abs(points[:, 0]) < 0.03)  # where an open jacket has nothing
    if share(trunk & ahead) > _MOST and min(share(trunk & ~ahead), share(between)) > _SOME:
        found.add("top")
    crotch, hips = figure.crotch, figure.hips
    around = (arms < 0.3) & (z > crotch) & (z < hips + 0.02)
    thighs = (legs > 0.5) & (z > crotch - 0.14) & (z < crotch - 0.02)
    if share(around) > _MOST and share(thighs) > _SOME:
        found |= {"trousers", "skirt"}
    if share(feet & (z < 0.09)) > _MOST:
        found.add("shoes")
    return frozenset(found)


def beneath(figure: Figure, cloth: Floats, rings: int, near: Mask | None = None) -> Mask:
    """Return (S,) which skin vertices are beneath cloth.

    Args:
        figure: The body.
        cloth: (P, 3) points of the piece on it, dense.
        rings: How many rings of vertices along the edges of cloth do not count.
        near: (S,) Only these are looked at.
    """
    count = len(figure.body.base.vertex_groups["body"])
    points = figure.points[:count]
    faces = figure.body.base.faces[figure.body.base.faces_of("body")]
    normals = vertex_normals(points, faces)
    cloth = _thinned(cloth)
    low, high = cloth.min(0) - _WITHIN, cloth.max(0) + _WITHIN
    found = ((points > low) & (points < high)).all(1)
    if near is not None:
        found &= near
    found[found] = _facing(points[found], normals[found], cloth, far=_WITHIN)
    covered = found if near is None else found | ~near
    edges, _ = average_neighbours(faces, count)
    for _ in range(rings):
        covered[edges[~covered[edges].all(1)].ravel()] = False
    return covered & found


def around(figure: Figure, some: Mask, rings: int) -> Mask:
    """Return (S,) which skin vertices are next to some, at most ``rings`` away, and not among them."""
    edges, _ = average_neighbours(figure.body.base.faces[figure.body.base.faces_of("body")], len(some))
    grown = some.copy()
    for _ in range(rings):
        grown[edges[grown[edges].any(1)].ravel()] = True
    return grown & ~some


def at_cuffs(skin: Part, cloth: Part) -> Part:
    """Return the skin, moving with cloth just beneath its edges: a bent wrist stays in its cuff.

    Args:
        skin: The skin; both are weighted over the same joints.
        cloth: A piece of a wardrobe.
    """
    points, body = cloth.vertices.astype(np.float64), skin.vertices.astype(np.float64)
    edge = np.zeros(len(points), bool)
    edge[border_edges(cloth.faces, len(points))[0]] = True
    edges, _ = average_neighbours(cloth.faces, len(points))
    for _ in range(2):
        edge[edges[edge[edges].any(1)].ravel()] = True
    near = points[edge]
    if not len(near):
        return skin
    there = np.flatnonzero(((body > near.min(0) - _CUFF[0]) & (body < near.max(0) + _CUFF[0])).all(1))
    parts = np.array_split(there, max(1, len(there) // 512))
    nearest = np.concatenate([((body[some, None] - near) ** 2).sum(2).argmin(1) for some in parts])
    off = body[there] - near[nearest]
    height = (off * vertex_normals(points, cloth.faces)[edge][nearest]).sum(1)
    share = smoothstep(np.linalg.norm(off, axis=1), *_CUFF) * smoothstep(height, *_INSIDE)
    weights = skin.weights.astype(np.float64)
    weights[there] += share[:, None] * (cloth.weights[edge][nearest] - weights[there])
    return replace(skin, weights=clean_weights(weights))


def bared(
    figure: Figure, covered: Floats, gone: frozenset[str], top: Top, trousers: Trousers, shoe: Shoe
) -> Floats:
    """Return (S,) metres that the skin is inside those of our own clothes that are still worn.

    Args:
        figure: The body.
        covered: (S,) metres that it is inside all of them, negative where it is bare.
        gone: Which are not worn.
        top: How our top is made.
        trousers: How our trousers are.
        shoe: How our shoes are.
    """
    points, limbs = figure.points[: len(covered)], figure.limbs[: len(covered)]
    arms, legs, z = limbs[:, :2].max(1), limbs[:, 2:].max(1), points[:, 2]
    on_leg = (legs > 0.5) & (z < figure.crotch)
    out = covered.copy()
    if "top" in gone:
        waist = figure.hips + trousers.waist - z if "trousers" not in gone else np.full(len(z), -1.0)
        out = np.where(on_leg, out, np.minimum(out, np.where(arms > 0.4, -1.0, waist)))
    if "trousers" in gone:
        hem = z - figure.crotch - top.hem if "top" not in gone else np.full(len(z), -1.0)
        shod = shoe.collar - z if "shoes" not in gone else np.full(len(z), -1.0)
        out = np.where(arms > 0.4, out, np.minimum(out, np.maximum(hem, shod)))
    elif "shoes" in gone:
        out = np.where(on_leg, np.minimum(out, z - trousers.hem), out)
    return np.asarray(out)


def without_shafts(shoes: Part, over: Sequence[Part]) -> Part:
    """Return shoes without socks and shafts that are just beneath trousers and would show through them.

    Args:
        shoes: A piece of a wardrobe.
        over: Clothes of the legs.
    """
    points = shoes.vertices.astype(np.float64)
    cloth = [dense_points(part) for part in over]
    cloth = [part[part[:, 2] < points[:, 2].max() + _NEAR] for part in cloth]
    near = _thinned(np.concatenate([*cloth, np.empty((0, 3))]))
    high = np.flatnonzero(points[:, 2] > points[:, 2].min() + _SHAFT)
    if not len(near) or not len(high):
        return shoes
    beneath_cloth = np.zeros(len(points), bool)
    distance = np.linalg.norm(points[high, None] - near[None], axis=2).min(1)
    beneath_cloth[high] = (distance < _NEAR) & (points[high, 2] > near[:, 2].min() + _NEAR)
    rings = np.where(shoes.faces >= 0, shoes.faces, shoes.faces[:, :1])
    kept = ~beneath_cloth[rings].all(1)
    part, _ = part_from_faces(
        shoes.name,
        shoes.faces[kept],
        shoes.vertices,
        shoes.weights,
        shoes.joints,
        uvs=None if shoes.uvs is None else shoes.uvs[kept],
        shapes=shoes.shapes,
        material_slots=shoes.material_slots,
        face_material=None if shoes.face_material is None else shoes.face_material[kept],
        point_data=shoes.point_data,
    )
    return part


def dense_points(part: Part) -> Floats:
    """Return points of a part: vertices and the middles of faces and of their edges."""
    points = part.vertices.astype(np.float64)
    corners = points[np.where(part.faces >= 0, part.faces, part.faces[:, :1])]
    edges = 0.5 * (corners + np.roll(corners, 1, axis=1))
    return np.concatenate([points, corners.mean(1), edges.reshape(-1, 3)])


def _thinned(cloth: Floats) -> Floats:
    """Return one of the points in each cell of a grid."""
    _, first = np.unique(np.floor(cloth / _GRID).astype(np.int64), axis=0, return_index=True)
    return cloth[first]


def _facing(points: Floats, normals: Floats, cloth: Floats, far: float = _FAR, near: float = _NEAR) -> Mask:
    """Return (P,) whether there is cloth before each point, in the direction of its normal."""
    found = np.zeros(len(points), bool)
    for start in range(0, len(points), 512):  # (512, C, 3) at once
        here = slice(start, start + 512)
        away = cloth[None] - points[here, None]
        distance = np.linalg.norm(away, axis=2)
        ahead = np.einsum("pca,pa->pc", away, normals[here])
        close = (distance < near) & (ahead > -0.5 * distance)
        found[here] = (close | ((distance < far) & (ahead > 0.5 * distance))).any(1)
    return found
