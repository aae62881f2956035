# SPDX-License-Identifier: GPL-3.0-or-later
"""Vertex colours for a face without textures: skin, lips, brows, lashes, eyes, teeth and gums.

Colours follow the mesh's parts; lips and brows follow landmarks in ICT-FaceKit's vertex order. Colours are
linear, one per vertex, so that every render engine shows the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from .eyes import Eye, find_eyes
from .obj import Mesh
from .parts import part_vertices

__all__ = ["SkinColours", "eye_places", "paint"]

Colour = tuple[float, float, float]
_ICT_VERTICES = 26719
# From ICT-FaceKit's 68 landmarks (vertex_indices.json): brows from the nose outwards, outline of the lips.
_BROWS = ((1401, 2044, 1914, 493, 268), (3615, 4240, 4114, 2734, 2509))
_LIPS = (5708, 5695, 2081, 0, 4275, 6200, 6213, 6346, 6461, 5518, 5957, 5841)
_GUMS: Colour = (0.34, 0.075, 0.07)
_TEETH: Colour = (0.78, 0.72, 0.62)
_SCLERA: Colour = (0.74, 0.70, 0.66)
_PUPIL: Colour = (0.006, 0.005, 0.005)
_BROW_CM = 0.42
# As fractions of the eyeball's radius: the edges of the pupil and of the iris.
_PUPIL_EDGE, _IRIS_EDGE = 0.135, 0.385


@dataclass(frozen=True, slots=True)
class SkinColours:
    """The colours of a person.

    Attributes:
        skin: Colour of the face.
        lips: Colour of the lips.
        brows: Colour of brows and lashes.
        iris: Colour of the irises.
    """

    skin: Colour
    lips: Colour
    brows: Colour
    iris: Colour


def paint(mesh: Mesh, tone: SkinColours) -> NDArray[np.float32]:
    """Return (V, 3) linear vertex colours."""
    out = np.empty((len(mesh.vertices), 3))
    out[:] = tone.skin
    if len(mesh.vertices) == _ICT_VERTICES:
        _paint_face(out, mesh, tone)
    for part, colour in (("gums", _GUMS), ("teeth", _TEETH), ("lashes", tone.brows)):
        out[part_vertices(mesh, part)] = colour
    for place in eye_places(mesh):
        vertices, away = place
        out[vertices] = _eye_colours(away, tone)
    return out.astype(np.float32)


def eye_places(mesh: Mesh) -> list[tuple[NDArray[np.int32], NDArray[np.float64]]]:
    """Return each eyeball's vertices and their distances from the eye's axis, in radii; 2 at the back.

    The axis goes through the centre of the cornea, which protrudes from the sphere.
    """
    try:
        eyes = find_eyes(mesh)
    except FaceError:
        return []
    return [(eye.vertices, _from_axis(mesh, eye)) for eye in eyes]


def _from_axis(mesh: Mesh, eye: Eye) -> NDArray[np.float64]:
    local = (mesh.vertices[eye.vertices] - eye.centre) / eye.radius
    out = np.linalg.norm(local, axis=1)
    outside = np.maximum(0.0, out - 1.02) * (local[:, 2] > 0)
    axis = (outside[:, None] * local).sum(axis=0)
    length = float(np.linalg.norm(axis))
    axis = axis / length if length > 1e-9 else np.array([0.0, 0.0, 1.0])
    along = local @ axis
    across = np.sqrt(np.maximum(0.0, out**2 - along**2))
    return np.where(along > 0, across, 2.0)


def _eye_colours(away: NDArray[np.float64], tone: SkinColours) -> NDArray[np.float64]:
    """Return colours for pupil, iris (lighter inside, with a dark rim) and sclera."""
    iris = np.array(tone.iris)
    stops = (0.0, _PUPIL_EDGE, _PUPIL_EDGE + 0.03, 0.26, _IRIS_EDGE - 0.02, _IRIS_EDGE + 0.03, 2.0)
    colours = np.array([_PUPIL, _PUPIL, iris * 1.5, iris * 1.25, iris * 0.5, _SCLERA, _SCLERA])
    return np.stack([np.interp(away, stops, colours[:, channel]) for channel in range(3)], axis=1)


def _paint_face(out: NDArray[np.float64], mesh: Mesh, tone: SkinColours) -> None:
    skin = part_vertices(mesh, "skin")
    skin = skin[skin <= 6705]  # the front of the face, without neck and sockets
    places = mesh.vertices.astype(np.float64)
    flat = places[skin, :2]
    _blend(out, skin, tone.lips, _inside(flat, places[list(_LIPS), :2], 0.10) * 0.85)
    for brow in _BROWS:
        away, along = _from_line(flat, places[list(brow), :2])
        thick = _BROW_CM * np.interp(along, (0, 0.2, 0.6, 1), (0.8, 1.0, 0.9, 0.35))
        _blend(out, skin, tone.brows, 0.75 * np.clip(1.5 - away / thick, 0, 1))


def _blend(out: NDArray, vertices: NDArray, colour: Colour, share: NDArray[np.float64]) -> None:
    out[vertices] += share[:, None] * (np.array(colour) - out[vertices])


def _inside(points: NDArray, outline: NDArray, soft: float) -> NDArray[np.float64]:
    """Return (N,) 1 inside a closed 2D outline, falling to 0 at distance ``soft`` outside it."""
    ends = np.roll(outline, -1, axis=0)
    x, y = points[:, :1], points[:, 1:]
    crossing = (outline[:, 1] > y) != (ends[:, 1] > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = outline[:, 0] + (y - outline[:, 1]) / (ends[:, 1] - outline[:, 1]) * (ends[:, 0] - outline[:, 0])
    within = (crossing & (x < at)).sum(axis=1) % 2 == 1
    away = np.min([_from_line(points, np.stack(pair))[0] for pair in zip(outline, ends, strict=True)], axis=0)
    return np.where(within, 1.0, np.clip(1 - away / soft, 0, 1))


def _from_line(points: NDArray, line: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (N,) distances of points from a polyline, and positions along it from 0 to 1."""
    starts, ways = line[:-1], np.diff(line, axis=0)
    share = ((points[:, None] - starts) * ways).sum(axis=2) / (ways**2).sum(axis=1)
    share = np.clip(share, 0, 1)
    away = np.linalg.norm(starts + share[:, :, None] * ways - points[:, None], axis=2)
    best = away.argmin(axis=1)
    rows = np.arange(len(points))
    return away[rows, best], (best + share[rows, best]) / len(ways)
