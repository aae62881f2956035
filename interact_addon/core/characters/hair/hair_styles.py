# SPDX-License-Identifier: GPL-3.0-or-later
"""The available hairstyles, and building a head of hair as a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.colours import linear
from ..body.detail import Detail
from ..body.figure import smoothstep
from ..body.part import Part
from .hair_layers import Layers, cropped, curly, falling, tied
from .locks import lock_mesh
from .scalp import Scalp

__all__ = ["STYLES", "Style", "make_hair"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Style:
    """A hairstyle.

    Attributes:
        layers: Function that builds its locks.
        over_ears: Whether the hair covers the ears.
        scalp: Share of the hair's colour in the skin under it.
        cap: Thickness of the hair next to the skin, metres.
    """

    layers: Layers
    over_ears: bool = False
    scalp: float = 0.92
    cap: float = 0.0012


STYLES: Mapping[str, Style] = {
    "crop": Style(cropped(0.026, 0.014, 0.016, 1500)),
    "buzz": Style(cropped(0.011, 0.007, 0.008, 2600, fine=0.0018, rows=3)),
    "short": Style(cropped(0.042, 0.022, 0.026, 1300)),
    "quiff": Style(cropped(0.050, 0.016, 0.020, 1300, quiff=0.55)),
    "side_part": Style(cropped(0.052, 0.024, 0.026, 1300, part=0.75)),
    "tousled": Style(cropped(0.062, 0.042, 0.045, 1200)),
    "bob": Style(falling(0.050, 0.0, 1180, inward=0.8, fringe=0.046), over_ears=True, cap=0.0012),
    "lob": Style(falling(0.035, -0.5, 1180, wave=(0.004, 5.0), inward=0.3), over_ears=True, cap=0.0012),
    "long": Style(falling(-0.13, 0.0, 1180, behind=True), over_ears=True, cap=0.0012),
    "wavy": Style(falling(-0.10, 0.6, 1180, wave=(0.0080, 5.0), behind=True), over_ears=True, cap=0.0012),
    "afro": Style(curly(0.062, 0.0048, 1000), cap=0.004),
    "short_afro": Style(curly(0.020, 0.0030, 1000, side=0.6), cap=0.004),
    "curls": Style(curly(0.075, 0.0068, 900, side=0.9), cap=0.004),
    "ponytail": Style(tied(2.3, 0.26, 0.0, 620), cap=0.003),
    "bun": Style(tied(2.9, 0.0, 0.034, 620), cap=0.003),
    "low_bun": Style(tied(0.6, 0.0, 0.030, 620), cap=0.003),
}


def make_hair(scalp: Scalp, style: str, colour: str, *, detail: Detail = Detail.FULL) -> Part:
    """Build a head of hair as a part.

    Args:
        scalp: The head.
        style: One of `STYLES`.
        colour: Hex code.
        detail: Level of detail.
    """
    rng = np.random.default_rng(23)
    pieces = [
        _cap(scalp, STYLES[style].cap),
        *(lock_mesh(locks) for locks in STYLES[style].layers(scalp, rng)),
    ]
    start = np.cumsum([0, *(len(piece[0]) for piece in pieces)])
    points = np.concatenate([piece[0] for piece in pieces])
    faces = np.concatenate([piece[1] + first for piece, first in zip(pieces, start[:-1], strict=True)])
    uvs = np.concatenate([piece[2] for piece in pieces])
    tint = np.clip(np.concatenate([piece[3] for piece in pieces]), 0.25, 1.6)
    base = linear(colour)
    colours = np.ones((len(points), 4), np.float32)
    colours[:, :3] = np.clip(base[None] * tint[:, None], 0.0, 1.0)
    body = scalp.body
    return Part(
        name="hair",
        vertices=points.astype(np.float32),
        faces=faces.astype(np.int32),
        uvs=uvs[faces].astype(np.float32),
        material_slots=("hair",),
        face_material=None,
        weights=_weights(scalp, points),
        joints=body.rig.names,
        point_data={"tint": colours},
    )


def _cap(scalp: Scalp, most: float) -> tuple[Floats, NDArray[np.int32], Floats, Floats]:
    """Return a thin layer over the scalp that hides skin between locks, in the format of `lock_mesh`."""
    base = scalp.body.base
    faces = base.faces[base.faces_of("body")]
    faces = faces[(scalp.inside > 0.30)[np.maximum(faces, 0)].all(1)]
    used = np.unique(faces)
    number = np.full(len(scalp.inside), -1, np.int32)
    number[used] = np.arange(len(used))
    inside = scalp.inside[used]
    thick = 0.0004 + most * smoothstep(inside, 0.3, 1.1)
    points = scalp.skin[used] + thick[:, None] * scalp.normals[used]
    uvs = np.stack([scalp.frame.azimuth[used] / 12.0, scalp.frame.points[used, 2] * 0.1], 1)
    return points, number[faces], uvs, np.full(len(used), 0.78)


def _weights(scalp: Scalp, points: Floats) -> NDArray[np.float32]:
    """Return weights: hair follows the head, below the chin the neck, and on the back the chest."""
    names = scalp.body.rig.names
    head, neck, chest = (names.index(name) for name in ("head", "neck02", "spine01"))
    chin = scalp.body.joints["eye.L"][2] - 3.4 * scalp.unit
    base = scalp.body.joints["neck01"][2]
    off_head = smoothstep(points[:, 2], chin, base - 0.02)
    on_back = smoothstep(points[:, 2], base + 0.02, base - 0.07)
    weights = np.zeros((len(points), len(names)), np.float32)
    weights[:, head] = 1.0 - off_head
    weights[:, neck] = off_head * (1.0 - on_back)
    weights[:, chest] = off_head * on_back
    return weights
