# SPDX-License-Identifier: GPL-3.0-or-later
"""A draft is drawn by our own shaders where Blender can, else by Workbench; it shows what renders show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.blender import compat
from interact_addon.blender.common.presets import apply_picture, is_draft
from interact_addon.blender.drawing import engine
from interact_addon.blender.drawing.engine import drawing
from interact_addon.blender.rendering.picture_sequence import PictureSequence
from interact_addon.blender.rendering.render import render_video
from interact_addon.core.foundation.errors import RenderError
from interact_addon.core.options.movie import FrameRange
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.video import find_ffmpeg, probe

pytestmark = pytest.mark.blender
drawn = pytest.mark.skipif(bpy.app.version < (5, 2, 0), reason="Blender draws without a window from 5.2")

WIDE, HIGH = 64, 48
ONE = FrameRange(1, 1)
Pictures = Callable[..., list[NDArray[np.float32]]]


@pytest.fixture
def stage() -> Any:
    """A white floor seen from above, lit from the right; no preset yet."""
    scene: Any = bpy.context.scene
    scene.world = bpy.data.worlds.new("World")
    scene.world.color = (0.0, 0.0, 1.0)
    add(scene, "Floor", [(-4, -3, 0), (4, -3, 0), (4, 3, 0), (-4, 3, 0)], (1.0, 1.0, 1.0), casts=False)
    scene.camera = camera(scene, (0.0, 0.0, 10.0))
    scene.display.light_direction = (1.0, 1.0, 0.0)  # Workbench has Y up
    apply_picture(scene, PictureOptions("draft", WIDE, HIGH))
    return scene


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    def render(scene: Any, frames: FrameRange = ONE, name: str = "a") -> list[Any]:
        sequence = PictureSequence(tmp_path / name, frames, (WIDE, HIGH))
        with drawing(scene) as odd:
            assert odd == ()
            sequence.render(scene)
        return [pixels(path) for path in sorted((tmp_path / name).glob("*.png"))]

    return render


def add(scene: Any, name: str, points: Any, colour: Any, *, casts: bool = True) -> Any:
    mesh: Any = bpy.data.meshes.new(name)
    mesh.from_pydata(points, [], [tuple(range(len(points)))])
    layer = mesh.attributes.new("tint", "FLOAT_COLOR", "POINT")
    layer.data.foreach_set("color", np.tile([*colour, 1.0], len(points)))
    thing: Any = bpy.data.objects.new(name, mesh)
    thing.display.show_shadows = casts
    scene.collection.objects.link(thing)
    return thing


def board(scene: Any, x: float = 0.0, height: float = 1.0, colour: Any = (1.0, 0.0, 0.0)) -> Any:
    """A square of a metre, level above the floor."""
    half = 0.5
    points = [(x - half, -half, height), (x + half, -half, height)]
    points += [(x + half, half, height), (x - half, half, height)]
    return add(scene, "Board", points, colour)


def camera(scene: Any, place: Any) -> Any:
    made: Any = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    made.data.type, made.data.ortho_scale = "ORTHO", 8.0
    made.location = place
    scene.collection.objects.link(made)
    return made


def pixels(path: Path) -> NDArray[np.float32]:
    """(HIGH, WIDE, 3) as stored, the lowest row first."""
    image: Any = bpy.data.images.load(str(path))
    values = np.empty(WIDE * HIGH * 4, np.float32)
    image.pixels.foreach_get(values)
    bpy.data.images.remove(image)
    return values.reshape(HIGH, WIDE, 4)[..., :3]


def at(picture: NDArray[np.float32], x: float, y: float) -> NDArray[np.float32]:
    """The colour at a place of the floor, in metres from the middle."""
    return picture[int(HIGH / 2 + y * WIDE / 8), int(WIDE / 2 + x * WIDE / 8)]


def red(picture: NDArray[np.float32]) -> NDArray[np.bool_]:
    return picture[..., 0] > picture[..., 1] + 0.3


@drawn
def test_the_shadow_falls_away_from_the_light(stage: Any, pictures: Pictures) -> None:
    board(stage)
    picture = pictures(stage)[0]
    lit = at(picture, 3.0, 0.0)
    assert at(picture, -1.0, 0.0).max() < lit.min() - 0.05  # the light comes from the right, at 45 degrees
    np.testing.assert_allclose(at(picture, 1.0, 0.0), lit, atol=0.02)


@drawn
def test_shadows_are_soft(stage: Any, pictures: Pictures) -> None:
    board(stage)
    stage.camera.location.x, stage.camera.data.ortho_scale = -1.5, 0.4  # where the shadow ends
    across = pictures(stage)[0][HIGH // 2, :, 0]
    assert across[0] > across[-1] + 0.05
    assert (np.diff(across) < 0.01).all()
    assert np.abs(np.diff(across)).max() < 0.5 * np.ptp(across)  # not from one pixel to the next


@drawn
def test_what_casts_no_shadow_is_seen_without_one(stage: Any, pictures: Pictures) -> None:
    board(stage).display.show_shadows = False
    picture = pictures(stage)[0]
    assert red(picture).sum() > 40
    np.testing.assert_allclose(at(picture, -1.0, 0.0), at(picture, 3.0, 0.0), atol=0.02)


@drawn
def test_surfaces_have_the_colours_of_the_preview(stage: Any, pictures: Pictures, tmp_path: Path) -> None:
    board(stage, 2.0, colour=(0.7, 0.4, 0.2)).display.show_shadows = False
    mine = pictures(stage)[0]
    apply_picture(stage, PictureOptions("preview", WIDE, HIGH))
    theirs = pictures(stage, name="b")[0]
    for x, y in ((2.0, 0.0), (-2.0, 1.0), (3.5, -2.0)):
        np.testing.assert_allclose(at(mine, x, y), at(theirs, x, y), atol=0.02)


@drawn
@pytest.mark.parametrize("domain", ["POINT", "CORNER"])
@pytest.mark.parametrize("smooth", [True, False])
def test_smooth_and_flat_surfaces_are_shaded_as_in_the_preview(
    stage: Any, pictures: Pictures, domain: str, smooth: bool
) -> None:
    bpy.ops.mesh.primitive_uv_sphere_add(radius=1.5, location=(0.0, 0.0, 2.0))
    ball: Any = bpy.context.object
    ball.display.show_shadows = False
    ball.data.polygons.foreach_set("use_smooth", np.full(len(ball.data.polygons), smooth))
    layer = ball.data.color_attributes.new("tint", "FLOAT_COLOR", domain)
    layer.data.foreach_set("color", np.tile([0.8, 0.5, 0.2, 1.0], len(layer.data)))
    mine = pictures(stage)[0]
    apply_picture(stage, PictureOptions("preview", WIDE, HIGH))
    stage.display.shading.show_cavity, stage.display.shading.cavity_type = True, "SCREEN"
    theirs = pictures(stage, name="b")[0]
    inside = (slice(HIGH // 2 - 8, HIGH // 2 + 8), slice(WIDE // 2 - 8, WIDE // 2 + 8))
    assert np.abs(mine[inside] - theirs[inside]).mean() < 0.03
    assert np.ptp(mine[inside][..., 0]) > 0.05


@drawn
def test_colours_are_those_of_materials_where_nothing_is_painted(stage: Any, pictures: Pictures) -> None:
    thing = board(stage)
    material: Any = bpy.data.materials.new("Green")
    material.diffuse_color = (0.0, 0.6, 0.0, 1.0)
    thing.data.materials.append(material)
    apply_picture(stage, PictureOptions("draft", WIDE, HIGH), painted=False)
    middle = at(pictures(stage)[0], 0.0, 0.0)
    assert middle[1] > middle[0] + 0.2


@drawn
def test_only_what_renders_show_is_drawn(stage: Any, pictures: Pictures) -> None:
    thing = board(stage)
    thing.hide_render = True
    thing.keyframe_insert("hide_render", frame=1)
    thing.hide_render = False
    thing.keyframe_insert("hide_render", frame=2)
    thing.hide_viewport = True  # as stand-ins do it for playing a scene
    hidden, shown = pictures(stage, FrameRange(1, 2))
    assert not red(hidden).any()
    assert red(shown).sum() > 40


@drawn
def test_what_moves_and_deforms_is_drawn_where_it_is(stage: Any, pictures: Pictures) -> None:
    moving = board(stage, -2.0)
    moving.location.x = 0.0
    moving.keyframe_insert("location", frame=1)
    moving.location.x = 4.0
    moving.keyframe_insert("location", frame=2)
    bending = board(stage, -2.0)
    bending.shape_key_add(name="Basis")
    key: Any = bending.shape_key_add(name="Aside")
    key.points.foreach_set("co", np.array([(x, y + 2.0, z) for x, y, z in _places(bending)]).ravel())
    for frame, value in ((1, 0.0), (2, 1.0)):
        key.value = value
        key.keyframe_insert("value", frame=frame)
    first, second = pictures(stage, FrameRange(1, 2))
    assert red(first)[:, : WIDE // 2].any()
    assert not red(first)[:, WIDE // 2 :].any()
    assert red(second)[HIGH // 2, 3 * WIDE // 4]
    assert red(second)[HIGH // 2 + WIDE // 4, WIDE // 4]


def _places(thing: Any) -> list[Any]:
    return [tuple(vertex.co) for vertex in thing.data.vertices]


@drawn
def test_vertices_that_a_modifier_adds_are_drawn(stage: Any, pictures: Pictures) -> None:
    thing = board(stage, -2.0)
    row: Any = thing.modifiers.new("Row", "ARRAY")
    row.use_relative_offset, row.use_constant_offset = False, True
    row.constant_offset_displace = (2.0, 0.0, 0.0)
    row.count = 1
    row.keyframe_insert("count", frame=1)
    row.count = 3
    row.keyframe_insert("count", frame=2)
    one, three = pictures(stage, FrameRange(1, 2))
    assert red(three).sum() > 2.5 * red(one).sum()


@drawn
def test_what_an_armature_deforms_as_its_parent_moves(stage: Any, pictures: Pictures) -> None:
    """A parent can deform a mesh that has no modifier."""
    thing = board(stage, -2.0)
    bpy.ops.object.armature_add(enter_editmode=False, location=(0.0, 0.0, 0.0))
    armature: Any = bpy.context.object
    bone = armature.pose.bones[0]
    thing.parent, thing.parent_type = armature, "ARMATURE"
    thing.vertex_groups.new(name=bone.name).add(list(range(4)), 1.0, "REPLACE")
    for frame, aside in ((1, 0.0), (2, 4.0)):
        bone.location = (aside, 0.0, 0.0)  # of a bone that points upwards
        bone.keyframe_insert("location", frame=frame)
    first, second = pictures(stage, FrameRange(1, 2))
    assert red(first)[:, : WIDE // 2].any()
    assert not red(second)[:, : WIDE // 2].any()
    assert red(second)[:, WIDE // 2 :].any()


@drawn
def test_colours_of_materials_are_animated(stage: Any, pictures: Pictures) -> None:
    thing = board(stage)
    material: Any = bpy.data.materials.new("Changes")
    for frame, colour in ((1, (0.8, 0.0, 0.0, 1.0)), (2, (0.0, 0.8, 0.0, 1.0))):
        material.diffuse_color = colour
        material.keyframe_insert("diffuse_color", frame=frame)
    thing.data.materials.append(material)
    apply_picture(stage, PictureOptions("draft", WIDE, HIGH), painted=False)
    first, second = (at(picture, 0.0, 0.0) for picture in pictures(stage, FrameRange(1, 2)))
    assert first[0] > first[1] + 0.2
    assert second[1] > second[0] + 0.2


@drawn
def test_a_mesh_that_a_handler_replaces_is_drawn_anew(stage: Any, pictures: Pictures) -> None:
    thing = board(stage)
    two = [(float(x), 0.5 * y, 1.0) for x, y in ((-3, -1), (-2, -1), (-2, 1), (-3, 1))]

    def change(scene: Any, *_: Any) -> None:
        if scene.frame_current == 2:
            thing.data.vertices.foreach_set("co", np.array(two).ravel())
            thing.data.update()

    bpy.app.handlers.frame_change_pre.append(change)
    try:
        first, second = pictures(stage, FrameRange(1, 2))
    finally:
        bpy.app.handlers.frame_change_pre.remove(change)
    assert red(first)[HIGH // 2, WIDE // 2]
    assert not red(second)[HIGH // 2, WIDE // 2]
    assert red(second)[HIGH // 2, WIDE // 2 - 20]


@drawn
def test_nodes_that_instance_several_meshes_show_each(stage: Any, pictures: Pictures) -> None:
    thing = board(stage)
    tree: Any = bpy.data.node_groups.new("Two", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    out, join = tree.nodes.new("NodeGroupOutput"), tree.nodes.new("GeometryNodeJoinGeometry")
    tree.links.new(join.outputs[0], out.inputs[0])
    for x, size in ((-2.0, 0.5), (1.0, 2.0)):
        cube, instance = (
            tree.nodes.new("GeometryNodeMeshCube"),
            tree.nodes.new("GeometryNodeGeometryToInstance"),
        )
        move = tree.nodes.new("GeometryNodeTransform")
        cube.inputs["Size"].default_value = (size, size, size)
        move.inputs["Translation"].default_value = (x, 0.0, 2.0)
        tree.links.new(cube.outputs[0], move.inputs[0])
        tree.links.new(move.outputs[0], instance.inputs[0])
        tree.links.new(instance.outputs[0], join.inputs[0])
    thing.modifiers.new("Two", "NODES").node_group = tree
    thing.color, thing.display.show_shadows = (1.0, 0.0, 0.0, 1.0), False
    shown = red(pictures(stage)[0])
    left, right = shown[:, : WIDE // 2 - 8].sum(), shown[:, WIDE // 2 - 8 :].sum()
    assert left > 0
    assert right > 8 * left  # 16 times the area


@drawn
def test_of_two_view_layers_each_shows_its_own(stage: Any, pictures: Pictures) -> None:
    """Movies show the first; the second one leaves the board out."""
    thing = board(stage)
    apart: Any = bpy.data.collections.new("Apart")
    stage.collection.children.link(apart)
    stage.collection.objects.unlink(thing)
    apart.objects.link(thing)
    stage.view_layers.new("Without").layer_collection.children["Apart"].exclude = True
    assert red(pictures(stage)[0]).sum() > 40


@drawn
def test_a_render_region_does_not_make_the_picture_smaller(stage: Any, pictures: Pictures) -> None:
    board(stage, 2.0)
    whole = pictures(stage)[0]
    stage.render.use_border, stage.render.border_min_x = True, 0.5
    np.testing.assert_array_equal(pictures(stage, name="b")[0], whole)
    assert stage.render.use_border


@drawn
def test_cameras_change_with_markers(stage: Any, pictures: Pictures) -> None:
    board(stage)
    aside = camera(stage, (20.0, 0.0, 10.0))
    for frame, which in ((1, stage.camera), (2, aside)):
        stage.timeline_markers.new("cut", frame=frame).camera = which
    first, second = pictures(stage, FrameRange(1, 2))
    assert red(first).any()
    np.testing.assert_allclose(second[..., 2], 1.0, atol=0.01)  # nothing but the world
    np.testing.assert_allclose(second[..., :2], 0.0, atol=0.01)


@drawn
def test_the_same_frame_is_the_same_picture(stage: Any, pictures: Pictures) -> None:
    thing = board(stage)
    for frame, place in ((1, -1.0), (4, 1.0)):
        thing.location.x = place
        thing.keyframe_insert("location", frame=frame)
    whole = pictures(stage, FrameRange(1, 4))
    rest = pictures(stage, FrameRange(3, 4), name="b")
    np.testing.assert_array_equal(whole[2:], rest)


@drawn
def test_a_video_has_all_its_frames_and_the_scene_its_engine_back(stage: Any, tmp_path: Path) -> None:
    board(stage)
    seen: list[int] = []
    with drawing(stage):
        render_video(stage, tmp_path / "a.mkv", FrameRange(1, 5), on_frame=seen.append)
    assert probe(tmp_path / "a.mkv").frames == 5
    assert seen == [1, 2, 3, 4, 5]
    assert stage.render.engine == "BLENDER_WORKBENCH"
    assert is_draft(stage)


@drawn
def test_what_is_animated_moves_in_a_video_too(stage: Any, tmp_path: Path) -> None:
    """While Blender renders one frame after another, the scene that is edited stands still."""
    board(stage, x=2.0)
    for frame, place, light in ((1, 2.0, 0.0), (3, -20.0, 1.0)):
        stage.camera.location.x = place
        stage.camera.keyframe_insert("location", frame=frame)
        stage.world.color = (light, 0.0, 1.0 - light)
        stage.world.keyframe_insert("color", frame=frame)
    stage.frame_set(2)
    with drawing(stage):
        render_video(stage, tmp_path / "a.mkv", FrameRange(1, 3))
    raw = tmp_path / "a.raw"
    words = ["-i", str(tmp_path / "a.mkv"), "-f", "rawvideo", "-pix_fmt", "rgb24", str(raw)]
    find_ffmpeg(None).run(words)
    first, _, last = np.fromfile(raw, np.uint8).reshape(3, HIGH, WIDE, 3).astype(int)
    middle = slice(HIGH // 2 - 2, HIGH // 2 + 2), slice(WIDE // 2 - 2, WIDE // 2 + 2)
    assert (first[middle][..., 0] > first[middle][..., 2] + 80).all()  # the board
    assert (last[..., 0] > last[..., 2] + 80).all()  # nothing but the world, red by then


@drawn
def test_a_frame_that_cannot_be_drawn_is_one_error(
    stage: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(engine.Painter, "draw", fails)
    with pytest.raises(RenderError, match="out of memory"), drawing(stage):
        render_video(stage, tmp_path / "a.mkv", FrameRange(1, 3))
    assert stage.render.engine == "BLENDER_WORKBENCH"


def test_without_a_driver_workbench_renders_it(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compat, "start_drawing", lambda: "no driver")
    with drawing(stage) as odd:
        assert stage.render.engine == "BLENDER_WORKBENCH"
    assert [finding.code for finding in odd] == ["draft-by-workbench"]
    assert "no driver" in odd[0].message


@drawn
def test_shaders_that_do_not_compile_leave_it_to_workbench(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise RuntimeError("Shader Compile Error, see console")

    monkeypatch.setattr(engine, "compile_shaders", fails)
    with drawing(stage) as odd:
        assert stage.render.engine == "BLENDER_WORKBENCH"
    assert "Compile Error" in odd[0].message


@pytest.mark.skipif(bpy.app.version >= (5, 2, 0), reason="Blender draws without a window from 5.2")
def test_older_blenders_say_why(stage: Any) -> None:
    with drawing(stage) as odd:
        assert bpy.app.version_string in odd[0].message


@pytest.mark.parametrize("preset", ["preview", "final"])
def test_other_presets_render_as_they_say(stage: Any, preset: str) -> None:
    apply_picture(stage, PictureOptions(preset, WIDE, HIGH))
    engine_before = stage.render.engine
    with drawing(stage) as odd:
        assert (stage.render.engine, odd) == (engine_before, ())
    assert not is_draft(stage)
