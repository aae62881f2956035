# SPDX-License-Identifier: GPL-3.0-or-later
"""Composing again: what of the user's would go is said, and what can stay does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.ownership import owner_of
from interact_addon.blender.editing.edit_layer import write_edit
from interact_addon.blender.scene.again.losses import would_go
from interact_addon.blender.scene.camera_setup import set_camera
from interact_addon.blender.scene.clearing import clear_composed
from interact_addon.blender.scene.compose import Composition, compose
from interact_addon.blender.scene.edit_setup import set_edit
from interact_addon.blender.scene.sets.registry import set_stage
from interact_addon.blender.scene.shot_editing import remove_cut, replace_camera
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions

pytestmark = pytest.mark.blender

DRAFT = ComposeOptions(picture=PictureOptions("preview", 320, 180), detail="draft", camera_move="follow")


@pytest.fixture(scope="module")
def source(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


@pytest.fixture
def composed(source: Scene) -> Composition:
    return compose(source, DRAFT, bpy.context.scene)


def texts(composed: Composition) -> list[str]:
    return [str(loss) for loss in would_go(composed.scene, [composed.key])]


def light() -> Any:
    return next(thing for thing in bpy.context.scene.objects if thing.type == "LIGHT")


def energy(composed: Composition) -> str:
    light().data.energy *= 2
    return f"Light {light().data.name}: its settings"


def lamp(composed: Composition) -> str:
    light().location.x += 1.0
    return f"Light {light().name}: its place"


def lens(composed: Composition) -> str:
    data: Any = composed.camera.data
    data.lens += 5.0
    return f"Camera {data.name}: its lens"


def shot(composed: Composition) -> str:
    curve = compat.fcurves_of(composed.camera)[0]
    curve.keyframe_points[3].co[1] += 0.5
    return f"Camera {composed.camera.name}: its place and keys"


def layer(composed: Composition) -> str:
    rig = composed.actors[0].armature
    write_edit(rig, [10, 20], {('pose.bones["Head"].location', 0): [0.0, 0.1]})
    return f"{rig.name}: its edit layer"


def handle(composed: Composition) -> str:
    rig: Any = composed.actors[1].armature
    rig.pose.bones[3].constraints.new("IK")
    return f"{rig.name}: its keys, its place, or constraints that were added"


def smile(composed: Composition) -> str:
    actor = composed.actors[1]
    mesh: Any = next(mesh.data for mesh in actor.meshes if mesh.data.shape_keys)  # type: ignore[union-attr]
    compat.fcurves_of(mesh.shape_keys)[0].keyframe_points[5].co[1] = 0.7
    return f"{actor.armature.name}: its face's keys"


def paint(composed: Composition) -> str:
    material: Any = composed.actors[0].meshes[0].material_slots[0].material
    node = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    node.inputs["Roughness"].default_value = 0.123
    return f"Material {material.name}"


def sculpt(composed: Composition) -> str:
    mesh: Any = composed.actors[0].meshes[0].data
    mesh.vertices[0].co.x += 0.01
    return f"Mesh {mesh.name}: its shape"


needs_cuts = pytest.mark.skipif(
    not compat.has_audio(),
    reason="without the voices' strips a scene is one shot: Blender 4.2's wheel has no sound",
)

CHANGES: tuple[Callable[[Composition], str], ...] = (
    energy, lamp, lens, shot, layer, handle, smile, paint, sculpt,
)  # fmt: skip


def test_each_change_is_said_in_words(composed: Composition) -> None:
    scene = composed.scene
    assert texts(composed) == []
    scene.frame_set(20)
    light().name = "Key"  # a name is no change
    scene.cursor.location.x = 3.0
    assert texts(composed) == []
    said: set[str] = set()
    for change in CHANGES:
        said.add(change(composed))
        assert set(texts(composed)) == said, change.__name__


@needs_cuts
def test_what_our_own_buttons_make_is_no_change_but_shots_chosen_by_hand_are(composed: Composition) -> None:
    scene = composed.scene
    set_camera(scene, "side", move="follow")
    for name in ("outdoors", "studio"):
        set_stage(scene, name)
    set_edit(scene)
    assert texts(composed) == []
    name, frame = scene.timeline_markers[1].name, scene.timeline_markers[1].frame
    replace_camera(scene, 1, "orbit")
    assert texts(composed) == [f"Cuts: {name} ({frame})"]
    remove_cut(scene, 1)
    assert texts(composed) == [f"Cuts that were taken out: {name}"]
    light().location.x += 1.0
    set_edit(scene)
    set_camera(scene, "front")
    assert texts(composed) == [f"Light {light().name}: its place"]  # the user's change is still one
    scene.render.fps = 24
    assert "Frame rate: 24 a second" in texts(composed)


def test_a_scene_of_an_older_version_says_nothing_whatever_is_done(composed: Composition) -> None:
    scene = composed.scene
    for name in [name for name in scene.keys() if name in ("interact_made", "interact_composed")]:  # noqa: SIM118
        del scene[name]
    set_camera(scene, "side")
    assert texts(composed) == []


@needs_cuts
def test_a_second_scene_takes_the_cuts_of_the_first(source: Scene, composed: Composition) -> None:
    scene = composed.scene
    set_edit(scene)
    scene.timeline_markers[1].frame += 3
    assert [str(loss) for loss in would_go(scene, [])] == [texts(composed)[0]]


def test_nothing_is_said_after_saving_and_loading(composed: Composition, tmp_path: Path) -> None:
    path = tmp_path / "scene.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert [str(loss) for loss in would_go(bpy.context.scene, [composed.key])] == []


def test_what_the_user_chose_stays(source: Scene, composed: Composition) -> None:
    scene, render = composed.scene, composed.scene.render
    rig: Any = composed.actors[0].armature
    hat = bpy.data.objects.new("Hat", None)
    scene.collection.children[0].objects.link(hat)
    hat.parent, hat.parent_type, hat.parent_bone = rig, "BONE", "Head"
    own = bpy.data.objects.new("Own", bpy.data.cameras.new("Own"))
    scene.collection.objects.link(own)
    scene.camera = own
    render.resolution_x, render.resolution_percentage = 640, 50
    scene.frame_start, scene.frame_end = 11, 60
    scene.frame_set(33)
    scene.frame_step, scene.sync_mode, render.pixel_aspect_x = 2, "NONE", 2.0
    render.engine = engine = compat.eevee_id()
    compose(source, DRAFT, scene, preset=False)
    again = compose(source, DRAFT, scene, preset=False)  # and again
    assert (render.resolution_x, render.resolution_y, render.resolution_percentage) == (640, 180, 50)
    assert (scene.frame_step, scene.sync_mode, render.pixel_aspect_x) == (2, "NONE", 2.0)
    assert (scene.frame_start, scene.frame_end, scene.frame_current) == (11, 60, 33)
    assert scene.camera == own
    assert render.engine == engine
    assert (hat.parent, hat.parent_bone, hat.name in scene.objects) == (
        again.actors[0].armature,
        "Head",
        True,
    )
    assert owner_of(hat) is None
    # Another size in the panel counts for more than what was set in the scene.
    compose(source, replace(DRAFT, picture=PictureOptions("preview", 400, 200)), scene, preset=False)
    assert (render.resolution_x, render.resolution_y, render.resolution_percentage) == (400, 200, 100)


def test_clearing_lets_the_user_s_objects_stay(composed: Composition) -> None:
    scene = composed.scene
    hat = bpy.data.objects.new("Hat", None)
    scene.collection.children[0].children[0].objects.link(hat)
    clear_composed(scene)
    assert hat.name in scene.objects
    assert [name for name in scene.keys() if name.startswith("interact_")] == []  # noqa: SIM118
