# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds teeth with gums, and the tongue, from MakeHuman's helpers; they follow the jaw's shapes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..body.attach import Anchors, clean_weights
from ..body.base_mesh import Body
from ..body.colours import mix, rgba
from ..body.figure import smoothstep
from ..body.part import Part
from ..body.surface import subdivide, surface_of
from ..hair.lashes import as_grid

__all__ = ["make_teeth", "make_tongue"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

# Widths of the teeth from the middle to the back, millimetres.
_WIDTHS = {"upper": (8.6, 6.8, 7.8, 7.1, 6.8, 10.2, 9.8), "lower": (5.4, 6.0, 7.0, 7.1, 7.2, 11.0, 10.5)}
_PER_TOOTH = 8
_ROWS = np.array([0.0, 0.45, 0.80, 0.92, 1.05, 1.30, 1.60, 1.85, 1.97, 2.0, 2.06, 2.25, 2.6, 3.0])
_ENAMEL = np.array([0.80, 0.76, 0.66])
_GUM = np.array([0.55, 0.20, 0.18])


def make_teeth(body: Body) -> Part:
    """Build upper and lower teeth as one part; material slots are teeth and gums."""
    pieces = [_row(body, jaw) for jaw in ("upper", "lower")]
    sizes = np.cumsum([0, *(len(piece[0]) for piece in pieces)])
    held = Anchors(
        np.concatenate([piece[3].corners for piece in pieces]),
        np.concatenate([piece[3].shares for piece in pieces]),
    )
    colours = np.concatenate([piece[2] for piece in pieces])
    faces = np.concatenate([piece[1] + start for piece, start in zip(pieces, sizes[:-1], strict=True)])
    weights = clean_weights(held.of(body.rig.weights))
    return Part(
        name="teeth",
        vertices=np.concatenate([piece[0] for piece in pieces]).astype(np.float32),
        faces=faces.astype(np.int32),
        uvs=None,
        material_slots=("teeth", "gums"),
        face_material=np.concatenate([piece[4] for piece in pieces]),
        weights=weights,
        joints=body.rig.names,
        shapes=held.shapes_of(body.shapes),
        point_data={"tint": rgba(colours, len(colours))},
    )


def _row(body: Body, jaw: str) -> tuple[Floats, Ints, Floats, Anchors, NDArray[np.int16]]:
    """Build one row of teeth: vertices, faces, colours, anchors, slots."""
    base = body.base
    table = as_grid(base.faces[base.faces_of(f"helper-{jaw}-teeth")])
    points = body.vertices[table].astype(np.float64)
    # The first row is the front one of the two outer rows, where the gums meet the inner side of the lips.
    if points[0, :, 1].min() > points[-1, :, 1].min():
        table, points = table[::-1], points[::-1]
    if points[0, 0, 0] < points[0, -1, 0]:
        table, points = table[:, ::-1], points[:, ::-1]
    columns = table.shape[1]
    edge = points[2]
    length = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(edge, axis=0), axis=1))]
    middle = 0.5 * length[-1]
    widths = np.array(_WIDTHS[jaw])
    bounds = np.r_[0.0, np.cumsum(widths)]
    bounds *= middle / bounds[-1]
    steps = np.linspace(0.0, 1.0, _PER_TOOTH, endpoint=False)
    half = np.concatenate([low + steps * (high - low) for low, high in pairwise(bounds)])
    within = np.concatenate([steps] * len(widths))
    place: Floats = np.r_[middle - np.r_[half, middle][::-1], middle + np.r_[half, middle][1:]]
    gap = np.r_[np.r_[within, 0.0][::-1], np.r_[within, 0.0][1:]]
    column = np.interp(place, length, np.arange(columns))
    anchors = _smooth_anchors(table, column, _ROWS)
    spots = anchors.of(body.vertices).reshape(len(_ROWS), len(place), 3)
    # Every tooth is rounded: forward in its middle, back where it meets its neighbour.
    outward = spots[2] - spots[2].mean(0) + np.array([0.0, 0.02, 0.0])
    outward[:, 2] = 0.0
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    round_ = np.abs(np.sin(np.pi * gap)) ** 0.45
    crown = smoothstep(_ROWS, 0.75, 1.1) * smoothstep(_ROWS, 2.9, 2.3)
    gum = smoothstep(_ROWS, 0.95, 0.70)
    bulge = crown[:, None] * (0.0011 * (round_ - 0.75))[None] + 0.0004 * gum[:, None]
    spots = spots + bulge[..., None] * outward[None]
    bite = smoothstep(_ROWS, 1.6, 2.0) * smoothstep(_ROWS, 2.5, 2.05)
    rise = 0.0009 * bite[:, None] * (1.0 - round_)[None] * (1.0 if jaw == "upper" else -1.0)
    spots[..., 2] += rise
    line = 0.92 + 0.16 * (1.0 - np.sin(np.pi * gap) ** 0.8)
    on_gum = smoothstep(_ROWS[:, None] - line[None], 0.06, -0.06) + smoothstep(_ROWS, 2.7, 2.95)[:, None]
    colour = mix(
        np.broadcast_to(_ENAMEL, spots.shape), np.array([0.35, 0.26, 0.20]), 0.75 * (1.0 - round_)[None]
    )
    colour = mix(colour, np.array([0.86, 0.84, 0.78]), 0.4 * smoothstep(_ROWS, 1.4, 1.95)[:, None])
    colour = mix(colour, _GUM, np.clip(on_gum, 0.0, 1.0))
    back = smoothstep(np.abs(place - middle) / middle, 0.22, 0.85)
    colour = colour * (1.0 - 0.82 * back)[None, :, None]
    # No light falls on the sides towards the tongue; Workbench would draw them as a grey wall.
    colour = colour * (1.0 - 0.75 * smoothstep(_ROWS, 2.0, 2.3))[:, None, None]
    number = np.arange(spots.shape[0] * spots.shape[1]).reshape(spots.shape[:2])
    quads = np.stack([number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]], -1).reshape(-1, 4)
    flat = spots.reshape(-1, 3)
    a, b, c = (flat[quads[:, k]] for k in range(3))
    facing = (
        np.cross(b - a, c - a)
        * np.broadcast_to(outward[:-1], (len(_ROWS) - 1, len(place) - 1, 3)).reshape(-1, 3)
    ).sum(1)
    if facing[: 5 * (len(place) - 1)].sum() < 0.0:
        quads = quads[:, ::-1]
    slot = (np.clip(on_gum, 0, 1).reshape(-1)[quads].mean(1) > 0.5).astype(np.int16)
    return flat, quads.astype(np.int32), colour.reshape(-1, 3), anchors, slot


def _smooth_anchors(table: Ints, column: Floats, rows: Floats) -> Anchors:
    """Return points on a grid of vertices: Catmull-Rom along its columns, linear between its rows."""
    count = table.shape[1]
    first = np.clip(column.astype(int), 0, count - 2)
    t = column - first
    four = np.clip(first[:, None] + np.array([-1, 0, 1, 2]), 0, count - 1)
    curve = np.stack(
        [
            -0.5 * t + t**2 - 0.5 * t**3,
            1.0 - 2.5 * t**2 + 1.5 * t**3,
            0.5 * t + 2.0 * t**2 - 1.5 * t**3,
            -0.5 * t**2 + 0.5 * t**3,
        ],
        1,
    )
    upper = np.clip(rows.astype(int), 0, table.shape[0] - 2)
    s = rows - upper
    corners = np.stack(
        [table[upper[:, None, None], four[None]], table[upper[:, None, None] + 1, four[None]]], -1
    )
    shares = np.stack(
        [
            (1.0 - s)[:, None, None] * curve[None],
            s[:, None, None] * np.broadcast_to(curve, (len(rows), *curve.shape)),
        ],
        -1,
    )
    return Anchors(corners.reshape(-1, 8).astype(np.int32), shares.reshape(-1, 8))


def make_tongue(body: Body) -> Part:
    """Build the tongue, subdivided once."""
    base = body.base
    where = base.vertex_groups["helper-tongue"]
    moving = {name: deltas for name, deltas in body.shapes.items() if np.abs(deltas[where]).max() > 1e-5}
    raw = surface_of(
        body.vertices, base.faces[base.faces_of("helper-tongue")], weights=body.rig.weights, **moving
    )
    fine = subdivide(raw)
    weights = clean_weights(fine.data["weights"])
    depth = smoothstep(fine.vertices[:, 1], fine.vertices[:, 1].min() + 0.01, fine.vertices[:, 1].max())
    colour = mix(
        np.broadcast_to([0.56, 0.20, 0.19], fine.vertices.shape), np.array([0.12, 0.03, 0.03]), depth
    )
    return Part(
        name="tongue",
        vertices=fine.vertices.astype(np.float32),
        faces=fine.faces,
        uvs=None,
        material_slots=("tongue",),
        face_material=None,
        weights=weights,
        joints=body.rig.names,
        shapes={name: fine.data[name].astype(np.float32) for name in moving},
        point_data={"tint": rgba(colour, len(fine.vertices))},
    )
