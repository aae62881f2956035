# SPDX-License-Identifier: GPL-3.0-or-later
"""Fitted characters as Blender objects."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.characters.character import Character, build_character
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters import FittedCharacter, fitted_character, look_by_id
from interact_addon.core.demo import write_demo_dataset

pytestmark = pytest.mark.blender


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> FittedCharacter:
    from interact_addon.core.animation import bvh

    folder = tmp_path_factory.mktemp("demo")
    path = sorted((write_demo_dataset(folder).root / "bvhs").glob("*.bvh"))[0]
    motion = to_motion(bvh.read(path), units="cm", up="Y")
    return fitted_character(look_by_id("omar"), motion, cache=folder / "cache")


@pytest.fixture
def character(fitted: FittedCharacter) -> Character:
    return build_character(fitted, name="Actor 008", collection=bpy.context.scene.collection)


def test_bones_are_the_joints_and_rest_where_they_rest(fitted: FittedCharacter, character: Character) -> None:
    bones, skeleton = character.armature.data.bones, fitted.skeleton
    heads = np.array([bones[name].head_local for name in skeleton.names])
    assert np.abs(heads - skeleton.rest_positions()).max() < 1e-6
    for name, parent in zip(skeleton.names, skeleton.parents.tolist(), strict=True):
        assert (bones[name].parent.name if bones[name].parent else -1) == (
            skeleton.names[parent] if parent >= 0 else -1
        )
    helpers = {twist.name for twist in fitted.twists}
    assert {bone.name for bone in bones} == {*skeleton.names, *helpers}
    assert min(bone.length for bone in bones) > 0.001


def test_zero_length_bones_and_folded_skeletons_are_kept(fitted: FittedCharacter) -> None:
    from interact_addon.blender.characters.armature import build_armature
    from interact_addon.core.characters.body.twists import rest_tails

    skeleton = fitted.skeleton
    folded = Skeleton(skeleton.names, skeleton.parents, skeleton.offsets * 0.0, skeleton.end_offsets)
    thing = build_armature(folded, rest_tails(folded, {}), (), name="folded")
    assert len(thing.data.bones) == len(skeleton.names)


def test_at_rest_the_meshes_are_the_parts(fitted: FittedCharacter, character: Character) -> None:
    graph = bpy.context.evaluated_depsgraph_get()
    for thing, part in zip(character.meshes, fitted.parts, strict=True):
        mesh = thing.evaluated_get(graph).to_mesh()
        points = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("co", points)
        assert np.abs(points.reshape(-1, 3) - part.vertices).max() < 1e-4
        assert len(mesh.polygons) == len(part.faces)
        assert thing.parent == character.armature


def test_weights_arrive(fitted: FittedCharacter, character: Character) -> None:
    for thing, part in zip(character.meshes, fitted.parts, strict=True):
        names = [group.name for group in thing.vertex_groups]
        assert tuple(names) == part.joints
        for index in range(0, len(part.vertices), max(1, len(part.vertices) // 60)):
            found = {names[g.group]: g.weight for g in thing.data.vertices[index].groups}
            wanted = dict(zip(part.joints, part.weights[index], strict=True))
            assert all(abs(found.get(joint, 0.0) - weight) < 0.002 for joint, weight in wanted.items())


def test_face_shapes_are_at_rest_with_whole_sliders(fitted: FittedCharacter, character: Character) -> None:
    names = set()
    for thing in character.face_meshes:
        keys = thing.data.shape_keys
        assert keys.use_relative
        for block in list(keys.key_blocks)[1:]:
            names.add(block.name)
            assert (block.value, block.slider_min, block.slider_max) == (0.0, 0.0, 1.0)
    assert len(names) == 52
    part = next(part for part in fitted.parts if part.name == "skin")
    thing = character.meshes[fitted.parts.index(part)]
    points = np.empty(3 * len(part.vertices), np.float32)
    thing.data.shape_keys.key_blocks["jawOpen"].points.foreach_get("co", points)
    assert np.abs(points.reshape(-1, 3) - part.vertices - part.shapes["jawOpen"]).max() < 1e-6


def test_helpers_follow_the_twist_and_not_the_bend(fitted: FittedCharacter, character: Character) -> None:
    armature = character.armature
    hand = armature.pose.bones["LeftHand"]
    hand.rotation_mode = "QUATERNION"
    half = np.radians(60.0) / 2.0
    hand.rotation_quaternion = (np.cos(half), 0.0, np.sin(half), 0.0)  # about its length
    assert np.allclose(_turns(armature, fitted, "LeftForeArm"), [30.0, 60.0], atol=0.01)
    hand.rotation_quaternion = (np.cos(half), np.sin(half), 0.0, 0.0)  # a bend
    assert np.allclose(_turns(armature, fitted, "LeftForeArm"), [0.0, 0.0], atol=0.01)
    arm = armature.pose.bones["LeftArm"]
    arm.rotation_mode = "QUATERNION"
    arm.rotation_quaternion = (np.cos(half), 0.0, np.sin(half), 0.0)
    assert np.allclose(_turns(armature, fitted, "LeftArm"), [-60.0, -30.0], atol=0.01)


def _turns(armature: bpy.types.Object, fitted: FittedCharacter, joint: str) -> list[float]:
    """Degrees by which the helpers on a joint have turned about its length, in their order."""
    bpy.context.view_layer.update()
    pose = armature.evaluated_get(bpy.context.evaluated_depsgraph_get()).pose
    out = []
    for twist in fitted.twists:
        if twist.joint == joint:
            local = pose.bones[joint].matrix.inverted() @ pose.bones[twist.name].matrix
            out.append(float(np.degrees(local.to_quaternion().to_euler("YXZ").y)))
    return out


def test_building_leaves_no_scene_and_no_mode_behind(fitted: FittedCharacter) -> None:
    scenes = len(bpy.data.scenes)
    active = bpy.data.objects.new("user's", None)
    bpy.context.scene.collection.objects.link(active)
    bpy.context.view_layer.objects.active = active
    character = build_character(fitted, name="A", collection=bpy.context.scene.collection)
    assert len(bpy.data.scenes) == scenes
    assert character.armature.mode == "OBJECT"
    assert bpy.context.view_layer.objects.active == active


def test_a_hidden_collection_will_do(fitted: FittedCharacter) -> None:
    collection = bpy.data.collections.new("hidden")
    bpy.context.scene.collection.children.link(collection)
    bpy.context.view_layer.layer_collection.children["hidden"].exclude = True
    character = build_character(fitted, name="A", collection=collection)
    assert len(character.armature.data.bones) >= len(fitted.skeleton.names)


def test_two_of_the_same_name_do_not_share(fitted: FittedCharacter) -> None:
    one, other = (
        build_character(fitted, name="A", collection=bpy.context.scene.collection) for _ in range(2)
    )
    assert one.armature != other.armature
    assert not set(one.meshes) & set(other.meshes)
    assert not {thing.data for thing in one.meshes} & {thing.data for thing in other.meshes}


def test_a_saved_character_opens_again(tmp_path: Path, fitted: FittedCharacter, character: Character) -> None:
    name, count = character.armature.name, len(character.meshes)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "x.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "x.blend"))
    armature = bpy.data.objects[name]
    assert len(armature.children) == count + 1  # and the caster
    hand = armature.pose.bones["LeftHand"]
    hand.rotation_mode = "QUATERNION"
    hand.rotation_quaternion = (np.cos(0.5), 0.0, np.sin(0.5), 0.0)
    assert np.allclose(_turns(armature, fitted, "LeftForeArm"), np.degrees([0.5, 1.0]), atol=0.01)
