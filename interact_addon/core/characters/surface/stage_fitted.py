# SPDX-License-Identifier: GPL-3.0-or-later
"""A built-in person as cameras see them: skin, clothes, hair, hats and shoes, chosen once for each person."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ...animation.body_frame import body_frame
from ...animation.rotations import normalized
from ...animation.skeleton import Motion
from ...camera.stage import StagePerson
from ..body.joining import BODY
from ..body.part import Part
from ..body.surface import vertex_normals
from ..fitting.fit import capture_roles
from ..fitting.fitted import FittedCharacter
from .kept import kept_or_made
from .outer import bone_roles
from .posed_skin import bone_matrices, bone_names
from .stage_kept import load_rest, save_rest
from .stage_person import RestPerson, RestSurface, choose, limbs_of, posed_person, rest_person

__all__ = ["fitted_at_rest", "fitted_on_stage"]

Array = NDArray[np.float64]

_TALL = 1.75
_EYES = ("sclera", "iris", "pupil")
_SKIN = ("skin", "lips")
_INSIDE = ("mouth", "teeth", "gums", "tongue", "lashes", *_EYES)
_MOVED = 0.0015  # metres: what the face's shapes move so far is of the face
_TRUNK = ("hips", "spine")
_BLENDED = 0.15  # the weight of a second bone that makes vertices move unlike those of the first
_FRONT = 0.35  # cosine between a vertex's normal and where the face points

_MADE: WeakKeyDictionary[FittedCharacter, RestPerson] = WeakKeyDictionary()


def fitted_on_stage(fitted: FittedCharacter, motion: Motion, actor_id: str) -> StagePerson:
    """Return a built-in person on stage.

    Args:
        fitted: The person.
        motion: A motion of their skeleton.
        actor_id: Such as ``001``.
    """
    return posed_person(fitted_at_rest(fitted), bone_matrices(fitted, motion), actor_id)


def fitted_at_rest(fitted: FittedCharacter) -> RestPerson:
    """Return a built-in person at rest; made once for each fitted character, and kept in the cache."""
    if fitted not in _MADE:
        _MADE[fitted] = kept_or_made(
            fitted.file,
            lambda file: load_rest(file, len(bone_names(fitted))),
            lambda: _make(fitted),
            save_rest,
        )
    return _MADE[fitted]


def _make(fitted: FittedCharacter) -> RestPerson:
    skeleton, names = fitted.skeleton, bone_names(fitted)
    rest = skeleton.rest_positions()
    known = {role: skeleton.index(name) for role, name in capture_roles(skeleton).items()}
    _, back, up = body_frame(rest, known).T
    every = bone_roles(fitted)
    vertices = np.concatenate([part.vertices for part in fitted.parts]).astype(np.float64)
    columns = [np.array([names.index(joint) for joint in part.joints]) for part in fitted.parts]
    bones = np.concatenate(
        [each[part.weights.argmax(axis=1)] for part, each in zip(fitted.parts, columns, strict=True)]
    )
    blends = np.concatenate(
        [_blends(part.weights, each, len(names)) for part, each in zip(fitted.parts, columns, strict=True)]
    )
    trunk = np.array([role.partition(".")[0] in _TRUNK for role in every])[bones]
    blends = np.where(trunk, blends, bones)
    bones[_of_slots(fitted.parts, _INSIDE)] = -1
    head = known.get("head", int(np.argmax(rest @ up)))
    base = rest[head]
    eyes, look = _eyes(fitted.parts[0], base, -back, up)
    surface = RestSurface(
        vertices,
        bones,
        blends,
        _as_one(fitted, every),
        every,
        _face(fitted.parts, look),
        eyes,
        look,
        up,
        head,
        base,
        float(np.ptp(vertices @ up)) / _TALL,
        limbs_of(known, rest),
    )
    chosen = choose(surface)
    starts = np.cumsum([0, *(len(part.vertices) for part in fitted.parts)])
    weights = np.zeros((len(chosen.vertices), len(names)), np.float32)
    for part, start, each in zip(fitted.parts, starts.tolist(), columns, strict=False):
        rows = np.flatnonzero((chosen.vertices >= start) & (chosen.vertices < start + len(part.vertices)))
        weights[rows[:, None], each] = part.weights[chosen.vertices[rows] - start]
    arms = [known.get(f"{side}_upper_arm", known[f"{side}_thigh"]) for side in ("left", "right")]
    hips = known["hips"]
    marks = {"hips": (rest[hips], hips), "left": (rest[arms[0]], arms[0]), "right": (rest[arms[1]], arms[1])}
    return rest_person(surface, weights, chosen, marks)


def _blends(weights: NDArray[np.float32], bones: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return (V,) a number for the two bones that vertices follow most, or for one that moves them alone.

    No number is that of a bone.

    Args:
        weights: (V, N) over ``bones``.
        bones: (N,) of all ``count``.
        count: How many there are.
    """
    order = np.argsort(weights, axis=1)
    first = order[:, -1]
    second = order[:, -2] if weights.shape[1] > 1 else first
    both = np.take_along_axis(weights, second[:, None], axis=1)[:, 0] >= _BLENDED
    return count * (1 + bones[first]) + np.where(both, bones[second], bones[first])


def _as_one(fitted: FittedCharacter, roles: list[str]) -> NDArray[np.int64]:
    """Return (B,) the bone that each moves with: helpers with their joint, what is on the head with it."""
    skeleton = fitted.skeleton
    mates = list(range(len(skeleton)))
    for joint, parent in enumerate(skeleton.parents.tolist()):
        if parent >= 0 and roles[parent] == "head":
            mates[joint] = mates[parent]
    return np.array(mates + [mates[skeleton.index(helper.joint)] for helper in fitted.helpers], np.int64)


def _of_slots(parts: tuple[Part, ...], slots: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return (V,) the body's vertices of some materials, none of other parts."""
    found = []
    for part in parts:
        held = np.zeros(len(part.vertices), np.bool_)
        if part.name == BODY and part.face_material is not None:
            wanted = [n for n, slot in enumerate(part.material_slots) if slot in slots]
            corners = part.faces[np.isin(part.face_material, wanted)]
            held[corners[corners >= 0]] = True
        found.append(held)
    return np.concatenate(found)


def _eyes(body: Part, base: Array, ahead: Array, up: Array) -> tuple[Array, Array]:
    """Return the middle between the eyes, and where they look at rest."""
    ball, pupil = (_of_slots((body,), slots) for slots in (_EYES, ("pupil",)))
    if not (ball.any() and pupil.any()):
        return base + 0.085 * ahead + 0.075 * up, ahead
    middle = body.vertices[ball].astype(np.float64).mean(axis=0)
    return middle, normalized(body.vertices[pupil].astype(np.float64).mean(axis=0) - middle)


def _face(parts: tuple[Part, ...], look: Array) -> NDArray[np.bool_]:
    """Return (V,) the skin that the face's shapes move, as far as it is turned to the front."""
    body = parts[0]
    found = np.zeros(sum(len(part.vertices) for part in parts), np.bool_)
    if body.shapes:
        moved = np.max([np.abs(delta).max(axis=1) for delta in body.shapes.values()], axis=0) > _MOVED
        normals = vertex_normals(body.vertices.astype(np.float64), body.faces)
        found[: len(moved)] = moved & (normals @ look > _FRONT) & _of_slots((body,), _SKIN)
    return found
