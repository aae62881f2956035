# SPDX-License-Identifier: GPL-3.0-or-later
"""A camera of ours that a user has parented, constrained, driven or bound is where it is placed again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from interact_addon.blender.scene.camera_setup import on_stage
from interact_addon.blender.scene.camera_views import set_place
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import compose_prepared
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.foundation.findings import Finding
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.prepare import Prepared, prepare

pytestmark = pytest.mark.blender

OPTIONS = ComposeOptions(
    picture=PictureOptions("preview", 160, 90), lights="none", props="none", sound=False, camera_move="static"
)


@pytest.fixture(scope="module")
def prepared(demo_root: Path) -> Prepared:
    return prepare(Dataset.open(demo_root).scenes()[0], OPTIONS)


@pytest.fixture
def camera(prepared: Prepared) -> Any:
    scene: Any = bpy.context.scene
    clear_composed(scene)
    return compose_prepared(prepared, OPTIONS, scene).camera


def parented(camera: Any) -> None:
    empty = bpy.data.objects.new("Rail", None)
    bpy.context.scene.collection.objects.link(empty)
    empty.location, empty.rotation_euler, empty.scale = (5.0, 5.0, 2.0), (0.5, 0.0, 1.0), (2.0, 2.0, 2.0)
    camera.parent = empty


def moved_by_deltas(camera: Any) -> None:
    camera.delta_location = (1.0, 0.0, 0.0)


def constrained(camera: Any) -> None:
    camera.constraints.new("LIMIT_LOCATION").use_min_z = True
    camera.constraints[0].min_z = 9.0


def driven(camera: Any) -> None:
    camera.driver_add("location", 0).driver.expression = "7"


def on_a_track(camera: Any) -> None:
    camera.location = (9.0, 9.0, 9.0)
    camera.keyframe_insert("location", frame=1)
    animation = camera.animation_data
    animation.nla_tracks.new().strips.new("way", 1, animation.action)
    animation.action = None


def with_a_keyed_lens(camera: Any) -> None:
    camera.data.lens = 33.0
    camera.data.keyframe_insert("lens", frame=1)


def without_perspective(camera: Any) -> None:
    camera.data.type, camera.data.shift_x = "ORTHO", 0.4


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (parented, "parent Rail"),
        (moved_by_deltas, "delta"),
        (constrained, "constraint Limit Location"),
        (driven, "driver of location"),
        (on_a_track, "NLA track"),
        (with_a_keyed_lens, "keys of lens"),
        (without_perspective, "lens"),
    ],
)
def test_it_stands_where_it_is_placed_and_that_is_said(
    camera: Any, change: Callable[[Any], None], word: str
) -> None:
    scene: Any = bpy.context.scene
    change(camera)
    findings = set_place(scene, "close_b", None, "static")
    assert [word in str(finding) for finding in findings if finding.code == "camera-let-go"] == [True]
    scene.frame_set(60)
    graph = bpy.context.evaluated_depsgraph_get()
    seen: Any = camera.evaluated_get(graph)
    view = on_stage(scene).place("close_b", (160, 90), None, "static").placed.view
    assert np.allclose(np.array(seen.matrix_world)[:3, 3], view.position, atol=1e-4)
    assert np.allclose(np.array(seen.matrix_world)[:3, :3], view.rotation, atol=1e-4)
    assert (seen.data.type, seen.data.shift_x) == ("PERSP", 0.0)
    assert abs(seen.data.lens - 85.0) < 0.01
    assert codes(set_place(scene, "close_b", None, "static")) == []  # it is said once


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings if finding.code in ("camera-let-go", "own-markers")]


def test_markers_of_the_user_that_cut_to_other_cameras_are_said(camera: Any, prepared: Prepared) -> None:
    scene: Any = bpy.context.scene
    assert codes(set_place(scene, "front", None, "static")) == []
    mine = bpy.data.objects.new("Mine", bpy.data.cameras.new("Mine"))
    scene.collection.objects.link(mine)
    marker = scene.timeline_markers.new("my cut", frame=30)
    marker.camera = mine
    for findings in (
        set_place(scene, "front", None, "static"),
        compose_prepared(prepared, OPTIONS, scene).findings,
    ):
        assert codes(findings) == ["own-markers"]
        assert "my cut" in " ".join(map(str, findings))
    mine.hide_render = True  # Blender skips it
    assert codes(set_place(scene, "front", None, "static")) == []
    scene.timeline_markers.remove(marker)


def test_people_are_in_the_picture_of_a_very_long_lens(camera: Any) -> None:
    set_place(bpy.context.scene, "front", 5000.0, "static")
    assert camera.data.clip_end > 1.5 * np.linalg.norm(camera.location) > 750.0


def test_pixels_that_are_not_square_cut_nobody(camera: Any) -> None:
    scene: Any = bpy.context.scene
    scene.render.pixel_aspect_x = 2.0
    set_place(scene, "front", None, "static")
    scene.frame_set(1)
    bpy.context.view_layer.update()
    for person in on_stage(scene).people:
        seen = [world_to_camera_view(scene, camera, Vector(point)) for point in person.points[0][::20]]
        assert np.abs(np.array(seen)[:, :2] - 0.5).max() < 0.5
    scene.render.pixel_aspect_x = 1.0


def test_the_camera_of_a_linked_scene_is_left_alone_with_a_sentence(camera: Any, tmp_path: Path) -> None:
    file = str(tmp_path / "composed.blend")
    bpy.ops.wm.save_as_mainfile(filepath=file, copy=True)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(file, link=True) as (there, here):
        here.scenes = there.scenes[:1]
    linked = next(scene for scene in bpy.data.scenes if scene.library is not None)
    for place in ("front", "edit"):
        with pytest.raises(UsageError, match="linked from another file"):
            set_place(linked, place, None, "static")
