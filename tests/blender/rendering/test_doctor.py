# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from interact_addon.core.rendering.program import module_command, worker_environment

pytestmark = pytest.mark.blender


def ask(question: str, folder: Path) -> dict:
    answer = folder / "answer.json"
    command = module_command("blender.rendering.doctor", question, str(answer))
    subprocess.run(command, check=True, capture_output=True, env=worker_environment(), timeout=120)
    return json.loads(answer.read_text())


def test_blender_describes_itself(tmp_path: Path) -> None:
    import bpy

    found = ask("describe", tmp_path)
    assert found["version"] == bpy.app.version_string
    assert found["video"] is True
    assert isinstance(found["audio"], bool)


@pytest.mark.parametrize(("preset", "engine"), [("preview", "BLENDER_WORKBENCH"), ("pathtraced", "CYCLES")])
def test_a_cube_is_seen(tmp_path: Path, preset: str, engine: str) -> None:
    found = ask(preset, tmp_path)
    assert (found["engine"], found["error"]) == (engine, None)
    assert found["seconds"] > 0
    assert (tmp_path / "answer.png").is_file()
