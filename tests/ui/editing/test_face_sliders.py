# SPDX-License-Identifier: GPL-3.0-or-later
"""The sliders move the selected person's face; their operators key it; a file gets nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import bpy
import pytest

pytestmark = pytest.mark.blender

Module = Callable[[str], ModuleType]
SHAPES = ("mouthSmileLeft", "mouthSmileRight", "jawLeft", "jawRight", "eyeLookOutLeft", "eyeLookInRight")


@pytest.fixture
def rig(extension: str, module: Module) -> Any:
    """An actor with a face of two meshes, whose armature is active."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    link = bpy.context.scene.collection.objects.link
    rig = bpy.data.objects.new("rig", bpy.data.armatures.new("rig"))
    link(rig)
    for name in ("head", "lashes"):
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
        thing = bpy.data.objects.new(name, mesh)
        link(thing)
        thing.parent = rig
        for shape in ("Basis", *SHAPES):
            thing.shape_key_add(name=shape, from_mix=False).value = 0.0
    module("blender.common.actors").tag_performance(rig, "001")
    bpy.context.view_layer.objects.active = rig
    bpy.context.scene.frame_set(30)
    bpy.context.window_manager.interact_face_mirror = True
    bpy.context.window_manager.interact_face_fade = 6
    return rig


def shown(shape: str) -> list[float]:
    return [bpy.data.objects[name].data.shape_keys.key_blocks[shape].value for name in ("head", "lashes")]


def test_a_slider_moves_all_meshes_and_its_other_side(rig: Any) -> None:
    face = bpy.context.scene.interact_sliders
    face.mouthSmileLeft = 0.5
    assert shown("mouthSmileLeft") == shown("mouthSmileRight") == [0.5, 0.5]
    assert (face.mouthSmileLeft, face.mouthSmileRight, face.tongueOut) == (0.5, 0.5, 0.0)
    face.jawLeft = 0.25
    assert shown("jawRight") == [0.0, 0.0]
    face.eyeLookOutLeft = 1.0  # the eyes look the same way
    assert shown("eyeLookInRight") == [1.0, 1.0]
    bpy.context.window_manager.interact_face_mirror = False
    face.mouthSmileRight = 0.125
    assert shown("mouthSmileLeft") == [0.5, 0.5]
    bpy.context.view_layer.objects.active = bpy.data.objects["lashes"]
    assert face.mouthSmileRight == 0.125
    bpy.context.view_layer.objects.active = None
    face.mouthSmileRight = 0.75
    assert (shown("mouthSmileRight"), face.mouthSmileRight) == ([0.125, 0.125], 0.0)


def test_what_is_drawn_reads_the_same_faster(rig: Any, module: Module) -> None:
    sliders, face = module("ui.editing.face_sliders"), bpy.context.scene.interact_sliders
    face.mouthSmileLeft = 0.5
    sliders.remember(bpy.context, sliders.selected_face(bpy.context))
    assert (face.mouthSmileLeft, face.jawLeft, face.tongueOut) == (0.5, 0.0, 0.0)
    bpy.data.objects.remove(bpy.data.objects["head"])
    assert face.mouthSmileLeft == 0.0  # until it is drawn again
    sliders.remember(bpy.context, sliders.selected_face(bpy.context))
    assert face.mouthSmileLeft == 0.5


def test_keys_and_frames_and_back(rig: Any, module: Module) -> None:
    scene, face = bpy.context.scene, bpy.context.scene.interact_sliders
    face.mouthSmileLeft = 0.5
    assert bpy.ops.interact.reset_face() == {"FINISHED"}
    assert shown("mouthSmileRight") == [0.0, 0.0]
    face.mouthSmileLeft = 0.5
    assert bpy.ops.interact.key_face() == {"FINISHED"}
    seen = []
    for frame in (20, 30, 40):
        scene.frame_set(frame)
        seen.append(face.mouthSmileRight)
    assert seen == pytest.approx([0.0, 0.5, 0.0], abs=1e-6)
    assert bpy.ops.interact.edit_face(
        change="SHAPES", shapes="jaw_Left", amount=0.3, start=100, end=160, ease=10
    ) == {"FINISHED"}
    scene.frame_set(130)
    assert shown("jawLeft") == pytest.approx([0.3, 0.3], abs=1e-6)
    face.jawLeft = 0.5
    assert bpy.ops.interact.edit_face(change="MOVED", start=120, end=140, ease=5) == {"FINISHED"}
    scene.frame_set(131)
    assert shown("jawLeft") == pytest.approx([0.5, 0.5], abs=1e-6)
    with pytest.raises(RuntimeError, match="no slider was moved"):
        bpy.ops.interact.edit_face(change="MOVED", start=120, end=140)
    with pytest.raises(RuntimeError, match="no shape 'jawOpen'"):
        bpy.ops.interact.edit_face(change="SHAPES", shapes="jawOpen", start=120, end=140)


def test_auto_keying_keys_an_expression(rig: Any) -> None:
    scene = bpy.context.scene
    scene.tool_settings.use_keyframe_insert_auto = True
    assert bpy.ops.interact.show_expression(expression="SMILE", amount=0.5) == {"FINISHED"}
    scene.tool_settings.use_keyframe_insert_auto = False
    scene.frame_set(60)
    assert shown("mouthSmileLeft") == [0.0, 0.0]
    scene.frame_set(30)
    assert shown("mouthSmileLeft") == pytest.approx([0.5, 0.5], abs=1e-6)


def test_a_file_has_nothing_of_the_sliders(rig: Any, module: Module, tmp_path: Any) -> None:
    face = bpy.context.scene.interact_sliders
    face.mouthSmileLeft = 0.5
    assert face.mouthSmileLeft == 0.5
    assert list(face.keys()) == []
    bpy.context.view_layer.objects.active = None
    for name in ("key_face", "edit_face", "reset_face", "show_expression"):
        assert not getattr(bpy.ops.interact, name).poll()
    panel = module("ui.editing.sliders_panel").INTERACT_PT_face_sliders
    assert not panel.poll(bpy.context)
