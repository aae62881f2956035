# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example runs on the demo dataset as its first lines say, and so does README's Python."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.stand_in_measures import write_moved

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))
KEY = "20260101_001"
needs_blender = pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="needs Blender (bpy)")
as_text = runpy.run_path(str(Path(__file__).with_name("notebook.py")))["as_text"]


def run(script: Path, *words: object, root: Path | None = None, fails: bool = False) -> str:
    """What a script prints; where it ``fails``, what it says on standard error."""
    folders = [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(folders), "PYTHONIOENCODING": "utf-8"}
    if root is not None:
        env["INTERACT_DATASET"] = str(root)
    command = [sys.executable, str(script), *map(str, words)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == int(fails), done.stderr
    return done.stderr if fails else done.stdout


def code_cells(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_each_is_short_and_uses_nothing_but_the_api(script: Path) -> None:
    text = script.read_text("utf-8")
    tree = ast.parse(text)
    described = ast.get_docstring(tree) or ""
    assert f"examples/{script.name}" in described
    assert len(described.splitlines()) == 3
    assert len(text.splitlines()) <= {"quickstart": 90, "animators_hour": 80}.get(script.stem, 40)
    for node in ast.walk(tree):
        assert not isinstance(node, ast.ImportFrom) or not str(node.module).startswith("interact_addon")
        if isinstance(node, ast.Import):
            ours = [alias.name for alias in node.names if alias.name.startswith("interact_addon")]
            assert ours in ([], ["interact_addon"])


def test_the_quickstart_shows_what_the_cards_does(demo_root: Path) -> None:
    shown = run(EXAMPLES / "quickstart.py", root=demo_root)
    pair = "20260101 [('001', 'male'), ('002', 'female')]"
    for part in ("1 scenes", f"{KEY} | friends | joy", pair, "(120, 75, 3) positions"):
        assert part in shown
    assert "face: (120, 51)" in shown
    assert "voice: (192000, 1) samples at 48000 Hz" in shown
    assert len(re.findall(r"jawOpen .*smile", shown)) == 12
    assert re.search(r"the heads are 0\.\d+ to 3\.\d+ m apart", shown)


def test_the_notebook_is_the_script() -> None:
    expected = as_text((EXAMPLES / "quickstart.py").read_text("utf-8"))
    assert (EXAMPLES / "quickstart.ipynb").read_text("utf-8") == expected, (
        "write it again: python tests/examples/notebook.py"
    )


def test_the_notebook_runs_cell_by_cell(
    demo_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTERACT_DATASET", str(demo_root))
    names = {"__name__": "__main__"}
    for number, cell in enumerate(code_cells(EXAMPLES / "quickstart.ipynb"), 1):
        exec(compile(cell, f"quickstart.ipynb, code cell {number}", "exec"), names)  # noqa: S102
        assert capsys.readouterr().out, f"cell {number} shows nothing"
    assert number == 6


def test_joints_as_arrays(demo_root: Path, tmp_path: Path) -> None:
    run(EXAMPLES / "joints_as_arrays.py", demo_root, tmp_path / "arrays")
    with np.load(tmp_path / "arrays" / f"{KEY}.npz") as arrays:
        assert arrays["joints_001"].shape == arrays["joints_002"].shape == (120, 75, 3)
        assert arrays["face_002"].shape == (120, 51)
        assert arrays["speech_001"].shape[1] == 2


def test_training_loader_without_torch(demo_root: Path, tmp_path: Path) -> None:
    import interact_addon as interact

    arrays = interact.training_arrays(interact.open_dataset(demo_root).scenes()[0])
    np.savez(tmp_path / f"{arrays.key}.npz", **arrays.as_arrays())
    windows = runpy.run_path(str(EXAMPLES / "training_loader.py"))["Windows"](str(tmp_path))
    assert len(windows) == 3
    assert windows[2]["joints"].shape == (2, 60, 22, 3)
    assert np.array_equal(windows[2]["mel"], arrays.mel[:, 60:120])


def test_training_loader_with_torch(demo_root: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    import interact_addon as interact

    arrays = interact.training_arrays(interact.open_dataset(demo_root).scenes()[0])
    np.savez(tmp_path / f"{arrays.key}.npz", **arrays.as_arrays())
    assert "'joints': (3, 2, 60, 22, 3)" in run(EXAMPLES / "training_loader.py", tmp_path)


def test_convert_faces(demo_root: Path, tmp_path: Path) -> None:
    shown = run(EXAMPLES / "convert_faces.py", demo_root, tmp_path)
    assert "2 converted, 0 were there already, 240 frames" in shown
    assert np.load(tmp_path / "face_ict" / "20260101_002_001.npy").shape == (120, 55)
    assert "0 converted, 2 were there already" in run(EXAMPLES / "convert_faces.py", demo_root, tmp_path)


def test_measure_scenes(demo_root: Path, tmp_path: Path) -> None:
    slid = write_moved(demo_root, tmp_path / "generated", "002", 30.0)
    shown = run(EXAMPLES / "measure_scenes.py", slid, demo_root)
    assert re.search(rf"{KEY} \d+ values", shown)
    assert re.search(r"Foot skating: worst [\d.]+ % \(20260101_001 00\d\)", shown)


@needs_blender
def test_compose_scene_and_play_it_with_its_own_characters(demo_root: Path, tmp_path: Path) -> None:
    """The people of the first file are the second's own characters."""
    import bpy

    meeting, own, scene = (tmp_path / f"{name}.blend" for name in ("meeting", "own", "scene"))
    assert "actor 001: Actor 001" in run(EXAMPLES / "compose_scene.py", demo_root, meeting)
    bpy.ops.wm.open_mainfile(filepath=str(meeting))
    assert bpy.context.scene.render.resolution_x == 1920
    for actor in ("001", "002"):
        bpy.data.objects[f"Actor {actor}"]["interact_actor"] = actor
    bpy.ops.wm.save_as_mainfile(filepath=str(own))
    before = own.read_bytes()
    shown = run(EXAMPLES / "own_character.py", demo_root, own, scene)
    assert "actor 002 is played by" in shown
    assert own.read_bytes() == before
    assert scene.is_file()
    refused = run(EXAMPLES / "own_character.py", demo_root, tmp_path / "absent.blend", scene, fails=True)
    assert "absent.blend" in refused
    assert "Traceback" not in refused


@needs_blender
def test_render_batch(demo_root: Path, tmp_path: Path) -> None:
    assert f"{KEY}: done (4 of 4 frames)" in run(EXAMPLES / "render_batch.py", demo_root, tmp_path)
    assert (tmp_path / "body_renders" / f"{KEY}.mp4").stat().st_size > 0
    assert f"{KEY}: kept" in run(EXAMPLES / "render_batch.py", demo_root, tmp_path)


@needs_blender
def test_animators_hour(demo_root: Path, tmp_path: Path) -> None:
    """What it shows is true: tests/blender/editing/test_animators_hour.py."""
    shown = run(EXAMPLES / "animators_hour.py", demo_root, tmp_path)
    assert re.search(r"the hand missed by 50\.0\d mm, now by 0\.\d\d mm", shown)
    assert f"{KEY}_001: edited, 3 files" in shown
    movie = tmp_path / "movies" / "body_renders" / f"{KEY}.mp4"
    assert shown.splitlines()[-1] == str(movie)
    assert movie.stat().st_size > 0


@needs_blender
def test_the_readmes_python_runs(demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert {node.names[0].name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import)} == {
        "interact_addon"
    }
    assert '"ROOT"' in code
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "readme.py"
    script.write_text(code.replace('"ROOT"', repr(str(demo_root))), "utf-8")
    shown = run(script)
    assert "(120, 75, 3)" in shown
    assert "Actor 001" in shown
    assert (tmp_path / "movies" / "body_renders" / f"{KEY}.mp4").is_file()


def test_every_script_is_tested() -> None:
    text = Path(__file__).read_text("utf-8")
    for script in SCRIPTS:
        assert f'EXAMPLES / "{script.name}"' in text
