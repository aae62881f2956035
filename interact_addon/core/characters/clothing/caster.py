# SPDX-License-Identifier: GPL-3.0-or-later
"""The mesh that casts a person's shadow in Workbench: closed, of a thousand faces, inside skin and clothes.

Workbench extrudes every edge of what casts a shadow, so the shadow of a whole person costs more than the
person. ``caster.npz`` (made by ``tools/make_caster``) has a closed mesh inside MakeHuman's base mesh: its
vertices are tied to places on it, and lie deep enough for its faces to stay inside when joints bend and the
face moves. Under clothes it is widened towards these; a garment that hangs between the legs, such as a skirt,
gets a shell of its own, and so does each shoe: else toes would be seen in the shadow of a boot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from ..body.attach import Anchors, clean_weights
from ..body.base_mesh import Body
from ..body.joining import BODY_PARTS
from ..body.layers import nearest_weights
from ..body.part import Part
from ..body.surface import unique_edges, unit_vectors, vertex_normals

__all__ = ["CASTER", "make_caster"]

CASTER = "shadow"
"""Name of the part."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_TABLE = Path(__file__).with_name("caster.npz")
_BARE = (*BODY_PARTS, "hair")
_FINE = tuple(name for name in _BARE if name != "skin")
_EACH = 4  # of so many vertices one's colour is looked at
_DEPTH = 0.008  # metres below the surface
_REACH, _ASIDE = 0.14, 0.018  # metres: how far above the skin cloth is looked for, and how far beside
_SAME_LIMB = 0.05  # least product of two points' weights
# Of the shell of a skirt, which bends with it: a coarser one comes out in its folds.
_ROWS, _ANGLES = 10, 36
_SHELL = 0.004  # metres, its thickness
_SLICES, _CORNERS = 7, 8  # of a shoe
_SHOE = 60  # vertices below the ankle that make a shoe


@dataclass(frozen=True, eq=False)
class _Table:
    """The mesh inside the base mesh.

    Attributes:
        anchors: Where the vertices are tied to.
        offset: (P, 3) metres from there into the body, in the MakeHuman rest pose.
        faces: (F, 4) triangles.
    """

    anchors: Anchors
    offset: Floats
    faces: Ints

    @cached_property
    def edges(self) -> Ints:
        """(E, 2)."""
        return unique_edges(self.faces, len(self.offset))[0]


@lru_cache(maxsize=1)
def _table() -> _Table:
    try:
        with np.load(_TABLE, allow_pickle=False) as stored:
            return _Table(
                Anchors(stored["corners"].astype(np.int32), stored["shares"].astype(np.float64)),
                stored["offset"].astype(np.float64),
                stored["faces"].astype(np.int32),
            )
    except (OSError, KeyError, ValueError) as error:
        raise CharacterError(
            "the shadow casters' table cannot be read", path=_TABLE, cure="Reinstall the add-on"
        ) from error


def make_caster(body: Body, parts: Sequence[Part]) -> Part:
    """Build the shadow caster of a dressed person, to be fitted like its parts.

    Args:
        body: The person's body.
        parts: Skin, hair and clothes, in the MakeHuman rest pose and weighted over its bones.

    Raises:
        CharacterError: The data file cannot be read.
    """
    table = _table()
    garments = [part for part in parts if part.name not in _BARE and len(part.vertices)]
    surface = table.anchors.of(body.vertices)
    faces = body.base.faces[body.base.faces_of("body")]
    normals = unit_vectors(table.anchors.of(vertex_normals(body.vertices.astype(np.float64), faces)))
    weights = clean_weights(table.anchors.of(body.rig.weights))
    height, hangs = _cloth_above(surface, normals, weights, garments, body)
    a, b = table.edges.T
    least = height.copy()  # a face stays below the cloth at all of its corners' neighbours
    np.minimum.at(least, a, height[b])
    np.minimum.at(least, b, height[a])
    vertices = surface + table.offset + least[:, None] * normals
    for garment in garments:
        there = np.flatnonzero((hangs == garments.index(garment)) & (least > 0.0))
        if len(there):
            weights[there] = nearest_weights(vertices[there].astype(np.float32), garment)
    points, corners, rows, tints = [vertices], [table.faces], [weights], [_tints(vertices, parts)]
    for garment in garments:
        for shell in (_shell(body, garment), *_shoes(body, garment)):
            if shell is not None:
                corners.append(shell[1] + sum(map(len, points)))
                points.append(shell[0])
                rows.append(nearest_weights(shell[0].astype(np.float32), garment))
                tints.append(_tints(shell[0], [garment]))
    return Part(
        name=CASTER,
        vertices=np.concatenate(points).astype(np.float32),
        faces=np.concatenate(corners).astype(np.int32),
        uvs=None,
        material_slots=(),
        face_material=None,
        weights=np.concatenate(rows),
        joints=body.rig.names,
        point_data={"tint": np.concatenate(tints)},
    )


def _tints(points: Floats, parts: Sequence[Part]) -> NDArray[np.float32]:
    """Return (P, 4) the colours around the points: what peeps out of a pinched fold is not noticed."""
    worn = [part for part in parts if "tint" in part.point_data and part.name not in _FINE]
    if not worn:
        return np.ones((len(points), 4), np.float32)
    places = np.concatenate([part.vertices[::_EACH] for part in worn])
    colours = np.concatenate([part.point_data["tint"][::_EACH] for part in worn])
    apart = (places**2).sum(axis=1) - 2.0 * points.astype(np.float32) @ places.T
    return colours[apart.argmin(axis=1)]


def _cloth_above(
    surface: Floats, normals: Floats, weights: NDArray[np.float32], garments: Sequence[Part], body: Body
) -> tuple[Floats, NDArray[np.int64]]:
    """Return (P,) how far above the skin its lowest cloth is, 0 where it is bare; and (P,) which garment."""
    height, which = np.full(len(surface), np.inf), np.full(len(surface), -1)
    skin, outward = surface.astype(np.float32), normals.astype(np.float32)
    for number, garment in enumerate(garments):
        if _between_legs(body, garment) is not None:
            continue
        cloth = garment.vertices
        up = outward @ cloth.T - (outward * skin).sum(axis=1)[:, None]
        apart = (skin**2).sum(axis=1)[:, None] + (cloth**2).sum(axis=1) - 2.0 * skin @ cloth.T
        near = (up > 0.0) & (up < _REACH) & (apart - up * up < _ASIDE**2)
        near &= weights @ garment.weights.T > _SAME_LIMB
        lowest = np.where(near, up, np.inf).min(axis=1)
        which[lowest < height] = number
        height = np.minimum(height, lowest)
    return np.where(np.isfinite(height), height, 0.0), which


def _between_legs(body: Body, garment: Part) -> tuple[float, float] | None:
    """Return the lowest and highest point of a garment that hangs between the legs, else None."""
    joints = body.joints
    hips, knee = joints["upperleg01.L"][2], joints["lowerleg01.L"][2]
    x, _, z = garment.vertices.astype(np.float64).T
    middle = z[(np.abs(x) < 0.012) & (z < hips - 0.35 * (hips - knee))]
    if len(middle) < 4:
        return None
    return float(middle.min()), float(min(z.max(), joints["spine04"][2]))


def _shell(body: Body, garment: Part) -> tuple[Floats, Ints] | None:
    """Return the vertices and quads of a closed tube inside a garment that hangs between the legs, else None.

    It has an outer and an inner side: the legs within do not show whether it is there.
    """
    heights = _between_legs(body, garment)
    if heights is None:
        return None
    cloth = garment.vertices.astype(np.float64)
    step = (heights[1] - heights[0]) / _ROWS
    cloth = cloth[(cloth[:, 2] > heights[0] - step) & (cloth[:, 2] < heights[1] + step)]
    centre = 0.5 * (cloth[:, 1].min() + cloth[:, 1].max())
    out = cloth[:, :2] - [0.0, centre]
    turn = np.arctan2(out[:, 1], out[:, 0])
    levels = np.linspace(heights[0] + _DEPTH, heights[1], _ROWS)
    angles = np.linspace(-np.pi, np.pi, _ANGLES, endpoint=False)
    aside = np.abs((turn[None] - angles[:, None] + np.pi) % (2.0 * np.pi) - np.pi) < 2.0 * np.pi / _ANGLES
    beside = np.abs(cloth[None, :, 2] - levels[:, None]) < step
    radius = np.where(beside[:, None] & aside[None], np.linalg.norm(out, axis=1), np.inf).min(axis=2)
    if not np.isfinite(radius).all():
        return None  # open, such as a coat
    rims = np.concatenate([radius - _DEPTH, (radius - _DEPTH - _SHELL)[::-1]])
    z = np.concatenate([levels, levels[::-1]])
    points = np.stack([rims * np.cos(angles), rims * np.sin(angles) + centre, z[:, None] + 0.0 * rims], 2)
    row, column = np.meshgrid(np.arange(2 * _ROWS), np.arange(_ANGLES), indexing="ij")
    right, up = (column + 1) % _ANGLES, (row + 1) % (2 * _ROWS)
    corners = [row * _ANGLES + column, row * _ANGLES + right, up * _ANGLES + right, up * _ANGLES + column]
    return points.reshape(-1, 3), np.stack(corners, 2).reshape(-1, 4)


def _shoes(body: Body, garment: Part) -> list[tuple[Floats, Ints]]:
    """Return the vertices and quads of a closed shell in each shoe: elliptic slices from heel to toe."""
    foot = [k for k, name in enumerate(body.rig.names) if name.startswith(("foot", "toe"))]
    ankle = body.joints["foot.L"][2]
    cloth = garment.vertices.astype(np.float64)
    cloth = cloth[(garment.weights[:, foot].sum(1) > 0.9) & (cloth[:, 2] < ankle)]
    turn = np.linspace(0.0, 2.0 * np.pi, _CORNERS, endpoint=False)
    unit = np.stack([np.cos(turn), np.sin(turn)], 1)
    shells = []
    for shoe in (cloth[cloth[:, 0] > 0.0], cloth[cloth[:, 0] < 0.0]):
        if len(shoe) < _SHOE:
            continue
        back, front = shoe[:, 1].max() - _DEPTH, shoe[:, 1].min() + 2.0 * _DEPTH
        along = np.linspace(back, front, _SLICES)
        apart = np.abs(shoe[:, 1] - along[:, None])
        step = 0.6 * (back - front) / (_SLICES - 1)
        beside = apart <= np.maximum(step, np.partition(apart, 39, axis=1)[:, 39:40])  # coarse shoes have few
        across = np.where(beside[..., None], shoe[:, [0, 2]], np.nan)
        low, high = np.nanmin(across, axis=1), np.nanmax(across, axis=1)
        high[:, 1] -= 0.2 * (high - low)[:, 1]  # the upper is round, and laces lie on it
        half = np.maximum(0.44 * (high - low) - 0.5 * _DEPTH, 0.001)
        half[[0, -1]] *= 0.55  # heel and tip are round
        rings = 0.5 * (low + high)[:, None] + half[:, None] * unit
        depth = np.broadcast_to(along[:, None], rings.shape[:2])
        points = np.stack([rings[..., 0], depth, rings[..., 1]], 2).reshape(-1, 3)
        number = np.arange(len(points)).reshape(_SLICES, _CORNERS)
        after = np.roll(number, -1, axis=1)
        sides = np.stack([number[:-1], after[:-1], after[1:], number[1:]], 2).reshape(-1, 4)
        cap = np.array([[0, 7, 6, 1], [1, 6, 5, 2], [2, 5, 4, 3]])
        shells.append((points, np.concatenate([sides, cap, number[-1][cap[:, ::-1]]])))
    return shells
