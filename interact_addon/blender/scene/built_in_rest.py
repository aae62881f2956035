# SPDX-License-Identifier: GPL-3.0-or-later
"""What cameras see of built-in people, kept in the file with them: placed again, cameras stand as composed.

It is kept in a collection that the person is in, so that no export takes it along. Once somebody looks
different (a hat, a mesh that was changed or hidden, other proportions), it does not hold any more, and the
meshes are read.
"""

from __future__ import annotations

import hashlib
import io
from base64 import b85decode, b85encode
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import bpy
import numpy as np

from ...core.characters import FittedCharacter
from ...core.characters.surface.posed_skin import bone_names
from ...core.characters.surface.stage_fitted import fitted_at_rest
from ...core.characters.surface.stage_kept import rest_arrays, rest_of
from ...core.characters.surface.stage_person import RestPerson
from ...core.foundation.number_files.kept_arrays import kept_arrays
from ...core.foundation.pickled.fault import BROKEN

__all__ = ["built_in_rest", "keep_rest"]

_SEEN = "interact_seen"
_MOVED = 1e-4  # metres: what editing armatures rounds is less


def keep_rest(
    fitted: FittedCharacter,
    armature: bpy.types.Object,
    things: Sequence[bpy.types.Object],
    collection: bpy.types.Collection,
) -> None:
    """Keep what cameras see of a built-in person who has just been built.

    Args:
        fitted: The person.
        armature: Its armature.
        things: All that is seen of it.
        collection: Where to keep it: one that the armature is in.
    """
    arrays = rest_arrays(fitted_at_rest(fitted))
    arrays |= {"names": np.array(bone_names(fitted)), "joints": _joints(armature), "looks": _looks(things)}
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    collection[_SEEN] = b85encode(stream.getvalue()).decode()


def built_in_rest(armature: bpy.types.Object, things: Sequence[bpy.types.Object]) -> RestPerson | None:
    """Return a built-in person at rest as kept, over its armature's bones; None if that does not hold.

    Args:
        armature: The armature.
        things: All that is seen of it now.
    """
    text = next((own[_SEEN] for own in armature.users_collection if own.get(_SEEN)), None)
    if text is None:
        return None
    data: Any = armature.data
    index = {bone.name: number for number, bone in enumerate(data.bones)}
    try:
        with kept_arrays(b85decode(str(text))) as kept:
            names, joints = kept["names"].tolist(), kept.numbers("joints", None, 2, 3)
            now = _joints(armature)
            if set(names) != set(index) or joints.shape != now.shape or kept.text("looks") != _looks(things):
                return None
            rest = rest_of(kept, len(names))
    except BROKEN:
        return None
    if rest is None or np.abs(joints - now).max() > _MOVED:
        return None
    order = np.array([index[name] for name in names])
    rows = np.empty((len(rest.rows), len(names), 4), np.float32)
    rows[:, order] = rest.rows.reshape(rows.shape)
    return replace(rest, rows=rows.reshape(len(rows), -1), head=int(order[rest.head]))


def _joints(armature: Any) -> np.ndarray:
    """Return (B, 2, 3) where bones begin and end at rest, by their names."""
    bones = sorted(armature.data.bones, key=lambda bone: bone.name)
    return np.array([[bone.head_local, bone.tail_local] for bone in bones], np.float32)


def _looks(things: Sequence[Any]) -> str:
    """Return what tells whether objects are as they were: vertices, modifiers, places on their rig."""
    found = []
    for thing in things:
        digest = hashlib.sha256(thing.type.encode())
        if thing.type == "MESH":
            places = np.empty(3 * len(thing.data.vertices), np.float32)
            thing.data.vertices.foreach_get("co", places)
            digest.update(places.tobytes())
        kinds = [modifier.type for modifier in thing.modifiers]
        place = [np.round(matrix, 4).tolist() for matrix in (thing.matrix_basis, thing.matrix_parent_inverse)]
        digest.update(repr((kinds, place, len(thing.constraints), thing.parent_type)).encode())
        found.append(digest.hexdigest())
    return hashlib.sha256("".join(sorted(found)).encode()).hexdigest()
