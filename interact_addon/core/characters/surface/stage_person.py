# SPDX-License-Identifier: GPL-3.0-or-later
"""A person as cameras see them, at rest, and posed: few points of the surface, and capsules that fill it.

The points keep their skin weights, so they are where the mesh is; each capsule is on one bone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...animation.bone_names import SIDES
from ...animation.rotations import normalized
from ...camera.stage import BODY, FACE, HANDS, HEAD, PARTS, StagePerson
from .posed_skin import skinned_axes
from .stage_capsules import Capsules, fit_capsules
from .stage_points import outermost_vertices, spread_vertices

__all__ = [
    "RestPerson",
    "RestSurface",
    "choose",
    "limbs_of",
    "narrowed",
    "part_of",
    "posed_person",
    "rest_person",
]

Array = NDArray[np.float64]

_TOLERANCE = 0.006  # metres at a size of 1
_FACE_POINTS = 40
_HAND_POINTS = 24  # of each hand's bones besides the outermost ones
_LIMBS = (("upper_arm", "forearm"), ("forearm", "hand"), ("thigh", "shin"), ("shin", "foot"))
_BELOW = 0.14  # metres at a size of 1: hair that hangs farther below the head's joint is not of the head
_HEAD_ROLES = ("head", "neck")
_COLLAR_ROLES = ("spine", "hips", "left_shoulder", "right_shoulder", "")
_NECK = 0.2  # metres at a size of 1 from the head's joint: what is nearer hides no face of its own


@dataclass(frozen=True, slots=True, eq=False)
class RestSurface:
    """A whole person's surface at rest.

    Attributes:
        vertices: (V, 3) metres.
        bones: (V,) the bone that each vertex follows most; negative for vertices that nobody sees.
        groups: (V,) a number for those that move nearly alike: outermost points are chosen of each.
        mates: (B,) the bone with whose capsules each bone's vertices are.
        roles: The role of each bone: of fingers the hand's.
        face: (V,) bool, what is the face, eyes not.
        eyes: (3,) the middle between the eyes.
        look: (3,) unit vector, where the face points.
        up: (3,) unit vector, where the head is.
        head: The bone that eyes and face are on.
        base: (3,) its joint.
        size: The size of the person relative to one of 1.75 m.
        limbs: Bone -> (2, 3) metres, the joints at both ends of an arm's or a leg's part; see `limbs_of`.
    """

    vertices: Array
    bones: NDArray[np.int64]
    groups: NDArray[np.int64]
    mates: NDArray[np.int64]
    roles: Sequence[str]
    face: NDArray[np.bool_]
    eyes: Array
    look: Array
    up: Array
    head: int
    base: Array
    size: float
    limbs: Mapping[int, Array]


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


def limbs_of(known: Mapping[str, int], joints: Array) -> dict[int, Array]:
    """Return of the bones of arms and legs both ends.

    Args:
        known: Role to bone.
        joints: (B, 3) metres, where the bones begin at rest.
    """
    pairs = [(f"{side}_{part}", f"{side}_{after}") for side in SIDES for part, after in _LIMBS]
    return {
        known[role]: joints[[known[role], known[after]]]
        for role, after in pairs
        if role in known and after in known
    }


def part_of(role: str) -> str:
    """Return to which of `PARTS` a role's bone belongs."""
    return HEAD if role == "head" else HANDS if role.endswith("_hand") else BODY


def choose(surface: RestSurface) -> Chosen:
    """Choose points of a surface, and fit capsules to it."""
    size = surface.size
    seen = surface.bones >= 0
    together = np.where(seen, surface.mates[surface.bones], -1)
    # What is on a head moves with it, whatever bones a face has; elsewhere bones between two joints bend.
    heads = seen & (np.array(surface.roles)[surface.bones] == "head")
    groups = np.where(seen, surface.groups, -1)
    groups[heads] = groups.max(initial=0) + 1 + together[heads]
    outer = outermost_vertices(surface.vertices, groups, _TOLERANCE * size)
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
        fit_capsules(surface.vertices, together, surface.up, size, surface.limbs),
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
    roles = [surface.roles[bone].partition(".")[0] for bone in chosen.capsules.groups.tolist()]
    near = np.linalg.norm(chosen.capsules.ends.mean(axis=1) - surface.base, axis=1) < _NECK * surface.size
    return RestPerson(
        rows=(every[..., None] * spread[:, None]).astype(np.float32).reshape(len(places), 4 * count),
        part=chosen.part,
        radii=chosen.capsules.radii,
        of_head=np.isin(roles, _HEAD_ROLES) | (np.isin(roles, _COLLAR_ROLES) & near),
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
    placed = skinned_axes(rest.rows, matrices).transpose(0, 2, 1)  # that is how cameras read them fastest
    count, capsules = len(rest.part), len(rest.radii)
    ends = np.ascontiguousarray(placed[:, count : count + 2 * capsules])
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
        ends=ends.reshape(len(placed), capsules, 2, 3),
        radii=rest.radii * scale,
        of_head=rest.of_head,
        of_hands=rest.of_hands,
        eyes=eyes,
        look=look,
        root=hips,
        facing=np.where(length > 1e-6, across / np.maximum(length, 1e-9), level),
    )
