# SPDX-License-Identifier: GPL-3.0-or-later
"""The Face panel through the installed extension's operators: stages, conversion, calibration, plot, job."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import bpy
import numpy as np
import pytest

pytestmark = pytest.mark.blender

KEY, FIRST, SECOND = "20231119_051", "20231119_001_051", "20231119_002_051"
FRAMES = 40
PATIENCE = 60.0
Module = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def data(sample_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One scene of the dataset with the end of its faces, and the heads."""
    root = tmp_path_factory.mktemp("face data") / "data"
    root.mkdir()
    for path in sample_root.iterdir():
        if path.name not in ("bvhs", "face_ict", "face_arkit", "wav"):
            (root / path.name).symlink_to(path)
            continue
        (root / path.name).mkdir()
        for file in path.glob("20231119_*_051.*"):
            if file.suffix == ".npy":
                np.save(root / path.name / file.name, np.load(file)[-FRAMES:])
            else:
                shutil.copy(file, root / path.name)
    return root


@pytest.fixture
def work(extension: str, module: Module) -> Iterator[Any]:
    """The extension's ``ui.face_work``; nothing is worked on afterwards."""
    found = module("ui.face.face_work")
    yield found
    found.FACES.stop()


@pytest.fixture
def scene(work: Any, data: Path, tmp_path: Path) -> Any:
    """A new file with the dataset and its scene chosen."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    scene: Any = bpy.context.scene
    settings = scene.interact
    settings.dataset, settings.key = str(data), KEY
    settings.output = str(tmp_path / "out")
    return scene


class Layout:
    """Takes whatever a panel draws, and refuses what is not there."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.buttons: list[tuple[str, str, Any]] = []
        self.icons: list[int] = []

    def label(self, text: str = "", **_: Any) -> None:
        self.texts.append(text)

    def progress(self, text: str = "", factor: float = 0.0, **_: Any) -> None:
        assert 0.0 <= factor <= 1.0
        self.texts.append(text)

    def prop(self, data: Any, name: str, **_: Any) -> None:
        assert name in data.bl_rna.properties

    def operator(self, name: str, text: str = "", **_: Any) -> SimpleNamespace:
        assert name.partition(".")[2] in dir(bpy.ops.interact)
        button = SimpleNamespace()
        self.buttons.append((name.partition(".")[2], text, button))
        return button

    def template_icon(self, icon_value: int, scale: float) -> None:
        assert 5 <= scale <= 13
        self.icons.append(icon_value)

    def _part(self, *_: Any, **__: Any) -> Layout:
        return self

    row = column = split = box = _part


def drawn(module: Module) -> Layout:
    """What the panel and all its sub-panels show now."""
    panel, layout = module("ui.face.face_panel"), Layout()
    # A Blender without a window has a sidebar of one pixel.
    panel.draw_wrapped = lambda layout, context, text, **_: layout.label(text=text)
    for name in ("face", "face_convert", "face_columns", "face_plot"):
        getattr(panel, f"INTERACT_PT_{name}").draw(SimpleNamespace(layout=layout), bpy.context)
    return layout


def named(layout: Layout, name: str) -> list[tuple[str, Any]]:
    return [(text, button) for kind, text, button in layout.buttons if kind == name]


def test_without_a_dataset_it_says_what_to_do(scene: Any, module: Module) -> None:
    scene.interact.dataset = scene.interact.key = ""
    assert "Choose a scene in the list" in drawn(module).texts
    for name in ("stage_faces", "convert_faces", "plot_scene", "add_job_faces", "calibrate_faces"):
        operator = getattr(bpy.ops.interact, name)
        assert not operator.poll()
        with pytest.raises(RuntimeError, match="Choose a dataset folder first"):
            operator()
    assert not bpy.ops.interact.cancel_faces.poll()
    with pytest.raises(RuntimeError, match="there is no scene to go back to"):
        bpy.ops.interact.show_face()


def test_stages_are_built_shown_and_left_again(scene: Any, module: Module) -> None:
    scene.interact.preset = "preview"
    work_name = scene.name
    assert bpy.ops.interact.stage_faces() == {"FINISHED"}
    staged = module("blender.face.face_scenes").face_scenes()
    assert list(staged) == [FIRST, SECOND]
    assert bpy.context.window.scene == staged[FIRST]
    own = staged[FIRST].interact
    assert (own.key, own.dataset, own.output) == (KEY, scene.interact.dataset, scene.interact.output)
    assert own.cast.keys() == ["001", "002"]
    assert staged[FIRST].frame_end == FRAMES
    assert (staged[FIRST].render.resolution_x, staged[FIRST].render.resolution_y) == (1080, 1080)

    shown = drawn(module)
    assert [(text, button.key) for text, button in named(shown, "show_face")] == [
        ("001", FIRST),
        ("002", SECOND),
        ("Back", ""),
    ]
    assert not bpy.ops.interact.add_job_faces.poll()
    for name in ("compose_scene", "render_scene"):
        with pytest.raises(RuntimeError, match="This is a face's scene"):
            getattr(bpy.ops.interact, name)()
    assert bpy.ops.interact.show_face(key=SECOND) == {"FINISHED"}
    assert bpy.context.window.scene == staged[SECOND]
    # Built again from where one is, the way back stays.
    assert bpy.ops.interact.stage_faces() == {"FINISHED"}
    assert {each.name for each in bpy.data.scenes} == {work_name, f"Face {FIRST}", f"Face {SECOND}"}
    assert bpy.ops.interact.show_face() == {"FINISHED"}
    assert bpy.context.window.scene.name == work_name
    assert [text for text, _ in named(drawn(module), "show_face")] == ["001", "002"]
    with pytest.raises(RuntimeError, match="has no face scene in this file"):
        bpy.ops.interact.show_face(key="20231119_003_051")
    bpy.context.scene.interact.key = "20231119_999"
    with pytest.raises(RuntimeError, match="20231119_999"):
        bpy.ops.interact.stage_faces()


def test_conversions(scene: Any, module: Module, data: Path, tmp_path: Path) -> None:
    choices, state = scene.interact_face, bpy.context.window_manager.interact_face
    for conversion, folder in (("ICT_ARKIT", "face_arkit"), ("ARKIT_ICT", "face_ict")):
        choices.conversion = conversion
        assert bpy.ops.interact.convert_faces() == {"FINISHED"}
        for key in (FIRST, SECOND):
            made = np.load(tmp_path / "out" / folder / f"{key}.npy")
            np.testing.assert_array_equal(made, np.load(data / folder / f"{key}.npy"))
    assert state.result.startswith(f"2 converted, {2 * FRAMES} frames: ")
    assert state.result in drawn(module).texts
    assert bpy.ops.interact.convert_faces() == {"FINISHED"}
    assert "2 were there already" in state.result

    choices.conversion, choices.kind, choices.eyes = "VERTICES", "pc2", True
    choices.out = str(tmp_path / "caches")
    bpy.ops.interact.convert_faces()
    assert sorted(path.name for path in (tmp_path / "caches").glob("*.pc2")) == [
        f"{FIRST}.pc2",
        f"{SECOND}.pc2",
    ]
    drawn(module)


def test_a_folder_is_converted_and_what_fails_is_told(scene: Any, data: Path, tmp_path: Path) -> None:
    choices, state = scene.interact_face, bpy.context.window_manager.interact_face
    choices.where = "FOLDER"
    assert not bpy.ops.interact.convert_faces.poll()
    choices.folder = str(tmp_path / "faces")
    with pytest.raises(RuntimeError, match="cannot be read"):
        bpy.ops.interact.convert_faces()
    (tmp_path / "faces").mkdir()
    shutil.copy(data / "face_ict" / f"{FIRST}.npy", tmp_path / "faces")
    np.save(tmp_path / "faces" / "broken.npy", np.zeros((3, 7)))
    choices.out = str(tmp_path / "there")
    with pytest.raises(RuntimeError, match=r"broken\.npy"):
        bpy.ops.interact.convert_faces()
    assert state.result.startswith(f"1 converted, {FRAMES} frames, 1 failed: ")
    assert (tmp_path / "there" / f"{FIRST}.npy").is_file()
    scene.interact.dataset = ""  # the chosen dataset is not needed for a folder
    assert bpy.ops.interact.convert_faces.poll()


def test_calibration_says_how_sure_it_is(
    scene: Any, module: Module, tmp_path: Path, sample_root: Path
) -> None:
    scene.interact.dataset = str(sample_root)
    assert bpy.ops.interact.calibrate_faces() == {"FINISHED"}
    state = bpy.context.window_manager.interact_face
    assert state.level == "sure"
    lines = state.verdict.split("\n")
    assert lines[0] == "Sure: the columns are in alphabetical order, and nothing else fits"
    assert set(lines) <= set(drawn(module).texts)
    # It is kept, and known the next time without comparing.
    kept = module("core.face.ict.datasets").kept_mapping(sample_root)
    assert kept.order == "alphabetical"
    # Another dataset: nothing is said about it.
    empty = tmp_path / "empty"
    (empty / "bvhs").mkdir(parents=True)
    (empty / "face_arkit").mkdir()
    (empty / "wav").mkdir()
    scene.interact.dataset = str(empty)
    assert not set(lines) & set(drawn(module).texts)
    with pytest.raises(RuntimeError, match="no clip is in both"):
        bpy.ops.interact.calibrate_faces()


def test_the_plot_is_an_image_and_an_icon(
    scene: Any, module: Module, monkeypatch: pytest.MonkeyPatch, sample_root: Path
) -> None:
    plot = module("ui.face.face_plot")
    filled: list[Any] = []
    monkeypatch.setattr(plot, "fill_preview", lambda preview, pixels: filled.append(pixels))
    assert bpy.ops.interact.plot_scene(shapes=5) == {"FINISHED"}
    image = bpy.data.images["InterAct Plot"]
    assert image.size[0] == 1280
    first = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(first)
    assert first.reshape(-1, 4)[:, :3].std() > 0.02
    (small,) = filled
    assert small.shape == (plot.PREVIEW_PIXELS, plot.PREVIEW_PIXELS, 4)
    assert small.std() > 0.02
    assert list(plot._icons._previews) == [f"{scene.interact.dataset}|{KEY}"]
    assert bpy.ops.interact.plot_scene(names="jawOpen, mouthSmile") == {"FINISHED"}
    assert image.size[1] < 400
    with pytest.raises(RuntimeError, match="not an ARKit shape"):
        bpy.ops.interact.plot_scene(names="noSuchShape")

    # A Blender without a window has no icons.
    pictures = {f"{scene.interact.dataset}|{KEY}": SimpleNamespace(icon_id=77)}
    monkeypatch.setattr(plot._icons, "_previews", pictures)
    assert drawn(module).icons == [77]
    scene.interact.dataset = str(sample_root)  # has a scene of the same key
    assert drawn(module).icons == []


def test_faces_go_into_the_job(scene: Any) -> None:
    assert bpy.ops.interact.add_job_faces() == {"FINISHED"}
    assert [row.name for row in scene.interact_job_list.rows] == [FIRST, SECOND]
    assert bpy.ops.interact.add_job_faces() == {"CANCELLED"}


def test_choices_are_saved_with_the_file(scene: Any, tmp_path: Path) -> None:
    scene.interact_face.conversion, scene.interact_face.kind = "VERTICES", "mdd"
    path = str(tmp_path / "kept.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    bpy.ops.wm.open_mainfile(filepath=path)
    choices = bpy.context.scene.interact_face
    assert (choices.conversion, choices.kind) == ("VERTICES", "mdd")


class Window:
    """What an operator needs of a window; a Blender in the background has no events."""

    def __init__(self) -> None:
        self.timers = 0

    def event_timer_add(self, seconds: float, window: Any) -> object:
        self.timers += 1
        return object()

    def event_timer_remove(self, timer: object) -> None:
        self.timers -= 1

    def modal_handler_add(self, operator: object) -> None:
        """Events are given by hand."""

    @property
    def interact_face(self) -> Any:
        return bpy.context.window_manager.interact_face


TIMER, OTHER = SimpleNamespace(type="TIMER"), SimpleNamespace(type="MOUSEMOVE")


@pytest.fixture
def modal(
    scene: Any, module: Module, work: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[..., Any]], tuple[Any, Any, Window]]:
    """Makes an operator like those of the panel out of work, with a window of its own, and begins it."""

    def begin(task: Callable[..., Any]) -> tuple[Any, Any, Window]:
        window = Window()
        context = SimpleNamespace(window=window, window_manager=window, scene=scene)
        windowed = SimpleNamespace(app=SimpleNamespace(background=False), context=context)
        monkeypatch.setattr(module("ui.common.live_work"), "bpy", windowed)
        reports: list[str] = []
        operator = work.FaceWork()
        operator.report = lambda kinds, text: reports.append(text)
        operator.reports, operator.results = reports, []
        operator.prepare_work = lambda context: task
        operator.finish = lambda context, result: operator.results.append(result) or {"FINISHED"}
        assert operator.invoke(context, TIMER) == {"RUNNING_MODAL"}
        return operator, context, window

    return begin


def go_on(operator: Any, context: Any) -> Any:
    """Give it timer events until it ends."""
    deadline = time.monotonic() + PATIENCE
    while (result := operator.modal(context, TIMER)) == {"PASS_THROUGH"}:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return result


def test_in_a_window_it_works_in_a_thread(modal: Any, module: Module, work: Any) -> None:
    goes_on, told = threading.Event(), threading.Event()

    def task(say: Any, cancelled: Any) -> int:
        say(0.5, "halfway")
        told.set()
        assert goes_on.wait(PATIENCE)
        return 42

    operator, context, window = modal(task)
    assert told.wait(PATIENCE)
    assert operator.modal(context, OTHER) == {"PASS_THROUGH"}
    assert operator.modal(context, TIMER) == {"PASS_THROUGH"}
    shown = drawn(module)
    assert "halfway" in shown.texts
    assert named(shown, "cancel_faces")
    assert not named(shown, "stage_faces")
    assert not bpy.ops.interact.convert_faces.poll()
    goes_on.set()
    assert go_on(operator, context) == {"FINISHED"}
    assert operator.results == [42]
    assert window.timers == 0
    assert work.FACES.current is None
    assert named(drawn(module), "stage_faces")
    assert bpy.ops.interact.convert_faces.poll()


def test_it_is_cancelled_by_the_panels_button(modal: Any, work: Any) -> None:
    def task(say: Any, cancelled: Any) -> None:
        while not cancelled():
            time.sleep(0.01)

    operator, context, window = modal(task)
    running = work.FACES.current.task
    assert bpy.ops.interact.cancel_faces() == {"FINISHED"}
    assert operator.modal(context, OTHER) == {"CANCELLED"}
    assert (operator.results, window.timers, work.FACES.current) == ([], 0, None)
    assert operator.reports == ["Cancelled; finished files stay"]
    running._thread.join(PATIENCE)
    assert running.done
    assert not bpy.context.window_manager.interact_face.busy


def test_an_error_in_the_thread_is_told(modal: Any, module: Module, work: Any) -> None:
    def task(say: Any, cancelled: Any) -> None:
        raise module("core.foundation.errors").FaceError("the face is none", path="/some/face.npy")

    operator, context, window = modal(task)
    assert go_on(operator, context) == {"CANCELLED"}
    assert operator.reports == ["/some/face.npy: the face is none."]
    assert (window.timers, work.FACES.current) == (0, None)


def test_another_file_gives_up(modal: Any, work: Any) -> None:
    def task(say: Any, cancelled: Any) -> None:
        while not cancelled():
            time.sleep(0.01)

    operator, context, window = modal(task)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    assert work.FACES.current is None
    operator.cancel(context)  # as Blender does
    assert window.timers == 0


def test_stopping_takes_the_timer_away(modal: Any, work: Any) -> None:
    """The operator cannot where the extension is disabled meanwhile: it is gone by then."""

    def task(say: Any, cancelled: Any) -> None:
        while not cancelled():
            time.sleep(0.01)

    _, _, window = modal(task)
    assert window.timers == 1
    work.FACES.stop()
    assert window.timers == 0
