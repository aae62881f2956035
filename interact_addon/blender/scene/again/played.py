# SPDX-License-Identifier: GPL-3.0-or-later
"""A person as they play now, edited or of another size, with whom a new character keeps contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import bpy
import numpy as np

from ....core.animation.retarget import RetargetOptions
from ....core.animation.rotations import continuous, matrix_to_quaternion, unscaled
from ....core.interaction import Player, captured_player
from ....core.performance.take import Take
from ...animation.bone_roles import roles_of
from ...animation.posed_bones import posed_bones
from ...animation.retargeting import solve_rig
from ...common.actors import StageActor, detail_of
from ...common.motion_tag import motion_of
from ...common.rest_places import rest_matrix

__all__ = ["played_player"]


def played_player(scene: bpy.types.Scene, actor: StageActor, take: Take, first: int) -> Player:
    """Return a fixed player who does what an actor of a Blender scene does now.

    Args:
        scene: The Blender scene.
        actor: The actor.
        take: What it was given to play.
        first: The Blender frame of its first one.

    Raises:
        CharacterError: the bones of a person cannot be identified any more.
    """
    rig, name = actor.armature, take.performance.actor_id
    built_in = detail_of(rig) is not None
    if built_in and motion_of(rig) == take.motion == "capture":
        return captured_player(name, take.body)
    own = roles_of(rig)
    roles = take.body.skeleton.naming.roles if built_in and own is None else own
    made = solve_rig(rig, take.body, RetargetOptions(root="height", roles=roles))
    bones = list(made.solved.roles.values())
    places, turns = _sampled(scene, rig, bones, first + np.arange(take.body.frames))
    world = {**made.solved.world, **{bone: turns[:, n] for n, bone in enumerate(bones)}}
    hips = places[:, bones.index(made.solved.roles["hips"])]
    return Player(name, take.body, made.rig, replace(made.solved, world=world, hips=hips), fixed=True)


def _sampled(
    scene: bpy.types.Scene, rig: Any, bones: list[str], frames: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return (F, B, 3) metres, heads of bones in the world, and (F, B, 4), their turns from rest to posed."""
    local, world = posed_bones(scene, rig, bones, frames)
    poses = world[:, None] @ local
    rest = np.array(rest_matrix(rig)) @ np.array([rig.data.bones[bone].matrix_local for bone in bones])
    turns = unscaled(poses[..., :3, :3]) @ unscaled(rest[..., :3, :3]).transpose(0, 2, 1)
    return poses[..., :3, 3].copy(), continuous(matrix_to_quaternion(turns))
