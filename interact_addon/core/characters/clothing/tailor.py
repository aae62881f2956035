# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts necklines, sleeves and hems of a surface, and finishes the edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..body.figure import Figure, smoothstep
from ..body.limb_surfaces import Tube
from ..body.surface import (
    Surface,
    border_edges,
    face_means,
    scatter,
    smooth_values,
    unit_vectors,
    vertex_normals,
)

__all__ = ["FOLD", "Neckline", "across", "below", "even_edge", "extrude", "fold", "neck_field", "neck_height"]

Floats = NDArray[np.float64]
Ring = tuple[float, float]

# Rings of a folded edge: (metres outwards, metres beyond the edge).
FOLD: tuple[Ring, ...] = ((0.0002, 0.0014), (-0.0010, 0.0022), (-0.0024, 0.0012), (-0.0028, -0.014))


@dataclass(frozen=True)
class Neckline:
    """A neckline, as its height over the distance from the middle, in front and at the back.

    Attributes:
        half_width: Distance from the middle to where it crosses the shoulder, metres.
        front: Height of its lowest point above the pit of the neck (negative below), metres.
        back: Depth at the back below the shoulder crossing, metres.
        curve: Exponent: 1 is a V, 2 is round, more is square.
    """

    half_width: float = 0.072
    front: float = 0.012
    back: float = 0.006
    curve: float = 2.0


def neck_height(figure: Figure, points: Floats, neckline: Neckline) -> Floats:
    """Return the (P,) height of a neckline at the x and y of points."""
    x = np.abs(points[:, 0]) / neckline.half_width
    tights = figure.tights
    near = np.abs(np.abs(tights.vertices[:, 0]) / neckline.half_width - 1.0) < 0.2
    near &= tights.data["limbs"].max(1) < 0.3
    shoulder = tights.vertices[near]
    ridge = shoulder[np.argsort(shoulder[:, 2])[-6:]].mean(0)
    pit = figure.body.joints["clavicle.L"][2] + neckline.front
    behind = smoothstep(points[:, 1], ridge[1] - 0.03, ridge[1] + 0.03)
    lowest = pit + behind * (ridge[2] - neckline.back - pit)
    return np.asarray(lowest + (ridge[2] - lowest) * x**neckline.curve)


def neck_field(figure: Figure, surface: Surface, neckline: Neckline) -> Floats:
    """Return the depth below a neckline for every vertex, metres; negative where it is cut away."""
    return neck_height(figure, surface.vertices, neckline) - surface.vertices[:, 2]


def across(tube: Tube, points: Floats, share: float, mine: Floats) -> Floats:
    """Return the distance before a plane across a limb at a share of its length, metres.

    Points of other limbs count as before it.
    """
    along, _, _, centre = tube.frame(np.array([share * tube.length]))
    return np.where(mine > 0.4, -((points - centre[0]) @ along[0]), 1.0)


def below(points: Floats, height: float, apart: NDArray[np.bool_]) -> Floats:
    """Return the distance above a height, metres; points ``apart`` (the arms) count as above it."""
    return np.where(apart, 1.0, points[:, 2] - height)


def fold(
    surface: Surface, edge: NDArray[np.bool_], along: Floats | None = None, material: int = -1
) -> Surface:
    """Fold an edge inwards, so that the cloth shows its thickness and no sharp rim."""
    return extrude(surface, edge, FOLD, along, material)[0]


def extrude(
    surface: Surface,
    edge: NDArray[np.bool_],
    rings: Sequence[Ring],
    along: Floats | None = None,
    material: int = -1,
    apart: bool = False,
) -> tuple[Surface, NDArray[np.bool_]]:
    """Extrude rings of faces from a border.

    Args:
        surface: The surface to extrude from.
        edge: (V,) which border vertices.
        rings: (metres outwards, metres beyond the edge) of each ring, from the edge itself.
        along: Direction beyond the edge, (3,) or (V, 3); the surface's own if None.
        material: Slot of the new faces; -1 for that of the face each is extruded from.
        apart: Whether the first ring is not joined to the border, as a separate band with its own seam.

    Returns:
        The larger surface, and which of its vertices are the last ring.
    """
    count = len(surface.vertices)
    start, end, owner = border_edges(surface.faces, count)
    picked = edge[start] & edge[end]
    start, end, owner = start[picked], end[picked], owner[picked]
    rim = np.unique(np.concatenate([start, end]))
    outward, beyond = _edge_frame(surface, rim, start, end, owner, along)
    number = np.full(count, -1, np.int64)
    number[rim] = np.arange(len(rim))
    vertices, faces = [surface.vertices], [surface.faces]
    slots = np.full(len(start), material, np.int16) if material >= 0 else surface.material[owner]
    inner = rim
    for k, (out, far) in enumerate(rings):
        vertices.append(surface.vertices[rim] + out * outward + far * beyond)
        outer = count + k * len(rim) + np.arange(len(rim))
        a, b = inner[number[start]], inner[number[end]]
        if k or not apart:
            faces.append(np.stack([b, a, outer[number[start]], outer[number[end]]], 1).astype(np.int32))
        inner = outer
    data = {
        name: np.concatenate([values, *([values[rim]] * len(rings))]) for name, values in surface.data.items()
    }
    grown = Surface(
        np.concatenate(vertices),
        np.concatenate(faces),
        data,
        np.concatenate([surface.material, *([slots] * (len(rings) - apart))]),
    )
    last = np.zeros(len(grown.vertices), bool)
    last[inner] = True
    return grown, last


def _edge_frame(
    surface: Surface,
    rim: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    owner: NDArray[np.int64],
    along: Floats | None,
) -> tuple[Floats, Floats]:
    """Return outward and beyond-the-edge unit directions at the rim, smoothed along it."""
    count = len(surface.vertices)
    run = surface.vertices[end] - surface.vertices[start]
    tangent = scatter(np.concatenate([start, end]), np.concatenate([run, run]), count)[rim]
    tangent = unit_vectors(tangent)
    normal = vertex_normals(surface.vertices, surface.faces)[rim]
    if along is None:
        inside = face_means(surface.faces, surface.vertices)[owner]
        away = 0.5 * (surface.vertices[start] + surface.vertices[end]) - inside
        beyond = scatter(np.concatenate([start, end]), np.concatenate([away, away]), count)[rim]
    else:
        beyond = np.broadcast_to(along, surface.vertices.shape)[rim].astype(np.float64)
    edges = np.stack([start, end], 1).astype(np.int32)
    number = np.full(count, -1, np.int32)
    number[rim] = np.arange(len(rim))
    ring = number[edges]
    around = (ring, 1.0 / np.maximum(np.bincount(ring.ravel(), minlength=len(rim)), 1))
    for _ in range(2):
        beyond = beyond - tangent * (beyond * tangent).sum(1, keepdims=True)
        beyond = (
            unit_vectors(smooth_values(unit_vectors(beyond), around, 4))
            if along is None
            else unit_vectors(beyond)
        )
        normal = normal - beyond * (normal * beyond).sum(1, keepdims=True)
        normal = unit_vectors(smooth_values(unit_vectors(normal), around, 4))
    return normal, beyond


def even_edge(surface: Surface, edge: NDArray[np.bool_], steps: int = 6) -> Surface:
    """Smooth a border along itself."""
    start, end, _ = border_edges(surface.faces, len(surface.vertices))
    picked = edge[start] & edge[end]
    pairs = np.stack([start[picked], end[picked]], 1)
    rim = np.unique(pairs)
    number = np.full(len(surface.vertices), -1, np.int32)
    number[rim] = np.arange(len(rim))
    ring = number[pairs]
    around = (ring, 1.0 / np.maximum(np.bincount(ring.ravel(), minlength=len(rim)), 1))
    vertices = surface.vertices.copy()
    vertices[rim] = smooth_values(vertices[rim], around, steps)
    return replace(surface, vertices=vertices)
