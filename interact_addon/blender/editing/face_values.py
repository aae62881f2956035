# SPDX-License-Identifier: GPL-3.0-or-later
"""The face of a person as one set of ARKit weights, on however many meshes: seen, set, and keyed as edits."""

from __future__ import annotations

import functools
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.face.arkit import ARKIT_52, match_shape_keys
from ...core.face.sliders import share
from ...core.foundation.errors import FaceError, UsageError
from ..common.actors import armature_of, meshes_on
from ..common.channels import shape_path
from ..common.curves import driven_paths, played_values
from .edit_layer import edit_layer, ensure_layer, write_edit

__all__ = [
    "EASE",
    "FaceKeys",
    "change_face",
    "face_of",
    "key_face",
    "moved_shapes",
    "set_shape",
    "shape_value",
    "show_played",
]

EASE = 6  # frames

_SAME = 1e-4  # weights that differ less are the same


@dataclass(frozen=True, eq=False)
class FaceKeys:
    """The shape keys of a face. Valid until meshes or their shape keys change, or undo.

    Attributes:
        shapes: ARKit name to the keys that it moves: (a mesh's shape keys, name of the key), one or more.
    """

    shapes: Mapping[str, tuple[tuple[Any, str], ...]]


def face_of(scene: bpy.types.Scene, thing: bpy.types.Object | None) -> FaceKeys | None:
    """Return the face of the person that an object is the armature or a mesh of; None if it has none."""
    armature = armature_of(thing)
    if armature is not None:
        meshes = meshes_on(scene, armature)
    else:
        meshes = (thing,) if thing is not None and thing.type == "MESH" else ()
    shapes: dict[str, list[tuple[Any, str]]] = {}
    every: list[Any] = [mesh.data for mesh in meshes]
    for keys in dict.fromkeys(data.shape_keys for data in every if data.shape_keys is not None):
        for shape, name in _pairs(tuple(keys.key_blocks.keys())):
            shapes.setdefault(shape, []).append((keys, name))
    return FaceKeys({shape: tuple(found) for shape, found in shapes.items()}) if shapes else None


@functools.lru_cache(maxsize=64)
def _pairs(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return match_shape_keys(ARKIT_52, names).pairs


def shape_value(face: FaceKeys, shape: str) -> float:
    """Return a shape's value as it is shown now; 0 if the face does not have it."""
    keys, name = face.shapes.get(shape, ((None, ""),))[0]
    return float(keys.key_blocks[name].value) if keys is not None else 0.0


def set_shape(face: FaceKeys, shape: str, value: float) -> None:
    """Show a shape at a value, on all meshes, until the frame changes; clipped to the keys' ranges."""
    for keys, name in face.shapes.get(shape, ()):
        if keys.library is None:
            keys.key_blocks[name].value = value


def moved_shapes(face: FaceKeys, frame: int) -> dict[str, float]:
    """Return shape -> how far it is shown from what is played on a frame, for the shapes that were moved.

    A shape that nothing plays is at 0. One that a driver moves, as a look's handle does, was not moved.
    """
    moved: dict[str, float] = {}
    for keys, names in _by_mesh(face):
        driven = driven_paths(keys)
        names = {name: shape for name, shape in names.items() if shape_path(name) not in driven}
        played = _played(keys, names, np.array([frame]))
        for name, shape in names.items():
            block = keys.key_blocks[name]  # Blender clips what curves say
            away = block.value - float(np.clip(played[name][0], block.slider_min, block.slider_max))
            if abs(away) > _SAME:
                moved[shape] = away
    return moved


def show_played(face: FaceKeys, frame: int) -> None:
    """Show all shapes as they are played on a frame: those that were moved and not keyed go back."""
    for shape, away in moved_shapes(face, frame).items():
        set_shape(face, shape, shape_value(face, shape) - away)


def key_face(face: FaceKeys, shapes: Iterable[str], frame: int, *, fade: int = 0) -> None:
    """Key shapes as they are shown now, on one frame, in the edit layer; not those that a driver moves.

    Args:
        face: The face.
        shapes: The shapes.
        frame: The frame.
        fade: Frames before and after it, from which on all is played as before, except on a side where the
            layer has a key nearer than that. 0: the change goes on to the layer's next keys.

    Raises:
        FaceError: the face has none of the shapes, or is linked from another file.
    """
    values = {shape: shape_value(face, shape) for shape in shapes}

    def key(keys: Any, names: Mapping[str, str]) -> None:
        at, driven = _edited_frames(keys), driven_paths(keys)
        for name, shape in names.items():
            path = shape_path(name)
            if path in driven:
                continue
            near = [fade > 0 and not _any_within(at.get(path), frame, side * fade) for side in (-1, 1)]
            ends = (frame - fade,) * near[0], (frame + fade,) * near[1]
            frames = np.array([*ends[0], frame, *ends[1]])
            row = _played(keys, [name], frames)[name]
            row[len(ends[0])] = values[shape]
            write_edit(keys, frames, {(path, 0): row}, fixed=(near[0], near[1]))

    _edit(face, values, key)


def change_face(
    face: FaceKeys, changes: Mapping[str, float], start: int, end: int, *, ease: int = EASE
) -> None:
    """Add to shapes over a range of frames, in the edit layer: a key where it begins, is whole, and ends.

    Args:
        face: The face.
        changes: Shape to what is added to its weight.
        start: The first frame; it stays as it is if ``ease`` is not 0, as do all before it.
        end: The last frame, likewise.
        ease: Frames from either end to where all of the change is added.

    Raises:
        UsageError: the range has no frames.
        FaceError: the face has none of the shapes, or is linked from another file.
    """
    if end <= start or ease < 0:
        raise UsageError(f"frames {start} to {end} are no range", cure="The last frame comes after the first")
    ease = min(ease, (end - start) // 2)
    corners = {start, start + ease, end - ease, end}

    def change(keys: Any, names: Mapping[str, str]) -> None:
        at = _edited_frames(keys)
        for name, shape in names.items():
            there = at.get(shape_path(name), np.empty(0))
            inside = there[(there > start) & (there < end) & (there == np.round(there))].astype(int)
            frames = np.array(sorted(corners.union(inside.tolist())))
            row = _played(keys, [name], frames)[name] + share(frames, ease) * changes[shape]
            write_edit(keys, frames, {(shape_path(name), 0): row})

    _edit(face, changes, change)


def _edit(face: FaceKeys, chosen: Container[str], edit: Callable[[Any, Mapping[str, str]], None]) -> None:
    """Call ``edit`` with the keys of each mesh and name -> shape of the chosen, once an action."""
    face = FaceKeys({shape: found for shape, found in face.shapes.items() if shape in chosen})
    if not face.shapes:
        raise FaceError("the face has no shape keys for these shapes")
    for keys, _ in _by_mesh(face):
        if keys.library is not None:
            raise FaceError(
                f"{keys.user.name} is linked from another file", cure="Make a library override of it first"
            )
    done: set[tuple[Any, str]] = set()
    for keys, names in _by_mesh(face):
        action = ensure_layer(keys).action
        edit(keys, {name: shape for name, shape in names.items() if (action, name) not in done})
        done |= {(action, name) for name in names}


def _by_mesh(face: FaceKeys) -> list[tuple[Any, dict[str, str]]]:
    """Return the shape keys of each mesh with name of a key -> shape."""
    found: dict[Any, dict[str, str]] = {}
    for shape, places in face.shapes.items():
        for keys, name in places:
            found.setdefault(keys, {})[name] = shape
    return list(found.items())


def _played(keys: Any, names: Iterable[str], frames: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Return the (F,) values of keys when played, unclipped; 0 if nothing plays them."""
    paths = {name: shape_path(name) for name in names}
    found = played_values(keys, [(path, 0) for path in paths.values()], frames.astype(np.float64))
    return {name: np.array(found.get((path, 0), np.zeros(len(frames)))) for name, path in paths.items()}


def _edited_frames(keys: Any) -> dict[str, NDArray[np.float64]]:
    """Return the frames of the edit layer's keys by data path."""
    layer, found = edit_layer(keys), {}
    for curve in () if layer is None else layer.curves:
        points = np.empty(2 * len(curve.keyframe_points), np.float32)
        curve.keyframe_points.foreach_get("co", points)
        found[curve.data_path] = points[::2].astype(np.float64)
    return found


def _any_within(there: NDArray[np.float64] | None, frame: int, reach: int) -> bool:
    """Return whether a key is between a frame and the one ``reach`` later (or, if negative, earlier)."""
    away = np.empty(0) if there is None else (there - frame) * np.sign(reach)
    return bool(((away > 0.5) & (away < abs(reach) - 0.5)).any())
