# SPDX-License-Identifier: GPL-3.0-or-later
"""Composing beside what is there: replacing, adding, clearing, the camera, armatures of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.common.ownership import OWNER
from interact_addon.blender.scene.camera_setup import (
    build_place,
    camera_of,
    looks_at,
    move_of,
    on_stage,
    picture_size,
    preset_of,
    set_camera,
)
from interact_addon.blender.scene.clearing import clear_composed, composed_keys
from interact_addon.blender.scene.compose import compose, compose_prepared
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.foundation.errors import CharacterError, UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.casting.staged import stage_people
from interact_addon.core.performance.prepare import Prepared, prepare

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(picture=PictureOptions("preview", 320, 180))


@pytest.fixture(scope="module")
def demo(demo_root: Path) -> list[Scene]:
    """The demo's scene, and the same files as if they were another take."""
    first = Dataset.open(demo_root).scenes()[0]
    again = tuple(replace(p, key=f"{p.key[:-1]}9") for p in first.performances)
    return [first, replace(first, key=f"{first.key[:-1]}9", performances=again)]


@pytest.fixture(scope="module")
def prepared(demo: list[Scene]) -> Prepared:
    return prepare(demo[0], PREVIEW)


def everything() -> dict[tuple[str, str], int]:
    """Every datablock and its number of users."""
    found = {}
    for prop in bpy.data.bl_rna.properties:
        if prop.type == "COLLECTION":
            for block in getattr(bpy.data, prop.identifier):
                found[prop.identifier, block.name] = block.users
    return found


def state() -> tuple[Any, ...]:
    scene = bpy.context.scene
    strips = sorted(strip.name for strip in compat.strips_of(scene))
    return everything(), scene.world, scene.camera, strips


@pytest.fixture
def mine() -> bpy.types.Object:
    """A world, a camera and an object of somebody's own."""
    scene = bpy.context.scene
    compat.strips_of(scene)
    scene.world = bpy.data.worlds.new("mine")
    camera = bpy.data.objects.new("mine", bpy.data.cameras.new("mine"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    return camera


def test_clearing_gives_back_what_was_there(mine: bpy.types.Object, prepared: Prepared) -> None:
    scene = bpy.context.scene
    before = state()
    composition = compose_prepared(prepared, PREVIEW, scene)
    assert composed_keys(scene) == [composition.key]
    assert scene.camera is composition.camera
    assert scene.world.name == "Backdrop"
    compose_prepared(prepared, PREVIEW, scene)
    assert clear_composed(scene) > 50
    assert state() == before
    assert composed_keys(scene) == []
    assert clear_composed(scene) == 0


def test_one_that_replaces_leaves_nothing_of_another(demo: list[Scene], prepared: Prepared) -> None:
    scene = bpy.context.scene
    compose_prepared(prepared, PREVIEW, scene)
    alone = everything()
    other = compose(demo[1], PREVIEW, scene)
    assert composed_keys(scene) == [other.key]
    compose_prepared(prepared, PREVIEW, scene)
    assert everything() == alone


def test_one_that_is_added_leaves_the_other_and_takes_the_studio(
    mine: bpy.types.Object, demo: list[Scene], prepared: Prepared
) -> None:
    scene = bpy.context.scene
    before = state()
    first = compose_prepared(prepared, PREVIEW, scene)
    end = scene.frame_end
    added = replace(PREVIEW, mode="add")
    second = compose(demo[1], added, scene)
    assert set(composed_keys(scene)) == {first.key, second.key}
    assert len(actors_of(scene)) == 4
    assert looks_at(second.camera)[2:] == [take.performance.key for take in first.takes.takes]
    assert len([thing for thing in scene.objects if thing.name.startswith("Floor")]) == 1
    assert len([thing for thing in scene.objects if thing.type == "LIGHT"]) == 3
    assert scene.frame_end == max(end, second.takes.frames)
    if compat.has_audio():
        assert len({strip.channel for strip in compat.strips_of(scene)}) == 4
    whole = everything()
    compose(demo[1], added, scene)
    assert everything() == whole
    clear_composed(scene)
    assert state() == before


def test_other_blender_scenes_keep_what_is_composed_in_them(prepared: Prepared) -> None:
    here, there = bpy.context.scene, bpy.data.scenes.new("there")
    compose_prepared(prepared, PREVIEW, here)
    compose_prepared(prepared, PREVIEW, there)
    assert len(actors_of(here)) == len(actors_of(there)) == 2
    names = {thing.name for thing in there.objects}
    clear_composed(here)
    assert not list(here.objects)
    assert {thing.name for thing in there.objects} == names
    for actor in actors_of(there):
        assert compat.action_of(actor.armature) is not None
        assert all(slot.material for mesh in actor.meshes for slot in mesh.material_slots)
    assert there.world is not None
    if compat.has_audio():
        assert all(strip.sound is not None for strip in compat.strips_of(there))
    clear_composed(there)
    assert not bpy.data.objects
    assert not bpy.data.materials


def linked_copy(scene: bpy.types.Scene) -> bpy.types.Scene:
    """What Scene > New > Linked Copy makes."""
    with bpy.context.temp_override(scene=scene):
        bpy.ops.scene.new(type="LINK_COPY")
    return next(other for other in bpy.data.scenes if other != scene)


def shown() -> set[tuple[str, str]]:
    """Every datablock but scenes and sounds: linked copies have no strips."""
    return {block for block in everything() if block[0] not in {"scenes", "sounds", "all_ids"}}


@pytest.mark.parametrize("first", ["copy", "original"])
def test_clearing_a_linked_copy_leaves_the_original(
    mine: bpy.types.Object, prepared: Prepared, first: str
) -> None:
    scene = bpy.context.scene
    before = set(everything())
    compose_prepared(prepared, PREVIEW, scene)
    whole = shown()
    names, world, camera = {thing.name for thing in scene.objects}, scene.world, scene.camera
    copy = linked_copy(scene)
    cleared, left = (copy, scene) if first == "copy" else (scene, copy)
    clear_composed(cleared)
    assert composed_keys(cleared) == []
    assert [thing.name for thing in cleared.objects] == [mine.name]
    assert (cleared.world.name, cleared.camera) == ("mine", mine)
    assert shown() == whole
    assert {thing.name for thing in left.objects} == names
    assert (left.world, left.camera) == (world, camera)
    assert cleared.world.use_fake_user  # the other's backdrop stands in for it
    clear_composed(left)
    bpy.data.scenes.remove(copy)
    assert set(everything()) == before
    assert (scene.world.name, scene.camera) == ("mine", mine)


def test_without_lights_the_scene_s_own_world_stays(mine: bpy.types.Object, prepared: Prepared) -> None:
    scene = bpy.context.scene
    made = compose_prepared(prepared, replace(PREVIEW, lights="none", stage_set="room"), scene)
    assert any("set room is not built" in finding.message for finding in made.findings)
    assert scene.world.name == "mine"
    assert {thing.type for thing in scene.objects} == {"ARMATURE", "MESH", "CAMERA"}
    assert not [thing for thing in scene.objects if thing.name.startswith("Floor")]


def test_a_failure_half_way_leaves_nothing_behind(
    mine: bpy.types.Object, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state()

    def fails(*_: object) -> None:
        raise CharacterError("no studio today")

    monkeypatch.setattr("interact_addon.blender.scene.compose.build_set", fails)
    with pytest.raises(CharacterError, match="no studio"):
        compose_prepared(prepared, PREVIEW, bpy.context.scene)
    assert state() == before


def test_what_is_wrong_with_characters_is_found_before_anything_changes(
    prepared: Prepared, demo: list[Scene], tmp_path: Path
) -> None:
    scene = bpy.context.scene
    compose_prepared(prepared, PREVIEW, scene)
    before = everything()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "nobody.blend"), copy=True)
    with pytest.raises(CharacterError, match="no character for actor"):
        compose(demo[0], replace(PREVIEW, characters=tmp_path / "nobody.blend"), scene)
    assert everything() == before


@pytest.mark.parametrize("preset", ["front", "close:002", "two_shot", "over_shoulder:001", "side"])
def test_the_camera_is_set_where_composing_would_have_put_it(prepared: Prepared, preset: str) -> None:
    scene = bpy.context.scene
    options = replace(PREVIEW, sound=False)
    wanted = compose_prepared(prepared, replace(options, camera=preset), scene)
    frames = (1, 30, wanted.takes.frames)
    places = []
    for frame in frames:
        scene.frame_set(frame)
        places.append(np.array(scene.camera.matrix_world))
    lens = scene.camera.data.lens
    compose_prepared(prepared, replace(options, camera="orbit"), scene)
    everything_else = everything()
    camera = scene.camera
    scene.frame_set(17)
    assert set_camera(scene, preset) is camera
    assert preset_of(scene) == preset
    assert scene.frame_current == 17
    for frame, place in zip(frames, places, strict=True):
        scene.frame_set(frame)
        assert np.abs(np.array(camera.matrix_world) - place).max() < 1e-3  # metres; of axes, 0.06 degrees
    assert camera.data.lens == pytest.approx(lens, abs=1e-3)
    moves = compat.action_of(camera)
    assert (moves is not None) == (len(np.unique(np.round(places, 6), axis=0)) > 1)
    assert moves is None or moves[OWNER] == wanted.key
    set_camera(scene, "orbit")
    assert everything() == everything_else


def test_the_camera_follows_actors_that_were_moved(prepared: Prepared) -> None:
    scene = bpy.context.scene
    compose_prepared(prepared, replace(PREVIEW, sound=False, camera_move="static"), scene)
    before = np.array(scene.camera.location)
    armatures = [actor.armature for actor in actors_of(scene)]
    for one, other in zip(on_stage(scene).people, stage_people(prepared), strict=True):
        assert np.abs(one.root - other.root).max() < 5e-3
    for armature in armatures:
        armature.location.x += 3.0
    set_camera(scene, "front")
    assert np.array(scene.camera.location) - before == pytest.approx([3.0, 0.0, 0.0], abs=0.02)


@pytest.mark.parametrize("way", ["viewport", "collection"])
def test_the_camera_frames_what_is_hidden_where_its_action_puts_it(prepared: Prepared, way: str) -> None:
    scene = bpy.context.scene
    composed = compose_prepared(prepared, replace(PREVIEW, sound=False, camera_move="static"), scene)
    scene.frame_set(17)
    armatures = [actor.armature for actor in actors_of(scene)]
    if way == "viewport":
        for armature in armatures:
            armature.hide_viewport = True
    else:
        for child in bpy.context.view_layer.layer_collection.children:
            child.exclude = True
    bpy.context.view_layer.update()
    shown = [armature.name in bpy.context.view_layer.objects for armature in armatures]
    assert shown == [way == "viewport"] * len(armatures)
    for one, other in zip(on_stage(scene).people, stage_people(prepared), strict=True):
        assert np.abs(one.root - other.root).max() < 5e-3
    place = np.array(composed.scene.camera.location)
    scene.camera.location = (50.0, 0.0, 0.0)
    set_camera(scene, PREVIEW.camera)
    assert np.array(scene.camera.location) == pytest.approx(place, abs=0.02)
    if way == "viewport":
        assert all(armature.hide_viewport for armature in armatures)
    else:
        assert all(child.exclude for child in bpy.context.view_layer.layer_collection.children)


def test_a_camera_that_was_deleted_is_made_again_and_somebody_s_keys_on_it_are_kept(
    prepared: Prepared,
) -> None:
    scene = bpy.context.scene
    compose_prepared(prepared, replace(PREVIEW, sound=False, camera_move="static"), scene)
    scene.camera.keyframe_insert("location", frame=1)
    keys = compat.action_of(scene.camera)
    set_camera(scene, "side")
    assert compat.action_of(scene.camera) is None
    assert keys.use_fake_user
    bpy.data.objects.remove(scene.camera)
    assert camera_of(scene) is None
    camera = set_camera(scene, "front", 35.0)
    assert scene.camera is camera
    assert camera.data.lens == 35.0
    clear_composed(scene)
    assert not list(scene.objects)


def test_a_place_is_asked_without_moving_the_camera_and_many_share_the_people(prepared: Prepared) -> None:
    scene = bpy.context.scene
    compose_prepared(prepared, replace(PREVIEW, sound=False, camera_move="static"), scene)
    assert move_of(scene) == "static"
    before, objects = scene.camera.matrix_world.copy(), set(scene.objects)
    stage = on_stage(scene)
    actor = prepared.takes.takes[1].performance.actor_id
    size = picture_size(scene)
    placed = stage.place(f"close:{actor}", size, move=move_of(scene))
    assert placed.lens.focal == 85.0
    assert not placed.placed.moves  # as the scene's camera
    wide = stage.place("front", size, 35.0, "follow")
    assert wide.lens.focal == 35.0
    assert wide.placed.moves
    assert (scene.camera.matrix_world, set(scene.objects)) == (before, objects)
    own = build_place(scene, placed, name="Close")
    assert set(scene.objects) == objects
    assert own.data.lens == 85.0
    eyes = stage.place("pov_a", size)
    seeing = build_place(scene, eyes, name="Eyes")
    assert seeing.data.clip_start == pytest.approx(eyes.near)
    for camera in (own, seeing):
        bpy.data.cameras.remove(camera.data)


def test_a_file_of_before_has_no_move_and_its_camera_is_set_all_the_same(prepared: Prepared) -> None:
    scene = bpy.context.scene
    compose_prepared(prepared, replace(PREVIEW, sound=False), scene)
    del scene.camera["interact_camera_move"]
    assert move_of(scene) == "auto"
    actor = prepared.takes.takes[0].performance.actor_id
    camera = set_camera(scene, f"close:{actor}")
    assert preset_of(scene) == f"close:{actor}"
    assert camera.data.clip_start == pytest.approx(0.02)
    set_camera(scene, "pov_a", move="follow")
    assert (move_of(scene), preset_of(scene)) == ("follow", "pov_a")
    with pytest.raises(UsageError, match="there is no actor 099"):
        set_camera(scene, "close:099")


def test_a_camera_about_nobody_is_refused_before_anything_is_read(prepared: Prepared) -> None:
    with pytest.raises(UsageError, match="there is no actor 099"):
        prepare(prepared.takes.scene, replace(PREVIEW, camera="close:099"))


def test_a_camera_needs_somebody_to_look_at() -> None:
    with pytest.raises(UsageError, match="has no actors"):
        set_camera(bpy.context.scene, "front")


@pytest.fixture
def rig(prepared: Prepared, make_armature: Any) -> bpy.types.Object:
    """Somebody's own armature with a face, in their collection, with an action, a pose and a constraint."""
    thing = make_armature(prepared.takes.takes[0].body.skeleton)
    thing.name = "Bob"
    own = bpy.data.collections.new("Bob's")
    bpy.context.scene.collection.children.link(own)
    bpy.context.scene.collection.objects.unlink(thing)
    own.objects.link(thing)
    face = bpy.data.objects.new("Face", bpy.data.meshes.new("Face"))
    face.data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    for name in ("Basis", *ARKIT_51):
        face.shape_key_add(name=name)
    face.modifiers.new("Armature", "ARMATURE").object = thing
    own.objects.link(face)
    bone = thing.pose.bones[3]
    bone.rotation_mode = "XYZ"
    bone.rotation_euler = (0.1, 0.2, 0.3)
    bone.keyframe_insert("rotation_euler", frame=1)
    thing.pose.bones[5].location = (0.1, 0.0, 0.0)
    thing.pose.bones[5].constraints.new("LIMIT_LOCATION")
    return thing


def signs(rig: bpy.types.Object) -> tuple[Any, ...]:
    """What an armature is like."""
    face = bpy.data.objects["Face"].data.shape_keys
    return (
        compat.action_of(rig),
        compat.slot_of(rig),
        None if face.animation_data is None else compat.action_of(face),
        [collection.name for collection in rig.users_collection],
        [bone.rotation_mode for bone in rig.pose.bones],
        [round(value, 5) for bone in rig.pose.bones for row in bone.matrix_basis for value in row],
        [constraint.mute for bone in rig.pose.bones for constraint in bone.constraints],
        compat.action_of(rig).use_fake_user,
        sorted(rig.keys()),
        sorted(face.keys()),
    )


def test_an_armature_of_one_s_own_plays_and_gets_everything_back(
    prepared: Prepared, demo: list[Scene], rig: bpy.types.Object
) -> None:
    scene = bpy.context.scene
    before, blocks = signs(rig), everything()
    actors = [take.performance.actor_id for take in prepared.takes.takes]
    options = replace(PREVIEW, sound=False)
    composition = compose(demo[0], options, scene, {actors[0]: rig})
    assert [actor.actor_id for actor in composition.actors] == actors
    assert composition.actors[0].armature is rig
    assert rig.get(OWNER) is None
    assert [collection.name for collection in rig.users_collection] == ["Bob's"]
    assert compat.action_of(rig)[OWNER] == composition.key
    kept = [finding for finding in composition.findings if finding.code == "kept-action"]
    assert before[0].name in kept[0].message
    assert before[0].use_fake_user
    keys = bpy.data.objects["Face"].data.shape_keys
    scene.frame_set(40)
    face = prepared.takes.takes[0].face
    assert face is not None
    name = face.names[int(np.argmax(face.weights[39]))]
    assert keys.key_blocks[name].value == pytest.approx(face.weights[39].max(), abs=1e-5)
    whole = everything()
    compose(demo[0], options, scene, {actors[0]: rig})
    assert everything() == whole
    compose(demo[1], replace(options, mode="add"), scene, {})
    assert compat.action_of(rig)[OWNER] == composition.key
    clear_composed(scene)
    assert signs(rig) == before
    assert everything() == blocks


@pytest.mark.parametrize("first", ["copy", "original"])
def test_an_armature_plays_until_the_last_linked_copy_is_cleared(
    demo: list[Scene], rig: bpy.types.Object, first: str
) -> None:
    scene = bpy.context.scene
    before, blocks = signs(rig), set(everything())
    options = replace(PREVIEW, sound=False, lights="none")
    key = compose(demo[0], options, scene, {"001": rig}).key
    copy = linked_copy(scene)
    cleared, left = (copy, scene) if first == "copy" else (scene, copy)
    clear_composed(cleared)
    assert (composed_keys(cleared), composed_keys(left)) == ([], [key])
    assert compat.action_of(rig)[OWNER] == key
    assert compat.action_of(bpy.data.objects["Face"].data.shape_keys)[OWNER] == key
    clear_composed(left)
    assert signs(rig) == before
    bpy.data.scenes.remove(copy)
    assert set(everything()) == blocks


def test_a_face_that_is_linked_is_told_and_left_alone(
    prepared: Prepared, demo: list[Scene], rig: bpy.types.Object, tmp_path: Path
) -> None:
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "library.blend"))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(str(tmp_path / "library.blend"), link=True) as (_, wanted):
        wanted.collections = ["Bob's"]
    scene, linked = bpy.context.scene, bpy.data.collections["Bob's"]
    scene.collection.children.link(linked)
    linked.override_hierarchy_create(scene, bpy.context.view_layer)
    mine = next(thing for thing in scene.objects if thing.type == "ARMATURE" and thing.library is None)
    actor = prepared.takes.takes[0].performance.actor_id
    composition = compose(demo[0], replace(PREVIEW, sound=False), scene, {actor: mine})
    told = [finding.message for finding in composition.findings if finding.code == "linked-face"]
    assert len(told) == 1
    assert "Face are linked from another file" in told[0]
    face = next(thing for thing in scene.objects if thing.name == "Face" and thing.library is None)
    keys = face.data.shape_keys
    assert keys.library is not None
    assert keys.animation_data is None
    assert compat.action_of(mine)[OWNER] == composition.key


def test_what_somebody_has_put_on_their_armature_meanwhile_stays(
    prepared: Prepared, demo: list[Scene], rig: bpy.types.Object
) -> None:
    scene = bpy.context.scene
    actors = [take.performance.actor_id for take in prepared.takes.takes]
    compose(demo[0], replace(PREVIEW, sound=False), scene, {actors[0]: rig})
    rig.animation_data.action = None
    rig.keyframe_insert("location", frame=1)
    theirs = compat.action_of(rig)
    clear_composed(scene)
    assert compat.action_of(rig) is theirs


def test_armatures_that_cannot_play_are_told_before_anything_changes(
    prepared: Prepared, demo: list[Scene], rig: bpy.types.Object
) -> None:
    scene = bpy.context.scene
    first, second = (take.performance.actor_id for take in prepared.takes.takes)
    composition = compose_prepared(prepared, PREVIEW, scene)
    before = everything()
    box = bpy.data.objects["Face"]
    bare = bpy.data.objects.new("Bare", bpy.data.armatures.new("Bare"))
    lost = bpy.data.objects.new("Lost", rig.data)
    scene.collection.objects.link(bare)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"999": rig}, "no actor 999"),
        ({first: box}, "Face is not an armature"),
        ({first: composition.actors[0].armature}, "was created by composing"),
        ({first: lost}, "Lost is not in the scene"),
        ({first: rig, second: rig}, "cannot play both"),
        ({first: bare}, "Bare cannot play actor"),
    ]
    for armatures, message in bad:
        with pytest.raises((UsageError, CharacterError), match=message):
            compose(demo[0], PREVIEW, scene, armatures)
    bpy.data.objects.remove(lost)
    bpy.data.armatures.remove(bare.data)
    assert everything() == before


def test_an_armature_without_a_face_is_told_once(
    prepared: Prepared, demo: list[Scene], rig: bpy.types.Object
) -> None:
    bpy.data.objects.remove(bpy.data.objects["Face"])
    actor = prepared.takes.takes[0].performance.actor_id
    composition = compose(demo[0], replace(PREVIEW, sound=False), bpy.context.scene, {actor: rig})
    told = [finding.message for finding in composition.findings if "face" in finding.message]
    assert len(told) == 1
    assert f"none of {rig.name}'s meshes has ARKit shape keys" in told[0]
    assert not [finding for finding in composition.findings if finding.code == "missing-shapes"]
