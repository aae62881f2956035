# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that lack what Blender or Python need: one sentence with the cure; a batch asks two Blenders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from interact_addon.cli import COMMANDS
from interact_addon.core.rendering.blender_faults import drawing_cure, libraries_cure, missing_module

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--frames", "1-1", "--size", "32x18", "--workers", "1")
linux = pytest.mark.skipif(sys.platform != "linux", reason="libraries are hidden in Linux's way")


def interact(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(filter(None, [environment.pop("PYTHONPATH", None), str(ROOT)]))
    return subprocess.run(
        [sys.executable, "-m", "interact_addon", *map(str, words)],
        env={**os.environ, **environment, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def without(tmp_path: Path):
    """The environment of a Python without a module, or of a Linux without a library."""

    def make(name: str) -> dict[str, str]:
        folder = tmp_path / f"without {name}"
        folder.mkdir()
        if ".so" not in name:
            fault = f'raise ModuleNotFoundError("No module named {name!r}", name={name!r})'
            (folder / f"{name}.py").write_text(fault)
            return {"PYTHONPATH": str(folder)}
        (folder / name).touch()  # the loader takes this one, and finds it too short
        return {"LD_LIBRARY_PATH": str(folder)}

    return make


def told(done: subprocess.CompletedProcess[str], *, again: int = 0) -> str:
    assert done.returncode == 1, done.stderr
    for word in ("Traceback", "report this"):
        assert word not in done.stdout + done.stderr
    assert (done.stdout + done.stderr).count("again: ") == again
    return done.stderr + done.stdout


@linux
@pytest.mark.blender
def test_a_command_that_is_blender_itself(without, demo_root: Path, tmp_path: Path) -> None:
    words = ("compose", "20260101_001", "--dataset", demo_root, "--save", tmp_path / "x.blend")
    done = interact(*words, **without("libXi.so.6"))
    assert told(done) == f"interact: the system library libXi.so.6 is missing. {libraries_cure()}.\n"


@linux
@pytest.mark.blender
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("libXi.so.6", f"the system library libXi.so.6 is missing. {libraries_cure()}."),
        ("bpy", str(missing_module("bpy"))),
        ("libEGL.so.1", f"no OpenGL driver for drawing without a screen (EGL). {drawing_cure()}."),
    ],
)
def test_a_batch_asks_two_blenders(
    without, demo_root: Path, tmp_path: Path, name: str, sentence: str
) -> None:
    out = tmp_path / "movies"
    keys = ("20260101_001", "20260101_001_001", "20260101_002_001")  # the scene, and both faces
    done = interact("render", *keys, "--dataset", demo_root, "--out", out, *SMALL, **without(name))
    assert told(done, again=1).count(sentence) == 4  # why it tries again, and three scenes
    assert len(list((out / "logs").iterdir())) == 1


@linux
@pytest.mark.blender
def test_the_doctor_says_the_same(without) -> None:
    shown = told(interact("doctor", "--quick", **without("libXi.so.6")))
    assert "FAIL  Blender: the system library libXi.so.6 is missing" in shown
    assert f"cure: {libraries_cure()}\n" in shown


def test_the_overview_needs_nothing(without) -> None:
    shown = interact("--help", **without("numpy"))
    assert (shown.returncode, shown.stderr) == (0, "")
    for command in COMMANDS:
        assert f"\n    {command.replace('_', '-')} " in shown.stdout


@pytest.mark.parametrize("command", [*COMMANDS, "--json"])
def test_a_python_without_numpy(without, command: str) -> None:
    done = interact(command.replace("_", "-"), **without("numpy"))
    fault = missing_module("numpy")
    assert told(done).startswith(f"interact: {fault}\n")
    if command == "--json":
        assert json.loads(done.stdout)["error"]["cure"] == fault.cure
    else:
        assert done.stdout == ""
