# SPDX-License-Identifier: GPL-3.0-or-later
"""The asset library from the panel: a Blender of its own writes it, and this one lists it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

pytestmark = pytest.mark.blender


def test_the_scenes_people_and_takes_are_written_and_listed(
    fresh_extension: str, demo_root: Path, tmp_path: Path
) -> None:
    settings = bpy.context.scene.interact
    settings.dataset, settings.key = str(demo_root), "20260101_001"
    state: Any = bpy.context.window_manager.interact_assets
    operators: Any = bpy.ops.interact
    with pytest.raises(RuntimeError, match="no folder is chosen"):
        operators.write_assets()
    state.folder = str(tmp_path / "library")
    before = len(bpy.data.objects)
    assert operators.write_assets() == {"FINISHED"}
    assert len(bpy.data.objects) == before
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.blend"))
    assert len([file for file in files if file.startswith("library/people/")]) == 2
    assert "library/takes/20260101_001.blend" in files
    libraries: Any = bpy.context.preferences.filepaths.asset_libraries
    assert [library.name for library in libraries].count("InterAct") == 1
    with pytest.raises(RuntimeError, match="exists already"):
        operators.write_assets()


def test_a_take_needs_a_person(fresh_extension: str) -> None:
    operators: Any = bpy.ops.interact
    assert not operators.play_take.poll()
    assert not operators.play_on.poll()
