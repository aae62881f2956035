# SPDX-License-Identifier: GPL-3.0-or-later
"""The surface of a character at rest with all that it wears: vertices, and the bones that move them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.face.arkit import ARKIT_51, match_shape_keys
from ..characters.bindings import Bindings
from ..common.actors import deforms
from ..common.casters import is_helper
from ..common.evaluating import at_each_time

__all__ = ["WornSurface", "face_vertices", "seen_of", "worn_surface"]

Array = NDArray[np.float64]

_MOST = 20000  # vertices of a mesh that are looked at: weights can only be read one by one
_SHAPED = ("MESH", "CURVE", "SURFACE", "META", "FONT", "CURVES")
_BLINKS = ("eyeBlinkLeft", "eyeBlinkRight")
_MOVED = 0.0009  # of the character's height: what the face's shapes move so far is of the face


@dataclass(frozen=True, slots=True, eq=False)
class WornSurface:
    """A character's surface at rest, in the armature object's axes and units.

    Attributes:
        things: Objects that do not follow single bones, but move as wholes: the bones behind the armature's.
        places: (T, 4, 4) where they are at rest.
        vertices: (V, 3).
        normals: (V, 3) unit vectors.
        owner: (W,) the vertex that each weight is of, rising.
        bone: (W,) the bone of each weight; behind the armature's, ``things``.
        weight: (W,) those of a vertex sum to 1.
        face: (V,) bool, what ARKit's shapes move; nothing if there are none.
        eyes: (3,) the middle between the lids by ARKit's shapes, or None.
    """

    things: tuple[bpy.types.Object, ...]
    places: Array
    vertices: Array
    normals: Array
    owner: NDArray[np.int64]
    bone: NDArray[np.int64]
    weight: Array
    face: NDArray[np.bool_]
    eyes: Array | None


def worn_surface(
    scene: bpy.types.Scene, armature: bpy.types.Object, others: Collection[bpy.types.Object] = ()
) -> WornSurface:
    """Return a character's surface at rest, whatever it plays now.

    Args:
        scene: The scene that it is in.
        armature: The armature object.
        others: The armatures of other characters.
    """
    worn = seen_of(scene, armature, others)
    held = [thing for thing in worn if not deforms(armature, thing)]
    bones = {bone.name: number for number, bone in enumerate(_bones(armature)) if bone.use_deform}
    found: list[_Piece] = []
    places = np.tile(np.eye(4), (len(worn), 1, 1))

    def read(_: int, graph: bpy.types.Depsgraph) -> None:
        place = np.linalg.inv(np.array(armature.evaluated_get(graph).matrix_world, dtype=np.float64))
        for number, thing in enumerate(worn):
            places[number] = place @ np.array(thing.evaluated_get(graph).matrix_world, dtype=np.float64)
            own = len(_bones(armature)) + number
            piece = _piece(thing, graph, places[number], {} if thing in held else bones, own)
            if piece is not None:
                found.append(piece)

    with _at_rest(armature):
        at_each_time(scene, [armature, *worn], (), np.array([scene.frame_start]), read)
    starts = np.cumsum([0, *(len(piece.vertices) for piece in found)])
    eyes = [eye for piece in found for eye in piece.eyes]
    return WornSurface(
        tuple(worn),
        places,
        _joined([piece.vertices for piece in found], (0, 3)),
        _joined([piece.normals for piece in found], (0, 3)),
        _joined(
            [piece.owner + start for piece, start in zip(found, starts.tolist(), strict=False)], (0,)
        ).astype(np.int64),
        _joined([piece.bone for piece in found], (0,)).astype(np.int64),
        _joined([piece.weight for piece in found], (0,)),
        _joined([piece.face for piece in found], (0,)).astype(np.bool_),
        np.mean(eyes, axis=0) if eyes else None,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """One object's part of a `WornSurface`, with the middles of its lids."""

    vertices: Array
    normals: Array
    owner: NDArray[np.int64]
    bone: NDArray[np.int64]
    weight: Array
    face: NDArray[np.bool_]
    eyes: tuple[Array, ...]


def _bones(armature: Any) -> Sequence[Any]:
    bones: Sequence[Any] = armature.data.bones
    return bones


def _joined(arrays: list[Any], empty: tuple[int, ...]) -> Any:
    return np.concatenate(arrays) if arrays else np.zeros(empty)


def seen_of(
    scene: bpy.types.Scene, armature: bpy.types.Object, others: Collection[bpy.types.Object]
) -> list[bpy.types.Object]:
    """Return what is seen of a character: all that hangs on its armature, at any remove."""
    names = Bindings.read(scene.objects).parts(armature.name, [other.name for other in others])
    things = [scene.objects[name] for name in names]
    return [
        thing for thing in things if thing.type in _SHAPED and not thing.hide_render and not is_helper(thing)
    ]


@contextmanager
def _at_rest(armature: Any) -> Iterator[None]:
    before = armature.data.pose_position
    try:
        armature.data.pose_position = "REST"
        yield
    finally:
        armature.data.pose_position = before


def _piece(
    thing: bpy.types.Object, graph: bpy.types.Depsgraph, matrix: Array, bones: dict[str, int], own: int
) -> _Piece | None:
    """Return an evaluated object's vertices, carried by a matrix, and what moves them."""
    evaluated: Any = thing.evaluated_get(graph)
    try:
        mesh: Any = evaluated.to_mesh()
    except RuntimeError:  # it has no geometry, such as an empty curve
        return None
    if mesh is None or not len(mesh.vertices):
        return None
    count = len(mesh.vertices)
    points, normals = np.empty((2, count, 3), np.float32)
    mesh.vertices.foreach_get("co", points.reshape(-1))
    mesh.vertex_normals.foreach_get("vector", normals.reshape(-1))
    step = -(-count // _MOST)
    chosen = np.arange(0, count, step)
    names = {group.index: bones[group.name] for group in thing.vertex_groups if group.name in bones}
    weights = (
        [
            (row, names[one.group], one.weight)
            for row, number in enumerate(chosen.tolist())
            for one in mesh.vertices[number].groups
            if one.group in names and one.weight > 0.0
        ]
        if names
        else []
    )
    owner, bone, weight = _complete(weights, len(chosen), own)
    height = float(np.ptp(points, axis=0).max())
    moved, lids = face_vertices(thing, count, _MOVED * height)
    eyes = tuple(points[lid].mean(axis=0) @ matrix[:3, :3].T + matrix[:3, 3] for lid in lids if lid.any())
    turned = normals[chosen] @ np.linalg.inv(matrix[:3, :3])
    piece = _Piece(
        points[chosen] @ matrix[:3, :3].T + matrix[:3, 3],
        turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9),
        owner,
        bone,
        weight,
        moved[chosen],
        eyes if len(eyes) == len(_BLINKS) else (),
    )
    evaluated.to_mesh_clear()
    return piece


def _complete(
    weights: list[tuple[int, int, float]], count: int, own: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Return weights that sum to 1; a vertex without any moves with its object."""
    table = np.array(weights, np.float64).reshape(-1, 3)
    bare = np.setdiff1d(np.arange(count), table[:, 0].astype(np.int64))
    table = np.concatenate([table, np.column_stack([bare, np.full(len(bare), own), np.ones(len(bare))])])
    table = table[np.argsort(table[:, 0], kind="stable")]
    owner = table[:, 0].astype(np.int64)
    total = np.bincount(owner, table[:, 2], count)
    return owner, table[:, 1].astype(np.int64), table[:, 2] / total[owner]


def face_vertices(
    thing: Any, count: int, least: float
) -> tuple[NDArray[np.bool_], tuple[NDArray[np.bool_], ...]]:
    """Return (V,) what ARKit's shapes move, and what each lid's blink does.

    Modifiers that add vertices add them behind those of the mesh.
    """
    moved = np.zeros(count, np.bool_)
    keys = getattr(thing.data, "shape_keys", None)
    own = len(getattr(thing.data, "vertices", ()))
    if keys is None or own > count:
        return moved, ()
    lids = {}
    base = _places(keys.reference_key, own)
    for name, key in match_shape_keys(ARKIT_51, [block.name for block in keys.key_blocks]).pairs:
        if name == "tongueOut":
            continue
        gone = np.abs(_places(keys.key_blocks[key], own) - base).max(axis=1, initial=0.0) > least
        moved[:own] |= gone
        if name in _BLINKS:
            lids[name] = np.concatenate([gone, np.zeros(count - own, np.bool_)])
    return moved, tuple(lids.values())


def _places(block: Any, count: int) -> NDArray[np.float32]:
    places = np.empty((count, 3), np.float32)
    block.data.foreach_get("co", places.reshape(-1))
    return places
