# SPDX-License-Identifier: GPL-3.0-or-later
"""An actor's edit layer, carried over to another character where it has the same bones and shape keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from ... import compat
from ...common.actors import StageActor
from ...common.nla.layers import EditLayer
from ...editing.edit_layer import edited_blocks, ensure_layer, layers_of
from ...editing.layer_tracks import fit_strips

__all__ = ["CarriedCurve", "carry_edits", "edits_of", "fits"]

_NAME = re.compile(r'^(?:pose\.bones|key_blocks)\["((?:[^"\\]|\\.)*)"\]')
_POINTS = ("co", "handle_left", "handle_right")
_TURNED = 1e-3  # of the cells of a rest matrix


@dataclass(frozen=True, slots=True, eq=False)
class CarriedCurve:
    """One curve of an edit layer.

    Attributes:
        face: Whether it is of a face's shape keys.
        path: Its data path.
        index: Its index.
        name: The name of the bone or shape key; nothing for one of the object.
        rest: (3, 3) the axes of the bone at rest, or None.
        points: (K, 2) keys, and left and right handles.
        kinds: (K,) interpolation, and the kinds of both handles, as numbers of Blender.
        mute: Whether the layer was muted.
    """

    face: bool
    path: str
    index: int
    name: str
    rest: np.ndarray | None
    points: tuple[np.ndarray, ...]
    kinds: tuple[np.ndarray, ...]
    mute: bool


_KINDS = ("interpolation", "handle_left_type", "handle_right_type")


def edits_of(actor: StageActor) -> list[CarriedCurve]:
    """Return the curves of an actor's edit layers; none without a layer."""
    found: dict[tuple[bool, str, int], CarriedCurve] = {}
    for layer in layers_of(actor):
        face = isinstance(layer.block, bpy.types.Key)
        for curve in layer.curves:
            if len(curve.keyframe_points):
                found[face, curve.data_path, curve.array_index] = _read(actor, layer, curve, face)
    return list(found.values())


def fits(edit: CarriedCurve, actor: StageActor) -> bool:
    """Return whether an actor has what an edit is of: the shape key, or a bone that rests the same way."""
    if edit.face:
        keys = [mesh.data.shape_keys for mesh in actor.face_meshes]  # type: ignore[union-attr]
        return any(edit.name in each.key_blocks for each in keys if each is not None)
    rest = _rest(actor.armature, edit.name)
    if edit.rest is None or rest is None:
        return edit.rest is rest and not edit.name
    return bool(np.abs(edit.rest - rest).max() < _TURNED)


def carry_edits(edits: Sequence[CarriedCurve], actor: StageActor) -> list[str]:
    """Put edits in an actor's edit layer; return the names of bones and shape keys that it lacks."""
    left = [edit.name or edit.path for edit in edits if not fits(edit, actor)]
    kept = [edit for edit in edits if fits(edit, actor)]
    for face in (False, True):
        mine = [edit for edit in kept if edit.face == face]
        for block in edited_blocks(actor) if mine else ():
            if isinstance(block, bpy.types.Key) == face:
                _write(ensure_layer(block), mine)
    return list(dict.fromkeys(left))


def _read(actor: StageActor, layer: EditLayer, curve: Any, face: bool) -> CarriedCurve:
    keys = curve.keyframe_points
    points, kinds = [], []
    for name in _POINTS:
        values = np.empty(2 * len(keys), np.float32)
        keys.foreach_get(name, values)
        points.append(values)
    for name in _KINDS:
        numbers = np.empty(len(keys), np.uint8)
        keys.foreach_get(name, numbers)
        kinds.append(numbers)
    match = _NAME.match(curve.data_path)
    name = bpy.utils.unescape_identifier(match[1]) if match else ""
    rest = None if face else _rest(actor.armature, name)
    return CarriedCurve(
        face, curve.data_path, curve.array_index, name, rest, tuple(points), tuple(kinds), layer.mute
    )


def _write(layer: EditLayer, edits: Sequence[CarriedCurve]) -> None:
    there = {(curve.data_path, curve.array_index) for curve in layer.curves}
    curves, groups = compat.curve_sets(layer.strip)
    for edit in edits:
        if (edit.path, edit.index) in there:  # faces of one person share their layer's action
            continue
        curve = curves.new(edit.path, index=edit.index)
        if edit.name and not edit.face:
            curve.group = groups.get(edit.name) or groups.new(edit.name)
        curve.select = False
        keys = curve.keyframe_points
        keys.add(len(edit.kinds[0]))
        for name, numbers in zip(_KINDS, edit.kinds, strict=True):
            keys.foreach_set(name, numbers)
        for name, values in zip(_POINTS, edit.points, strict=True):
            keys.foreach_set(name, values)
        for name in ("select_control_point", "select_left_handle", "select_right_handle"):
            keys.foreach_set(name, np.zeros(len(keys), bool))
        curve.update()
        layer.track.mute = edit.mute
    fit_strips(layer.block)
    layer.block.update_tag()


def _rest(armature: Any, name: str) -> np.ndarray | None:
    bone = armature.data.bones.get(name) if name else None
    return None if bone is None else np.array(bone.matrix_local.to_3x3())
