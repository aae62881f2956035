# SPDX-License-Identifier: GPL-3.0-or-later
"""What a character can play, told beforehand: in this file, and in another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.characters.fit_preview import fit_of_armature, fits_of_file
from interact_addon.core.animation.bone_names.interact import INTERACT_JOINTS, INTERACT_PARENTS
from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.foundation.errors import CharacterError
from tests.blender.animation.control_rigs import hand_built

pytestmark = pytest.mark.blender


@pytest.fixture
def person(make_armature: Callable[[Skeleton], bpy.types.Object]) -> Callable[..., bpy.types.Object]:
    """Puts an armature with InterAct's bones, and a mesh for each list of shape keys, into the scene."""

    def build(*shapes: tuple[str, ...], name: str = "rig", leave_out: str = "-") -> bpy.types.Object:
        kept = [j for j, joint in enumerate(INTERACT_JOINTS) if leave_out not in joint]
        rows = {joint: row for row, joint in enumerate(kept)}
        offsets = np.random.default_rng(1).normal(size=(len(kept), 3)) * 0.1
        ends = np.full((len(kept), 3), np.nan)
        parents = np.array([rows[p] if (p := INTERACT_PARENTS[j]) >= 0 else -1 for j in kept], np.int32)
        rig = make_armature(Skeleton(tuple(INTERACT_JOINTS[j] for j in kept), parents, offsets, ends))
        rig.name = name
        for keys in shapes:
            data = bpy.data.meshes.new(f"{name} mesh")
            data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
            mesh = bpy.data.objects.new(f"{name} mesh", data)
            bpy.context.scene.collection.objects.link(mesh)
            mesh.modifiers.new("Armature", "ARMATURE").object = rig
            for key in ("Basis", *keys) if keys else ():
                mesh.shape_key_add(name=key)
        return rig

    return build


def test_all_of_it_fits(person: Callable[..., bpy.types.Object]) -> None:
    fit = fit_of_armature(bpy.context.scene, person(ARKIT_51, ()))
    assert fit.problem is None
    assert (fit.rig.played, len(fit.rig.joints)) == (63, 63)
    assert (fit.face.played, fit.face.total) == (51, 51)
    assert [mesh.name for mesh in fit.face.meshes] == ["rig mesh"]


def test_a_control_rig_is_called_one(person: Callable[..., bpy.types.Object], tmp_path: Path) -> None:
    rig = hand_built()
    fit = fit_of_armature(bpy.context.scene, rig)
    assert fit.rig.title == "Rigify, on its controls"
    assert fit.rig.idle == ()
    rig["interact_actor"] = "001"
    path = tmp_path / "hero.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    assert fits_of_file(path)["001"].rig == fit.rig


def test_what_is_missing(person: Callable[..., bpy.types.Object]) -> None:
    rig = person(ARKIT_51[:30], ARKIT_51[20:40], ("blink", "jawOpen"), leave_out="Thumb")
    fit = fit_of_armature(bpy.context.scene, rig)
    assert fit.problem is None
    assert {joint.joint for joint in fit.rig.missing} == {
        f"{side}HandThumb{n}" for side in ("Left", "Right") for n in (1, 2, 3)
    }
    assert {joint.near for joint in fit.rig.missing} == {"LeftHand", "RightHand"}
    assert fit.face.missing == ARKIT_51[40:]  # the third mesh is no face: two shapes make none
    assert len(fit.face.meshes) == 2


def test_an_edit_is_seen_at_once(person: Callable[..., bpy.types.Object]) -> None:
    rig = person(ARKIT_51[1:])
    assert fit_of_armature(bpy.context.scene, rig).face.missing == ARKIT_51[:1]
    rig.data.bones["LeftArm"].name = "Flipper"
    bpy.data.objects["rig mesh"].shape_key_add(name=ARKIT_51[0])
    fit = fit_of_armature(bpy.context.scene, rig)
    assert fit.face.missing == ()
    assert [joint.joint for joint in fit.rig.missing] == ["LeftArm"]
    assert fit.rig.idle == ("Flipper",)


def test_an_armature_that_cannot_play(person: Callable[..., bpy.types.Object]) -> None:
    rig = person(ARKIT_51)
    rig.scale = (1.0, 2.0, 1.0)
    assert "unevenly" in str(fit_of_armature(bpy.context.scene, rig).problem)
    other = bpy.data.objects.new("empty rig", bpy.data.armatures.new("empty rig"))
    bpy.context.scene.collection.objects.link(other)
    fit = fit_of_armature(bpy.context.scene, other)
    assert "conventions" in str(fit.problem)
    assert fit.face.meshes == ()


def test_another_file(person: Callable[..., bpy.types.Object], tmp_path: Path) -> None:
    person(ARKIT_51, name="Anna")
    person(ARKIT_51[:20], name="Bert", leave_out="Toe")
    path = tmp_path / "people.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    assert fits_of_file(path) == {}
    path.with_suffix(".toml").write_text('[actors.1]\narmature = "Anna"\n[actors.2]\narmature = "Bert"\n')
    before = {block.name for block in bpy.data.objects}
    fits = fits_of_file(path)
    assert {block.name for block in bpy.data.objects} == before
    assert not bpy.data.libraries
    assert (fits["001"].name, fits["001"].rig.played, fits["001"].face.played) == ("Anna", 63, 51)
    assert (fits["002"].name, fits["002"].face.played) == ("Bert", 20)
    assert {joint.joint for joint in fits["002"].rig.missing} == {"LeftToeBase", "RightToeBase"}
    with pytest.raises(CharacterError):
        fits_of_file(tmp_path / "nobody.blend")
