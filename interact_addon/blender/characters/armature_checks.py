# SPDX-License-Identifier: GPL-3.0-or-later
"""Check whether the user's armatures can play a scene, before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import bpy

from ...core.animation.retarget import (
    RetargetOptions,
    TargetRig,
    check_fit,
    check_size,
    retarget,
    rig_naming,
)
from ...core.foundation.errors import CharacterError, UsageError
from ...core.foundation.findings import Finding
from ...core.performance.take import SceneTakes
from ..animation.retargeting import roles_of, target_rig
from ..common.actors import deformed_by
from ..common.ownership import OWNER, check_local
from ..common.rest_places import above, resting
from .bindings import Bindings
from .mesh_sizes import mesh_factor

__all__ = ["check_armatures", "check_body", "stiff_parts"]


def check_armatures(
    armatures: Mapping[str, bpy.types.Object], takes: SceneTakes, scene: bpy.types.Scene
) -> list[Finding]:
    """Check whether each armature can play its actor.

    Args:
        armatures: Actor id to armature object.
        takes: The performances to play.
        scene: The Blender scene that must contain the armatures.

    Returns:
        What is unusual about them.

    Raises:
        UsageError: not an armature, not in the scene, itself composed, or chosen for two actors.
        CharacterError: it cannot be animated, or the bones of a person cannot be identified.
    """
    ids = [take.performance.actor_id for take in takes.takes]
    seen: dict[bpy.types.Object, str] = {}
    findings: list[Finding] = []
    bindings = Bindings.read(scene.objects)
    rigs: Mapping[str, Any] = armatures
    for actor, armature in rigs.items():
        if actor not in ids:
            raise UsageError(
                f"scene {takes.scene.key} has no actor {actor}", cure=f"Its actors are {', '.join(ids)}"
            )
        if armature.type != "ARMATURE":
            raise UsageError(
                f"{armature.name} is not an armature", cure=f"Choose an armature for actor {actor}"
            )
        if armature.get(OWNER):
            raise UsageError(
                f"{armature.name} was created by composing {armature[OWNER]}",
                cure=f"Choose your own armature for actor {actor}, or a built-in person",
            )
        if armature not in set(scene.objects):
            raise UsageError(
                f"{armature.name} is not in the scene {scene.name}", cure="Link it to one of its collections"
            )
        if armature in seen:
            raise UsageError(
                f"{armature.name} cannot play both actor {seen[armature]} and actor {actor}",
                cure="Choose another armature for one of them",
            )
        seen[armature] = actor
        check_local(armature)
        if armature.data.pose_position == "REST" and armature.data.library is not None:
            raise CharacterError(
                f"{armature.name} is in Rest Position, and its bones are linked from another file",
                cure="Make its data local, or show its pose in that file",
            )
        body = takes.takes[ids.index(actor)].body
        meshes = deformed_by(armature)
        try:
            with resting(armature, *above(armature), *meshes):
                rig = target_rig(armature, meshes)
                factors = {mesh.name: mesh_factor(mesh, armature) for mesh in meshes}
            parts = bindings.parts(armature.name)
            if stiff := bindings.stiff(armature.name, parts):
                findings.append(stiff_parts(armature.name, stiff))
            findings += check_body(armature.name, rig, roles_of(armature), factors)
            retarget(body.sliced(0, 1), rig, RetargetOptions(roles=roles_of(armature)))
        except CharacterError as error:
            why = error.message.removeprefix(f"{armature.name}: ")
            raise CharacterError(
                f"{armature.name} cannot play actor {actor}: {why}", cure=error.cure
            ) from error
    return findings


def stiff_parts(armature: str, names: Sequence[str]) -> Finding:
    """Return the warning that objects hang on an armature, but on none of its bones."""
    text = (
        f"{', '.join(names)} hangs on {armature} as an object and does not follow its bones: parent it to a"
        " bone, or bind it with an Armature modifier"
    )
    return Finding("stiff-part", text)


def check_body(
    name: str, rig: TargetRig, roles: Mapping[str, str], factors: Mapping[str, float], path: str | None = None
) -> list[Finding]:
    """Check whether a rig's bones and size are those of a person.

    Args:
        name: The armature's name.
        rig: Its bones at rest.
        roles: Role to bone name, overriding what the bones' names give.
        factors: Mesh to how large it is, relative to the bones that move it.
        path: The .blend, for findings.

    Returns:
        What is unusual.

    Raises:
        CharacterError: its bones are unknown, or its size is impossible; the message names the armature.
    """
    index = {bone: number for number, bone in reversed(list(enumerate(rig.names)))}
    try:
        bones = {role: index[bone] for role, bone in rig_naming(rig, roles).roles.items()}
    except (CharacterError, UsageError) as error:
        raise CharacterError(f"{name}: {error.message}", cure=error.cure) from error
    findings = [check_size(name, rig, bones), *(check_fit(name, *each) for each in factors.items())]
    return [replace(one, path=path) for one in findings if one is not None]
