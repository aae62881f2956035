# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.evaluating import at_each_time

pytestmark = pytest.mark.blender


@pytest.fixture
def rigs() -> list[bpy.types.Object]:
    """Two armatures whose bone goes along x and whose object goes along y, frame by frame."""
    return [make_rig("one", 0.0), make_rig("two", 100.0)]


def make_rig(name: str, start: float) -> bpy.types.Object:
    data = bpy.data.armatures.new(name)
    rig = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    bone = data.edit_bones.new("bone")
    bone.head, bone.tail = (0, 0, 0), (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    for frame in (0, 100):
        rig.pose.bones["bone"].location.x = rig.location.y = start + frame
        rig.pose.bones["bone"].keyframe_insert("location", frame=frame)
        rig.keyframe_insert("location", frame=frame)
    for curve in compat.fcurves_of(rig):
        for key in curve.keyframe_points:
            key.interpolation = "LINEAR"
    return rig


def places(rigs: Sequence[bpy.types.Object], times: Sequence[float]) -> np.ndarray:
    """(F, R, 2) how far each bone has gone along x, and each object along y."""
    out = np.empty((len(times), len(rigs), 2))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        for number, rig in enumerate(rigs):
            evaluated = rig.evaluated_get(graph)
            out[row, number] = evaluated.pose.bones["bone"].head[0], evaluated.matrix_world.translation[1]

    at_each_time(bpy.context.scene, rigs, (), np.array(times), read)
    return out


def hide(rig: bpy.types.Object, way: str) -> None:
    scene, layer = bpy.context.scene, bpy.context.view_layer
    if way == "viewport":
        rig.hide_viewport = True
    elif way == "eye":
        rig.hide_set(True)
    elif way == "render":
        rig.hide_render = True
    else:
        collection = bpy.data.collections.new("hidden")
        scene.collection.children.link(collection)
        collection.objects.link(rig)
        scene.collection.objects.unlink(rig)
        held = layer.layer_collection.children["hidden"]
        if way == "excluded collection":
            held.exclude = True
        elif way == "hidden collection":
            held.hide_viewport = True
        else:
            collection.hide_viewport = True


def state(rig: bpy.types.Object) -> tuple[object, ...]:
    layer = bpy.context.view_layer
    held = [
        (each.name, each.exclude, each.hide_viewport, each.collection.hide_viewport)
        for each in layer.layer_collection.children
    ]
    there = rig.name in layer.objects
    scenes, collections = list(rig.users_scene), [each.name for each in rig.users_collection]
    return rig.hide_viewport, rig.hide_render, there and rig.hide_get(), scenes, collections, held


WAYS = ("viewport", "eye", "render", "hidden collection", "disabled collection", "excluded collection")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_hidden_is_evaluated_and_stays_hidden(rigs: list[bpy.types.Object], way: str) -> None:
    scene = bpy.context.scene
    scene.frame_set(40)
    hide(rigs[1], way)
    bpy.context.view_layer.update()
    before, scenes = state(rigs[1]), list(bpy.data.scenes)
    found = places(rigs, (7.0, 8.25))
    np.testing.assert_allclose(found, [[[7, 7], [107, 107]], [[8.25] * 2, [108.25] * 2]], atol=1e-4)
    assert state(rigs[1]) == before
    assert list(bpy.data.scenes) == scenes
    assert scene.frame_current == 40


def test_what_was_posed_without_a_key_stays(rigs: list[bpy.types.Object]) -> None:
    bpy.context.scene.frame_set(40)
    rigs[0].pose.bones["bone"].location.x = 3.0
    places(rigs, (7.0,))
    assert rigs[0].pose.bones["bone"].location.x == 3.0


def test_a_hidden_parent_moves_its_child(rigs: list[bpy.types.Object]) -> None:
    parent = rigs[1]
    rigs[0].parent = parent
    hide(parent, "viewport")
    found = places(rigs[:1], (7.0,))
    np.testing.assert_allclose(found, [[[7, 7 + 107]]], atol=1e-4)
    assert parent.hide_viewport


def test_they_are_hidden_again_when_looking_fails(rigs: list[bpy.types.Object]) -> None:
    hide(rigs[1], "viewport")
    with pytest.raises(ZeroDivisionError):
        at_each_time(bpy.context.scene, rigs, (), np.array([1]), lambda row, graph: 1 / row)
    assert (rigs[0].hide_viewport, rigs[1].hide_viewport) == (False, True)
    assert len(bpy.data.scenes) == 1
