# SPDX-License-Identifier: GPL-3.0-or-later
"""The Checks panel: what is found, and what a click on it selects."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import bpy
import pytest
from mathutils import Vector

from interact_addon.core.animation.bone_names.interact import INTERACT_JOINTS, INTERACT_PARENTS
from interact_addon.core.face.arkit import ARKIT_51
from tests.wave_files import wave

pytestmark = pytest.mark.blender
Module = Callable[[str], ModuleType]


@pytest.fixture
def settings(fresh_extension: str, sample_root: Path) -> Iterator[bpy.types.PropertyGroup]:
    bpy.context.scene.interact.dataset = str(sample_root)
    yield bpy.context.scene.interact
    if bpy.context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")


def _place(joint: str, depth: int) -> tuple[float, float, float]:
    """Return where a joint so far from the hips is, roughly, in a person who stands."""
    side = (joint.startswith("Left") - joint.startswith("Right")) * 0.2
    leg = "Leg" in joint or "Foot" in joint or "Toe" in joint
    return side, 0.0, 0.9 - 0.2 * depth if leg else 0.9 + 0.08 * depth


@pytest.fixture
def rig(settings: bpy.types.PropertyGroup) -> bpy.types.Object:
    """An armature without thumb tips, and a head that lacks two shapes and has one twice."""
    data = bpy.data.armatures.new("rig")
    rig = bpy.data.objects.new("rig", data)
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for joint, parent in zip(INTERACT_JOINTS, INTERACT_PARENTS, strict=True):
        if "Thumb3" in joint or "Thumb4" in joint:
            continue
        bone = data.edit_bones.new(joint)
        if parent >= 0:
            bone.parent = data.edit_bones.get(INTERACT_JOINTS[parent])
        bone.head = _place(joint, len(bone.parent_recursive))
        bone.tail = bone.head + Vector((0.0, 0.1, 0.0))
    bpy.ops.object.mode_set(mode="OBJECT")
    mesh = bpy.data.meshes.new("head")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    head = bpy.data.objects.new("head", mesh)
    bpy.context.scene.collection.objects.link(head)
    head.parent = rig
    for name in ("Basis", *ARKIT_51[2:], f"{ARKIT_51[5]}.001"):
        head.shape_key_add(name=name)
    rig.hide_set(True)
    return rig


def _rows(code: str) -> list[bpy.types.PropertyGroup]:
    rows = bpy.context.window_manager.interact_checks.rows
    return [row for row in rows if row.code == code]


def _index(code: str) -> int:
    codes = [row.code for row in bpy.context.window_manager.interact_checks.rows]
    return codes.index(code)


def _check_own(settings: bpy.types.PropertyGroup, rig: bpy.types.Object) -> None:
    settings.key = "20231119_051"
    settings.cast["002"].kind = "ARMATURE"
    settings.cast["002"].armature = rig
    assert bpy.ops.interact.check_scene() == {"FINISHED"}


def test_files_and_lengths(settings: bpy.types.PropertyGroup) -> None:
    assert not bpy.ops.interact.check_scene.poll()
    settings.key = "20240126_034"
    assert bpy.ops.interact.check_scene() == {"FINISHED"}
    levels = [row.level for row in bpy.context.window_manager.interact_checks.rows]
    assert levels == sorted(levels, key=["warning", "info", "ok"].index)
    (face,) = _rows("missing-face")
    assert "20240126_006_034.npy is missing" in face.message
    assert face.title == "20240126_006_034: missing face"
    assert "450 frames" in _rows("lengths-agree")[0].message
    assert len(_rows("not-composed")) == 2
    with pytest.raises(RuntimeError, match="about a file"):
        bpy.ops.interact.select_finding(index=_index("missing-face"))
    with pytest.raises(RuntimeError, match="no line 99"):
        bpy.ops.interact.select_finding(index=99)
    assert bpy.ops.interact.copy_findings() == {"FINISHED"}


def test_a_voice_that_nobody_hears(
    settings: bpy.types.PropertyGroup, sample_root: Path, tmp_path: Path
) -> None:
    root = tmp_path / "data"
    shutil.copytree(sample_root, root)
    (root / "wav" / "20240126_006_034.wav").write_bytes(wave(b"\x00" * 96_000))
    settings.dataset = str(root)
    settings.key = "20240126_034"
    assert bpy.ops.interact.check_scene() == {"FINISHED"}
    (row,) = _rows("voice-inaudible")
    assert (row.level, "20240126_006_034.wav is silent" in row.message) == ("warning", True)


def test_a_character_of_ones_own(settings: bpy.types.PropertyGroup, rig: bpy.types.Object) -> None:
    _check_own(settings, rig)
    assert {row.target for row in _rows("missing-bone")} == {"LeftHandThumb2", "RightHandThumb2"}
    assert [row.message.rpartition(" ")[2] for row in _rows("missing-shape")] == list(ARKIT_51[:2])
    assert {row.kind for row in _rows("missing-shape")} == {"OBJECT"}
    assert "002 rig, LeftHandThumb3: missing bone" in {row.title for row in _rows("missing-bone")}
    (doubled,) = _rows("doubled-shape")
    assert (doubled.kind, doubled.target) == ("SHAPE", f"{ARKIT_51[5]}.001")


def test_a_click_selects_what_it_is_about(settings: bpy.types.PropertyGroup, rig: bpy.types.Object) -> None:
    _check_own(settings, rig)
    checks, head = bpy.context.window_manager.interact_checks, bpy.data.objects["head"]
    checks.row = _index("missing-bone")
    assert bpy.context.view_layer.objects.active == rig
    assert not rig.hide_get()
    assert rig.data.bones.active.name == checks.rows[checks.row].target
    checks.row = _index("doubled-shape")
    assert bpy.context.view_layer.objects.active == head
    assert [thing.name for thing in bpy.context.selected_objects] == ["head"]
    assert head.active_shape_key.name == f"{ARKIT_51[5]}.001"
    assert bpy.ops.interact.select_finding(index=_index("missing-bone")) == {"FINISHED"}
    assert bpy.context.mode == "POSE"
    assert bpy.ops.interact.select_finding(index=_index("missing-shape")) == {"FINISHED"}
    assert (bpy.context.mode, bpy.context.object) == ("OBJECT", head)


def test_a_click_leaves_alone_who_edits(settings: bpy.types.PropertyGroup, rig: bpy.types.Object) -> None:
    settings.key = "20231119_051"
    settings.cast[0].kind, settings.cast[0].armature = "ARMATURE", rig
    bpy.ops.interact.check_scene()
    row = _rows("missing-bone")[0]
    checks = bpy.context.window_manager.interact_checks
    line = list(checks.rows).index(row)
    head = bpy.data.objects["head"]
    bpy.context.view_layer.objects.active = head
    bpy.ops.object.mode_set(mode="EDIT")
    checks.row = line
    assert (bpy.context.view_layer.objects.active, bpy.context.mode) == (head, "EDIT_MESH")
    assert bpy.ops.interact.select_finding() == {"FINISHED"}
    assert (bpy.context.view_layer.objects.active, head.mode) == (rig, "OBJECT")


def test_renamed_and_removed(settings: bpy.types.PropertyGroup, rig: bpy.types.Object) -> None:
    _check_own(settings, rig)
    rig.name = "somebody"
    assert bpy.ops.interact.select_finding(index=_index("missing-bone")) == {"FINISHED"}
    assert bpy.context.object == rig
    bpy.ops.object.mode_set(mode="OBJECT")
    settings.cast["002"].armature = None
    bpy.data.objects.remove(rig)
    with pytest.raises(RuntimeError, match="no longer exists"):
        bpy.ops.interact.select_finding(index=_index("missing-bone"))


def test_sounds_and_pictures_that_are_gone(settings: bpy.types.PropertyGroup, tmp_path: Path) -> None:
    settings.key = "20231119_051"
    image = bpy.data.images.new("skin", 4, 4)
    image.source = "FILE"
    image.filepath = str(tmp_path / "gone.png")
    bpy.ops.interact.check_scene()
    (row,) = _rows("missing-image")
    assert "gone.png does not exist" in row.message
    assert not _rows("links-there")
    bpy.data.images.remove(image)
    bpy.ops.interact.check_scene()
    assert _rows("links-there")


def test_a_composed_scene_is_in_order(settings: bpy.types.PropertyGroup, module: Module) -> None:
    settings.key, settings.detail = "20231119_051", "draft"
    assert bpy.ops.interact.compose_scene("EXEC_DEFAULT") == {"FINISHED"}
    assert bpy.ops.interact.check_scene() == {"FINISHED"}
    rows = bpy.context.window_manager.interact_checks.rows
    codes = [row.code for row in rows]
    assert codes.count("bones-there") == 2
    assert codes.count("shapes-there") == 2
    assert codes.count("keys-and-voice-agree") == 2
    assert "not-composed" not in codes
    assert [
        row.code for row in bpy.context.window_manager.interact_checks.rows if row.level == "warning"
    ] == []
    actor = module("blender.common.actors").actors_of(bpy.context.scene)[0].armature
    actor.animation_data_clear()
    bpy.ops.interact.check_scene()
    (row,) = _rows("no-body-keys")
    assert row.object_uid == actor.session_uid


def test_another_file_is_not_judged_by_the_old_outcome(
    settings: bpy.types.PropertyGroup, module: Module
) -> None:
    panel = module("ui.checks.checks_panel")
    settings.key = "20231119_051"
    bpy.ops.interact.check_scene()
    assert panel.are_about(panel.checks_of(bpy.context), bpy.context.scene)
    bpy.ops.wm.read_homefile(use_factory_startup=False, use_empty=True)
    assert not panel.are_about(panel.checks_of(bpy.context), bpy.context.scene)
