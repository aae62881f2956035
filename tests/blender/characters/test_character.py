# SPDX-License-Identifier: GPL-3.0-or-later
"""Fitted characters as Blender objects."""

from __future__ import annotations

from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.characters.bones import bones_shown, show_bones
from interact_addon.blender.characters.character import Character, build_character
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters import FittedCharacter, fitted_character, look_by_id
from interact_addon.core.characters.body.lids import LID_STOPS
from interact_addon.core.characters.fitting import fitted as fitting
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
    helpers = {helper.name for helper in fitted.helpers}
    assert {bone.name for bone in bones} == {*skeleton.names, *helpers}
    assert min(bone.length for bone in bones) > 0.001


def test_zero_length_bones_and_folded_skeletons_are_kept(fitted: FittedCharacter) -> None:
    from interact_addon.blender.characters.armature import build_armature
    from interact_addon.core.characters.body.bone_tails import rest_tails

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


def test_hair_is_shaded_by_its_own_normals_also_when_the_head_turns(
    fitted: FittedCharacter, character: Character
) -> None:
    (thing,) = [thing for thing in character.meshes if thing.name.endswith(" hair")]
    (part,) = [part for part in fitted.parts if part.name == "hair"]
    assert thing.data.has_custom_normals
    head = character.armature.pose.bones["Head"]
    head.rotation_mode = "XYZ"
    for angle in (0.0, 0.6):
        head.rotation_euler = (0.0, angle, 0.0)
        bpy.context.view_layer.update()
        mesh = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
        found = np.empty(3 * len(mesh.loops), np.float32)
        mesh.corner_normals.foreach_get("vector", found)
        corner = np.empty(len(mesh.loops), np.int32)
        mesh.loops.foreach_get("vertex_index", corner)
        turned = np.array(head.matrix @ head.bone.matrix_local.inverted())[:3, :3]
        wanted = part.normals[corner] @ turned.T
        # On the neck the hair follows other bones, and Blender stores normals as angles of 16 bits.
        near = part.vertices[corner, 2] > head.bone.head_local.z + 0.05
        assert np.quantile(np.abs(found.reshape(-1, 3) - wanted).max(1)[near], 0.98) < 0.03


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
            names |= {block.name} - set(LID_STOPS)
            assert (block.value, block.slider_min, block.slider_max) == (0.0, 0.0, 1.0)
    assert len(names) == 52
    part, (thing,) = fitted.parts[0], character.face_meshes
    points = np.empty(3 * len(part.vertices), np.float32)
    thing.data.shape_keys.key_blocks["jawOpen"].points.foreach_get("co", points)
    assert np.abs(points.reshape(-1, 3) - part.vertices - part.shapes["jawOpen"]).max() < 1e-6


def test_one_head_moves_as_its_parts_did(
    fitted: FittedCharacter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "one_body", tuple)
    apart = fitted_character(fitted.look, fitted.skeleton, cache=tmp_path)
    assert [part.name for part in apart.parts[:3]] == ["skin", "eyes", "teeth"]
    monkeypatch.undo()
    whole = fitted_character(fitted.look, fitted.skeleton, cache=tmp_path / "whole")
    collection = bpy.context.scene.collection
    characters = [build_character(one, name="A", collection=collection) for one in (whole, apart)]
    assert [len(one.face_meshes) for one in characters] == [1, 7]
    weights = {"jawOpen": 0.7, "eyeBlinkLeft": 0.9, "eyeLookDownLeft": 0.8, "mouthSmileRight": 0.5}
    for character in characters:
        for thing in character.face_meshes:
            for name, value in weights.items():
                if name in thing.data.shape_keys.key_blocks:
                    thing.data.shape_keys.key_blocks[name].value = value
        for bone, turn in (("Head", 0.4), ("LeftArm", 0.8)):
            pose = character.armature.pose.bones[bone]
            pose.rotation_mode = "XYZ"
            pose.rotation_euler = (turn, 0.3, -0.2)
    faces = [_places(character.face_meshes) for character in characters]
    assert np.abs(faces[0] - faces[1]).max() == 0.0
    slots = [
        {slot.name.split(".")[0] for mesh in one.face_meshes for slot in mesh.material_slots}
        for one in characters
    ]
    assert slots[0] == slots[1]
    assert len(slots[0]) == 13


def _places(meshes: tuple[bpy.types.Object, ...]) -> np.ndarray:
    graph = bpy.context.evaluated_depsgraph_get()
    out = []
    for thing in meshes:
        vertices = thing.evaluated_get(graph).data.vertices
        points = np.empty(3 * len(vertices), np.float32)
        vertices.foreach_get("co", points)
        out.append(points)
    return np.concatenate(out)


def test_a_jaw_opened_by_hand_takes_teeth_tongue_and_beard_along(
    fitted: FittedCharacter, character: Character
) -> None:
    (thing,) = character.face_meshes
    before = _places((thing,)).reshape(-1, 3)
    thing.data.shape_keys.key_blocks["jawOpen"].value = 1.0
    moved = before[:, 2] - _places((thing,)).reshape(-1, 3)[:, 2]
    part = fitted.parts[0]
    for slot in ("teeth", "gums", "tongue", "beard", "lips"):
        faces = part.faces[part.face_material == part.material_slots.index(slot)]
        assert moved[np.unique(faces[faces >= 0])].max() > 0.01, slot


def test_bones_are_out_of_sight_and_can_be_posed(fitted: FittedCharacter, character: Character) -> None:
    armature = character.armature
    assert not any(_visible(bone) for bone in armature.data.bones)
    assert not any((armature.hide_viewport, armature.hide_get(), armature.show_in_front))
    assert bones_shown(armature) is False
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="POSE")
    show_bones(armature, shown=True)
    assert {bone.name for bone in armature.data.bones if _visible(bone)} == set(fitted.skeleton.names)
    assert armature.show_in_front
    show_bones(armature, shown=False)
    assert not any(_visible(bone) for bone in armature.data.bones)
    assert bones_shown(character.meshes[0]) is None


def _visible(bone: bpy.types.Bone) -> bool:
    """Every bone of a person is in a collection, and seen if one of its collections is."""
    assert len(bone.collections)
    return not bone.hide and any(collection.is_visible_effectively for collection in bone.collections)


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
    """Degrees by which the twist helpers on a joint have turned about its length, in their order."""
    bpy.context.view_layer.update()
    pose = armature.evaluated_get(bpy.context.evaluated_depsgraph_get()).pose
    out = []
    for helper in fitted.helpers:
        if helper.joint == joint and helper.kind == "twist":
            local = pose.bones[joint].matrix.inverted() @ pose.bones[helper.name].matrix
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
