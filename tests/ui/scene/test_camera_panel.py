# SPDX-License-Identifier: GPL-3.0-or-later
"""The panels *Camera* and *Edit Shots*, in the installed extension."""

from __future__ import annotations

import builtins
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import bpy
import pytest

pytestmark = pytest.mark.blender

BUNDLED_ADDONS_ERROR = re.compile(
    r"^Error in bpy\.app\.handlers.*\n(Traceback.*\n)"
    r"(  File \".*/addons_core/.*\n(    .*\n)*)+\w+Error: .*\n",
    re.MULTILINE,
)
"""A handler of an add-on that comes with Blender failed, and nothing but its own code was on the way."""

Module = Callable[[str], ModuleType]


class Layout:
    """Takes whatever a panel draws, and refuses what is not there."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.wrapped: list[str] = []
        self.props: list[str] = []
        self.buttons: dict[str, Any] = {}

    def label(self, text: str = "", **_: Any) -> None:
        self.texts.append(text)

    def prop(self, data: Any, name: str, **_: Any) -> None:
        assert name in data.bl_rna.properties
        self.props.append(name)

    def prop_menu_enum(self, data: Any, name: str, text: str = "", **_: Any) -> None:
        self.prop(data, name)
        self.texts.append(text)

    def operator(self, name: str, text: str = "", **_: Any) -> SimpleNamespace:
        assert name.partition(".")[2] in dir(bpy.ops.interact)
        self.texts.append(text)
        return self.buttons.setdefault(name.partition(".")[2], SimpleNamespace())

    def operator_menu_enum(self, name: str, prop: str, text: str = "", **_: Any) -> SimpleNamespace:
        kind = getattr(bpy.ops.interact, name.partition(".")[2])
        assert prop in kind.get_rna_type().properties
        return self.operator(name, text)

    def progress(self, text: str = "", factor: float = 0.0, **_: Any) -> None:
        self.texts.append(text)

    def template_icon_view(self, data: Any, name: str, **_: Any) -> None:
        self.prop(data, name)

    def template_list(self, kind: str, _: str, data: Any, name: str, own: Any, row: str, **__: Any) -> None:
        assert hasattr(bpy.types, kind)
        self.props += [name, row]

    def separator(self) -> None:
        """Nothing to see."""

    def _part(self, *_: Any, **__: Any) -> Layout:
        return self

    row = column = split = box = _part


@pytest.fixture
def drawn(module: Module, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Layout]:
    """What both panels show now, drawn without reading a file."""

    def no_file(*args: Any, **_: Any) -> None:
        raise AssertionError(f"drawing opens {args}")

    def draw() -> Layout:
        layout = Layout()
        with monkeypatch.context() as patch:
            patch.setattr(builtins, "open", no_file)
            patch.setattr(Path, "stat", no_file)
            for name in ("camera_panel", "shot_list"):  # fonts have no widths without a window
                patch.setattr(
                    module(f"ui.scene.{name}"),
                    "draw_wrapped",
                    lambda layout, context, text, **_: layout.wrapped.append(text),
                )
            panel = module("ui.scene.camera_panel").INTERACT_PT_camera
            mine = SimpleNamespace(layout=layout)
            panel.draw(mine, bpy.context)
            bpy.context.window_manager.interact_page = "SHOT"
            shots = module("ui.scene.shot_list").INTERACT_PT_shots
            if shots.poll(bpy.context):
                shots.draw(mine, bpy.context)
        return layout

    return draw


@pytest.fixture
def empty(extension: str) -> Any:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    return bpy.context.scene


@pytest.fixture
def scene(empty: Any, demo_root: Path, module: Module) -> Iterator[Any]:
    """The demo, composed, with a step of undo behind it."""
    empty.interact.dataset = str(demo_root)
    empty.interact.key = module("ui.dataset.catalog").open_dataset(bpy.context).scenes()[0].key
    empty.interact.detail, empty.interact.sound = "draft", False
    assert bpy.ops.interact.compose_scene() == {"FINISHED"}
    bpy.ops.ed.undo_push(message="composed")
    yield bpy.context.scene
    module("ui.scene.camera_menu").forget()


def cuts(scene: Any, *frames: int) -> None:
    """Bind a camera of the user's at each frame."""
    for number, frame in enumerate(frames):
        camera = bpy.data.objects.new(f"own {number}", bpy.data.cameras.new("own"))
        scene.collection.objects.link(camera)
        scene.timeline_markers.new(camera.name, frame=frame).camera = camera


def test_before_composing_there_are_choices(empty: Any, drawn: Callable[[], Layout]) -> None:
    assert drawn().props == ["camera", "camera_move", "use_focal", "focal", "stage_set", "props"]
    empty.interact.camera = "edit"
    assert "edit_style" in drawn().props
    for name in ("set_camera", "set_stage", "set_props", "show_stills", "edit_shots", "replace_shot"):
        with pytest.raises(RuntimeError, match="Compose a scene first"):
            getattr(bpy.ops.interact, name)()
    with pytest.raises(RuntimeError, match="No marker of the timeline is bound to a camera"):
        bpy.ops.interact.remove_cut()
    with pytest.raises(RuntimeError, match="No camera is being placed"):
        bpy.ops.interact.cancel_placing()
    with pytest.raises(RuntimeError, match="No stills are being made"):
        bpy.ops.interact.cancel_stills()


def test_a_picture_places_the_camera_and_undo_takes_it_back(
    scene: Any, module: Module, drawn: Callable[[], Layout]
) -> None:
    first, second = module("blender.scene.camera_views").actor_ids(scene)
    shown = drawn()
    assert "interact_place" in shown.props
    assert "Front" in shown.texts
    assert bpy.context.window_manager.interact_place == "front"
    place = scene.camera.location.copy()
    bpy.context.window_manager.interact_place = f"close:{second}"
    assert (scene.camera.location - place).length > 0.5
    assert bpy.context.window_manager.interact_place == f"close:{second}"
    assert scene.interact.camera == "close_b"
    assert f"Close {second}" in drawn().texts
    bpy.ops.ed.undo_push(message="picture")
    bpy.ops.ed.undo()
    scene = bpy.context.scene
    assert bpy.context.window_manager.interact_place == "front"
    assert (scene.camera.location - place).length < 1e-6
    assert bpy.ops.interact.set_camera(camera=f"over_shoulder:{first}", move="follow") == {"FINISHED"}
    assert bpy.context.window_manager.interact_place == f"over_shoulder:{first}"
    assert scene.interact.camera_move == "follow"
    assert bpy.ops.interact.set_camera() == {"FINISHED"}, "where it stands now"
    assert bpy.context.window_manager.interact_place == f"over_shoulder:{first}"
    with pytest.raises(RuntimeError, match="there is no actor 099"):
        bpy.ops.interact.set_camera(camera="close:099")


def test_a_place_is_looked_for_in_a_thread(
    scene: Any, module: Module, drawn: Callable[[], Layout], monkeypatch: pytest.MonkeyPatch
) -> None:
    placing, errors = module("ui.scene.place_work"), module("core.foundation.errors")
    view = scene.camera.matrix_basis.copy()
    steps: list[str] = []
    edit = placing._PlaceWork(scene, "edit", "auto").placing
    with pytest.raises(errors.CancelledError):
        edit.find(lambda share, name: steps.append(name), lambda: len(steps) > 0)
    assert steps == ["front"], "it stops between two cameras"
    work = placing._PlaceWork(scene, "side", "static")
    work.task.start()  # in a window, with a timer
    work.task.result()
    assert scene.camera.matrix_basis == view, "the thread changes nothing"
    bpy.ops.ed.undo_push(message="something")
    bpy.ops.ed.undo()  # replaces what the scene is made of
    assert work.put()[0] == bpy.context.scene
    assert bpy.context.window_manager.interact_place == "side"
    scene = bpy.context.scene
    scene.frame_end -= 10
    with pytest.raises(errors.UsageError, match="has changed since"):
        work.put()
    placing._notes[scene.session_uid] = "side", ["camera side shows little"]
    assert "camera side shows little" in drawn().wrapped
    placing._notes[scene.session_uid] = "front", ["camera side shows little"]
    assert "camera side shows little" not in drawn().wrapped
    monkeypatch.setattr(placing.PLACING, "current", work)
    bpy.context.window_manager.interact_placing.busy = True
    assert {"Placing the Camera", "cancel_placing"} <= {*drawn().texts, *drawn().buttons}
    with pytest.raises(RuntimeError, match="A camera is being placed"):
        bpy.ops.interact.set_camera(camera="front")
    assert bpy.ops.interact.cancel_placing() == {"FINISHED"}
    assert not bpy.context.window_manager.interact_placing.busy
    assert work.task.cancelled


def test_the_chosen_set_stays(
    scene: Any, module: Module, drawn: Callable[[], Layout], tmp_path: Path
) -> None:
    set_of = module("blender.scene.sets.registry").set_of
    assert bpy.ops.interact.set_stage(stage_set="outdoors") == {"FINISHED"}
    bpy.ops.ed.undo_push(message="outdoors")
    bpy.ops.ed.undo()
    assert set_of(bpy.context.scene) == bpy.context.scene.interact.stage_set == "studio"
    bpy.ops.ed.redo()
    assert set_of(bpy.context.scene) == "outdoors"
    path = str(tmp_path / "outdoors.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    scene = bpy.context.scene
    assert set_of(scene) == scene.interact.stage_set == "outdoors"
    assert bpy.ops.interact.compose_scene() == {"FINISHED"}
    assert set_of(scene) == "outdoors", "composing again keeps it"
    assert "Outdoors" in drawn().texts
    scene.interact.lights = False
    assert bpy.ops.interact.compose_scene() == {"FINISHED"}
    assert set_of(scene) is None
    assert "None" in drawn().texts


def test_props_are_chosen_in_a_composed_scene_and_undo_takes_it_back(
    scene: Any, drawn: Callable[[], Layout]
) -> None:
    shown = drawn()
    assert "set_props" in shown.buttons
    assert "props" not in shown.props, "it would change nothing until composing again"
    assert "None" not in shown.texts
    for choice in ("auto", "none"):
        assert bpy.ops.interact.set_props(props=choice) == {"FINISHED"}
        assert scene.interact.props == choice
    assert "None" in drawn().texts
    bpy.ops.ed.undo_push(message="no props")
    bpy.ops.ed.undo()
    assert bpy.context.scene.interact.props == "auto"
    bpy.ops.ed.redo()
    assert bpy.context.scene.interact.props == "none"


def test_the_extension_goes_and_comes_back(
    scene: Any, extension: str, drawn: Callable[[], Layout], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cuts(scene, 1, 40)
    assert bpy.ops.interact.set_stage(stage_set="room") == {"FINISHED"}
    path = str(tmp_path / "cut.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    capfd.readouterr()
    bpy.ops.preferences.addon_disable(module=extension)
    try:
        for _ in range(2):  # with the scene open, and with the file opened without
            bpy.context.scene.frame_set(50)
            assert bpy.context.scene.camera.name == "own 1"
            bpy.ops.wm.open_mainfile(filepath=path)
    finally:
        bpy.ops.preferences.addon_enable(module=extension)
    bpy.context.scene.frame_set(10)
    assert bpy.context.window_manager.interact_shot == 0
    assert "2 shots, 2.0 s on average" in drawn().wrapped
    # Blender's own add-ons print errors of theirs when a file is opened, where another test has enabled them.
    own = re.sub(BUNDLED_ADDONS_ERROR, "", "".join(capfd.readouterr()))
    assert "Error" not in own
    assert "Traceback" not in own


def test_stills_are_shown_and_age(scene: Any, module: Module, drawn: Callable[[], Layout]) -> None:
    menu, places = module("ui.scene.camera_menu"), module("blender.scene.camera_views").places_of
    names = places(module("blender.scene.camera_views").actor_ids(scene))
    assert menu.stale(scene) is None
    assert bpy.ops.interact.show_stills() == {"FINISHED"}
    assert set(menu._shown[scene.session_uid].pictures) == set(names)
    pictures = menu._icons._previews  # Blender without a window gives them no icons
    assert {f"{scene.session_uid}|{name}" for name in names} <= set(pictures)
    fresh = list(pictures[f"{scene.session_uid}|front"].image_pixels)
    assert menu.stale(scene) is False
    assert "Show Stills Again" in drawn().texts
    work = module("ui.scene.still_work")._StillWork(bpy.context)
    work.task.start()  # in a window, with a timer
    work.task.result()
    assert not work.waiting
    assert work.step()
    bpy.ops.ed.undo_push(message="something")
    bpy.ops.ed.undo()
    assert work.step(), "undo replaces what the scene is made of"
    assert work.done == 2
    scene = bpy.context.scene
    scene.frame_end += 10
    assert not work.step(), "the scene is another one now"
    assert menu.stale(scene) is True
    assert "The stills show an earlier state" in drawn().wrapped
    menu._fade(scene.session_uid, faded=True)
    assert list(pictures[f"{scene.session_uid}|front"].image_pixels) != fresh
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    assert menu._shown == {}
    assert not work.step()


def test_stills_wait_for_threads_where_blender_cannot_have_them(
    scene: Any, module: Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module("blender.compat"), "operators_bear_threads", lambda: False)
    task = module("core.foundation.background_task").Task
    work = module("ui.scene.still_work")._StillWork(bpy.context)
    work.task.start()
    work.task.result()
    going = threading.Event()
    other = task(lambda on_step, cancelled: going.wait())
    other.start()
    assert task.any_running()
    assert work.waiting, "another task's thread may run Python"
    assert not work.advance()
    going.set()
    other.result()
    assert not task.any_running()
    assert not work.waiting


@pytest.mark.parametrize("way", ["quit", "open", "disable", "clear"])
def test_nothing_is_left_of_stills_that_end_early(
    scene: Any, module: Module, extension: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stills = module("ui.scene.still_work")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    work = stills._StillWork(bpy.context)
    monkeypatch.setattr(stills.STILLS, "current", work)
    work.task.start()  # in a window, with a timer
    while work.waiting:
        time.sleep(0.01)
    assert work.step()
    bpy.context.window_manager.interact_stills.busy = True
    assert not list(tmp_path.iterdir()), "each still's folder goes at once"
    if way == "quit":  # Blender calls this when its window is closed
        running = SimpleNamespace(one=stills.STILLS, _work=work)
        stills.INTERACT_OT_show_stills.cancel(running, bpy.context)
    elif way == "open":
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    elif way == "disable":
        bpy.ops.preferences.addon_disable(module=extension)
        bpy.ops.preferences.addon_enable(module=extension)
    else:
        assert bpy.ops.interact.clear_scene() == {"FINISHED"}
        while work.waiting:
            time.sleep(0.01)
        with pytest.raises(module("core.foundation.errors").CancelledError, match="the scene has changed"):
            work.advance()
        stills.STILLS.stop()
    assert stills.STILLS.current is None
    assert work.task.cancelled
    assert not bpy.context.window_manager.interact_stills.busy
    assert [each.name for each in bpy.data.scenes] == [bpy.context.scene.name]
    assert not [each for each in (*bpy.data.cameras, *bpy.data.collections) if "still" in each.name]
    work.task._thread.join()
    assert not list(tmp_path.iterdir())


def test_shots_are_listed_and_jumped_to(empty: Any, module: Module, drawn: Callable[[], Layout]) -> None:
    empty.frame_end, empty.render.fps = 240, 24
    empty.timeline_markers.new("word", frame=30)
    cuts(empty, 121, 1, 61)
    shown = drawn()
    assert {"timeline_markers", "interact_shot"} <= set(shown.props)
    assert "3 shots, 3.3 s on average" in shown.wrapped
    manager: Any = bpy.context.window_manager
    empty.frame_set(70)
    assert manager.interact_shot == 3
    manager.interact_shot = 1
    assert empty.frame_current == 121
    manager.interact_shot = 0  # no shot: a word
    assert empty.frame_current == 121
    shots = module("ui.scene.shot_list")
    rows = SimpleNamespace(filter_name="", bitflag_filter_item=1)
    flags, order = shots.INTERACT_UL_shots.filter_items(rows, bpy.context, empty, "timeline_markers")
    assert flags == [0, 1, 1, 1]
    assert order == [3, 2, 0, 1]
    lines = Layout()
    for index in (2, 3, 1):
        item = empty.timeline_markers[index]
        shots.INTERACT_UL_shots.draw_item(
            SimpleNamespace(), bpy.context, lines, empty, item, 0, manager, "interact_shot", index
        )
    assert lines.texts[:8] == ["1", "own 1", "0:00.0", "2.5 s", "2", "own 2", "0:02.5", "2.5 s"]
    system = SimpleNamespace(system=SimpleNamespace(ui_scale=1.0))  # 0 without a window
    small, narrow = Layout(), SimpleNamespace(region=SimpleNamespace(width=200), preferences=system)
    shots.INTERACT_UL_shots.draw_item(SimpleNamespace(), narrow, small, empty, item, 0, manager, "", 2)
    assert small.texts == ["own 1", "0:00.0"]
    assert bpy.ops.interact.remove_cut() == {"FINISHED"}
    assert "2 shots, 5.0 s on average" in drawn().wrapped
    empty["interact_edit_breaches"] = 0
    assert "2 shots, 5.0 s on average, 0 rule breaches" in drawn().wrapped
    empty.frame_set(300)
    with pytest.raises(RuntimeError, match="The playhead is in no shot"):
        bpy.ops.interact.remove_cut()


def test_a_shot_gets_another_place(scene: Any, module: Module) -> None:
    ids = module("blender.scene.camera_views").actor_ids(scene)
    cuts(scene, 1, 40)
    scene.frame_set(50)
    before = len(scene.objects)
    assert bpy.ops.interact.replace_shot(place=f"close:{ids[0]}") == {"FINISHED"}
    marker = scene.timeline_markers[-1]
    assert marker.frame == 40
    assert marker.camera == scene.camera
    assert marker.name == marker.camera.name
    assert marker.camera["interact_camera"] == f"close:{ids[0]}"
    assert len(scene.objects) == before + 1
    scene.frame_set(10)
    assert bpy.ops.interact.replace_shot(place=f"close:{ids[0]}") == {"FINISHED"}
    assert len(scene.objects) == before + 1, "the camera that is there is taken"
    bpy.ops.interact.clear_scene()
    assert not [thing for thing in scene.objects if thing.get("interact_camera")]


def test_without_the_extension_files_stay_as_they_are(empty: Any, extension: str, tmp_path: Path) -> None:
    cuts(empty, 1, 40)
    path = tmp_path / "saved.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.preferences.addon_disable(module=extension)
    try:
        bpy.ops.wm.open_mainfile(filepath=str(path))
        bpy.context.scene.frame_set(50)
        assert bpy.context.scene.camera.name == "own 1"
        bpy.ops.wm.save_mainfile()
    finally:
        bpy.ops.preferences.addon_enable(module=extension)
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert bpy.context.window_manager.interact_shot == 1
