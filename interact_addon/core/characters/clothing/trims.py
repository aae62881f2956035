# SPDX-License-Identifier: GPL-3.0-or-later
"""Trims of garments: bands, plackets, pockets, collars and buttons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..body.cutting import divide
from ..body.surface import Surface, border_edges, keep_faces, vertex_normals
from .tailor import extrude

__all__ = ["above", "borrow", "buttons", "collar", "patch"]

Floats = NDArray[np.float64]


def patch(
    surface: Surface, fields: Sequence[Floats], among: NDArray[np.bool_], lift: float, material: int
) -> Surface:
    """Build a second layer of cloth over the part of a surface where all fields are positive.

    Args:
        surface: The garment.
        fields: (V,) values; the patch ends where one of them is zero.
        among: (F,) faces that can belong to it (a pocket at the back has no counterpart at the front).
        lift: Metres above the garment.
        material: Slot of its faces.

    Returns:
        The patch alone, with its edges turned down.
    """
    work = keep_faces(surface.with_data(**{f"_field{k}": field for k, field in enumerate(fields)}), among)
    for k in range(len(fields)):
        work, side, _ = divide(work, work.data[f"_field{k}"])
        work = keep_faces(work, side > 0)
    normal = work.data["normal"]
    raised = work.moved(work.vertices + lift * normal)
    start, end, _ = border_edges(raised.faces, len(raised.vertices))
    edge = np.zeros(len(raised.vertices), bool)
    edge[start] = edge[end] = True
    done, _ = extrude(raised, edge, ((-0.0003, 0.0006), (-lift - 0.001, 0.0007)))
    done = Surface(done.vertices, done.faces, done.data, np.full(len(done.faces), material, np.int16))
    return done.with_data(**{name: done.data[name] for name in surface.data})


def borrow(surface: Surface, points: Floats, names: Sequence[str], nearest: int = 4) -> dict[str, Floats]:
    """Interpolate values at points from the nearest vertices of a surface, by inverse squared distance."""
    squared = (points**2).sum(1)[:, None] - 2.0 * points @ surface.vertices.T + (surface.vertices**2).sum(1)
    close = np.argpartition(squared, nearest, axis=1)[:, :nearest]
    share = 1.0 / (np.maximum(np.take_along_axis(squared, close, 1), 0.0) + 1e-6)
    share /= share.sum(1, keepdims=True)
    return {name: np.einsum("pk,pk...->p...", share, surface.data[name][close]) for name in names}


def above(surface: Surface, points: Floats, least: float | Floats) -> Floats:
    """Lift points to at least ``least`` metres, one or (P,), above a surface with data ``normal``."""
    squared = (points**2).sum(1)[:, None] - 2.0 * points @ surface.vertices.T + (surface.vertices**2).sum(1)
    close = squared.argmin(1)
    normal = surface.data["normal"][close]
    height = ((points - surface.vertices[close]) * normal).sum(1)
    return np.asarray(points + np.maximum(least - height, 0.0)[:, None] * normal)


def grid(rows: Floats, closed: bool = False) -> tuple[Floats, NDArray[np.int32]]:
    """Return vertices and quads of an (R, C, 3) grid; in front view rows go up and columns to the right."""
    count, columns = rows.shape[:2]
    number = np.arange(count * columns, dtype=np.int32).reshape(count, columns)
    if closed:
        number = np.concatenate([number, number[:, :1]], 1)
    quads = np.stack([number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]], -1)
    return rows.reshape(-1, 3), quads.reshape(-1, 4)


def collar(garment: Surface, edge: NDArray[np.bool_], up: Floats, gap: float, material: int) -> Surface:
    """Build a folded shirt collar with points.

    Args:
        garment: The garment, with data ``normal``.
        edge: The neckline's vertices.
        up: (3,) direction of the neck.
        gap: Metres between the collar's two ends at the front.
        material: Slot.
    """
    ring = garment.vertices[edge]
    centre = ring.mean(0)
    angle = np.arctan2(ring[:, 0] - centre[0], ring[:, 1] - centre[1])  # 0 at the back, pi at the front
    order = np.argsort(angle)
    turn, ring = angle[order], ring[order]
    half = np.pi - 0.5 * gap / 0.07
    wanted = np.linspace(-half, half, 49)
    full = np.concatenate([turn - 2 * np.pi, turn, turn + 2 * np.pi])
    base = np.stack([np.interp(wanted, full, np.tile(ring[:, k], 3)) for k in range(3)], -1)
    for _ in range(3):
        base[1:-1] = 0.5 * base[1:-1] + 0.25 * (base[2:] + base[:-2])
    out = base - centre
    out -= np.outer(out @ up, up)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    front = np.clip((np.abs(wanted) - 0.5 * np.pi) / (half - 0.5 * np.pi), 0.0, 1.0) ** 2
    spread = np.sign(wanted)[:, None] * np.array([1.0, 0.0, 0.0]) * front[:, None]
    rows = []
    for rise, away, fall in (
        (-0.006, -0.003, 0.0),
        (0.012, -0.002, 0.0),
        (0.024, -0.002, 0.0),
        (0.029, 0.000, 0.0),
        (0.030, 0.004, 0.0),
        (0.027, 0.007, 0.1),
        (0.014, 0.011, 0.5),
        (0.000, 0.015, 0.8),
        (-0.010, 0.017, 1.0),
        (-0.011, 0.0155, 1.0),
        (-0.002, 0.012, 0.8),
    ):
        low = rise - 0.012 * front * (rise > 0.0)
        row = base + low[:, None] * up + (away + 0.004 * front * fall)[:, None] * out
        row = row + fall * front[:, None] * (0.020 * np.array([0.0, -0.35, -0.9]) + 0.004 * spread)
        rows.append(row)
    table = np.stack(rows)
    leaf = table[5:].reshape(-1, 3)
    lift = np.repeat([0.004, 0.004, 0.004, 0.0045, 0.003, 0.002], len(base))
    for height in np.unique(lift):
        some = lift == height
        leaf[some] = above(garment, leaf[some], height)
    table[5:] = leaf.reshape(-1, len(base), 3)
    points, quads = grid(table)
    data = borrow(garment, points, list(garment.data), 6)
    made = Surface(points, quads, data, np.full(len(quads), material, np.int16))
    return made.with_data(normal=vertex_normals(points, quads))


def buttons(garment: Surface, positions: Floats, radius: float, material: int) -> Surface:
    """Build small round buttons at (B, 3) positions on a garment with data ``normal``."""
    values = borrow(garment, positions, list(garment.data), 3)
    normal = values["normal"] / np.linalg.norm(values["normal"], axis=1, keepdims=True)
    side = np.cross(normal, [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    upward = np.cross(side, normal)
    turn = np.arange(10) * (2 * np.pi / 10)
    rings = []
    for size, height in ((1.0, -0.001), (1.0, 0.0012), (0.85, 0.0018), (0.6, 0.0013), (0.05, 0.0013)):
        circle = np.cos(turn)[:, None, None] * side + np.sin(turn)[:, None, None] * -upward
        rings.append(positions + size * radius * circle + height * normal)
    table = np.stack(rings)  # (ring, turn, button, 3)
    vertices, faces = [], []
    for k in range(len(positions)):
        points, quads = grid(table[:, :, k], closed=True)
        faces.append(quads + k * len(points))
        vertices.append(points)
    data = {name: np.repeat(v, table.shape[0] * table.shape[1], axis=0) for name, v in values.items()}
    quads = np.concatenate(faces)
    return Surface(np.concatenate(vertices), quads, data, np.full(len(quads), material, np.int16))
