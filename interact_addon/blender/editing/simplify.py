# SPDX-License-Identifier: GPL-3.0-or-later
"""Simplify an actor's keys: fewer, with handles, so that joints and faces stay within what is allowed.

Captured keys and those of an edit layer are simplified apart. What comes out is measured as Blender plays it,
at every frame; if constraints or parents make it more than allowed, it is done again with less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.pose_reduction import greatest
from ...core.animation.rotations import matrix_to_quaternion, unscaled
from ...core.foundation.errors import UsageError
from ...core.foundation.wording import some
from ..animation.posed_bones import posed_bones
from ..common.actors import StageActor
from ..common.curves import key_range
from ..common.nla.layers import captured_curves, edit_layer
from ..common.ownership import check_local
from .fewer_keys import KeptKeys, can_be_simplified, key_count
from .handle_parts import handles_of
from .layer_tracks import fit_strips
from .simplify_body import simplify_body
from .simplify_face import FaceCurves, simplify_face

__all__ = ["Simplified", "Tolerance", "simplify"]

Array = NDArray[np.float64]
_SHARES = (1.0, 0.5, 0.25, 0.1, 0.0)
_MOST_FRAMES = 100_000


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far what plays may be off.

    Attributes:
        millimetres: Each joint and each tip of a bone, in the world.
        degrees: Each bone's rotation in the world.
        face: Each vertex of a face, millimetres.
    """

    millimetres: float = 1.0
    degrees: float = 0.5
    face: float = 0.5


@dataclass(frozen=True, slots=True)
class Simplified:
    """What was done.

    Attributes:
        before: How many keys there were.
        after: How many there are.
        millimetres: How far a joint or a tip is off at most, measured at every frame.
        degrees: How far a bone is turned off at most.
        face: How far a vertex of a face is off at most, millimetres.
        untouched: How many curves with keys stayed as they were: locked, muted, with modifiers, or of what is
            not a bone's rotation or location or a shape key.
    """

    before: int
    after: int
    millimetres: float
    degrees: float
    face: float
    untouched: int


def simplify(scene: bpy.types.Scene, actor: StageActor, allowed: Tolerance) -> Simplified:
    """Replace the keys of an actor's body and face by fewer ones.

    Raises:
        UsageError: the armature or its keys are linked from another file, a handle stands, there is
            nothing to simplify, or the keys are too far apart.
    """
    armature = actor.armature
    check_local(armature, UsageError)
    standing = handles_of(armature)
    if standing:  # they show another pose than the keys
        named = some([handle.name.replace("_", " ") for handle in standing])
        raise UsageError(f"{armature.name} has handles: {named}", cure="Apply or remove them first")
    layer = edit_layer(armature)
    body = [*captured_curves(armature), *([] if layer is None else layer.curves)]
    faces = _faces(actor)
    curves: list[Any] = [*body, *(curve for face in faces for layer in face.layers for curve in layer)]
    if any(curve.id_data.library is not None for curve in curves):
        raise UsageError(f"the keys of {armature.name} are linked from another file", cure="Make them local")
    simple = [curve for curve in curves if can_be_simplified(curve)]
    if not simple:
        raise UsageError(
            f"{armature.name} has no keys that can be simplified", cure="Unlock or unmute its channels"
        )
    ends = key_range(armature) or (0.0, 0.0)
    keyed = [
        float(key.co[0]) for curve in simple for key in (curve.keyframe_points[0], curve.keyframe_points[-1])
    ]
    first, last = np.floor(min(keyed)), np.ceil(max(keyed))  # what is shown; captured keys can be between
    if last - first > _MOST_FRAMES:
        raise UsageError(f"the keys of {armature.name} are {last - first:.0f} frames apart, too many")
    samples = np.arange(first, last + 1.0)
    played_at = np.arange(np.floor(min(ends)), np.ceil(max(ends)) + 1)[: len(samples) + 2]
    kept, before = KeptKeys(simple), key_count(curves)
    was = played_pose(scene, armature, played_at)
    size = float(np.cbrt(abs(armature.matrix_world.determinant()))) or 1.0
    done: list[bpy.types.FCurve] = []
    for share in _SHARES:
        metres = allowed.millimetres * 1e-3
        done = simplify_body(armature, samples, (metres * share / size, allowed.degrees * share))
        fit_strips(armature)
        far, off = (
            float(each.max(initial=0.0)) for each in greatest(was, played_pose(scene, armature, played_at))
        )
        if far <= metres and off <= allowed.degrees:
            break
        kept.put_back()
        fit_strips(armature)
    else:
        done, far, off = [], 0.0, 0.0
    shift = 0.0
    for face in faces:
        simplified, metres_off = simplify_face(face, samples, allowed.face * 1e-3)
        done, shift = [*done, *simplified], max(shift, metres_off)
        for mesh in face.meshes:
            keys: Any = mesh.data
            fit_strips(keys.shape_keys)
    touched = {curve.as_pointer() for curve in done}
    untouched = sum(len(c.keyframe_points) > 2 and c.as_pointer() not in touched for c in curves)
    armature.update_tag()
    return Simplified(before, key_count(curves), far * 1e3, off, shift * 1e3, untouched)


def played_pose(scene: bpy.types.Scene, armature: bpy.types.Object, frames: Array) -> tuple[Array, Array]:
    """Return what Blender plays: heads and tails (F, 2 B, 3) and rotations (F, B, 4) in the world."""
    bones: Any = armature.pose.bones  # type: ignore[union-attr]
    local, world = posed_bones(scene, armature, bones.keys(), frames)
    matrices = world[:, None] @ local
    heads, axes = matrices[..., :3, 3], matrices[..., :3, :3]
    lengths = np.array([bone.bone.length for bone in bones])
    places = np.concatenate([heads, heads + lengths[:, None] * axes[..., 1]], axis=1)
    return places, matrix_to_quaternion(unscaled(axes))


def _faces(actor: StageActor) -> list[FaceCurves]:
    """Return the curves of an actor's faces, those that meshes share once."""
    found: dict[int, FaceCurves] = {}
    for mesh in actor.face_meshes:
        face = FaceCurves.of(mesh)
        curves = face.layers[0] or face.layers[1]
        if curves:
            found.setdefault(curves[0].as_pointer(), face).meshes.append(mesh)
    return list(found.values())
