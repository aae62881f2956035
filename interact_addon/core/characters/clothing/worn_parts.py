# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes parts of the pieces of a wardrobe that a person wears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from ...foundation.meshes.obj_file import Mesh
from ..body.attach import Anchors, clean_weights
from ..body.colours import linear, scaled
from ..body.figure import Figure, smoothstep
from ..body.joining import BODY, BODY_PARTS
from ..body.looks import Worn
from ..body.part import Part
from ..body.surface import average_neighbours, shells, smooth_values
from ..hair.cards import locks_of_cards
from ..hair.under_hat import under_hats
from ..makehuman.mhclo import Clothing
from ..makehuman.wardrobe_folder import Piece
from .caster import CASTER
from .covering import around, at_cuffs, beneath, dense_points, replaced_by, without_shafts
from .outfit import Outfit, left_out, slot_colour

__all__ = ["Wear", "is_cloth", "put_on", "wear_colour", "worn_slot"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_OF_KIND = {"hair": "haircut", "beard": "beard", "brows": "brows", "lashes": "lashes"}
ON_HEAD = (*_OF_KIND, "hat")
"""Kinds that give their name to their part."""
_HAT = np.array([0.071, 0.052, 0.040])  # linear: brown felt
_EDGE, _FRINGE = 3, 8  # rings of skin beneath the edge of cloth: that are left at least, and at most
_BUTTON = 0.06  # metres: what is smaller is a button or a buckle
_SOLE = 0.014  # metres of a shoe above its lowest point
_ARMPIT, _EASE = (0.24, 0.12), 8  # metres around the shoulder joint; steps of smoothing there
_PALE = 0.9  # a material this light, without a picture, has no colour of its own


@dataclass(frozen=True, eq=False)
class Wear:
    """What a person wears of a wardrobe.

    Attributes:
        parts: Their meshes, in the MakeHuman rest pose.
        replaced: Kinds of our own that they replace; see `outfit.REPLACED`.
        hidden: (S,) skin vertices that are beneath, where nobody sees them.
        tucked: (S,) skin vertices next to these that are beneath too, and are moved inwards.
    """

    parts: tuple[Part, ...]
    replaced: frozenset[str]
    hidden: NDArray[np.bool_]
    tucked: NDArray[np.bool_]

    def with_own(self, parts: Sequence[Part], figure: Figure) -> list[Part]:
        """Return those of our own parts of the head that are not replaced, hair inside the hat."""
        gone = {name for name, kind in _OF_KIND.items() if kind in self.replaced}
        left = [part for part in parts if part.name not in gone]
        for cloth in self.parts:
            if is_cloth(cloth):
                left = [at_cuffs(part, cloth) if part.name == "skin" else part for part in left]
        return under_hats(left, self.parts, figure)


def is_cloth(part: Part) -> bool:
    """Return whether a piece is worn on the body, not on the head."""
    return part.name.partition(" ")[0] not in ON_HEAD


def worn_slot(slot: str, worn: Sequence[Worn]) -> tuple[Worn, str] | None:
    """Return the piece that a slot belongs to and the slot of our own that it resembles; None for our own."""
    name, mark, role = slot.rpartition(": ")  # a file can be called "shirt: blue"
    found = [each for each in worn if each.piece.name == name]
    return (found[0], role) if mark and found else None


def wear_colour(role: str, outfit: Outfit) -> Floats:
    """Return the (3,) linear colour of a slot of a piece that has no colour of its own."""
    return _HAT if role == "hat" else slot_colour(outfit, role)


def put_on(figure: Figure, worn: Sequence[Worn], outfit: Outfit, own: Sequence[Part]) -> Wear:
    """Build all pieces that a person wears.

    Args:
        figure: The body.
        worn: The pieces.
        own: Our own clothes.
        outfit: The person's own colours, which pieces take that have none; and what is kept.

    Raises:
        CharacterError: A file is missing or damaged.
    """
    body = figure.body
    skin = len(body.base.vertex_groups["body"])
    hidden, tucked = np.zeros((2, skin), bool)
    replaced = set(left_out(body.look)) if worn else set()
    parts: list[Part] = []
    for each in worn:
        clothing = each.piece.clothing(len(body.vertices))
        part = _part(figure, each, clothing, outfit)
        kind = each.piece.kind
        if kind in _OF_KIND:
            replaced.add(_OF_KIND[kind])
        elif kind != "hat":
            cloth = dense_points(part)
            replaced |= replaced_by(figure, cloth)
            under = clothing.hidden[clothing.hidden < skin]
            hidden[under] = True
            if not len(clothing.hidden):
                hidden |= beneath(figure, cloth, _EDGE)
            tucked |= beneath(figure, cloth, 1, around(figure, hidden, _FRINGE))
        parts.append(part)
    gone = frozenset(replaced - set(outfit.keep))
    over = [part for part in own if part.name in ("trousers", "skirt") and part.name not in gone]
    kinds = [each.piece.kind for each in worn]
    over += [part for part, kind in zip(parts, kinds, strict=True) if kind == "clothes"]
    parts = [without_shafts(part, over) if kind == "shoes" else part
             for part, kind in zip(parts, kinds, strict=True)]  # fmt: skip
    return Wear(_distinct(under_hats(parts, parts, figure)), gone, hidden, tucked)


def _part(figure: Figure, worn: Worn, clothing: Clothing, outfit: Outfit) -> Part:
    piece, body = worn.piece, figure.body
    points = clothing.on(body.vertices)
    faces, uvs = _faces(clothing.mesh)
    held = np.maximum(clothing.shares, 0.0)
    held /= np.maximum(held.sum(1, keepdims=True), 1e-9)
    anchors = Anchors(clothing.corners, held)
    part = Part(
        name=_part_name(piece),
        vertices=points.astype(np.float32),
        faces=faces,
        uvs=uvs,
        material_slots=(f"{piece.name}: {_role(piece.kind)}",),
        face_material=None,
        weights=_eased(figure, points, faces, anchors.of(body.rig.weights)),
        joints=body.rig.names,
        # A hat does not frown.
        shapes={} if piece.kind == "hat" else anchors.shapes_of(body.shapes),
        point_data={"rest": points.astype(np.float32)},
    )
    if not np.isfinite(points).all() or np.abs(points).max() > 10.0:
        raise CharacterError("its vertices are not on the body", path=piece.heading.path)
    if piece.kind in _OF_KIND and "diffuse" not in worn.material.textures:
        colour = _colour(worn, _role(piece.kind), outfit)
        return locks_of_cards(part, colour)
    return _coloured(figure, part, worn, outfit)


def _eased(figure: Figure, points: Floats, faces: Ints, weights: Floats) -> NDArray[np.float32]:
    """Return weights that change gradually in the armpits: loose cloth copies these from skin far beneath."""
    joints = np.stack([figure.body.joints[f"upperarm01.{side}"] for side in "LR"])
    apart = np.linalg.norm(points[:, None] - joints, axis=2).min(1)
    amount = 0.5 * smoothstep(apart, *_ARMPIT)
    around = average_neighbours(faces, len(points))
    return clean_weights(smooth_values(weights.astype(np.float64), around, _EASE, amount))


def _part_name(piece: Piece) -> str:
    if piece.kind in ON_HEAD:
        return piece.kind
    # A part called "skin" would be joined to the body.
    return f"worn {piece.name}" if piece.name in (BODY, *BODY_PARTS, CASTER) else piece.name


def _role(kind: str) -> str:
    """Return the slot of our own that a kind's material resembles."""
    return {"shoes": "shoe", "clothes": "top"}.get(kind, kind)


def _faces(mesh: Mesh) -> tuple[Ints, NDArray[np.float32]]:
    """Return (F, 4) faces, triangles with -1, and (F, 4, 2) uvs; larger faces become fans of triangles."""
    starts, counts = mesh.starts, mesh.counts
    small = counts <= 4
    table = starts[small, None] + np.arange(4)
    corners = np.where(np.arange(4) < counts[small, None], table, -1)
    large = np.flatnonzero(~small)
    if len(large):
        fans = counts[large] - 2
        first = np.repeat(starts[large], fans)
        step = np.arange(fans.sum()) - np.repeat(np.cumsum(fans) - fans, fans)
        fan = np.stack([first, first + step + 1, first + step + 2, np.full(len(first), -1)], 1)
        corners = np.concatenate([corners, fan])
    there = corners >= 0
    faces = np.where(there, mesh.corners[corners], -1).astype(np.int32)
    uvs = np.zeros((len(faces), 4, 2), np.float32)
    if len(mesh.uvs):
        place = np.where(there, mesh.uv_corners[corners], -1)
        uvs[place >= 0] = mesh.uvs[place[place >= 0]]
    return faces, uvs


def _coloured(figure: Figure, part: Part, worn: Worn, outfit: Outfit) -> Part:
    """Return the part with the person's colours: a suit's jacket, shirt and trousers are separate shells."""
    shell = shells(part.faces, len(part.vertices))
    roles, of_shell = _roles(figure, part, shell, worn.piece.kind)
    role = of_shell[shell]
    if "diffuse" in worn.material.textures:  # a picture holds all the colours
        main = int(np.bincount(role).argmax())
        roles, role = (roles[main],), np.zeros(len(role), np.int64)
    colours = np.stack([_colour(worn, name, outfit) for name in roles])
    tint = np.ones((len(part.vertices), 4), np.float32)
    tint[:, :3] = colours[role]
    face_role = role[part.faces[:, 0]]
    used, slots = np.unique(face_role, return_inverse=True)
    return replace(
        part,
        material_slots=tuple(f"{worn.piece.name}: {roles[k]}" for k in used),
        face_material=slots.reshape(-1).astype(np.int16),
        point_data={**part.point_data, "tint": tint},
    )


def _roles(
    figure: Figure, part: Part, shell: NDArray[np.int64], kind: str
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the slots of our own that shells resemble, and the index of each shell's."""
    points = part.vertices.astype(np.float64)
    count = int(shell.max()) + 1
    size = np.bincount(shell, minlength=count)
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, shell, points)
    np.maximum.at(high, shell, points)
    small = np.linalg.norm(high - low, axis=1) < _BUTTON
    if kind not in ("clothes", "shoes"):
        return (_role(kind), "button"), (small & (size < size.max())).astype(np.int64)
    names = figure.body.rig.names
    leg = [k for k, n in enumerate(names) if n.startswith(("upperleg", "lowerleg", "foot", "toe"))]
    foot = [k for k, n in enumerate(names) if n.startswith(("foot", "toe"))]
    on_leg, on_foot = (
        np.bincount(shell, part.weights[:, which].sum(1), count) / size for which in (leg, foot)
    )
    roles = ("top", "top trim", "trousers", "shoe", "sole", "button", "lace")
    found = np.zeros(count, np.int64)
    lower = (on_leg > 0.3) & (high[:, 2] < figure.armpit)
    upper = ~lower
    if upper.any():
        found[upper & (size < size[upper].max())] = 1
    found[lower] = 2
    shod = (on_foot > 0.4) | (lower & (high[:, 2] < 0.3) & (kind == "shoes"))
    found[shod] = 3
    if shod.any():
        found[shod & (size < 0.5 * size[shod].max())] = 6
    found[small & ~shod] = 5
    return roles, found


def _colour(worn: Worn, role: str, outfit: Outfit) -> Floats:
    """Return the (3,) linear colour of a slot: as the look says, the material's, or the person's own."""
    own = wear_colour(role, outfit)
    if "diffuse" in worn.material.textures:
        return np.ones(3)
    given = worn.colour or _hex(worn.material.colour)
    if not given or role in ("sole", "button", "lace"):
        return own
    return scaled(linear(given), 0.6 if role == "top trim" else 1.0)


def _hex(colour: tuple[float, float, float]) -> str:
    if min(colour) > _PALE:
        return ""
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in colour)


def _distinct(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts, each with a name of its own."""
    names: list[str] = []
    for part in parts:
        number = sum(name.partition(" ")[0] == part.name for name in names)
        names.append(part.name if not number else f"{part.name} {number + 1}")
    return tuple(replace(part, name=name) for part, name in zip(parts, names, strict=True))
