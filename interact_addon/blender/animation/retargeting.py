# SPDX-License-Identifier: GPL-3.0-or-later
"""Retarget a capture to an armature with another skeleton and rest pose, and key it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.retarget import RetargetOptions, Solved, TargetRig, posed, rig_naming, solve
from ...core.animation.skeleton import Motion
from ...core.foundation.errors import CharacterError, UsageError
from ...core.foundation.findings import Finding
from ..common.actors import deformed_by
from ..common.rest_places import rest_matrix
from .body import BodyResult, write_pose
from .bone_roles import ROLES_PROPERTY, roles_of
from .control_rig import apply_to_controls, controls_of
from .played_checks import check_played
from .rig_constraints import mute_overriding
from .unbound_vertices import unbound_vertices

__all__ = [
    "ROLES_PROPERTY",
    "SolvedRig",
    "about_rig",
    "apply_retargeted",
    "key_solved",
    "roles_of",
    "solve_rig",
    "target_rig",
]


_POSE = ("location", "rotation_quaternion", "rotation_euler", "rotation_axis_angle", "scale", "rotation_mode")


@dataclass(frozen=True, eq=False)
class SolvedRig:
    """A motion retargeted to an armature, not keyed yet.

    Attributes:
        armature: The armature object.
        rig: Its bones at rest, in the world.
        solved: Where they should be.
        findings: What was odd about the rig.
    """

    armature: bpy.types.Object
    rig: TargetRig
    solved: Solved
    findings: tuple[Finding, ...]


def apply_retargeted(
    armature: bpy.types.Object,
    motion: Motion,
    *,
    name: str,
    slot_name: str = "body",
    first_frame: int = 1,
    options: RetargetOptions | None = None,
) -> BodyResult:
    """Retarget a motion to an armature with another skeleton, and key it.

    See `solve_rig` for the arguments and errors, `key_solved` for what is keyed.
    """
    made = solve_rig(armature, motion, options)
    return key_solved(made, name=name, slot_name=slot_name, first_frame=first_frame)


def solve_rig(
    armature: bpy.types.Object, motion: Motion, options: RetargetOptions | None = None
) -> SolvedRig:
    """Retarget a motion to an armature with another skeleton; nothing of the armature changes.

    By default only the height of the hips is scaled to the length of the legs: two actors share one floor.

    Args:
        armature: The armature object, anywhere in the world.
        motion: The performance, in metres, Z up.
        options: Retargeting options.

    Raises:
        CharacterError: the bones of a person cannot be identified, or a mesh would be torn because some of
            its bones stay behind, then the message names the armature; or the motion's joints cannot.
        UsageError: roles are given to bones that it does not have.
    """
    options = options or RetargetOptions(root="height", roles=roles_of(armature))
    meshes = deformed_by(armature)
    rig = target_rig(armature, meshes)
    with about_rig(armature):
        rig_naming(rig, options.roles)
    unbound = unbound_vertices(armature, meshes)
    return SolvedRig(armature, rig, solve(motion, rig, options), tuple(unbound))


def key_solved(made: SolvedRig, *, name: str, slot_name: str = "body", first_frame: int = 1) -> BodyResult:
    """Key what was solved.

    A known control rig is played on its controls (`apply_to_controls`). With others, constraints on the keyed
    bones and on their ancestors are muted, since they would override the keys.

    Args:
        made: What was solved.
        name: Name of the action.
        slot_name: Name of its slot (from Blender 4.4).
        first_frame: Blender frame of the motion's first frame.

    Raises:
        CharacterError: a mesh would be torn because some of its bones stay behind.
    """
    armature, rig, solved = made.armature, made.rig, made.solved
    controls = controls_of(armature, solved.roles)
    if controls is not None:
        body = apply_to_controls(
            armature, solved, rig, controls, name=name, slot_name=slot_name, first_frame=first_frame
        )
        odd = check_played(armature, rig, solved, first_frame=first_frame, accuracy=True)
        return replace(body, findings=(*solved.findings, *body.findings, *made.findings, *odd))
    done = posed(solved, rig)
    muted = mute_overriding(armature, [*done.bones, *done.locations])
    _still_drivers(armature, [*done.bones, *done.locations])
    action = write_pose(
        armature,
        done.bones,
        done.rotations,
        done.locations,
        name=name,
        slot_name=slot_name,
        first_frame=first_frame,
    )
    findings = [*done.findings, *made.findings]
    if muted:
        message = f"{armature.name}: muted {muted} bone constraints that would override the motion"
        findings.append(Finding("muted-constraints", message, level="info"))
    findings += check_played(armature, rig, solved, first_frame=first_frame, accuracy=False)
    return BodyResult(action, done.bones, tuple(findings))


def target_rig(armature: bpy.types.Object, meshes: Iterable[bpy.types.Object] = ()) -> TargetRig:
    """Return an armature's bones at rest, in world space.

    Args:
        armature: The armature object.
        meshes: The mesh objects on it, which tell where its soles are.

    Raises:
        CharacterError: the object is mirrored or scaled unevenly.
    """
    data: Any = armature.data
    bones = list(data.bones)  # parents come first
    index = {bone.name: number for number, bone in enumerate(bones)}
    matrices = np.array([bone.matrix_local for bone in bones], dtype=np.float64).reshape(-1, 4, 4)
    with about_rig(armature):
        return TargetRig.from_armature(
            tuple(index),
            np.array([index[bone.parent.name] if bone.parent else -1 for bone in bones], dtype=np.int32),
            matrices,
            np.array([bone.tail_local for bone in bones], dtype=np.float64).reshape(-1, 3),
            connected=[bone.use_connect for bone in bones],
            world=np.array(rest_matrix(armature), dtype=np.float64),
            surface=_surface(meshes),
        )


def _surface(meshes: Iterable[Any]) -> NDArray[np.float64]:
    """Return the vertices of meshes at rest, (V, 3) metres in the world."""
    parts = [np.empty((0, 3))]
    for mesh in meshes:
        points = np.empty((len(mesh.data.vertices), 3), dtype=np.float32)
        mesh.data.vertices.foreach_get("co", points.reshape(-1))
        world = np.array(rest_matrix(mesh), dtype=np.float64)
        parts.append(points @ world[:3, :3].T + world[:3, 3])
    return np.concatenate(parts)


@contextmanager
def about_rig(armature: bpy.types.Object) -> Iterator[None]:
    """Let errors about a character, inside the block, name its armature."""
    try:
        yield
    except (CharacterError, UsageError) as error:
        if error.message.startswith(f"{armature.name}: "):
            raise
        where: dict[str, Any] = {"path": error.path, "line": error.line, "cure": error.cure}
        raise type(error)(f"{armature.name}: {error.message}", **where) from error


def _still_drivers(armature: Any, names: Iterable[str]) -> None:
    """Mute drivers that would override keys, or move an ancestor of the keyed bones, and undo their poses."""
    data = armature.animation_data
    if data is None or not len(data.drivers):
        return
    paths: dict[str, Any] = {}
    for name in names:
        bone = armature.pose.bones[name]
        while bone is not None and (start := _bone_path(bone.name)) not in paths:
            paths[start] = bone
            bone = bone.parent
    for curve in data.drivers:
        start, _, prop = curve.data_path.rpartition(".")
        if start in paths and prop in _POSE:
            curve.mute = True
            paths[start].matrix_basis.identity()


def _bone_path(name: str) -> str:
    return f'pose.bones["{bpy.utils.escape_identifier(name)}"]'
