# SPDX-License-Identifier: GPL-3.0-or-later
"""The cap: a closed layer of hair over the scalp, so that there is hair, not skin, between the locks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.cutting import cut
from ..body.figure import smoothstep
from ..body.surface import subdivide, surface_of, unit_vectors, vertex_normals
from .combing import waviness, zone
from .scalp import Scalp
from .strips import Strips

__all__ = ["Cap", "cap_strips"]

Floats = NDArray[np.float64]

_EDGE = 0.04  # how far inside the hairline it begins, in half eye distances
_SUNK = 0.0006  # metres that its edge lies in the skin, so that no rim is seen


@dataclass(frozen=True)
class Cap:
    """The shape of a cap; lengths in metres.

    Attributes:
        top: Thickness on top.
        side: Thickness at the sides.
        back: Thickness at the back.
        rise: How far inside the hairline it has its thickness, in half eye distances.
        lumps: Height and size of lumps, as curls have.
        tint: Brightness, 1 is the hair's colour.
    """

    top: float
    side: float
    back: float
    rise: float = 1.8
    lumps: tuple[float, float] = (0.0, 0.02)
    tint: float = 0.86

    def thickness(self, place: Floats, inside: Floats) -> Floats:
        """Return (N,) metres at places (N, 3) in the face frame, ``inside`` the hairline, without lumps."""
        return zone(place, self.top, self.side, self.back) * smoothstep(inside, _EDGE, _EDGE + self.rise)


def cap_strips(scalp: Scalp, cap: Cap, divisions: int, pole: Floats) -> Strips:
    """Build a cap.

    Args:
        scalp: The head.
        cap: Its shape.
        divisions: How often the scalp's faces are divided.
        pole: (3,) in the face frame, where the strands come from or lead to.
    """
    base = scalp.body.base
    faces = base.faces[base.faces_of("body")]
    near = (scalp.inside > -0.6)[np.maximum(faces, 0)].all(1)
    scalp_faces = surface_of(
        scalp.skin, faces[near], inside=scalp.inside, normal=scalp.normals, place=scalp.frame.points
    )
    for _ in range(divisions):
        scalp_faces = subdivide(scalp_faces)
    surface, border = cut(scalp_faces, scalp_faces.data["inside"] - _EDGE)
    inside, place = surface.data["inside"], surface.data["place"]
    rise = smoothstep(inside, _EDGE, _EDGE + cap.rise)
    height, size = cap.lumps
    lumps = waviness(surface.vertices, size, 5)
    thick = np.where(border, -_SUNK, 0.0008 + cap.thickness(place, inside) + height * rise * lumps)
    points = surface.vertices + thick[:, None] * unit_vectors(surface.data["normal"])
    # Strands radiate from the pole: u is the direction from it, v the distance.
    axis = unit_vectors(pole - np.array([0.0, 2.0, 0.9]))
    right = unit_vectors(np.cross(axis, [1.0, 0.0, 0.3]))
    from_pole = unit_vectors(place - np.array([0.0, 2.0, 0.9]))
    turn = np.arctan2(from_pole @ np.cross(axis, right), from_pole @ right)
    away = np.arccos(np.clip(from_pole @ axis, -1.0, 1.0))
    around = np.stack([np.cos(turn), np.sin(turn), np.zeros_like(turn)], 1)
    # Curls are dark between them, finer than the cap's faces.
    grain = np.random.default_rng(7).normal(0.0, 0.16, len(points))
    streaks = waviness(around, 0.35, 6)
    tint = cap.tint * (1.0 + 0.10 * streaks + (height > 0.0) * (0.10 * lumps + grain)) * (0.85 + 0.15 * rise)
    uvs = np.stack([11.0 * np.abs(turn), away], 1)
    return Strips(points, surface.faces, uvs, tint, vertex_normals(points, surface.faces))
