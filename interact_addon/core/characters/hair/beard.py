# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds beards: short tufts on chin, cheeks and upper lip that move with the skin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.attach import clean_weights, scatter_on_faces
from ..body.base_mesh import Body
from ..body.colours import linear, rgba
from ..body.detail import Detail
from ..body.figure import smoothstep
from ..body.part import Part
from ..body.surface import vertex_normals
from ..head.face_frame import FaceFrame
from .strips import ribbons

__all__ = ["BEARDS", "Beard", "make_beard"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Beard:
    """A kind of beard.

    Attributes:
        shadow: Darkness of the skin, 0 to 1.
        tufts: Number of tufts; 0 for the shadow, in which the skin's material draws short hairs.
        length: Length of a tuft on the chin, metres.
        cheeks: Density on the cheeks, 0 to 1; 0 leaves chin and moustache.
    """

    shadow: float
    tufts: int = 0
    length: float = 0.0
    cheeks: float = 1.0


BEARDS: Mapping[str, Beard] = {
    "none": Beard(0.0),
    "shaven": Beard(0.16),
    "stubble": Beard(0.42),
    "short": Beard(0.85, 730, 0.0085),
    "goatee": Beard(0.62, 420, 0.0085, 0.0),
}


# Share of the tufts, and how much wider each is.
_TUFTS: Mapping[Detail, tuple[float, float]] = {
    Detail.FULL: (1.0, 1.0),
    Detail.PLAYBACK: (0.5, 1.4),
    Detail.DRAFT: (0.18, 2.3),
}


def area_of(frame: FaceFrame, beard: Beard) -> Floats:
    """Return (S,) 0 to 1 where a beard grows."""
    x = np.abs(frame.points[:, 0])
    middle = smoothstep(x, 1.15, 0.80)
    return np.asarray(frame.beard * (middle + (1.0 - middle) * beard.cheeks))


def make_beard(
    body: Body, frame: FaceFrame, beard: Beard, colour: str, *, detail: Detail = Detail.FULL
) -> Part:
    """Build the tufts of a beard as a part; they lie close to the skin, which is dark between them."""
    share, wider = _TUFTS[detail]
    rng = np.random.default_rng(17)
    base = body.base
    faces = base.faces[base.faces_of("body")]
    area = area_of(frame, beard)
    # Single tufts at the sparse edges would be dashes: there the skin's short hairs are enough.
    area = smoothstep(area, 0.22, 0.85) * smoothstep(frame.points[:, 2], -4.0, -3.6)
    faces = faces[(area > 0.02)[np.maximum(faces, 0)].any(1)]
    skin = body.vertices[: len(area)].astype(np.float64)
    # The upper lip is small, but its hair is dense.
    upper = (frame.points[:, 2] > -2.0) & (np.abs(frame.points[:, 0]) < 1.0)
    anchors, _ = scatter_on_faces(skin, faces, area * np.where(upper, 2.4, 1.0), int(beard.tufts * share), 19)
    root = anchors.of(skin)
    normal = anchors.of(vertex_normals(skin, faces))
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    place = anchors.of(frame.points)
    # Growth is down and forward on the chin, to the sides on the upper lip, down and back on the cheeks.
    lip = smoothstep(place[:, 2], -2.0, -1.85)
    side = np.sign(place[:, 0]) * smoothstep(np.abs(place[:, 0]), 0.05, 0.5)
    direction = np.stack(
        [
            0.55 * side * lip + 0.10 * side,
            0.15 * smoothstep(np.abs(place[:, 0]), 0.9, 2.0),
            -np.ones_like(lip),
        ],
        1,
    )
    direction = direction + rng.normal(0.0, 0.16, direction.shape)
    direction -= normal * (direction * normal).sum(1, keepdims=True)
    direction /= np.maximum(np.linalg.norm(direction, axis=1, keepdims=True), 1e-9)
    fade = smoothstep(anchors.of(area), 0.05, 0.7)
    chin = smoothstep(place[:, 2], -2.6, -3.3) * smoothstep(np.abs(place[:, 0]), 1.3, 0.5)
    length = beard.length * (0.55 + 0.45 * chin) * (0.25 + 0.75 * fade) * rng.uniform(0.7, 1.15, len(root))
    length = length * (1.0 - 0.25 * lip)
    path = np.stack(
        [
            root - 0.0006 * normal,
            root + length[:, None] * (0.45 * direction + 0.20 * normal),
            root + length[:, None] * (0.95 * direction + 0.24 * normal),
        ],
        1,
    )
    wide = np.cross(normal, direction) * (wider * (0.00012 + 0.125 * length))[:, None]
    points, quads = ribbons(path, np.repeat(wide[:, None], 3, 1))
    per = 5
    own = anchors.taken(np.repeat(np.arange(len(root)), per))
    weights = clean_weights(own.of(body.rig.weights))
    tint = np.clip(rng.normal(0.95, 0.13, len(root)), 0.5, 1.4)
    colours = np.clip(linear(colour)[None] * np.repeat(tint, per)[:, None], 0.0, 1.0)
    return Part(
        name="beard",
        vertices=points.astype(np.float32),
        faces=quads,
        uvs=None,
        material_slots=("beard",),
        face_material=None,
        weights=weights,
        joints=body.rig.names,
        shapes=own.shapes_of(body.shapes),
        point_data={"tint": rgba(colours, len(points))},
    )
