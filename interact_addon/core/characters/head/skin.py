# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the skin, coloured by its masks, without the faces that the clothes cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body.base_mesh import Body
from ..body.colours import linear, mix, natural_lips, scaled
from ..body.figure import smoothstep
from ..body.part import Part, part_from_faces
from ..body.surface import average_neighbours, scatter, smooth_values, vertex_normals
from .face_frame import FaceFrame

__all__ = ["SkinTone", "make_skin"]

Floats = NDArray[np.float64]

SLOTS = ("skin", "lips", "mouth", "nails")
_RIM = 0.03  # metres of skin kept inside sleeves and collars
_FINE = 0.010  # metres between vertices up to which a hollow is taken for a fold
_TUCK = 0.006  # metres by which that rim is moved inwards


@dataclass(frozen=True, eq=False)
class SkinTone:
    """Colours of a skin.

    Attributes:
        tone: Hex code of the skin.
        lips: Hex code of the lips; None to derive it from the tone.
        hair: Hex code of the hair, which shines through scalp, brows and beard.
        beard: (S,) darkness of the skin under the beard, 0 to 1.
        brow: Darkness of the skin under the brows, 0 to 1.
        scalp: Darkness of the skin under the hair, 0 to 1.
    """

    tone: str
    lips: str | None
    hair: str
    beard: Floats
    brow: float
    scalp: float


def make_skin(body: Body, frame: FaceFrame, tone: SkinTone, scalp: Floats, covered: Floats) -> Part:
    """Build the skin as a part.

    Args:
        body: The person.
        frame: The face frame of the base mesh.
        tone: Colours.
        scalp: (S,) how far inside the hairline each vertex is, in half eye distances.
        covered: (S,) metres that each vertex is inside the clothes; negative where it is bare.
    """
    base = body.base
    where = base.faces_of("body")
    faces = base.faces[where]
    count = len(frame.points)
    points = body.vertices[:count].astype(np.float64)
    normal = vertex_normals(points, faces)
    corner = np.maximum(faces, 0)
    seen = (covered[corner] < _RIM).any(1)
    tucked = _TUCK * smoothstep(covered, 0.002, 0.02)
    colours = _colours(body, frame, tone, scalp, points, faces, normal)
    points = points - tucked[:, None] * normal
    masks = frame.masks
    mean = {name: masks[name][corner].mean(1) for name in ("lips", "mouth", "nails")}
    slot = np.zeros(len(faces), np.int16)
    slot[mean["lips"] > 0.5] = 1
    slot[(mean["mouth"] > 0.5) & (mean["lips"] < 0.5)] = 2
    slot[mean["nails"] > 0.5] = 3
    part, _ = part_from_faces(
        "skin",
        faces[seen],
        points,
        body.rig.weights[:count],
        body.rig.names,
        uvs=base.uvs[where][seen],
        shapes={name: deltas[:count] for name, deltas in body.shapes.items()},
        material_slots=SLOTS,
        face_material=slot[seen],
        point_data={
            "tint": np.c_[colours, np.ones(count)].astype(np.float32),
            "lips": masks["lips"].astype(np.float32),
            # How much of the skin is short hairs (x), scalp under hair (y), the mouth's inside (z).
            "masks": np.stack([tone.beard, _scalp(tone, scalp), _inside_mouth(frame)], 1).astype(np.float32),
            "rest": points.astype(np.float32),
        },
    )
    return part


def _colours(
    body: Body,
    frame: FaceFrame,
    tone: SkinTone,
    scalp: Floats,
    points: Floats,
    faces: NDArray[np.int32],
    normal: Floats,
) -> Floats:
    base = linear(tone.tone)
    # Redness is less visible in dark skin.
    pale = float(np.clip(base.mean() / 0.35, 0.25, 1.0))
    lips = linear(tone.lips) if tone.lips else natural_lips(base)
    hair = linear(tone.hair)
    out = np.broadcast_to(base, points.shape).copy()
    # Light that gets into a hollow is reflected there by other skin: it is redder. EEVEE does not do that.
    deep = np.clip(_hollows(points, faces, normal)[:, None], 0.0, None)
    out *= deep ** np.array([0.85, 1.1, 1.2])
    out *= 1.0 - _sockets(frame)[:, None] * np.array([-0.05, 0.07, 0.13])
    out = mix(out, scaled(base, 1.02, 0.60, 0.55), 0.50 * pale * frame.blush)
    out = mix(out, scaled(base, 0.80, 0.62, 0.60), 0.45 * frame.masks["lids"])
    out = mix(out, _hands(body, base), _palms(body, frame, pale))
    out = mix(out, scaled(base, 1.18, 1.0, 0.98), 0.7 * smoothstep(frame.masks["nails"], 0.2, 0.8))
    x, z = np.abs(frame.points[:, 0]), frame.points[:, 2]
    brow = np.exp(-(((z - np.interp(x, (0.4, 0.90, 1.14, 1.47), (0.62, 0.735, 0.755, 0.61))) / 0.11) ** 2))
    brow = (
        brow
        * smoothstep(x, 0.30, 0.48)
        * smoothstep(x, 1.52, 1.2)
        * (frame.points[:, 1] < 0.5)
        * frame.on_head
    )
    out = mix(out, mix(base, hair, 0.6), tone.brow * brow)
    # Cut hair that is lighter than the skin hardly shows: as strong as dark hair, it would be chalk.
    shows = 1.0 if hair.mean() < base.mean() else 0.4
    out = mix(out, mix(base, hair, 0.85), shows * tone.beard)
    out = mix(
        out,
        scaled(hair, 0.86),
        _scalp(tone, scalp),
    )
    out = mix(out, lips, 0.85 * smoothstep(frame.masks["lips"], 0.15, 0.75))
    inner = smoothstep(frame.masks["mouth"], 0.3, 0.8) * (1.0 - smoothstep(frame.masks["lips"], 0.2, 0.6))
    deep = smoothstep(frame.points[:, 1], -0.75, 0.9)
    return np.clip(
        mix(out, mix(np.array([0.26, 0.055, 0.05]), np.array([0.075, 0.014, 0.013]), deep), inner), 0.0, 1.0
    )


def _scalp(tone: SkinTone, inside: Floats) -> Floats:
    """Return (S,) 0 to 1 how much of the skin has the hair's colour: hair begins softly at the hairline."""
    return np.asarray(
        tone.scalp * (0.30 * smoothstep(inside, -0.40, 0.0) + 0.70 * smoothstep(inside, -0.10, 0.20))
    )


def _sockets(frame: FaceFrame) -> Floats:
    """Return (S,) 0 to 1 in the hollows above the eyes and beside the nose."""
    x, y, z = np.abs(frame.points[:, 0]), frame.points[:, 1], frame.points[:, 2]
    upper = np.exp(-(((x - 0.85) / 0.50) ** 2) - ((z - 0.33) / 0.24) ** 2)
    return np.asarray(np.where(frame.on_head & (y < 0.9), upper, 0.0))


def _inside_mouth(frame: FaceFrame) -> Floats:
    return np.asarray(smoothstep(frame.masks["mouth"], 0.05, 0.35))


def _hollows(points: Floats, faces: NDArray[np.int32], normal: Floats) -> Floats:
    """Return (V,) brightness: darker in hollows (nostrils, folds, between fingers), lighter on ridges."""
    around = average_neighbours(faces, len(points))
    mean = smooth_values(points, around, 3, 0.6)
    depth = ((mean - points) * normal).sum(1)
    # Where faces are large the mean is far: the loins' gentle hollow is no fold, and looked like a bruise.
    ends = np.linalg.norm(points[around[0][:, 0]] - points[around[0][:, 1]], axis=1)
    length = scatter(around[0].ravel(), np.repeat(ends, 2)[:, None], len(points))[:, 0] * around[1]
    depth *= np.minimum(_FINE / np.maximum(length, 1e-9), 1.0) ** 2
    return np.asarray(
        1.0 - 0.45 * smoothstep(depth, 0.0002, 0.0022) + 0.05 * smoothstep(-depth, 0.0003, 0.002)
    )


def _hands(body: Body, base: Floats) -> Floats:
    """Return the colour of palms and knuckles: redder than the skin, and lighter if the skin is dark."""
    del body
    light = scaled(base, 1.0, 0.66, 0.60)
    dark = scaled(np.sqrt(base * 0.35), 1.0, 0.80, 0.70)
    return mix(light, dark, float(np.clip((0.22 - base.mean()) / 0.15, 0.0, 1.0)))


def _palms(body: Body, frame: FaceFrame, pale: float) -> Floats:
    """Return (S,) the share of the hands' colour at each vertex."""
    names = body.rig.names
    count = len(frame.points)
    hand = [k for k, name in enumerate(names) if name.startswith(("finger", "metacarpal", "wrist"))]
    tips = [k for k, name in enumerate(names) if name.startswith("finger") and name[7:9] in ("-2", "-3")]
    weights = body.rig.weights[:count]
    on_hand, on_tips = weights[:, hand].sum(1), weights[:, tips].sum(1)
    return np.asarray(0.22 * on_hand * pale + 0.18 * on_tips + 0.08 * on_hand)
