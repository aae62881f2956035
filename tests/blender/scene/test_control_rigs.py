# SPDX-License-Identifier: GPL-3.0-or-later
"""Control rigs in composed scenes: out of a file and in the open one, given back, exported."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.io.export_body import sample_body
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import compose
from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.foundation.errors import CharacterError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from tests.blender.animation import control_rigs as rigs

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(picture=PictureOptions("preview", 320, 180), sound=False)


@pytest.fixture(scope="module")
def demo(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


def actors_in(scene: Scene) -> list[str]:
    return [performance.actor_id for performance in scene.performances]


def state_of(rig: Any) -> list[tuple[Any, ...]]:
    return [
        (
            bone.name,
            tuple(round(value, 5) for row in bone.matrix_basis for value in row),
            bone.rotation_mode,
            tuple(constraint.mute for constraint in bone.constraints),
            tuple(
                (key, value) for key, value in sorted(bone.items()) if isinstance(value, (bool, int, float))
            ),
        )
        for bone in rig.pose.bones
    ]


def test_an_armature_of_the_open_scene_plays_and_gets_everything_back(demo):
    first = actors_in(demo)[0]
    rig = rigs.hand_built()
    rigs.skin(rig)
    rig.pose.bones["hand_ik.L"].location = (0.1, 0.2, 0.3)
    rig.pose.bones["neck"].rotation_mode = "XYZ"
    rig.pose.bones["torso"]["neck_follow"] = 0.25
    rig.pose.bones["thigh_parent.R"]["IK_FK"] = 0.5
    before = state_of(rig)
    composition = compose(demo, PREVIEW, bpy.context.scene, armatures={first: rig})
    assert "control-rig" in {finding.code for finding in composition.findings}
    paths = {curve.data_path for curve in compat.fcurves_of(rig)}
    assert 'pose.bones["thigh_parent.R"]["IK_FK"]' in paths
    assert 'pose.bones["torso"].location' in paths
    assert state_of(rig) != before
    bpy.context.scene.frame_set(20)
    clear_composed(bpy.context.scene, None)
    assert state_of(rig) == before
    assert rig.animation_data.action is None


def test_characters_of_a_file_play_and_can_be_exported(demo, tmp_path):
    for number, actor in enumerate(actors_in(demo)):
        rig = rigs.hand_built(name=f"Hero {number}")
        rigs.skin(rig, f"Skin {number}")
        rig["interact_actor"] = actor
    path = tmp_path / "heroes.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    # Each alone, so that bones point as the capture's.
    options = ComposeOptions(picture=PREVIEW.picture, sound=False, characters=path, interaction="single")
    composition = compose(demo, options, bpy.context.scene)
    assert [f.level for f in composition.findings if f.code == "control-rig"] == ["info", "info"]
    assert not any(
        f.code in ("muted-constraints", "muted-drivers", "stray-bones") for f in composition.findings
    )
    scene, actor = bpy.context.scene, actors_of(bpy.context.scene)[0]
    times = np.array([1.0, 30.0, 61.0])
    body = sample_body(scene, actor.armature, times, composition.takes.rate)
    assert not [finding.message for finding in body.findings if finding.code == "moved-bones"]
    places, _ = forward(body.motion)
    roles = identify(body.motion.skeleton.names).roles
    take = composition.takes.takes[0].body
    theirs, _ = forward(take)
    ours = identify(take.skeleton.names).roles
    for upper, lower in (("left_upper_arm", "left_forearm"), ("right_shin", "right_foot")):
        a, b = (body.motion.skeleton.index(roles[role]) for role in (upper, lower))
        c, d = (take.skeleton.index(ours[role]) for role in (upper, lower))
        seen, wanted = places[:, b] - places[:, a], (theirs[:, d] - theirs[:, c])[(times - 1).astype(int)]
        cosine = (
            np.sum(seen * wanted, axis=-1) / np.linalg.norm(seen, axis=-1) / np.linalg.norm(wanted, axis=-1)
        )
        assert math.degrees(math.acos(min(1.0, cosine.min()))) < 1.0


def test_a_face_that_would_be_torn_off_is_refused_and_the_scene_stays(demo):
    rig = rigs.hand_built(name="Ann")
    for side in "LR":  # the eyes hang on a bone that only an owner's script moves
        rig.pose.bones[f"DEF-eye.{side}"].constraints[0].targets[0].subtarget = "root"
    rigs.skin(rig, "Skin")
    before = state_of(rig)
    with pytest.raises(CharacterError, match=r"Ann cannot play a capture: 2 of its bones .*DEF-eye"):
        compose(demo, PREVIEW, bpy.context.scene, armatures={actors_in(demo)[0]: rig})
    assert state_of(rig) == before


@pytest.mark.skipif(bpy.app.version < (5, 0), reason="saved by a newer Blender")
def test_the_shared_rigify_rig(interact_mini):
    """The one that lost its face."""
    path = interact_mini.parent / "faults" / "rigify_full.blend"
    if not path.is_file():
        pytest.skip(f"{path} is not on this machine")
    scene = Dataset.open(interact_mini).scene("20231119_051")
    options = ComposeOptions(picture=PREVIEW.picture, sound=False, characters=path)
    composition = compose(scene, options, bpy.context.scene)
    assert len([f for f in composition.findings if f.code == "control-rig"]) == 2
    assert not any(f.code in ("stray-bones", "inexact-motion") for f in composition.findings)
    rig = composition.actors[0].armature
    names = ["DEF-spine.006", "DEF-nose", "DEF-breast.L", "DEF-pelvis.R", "DEF-spine.003", "DEF-spine"]
    rest = {name: rig.data.bones[name].head_local for name in names}
    for frame in (1, 300, 620):
        bpy.context.scene.frame_set(frame)
        seen = rig.evaluated_get(bpy.context.evaluated_depsgraph_get()).pose.bones
        for part, body in (
            ("DEF-nose", "DEF-spine.006"),
            ("DEF-breast.L", "DEF-spine.003"),
            ("DEF-pelvis.R", "DEF-spine"),
        ):
            away = (seen[part].head - seen[body].head).length - (rest[part] - rest[body]).length
            assert abs(away) < 0.002
