# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from interact_addon.core.rendering.devices.model import devices_in
from interact_addon.core.rendering.program import module_command, worker_environment

pytestmark = pytest.mark.blender


def ask(question: str, folder: Path) -> dict:
    answer = folder / "answer.json"
    command = module_command("blender.rendering.doctor", question, str(answer))
    subprocess.run(command, check=True, capture_output=True, env=worker_environment(), timeout=300)
    return json.loads(answer.read_text())


def test_blender_describes_itself(tmp_path: Path) -> None:
    import bpy

    found = ask("describe", tmp_path)
    assert found["version"] == bpy.app.version_string
    assert found["video"] is True
    assert isinstance(found["audio"], bool)


def test_blender_lists_what_cycles_can_render_on(tmp_path: Path) -> None:
    found = devices_in(ask("devices", tmp_path)["devices"])
    assert found[-1].type == "CPU"
    assert found[-1].name


def test_a_cube_is_seen_in_a_folder_with_a_special_name(tmp_path: Path) -> None:
    """As where TMPDIR names one."""
    folder = tmp_path / "{tmp} #1"
    folder.mkdir()
    assert ask("preview", folder)["error"] is None
    assert sorted(path.name for path in folder.iterdir()) == ["answer.json", "answer.png"]


@pytest.mark.parametrize(("preset", "engine"), [("preview", "BLENDER_WORKBENCH"), ("pathtraced", "CYCLES")])
def test_a_cube_is_seen(tmp_path: Path, preset: str, engine: str) -> None:
    found = ask(preset, tmp_path)
    assert (found["engine"], found["error"]) == (engine, None)
    assert found["seconds"] > 0
    assert (tmp_path / "answer.png").is_file()
