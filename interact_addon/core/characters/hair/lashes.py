# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds eyelashes and eyebrows: single tapered hairs that move with lids and skin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..body.attach import Anchors, anchors_from_front, clean_weights
from ..body.base_mesh import Body
from ..body.colours import linear, rgba, scaled
from ..body.detail import Detail
from ..body.part import Part
from ..body.surface import unit_vectors, vertex_normals
from ..head.face_frame import FaceFrame
from .strips import ribbon_rows, ribbons

__all__ = ["Brow", "as_grid", "make_brows", "make_lashes"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


_LASH_ROWS = 4
# Share of the hairs, and how much wider each is.
_BROWS: Mapping[Detail, tuple[float, float]] = {
    Detail.FULL: (1.0, 1.0),
    Detail.PLAYBACK: (0.5, 1.6),
    Detail.DRAFT: (0.28, 2.4),
}
_LASHES: Mapping[Detail, tuple[float, float]] = {
    Detail.FULL: (1.0, 1.0),
    Detail.PLAYBACK: (0.6, 1.4),
    Detail.DRAFT: (0.35, 2.0),
}


@dataclass(frozen=True)
class Brow:
    """The shape of a brow, in half eye distances from between the eyes.

    Attributes:
        line: (x, height) of its middle line from the nose outwards. It ends, hairs included, before the line
            from the wing of the nose through the outer corner of the eye.
        thick: Half its thickness at even steps from the inner to the outer end.
        hairs: Number of hairs of each brow.
        width: Width of a hair in metres.
    """

    line: tuple[tuple[float, float], ...] = (
        (0.40, 0.60), (0.62, 0.665), (0.90, 0.725), (1.14, 0.745), (1.36, 0.69), (1.52, 0.60),
    )  # fmt: skip
    thick: tuple[float, ...] = (0.060, 0.100, 0.100, 0.065, 0.010)
    hairs: int = 280
    width: float = 0.00042


def make_lashes(body: Body, colour: str, *, detail: Detail = Detail.FULL) -> Part:
    """Build upper and lower lashes of both eyes, along MakeHuman's lash helpers."""
    share = 1.0 if body.look.sex == "female" else 0.72
    fewer, wider = _LASHES[detail]
    rng = np.random.default_rng(5)
    held: list[Anchors] = []
    widths: list[Floats] = []
    for side in ("l", "r"):
        for row, number, reach in ((2, 64, 0.92), (1, 34, 0.62)):
            table = _strip(body, f"helper-{side}-eyelashes-{row}")
            anchors = _lashes(table, int(number * share * fewer), reach * (0.75 + 0.25 * share), rng)
            held.append(anchors)
            widths.append(
                np.full(len(anchors.corners) // _LASH_ROWS, wider * (0.00020 if row == 2 else 0.00014))
            )
    anchors = Anchors(np.concatenate([a.corners for a in held]), np.concatenate([a.shares for a in held]))
    path = anchors.of(body.vertices).reshape(-1, _LASH_ROWS, 3)
    wide = _across(path, np.array([1.0, 0.0, 0.0])) * np.concatenate(widths)[:, None, None]
    points, faces = ribbons(path, wide)
    return _hair_part(
        "lashes", body, points, faces, anchors.taken(ribbon_rows(len(path), _LASH_ROWS)), colour, 0.35
    )


def _across(path: Floats, along: Floats) -> Floats:
    """Return unit vectors across each hair that are as close as possible to a direction."""
    run = unit_vectors(np.gradient(path, axis=1))
    wide = along - run * (run * along).sum(2, keepdims=True)
    return unit_vectors(wide)


def _lashes(table: Ints, count: int, reach: float, rng: np.random.Generator) -> Anchors:
    """Return paths over a grid of vertices (rows from the lid outwards), fanned out towards both ends."""
    rows, columns = table.shape
    along = (np.arange(count) + rng.uniform(0.15, 0.85, count)) / count
    far = np.linspace(0.0, 1.0, _LASH_ROWS)
    length = reach * (0.75 + 0.25 * np.sin(np.pi * along)) * rng.uniform(0.85, 1.0, count)
    lean = 0.10 * (along - 0.42) + rng.normal(0.0, 0.012, count)
    u = np.clip(along[:, None] + lean[:, None] * far**1.5, 0.0, 1.0) * (columns - 1)
    v = length[:, None] * far * (rows - 1)
    u0 = np.minimum(u.astype(int), columns - 2)
    v0 = np.minimum(v.astype(int), rows - 2)
    s, t = (u - u0).ravel(), (v - v0).ravel()
    corners = np.stack([table[v0, u0], table[v0, u0 + 1], table[v0 + 1, u0 + 1], table[v0 + 1, u0]], -1)
    shares = np.stack([(1 - s) * (1 - t), s * (1 - t), s * t, (1 - s) * t], -1)
    return Anchors(corners.reshape(-1, 4).astype(np.int32), shares)


def _strip(body: Body, group: str) -> Ints:
    """Return a lash helper's grid of vertices: the first row at the lid, columns from the nose outwards."""
    base = body.base
    table = as_grid(base.faces[np.isin(base.faces, base.vertex_groups[group]).all(1)])
    eye = base.vertices[base.vertex_groups[f"helper-{group[7]}-eye"]].mean(0)
    away = np.linalg.norm(base.vertices[table] - eye, axis=2).mean(1)
    if away[0] > away[-1]:
        table = table[::-1]
    aside = np.abs(base.vertices[table][..., 0]).mean(0)
    return table if aside[0] < aside[-1] else table[:, ::-1]


def as_grid(quads: Ints) -> Ints:
    """Return the vertices of a rectangular patch of quads as a grid whose rows are the longer sides."""
    sides: dict[frozenset[int], list[int]] = {}
    for number, quad in enumerate(quads.tolist()):
        for k in range(4):
            sides.setdefault(frozenset((quad[k], quad[(k + 1) % 4])), []).append(number)
    border: dict[int, list[int]] = {}
    for side, owners in sides.items():
        if len(owners) == 1:
            a, b = side
            border.setdefault(a, []).append(b)
            border.setdefault(b, []).append(a)
    count = np.bincount(quads.ravel(), minlength=int(quads.max()) + 1)
    corners = {vertex for vertex in border if count[vertex] == 1}
    walks = [_walk(min(corners), first, border, corners) for first in border[min(corners)]]
    row = max(walks, key=len)
    rows, used = [row], set()
    while True:
        following: list[int] = []
        for a, b in pairwise(row):
            left = [n for n in sides[frozenset((a, b))] if n not in used]
            if not left:
                return np.array(rows, np.int32)
            used.add(left[0])
            quad = quads[left[0]].tolist()
            place = quad.index(a)
            before, after = quad[place - 1], quad[(place + 1) % 4]
            beside = before if after == b else after
            across = next(v for v in quad if v not in (a, b, beside))
            following += [beside, across] if not following else [across]
        row = following
        rows.append(row)


def _walk(start: int, following: int, border: dict[int, list[int]], corners: set[int]) -> list[int]:
    path = [start, following]
    while path[-1] not in corners:
        path.append(next(v for v in border[path[-1]] if v != path[-2]))
    return path


def make_brows(
    body: Body, frame: FaceFrame, shape: Brow, colour: str, *, detail: Detail = Detail.FULL
) -> Part:
    """Build both brows; their hairs are on the skin and move with it."""
    rng = np.random.default_rng(11)
    share, wider = _BROWS[detail]
    shape = replace(shape, hairs=int(shape.hairs * share), width=shape.width * wider)
    base = body.base
    faces = base.faces[base.faces_of("body")]
    x, z = np.abs(frame.points[:, 0]), frame.points[:, 2]
    near = (x < 2.3) & (z > 0.1) & (z < 1.6) & (frame.points[:, 1] < 0.6)
    faces = faces[near[np.maximum(faces, 0)].all(1)]
    place = _brow_paths(shape, rng)
    rows = place.shape[1]
    places = np.concatenate([place * [sign, 1.0] for sign in (1.0, -1.0)])
    anchors, met = anchors_from_front(frame.points, faces, places.reshape(-1, 2))
    keep = met.reshape(-1, rows).all(1)
    anchors = anchors.taken(np.flatnonzero(np.repeat(keep, rows)))
    hairs = int(keep.sum())
    normal = vertex_normals(body.vertices.astype(np.float64), faces)
    height = np.tile([0.0, 0.00075, 0.0005, 0.00025][:rows], hairs)
    path = anchors.of(body.vertices) + height[:, None] * anchors.of(normal)
    path = path.reshape(hairs, rows, 3)
    facing = anchors.of(normal).reshape(hairs, rows, 3)
    run = np.gradient(path, axis=1)
    across = unit_vectors(np.cross(facing, run))
    points, quads = ribbons(path, 0.5 * shape.width * across)
    return _hair_part("brows", body, points, quads, anchors.taken(ribbon_rows(hairs, rows)), colour, 0.9)


def _brow_paths(shape: Brow, rng: np.random.Generator) -> Floats:
    """Return (H, R, 2) x and height of the hairs of the left brow."""
    rows = 3
    line = np.array(shape.line)
    along = np.sort(rng.beta(1.45, 1.65, shape.hairs))
    spot = np.stack([np.interp(along, np.linspace(0, 1, len(line)), line[:, k]) for k in range(2)], 1)
    thick = np.interp(along, np.linspace(0.0, 1.0, len(shape.thick)), shape.thick)
    # Dense in the middle, sparse at both edges.
    aside = 2.0 * rng.beta(2.4, 2.4, shape.hairs) - 1.0
    spot = spot + np.stack([np.zeros_like(aside), aside * thick], 1)
    # Hairs stand up at the nose and are flatter outwards; the upper ones point down, the lower ones up.
    angle = np.interp(along, (0.0, 0.12, 0.45, 0.75, 1.0), (66.0, 44.0, 18.0, -10.0, -30.0))
    angle = np.radians(angle - 16.0 * aside + rng.normal(0.0, 6.0, shape.hairs))
    length = np.interp(along, (0.0, 0.2, 0.6, 0.85, 1.0), (0.15, 0.22, 0.23, 0.17, 0.10))
    length = length * rng.uniform(0.8, 1.15, shape.hairs)
    steps = np.linspace(0.0, 1.0, rows)
    bent = angle[:, None] - np.radians(14.0) * steps
    direction = np.stack([np.cos(bent), np.sin(bent)], -1) * length[:, None, None]
    return np.asarray(spot[:, None] + direction * steps[None, :, None])


def _hair_part(
    name: str, body: Body, points: Floats, faces: Ints, anchors: Anchors, colour: str, light: float
) -> Part:
    weights = clean_weights(anchors.of(body.rig.weights))
    tint = scaled(linear(colour), light)
    return Part(
        name=name,
        vertices=points.astype(np.float32),
        faces=faces,
        uvs=None,
        material_slots=(name,),
        face_material=None,
        weights=weights,
        joints=body.rig.names,
        shapes=anchors.shapes_of(body.shapes),
        point_data={"tint": rgba(tint, len(points))},
    )
