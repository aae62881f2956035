# SPDX-License-Identifier: GPL-3.0-or-later
"""Helper bones turn in Blender as they do in numpy, where people are measured."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.animation.body import apply_motion
from interact_addon.blender.characters.armature import HELPER_BONES
from interact_addon.blender.characters.character import build_character
from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.characters import (
    FittedCharacter,
    fitted_character,
    look_by_id,
    own_skeleton_character,
)
from interact_addon.core.characters.surface import bone_matrices, skinned
from interact_addon.core.characters.surface.posed_skin import bone_names, weighted

sys.path.append(str(Path(__file__).resolve().parents[2] / "core" / "characters"))
poses = importlib.import_module("poses")  # the tests' own, which are on no path

pytestmark = pytest.mark.blender


@pytest.fixture(scope="module", params=["capture", "own skeleton"])
def fitted(
    request: pytest.FixtureRequest, demo_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> FittedCharacter:
    look = look_by_id("omar")
    if request.param == "own skeleton":
        return own_skeleton_character(look)
    motion = to_motion(bvh.read(sorted((demo_root / "bvhs").glob("*.bvh"))[0]), units="cm", up="Y")
    return fitted_character(look, motion, cache=tmp_path_factory.mktemp("cache"))


def test_blender_skins_as_numpy_does(fitted: FittedCharacter) -> None:
    scene = bpy.context.scene
    character = build_character(fitted, name="A", collection=scene.collection)
    motion = poses.pose_motion(fitted.skeleton)
    apply_motion(character.armature, motion, name="poses", first_frame=1)
    pairs = [
        (thing, part)
        for thing, part in zip(character.meshes, fitted.parts, strict=True)
        if part.name != "hair"
    ]
    names, matrices = bone_names(fitted), bone_matrices(fitted, motion)
    wanted = [
        skinned(weighted(part.vertices, part.weights, part.joints, names), matrices) for _, part in pairs
    ]
    for frame in range(motion.frames):
        scene.frame_set(frame + 1)
        graph = bpy.context.evaluated_depsgraph_get()
        for (thing, _), points in zip(pairs, wanted, strict=True):
            mesh = thing.evaluated_get(graph).to_mesh()
            got = np.empty(3 * len(mesh.vertices), np.float32)
            mesh.vertices.foreach_get("co", got)
            # Vertex groups are rounded to 1/1024: a few tenths of a millimetre at the end of an arm.
            assert np.abs(got.reshape(-1, 3) - points[frame]).max() < 1e-3


def test_helpers_are_hidden_and_never_keyed(fitted: FittedCharacter) -> None:
    character = build_character(fitted, name="A", collection=bpy.context.scene.collection)
    motion = poses.pose_motion(fitted.skeleton)
    action = apply_motion(character.armature, motion, name="poses", first_frame=1).action
    hidden = character.armature.data.collections[HELPER_BONES]
    assert not hidden.is_visible
    assert {bone.name for bone in hidden.bones} == {helper.name for helper in fitted.helpers}
    from interact_addon.blender.common.curves import curves_by_path

    keyed = {path for path, _ in curves_by_path(character.armature)}
    assert action is not None
    assert not any(helper.name in path for helper in fitted.helpers for path in keyed)
