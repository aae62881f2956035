# SPDX-License-Identifier: GPL-3.0-or-later
"""Check whether the user's armatures can play a scene, before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ...core.animation.retarget import RetargetOptions, retarget
from ...core.foundation.errors import CharacterError, UsageError
from ...core.performance.take import SceneTakes
from ..animation.retargeting import roles_of, target_rig
from ..common.ownership import OWNER, check_local

__all__ = ["check_armatures"]


def check_armatures(
    armatures: Mapping[str, bpy.types.Object], takes: SceneTakes, scene: bpy.types.Scene
) -> None:
    """Check whether each armature can play its actor.

    Args:
        armatures: Actor id to armature object.
        takes: The performances to play.
        scene: The Blender scene that must contain the armatures.

    Raises:
        UsageError: not an armature, not in the scene, itself composed, or chosen for two actors.
        CharacterError: it cannot be animated, or the bones of a person cannot be identified.
    """
    ids = [take.performance.actor_id for take in takes.takes]
    seen: dict[bpy.types.Object, str] = {}
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
        body = takes.takes[ids.index(actor)].body
        try:
            retarget(body.sliced(0, 1), target_rig(armature), RetargetOptions(roles=roles_of(armature)))
        except CharacterError as error:
            raise CharacterError(
                f"{armature.name} cannot play actor {actor}: {error.message}", cure=error.cure
            ) from error
