# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from interact_addon.core.rendering.program import START, module_command, worker_command, worker_environment


def real_blender(monkeypatch: pytest.MonkeyPatch, binary: str) -> None:
    bpy = ModuleType("bpy")
    bpy.app = SimpleNamespace(binary_path=binary)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bpy", bpy)


def test_blender_as_a_module_starts_this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    real_blender(monkeypatch, "")
    command = module_command("blender.rendering.doctor", "describe")
    assert command == [
        sys.executable,
        "-P",
        str(START),
        "--",
        "--module",
        "blender.rendering.doctor",
        "describe",
    ]


def test_a_real_blender_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    binary = r"C:\Program Files\Blender Foundation\Blender 5.0\blender.exe"
    real_blender(monkeypatch, binary)
    command = worker_command()
    assert command[0] == binary
    assert command[1] == "--background"
    assert "--disable-autoexec" in command
    assert command[command.index("--python-exit-code") + 1] == "1"
    assert command[command.index("--python") + 1 :] == [
        str(START),
        "--",
        "--module",
        "blender.rendering.worker",
    ]


def test_a_child_finds_the_package_wherever_it_starts(tmp_path: Path) -> None:
    """Run as a module: relative imports work, and ``core`` and the like are no top-level modules."""
    probe = [*module_command("__main__"), "--version"]
    environment = {key: value for key, value in worker_environment().items() if key != "PYTHONPATH"}
    done = subprocess.run(probe, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("interact ")


def test_start_passes_exit_codes_on(tmp_path: Path) -> None:
    command = [sys.executable, "-P", str(START), "--", "scenes", "--dataset", str(tmp_path / "nowhere")]
    done = subprocess.run(command, env=worker_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_children_are_told_where_third_party_modules_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "imageio_ffmpeg"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "imageio_ffmpeg", raising=False)
    assert str(tmp_path) in worker_environment()["INTERACT_SITE"].split(os.pathsep)


def test_children_leave_the_users_extensions_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BLENDER_USER_EXTENSIONS", str(tmp_path))
    folder = Path(worker_environment()["BLENDER_USER_EXTENSIONS"])
    assert folder != tmp_path
    assert not folder.exists()


def test_children_do_not_draw_by_software_vulkan_unless_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "VK_LOADER_DRIVERS_DISABLE"
    monkeypatch.delenv(name, raising=False)
    assert worker_environment()[name] == "*lvp_icd*"
    monkeypatch.setenv(name, "")
    assert worker_environment()[name] == ""
