# SPDX-License-Identifier: GPL-3.0-or-later
"""A person as cameras see them, at rest, and posed: few points of the surface, and capsules that fill it.

The points keep their skin weights, so they are where the mesh is; each capsule is on one bone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...animation.rotations import normalized
from ...camera.stage import BODY, FACE, HANDS, HEAD, PARTS, StagePerson
from .posed_skin import skinned
from .stage_capsules import Capsules, fit_capsules
from .stage_points import outermost_vertices, spread_vertices

__all__ = [
    "HEAD_ROLES",
    "RestPerson",
    "RestSurface",
    "choose",
    "narrowed",
    "part_of",
    "posed_person",
    "rest_person",
]

Array = NDArray[np.float64]

_TOLERANCE = 0.006  # metres at a size of 1
_FACE_POINTS = 48
_HAND_POINTS = 24  # of each hand's bones besides the outermost ones
_BELOW = 0.14  # metres at a size of 1: hair that hangs farther below the head's joint is not of the head
HEAD_ROLES = ("head", "neck")


@dataclass(frozen=True, slots=True, eq=False)
class RestSurface:
    """A whole person's surface at rest.

    Attributes:
        vertices: (V, 3) metres.
        bones: (V,) the bone that each vertex follows most; negative for vertices that nobody sees.
        mates: (B,) the bone with whose capsules each bone's vertices are.
        roles: The role of each bone: of fingers the hand's.
        face: (V,) bool, what is the face, eyes not.
        eyes: (3,) the middle between the eyes.
        look: (3,) unit vector, where the face points.
        up: (3,) unit vector, where the head is.
        head: The bone that eyes and face are on.
        base: (3,) its joint.
        size: The size of the person relative to one of 1.75 m.
    """

    vertices: Array
    bones: NDArray[np.int64]
    mates: NDArray[np.int64]
    roles: Sequence[str]
    face: NDArray[np.bool_]
    eyes: Array
    look: Array
    up: Array
    head: int
    base: Array
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class RestPerson:
    """A person as cameras see them, at rest.

    Attributes:
        rows: (P + 2C + 4, 4B) float32, what `posed_skin.skinned` poses: points, ends of capsules, then what
            `posed_person` takes the eyes, the hips and the direction of the chest from.
        part: (P,) the number in `PARTS` of what each point belongs to.
        radii: (C, 2) metres.
        of_head: (C,) bool.
        of_hands: (C,) bool.
        head: The bone that the face is on.
        look: (3,) unit vector at rest.
    """

    rows: NDArray[np.float32]
    part: NDArray[np.int8]
    radii: Array
    of_head: NDArray[np.bool_]
    of_hands: NDArray[np.bool_]
    head: int
    look: Array


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """What was chosen of a surface: (P,) vertices, their part, and capsules whose groups are bones."""

    vertices: NDArray[np.int64]
    part: NDArray[np.int8]
    capsules: Capsules


def part_of(role: str) -> str:
    """Return to which of `PARTS` a role's bone belongs."""
    return HEAD if role == "head" else HANDS if role.endswith("_hand") else BODY


def choose(surface: RestSurface) -> Chosen:
    """Choose points of a surface, and fit capsules to it."""
    size = surface.size
    together = np.where(surface.bones >= 0, surface.mates[surface.bones], -1)
    outer = outermost_vertices(surface.vertices, surface.bones, _TOLERANCE * size)
    kinds = np.array([PARTS.index(part_of(role)) for role in surface.roles], np.int8)
    hands = np.flatnonzero((surface.bones >= 0) & (kinds[surface.bones] == PARTS.index(HANDS)))
    more = hands[spread_vertices(surface.vertices[hands], 2 * _HAND_POINTS)]
    others = np.union1d(outer, more)
    part = kinds[surface.bones[others]]
    low = (surface.vertices[others] - surface.base) @ surface.up < -_BELOW * size
    part[(part == PARTS.index(HEAD)) & low] = PARTS.index(BODY)
    front = np.flatnonzero(surface.face)
    face = front[spread_vertices(surface.vertices[front], _FACE_POINTS)]
    return Chosen(
        np.concatenate([face, others]),
        np.concatenate([np.full(len(face), PARTS.index(FACE), np.int8), part]),
        fit_capsules(surface.vertices, together, surface.up, size),
    )


def rest_person(
    surface: RestSurface,
    weights: NDArray[np.floating],
    chosen: Chosen,
    marks: Mapping[str, tuple[Array, int]],
) -> RestPerson:
    """Return a person at rest.

    Args:
        surface: The surface.
        weights: (P, B) of the chosen vertices over all bones.
        chosen: What was chosen of it.
        marks: ``hips``, ``left`` and ``right`` (where the arms begin): the place at rest and its bone.
    """
    count = weights.shape[1]
    ends = chosen.capsules.ends.reshape(-1, 3)
    held = np.repeat(chosen.capsules.groups, 2)
    spots = [(surface.eyes, surface.head), *(marks[name] for name in ("hips", "left", "right"))]
    places = np.concatenate([surface.vertices[chosen.vertices], ends, [place for place, _ in spots]])
    on = np.concatenate([held, [bone for _, bone in spots]]).astype(np.int64)
    every = np.concatenate([weights, np.eye(count, dtype=np.float32)[on]])
    spread = np.concatenate([places, np.ones((len(places), 1))], axis=1)
    roles = [surface.roles[bone] for bone in chosen.capsules.groups.tolist()]
    return RestPerson(
        rows=(every[..., None] * spread[:, None]).astype(np.float32).reshape(len(places), 4 * count),
        part=chosen.part,
        radii=chosen.capsules.radii,
        of_head=np.array([role.partition(".")[0] in HEAD_ROLES for role in roles], np.bool_),
        of_hands=np.array([role.endswith(("_hand", "_forearm")) for role in roles], np.bool_),
        head=surface.head,
        look=surface.look,
    )


def narrowed(rest: RestPerson, bones: NDArray[np.int64]) -> RestPerson:
    """Return a person at rest over some of the bones only, which must be all that move any of them.

    Args:
        rest: The person.
        bones: (N,) the bones, rising.
    """
    rows = rest.rows.reshape(len(rest.rows), -1, 4)[:, bones]
    return replace(rest, rows=rows.reshape(len(rows), -1), head=int(np.searchsorted(bones, rest.head)))


def posed_person(rest: RestPerson, matrices: NDArray[np.float32], actor_id: str) -> StagePerson:
    """Return a person on stage.

    Args:
        rest: The person at rest.
        matrices: (F, B, 3, 4) what carries points from rest to the world, see `posed_skin.bone_matrices`.
        actor_id: Such as ``001``.
    """
    placed = skinned(rest.rows, matrices)
    count, capsules = len(rest.part), len(rest.radii)
    eyes, hips, left, right = placed[:, count + 2 * capsules :].astype(np.float64).transpose(1, 0, 2)
    turns = matrices[:, rest.head, :, :3].astype(np.float64)
    across = np.cross(left - right, [0.0, 0.0, 1.0])
    length = np.linalg.norm(across, axis=1, keepdims=True)
    look = normalized(turns @ rest.look)
    # Somebody who lies on the side has no chest that points anywhere level: the face has to do.
    level = normalized(look * [1.0, 1.0, 0.0] + [0.0, 1e-9, 0.0])
    scale = float(np.median(np.cbrt(np.abs(np.linalg.det(matrices[0, :, :, :3].astype(np.float64))))))
    return StagePerson(
        actor_id=actor_id,
        points=placed[:, :count],
        part=rest.part,
        ends=placed[:, count : count + 2 * capsules].reshape(len(placed), capsules, 2, 3),
        radii=rest.radii * scale,
        of_head=rest.of_head,
        of_hands=rest.of_hands,
        eyes=eyes,
        look=look,
        root=hips,
        facing=np.where(length > 1e-6, across / np.maximum(length, 1e-9), level),
    )
