# SPDX-License-Identifier: GPL-3.0-or-later
"""The operators of the stage, as people have them: in the installed extension, each one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy
import pytest

pytestmark = pytest.mark.blender

Module = Callable[[str], ModuleType]


@pytest.fixture
def scene(extension: str, demo_root: Path, module: Module) -> Iterator[Any]:
    """A scene with the demo chosen, and a step of undo behind it."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    scene: Any = bpy.context.scene
    scene.interact.dataset = str(demo_root)
    scene.interact.key = module("ui.dataset.catalog").open_dataset(bpy.context).scenes()[0].key
    scene.interact.detail = "draft"
    bpy.ops.ed.undo_push(message="chosen")
    yield bpy.context.scene
    module("ui.scene.compose_work").stop()


def state() -> tuple[Any, ...]:
    """Every datablock with its users, and what a scene says about them."""
    blocks = {}
    for prop in bpy.data.bl_rna.properties:
        if prop.type == "COLLECTION":
            for block in getattr(bpy.data, prop.identifier):
                if isinstance(block, bpy.types.ID):
                    blocks[prop.identifier, block.name] = block.users
    scene = bpy.context.scene
    editor: Any = scene.sequence_editor
    every = "strips_all" if hasattr(editor, "strips_all") else "sequences_all"
    strips = [] if editor is None else list(getattr(editor, every))
    return (
        blocks,
        [strip.name for strip in strips],
        *(getattr(block, "name", None) for block in (scene.world, scene.camera)),
        (scene.frame_start, scene.frame_end, scene.render.fps, scene.render.engine, scene.sync_mode),
        (scene.render.resolution_x, scene.render.resolution_y),
        [(thing.name, [c.name for c in thing.users_collection]) for thing in scene.objects],
    )


def press(operator: Any, **choices: Any) -> None:
    """Run an operator, and put down the step of undo that it leaves in a window."""
    assert operator(**choices) == {"FINISHED"}
    bpy.ops.ed.undo_push(message="pressed")


def test_one_step_of_undo_gives_back_exactly_what_was_there(scene: Any) -> None:
    own = bpy.data.objects.new("own", bpy.data.meshes.new("own"))
    scene.collection.objects.link(own)
    scene.world = bpy.data.worlds.new("own")
    scene.interact.camera_move = "follow"  # each camera then has an action
    bpy.ops.ed.undo_push(message="own")
    before = state()
    press(bpy.ops.interact.compose_scene)
    composed = state()
    assert len(composed[0]) > len(before[0]) + 50
    bpy.ops.ed.undo()
    assert state() == before
    bpy.ops.ed.redo()
    assert state() == composed
    bpy.context.scene.interact.camera = "side"
    bpy.ops.ed.undo_push(message="side")
    press(bpy.ops.interact.compose_scene)
    again = state()
    assert again[0] == composed[0]
    press(bpy.ops.interact.set_camera, camera="orbit")
    bpy.ops.ed.undo()
    assert state() == again
    press(bpy.ops.interact.clear_scene)
    assert state()[0] == before[0]
    bpy.ops.ed.undo()
    assert state() == again
    for _ in range(3):
        bpy.ops.ed.undo()
    assert state() == before


def test_it_composes_what_the_panels_say(scene: Any, module: Module) -> None:
    settings = scene.interact
    settings.lights, settings.sound, settings.camera = False, False, "close_a"
    settings.use_focal, settings.focal = True, 70.0
    assert bpy.ops.interact.compose_scene() == {"FINISHED"}
    assert not [thing for thing in scene.objects if thing.type == "LIGHT"]
    assert scene.camera.data.lens == 70.0
    assert scene.world is None
    actors = module("blender.common.actors").actors_of(scene)
    assert len(actors) == 2
    assert bpy.context.view_layer.objects.active is actors[0].armature
    assert not any(actor.strips for actor in actors)
    assert not any(actor.armature.hide_select for actor in actors)
    top = [collection.name for collection in scene.collection.children]
    assert top == [f"InterAct {settings.key}"]


def test_replace_and_add(scene: Any, module: Module, sample_root: Path) -> None:
    keys = module("blender.scene.clearing").composed_keys
    first = scene.interact.key
    bpy.ops.interact.compose_scene()
    scene.interact.dataset, scene.interact.key = str(sample_root), "20240126_034"
    scene.interact.mode = "add"
    bpy.ops.interact.compose_scene()
    assert set(keys(scene)) == {first, "20240126_034"}
    scene.interact.mode = "replace"
    bpy.ops.interact.compose_scene()
    assert keys(scene) == ["20240126_034"]


def test_the_render_engine_stays_and_the_take_is_seen(scene: Any) -> None:
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.view_settings.view_transform, scene.render.film_transparent = "Raw", True
    scene.interact.preset = "final"
    scene.interact.width, scene.interact.height = 640, 360
    bpy.ops.interact.compose_scene()
    assert scene.render.engine == "BLENDER_WORKBENCH"
    assert (scene.view_settings.view_transform, scene.render.film_transparent) == ("Raw", True)
    assert (scene.render.resolution_x, scene.render.resolution_y) == (640, 360)
    assert scene.use_audio_scrub
    assert 1 < scene.frame_current < scene.frame_end
    assert not [thing for thing in scene.objects if thing.select_get()]
    scene.frame_set(7)
    bpy.ops.interact.compose_scene()
    assert scene.frame_current == 7


def test_another_scene_stands_beside(scene: Any, module: Module, sample_root: Path) -> None:
    bpy.ops.interact.compose_scene()
    scene.interact.dataset, scene.interact.key = str(sample_root), "20240126_034"
    scene.interact.mode = "add"
    press(bpy.ops.interact.compose_scene)
    actors = module("blender.common.actors").actors_of(scene)
    walked = module("blender.scene.sets.registry").walked_by(scene, [actor.armature for actor in actors])
    boxes = [(path[..., 0].min(), path[..., 0].max()) for path in walked]
    added = [actor.key.startswith("20240126") for actor in actors]
    first = [box for box, is_added in zip(boxes, added, strict=True) if not is_added]
    new = [box for box, is_added in zip(boxes, added, strict=True) if is_added]
    assert len(new) == 2
    assert min(low for low, _ in new) > max(high for _, high in first) + 0.5
    known = module("blender.scene.again.made").placement_of(scene, "20240126_034")
    press(bpy.ops.interact.compose_scene, x=known.x, y=2.0, turn=0.0, start=101)
    again = module("blender.common.actors").actors_of(scene)
    curves = module("blender.compat").fcurves_of(
        next(actor.armature for actor in again if actor.key.startswith("20240126"))
    )
    assert curves[0].keyframe_points[0].co.x == 101.0
    bpy.ops.ed.undo()
    assert module("blender.scene.again.made").placement_of(bpy.context.scene, "20240126_034") == known


def test_one_person_is_replaced_in_one_step_of_undo(scene: Any, module: Module) -> None:
    assert not bpy.ops.interact.replace_actor.poll()
    press(bpy.ops.interact.compose_scene)
    row = scene.interact.cast[0]
    row.kind, row.look = "BUILT_IN", "omar"
    bpy.ops.ed.undo_push(message="omar")
    before = state()
    press(bpy.ops.interact.replace_actor, actor=row.name)
    after = state()
    assert {name for _, name in after[0]} != {name for _, name in before[0]}  # other materials
    assert len(module("blender.common.actors").actors_of(bpy.context.scene)) == 2
    bpy.ops.ed.undo()
    assert state() == before
    bpy.ops.ed.redo()
    assert state() == after
    with pytest.raises(RuntimeError, match="has no actor 999"):
        bpy.ops.interact.replace_actor(actor="999")
    assert state() == after


def test_an_armature_of_the_file_plays_whom_the_cast_says(scene: Any, module: Module) -> None:
    bpy.ops.interact.compose_scene()
    # One that was composed, made somebody's own by copying it.
    played = module("blender.common.actors").actors_of(scene)[0].armature
    rig = played.copy()
    rig.data = played.data.copy()
    rig.animation_data_clear()
    for block in (rig, rig.data):
        for name in [name for name in block.keys() if name.startswith("interact")]:  # noqa: SIM118
            del block[name]
    rig.name = "Bob"
    scene.collection.objects.link(rig)
    bpy.ops.interact.clear_scene()
    performances = module("ui.dataset.catalog").chosen_scene(bpy.context).performances
    scene.interact.cast.clear()
    for actor in (performances[0].actor_id, "another scene's"):
        row = scene.interact.cast.add()
        row.name, row.kind, row.armature = actor, "ARMATURE", rig
    assert bpy.ops.interact.compose_scene() == {"FINISHED"}
    assert rig.animation_data.action is not None
    assert {actor.armature.name for actor in module("blender.common.actors").actors_of(scene)} == {
        "Bob",
        f"Actor {performances[1].actor_id}",
    }
    bpy.ops.interact.clear_scene()
    assert rig.animation_data.action is None
    assert list(scene.objects) == [rig]


def test_setting_the_camera_moves_it_and_keeps_the_choice(scene: Any) -> None:
    assert not bpy.ops.interact.set_camera.poll()
    bpy.ops.interact.compose_scene()
    camera, place = scene.camera, scene.camera.location.copy()
    assert bpy.ops.interact.set_camera(camera="close_b") == {"FINISHED"}
    assert scene.camera is camera
    assert (camera.location - place).length > 0.5
    assert scene.interact.camera == "close_b"


def test_composing_leaves_edit_mode_first(scene: Any) -> None:
    mesh = bpy.data.meshes.new("own")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    own = bpy.data.objects.new("own", mesh)
    scene.collection.objects.link(own)
    bpy.context.view_layer.objects.active = own
    bpy.ops.object.mode_set(mode="EDIT")
    assert bpy.ops.interact.compose_scene() == {"FINISHED"}
    assert bpy.context.mode == "OBJECT"


def test_buttons_are_grey_until_there_is_something_to_do(extension: str, demo_root: Path) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    settings = bpy.context.scene.interact
    for operator in (
        bpy.ops.interact.compose_scene,
        bpy.ops.interact.set_camera,
        bpy.ops.interact.clear_scene,
        bpy.ops.interact.cancel_composing,
    ):
        assert not operator.poll()
    with pytest.raises(RuntimeError, match="Choose a dataset folder first"):
        bpy.ops.interact.compose_scene()
    settings.dataset, settings.key = str(demo_root), ""
    with pytest.raises(RuntimeError, match="Choose a scene in the list first"):
        bpy.ops.interact.compose_scene()
    settings.key = "20991231_001"
    assert bpy.ops.interact.compose_scene.poll()
    with pytest.raises(RuntimeError, match="20991231_001"):
        bpy.ops.interact.compose_scene()


def test_an_error_is_told_as_a_sentence_and_changes_nothing(scene: Any, module: Module) -> None:
    bpy.ops.interact.compose_scene()
    before = state()
    rig = bpy.data.objects.new("Bare", bpy.data.armatures.new("Bare"))
    scene.collection.objects.link(rig)
    scene.interact.cast.clear()
    row = scene.interact.cast.add()
    row.name = module("ui.dataset.catalog").chosen_scene(bpy.context).performances[0].actor_id
    row.kind, row.armature = "ARMATURE", rig
    with pytest.raises(RuntimeError, match="Bare cannot play actor") as caught:
        bpy.ops.interact.compose_scene()
    assert "Traceback" not in str(caught.value)
    scene.interact.cast.clear()
    bpy.data.armatures.remove(rig.data)
    assert state() == before


class Prepared:
    """A preparation as `interact.compose_scene` starts it in a window, with a timer that is only counted."""

    def __init__(self, module: Module, monkeypatch: pytest.MonkeyPatch) -> None:
        self.work = module("ui.scene.compose_work")
        monkeypatch.setattr(self.work.Preparation, "start", lambda this, context: this.task.start())

    def begin(self) -> Any:
        return self.work.begin(bpy.context)


@pytest.fixture
def window(module: Module, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    """Blender without a window has no timers, and no status bar."""
    return Prepared(module, monkeypatch)


def test_preparing_touches_nothing_and_can_be_given_up(scene: Any, window: Prepared) -> None:
    before = state()
    preparation = window.begin()
    assert bpy.context.window_manager.interact_stage.busy
    assert not bpy.ops.interact.compose_scene.poll()
    assert bpy.ops.interact.cancel_composing() == {"FINISHED"}
    assert preparation.task.cancelled
    assert not bpy.context.window_manager.interact_stage.busy
    assert window.work.running() is None
    assert bpy.ops.interact.compose_scene.poll()
    assert state() == before


def test_what_was_prepared_finds_its_scene_and_armatures_after_undo(scene: Any, window: Prepared) -> None:
    rig = bpy.data.objects.new("Bob", bpy.data.armatures.new("Bob"))
    scene.collection.objects.link(rig)
    bpy.ops.ed.undo_push(message="rig")
    bpy.ops.ed.undo_push(message="something")
    preparation = window.begin()
    preparation.armatures = {"001": rig.session_uid}
    preparation.task.result()
    bpy.ops.ed.undo()
    assert preparation.scene() == bpy.context.scene
    assert preparation.rigs() == {"001": bpy.data.objects["Bob"]}
    bpy.data.objects.remove(bpy.data.objects["Bob"])
    assert preparation.rigs() is None


def test_loading_a_file_gives_up_what_is_prepared(scene: Any, window: Prepared) -> None:
    preparation = window.begin()
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    assert preparation.task.cancelled
    assert window.work.running() is None
    assert not bpy.context.window_manager.interact_stage.busy
