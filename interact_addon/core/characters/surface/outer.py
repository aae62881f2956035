# SPDX-License-Identifier: GPL-3.0-or-later
"""The closed surface of a dressed person: what the eye sees of skin and clothes, without hair.

Skin that clothes cover is cut away, and clothes are open sheets, so neither is closed. The mesh that casts
the shadow (`clothing.caster`) is: it lies a little inside both. Its long edges are divided, and each of its
vertices is moved straight out to the outermost skin or cloth of the same limb, whose weights it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ...animation.bone_names.table import LEG, SIDES
from ...animation.skeleton import Skeleton
from ..body.attach import triangles as triangles_of
from ..body.helper_bones import HelperBone
from ..body.joining import BODY
from ..body.part import Part
from ..body.surface import vertex_normals
from ..fitting.fitted import FittedCharacter
from .kept import kept_or_made
from .outer_kept import load_outer, save_outer
from .outermost import outermost
from .posed_skin import bone_names, weighted

__all__ = ["OuterSkin", "bone_roles", "outer_skin"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_EDGE = 0.055  # metres: longer edges are divided
_DEPTH = 0.008  # metres: so far below the skin the caster is, where nothing is found above
_SKIN = ("skin", "lips", "nails")
_ODD = 0.02  # metres: farther out than the neighbours is something else, such as a trouser leg above a shoe
_ROUNDS = 8
_TRUNK = "trunk"


@dataclass(frozen=True, eq=False)
class OuterSkin:
    """A person's closed surface at rest.

    Attributes:
        vertices: (V, 3) metres, in the rest pose of the person's skeleton.
        triangles: (T, 3), counterclockwise as seen from outside; each edge has two.
        weights: (V, B) float32 over the bones of `posed_skin.bone_names`.
        rows: (V, 4B) float32, what `posed_skin.skinned` poses.
        bones: (V,) the number of the role that moves each vertex most.
        roles: The roles.
    """

    vertices: Array
    triangles: Ints
    weights: NDArray[np.float32]
    rows: NDArray[np.float32]
    bones: Ints
    roles: tuple[str, ...]


_MADE: WeakKeyDictionary[FittedCharacter, OuterSkin] = WeakKeyDictionary()


def outer_skin(fitted: FittedCharacter) -> OuterSkin:
    """Return a person's closed surface at rest; made once for each fitted character, and kept in the cache.

    Args:
        fitted: The person.
    """
    if fitted not in _MADE:
        names = bone_names(fitted)
        vertices, triangles, weights = kept_or_made(
            fitted.file,
            lambda file: load_outer(file, len(names)),
            lambda: _make(fitted, names),
            save_outer,
        )
        roles = bone_roles(fitted)
        each = tuple(dict.fromkeys(roles))
        of_role = np.zeros((len(names), len(each)), np.float32)
        of_role[np.arange(len(names)), [each.index(role) for role in roles]] = 1.0
        rows = weighted(vertices, weights, names, names)
        _MADE[fitted] = OuterSkin(
            vertices, triangles, weights, rows, (weights @ of_role).argmax(axis=1), each
        )
    return _MADE[fitted]


def _make(fitted: FittedCharacter, names: tuple[str, ...]) -> tuple[Array, Ints, NDArray[np.float32]]:
    """Return the vertices, triangles and weights."""
    caster = fitted.caster
    inner = _over(caster, names)
    places = np.concatenate([caster.vertices.astype(np.float64), inner], axis=1)
    places, triangles = _divided(places, triangles_of(caster.faces).astype(np.int64))
    vertices, weights = places[:, :3], places[:, 3:]
    parts = [_seen(part) for part in fitted.parts if part.name != "hair"]
    count = np.cumsum([0, *(len(part.vertices) for part, _ in parts)])
    outer = np.concatenate([part.vertices for part, _ in parts]).astype(np.float64)
    faces = np.concatenate([corners + start for (_, corners), start in zip(parts, count, strict=False)])
    on = np.concatenate([_over(part, names) for part, _ in parts])
    padded = np.concatenate([triangles, np.full((len(triangles), 1), -1)], axis=1).astype(np.int32)
    ways = vertex_normals(vertices, padded)
    limbs = _limbs(names, fitted.skeleton, fitted.helpers)
    hit = outermost(
        vertices,
        ways,
        (weights @ limbs).astype(np.float32),
        outer,
        faces,
        (on @ limbs).astype(np.float32),
    )
    found = hit.triangle >= 0
    corners = faces[hit.triangle[found]]
    weights[found] = np.einsum("hc,hcb->hb", hit.shares[found], on[corners])
    way = _filled(hit.far, found, triangles)
    vertices = vertices + way[:, None] * ways
    weights = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return vertices, triangles, weights


def _over(part: Part, names: tuple[str, ...]) -> NDArray[np.float32]:
    """Return (V, B) a part's weights over all bones."""
    out = np.zeros((len(part.vertices), len(names)), np.float32)
    out[:, [names.index(joint) for joint in part.joints]] = part.weights
    return out


def _seen(part: Part) -> tuple[Part, Ints]:
    """Return a part, and the triangles of it that are skin or cloth."""
    faces = part.faces
    if part.name == BODY and part.face_material is not None:
        skin = [n for n, slot in enumerate(part.material_slots) if slot in _SKIN]
        faces = faces[np.isin(part.face_material, skin)]
    return part, triangles_of(faces).astype(np.int64)


def bone_roles(fitted: FittedCharacter) -> list[str]:
    """Return the role of each bone: of fingers the hand's, of toes the foot's, else that of a bone above."""
    skeleton: Skeleton = fitted.skeleton
    known = {name: role for role, name in skeleton.naming.roles.items()}
    found: list[str] = []
    for name, parent in zip(skeleton.names, skeleton.parents.tolist(), strict=True):
        role = known.get(name, "")
        side, _, part = role.partition("_")
        if side in ("left", "right") and "." in part:
            role = f"{side}_hand"
        elif part in ("toe", "fore_foot"):
            role = f"{side}_foot"
        found.append(role or (found[parent] if parent >= 0 else "hips"))
    return found + [found[skeleton.index(helper.joint)] for helper in fitted.helpers]


def _limbs(names: Sequence[str], skeleton: Skeleton, helpers: Sequence[HelperBone]) -> NDArray[np.float32]:
    """Return (B, L) to which limb each bone belongs: nothing of another limb is above a limb's skin."""
    known = {name: role for role, name in skeleton.naming.roles.items()}
    found: list[str] = []
    for name, parent in zip(skeleton.names, skeleton.parents.tolist(), strict=True):
        role, _, number = known.get(name, "").partition(".")
        side, _, part = role.partition("_")
        above = found[parent] if parent >= 0 else _TRUNK
        if part and number:
            found.append(role)  # a finger
        elif side in SIDES:
            found.append(f"{side} {'leg' if part in LEG else 'arm'}")
        else:
            found.append(
                _TRUNK if role in ("hips", "spine") else "head" if role in ("neck", "head") else above
            )
    found += [found[skeleton.index(helper.joint)] for helper in helpers]
    each = list(dict.fromkeys(found))
    out = np.zeros((len(names), len(each)), np.float32)
    out[np.arange(len(names)), [each.index(limb) for limb in found]] = 1.0
    return out


def _divided(values: Array, triangles: Ints) -> tuple[Array, Ints]:
    """Halve edges until none is longer than `_EDGE`; (V, 3 + N) places with what is averaged along."""
    while True:
        ends = np.stack([triangles, np.roll(triangles, -1, axis=1)], axis=2)  # (T, 3, 2) of each side
        keys = ends.min(axis=2) * len(values) + ends.max(axis=2)
        edges, of = np.unique(keys, return_inverse=True)
        of = of.reshape(keys.shape)
        a, b = np.divmod(edges, len(values))
        length = np.linalg.norm(values[a, :3] - values[b, :3], axis=1)
        rank = np.empty(len(edges), np.int64)
        rank[np.argsort(length, kind="stable")] = np.arange(len(edges))
        side = rank[of].argmax(axis=1)
        rows = np.arange(len(triangles))
        longest = of[rows, side]
        # An edge that is the longest of both its triangles is halved: so the mesh stays closed.
        halved = (np.bincount(longest, minlength=len(edges)) == 2) & (length > _EDGE)
        if not halved.any():
            return values, triangles
        number = np.full(len(edges), -1)
        number[halved] = len(values) + np.arange(halved.sum())
        values = np.concatenate([values, 0.5 * (values[a[halved]] + values[b[halved]])])
        middle = number[longest]
        cut = middle >= 0
        p, q, r = (triangles[rows, (side + n) % 3] for n in range(3))
        first, second = np.stack([p, middle, r], axis=1), np.stack([middle, q, r], axis=1)
        triangles = np.concatenate([triangles[~cut], first[cut], second[cut]])


def _filled(far: Array, found: NDArray[np.bool_], triangles: Ints) -> Array:
    """Return (V,) how far out vertices go, those without a hit as far as their neighbours."""
    far = np.where(found, far, _DEPTH)
    known = found.astype(np.float64)
    for _ in range(_ROUNDS):
        weight = _summed(known, triangles)
        mean = _summed(known * far, triangles) / np.maximum(weight, 1.0)
        new = ~found & (weight > 0.0)
        far, known = np.where(new, mean, far), np.maximum(known, new)
    mean = _summed(far, triangles) / np.maximum(_summed(np.ones(len(far)), triangles), 1.0)
    return np.minimum(far, mean + _ODD)


def _summed(values: Array, triangles: Ints) -> Array:
    """Return (V,) the sums over the corners of the triangles at each vertex, without its own."""
    others = values[np.roll(triangles, 1, axis=1)] + values[np.roll(triangles, -1, axis=1)]
    return np.bincount(triangles.ravel(), others.ravel(), len(values)).astype(np.float64)
