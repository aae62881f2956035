# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators hand to the system, with an ``xdg-open`` that writes down what it was given."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import bpy
import pytest

pytestmark = [
    pytest.mark.blender,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="xdg-open is Linux's"),
]


@pytest.fixture
def opened(extension: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that gets the opened path."""
    tools, told = tmp_path / "bin", tmp_path / "opened.txt"
    tools.mkdir()
    program = tools / "xdg-open"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > "{told}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    return told


def _path(told: Path) -> Path:
    for _ in range(2000):
        if told.is_file() and told.read_text():
            break
        time.sleep(0.05)
    return Path(told.read_text())


def test_the_movies_folder(opened: Path, tmp_path: Path) -> None:
    (tmp_path / "movies").mkdir()
    settings: Any = bpy.context.scene.interact
    settings.output = str(tmp_path / "movies")
    assert bpy.ops.interact.open_output() == {"FINISHED"}
    assert _path(opened) == tmp_path / "movies"


def test_a_link_in_an_output_folder_is_not_opened(opened: Path, tmp_path: Path) -> None:
    (tmp_path / "Program.app").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "body_renders").symlink_to(tmp_path / "Program.app")
    settings: Any = bpy.context.scene.interact
    settings.output = str(tmp_path / "out")
    with pytest.raises(RuntimeError, match="body_renders"):
        bpy.ops.interact.open_output()
    assert not opened.exists()


def test_a_folder_that_is_not_there(opened: Path, tmp_path: Path) -> None:
    settings: Any = bpy.context.scene.interact
    settings.output = str(tmp_path / "nowhere")
    with pytest.raises(RuntimeError, match="does not exist"):
        bpy.ops.interact.open_output()
    assert not opened.exists()


def test_the_chosen_scenes_files(opened: Path, sample_root: Path) -> None:
    settings: Any = bpy.context.scene.interact
    settings.dataset, settings.key = str(sample_root), "20231119_051"
    bpy.ops.interact.reload_dataset()
    assert bpy.ops.interact.show_scene_files() == {"FINISHED"}
    assert _path(opened) == sample_root / "bvhs"


def test_without_a_program_to_open_it(opened: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    settings: Any = bpy.context.scene.interact
    settings.output = str(tmp_path)
    with pytest.raises(RuntimeError, match="Open it by hand"):
        bpy.ops.interact.open_output()
