# SPDX-License-Identifier: GPL-3.0-or-later
"""Dresses a body: skin, eyes, mouth, hair and clothes as parts in the MakeHuman rest pose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..body.attach import clean_weights
from ..body.base_mesh import Body
from ..body.detail import Detail
from ..body.figure import Figure, smoothstep
from ..body.layers import hang_over, nearest_weights
from ..body.looks import Look
from ..body.part import Part
from ..body.surface import Surface
from ..hair.beard import BEARDS, area_of, make_beard
from ..hair.hair_styles import STYLES, make_hair
from ..hair.lashes import Brow, make_brows, make_lashes
from ..hair.scalp import Scalp
from ..head.eyes import make_eyes
from ..head.face_frame import FaceFrame, face_frame
from ..head.mouth import make_teeth, make_tongue
from ..head.skin import SkinTone, make_skin
from ..makehuman import Assets
from .cloth import shape_trousers
from .covering import bared
from .garments import TOPS, TROUSERS, Top, Trousers
from .outfit import Outfit, outfit_of, slot_colour
from .shoes import SHOES, Shoe, make_shoes
from .skirt import SKIRTS, make_skirt
from .tailor import across, neck_height
from .tops import make_top
from .trousers import make_trousers
from .worn_parts import is_cloth, put_on

__all__ = ["dress"]

Floats = NDArray[np.float64]

_CLEFT = 0.06  # metres from the middle over which cloth spans from buttock to buttock
_HANG = 0.12  # metres above the overlap over which a top changes from following them to following the trunk
_OVERLAP = 0.035  # metres that trousers reach up under a top that hangs over them


def dress(body: Body, look: Look, assets: Assets, *, detail: Detail = Detail.FULL) -> tuple[Part, ...]:
    """Build all parts of a person.

    Args:
        body: The person's body.
        look: The person.
        assets: The MakeHuman data; the masks of the face belong to their base mesh.
        detail: Level of detail of hair, beard, brows and lashes.

    Raises:
        CharacterError: The look's style is invalid.
    """
    outfit = outfit_of(look)
    figure = Figure(body)
    frame = face_frame(assets.base)
    top, trousers, shoe = TOPS[outfit.top], TROUSERS[outfit.trousers], SHOES[outfit.shoes]
    trousers = replace(trousers, belt=bool(outfit.belt))
    seed = sum(look.id.encode())

    legs = shape_trousers(figure, trousers.cut, seed)
    waist = figure.hips + trousers.waist if outfit.tucked else figure.crotch + top.hem + _OVERLAP
    tuck, cover = (waist, None) if outfit.tucked else (None, figure.crotch + top.hem)
    if outfit.skirt != "none":
        waist, tuck, cover = figure.hips + 0.03, figure.waist, figure.crotch - 0.03
    clothes = [
        _garment("top", make_top(figure, top, None if tuck else legs.vertices, tuck, seed), outfit,
                 ("top", "top trim", "button"), body),
        _garment("trousers", make_trousers(figure, legs, trousers, waist, cover), outfit,
                 ("trousers", "waistband", "belt"), body),
        _garment("shoes", make_shoes(figure, shoe), outfit, ("shoe", "sole", "shoe trim", "lace"), body),
    ]  # fmt: skip
    if outfit.skirt != "none":
        skirt = make_skirt(figure, SKIRTS[outfit.skirt], legs.vertices, figure.waist)
        clothes.append(_garment("skirt", skirt, outfit, ("skirt",), body))
    if tuck is None:
        hem = figure.crotch + top.hem
        clothes[0] = hang_over(clothes[0], clothes[1], hem, overlap=_OVERLAP, fade=_HANG)
    clothes[:2] = [_bridged(part, figure) for part in clothes[:2]]
    wear = put_on(figure, look.worn, outfit, clothes)
    wear = replace(
        wear, parts=tuple(_bridged(part, figure) if is_cloth(part) else part for part in wear.parts)
    )
    gone = wear.replaced
    clothes = [part for part in clothes if part.name not in gone]
    covered = _covered(figure, top, trousers, shoe)
    if look.worn:
        covered = bared(figure, covered, gone, top, trousers, shoe)
        covered = np.where(wear.hidden, 1.0, np.where(wear.tucked, np.maximum(covered, 0.02), covered))
    inside = frame.hairline(look.sex, outfit.recede)
    scalp = Scalp(body, frame, inside, _outer((*clothes, *wear.parts)), ears=STYLES[outfit.haircut].over_ears)
    skin = make_skin(body, frame, _tone(outfit, frame), inside, covered)
    brow = Brow()
    brow = replace(
        brow, thick=tuple(t * outfit.brows for t in brow.thick), hairs=int(brow.hairs * outfit.brows)
    )
    parts = [
        skin,
        make_eyes(body, outfit.eyes),
        make_teeth(body),
        make_tongue(body),
        make_lashes(body, outfit.hair, detail=detail),
        make_brows(body, frame, brow, outfit.hair, detail=detail),
        make_hair(scalp, outfit.haircut, outfit.hair, detail=detail),
    ]
    beard = BEARDS[outfit.beard]
    if beard.tufts:
        parts.append(make_beard(body, frame, beard, outfit.hair, detail=detail))
    return (*wear.with_own(parts, figure), *clothes, *wear.parts)


def _outer(clothes: Iterable[Part]) -> Floats:
    """Return (N, 3) the vertices of the clothes that hair must not intersect."""
    lower = ("trousers", "skirt", "shoes")
    tops = [part.vertices for part in clothes if part.name not in lower and is_cloth(part)]
    return np.concatenate([*tops, np.empty((0, 3))]).astype(np.float64)


def _tone(outfit: Outfit, frame: FaceFrame) -> SkinTone:
    beard = BEARDS[outfit.beard]
    return SkinTone(
        tone=outfit.skin,
        lips=outfit.lips or None,
        hair=outfit.hair,
        beard=beard.shadow * area_of(frame, beard),
        brow=0.45,
        scalp=STYLES[outfit.haircut].scalp,
    )


def _garment(name: str, surface: Surface, outfit: Outfit, slots: tuple[str, ...], body: Body) -> Part:
    """Convert a garment to a part, every vertex in the colour of its material."""
    used = np.unique(surface.material)
    number = np.zeros(len(slots), np.int16)
    number[used] = np.arange(len(used))
    slots = tuple(slots[k] for k in used)
    slot = number[surface.material]
    palette = np.stack([slot_colour(outfit, slot_name) for slot_name in slots])
    colour = np.ones((len(surface.vertices), 4), np.float32)
    for corner in range(4):
        there = surface.faces[:, corner] >= 0
        colour[surface.faces[there, corner], :3] = palette[slot[there]]
    return Part(
        name=name,
        vertices=surface.vertices.astype(np.float32),
        faces=surface.faces,
        uvs=None,
        material_slots=slots,
        face_material=slot,
        weights=clean_weights(surface.data["weights"]),
        joints=body.rig.names,
        point_data={"tint": colour, "rest": surface.vertices.astype(np.float32)},
    )


def _bridged(part: Part, figure: Figure) -> Part:
    """Make cloth in the middle follow both legs equally: it spans the gap and must not fold into it."""
    x, z = np.abs(part.vertices[:, 0]), part.vertices[:, 2]
    share = 0.5 * smoothstep(z, figure.hips + 0.12, figure.hips - 0.02) * smoothstep(x, 0.10, 0.005)
    share = share * smoothstep(z, figure.crotch - 0.05, figure.crotch)
    mirrored = part.weights[:, figure.mirror]
    weights = part.weights + share[:, None].astype(np.float32) * (mirrored - part.weights)
    return _over_seat(replace(part, weights=weights), figure)


def _over_seat(part: Part, figure: Figure) -> Part:
    """Make cloth between the buttocks do as that on them, else a seat that bends splits the hem over it."""
    x, y, z = part.vertices.T
    behind = smoothstep(y, figure.torso.points[0, 1], figure.torso.points[0, 1] + 0.04)
    height = smoothstep(z, figure.hips + 0.12, figure.hips) * smoothstep(
        z, figure.crotch - 0.05, figure.crotch
    )
    there = np.flatnonzero(behind * height * (np.abs(x) < _CLEFT))
    if not len(there):
        return part
    left, right = (
        nearest_weights(np.c_[np.full(len(there), side), y[there], z[there]].astype(np.float32), part)
        for side in (_CLEFT, -_CLEFT)
    )
    to_left = smoothstep(x[there], -_CLEFT, _CLEFT)[:, None]
    share = (behind * height * smoothstep(np.abs(x), _CLEFT, 0.5 * _CLEFT))[there, None]
    weights = part.weights.copy()
    weights[there] += share * (to_left * left + (1.0 - to_left) * right - weights[there])
    return replace(part, weights=weights)


def _covered(figure: Figure, top: Top, trousers: Trousers, shoe: Shoe) -> Floats:
    """Return (S,) metres that each skin vertex is inside the clothes; negative where it is bare."""
    count = len(figure.body.base.vertex_groups["body"])
    points, limbs = figure.points[:count], figure.limbs[:count]
    arms = limbs[:, :2].max(1)
    inside = neck_height(figure, points, top.neckline) - points[:, 2]
    for limb, arm in zip((0, 1), figure.arms, strict=True):
        inside = np.minimum(inside, across(arm, points, top.sleeve, limbs[:, limb]))
    legs = limbs[:, 2:].max(1)
    # Trousers end above the floor, shoes at the ankle; skin beyond the end of either is covered by it.
    ankle = np.maximum(points[:, 2] - trousers.hem, shoe.collar - points[:, 2])
    lower = np.where((legs > 0.5) & (points[:, 2] < 0.3), ankle, 1.0)
    return np.where(arms > 0.4, inside, np.minimum(inside, lower))
