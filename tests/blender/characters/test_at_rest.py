# SPDX-License-Identifier: GPL-3.0-or-later
"""What was there before a character plays - actions, poses, constraints, parents - leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.io.import_body import import_bodies
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.options.take import TakeOptions

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(picture=PictureOptions("preview", 320, 180), sound=False, interaction="single")
FRAMES = (1, 60, 110)
SAVED = 40
ROOT = 8
"""Vertices on the root bone, which is where the armature is: the user puts it anywhere."""
SHAPES = (*ARKIT_51, "Fcl_EYE_Close", "Muscular")
Build = Callable[..., Any]


def _key(block: Any, path: str, frame: int, value: Any, index: int = -1) -> None:
    owner, name = (
        (block.path_resolve(path.rpartition(".")[0]), path.rpartition(".")[2])
        if "." in path
        else (
            block,
            path,
        )
    )
    setattr(owner, name, value)
    block.keyframe_insert(path, frame=frame, index=index)


def root_motion(rig: Any) -> None:
    for frame, place in ((1, (0.0, 0.0, 0.0)), (SAVED, (1.5, 1.6, 0.3))):
        _key(rig, 'pose.bones["root"].location', frame, place)


def nla_strip(rig: Any) -> None:
    root_motion(rig)
    action = rig.animation_data.action
    rig.animation_data.action = None
    rig.animation_data.nla_tracks.new().strips.new("walk", 1, action)


def poses_and_scales(rig: Any) -> None:
    for frame in (1, SAVED):
        _key(rig, 'pose.bones["thigh_l"].scale', frame, (1.0 + 0.01 * frame,) * 3)
    for bone in rig.pose.bones:
        bone.rotation_mode = "XYZ"
        bone.rotation_euler = (0.2, 0.1, 0.3)
        bone.location = (0.1, 0.0, 0.05)


def rest_position(rig: Any) -> None:
    rig.data.pose_position = "REST"


def rest_position_by_action(rig: Any) -> None:
    _key(rig.data, "pose_position", 1, "POSE")
    _key(rig.data, "pose_position", SAVED, "REST")


def keyed_object(rig: Any) -> None:
    for frame, place, turn in ((1, 0.0, 0.0), (SAVED, 2.0, 1.0)):
        _key(rig, "location", frame, (place, place, 0.0))
        _key(rig, "rotation_euler", frame, (0.3 * turn, 0.0, turn))
        _key(rig, "delta_location", frame, (0.0, 0.0, place))
        _key(rig, "scale", frame, (1.0 + 0.2 * turn,) * 3)


def squashed(rig: Any) -> None:
    """Uneven, mirrored and a giant's, at the frame that the file is saved at."""
    _key(rig, "scale", 1, (1.0, 1.0, 1.0))
    _key(rig, "scale", SAVED, (-9.0, 12.0, 7.0))


def deltas(rig: Any) -> None:
    rig.delta_location = (1.0, 2.0, 0.5)
    rig.delta_rotation_euler = (0.0, 0.0, 0.7)


def _empty(name: str) -> Any:
    thing = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def _moving(name: str) -> Any:
    thing = _empty(name)
    _key(thing, "location", 1, (0.0, 0.0, 0.0))
    _key(thing, "location", SAVED, (3.0, 1.0, 0.5))
    _key(thing, "rotation_euler", 1, (0.0, 0.0, 0.0))
    _key(thing, "rotation_euler", SAVED, (0.4, 0.3, 0.8))
    return thing


def copy_location(rig: Any) -> None:
    rig.constraints.new("COPY_LOCATION").target = _moving("leader")
    bound = rig.constraints.new("CHILD_OF")
    bound.target = bpy.data.objects["leader"]
    bound.influence = 0.5


def parent_that_moves(rig: Any) -> None:
    rig.parent = _moving("cart")


def parent_of_both_that_moves(rig: Any) -> None:
    """Armature and mesh hang on the same empty beside each other."""
    cart = _moving("cart")
    rig.parent = cart
    bpy.data.objects["A body"].parent = cart


def parent_with_a_driver(rig: Any) -> None:
    cart = _empty("cart")
    cart.driver_add("location", 0).driver.expression = "frame / 20"
    rig.parent = cart


def bone_of_another(rig: Any) -> None:
    data = bpy.data.armatures.new("horse")
    horse = bpy.data.objects.new("horse", data)
    bpy.context.scene.collection.objects.link(horse)
    bpy.context.view_layer.objects.active = horse
    bpy.ops.object.mode_set(mode="EDIT")
    data.edit_bones.new("saddle").tail = (0.0, 0.5, 1.2)
    bpy.ops.object.mode_set(mode="OBJECT")
    for frame, place in ((1, 0.0), (SAVED, 1.0)):
        _key(horse, 'pose.bones["saddle"].location', frame, (place, 0.3, 0.0))
    rig.parent, rig.parent_type, rig.parent_bone = horse, "BONE", "saddle"


def drivers(rig: Any) -> None:
    for path in ('pose.bones["root"].location', 'pose.bones["calf_l"].rotation_quaternion', "location"):
        curve = rig.driver_add(path, 1)
        curve.driver.expression = "frame / 50"
        curve.mute = True  # Blender sees only when it is unmuted that it depends on the frame
        curve.mute = False


def data_that_is_driven(rig: Any) -> None:
    rig.data["look"] = 0.5
    curve = rig.data.driver_add('bones["thigh_l"].use_inherit_rotation')
    curve.driver.expression = "frame < 3"


LEFT = [
    root_motion, nla_strip, poses_and_scales, rest_position, rest_position_by_action, keyed_object, squashed,
    deltas, copy_location, parent_that_moves, parent_of_both_that_moves, parent_with_a_driver,
    bone_of_another, drivers, data_that_is_driven,
]  # fmt: skip


def points(rig: Any, body: Any) -> np.ndarray:
    """(F, V, 3) the body's vertices in the world at some frames: they show bones and binding."""
    out = []
    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        shown = body.evaluated_get(bpy.context.evaluated_depsgraph_get())
        found = np.empty(3 * len(shown.data.vertices), dtype=np.float32)
        shown.data.vertices.foreach_get("co", found)
        world = np.array(shown.matrix_world)
        out.append(found.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3])
    return np.array(out)


def state(things: list[Any]) -> list[Any]:
    """All of objects that composing may change."""

    def plain(value: Any) -> Any:
        return [round(float(one), 4) for one in np.array(value).ravel()]

    out: list[Any] = []
    for thing in things:
        keys = getattr(thing.data, "shape_keys", None)
        out.append((thing.name, thing.parent, thing.parent_type, thing.parent_bone, sorted(thing.keys())))
        if thing.parent is not None:
            out.append(plain(thing.matrix_parent_inverse))
        out.append([plain(getattr(thing, name)) for name in ("location", "rotation_euler", "scale")])
        out.append([plain(getattr(thing, f"delta_{name}")) for name in ("location", "rotation_euler")])
        out.append([one.mute for one in thing.constraints])
        for block in (thing, thing.data, keys):
            data = None if block is None else block.animation_data
            out.append((None, "", True))
            if data is not None:
                out[-1] = (data.action, compat.slot_of(block), data.use_nla)
                out += [(curve.data_path, curve.mute) for curve in data.drivers]
        if thing.type == "ARMATURE":
            out.append((thing.data.pose_position, [bone.use_inherit_rotation for bone in thing.data.bones]))
            out.append([(bone.rotation_mode, plain(bone.matrix_basis)) for bone in thing.pose.bones])
        elif keys is not None:
            out.append([(one.name, plain(one.value), one.mute) for one in keys.key_blocks])
            out.append(thing.show_only_shape_key)
    return out


@pytest.fixture(scope="module")
def expected(build_person: Build, demo_scene: Scene) -> np.ndarray:
    """Where the body of somebody is of whom nothing is left."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    rig = build_person("A", shapes=SHAPES)
    compose(demo_scene, PREVIEW, bpy.context.scene, {"001": rig})
    found = points(rig, bpy.data.objects["A body"])
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    return found


@pytest.mark.parametrize("left", LEFT)
def test_the_user_s_armature_plays_as_if_nothing_was_there(
    build_person: Build, demo_scene: Scene, expected: np.ndarray, left: Callable[[Any], None]
) -> None:
    scene = bpy.context.scene
    rig = build_person("A", shapes=SHAPES)
    left(rig)
    things = list(scene.objects)
    found = []
    for frame in (SAVED, 3):
        bpy.context.view_layer.update()
        scene.frame_set(frame)
        before = state(things)
        compose(demo_scene, PREVIEW, scene, {"001": rig})
        found.append(points(rig, bpy.data.objects["A body"]))
        scene.frame_set(frame)
        clear_composed(scene)
        scene.frame_set(frame)
        assert state(things) == before
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)
    np.testing.assert_allclose(found[0][:, ROOT:], expected[:, ROOT:], atol=1e-4)


@pytest.mark.parametrize("left", LEFT)
def test_a_character_of_a_file_plays_as_if_nothing_was_there(
    tmp_path: Path, build_person: Build, demo_scene: Scene, expected: np.ndarray, left: Callable[[Any], None]
) -> None:
    left(build_person("A", shapes=SHAPES))
    bpy.context.scene.frame_set(SAVED)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "people.blend"))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    (tmp_path / "people.toml").write_text('[actors.001]\narmature = "A"\n[actors.002]\narmature = "A"\n')
    options = replace(PREVIEW, characters=tmp_path / "people.blend", take=TakeOptions(bodies="bvhs"))
    composed = compose(demo_scene, options, bpy.context.scene)
    actor = composed.actors[0]
    found = points(actor.armature, actor.meshes[0])
    np.testing.assert_allclose(found[:, ROOT:], expected[:, ROOT:], atol=1e-4)


def eyes_closed(keys: Any) -> None:
    keys.key_blocks["eyeBlinkLeft"].value = 1.0
    keys.key_blocks["Fcl_EYE_Close"].value = 0.8


def eyes_closed_by_action(keys: Any) -> None:
    for frame, value in ((1, 0.0), (SAVED, 1.0)):
        _key(keys, 'key_blocks["eyeBlinkLeft"].value', frame, value)
        _key(keys, 'key_blocks["Fcl_EYE_Close"].value', frame, value)


def muted_and_driven(keys: Any) -> None:
    keys.key_blocks["jawOpen"].mute = True
    keys.key_blocks["eyeBlinkLeft"].relative_key = keys.key_blocks["eyeBlinkRight"]
    keys.key_blocks["eyeBlinkLeft"].driver_add("value").driver.expression = "1.0"


@pytest.mark.parametrize("left", [eyes_closed, eyes_closed_by_action, muted_and_driven])
@pytest.mark.parametrize("speaks", [True, False])
def test_faces_play_from_neutral(
    build_person: Build, demo_scene: Scene, left: Callable[[Any], None], speaks: bool
) -> None:
    scene = bpy.context.scene
    rig = build_person("A", shapes=SHAPES)
    body = bpy.data.objects["A body"]
    body.show_only_shape_key = True
    keys = body.data.shape_keys
    keys.key_blocks["Muscular"].value = 0.6
    left(keys)
    scene.frame_set(SAVED)
    before = state([rig, body])
    source = demo_scene
    if not speaks:
        silent = tuple(replace(one, face_arkit=None, face_ict=None) for one in source.performances)
        source = replace(source, performances=silent)
    composed = compose(source, PREVIEW, scene, {"001": rig})
    scene.frame_set(SAVED)
    bpy.context.evaluated_depsgraph_get()
    face = composed.takes.takes[0].face
    assert (face is not None) == speaks
    for name in ARKIT_51:
        block = keys.key_blocks[name]
        wanted = 0.0 if face is None else face.weights[SAVED - 1][face.names.index(name)]
        assert block.value == pytest.approx(wanted, abs=1e-5)
        assert not block.mute
    assert keys.key_blocks["Fcl_EYE_Close"].value == 0.0
    assert keys.key_blocks["Muscular"].value == pytest.approx(0.6)
    assert not body.show_only_shape_key
    clear_composed(scene)
    scene.frame_set(SAVED)
    assert state([rig, body]) == before


def test_the_pelvis_of_a_rig_whose_root_was_left_moved(build_person: Build, interact_mini: Path) -> None:
    """Root motion of an old action, saved at another frame: the numbers of the report."""
    source = Dataset.open(interact_mini).scene("20231119_051")
    scene = bpy.context.scene
    rig = build_person("A")
    for frame, place in ((1, (0.0, 0.0, 0.0)), (40, (1.5, 1.62, 0.0))):
        _key(rig, 'pose.bones["root"].location', frame, place)
    scene.frame_set(40)
    compose(source, PREVIEW, scene, {"001": rig})
    scene.frame_set(300)
    shown = rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
    place = shown.matrix_world @ shown.pose.bones["pelvis"].head
    assert list(place) == pytest.approx([1.56, -0.06, 0.98], abs=0.01)


def test_an_import_leaves_nothing_of_the_action_before(
    build_person: Build, demo_scene: Scene, pose_heads: Callable[..., np.ndarray]
) -> None:
    path = demo_scene.performances[0].body
    assert path is not None
    heads = []
    for name, left in (("Plain", None), ("Odd", root_motion), ("Still", rest_position)):
        rig = build_person(name)
        if left is not None:
            left(rig)
            bpy.context.scene.frame_set(SAVED)
        result = import_bodies(bpy.context.scene, [path], onto=rig)
        assert result.failures == ()
        heads.append(pose_heads(rig, ["pelvis", "foot_l", "head"], list(FRAMES)))
    np.testing.assert_allclose(heads[1], heads[0], atol=1e-4)
    np.testing.assert_allclose(heads[2], heads[0], atol=1e-4)


def test_an_import_says_whether_the_rig_or_the_file_is_wrong(
    build_person: Build, demo_scene: Scene, tmp_path: Path
) -> None:
    path = demo_scene.performances[0].body
    assert path is not None
    rig = build_person("A")
    strange = tmp_path / "strange.bvh"
    strange.write_text(
        "HIERARCHY\nROOT one\n{\nOFFSET 0 0 0\nCHANNELS 3 Xrotation Yrotation Zrotation\nJOINT two\n{\n"
        "OFFSET 0 9 0\nCHANNELS 3 Xrotation Yrotation Zrotation\nEnd Site\n{\nOFFSET 0 9 0\n}\n}\n}\n"
        "MOTION\nFrames: 1\nFrame Time: 0.033333\n0 0 0 0 0 0\n"
    )
    (failure,) = import_bodies(bpy.context.scene, [strange], onto=rig).failures
    assert failure.path == str(strange)
    rig.scale = (1.0, 2.0, 1.0)
    (failure,) = import_bodies(bpy.context.scene, [path], onto=rig).failures
    assert failure.message.startswith("A: the armature object is")
    assert failure.path is None
