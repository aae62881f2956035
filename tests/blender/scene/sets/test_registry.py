# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets around crude actors: built, switched, removed; walls that stay out of the way; spots under feet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from mathutils import Vector

from interact_addon.blender.common.actors import tag_performance
from interact_addon.blender.common.ownership import tag_new
from interact_addon.blender.common.presets import apply_picture
from interact_addon.blender.common.set_parts import part_of_set
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.sets import sky
from interact_addon.blender.scene.sets.registry import set_of, set_stage
from interact_addon.blender.scene.sets.room_mesh import Opening, RoomMesh, boards
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.options.movie import SETS
from interact_addon.core.options.picture import PictureOptions
from tests.people_in_motion import person

pytestmark = pytest.mark.blender

NAMES = [each.id for each in SETS]
KINDS = ("objects", "meshes", "lights", "worlds", "materials", "node_groups", "images", "collections")
AT = (4.0, -3.0)


def census() -> dict[str, int]:
    return {kind: len(getattr(bpy.data, kind)) for kind in KINDS}


@pytest.fixture
def stage(make_armature: Callable[..., Any]) -> Any:
    """A scene in which a crude person stands, 3 m from a camera."""
    scene = bpy.context.scene
    scene.frame_end = 3
    with tag_new("20990101_001"):
        rig = make_armature(person())
        tag_performance(rig, "20990101_001_001")
        lowest = min(bone.head_local.z for bone in rig.data.bones)
        rig.location = (*AT, -lowest)
        camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
        scene.collection.objects.link(camera)
    scene.camera = camera
    look_from(scene, 3.0, 0.0)
    return scene


def look_from(scene: Any, distance: float, angle: float, height: float = 1.3) -> None:
    place = Vector((AT[0] + distance * np.sin(angle), AT[1] - distance * np.cos(angle), height))
    scene.camera.location = place
    target = Vector((*AT, 0.8))
    scene.camera.rotation_euler = (target - place).to_track_quat("-Z", "Y").to_euler()
    bpy.context.view_layer.update()


def spot(name: str) -> Any:
    return next(thing for thing in bpy.context.scene.objects if thing.name == f"Contact {name}")


@pytest.mark.parametrize("name", NAMES)
def test_a_set_stands_around_the_actor_until_it_is_cleared(stage: Any, name: str) -> None:
    mine = bpy.data.worlds.new("mine")
    stage.world = mine
    before = {thing.name for thing in stage.objects}
    assert set_stage(stage, name) == ()
    assert set_of(stage) == name
    assert sum(thing.type == "LIGHT" for thing in stage.objects) >= 2
    hit, where, *_ = stage.ray_cast(
        bpy.context.evaluated_depsgraph_get(), Vector((AT[0], AT[1] + 0.7, 1.0)), Vector((0, 0, -1))
    )
    assert hit
    assert abs(where.z) < 1e-3
    clear_composed(stage)
    assert stage.world is mine
    assert set_of(stage) is None
    assert not {thing.name for thing in stage.objects} - before


def test_switching_leaves_nothing_behind(stage: Any) -> None:
    stage.world = bpy.data.worlds.new("mine")
    counts = {}
    for name in [*NAMES, *NAMES]:
        set_stage(stage, name)
        counts.setdefault(name, census())
        assert census() == counts[name], name
    assert stage.world.name != "mine"


def test_what_the_user_has_made_of_a_set_stays(stage: Any) -> None:
    set_stage(stage, "room")
    mine = bpy.data.objects.new("mine", bpy.data.meshes.new("mine"))
    wood = next(thing for thing in stage.objects if thing.name == "Floor").material_slots[0].material
    mine.data.materials.append(wood)
    stage.collection.objects.link(mine)
    set_stage(stage, "studio")
    assert mine.material_slots[0].material is wood


def test_a_part_that_is_used_elsewhere_keeps_its_material(stage: Any) -> None:
    set_stage(stage, "room")
    floor: Any = next(thing for thing in stage.objects if thing.name == "Floor")
    mine, wood = bpy.data.objects.new("mine", floor.data), floor.material_slots[0].material
    stage.collection.objects.link(mine)
    set_stage(stage, "studio")
    assert mine.data.materials[0] == wood


def test_a_set_that_is_none_and_a_scene_without_actors_are_told(stage: Any) -> None:
    with pytest.raises(UsageError, match="beach"):
        set_stage(stage, "beach")
    with pytest.raises(UsageError, match="no actors"):
        set_stage(bpy.data.scenes.new("empty"), "room")


def test_a_linked_set_is_told(stage: Any, tmp_path: Path) -> None:
    set_stage(stage, "studio")
    stage.name = "there"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "x.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    libraries: Any = bpy.data.libraries
    with libraries.load(str(tmp_path / "x.blend"), link=True) as (_, wanted):
        wanted.scenes = ["there"]
    before = census()
    with pytest.raises(UsageError, match="linked from another file"):
        set_stage(wanted.scenes[0], "room")
    assert census() == before


def test_sets_of_two_scenes_do_not_mix(stage: Any) -> None:
    set_stage(stage, "room")
    rig = next(thing for thing in stage.objects if thing.type == "ARMATURE")
    other: Any = bpy.data.scenes.new("other")
    other.collection.objects.link(rig.copy())
    set_stage(other, "outdoors")
    names = {thing.name for thing in other.objects}
    set_stage(stage, "studio")
    assert (set_of(stage), set_of(other)) == ("studio", "outdoors")
    assert {thing.name for thing in other.objects} == names


def test_a_linked_copy_shares_the_set_of_a_composed_scene(stage: Any) -> None:
    home = bpy.data.collections.new("Stage")
    home["interact_scene"] = "20990101_001"
    stage.collection.children.link(home)
    set_stage(stage, "room")
    copy: Any = stage.copy()
    set_stage(copy, "outdoors")
    assert (set_of(stage), set_of(copy)) == ("outdoors", "outdoors")
    assert stage.world == copy.world
    assert {thing.name for thing in stage.objects} == {thing.name for thing in copy.objects}
    assert tuple(stage.display.light_direction) == tuple(copy.display.light_direction)
    assert not [world.name for world in bpy.data.worlds if world.name.startswith("Room")]


def test_what_another_scene_holds_of_a_set_stays_there(stage: Any) -> None:
    set_stage(stage, "room")
    copy: Any = stage.copy()  # with the set's objects in a collection of its own
    there = {thing.name for thing in stage.objects}
    set_stage(copy, "outdoors")
    assert (set_of(stage), set_of(copy)) == ("room", "outdoors")
    assert {thing.name for thing in stage.objects} == there
    assert not [thing.name for thing in copy.objects if thing.name.startswith("Room")]
    assert all(slot.material for thing in stage.objects for slot in thing.material_slots)
    set_stage(stage, "studio")
    assert not [thing.name for thing in bpy.data.objects if thing.name.startswith("Room")]


def first_hit(scene: Any, target: Vector) -> Any:
    start = scene.camera.location
    graph = bpy.context.evaluated_depsgraph_get()
    hit, *_, thing, _ = scene.ray_cast(graph, start, (target - start).normalized())
    return thing.name if hit else None


def test_no_wall_comes_between_a_camera_and_the_actor(stage: Any) -> None:
    set_stage(stage, "room")
    for distance in (2.0, 5.0, 9.0):
        for angle in np.linspace(0.0, 2 * np.pi, 9)[:-1]:
            look_from(stage, distance, float(angle))
            for up in (0.05, 1.0, 1.8):
                target = Vector((*AT, up))
                step = (target - stage.camera.location).normalized()
                graph = bpy.context.evaluated_depsgraph_get()
                reach = (target - stage.camera.location).length
                hit, where, *_, thing, _ = stage.ray_cast(graph, stage.camera.location, step, distance=reach)
                assert not hit or thing.name.startswith("Contact"), (distance, angle, up, thing, where)
            past = Vector((*AT, 1.3)) * 2 - stage.camera.location
            assert first_hit(stage, Vector((past.x, past.y, 1.3))) == "Room", (distance, angle)


def test_nobody_goes_through_a_wall(stage: Any) -> None:
    rig = next(thing for thing in stage.objects if thing.type == "ARMATURE")
    rig.keyframe_insert("location", frame=1)
    rig.location.x += 11.0
    rig.keyframe_insert("location", frame=3)
    set_stage(stage, "room")
    stage.frame_set(1)
    graph = bpy.context.evaluated_depsgraph_get()
    start = Vector((AT[0], AT[1], 1.0))
    for way, far in (((1, 0, 0), 11.0), ((-1, 0, 0), 0.0)):
        hit, where, *_, thing, _ = stage.ray_cast(graph, start, Vector(way))
        assert hit
        assert thing.name == "Room"
        assert abs(where.x - start.x) > far + 1.0


def test_a_saved_file_brings_its_sky_along(stage: Any, tmp_path: Path) -> None:
    set_stage(stage, "outdoors")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "x.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "x.blend"))
    skies = [image for image in bpy.data.images if image.name.startswith("Sky")]
    assert len(skies) == 1
    skies[0].filepath = "//gone.exr"
    assert skies[0].packed_file is not None
    assert skies[0].has_data or skies[0].size[0] > 0


def test_without_blender_s_panoramas_the_sky_is_plain(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sky, "_panorama", lambda name: None)
    (finding,) = set_stage(stage, "outdoors")
    assert finding.code == "no-panorama"
    assert not bpy.data.images
    assert set_of(stage) == "outdoors"


def test_the_panorama_s_sun_is_where_the_sun_is() -> None:
    source = np.array([-0.4, 0.7, 0.9])
    found = sky.load_sky("forest.exr", source)
    up, around = np.meshgrid(np.radians(np.linspace(5, 60, 56)), np.radians(np.arange(360)), indexing="ij")
    rays = np.stack([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)], axis=2)
    brightest = int(np.argmax(found.colours(rays).sum(axis=2).max(axis=0)))
    away = (brightest - np.degrees(np.arctan2(source[1], source[0])) + 180.0) % 360.0 - 180.0
    assert abs(away) < 3.0


def test_spots_stay_under_feet_and_go_when_they_rise(stage: Any) -> None:
    set_stage(stage, "studio")
    bpy.context.view_layer.update()
    rig: Any = next(thing for thing in stage.objects if thing.type == "ARMATURE")
    foot = rig.pose.bones["LeftForeFoot"]
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    under = spot(foot.name).evaluated_get(graph).matrix_world
    there = rig.matrix_world @ foot.head
    assert (under.translation.xy - there.xy).length < 1e-4
    assert under.translation.z == 0.0
    assert under.to_scale().x > 0.08
    assert spot("Hips").evaluated_get(graph).matrix_world.to_scale().x < 1e-3
    rig.location.z += 0.5
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    assert spot(foot.name).evaluated_get(graph).matrix_world.to_scale().x < 1e-3


def picture(scene: Any, path: Path) -> Any:
    scene.render.filepath = str(path)
    scene.render.image_settings.file_format = "PNG"
    bpy.ops.render.render(write_still=True)
    image: Any = bpy.data.images.load(str(path))
    pixels = np.array(image.pixels[:]).reshape(scene.render.resolution_y, -1, 4)[..., :3]
    bpy.data.images.remove(image)
    return pixels


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("painted", [True, False])
def test_workbench_is_darker_under_feet(stage: Any, tmp_path: Path, name: str, painted: bool) -> None:
    apply_picture(stage, PictureOptions("preview", 96, 54), painted=painted)
    set_stage(stage, name)
    look_from(stage, 2.0, 0.0, 2.0)
    with_them = picture(stage, tmp_path / "with.png")
    for thing in stage.objects:
        thing.hide_render = thing.name.startswith("Contact")
    without = picture(stage, tmp_path / "without.png")
    darker = without.mean(axis=2) - with_them.mean(axis=2)
    assert darker.max() > 0.04
    assert np.mean(np.abs(darker) > 0.004) < 0.2
    assert without.mean() > 0.2


@pytest.mark.parametrize(("name", "soft"), [("room", 1), ("outdoors", 0)])
def test_only_one_sun_casts_sharp_shadows(stage: Any, name: str, soft: int) -> None:
    """On a plain floor EEVEE shows also the shadow of a wide sun."""
    set_stage(stage, name)
    suns = [thing.data for thing in stage.objects if thing.type == "LIGHT" and thing.data.use_shadow]
    assert len(suns) == 1 + soft
    assert sum(sun.angle < 0.8 for sun in suns) == 1


@pytest.mark.parametrize("linear", [(0.55, 0.33, 0.24), (0.10, 0.055, 0.035)])
def test_skin_keeps_its_tone_in_every_set(
    stage: Any, tmp_path: Path, linear: tuple[float, float, float]
) -> None:
    apply_picture(stage, PictureOptions("preview", 64, 64))
    head = coloured_ball(linear)
    stage.collection.objects.link(head)
    head.location = (*AT, 1.3)
    look_from(stage, 1.0, 0.0)
    stage.camera.data.lens = 60
    stage.camera.rotation_euler = (np.pi / 2, 0.0, 0.0)
    seen = {}
    for name in NAMES:
        set_stage(stage, name)
        seen[name] = picture(stage, tmp_path / f"{name}.png")[24:40, 24:40].reshape(-1, 3).mean(axis=0)
    for name in NAMES:
        assert np.allclose(seen[name], seen["studio"], atol=0.02), (name, seen)
        assert np.allclose(seen[name] / seen[name][0], seen["studio"] / seen["studio"][0], atol=0.02)
    assert seen["studio"][0] > 1.15 * seen["studio"][2]  # it is skin that is seen


def coloured_ball(linear: tuple[float, float, float]) -> Any:
    """A ball of 20 cm with a colour in ``tint``, as people have."""
    import bmesh  # here: only Blender has it

    shape = bmesh.new()
    bmesh.ops.create_uvsphere(shape, u_segments=24, v_segments=16, radius=0.2)
    mesh: Any = bpy.data.meshes.new("head")
    shape.to_mesh(mesh)
    shape.free()
    mesh.shade_smooth()
    colours = mesh.color_attributes.new("tint", "FLOAT_COLOR", "POINT").data
    colours.foreach_set("color", np.tile((*linear, 1.0), len(mesh.vertices)))
    return bpy.data.objects.new("head", mesh)


def test_a_floor_of_boards_has_no_pinholes() -> None:
    """Boards end beside each other's middles, where rasterizers leave single pixels out."""
    places, tints = boards(np.array((-1.0, -1.0)), np.array((1.0, 1.0)), (0.3, 0.2, 0.1))
    under = places[-4:]
    assert under[:, 2].max() < -0.002
    assert np.allclose(np.ptp(under, axis=0)[:2], np.ptp(places[:-4], axis=0)[:2])
    assert np.allclose(tints[-4:], (0.3, 0.2, 0.1))
    assert np.cross(under[1] - under[0], under[2] - under[1])[2] > 0.0  # seen from above


def test_walls_have_no_pinholes() -> None:
    """No corner of a panel is inside another's edge, where rasterizers leave single pixels out."""
    low, high = np.array((-2.0, -2.0, 0.0)), np.array((2.0, 2.0, 2.7))
    room = RoomMesh(
        low, high, dict.fromkeys(("wall", "trim", "glass"), (0.5,) * 3), {"wall": 0, "trim": 1, "glass": 2}
    )
    room.wall(1, 1, [Opening("window", -1.5, -0.4, 0.9, 2.3), Opening("window", 0.4, 1.2, 0.7, 2.0)])
    faces = room.places.reshape(-1, 4, 3)[np.array(room.material) == 0]
    starts, ways = faces.reshape(-1, 3), (np.roll(faces, -1, axis=1) - faces).reshape(-1, 3)
    off = starts[:, None] - starts
    along = np.einsum("cei,ei->ce", off, ways) / np.einsum("ei,ei->e", ways, ways)
    aside = np.linalg.norm(off - along[..., None] * ways, axis=2)
    assert not ((aside < 1e-6) & (along > 1e-6) & (along < 1.0 - 1e-6)).any()
    # And they go on behind each other and the ceiling.
    assert (starts.max(axis=0) > high + (0.01, -0.01, 0.01)).all()
    assert starts[:, 0].min() < low[0] - 0.01


def test_what_looks_away_from_the_camera_is_farther(stage: Any) -> None:
    """Backs of frames would else be seen in single pixels of the edges in front of them."""
    look_from(stage, 1.2, 0.0)  # so near that no side has to go
    set_stage(stage, "room")
    thing: Any = bpy.data.objects["Room"]
    bpy.context.view_layer.update()
    seen: Any = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    camera = np.array(thing.matrix_world.inverted() @ stage.camera.matrix_world.translation)
    mesh = thing.data
    before, after, looks = (np.empty(3 * len(mesh.vertices), np.float32) for _ in range(3))
    mesh.vertices.foreach_get("co", before)
    seen.data.vertices.foreach_get("co", after)
    mesh.attributes["looks"].data.foreach_get("vector", looks)
    before, after, looks = (each.reshape(-1, 3) for each in (before, after, looks))
    back = np.einsum("vi,vi->v", before - camera, looks) > 1e-3
    moved = np.linalg.norm(after - camera, axis=1) - np.linalg.norm(before - camera, axis=1)
    assert back.sum() > 100
    assert (moved[back] > 0.002).all()
    assert moved.max() < 0.02  # or gaps are seen where somebody looks from elsewhere
    assert np.abs(after - before)[~back].max() < 0.01


def test_parts_cannot_be_clicked_and_cast_nothing(stage: Any) -> None:
    for name in NAMES:
        set_stage(stage, name)
        parts = [thing for thing in stage.objects if part_of_set(thing) and thing.type == "MESH"]
        assert len(parts) > 2
        assert all(thing.hide_select and not thing.display.show_shadows for thing in parts)
