# SPDX-License-Identifier: GPL-3.0-or-later
"""Sample an armature's motion as a capture: inverse of `apply_motion`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.bvh import Origin
from ...core.animation.rotations import (
    continuous,
    matrix_to_quaternion,
    normalized,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
)
from ...core.animation.skeleton import Motion, Skeleton
from ...core.foundation.errors import BvhError, CharacterError
from ...core.foundation.findings import Finding
from ...core.performance.export.documents import fits_origin
from ..animation.body import ORIGIN, rest_rotations
from ..animation.control_rig import body_parents
from ..animation.pose_keys import keyed_pose, plain_pose
from ..animation.posed_bones import posed_bones
from ..characters.armature import HELPER_BONES
from ..common.ownership import check_not_edited

__all__ = ["SampledBody", "sample_body"]

_MOVED = 1e-4  # metres
_SCALED = 1e-4
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SampledBody:
    """A motion sampled from an armature.

    Attributes:
        motion: In world space; with its `Origin` if the armature still has that file's skeleton.
        from_keys: Whether it was read from keys, without stepping through the frames.
        findings: Warnings, such as motion that a motion file cannot store.
    """

    motion: Motion
    from_keys: bool
    findings: tuple[Finding, ...]


def sample_body(
    scene: bpy.types.Scene,
    armature: bpy.types.Object,
    times: Array,
    rate: Fraction,
    *,
    step_through: bool = False,
) -> SampledBody:
    """Sample an armature's motion.

    Args:
        scene: The scene it is in.
        armature: The armature object, anywhere in the world.
        times: (F,) Blender frames, with fractions.
        rate: Frames per second of the result.
        step_through: Evaluate every frame even if the keys suffice.

    Raises:
        CharacterError: the armature is being edited, is scaled unevenly or mirrored, or has no bones.
    """
    check_not_edited(armature)
    skeleton, origin, findings = _skeleton(armature)
    names, rest = skeleton.names, rest_rotations(armature, skeleton.names)
    from_keys = not step_through and plain_pose(scene, armature, names) and body_parents(armature) is None
    if from_keys:
        pose, locations = keyed_pose(armature, names, times)
        rotations = quaternion_multiply(quaternion_multiply(rest, pose), quaternion_conjugate(rest))
        positions = skeleton.offsets + quaternion_rotate(rest, locations)
        world = np.broadcast_to(np.array(armature.matrix_basis, dtype=np.float64), (len(times), 4, 4))
        scaled = 0.0
    else:
        matrices, world = posed_bones(scene, armature, names, times)
        rotations, positions, scaled = _local(matrices, rest, skeleton)
    rotations, positions, scale = _in_world(armature, rotations, positions, world, skeleton)
    if abs(scale - 1.0) > 1e-6:
        ends = skeleton.end_offsets * scale
        skeleton = Skeleton(skeleton.names, skeleton.parents, skeleton.offsets * scale, ends)
    moving = np.flatnonzero(skeleton.parents < 0).astype(np.int32)
    if origin is not None:
        moving = np.array([j for j, one in enumerate(origin.document.joints) if one.position_axes], np.int32)
    findings += _left_out(armature, skeleton, moving, positions, scaled)
    motion = Motion(skeleton, continuous(rotations), moving, positions[:, moving], rate, origin)
    if not fits_origin(motion):
        motion = replace(motion, origin=None)
        text = (
            f"{armature.name} does not have a capture's skeleton: its own is exported, and characters that"
            " fit the capture do not fit this motion"
        )
        findings.append(Finding("own-skeleton", text))
    return SampledBody(motion, from_keys, tuple(findings))


def _skeleton(armature: Any) -> tuple[Skeleton, Origin | None, list[Finding]]:
    """Return the joints to export: those of the motion's file if the armature has them, else its bones."""
    findings: list[Finding] = []
    origin = None
    if armature.get(ORIGIN) is not None:
        try:
            origin = Origin.from_text(str(armature[ORIGIN]))
        except BvhError as error:
            findings.append(Finding("origin-unreadable", f"{armature.name}: {error.message}"))
    bones = armature.data.bones
    if origin is not None:
        names, document = list(origin.document.unique_names()), origin.document
        there = [bones.get(name) for name in names]
        above = [names[joint.parent] if joint.parent >= 0 else None for joint in document.joints]
        if any(bone is None for bone in there) or above != [
            bone.parent.name if bone.parent else None for bone in there
        ]:
            origin = None
    if origin is None:
        names = _own_bones(armature)
    if not names:
        raise CharacterError(f"{armature.name} has no bones")
    body = body_parents(armature) if origin is None else None
    if body is not None:
        names, parents = list(body), list(body.values())
        text = f"{armature.name} is a control rig: of its bones, the {len(names)} of the body are exported"
        findings.append(Finding("control-rig", text, level="info"))
    else:
        parents = [bone.parent.name if (bone := bones[name]).parent else None for name in names]
    index = {name: number for number, name in enumerate(names)}
    above_index = np.array([-1 if name is None else index[name] for name in parents], dtype=np.int32)
    heads = np.array([bones[name].head_local for name in names], dtype=np.float64)
    tails = np.array([bones[name].tail_local for name in names], dtype=np.float64)
    offsets = heads - np.where(above_index[:, None] >= 0, heads[above_index], 0.0)
    leaves = ~np.isin(np.arange(len(names)), above_index)
    ends = np.where(leaves[:, None], tails - heads, np.nan)
    return Skeleton(tuple(names), above_index, offsets, ends), origin, findings


def _own_bones(armature: Any) -> list[str]:
    """Return the names of the deforming bones and their ancestors, without helper bones, parents first."""
    helpers = armature.data.collections.get(HELPER_BONES)
    without = set() if helpers is None else {bone.name for bone in helpers.bones}
    wanted: set[str] = set()
    for bone in armature.data.bones:
        if bone.name in without or not bone.use_deform:
            continue
        one = bone
        while one is not None and one.name not in wanted:
            wanted.add(one.name)
            one = one.parent
    return [bone.name for bone in armature.data.bones if bone.name in wanted]


def _local(matrices: Array, rest: Array, skeleton: Skeleton) -> tuple[Array, Array, float]:
    """Convert bone matrices to joints relative to their parents.

    Returns:
        (F, J, 4) rotations, (F, J, 3) positions in metres, the largest deviation of a bone's scale from 1.
    """
    linear = matrices[..., :3, :3]
    lengths = np.linalg.norm(linear, axis=-2)
    turned = matrix_to_quaternion(linear / np.maximum(lengths, 1e-12)[..., None, :])
    whole = quaternion_multiply(turned, quaternion_conjugate(rest))
    heads = matrices[..., :3, 3]
    rotations, positions = whole.copy(), heads.copy()
    inner = skeleton.parents >= 0
    above = skeleton.parents[inner]
    back = quaternion_conjugate(whole[:, above])
    rotations[:, inner] = quaternion_multiply(back, whole[:, inner])
    positions[:, inner] = quaternion_rotate(back, heads[:, inner] - heads[:, above])
    return rotations, positions, float(np.abs(lengths - 1.0).max(initial=0.0))


def _in_world(
    armature: bpy.types.Object, rotations: Array, positions: Array, world: Array, skeleton: Skeleton
) -> tuple[Array, Array, float]:
    """Apply the armature's world transform to the root joints, and its scale to all positions.

    Raises:
        CharacterError: the armature is mirrored or scaled unevenly.
    """
    linear = world[:, :3, :3]
    lengths = np.linalg.norm(linear, axis=1)
    scale = float(lengths.mean())
    if np.abs(lengths - scale).max() > _SCALED * scale or (np.linalg.det(linear) <= 0).any():
        raise CharacterError(
            f"{armature.name} is mirrored, scaled unevenly, or changes its scale; no motion file stores that",
            cure="Apply its scale (Ctrl A)",
        )
    rotation = matrix_to_quaternion(linear / lengths[:, None, :])[:, None]
    roots = skeleton.parents < 0
    rotations = normalized(rotations)
    rotations[:, roots] = quaternion_multiply(rotation, rotations[:, roots])
    positions = positions * scale
    positions[:, roots] = quaternion_rotate(rotation, positions[:, roots]) + world[:, None, :3, 3]
    return rotations, positions, scale


def _left_out(
    armature: bpy.types.Object,
    skeleton: Skeleton,
    moving: NDArray[np.integer],
    positions: Array,
    scaled: float,
) -> list[Finding]:
    """Report motion that the file's channels cannot store."""
    findings = []
    away = np.linalg.norm(positions - skeleton.offsets, axis=-1).max(axis=0, initial=0.0)
    away[moving] = 0.0
    moved = [skeleton.names[joint] for joint in np.flatnonzero(away > _MOVED).tolist()]
    if moved:
        named = ", ".join(moved[:6]) + (" and others" if moved[6:] else "")
        text = (
            f"{armature.name}: {named} move off their joint"
            f" by up to {1000 * away.max():.1f} mm, for which the motion file has no channels"
        )
        findings.append(Finding("moved-bones", text))
    if scaled > _SCALED:
        text = f"{armature.name} has bones scaled by up to {100 * scaled:.1f} %, which is left out"
        findings.append(Finding("scaled-bones", text))
    return findings
