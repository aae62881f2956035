# SPDX-License-Identifier: GPL-3.0-or-later
"""An actor's edit layer, carried over to another character where it has the same bones and shape keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from ...common.actors import StageActor
from ...common.channels import name_in
from ...common.keys import Keys, read_keys, replace_keys
from ...common.nla.layers import EditLayer
from ...editing.edit_layer import edited_blocks, ensure_layer, layers_of
from ...editing.layer_tracks import curves_for, fit_strips

__all__ = ["CarriedCurve", "carry_edits", "edits_of", "fits"]

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
        keys: Its K keys.
        mute: Whether the layer was muted.
    """

    face: bool
    path: str
    index: int
    name: str
    rest: np.ndarray | None
    keys: Keys
    mute: bool


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
    name = name_in(curve.data_path)
    rest = None if face else _rest(actor.armature, name)
    keys = read_keys(curve, selections=False)
    return CarriedCurve(face, curve.data_path, curve.array_index, name, rest, keys, layer.mute)


def _write(layer: EditLayer, edits: Sequence[CarriedCurve]) -> None:
    there = {(curve.data_path, curve.array_index) for curve in layer.curves}
    new = [edit for edit in edits if (edit.path, edit.index) not in there]  # faces share their layer's action
    curves = curves_for(layer.strip, [(edit.path, edit.index) for edit in new])
    for edit in new:
        replace_keys(curves[edit.path, edit.index], edit.keys)
        layer.track.mute = edit.mute
    fit_strips(layer.block)
    layer.block.update_tag()


def _rest(armature: Any, name: str) -> np.ndarray | None:
    bone = armature.data.bones.get(name) if name else None
    return None if bone is None else np.array(bone.matrix_local.to_3x3())
