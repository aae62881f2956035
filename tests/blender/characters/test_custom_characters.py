# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters of one's own: out of any .blend, onto a capture, the file untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.animation.retargeting import target_rig
from interact_addon.blender.characters.custom_characters import append_for_actors, apply_retargeted
from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.retarget import RetargetOptions
from interact_addon.core.animation.rotations import normalized
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.foundation.errors import CharacterError

pytestmark = pytest.mark.blender

LIMBS = [
    *(
        ("upper_arm", "forearm"),
        ("forearm", "hand"),
        ("hand", "middle.1"),
        ("thigh", "shin"),
        ("shin", "foot"),
    ),
    *((f"{finger}.{n}", f"{finger}.{n + 1}") for finger in ("thumb", "index", "pinky") for n in (1, 2)),
]


@pytest.fixture(scope="session")
def makehuman() -> Assets:
    try:
        return Assets.find()
    except CharacterError as error:
        pytest.skip(f"the character data are not on this machine ({error})")


def captured(root: Path) -> Motion:
    motion = to_motion(read(root / "bvhs" / "20231119_002_051.bvh"), units="cm", up="Y")
    return motion.sliced(300, 360)


@pytest.fixture
def capture(sample_root: Path) -> Motion:
    return captured(sample_root)


@pytest.fixture
def any_capture(any_root: Path) -> Motion:
    return captured(any_root)


@pytest.fixture
def a_pose(makehuman: Assets) -> Callable[..., bpy.types.Object]:
    """Puts an unfitted person in an A-pose into the scene: armature, a mesh with a face, one without."""

    def build(name: str, rig_name: str = "mixamo", scale: float = 1.0) -> bpy.types.Object:
        rig = makehuman.rig(rig_name)
        body = makehuman.base.vertices.copy()
        skin = makehuman.base.vertices_of("body")
        body[:, 2] -= body[skin, 2].min()
        heads, tails = rig.heads(body) / scale, rig.tails(body) / scale
        data = bpy.data.armatures.new(name)
        thing = bpy.data.objects.new(name, data)
        bpy.context.scene.collection.objects.link(thing)
        bpy.context.view_layer.objects.active = thing
        bpy.ops.object.mode_set(mode="EDIT")
        for b, bone_name in enumerate(rig.names):
            bone = data.edit_bones.new(bone_name)
            bone.head, bone.tail, bone.roll = heads[b], tails[b], 0.4 * b
            if rig.parents[b] >= 0:
                bone.parent = data.edit_bones[rig.names[rig.parents[b]]]
        bpy.ops.object.mode_set(mode="OBJECT")
        for suffix, shapes in (("Head", ARKIT_51), ("Shirt", ())):
            mesh = bpy.data.meshes.new(f"{name} {suffix}")
            mesh.from_pydata((body[skin[:30]] / scale).tolist(), [], [(0, 1, 2)])
            part = bpy.data.objects.new(mesh.name, mesh)
            bpy.context.scene.collection.objects.link(part)
            part.modifiers.new("Armature", "ARMATURE").object = thing
            part.vertex_groups.new(name=rig.names[-1]).add(list(range(len(mesh.vertices))), 1.0, "REPLACE")
            for shape in ("Basis", *shapes) if shapes else ():
                part.shape_key_add(name=shape)
        thing.scale = (scale,) * 3
        return thing

    return build


def save(path: Path, toml: str = "") -> Path:
    """Save the main file, and forget it."""
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    if toml:
        path.with_suffix(".toml").write_text(toml)
    return path


def stage() -> bpy.types.Collection:
    collection = bpy.data.collections.new("stage")
    bpy.context.scene.collection.children.link(collection)
    return collection


def apart(motion: Motion, rig: bpy.types.Object, pose_heads: Callable[..., np.ndarray]) -> dict[str, float]:
    """The largest angle in degrees between limbs of the capture and of what Blender shows."""
    ours = identify(motion.skeleton.names).roles
    theirs = identify([bone.name for bone in rig.pose.bones]).roles
    pairs = [(f"{side}_{a}", f"{side}_{b}") for side in ("left", "right") for a, b in LIMBS]
    pairs += [("spine.0", "neck.0"), ("neck.0", "head")]
    pairs = [pair for pair in pairs if all(role in theirs for role in pair)]
    names = sorted({theirs[role] for pair in pairs for role in pair})
    heads = pose_heads(rig, names, list(range(1, motion.frames + 1)))
    places, _ = forward(motion)
    out = {}
    for a, b in pairs:
        wanted = places[:, motion.skeleton.index(ours[b])] - places[:, motion.skeleton.index(ours[a])]
        found = heads[:, names.index(theirs[b])] - heads[:, names.index(theirs[a])]
        cosine = np.sum(normalized(wanted) * normalized(found), axis=-1)
        out[f"{a} {b}"] = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).max())
    return out


@pytest.mark.parametrize(("rig_name", "scale"), [("mixamo", 1.0), ("default", 0.01), ("game_engine", 1.0)])
def test_an_a_pose_points_where_the_capture_does(tmp_path, a_pose, any_capture, pose_heads, rig_name, scale):
    thing = a_pose("Bob", rig_name, scale)
    thing.location, thing.rotation_euler = (2.0, -1.0, 0.0), (0.0, 0.0, 0.7)
    path = save(tmp_path / "people.blend", '[actors.001]\narmature = "Bob"\n')
    (brought,) = append_for_actors(path, ["001"], stage())
    result = apply_retargeted(brought.armature, any_capture, name="take")
    angles = apart(any_capture, brought.armature, pose_heads)
    assert len(angles) >= 22
    assert max(angles.values()) < 1.0, angles
    assert max(angles.values()) < 0.05, "float precision"
    assert not [finding for finding in result.findings if finding.level == "warning"]
    # the file's A-pose was far from it
    brought.armature.animation_data.action = None
    for bone in brought.armature.pose.bones:
        bone.matrix_basis.identity()
    assert max(apart(any_capture, brought.armature, pose_heads).values()) > 45


@pytest.mark.skipif(
    bpy.app.version < (5, 0), reason="Blender before 5.0, as a module, dies at exit once Rigify was loaded"
)
def test_a_rig_that_rigify_made(capture, pose_heads):
    """A real one: thighs and collar bones hang on mechanisms, and constraints have a say everywhere."""
    try:
        bpy.ops.preferences.addon_enable(module="rigify")
        bpy.ops.object.armature_human_metarig_add()
    except (RuntimeError, AttributeError) as error:
        pytest.skip(f"this Blender has no Rigify ({error})")
    metarig = bpy.context.object
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.ops.pose.rigify_generate()
    rig = next(thing for thing in bpy.data.objects if thing.type == "ARMATURE" and thing != metarig)
    bpy.ops.preferences.addon_disable(module="rigify")
    capture = capture.sliced(0, 12)
    result = apply_retargeted(rig, capture, name="take")
    angles = apart(capture, rig, pose_heads)
    assert len(angles) >= 24
    assert max(angles.values()) < 0.05, angles
    assert {finding.code for finding in result.findings} == {
        "unmapped-joints",
        "idle-bones",
        "control-rig",
    }
    # thighs stay where the hips have them
    names = ["DEF-spine", "DEF-thigh.L", "DEF-thigh.R"]
    heads = pose_heads(rig, names, [1, 6, 12])
    rest = np.array([rig.data.bones[name].head_local for name in names])
    for pair in ((0, 1), (0, 2), (1, 2)):
        lengths = np.linalg.norm(heads[:, pair[0]] - heads[:, pair[1]], axis=-1)
        np.testing.assert_allclose(lengths, np.linalg.norm(rest[pair[0]] - rest[pair[1]]), atol=1e-4)


def test_feet_stand_on_the_floor_where_the_capture_stands(tmp_path, a_pose, any_capture, pose_heads):
    a_pose("Bob")
    path = save(tmp_path / "people.blend", '[actors.001]\narmature = "Bob"\n')
    (brought,) = append_for_actors(path, ["001"], stage())
    rig = target_rig(brought.armature)
    ankles = [rig.names.index(f"mixamorig:{side}Foot") for side in ("Left", "Right")]
    thighs = [f"mixamorig:{side}UpLeg" for side in ("Left", "Right")]
    places, _ = forward(any_capture)
    middle = places[:, [any_capture.skeleton.index(f"{side}UpLeg") for side in ("Left", "Right")]].mean(
        axis=1
    )
    for root in ("height", "single", "multi"):
        options = None if root == "height" else RetargetOptions(root=root)
        apply_retargeted(brought.armature, any_capture, name="take", options=options)
        frames = list(range(1, any_capture.frames + 1))
        feet = pose_heads(brought.armature, [rig.names[b] for b in ankles], frames)
        held = pose_heads(brought.armature, thighs, frames).mean(axis=1)
        if root == "multi":
            np.testing.assert_allclose(held, middle, atol=1e-4)
        else:
            assert feet[..., 2].min() == pytest.approx(rig.heads[ankles, 2].mean(), abs=0.02)
        if root == "height":
            np.testing.assert_allclose(held[:, :2], middle[:, :2], atol=1e-4)


def test_actors_by_toml_and_by_custom_property(tmp_path, a_pose):
    a_pose("Bob")
    a_pose("Ann")["interact_actor"] = 2
    bob = bpy.data.objects["Bob"]
    bob["interact_actor"] = "001"
    empty = bpy.data.objects.new("Bob's place", None)
    bpy.context.scene.collection.objects.link(empty)
    bob.parent = empty
    empty.location = (0.0, 3.0, 0.0)
    bpy.data.objects["Ann Head"].parent = bpy.data.objects["Ann"]
    path = save(tmp_path / "people.blend")
    collection = stage()
    two, one = append_for_actors(path, ["002", "001"], collection)
    assert (one.armature.name, two.armature.name) == ("Bob", "Ann")
    assert [mesh.name for mesh in one.face_meshes] == ["Bob Head"]
    assert sorted(mesh.name for mesh in two.meshes) == ["Ann Head", "Ann Shirt"]
    assert one.findings == two.findings == ()
    assert {thing.name for thing in collection.all_objects} == {
        *("Bob", "Bob Head", "Bob Shirt", "Bob's place", "Ann", "Ann Head", "Ann Shirt")
    }
    assert all(thing.library is None for thing in collection.all_objects)
    assert len(bpy.data.libraries) == 0
    # carried by an empty, where the file has it
    assert target_rig(one.armature).heads[:, 1].mean() == pytest.approx(3.0, abs=0.2)

    # The TOML has the last word, and may give one character to both.
    path.with_suffix(".characters.toml").write_text(
        '[actors.001]\narmature = "Ann"\nfaces = ["Bob Head"]\n[actors.002]\narmature = "Ann"\n'
    )
    one, two = append_for_actors(path, ["001", "002"], stage())
    assert one.armature != two.armature
    assert one.armature.data != two.armature.data
    assert [mesh.name.split(".")[0] for mesh in one.face_meshes] == ["Bob Head"]
    assert one.face_meshes[0].data.shape_keys != two.face_meshes[0].data.shape_keys


def test_roles_of_the_toml_are_used(tmp_path, a_pose, capture, pose_heads):
    thing = a_pose("Bob")
    roles = identify([bone.name for bone in thing.data.bones]).roles
    renamed = {bone.name: f"b{number}" for number, bone in enumerate(thing.data.bones)}
    for bone in thing.data.bones:
        bone.name = renamed[bone.name]
    path = save(tmp_path / "people.blend", '[actors.001]\narmature = "Bob"\n')
    with pytest.raises(CharacterError, match=r"Bob: .*none of the known conventions.*b0, b1"):
        append_for_actors(path, ["001"], stage())
    assert not bpy.data.armatures
    lines = [f'"{role}" = "{renamed[name]}"' for role, name in roles.items()]
    path.with_suffix(".toml").write_text(
        '[actors.001]\narmature = "Bob"\n[actors.001.roles]\n' + "\n".join(lines)
    )
    (brought,) = append_for_actors(path, ["001"], stage())
    result = apply_retargeted(brought.armature, capture, name="take")
    assert set(result.bones) == set(renamed.values())


def test_nothing_of_the_file_runs_and_nothing_of_it_changes(tmp_path, a_pose, capture):
    thing = a_pose("Bob")
    witness = tmp_path / "ran"
    text = bpy.data.texts.new("register.py")
    text.write(f"open({str(witness)!r}, 'w').close()")
    text.use_module = True
    head = bpy.data.objects["Bob Head"]
    for owner, path in ((thing, "location"), (head.data.shape_keys.key_blocks["jawOpen"], "value")):
        curve = owner.driver_add(path, 0) if path == "location" else owner.driver_add(path)
        curve.driver.expression = f"open({str(witness)!r}, 'w').close() or 0"
    simple = head.data.shape_keys.key_blocks["mouthClose"].driver_add("slider_max")
    simple.driver.expression = "0.5 * 1"
    bpy.context.preferences.filepaths.use_scripts_auto_execute = False
    path = save(tmp_path / "people.blend", '[actors.001]\narmature = "Bob"\n')
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    (brought,) = append_for_actors(path, ["001"], stage())
    apply_retargeted(brought.armature, capture, name="take")
    bpy.context.scene.frame_set(5)
    assert not witness.exists()
    assert len(bpy.data.texts) == 0
    assert [finding.code for finding in brought.findings] == ["muted-drivers"]
    assert "2 drivers" in brought.findings[0].message
    keys = brought.face_meshes[0].data.shape_keys
    assert {curve.data_path: curve.mute for curve in keys.animation_data.drivers} == {
        'key_blocks["jawOpen"].value': True,
        'key_blocks["mouthClose"].slider_max': False,
    }
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["people.blend", "people.toml"]


def test_poses_actions_and_constraints_of_the_file_give_way(tmp_path, a_pose, capture, pose_heads):
    thing = a_pose("Bob")
    target = bpy.data.objects.new("target", None)
    bpy.context.scene.collection.objects.link(target)
    arm = thing.pose.bones["mixamorig:LeftForeArm"]
    arm.constraints.new("COPY_ROTATION").target = target
    arm.bone.use_inherit_rotation = False
    thing.pose.bones["mixamorig:Hips"].bone.use_local_location = False
    for bone in thing.pose.bones:
        bone.rotation_mode = "XYZ"
        bone.rotation_euler = (0.3, 0.2, 0.1)
        bone.keyframe_insert("rotation_euler", frame=1)
    thing.keyframe_insert("location", frame=1)
    thing.data.pose_position = "REST"
    track = thing.animation_data.nla_tracks.new()
    track.strips.new("strip", 1, thing.animation_data.action)
    keys = bpy.data.objects["Bob Head"].data.shape_keys
    keys.key_blocks["jawOpen"].keyframe_insert("value", frame=1)
    path = save(tmp_path / "people.blend", '[actors.001]\narmature = "Bob"\n')
    (brought,) = append_for_actors(path, ["001"], stage())
    result = apply_retargeted(brought.armature, capture, name="take", first_frame=1)
    assert max(apart(capture, brought.armature, pose_heads).values()) < 0.05
    assert [finding.code for finding in result.findings if "constraint" in finding.message] == [
        "muted-constraints"
    ]
    assert brought.face_meshes[0].data.shape_keys.animation_data.action is None
    assert brought.armature.animation_data.action == result.action
    paths = {curve.data_path for curve in compat.fcurves_of(brought.armature)}
    assert all(path.startswith("pose.bones") for path in paths)


def test_an_unfitted_character_in_a_composed_scene(tmp_path, a_pose, sample_root, pose_heads):
    from interact_addon.blender.scene.compose import compose
    from interact_addon.core.dataset import Dataset
    from interact_addon.core.options.movie import ComposeOptions
    from interact_addon.core.options.picture import PictureOptions

    a_pose("Bob")
    a_pose("Ann", "game_engine")
    toml = '[actors.003]\narmature = "Bob"\n[actors.007]\narmature = "Ann"\n'
    path = save(tmp_path / "people.blend", toml)
    scene = Dataset.open(sample_root).scene("20231126_319")
    picture = PictureOptions("preview", 320, 180)
    options = ComposeOptions(picture=picture, characters=path, sound=False, interaction="single")
    composition = compose(scene, options, bpy.context.scene)
    assert {actor.actor_id: actor.armature.name for actor in composition.actors} == {
        "003": "Bob",
        "007": "Ann",
    }
    for actor, take in zip(composition.actors, composition.takes.takes, strict=True):
        part = take.body.sliced(0, 25)
        assert max(apart(part, actor.armature, pose_heads).values()) < 0.05
        face = next(mesh for mesh in actor.meshes if mesh.data.shape_keys)
        assert len(compat.fcurves_of(face.data.shape_keys)) == 51
    again = compose(scene, replace(options, camera="side"), bpy.context.scene)
    assert len(bpy.data.armatures) == 2
    assert len(again.actors) == 2


def test_what_cannot_be_found_is_told_with_what_there_is(tmp_path, a_pose):
    a_pose("Bob")
    path = save(tmp_path / "people.blend")
    with pytest.raises(CharacterError, match="the file has no character for actor 001") as caught:
        append_for_actors(path, ["001"], stage())
    assert caught.value.message == "the file has no character for actor 001"
    assert "armatures in the file: Bob" in caught.value.cure
    assert len(bpy.data.libraries) == 0
    assert len(bpy.data.armatures) == 0
    toml = path.with_suffix(".toml")
    for text, message in (
        (
            '[actors.001]\narmature = "Rob"',
            "'Rob', which is not an armature of people.blend; its armatures are Bob",
        ),
        ('[actors.001]\narmature = "Bob Head"', "which is not an armature"),
        ('[actors.001]\narmature = "Bob"\nfaces = ["Nose"]', "Nose; its meshes are Bob"),
        ('[actors.002]\narmature = "Bob"', "for actor 001, only for 002"),
    ):
        toml.write_text(text)
        with pytest.raises(CharacterError, match=message):
            append_for_actors(path, ["001"], stage())
    toml.write_text('[actors.001]\narmature = "Bob"\nfaces = []')
    (brought,) = append_for_actors(path, ["001"], stage())
    assert [finding.code for finding in brought.findings] == ["no-face-shapes"]


@pytest.mark.parametrize("content", [None, b"", b"not a blend", b"BLENDER-v500" + b"\0" * 100])
def test_files_that_are_no_blend(tmp_path, content):
    path = tmp_path / "people.blend"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CharacterError, match=r"cannot read this \.blend file") as caught:
        append_for_actors(path, ["001"], stage())
    assert caught.value.path == str(path)
