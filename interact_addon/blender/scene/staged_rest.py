# SPDX-License-Identifier: GPL-3.0-or-later
"""What cameras see of somebody at rest, whatever rig it is: points of the surface, and capsules in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.body_frame import body_frame
from ...core.animation.bone_names import identify
from ...core.characters.surface.stage_person import RestPerson, RestSurface, choose, limbs_of, rest_person
from ...core.foundation.errors import CharacterError
from ..animation.bone_roles import roles_of
from .rest_surface import WornSurface, worn_surface

__all__ = ["person_at_rest", "rest_bones", "seen_surface"]

Array = NDArray[np.float64]

_TALL = 1.75
_FRONT = 0.35  # cosine between a vertex's normal and where the face points
_FEW = 12  # vertices: fewer make no face
_EYES = (0.085, 0.075)  # of a head without ARKit shapes, from its joint, at a size of 1: forward and up
# The face of a head without shapes: shares of its width, and of its height from the chin to the crown.
_WIDE, _LOW, _HIGH, _GRID = 0.62, 0.15, 0.72, 6


def seen_surface(scene: bpy.types.Scene, rig: Any, others: Sequence[Any]) -> WornSurface:
    """Return what is seen of somebody at rest: of an armature without meshes the joints.

    Args:
        scene: The scene that it is in.
        rig: The armature object.
        others: Those of other people.
    """
    surface = worn_surface(scene, rig, others)
    if len(surface.vertices):
        return surface
    joints = rest_bones(rig)[:, :3, 3]
    bones = np.arange(len(joints))
    return replace(
        surface,
        vertices=joints,
        normals=np.tile([0.0, 0.0, 1.0], (len(joints), 1)),
        owner=bones,
        bone=bones,
        weight=np.ones(len(joints)),
        face=np.zeros(len(joints), np.bool_),
    )


def rest_bones(rig: Any) -> Array:
    """Return (B, 4, 4) where an armature's bones are at rest, in its axes."""
    flat = np.empty(16 * len(rig.data.bones), np.float32)
    rig.data.bones.foreach_get("matrix_local", flat)
    return flat.reshape(-1, 4, 4).transpose(0, 2, 1).astype(np.float64)


def person_at_rest(rig: Any, surface: WornSurface) -> RestPerson:
    """Return a rig's person at rest, in the armature's axes.

    Args:
        rig: The armature object.
        surface: What is seen of it.
    """
    names = [bone.name for bone in rig.data.bones]
    index = {name: number for number, name in enumerate(names)}
    parents = [index[bone.parent.name] if bone.parent else -1 for bone in rig.data.bones]
    heads = rest_bones(rig)[:, :3, 3]
    known = {role: index[name] for role, name in identify(names, parents, roles_of(rig)).roles.items()}
    try:
        left, back, up = body_frame(heads, known).T
    except CharacterError:
        left, back, up = np.eye(3)
    points = surface.vertices if len(surface.vertices) else heads
    size = max(float(np.ptp(points @ up)), 1e-6) / _TALL
    nearest, roles = _roles(heads, parents, known, 0.2 * size * up)
    head = known.get("head", int(np.argmax(heads @ up)))
    base = heads[head]
    bones = _mostly(surface)
    face = surface.face & (surface.normals @ -back > _FRONT)
    eyes = surface.eyes
    if eyes is None:
        eyes = base + size * (_EYES[1] * up - _EYES[0] * back)
    every = [*roles, *("" for _ in surface.things)]
    on_head = np.array([role == "head" for role in every])[bones]
    if face.sum() < _FEW and on_head.any():
        surface, face = _with_face(surface, on_head, np.stack([left, -back, up]), head)
        bones = _mostly(surface)
    mates = _leaders(np.concatenate([nearest, len(roles) + np.arange(len(surface.things))]), bones)
    limbs = {int(mates[bone]): ends for bone, ends in limbs_of(known, heads).items()}
    resting = RestSurface(
        surface.vertices, bones, bones, mates, every, face, eyes, -back, up, head, base, size, limbs
    )
    chosen = choose(resting)
    hips = known.get("hips", 0)
    arms = [
        next((known[role] for part in ("upper_arm", "thigh") if (role := f"{side}_{part}") in known), hips)
        for side in ("left", "right")
    ]
    marks = {
        name: (heads[bone], bone) for name, bone in zip(("hips", "left", "right"), (hips, *arms), strict=True)
    }
    return rest_person(resting, _weights(surface, chosen.vertices, len(every)), chosen, marks)


def _with_face(
    surface: WornSurface, on_head: NDArray[np.bool_], axes: Array, head: int
) -> tuple[WornSurface, NDArray[np.bool_]]:
    """Return the surface with a face on the front of the head, for one that is not known, and which it is.

    Args:
        surface: The surface.
        on_head: (V,) what is on the head.
        axes: (3, 3) rows: left, ahead and up.
        head: The head's bone.
    """
    local = surface.vertices[on_head] @ axes.T
    low, high = np.percentile(local, (2.0, 98.0), axis=0)
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    spread = np.linspace(-1.0, 1.0, _GRID)
    aside, tall = (each.ravel() for each in np.meshgrid(spread, np.linspace(_LOW, _HIGH, _GRID)))
    front = high[1] - 0.25 * half[1] * aside**2
    grid = np.stack([middle[0] + _WIDE * half[0] * aside, front, low[2] + (high[2] - low[2]) * tall], axis=1)
    count, new = len(surface.vertices), len(grid)
    face = np.concatenate([np.zeros(count, np.bool_), np.ones(new, np.bool_)])
    return (
        replace(
            surface,
            vertices=np.concatenate([surface.vertices, grid @ axes]),
            normals=np.concatenate([surface.normals, np.tile(axes[1], (new, 1))]),
            owner=np.concatenate([surface.owner, count + np.arange(new)]),
            bone=np.concatenate([surface.bone, np.full(new, head)]),
            weight=np.concatenate([surface.weight, np.ones(new)]),
            face=face,
        ),
        face,
    )


def _leaders(nearest: NDArray[np.int64], bones: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (B,) of bones with the same nearest joint the one that moves most vertices."""
    count = np.bincount(bones, minlength=len(nearest))
    order = np.lexsort((count, nearest))
    last = order[np.flatnonzero(np.diff(nearest[order], append=-1))]
    leader = np.empty(int(nearest.max(initial=0)) + 1, np.int64)
    leader[nearest[last]] = last
    return leader[nearest]


def _roles(
    heads: Array, parents: Sequence[int], known: Mapping[str, int], top: Array
) -> tuple[NDArray[np.int64], list[str]]:
    """Return of each bone the nearest one that has a role, and its role: of fingers the hand's.

    ``top`` is what the head's bone reaches to, from its joint. Bones' tails do not tell where parts end.
    """
    if not known:
        return np.arange(len(heads)), [""] * len(heads)
    own: dict[int, str] = {}
    for role, bone in known.items():
        stem, _, number = role.partition(".")
        side, _, part = stem.partition("_")
        own[bone] = f"{side}_hand" if part and number else stem
    spots, owners = [heads[bone] for bone in own], list(own)
    for bone, role in own.items():
        above = parents[bone]
        while above >= 0 and above not in own:
            above = parents[above]
        if above >= 0:
            spots += [heads[above] + share * (heads[bone] - heads[above]) for share in (0.25, 0.5, 0.75)]
            owners += 3 * [above]
        if role == "head":
            spots += [heads[bone] + share * top for share in (0.5, 1.0)]
            owners += 2 * [bone]
    gaps = np.linalg.norm(heads[:, None] - np.array(spots)[None], axis=2)
    nearest = np.array(owners)[gaps.argmin(axis=1)]
    nearest[list(own)] = list(own)
    return nearest, [own[bone] for bone in nearest.tolist()]


def _mostly(surface: WornSurface) -> NDArray[np.int64]:
    """Return (V,) the bone that weighs most on each vertex."""
    order = np.lexsort((surface.weight, surface.owner))
    last = np.flatnonzero(np.diff(surface.owner[order], append=-1))
    return surface.bone[order][last]


def _weights(surface: WornSurface, vertices: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """Return (P, B) the weights of some vertices."""
    unique, back = np.unique(vertices, return_inverse=True)
    row = np.full(len(surface.vertices), -1)
    row[unique] = np.arange(len(unique))
    held = row[surface.owner] >= 0
    out = np.zeros((len(unique), count), np.float32)
    np.add.at(out, (row[surface.owner[held]], surface.bone[held]), surface.weight[held])
    return out[back]
