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
from .cap import Cap, cap_strips
from .combing import CROWN
from .cropped import cropped
from .curly import curly
from .falling import falling
from .fineness import FINENESS
from .locks import Layers
from .scalp import Scalp
from .strips import lock_strips
from .tied import tied

__all__ = ["STYLES", "Style", "make_hair"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Style:
    """A hairstyle.

    Attributes:
        layers: Function that builds its locks.
        cap: The layer of hair under them.
        over_ears: Whether the hair covers the ears.
        scalp: Share of the hair's colour in the skin under it.
        pole: (x, y, z) in the face frame from where, or to where, the hair is combed.
    """

    layers: Layers
    cap: Cap
    over_ears: bool = False
    scalp: float = 0.92
    pole: tuple[float, float, float] = (float(CROWN[0]), float(CROWN[1]), float(CROWN[2]))


_LONG = Cap(0.0026, 0.0024, 0.0024)
_AFRO = Cap(0.045, 0.045, 0.045, 1.4, (0.0036, 0.024))
_SHORT_AFRO = Cap(0.012, 0.007, 0.007, 1.0, (0.0010, 0.020))
_CURLS = Cap(0.046, 0.040, 0.040, 1.4, (0.0040, 0.034))

STYLES: Mapping[str, Style] = {
    "crop": Style(cropped(0.026, 0.014, 0.016, 1400), Cap(0.0040, 0.0016, 0.0018)),
    "buzz": Style(cropped(0.011, 0.007, 0.008, 1600, narrow=0.0021, rows=3), Cap(0.0014, 0.0008, 0.0010)),
    "short": Style(cropped(0.042, 0.022, 0.026, 1300), Cap(0.0065, 0.0025, 0.0030)),
    "quiff": Style(cropped(0.050, 0.016, 0.020, 1300, quiff=0.55), Cap(0.0080, 0.0018, 0.0022)),
    "side_part": Style(cropped(0.052, 0.024, 0.026, 1300, part=0.75), Cap(0.0080, 0.0026, 0.0030)),
    "tousled": Style(cropped(0.062, 0.042, 0.045, 1300), Cap(0.0100, 0.0045, 0.0050)),
    "bob": Style(falling(0.050, 0.0, 440, inward=0.8, fringe=0.046), _LONG, over_ears=True),
    "lob": Style(falling(0.035, -0.5, 440, wave=(0.004, 4.0), inward=0.3), _LONG, over_ears=True),
    "long": Style(falling(-0.13, 0.0, 440, behind=True), _LONG, over_ears=True),
    "wavy": Style(falling(-0.10, 0.6, 440, wave=(0.0075, 2.8), behind=True), _LONG, over_ears=True),
    "afro": Style(curly(_AFRO, 0.034, 0.0048, 920), _AFRO),
    "short_afro": Style(curly(_SHORT_AFRO, 0.019, 0.0030, 940), _SHORT_AFRO),
    "curls": Style(curly(_CURLS, 0.048, 0.0068, 880), _CURLS),
    "ponytail": Style(tied(2.3, 0.26, 0.0, 340), _LONG, pole=(0.0, 4.6, 2.3)),
    "bun": Style(tied(2.9, 0.0, 0.034, 340), _LONG, pole=(0.0, 4.6, 2.9)),
    "low_bun": Style(tied(0.6, 0.0, 0.030, 340), _LONG, pole=(0.0, 4.6, 0.6)),
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
    kind, fine = STYLES[style], FINENESS[detail]
    layers = kind.layers(scalp, rng, fine)
    if not kind.over_ears:
        layers = [locks.taken(~scalp.at_ears(locks.path)) for locks in layers]
    pieces = [
        cap_strips(scalp, kind.cap, fine.divisions, np.array(kind.pole)),
        *(lock_strips(locks) for locks in layers),
    ]
    start = np.cumsum([0, *(len(piece.points) for piece in pieces)])
    points = np.concatenate([piece.points for piece in pieces])
    faces = np.concatenate(
        [
            np.where(piece.faces < 0, -1, piece.faces + first)
            for piece, first in zip(pieces, start[:-1], strict=True)
        ]
    )
    uvs = np.concatenate([piece.uvs for piece in pieces])
    tint = np.clip(np.concatenate([piece.tint for piece in pieces]), 0.25, 1.6)
    colours = np.ones((len(points), 4), np.float32)
    colours[:, :3] = np.clip(linear(colour)[None] * tint[:, None], 0.0, 1.0)
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
        normals=np.concatenate([piece.normals for piece in pieces]).astype(np.float32),
        point_data={"tint": colours},
    )


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
