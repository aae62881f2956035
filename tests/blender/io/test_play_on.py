# SPDX-License-Identifier: GPL-3.0-or-later
"""A character of the user's own plays what an actor plays, as edited: a control rig on its controls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.animation.retargeting import target_rig
from interact_addon.blender.characters.fit_preview import control_rig_title
from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.io.import_options import ImportOptions
from interact_addon.blender.io.play_on import play_on
from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.rotations import normalized
from interact_addon.core.dataset import Dataset
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.performance.take import load_take
from tests.blender.animation.control_rigs import hand_built, skin

pytestmark = pytest.mark.blender

FIRST, LAST = 11, 40
SHAPES = ARKIT_51[:30]


@pytest.fixture
def actor(sample_root: Path, put_on: Callable[..., Any]) -> Any:
    """An actor without a body, but with a face, in the scene's frames 11 to 40."""
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 30, 1.0
    made = put_on(scene, load_take(Dataset.open(sample_root).scene("20231119_051").performances[0]))
    scene.frame_start, scene.frame_end = FIRST, LAST
    return made


def lines(rig: Any, frame: int) -> dict[str, np.ndarray]:
    """Where the limbs point: role -> from its joint to the next one."""
    bpy.context.scene.frame_set(frame)
    seen = rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
    rest = target_rig(rig)
    roles = identify(list(rest.names), rest.parents.tolist()).roles
    heads = {role: np.array(seen.matrix_world @ seen.pose.bones[name].head) for role, name in roles.items()}
    parts = (("upper_arm", "forearm"), ("forearm", "hand"), ("thigh", "shin"), ("shin", "foot"))
    chains = [(f"{side}_{a}", f"{side}_{b}") for side in ("left", "right") for a, b in parts]
    return {upper: normalized(heads[lower] - heads[upper]) for upper, lower in chains}


def apart(one: Any, other: Any, frame: int) -> float:
    """The largest angle between limbs of two rigs, degrees."""
    here, there = lines(one, frame), lines(other, frame)
    return max(float(np.degrees(np.arccos(np.clip(here[role] @ there[role], -1, 1)))) for role in here)


def test_a_control_rig_follows_an_edited_actor_and_its_face(
    actor: Any, face_mesh: Callable[..., Any]
) -> None:
    rig = hand_built()
    body, face = skin(rig), face_mesh("face", SHAPES)
    face.parent = rig
    bpy.context.scene.collection.objects.link(face)
    assert control_rig_title(rig) == "Rigify"
    assert control_rig_title(actor.armature) is None
    old = bpy.data.actions.new("of before")
    rig.animation_data_create().action = old
    name = next(bone.name for bone in actor.armature.pose.bones if bone.name.endswith("LeftForeArm"))
    for curve in compat.fcurves_of(actor.armature):
        if f'"{name}"' in curve.data_path and "rotation" in curve.data_path:
            for key in curve.keyframe_points:  # the arm stays as it was at the first frame
                key.co.y = curve.keyframe_points[0].co.y
    done = play_on(bpy.context.scene, actor, rig, ImportOptions(keep_feet=False), hide=True)
    assert done.frames == LAST - FIRST + 1
    assert done.face
    assert actor.armature.hide_viewport
    assert body.hide_viewport is False
    for thing in (actor.armature, *actor.meshes):
        thing.hide_viewport = False
    assert max(apart(actor.armature, rig, frame) for frame in (FIRST, 25, LAST)) < 1.0
    there = actor.face_meshes[0].data.shape_keys.key_blocks
    for frame in (FIRST, LAST):
        bpy.context.scene.frame_set(frame)
        for shape in SHAPES[:12:3]:
            assert face.data.shape_keys.key_blocks[shape].value == pytest.approx(there[shape].value, abs=1e-5)
    keyed = {curve.data_path for curve in compat.fcurves_of(rig)}
    assert 'pose.bones["upper_arm_parent.L"]["IK_FK"]' in keyed
    assert old.use_fake_user
    assert len(actors_of(bpy.context.scene)) == 1  # it is the same performance


def test_an_actor_does_not_play_on_itself(actor: Any) -> None:
    with pytest.raises(UsageError, match="plays this performance already"):
        play_on(bpy.context.scene, actor, actor.armature)
