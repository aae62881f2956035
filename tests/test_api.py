# SPDX-License-Identifier: GPL-3.0-or-later
"""What Python users import: every function, its documented example, and how little importing costs."""

from __future__ import annotations

import doctest
import importlib.util
import inspect
import json
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import interact_addon as interact
from interact_addon import api
from interact_addon.cli import main
from interact_addon.core.foundation.version import __version__
from interact_addon.core.rendering.blender_faults import missing_module
from tests.hub_server import interact_files, serving

KEY = "20260101_001"
BODY = "InterAct/bvhs/20260101_001_001.bvh"
FUNCTIONS = [name for name in api.__all__ if inspect.isfunction(getattr(api, name))]
EDITING = {"add_handle", "apply_handle", "change_face", "retime"}
NEED_BLENDER = {"compose", "export", "render", "replace_actor"} | EDITING
needs_blender = pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="needs Blender (bpy)")


@pytest.fixture(autouse=True)
def folder(demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the demo dataset in it under the name that the examples use."""
    shutil.copytree(demo_root, tmp_path / "InterAct")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dataset(folder: Path) -> interact.Dataset:
    return interact.open_dataset(folder / "InterAct")


def run_python(code: str) -> str:
    """What a fresh Python prints."""
    root = str(Path(interact.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_importing_loads_nothing() -> None:
    loaded = run_python(
        "import interact_addon\n"
        "print([name for name in ('numpy', 'bpy', 'interact_addon.api') if name in sys.modules])\n"
        "interact_addon.scenes\n"
        "print([name for name in ('numpy', 'bpy', 'interact_addon.api') if name in sys.modules])"
    )
    assert loaded.splitlines() == ["[]", "['numpy', 'interact_addon.api']"]


def test_without_blender_only_what_needs_it_is_refused() -> None:
    refused = run_python(
        "sys.modules['bpy'] = None\n"
        "import interact_addon as interact\n"
        "scene = interact.open_dataset('InterAct').scenes()[0]\n"
        "print(interact.read_scene(scene).frames)\n"
        "try:\n    interact.compose(scene)\n"
        "except interact.WorkError as error:\n    print(error)"
    )
    assert refused.splitlines()[0] == "120"
    assert refused.splitlines()[1] == str(missing_module("bpy"))


def test_the_package_has_the_names_of_the_api() -> None:
    assert sorted(interact.__all__) == sorted([*api.__all__, "__version__"])
    assert set(interact.__all__) <= set(dir(interact))
    for name in api.__all__:
        assert getattr(interact, name) is getattr(api, name)
    assert interact.__version__ == __version__


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'dance'"):
        interact.dance  # noqa: B018


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_documented_and_typed(name: str) -> None:
    function = getattr(api, name)
    text = inspect.getdoc(function) or ""
    assert "Example:\n    >>> " in text
    assert "Returns:" in text or name in (
        "open_dataset",
        "scenes",
        "measure_voice",
        "speech_segments",
        "change_face",
    )
    assert "return" in function.__annotations__
    for argument in inspect.signature(function).parameters:
        assert argument in function.__annotations__


def run_example(name: str) -> None:
    """Run the example in a function's docstring, and compare what it shows."""
    names = {"interact": interact, "Path": Path}
    said: list[str] = []
    for test in doctest.DocTestFinder(recurse=False).find(getattr(api, name), name, globs=names):
        assert test.examples
        doctest.DocTestRunner().run(test, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - NEED_BLENDER - {"download"}))
def test_the_documented_example_holds(name: str) -> None:
    run_example(name)


@needs_blender
def test_the_documented_examples_in_blender_hold() -> None:
    run_example("compose")
    run_example("replace_actor")
    run_example("export")


@needs_blender
def test_the_documented_examples_of_editing_hold(
    dataset: interact.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    composition = interact.compose(dataset.scenes()[0])
    monkeypatch.setattr(interact, "compose", lambda scene: composition)
    for name in sorted(EDITING):
        run_example(name)


def test_scenes_are_filtered_by_words_and_by_name(dataset: interact.Dataset) -> None:
    (scene,) = interact.scenes(dataset)
    assert interact.scenes(dataset, f"emotion={scene.emotion}", actor="2") == [scene]
    assert interact.scenes(dataset, emotion="boredom") == []
    assert interact.scenes(dataset, "actor=1", actor="9") == []
    with pytest.raises(interact.UsageError, match="'mood=joy'"):
        interact.scenes(dataset, mood="joy")


def test_the_example_of_a_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(interact_files(tmp_path)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        run_example("download")


def test_a_folder_that_is_not_a_dataset(folder: Path) -> None:
    with pytest.raises(interact.DatasetError, match=r"known layout.*InterAct"):
        interact.open_dataset(folder)


def test_motion_is_in_metres_whatever_the_file_has() -> None:
    joints = interact.joint_positions(interact.read_bvh(BODY))
    assert joints.shape == (120, 75, 3)
    assert joints.dtype == np.float64
    assert 1.5 < np.ptp(joints[0, :, 2]) < 2.0
    np.testing.assert_allclose(
        interact.joint_positions(interact.read_bvh(BODY, units="auto", up="auto")), joints
    )
    as_metres = interact.joint_positions(interact.read_bvh(BODY, units="m"))
    np.testing.assert_allclose(as_metres, joints * 100, rtol=1e-9)
    with pytest.raises(interact.UsageError, match="furlong"):
        interact.read_bvh(BODY, units="furlong")


def test_what_is_odd_about_a_motion_file_is_a_warning(folder: Path) -> None:
    text = Path(BODY).read_text().replace("Frames: 120", "Frames: 121")
    odd = folder / "odd.bvh"
    odd.write_text(text)
    with pytest.warns(UserWarning, match="121") as caught:
        assert interact.read_bvh(odd).frames == 120
    assert caught[0].filename == __file__


def test_a_motion_file_that_cannot_be_read_names_the_line(folder: Path) -> None:
    (folder / "broken.bvh").write_text("HIERARCHY\nROOT Hips\n")
    with pytest.raises(interact.BvhError, match=r"broken\.bvh"):
        interact.read_bvh(folder / "broken.bvh")


def test_faces_and_voices_that_cannot_be_read(folder: Path) -> None:
    np.save(folder / "odd.npy", np.zeros((3, 54), np.float32))
    with pytest.raises(interact.FaceError, match=r"names of its columns.*odd\.names\.txt"):
        interact.read_face(folder / "odd.npy")
    with pytest.raises(interact.AudioError, match="WAV"):
        interact.read_voice(folder / "odd.npy")


def test_a_face_in_another_order(folder: Path) -> None:
    array = np.full((4, 52), 1e-6, np.float32)
    array[:, 25] = 0.6  # jawOpen, after _neutral
    np.save(folder / "face.npy", array)
    assert interact.read_face(folder / "face.npy", columns="mediapipe").column("jawOpen")[0] == np.float32(
        0.6
    )
    report = interact.convert_faces(
        "face_arkit", "face_ict", folder / "face.npy", folder / "out", columns="mediapipe", rate=Fraction(60)
    )
    assert (report.frames, report.failed) == (2, [])
    ict = np.load(folder / "out" / "face.npy")
    assert ict[0, ict[0].argmax()] == np.float32(0.6)
    with pytest.raises(interact.UsageError, match="face columns"):
        interact.convert_faces("face_arkit", "face_ict", folder / "face.npy", folder / "out", columns="width")


def test_a_scene_is_read_at_another_rate(dataset: interact.Dataset) -> None:
    takes = interact.read_scene(dataset.scene(KEY), interact.TakeOptions(rate=Fraction(15)))
    assert takes.frames == 60
    for take in takes.takes:
        assert take.body.rotations.shape == (60, 75, 4)
        assert take.face.weights.shape == (60, 51)
        assert interact.measure_voice(take.voice).info.seconds == 4.0


def test_one_face_that_cannot_be_converted_does_not_stop_the_others(folder: Path) -> None:
    np.save(folder / "InterAct" / "face_arkit" / "bad.npy", np.zeros((3, 7)))
    shares: list[float] = []
    report = interact.convert_faces(
        "face_arkit",
        "face_ict",
        "InterAct/face_arkit",
        "out",
        on_progress=lambda share, name: shares.append(share),
    )
    assert len(report.done) == 2
    assert [task.source.name for task, _ in report.failed] == ["bad.npy"]
    assert shares[0] == 0.0 < shares[-1] <= 1.0
    back = interact.convert_faces("face_ict", "face_arkit", [report.done[0].out], "back.npy")
    assert interact.read_face("back.npy").frames == back.frames == 120
    with pytest.raises(interact.UsageError, match="cannot convert"):
        interact.convert_faces("face_arkit", "vertices", "InterAct/face_arkit", "out")


@needs_blender
def test_composing_goes_into_the_named_scene(dataset: interact.Dataset) -> None:
    import bpy

    bpy.ops.wm.read_factory_settings(use_empty=True)
    kept = bpy.data.objects.new("mine", None)
    composition = interact.compose(dataset.scene(KEY), into=bpy.context.scene, save="new/meeting.blend")
    assert composition.scene == bpy.context.scene
    assert kept.name == "mine"
    with bpy.data.libraries.load("new/meeting.blend") as (saved, _):
        assert {actor.armature.name for actor in composition.actors} <= set(saved.objects)
    with pytest.raises(interact.UsageError, match="not end in"):
        interact.compose(dataset.scene(KEY), save="meeting.blendfile")


def test_a_file_in_a_window_is_not_forgotten(
    dataset: interact.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "bpy", SimpleNamespace(app=SimpleNamespace(background=False)))
    with pytest.raises(interact.UsageError, match=r"into=bpy\.context\.scene"):
        interact.compose(dataset.scene(KEY))


@needs_blender
def test_rendering_is_the_command_lines(
    dataset: interact.Dataset, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the one has done, the other does not do again."""
    run_example("render")
    assert (folder / "movies" / "body_renders" / f"{KEY}.mp4").is_file()
    words = ["render", KEY, "--dataset", "InterAct", "--out", "movies", "--size", "160x90", "--frames", "1-2"]
    assert main([*words, "--json"]) == 0
    (scene,) = json.loads(capsys.readouterr().out)["scenes"]
    assert scene["state"] == "kept"
    small = interact.PictureOptions(width=160, height=90)
    options = interact.MovieOptions(interact.ComposeOptions(picture=small), interact.FrameRange(1, 2))
    events: list[dict] = []
    result = interact.render(dataset.scene(KEY), "movies", options, dataset=dataset, on_event=events.append)
    assert [(outcome.state, outcome.report.frames) for outcome in result.outcomes] == [("kept", 2)]
    assert [event["event"] for event in events] == ["scene", "batch"]


def test_rendering_takes_job_files_and_reports(folder: Path) -> None:
    (folder / "joy.txt").write_text(f"{KEY}\n{KEY}\n20991231_999\n")
    batch = interact.BatchOptions(only_failed=True)  # and nothing has failed, so nothing is rendered
    with pytest.warns(UserWarning, match=KEY):
        result = interact.render("joy.txt", "movies", dataset="InterAct", batch=batch)
    assert [outcome.state for outcome in result.outcomes] == ["left", "failed"]
    assert "scene 20991231_999 is not in the dataset" in result.outcomes[1].report.error
    assert (folder / "movies" / "report.html").is_file()


def test_rendering_needs_to_know_where_scenes_are(dataset: interact.Dataset) -> None:
    with pytest.raises(interact.UsageError, match=f"{KEY} needs a dataset"):
        interact.render(dataset.scenes(), "movies")
    with pytest.raises(interact.DatasetError, match="is not in the dataset"):
        interact.render(["20991231_999"], "movies", dataset=dataset)


def test_an_estimate_is_that_of_the_command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTERACT_CACHE", str(folder / "cache"))
    (folder / "joy.txt").write_text(f"{KEY}\n20991231_999\n")
    batch = interact.BatchOptions(layout="both-inset", workers=2, order="job")
    found = interact.estimate("joy.txt", dataset="InterAct", batch=batch, machines=[1, 3])
    words = ["--dataset", "InterAct", "--layout", "both-inset", "--workers", "2", "--order", "job"]
    assert main(["job", "estimate", "joy.txt", *words, "--machines", "1,3", "--json"]) == 1
    assert json.loads(capfd.readouterr().out) == found.as_dict()
    assert len(found.check.left) == 3, "the scene, and both faces"
    assert [each.task.name for each in found.check.failing] == ["20991231_999"]
    one, three = found.schedules
    assert one.seconds > three.seconds == found.schedules[0].longest
    assert found.enough == 3
    assert not (folder / "body_renders").exists()
    with pytest.raises(interact.UsageError, match="number of machines: 0"):
        interact.estimate(KEY, dataset="InterAct", machines=[0])


@needs_blender
def test_what_was_exported_is_not_written_over(dataset: interact.Dataset) -> None:
    composition = interact.compose(dataset.scene(KEY))
    options = interact.ExportOptions(Path("edited"), body=False, voice=False)
    assert len(interact.export(composition.scene, options)) == 2
    edited = interact.read_face("edited/face_arkit/20260101_002_001.npy")
    np.testing.assert_allclose(
        edited.weights, interact.read_face("InterAct/face_arkit/20260101_002_001.npy").weights, atol=1e-6
    )
    with pytest.raises(interact.UsageError, match="already"):
        interact.export(composition.scene, options)
    with pytest.raises(interact.UsageError, match="009 is not in the scene"):
        interact.export(composition.scene, options, actors=["009"])
