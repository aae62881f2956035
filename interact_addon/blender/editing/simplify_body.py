# SPDX-License-Identifier: GPL-3.0-or-later
"""Simplify the keys of an armature's bones: rotations as quaternions, and locations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.pose_reduction import RestBones, joint_places, reduce_pose
from ...core.animation.rotations import (
    continuous,
    matrix_to_quaternion,
    normalized,
    quaternion_multiply,
)
from ...core.animation.skeleton import Skeleton
from ..common.curves import curve_values
from ..common.nla.layers import captured_curves, edit_layer
from .fewer_keys import can_be_simplified, write_bezier

__all__ = ["simplify_body"]

Array = NDArray[np.float64]


def simplify_body(
    armature: bpy.types.Object, samples: Array, allowed: tuple[float, float]
) -> list[bpy.types.FCurve]:
    """Replace the keys of an armature's bones, the captured ones and those of its edit layer.

    Args:
        armature: The armature object.
        samples: (F,) frames, one apart, over all keys.
        allowed: How far joints and tips may be off: metres in the armature's space, and degrees.

    Returns:
        The curves that have fewer keys now.
    """
    rest = _rest(armature)
    layer = edit_layer(armature)
    layers = [_Layer(armature, captured_curves(armature), samples)]
    if layer is not None:
        layers.append(_Layer(armature, layer.curves, samples))
    wanted = joint_places(rest, _together(layers))
    done: list[bpy.types.FCurve] = []
    for number, one in enumerate(layers):
        part = (number + 1) / len(layers)

        def whole(turns: Array, shifts: Array, one: _Layer = one) -> tuple[Array, Array]:
            one.set(turns, shifts)
            return _together(layers)

        keys = reduce_pose(
            rest, (one.rotated, one.turns_of(one.rotated)), (one.moved, one.shifts_of(one.moved)),
            whole, wanted, (allowed[0] * part, allowed[1] * part),
        )  # fmt: skip
        for bones, curves, values, reduced in (
            (one.rotated, one.rotation_curves, one.turns_of(one.rotated, True), keys.rotations),
            (one.moved, one.location_curves, one.shifts_of(one.moved, True), keys.locations),
        ):
            for row, bone in enumerate(bones.tolist()):
                if write_bezier(
                    curves[bone], samples[0], reduced.keyed[row], values[row], reduced.slopes[row]
                ):
                    done += curves[bone]
    return done


class _Layer:
    """What one action plays on bones: rotations (F, B, 4) and locations (F, B, 3), and what can be less."""

    def __init__(self, armature: Any, curves: Sequence[bpy.types.FCurve], samples: Array) -> None:
        found = {(curve.data_path, curve.array_index): curve for curve in curves}
        bones = armature.pose.bones
        self.turns = np.tile([1.0, 0.0, 0.0, 0.0], (len(samples), len(bones), 1))
        self.shifts = np.zeros((len(samples), len(bones), 3))
        self.rotation_curves: dict[int, list[bpy.types.FCurve]] = {}
        self.location_curves: dict[int, list[bpy.types.FCurve]] = {}
        for number, bone in enumerate(bones):
            kinds = [("location", 3, self.location_curves, self.shifts)]
            if bone.rotation_mode == "QUATERNION":
                kinds.append(("rotation_quaternion", 4, self.rotation_curves, self.turns))
            for name, size, kept, values in kinds:
                path = f'pose.bones["{bpy.utils.escape_identifier(bone.name)}"].{name}'
                whole = [found[path, index] for index in range(size) if (path, index) in found]
                if len(whole) == size:
                    for index, curve in enumerate(whole):
                        values[:, number, index] = curve_values(curve, samples)
                    if any(map(can_be_simplified, whole)) and not any(map(_is_kept, whole)):
                        kept[number] = whole
        self.turns = continuous(normalized(self.turns))
        self.rotated = np.array(sorted(self.rotation_curves), dtype=np.int64)
        self.moved = np.array(sorted(self.location_curves), dtype=np.int64)
        self._original = self.turns.copy(), self.shifts.copy()

    def turns_of(self, bones: NDArray[np.int64], original: bool = False) -> Array:
        """(T, 4, F) rotations of some bones."""
        turns = self._original[0] if original else self.turns
        return np.ascontiguousarray(turns[:, bones].transpose(1, 2, 0))

    def shifts_of(self, bones: NDArray[np.int64], original: bool = False) -> Array:
        """(P, 3, F) locations of some bones."""
        shifts = self._original[1] if original else self.shifts
        return np.ascontiguousarray(shifts[:, bones].transpose(1, 2, 0))

    def set(self, turns: Array, shifts: Array) -> None:
        """Play other rotations (T, 4, F) and locations (P, 3, F) where these can be less."""
        self.turns[:, self.rotated] = turns.transpose(2, 0, 1)
        self.shifts[:, self.moved] = shifts.transpose(2, 0, 1)


def _is_kept(curve: bpy.types.FCurve) -> bool:
    """Whether a curve has to stay as it is, whatever its keys."""
    return len(curve.keyframe_points) > 2 and not can_be_simplified(curve)


def _together(layers: Sequence[_Layer]) -> tuple[Array, Array]:
    """Return what layers play together: an edit layer's differences are in the axes of what is below."""
    turns, shifts = layers[0].turns, layers[0].shifts
    for layer in layers[1:]:
        turns, shifts = quaternion_multiply(turns, layer.turns), shifts + layer.shifts
    return turns, shifts


def _rest(armature: Any) -> RestBones:
    bones = [bone.bone for bone in armature.pose.bones]
    number: Mapping[str, int] = {bone.name: n for n, bone in enumerate(bones)}
    axes = matrix_to_quaternion(np.array([bone.matrix_local.to_3x3() for bone in bones], dtype=np.float64))
    heads = np.array([bone.head_local for bone in bones], dtype=np.float64)
    tails = np.array([bone.tail_local for bone in bones], dtype=np.float64)
    parents = np.array([-1 if b.parent is None else number[b.parent.name] for b in bones], dtype=np.int32)
    offsets = heads - np.where(parents[:, None] >= 0, heads[parents], 0.0)
    nothing = np.full_like(heads, np.nan)
    skeleton = Skeleton(tuple(bone.name for bone in bones), parents, offsets, nothing)
    return RestBones(skeleton, axes, tails - heads)
