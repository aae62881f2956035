# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension's life in this Blender: installed, enabled, disabled, again, and gone without a trace."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

import bpy
import pytest

from interact_addon.core.rendering.blender_faults import missing_module

pytestmark = pytest.mark.blender

LIFE = Path(__file__).with_name("life.py")
# What Blender says by itself while it installs, and what a machine without a display or /etc/mtab adds.
USUAL = re.compile(
    r"^(STATUS (Installed|Removed)|Info:|EGL|.*EGL_BAD|.*list of mounted file-systems|Blender |$)"
)


def test_it_is_enabled_from_the_users_folder(extension: str, module) -> None:
    assert bpy.context.preferences.addons[extension].preferences is not None
    assert hasattr(bpy.context.scene, "interact")
    start = module("core.rendering.program").START
    assert start.is_file()
    assert start.is_relative_to(bpy.utils.user_resource("EXTENSIONS"))


def test_property_groups_have_no_functions(extension: str) -> None:
    """Blender 4.2 never lets their classes go: functions of theirs would hold ``bpy`` beyond Python's end."""
    groups = [
        kind for kind in bpy.types.PropertyGroup.__subclasses__() if kind.__module__.startswith(extension)
    ]
    assert len(groups) >= 5
    found = {
        f"{kind.__name__}.{name}"
        for kind in groups
        for name, value in vars(kind).items()
        if isinstance(value, (FunctionType, classmethod, staticmethod, property))
    }
    assert not found
    held = [
        kind.__name__
        for kind in groups
        if not all(isinstance(each, str) for each in vars(kind).get("__annotations__", {}).values())
    ]
    assert not held, "its properties' functions outlive it: see property_group"


@pytest.fixture(scope="module")
def life(extension_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """What a Blender of its own held at each step, and what it said."""
    return lived(extension_zip, tmp_path_factory.mktemp("life"))


@pytest.fixture(scope="module")
def numpy_later(extension_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """As ``life``, in a Blender that gets numpy only after the extension was enabled and disabled."""
    return lived(extension_zip, tmp_path_factory.mktemp("numpy-later"), "without-numpy")


def lived(extension_zip: Path, folder: Path, *more: str) -> tuple[dict[str, Any], str]:
    answer = folder / "answer.json"
    # Where pytest itself has imported bpy before it started this process, Blender's own setting is inherited.
    environment = {key: value for key, value in os.environ.items() if key != "OCIO"}
    done = subprocess.run(
        [sys.executable, str(LIFE), "--", str(extension_zip), str(answer), *more],
        env={**environment, "BLENDER_USER_RESOURCES": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return json.loads(answer.read_text("utf-8")), done.stdout


def test_nothing_is_said(life: tuple[dict[str, Any], str]) -> None:
    assert [line for line in life[1].splitlines() if not USUAL.match(line)] == []


@pytest.mark.parametrize("step", ["installed", "enabled again", "registered 20 times"])
def test_enabled_it_is_there(life: tuple[dict[str, Any], str], step: str) -> None:
    found = life[0]["steps"][step]
    assert found["enabled"]
    assert "interact" in found["properties"]["Scene"]
    assert found["classes"]
    assert found["preferences"] == "InteractPreferences"
    assert found == life[0]["steps"]["installed"], "it is another than at first"


def test_registered_again_and_again_it_takes_no_more_memory(life: tuple[dict[str, Any], str]) -> None:
    assert life[0]["steps"]["installed"]["subscribed"]
    assert sum(life[0]["grown"].values()) < 100, life[0]["grown"]  # of the 15 last times


@pytest.mark.parametrize("step", ["disabled", "uninstalled"])
def test_gone_it_leaves_nothing(life: tuple[dict[str, Any], str], step: str) -> None:
    assert life[0]["steps"][step] == life[0]["steps"]["before"]
    assert not life[0]["files left"]
    assert life[0]["functions left"] == [], "what outlives the extension can crash Blender 4.2 at its end"


def test_without_numpy_it_says_once_how_to_get_it(numpy_later: tuple[dict[str, Any], str]) -> None:
    before, found = (numpy_later[0]["steps"][step] for step in ("before", "installed"))
    assert found["enabled"]
    assert "interact" not in found["properties"]["Scene"]
    assert found["operators"] == before["operators"]
    assert found["preferences"] == "InteractMissingPreferences"
    assert found["classes"] == before["classes"]
    said = [line for line in numpy_later[1].splitlines() if not USUAL.match(line)]
    assert said == [f"InterAct: {missing_module('numpy')}"]


@pytest.mark.parametrize("step", ["disabled", "uninstalled"])
def test_without_numpy_it_leaves_nothing(numpy_later: tuple[dict[str, Any], str], step: str) -> None:
    assert numpy_later[0]["steps"][step] == numpy_later[0]["steps"]["before"]
    assert numpy_later[0]["functions left"] == []


@pytest.mark.parametrize("step", ["enabled again", "registered 20 times"])
def test_with_numpy_at_last_it_is_all_there(
    life: tuple[dict[str, Any], str], numpy_later: tuple[dict[str, Any], str], step: str
) -> None:
    assert numpy_later[0]["steps"][step] == life[0]["steps"][step]


def test_without_numpy_preferences_and_command_say_it(
    module, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands: dict[str, Any] = {}
    monkeypatch.setattr(bpy.utils, "register_class", lambda cls: None)
    monkeypatch.setattr(bpy.utils, "register_cli_command", commands.setdefault)
    without = module("ui.common.without_numpy")
    without.register()
    assert capsys.readouterr().err == f"InterAct: {missing_module('numpy')}\n"
    assert commands["interact"](["scenes"]) == 1
    assert capsys.readouterr() == ("", f"interact: {missing_module('numpy')}\n")
    labels: list[str] = []
    monkeypatch.setattr(without, "draw_wrapped", lambda layout, context, text, **_: labels.append(text))
    without.InteractMissingPreferences.draw(SimpleNamespace(layout=None), bpy.context)
    assert "".join(labels) == f"InterAct: {missing_module('numpy')}"


def test_a_folder_of_ours_that_cannot_be_made_is_not_the_current_one(
    extension: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "99999999-shot.txt"  # as our passing files of a process that is no more
    theirs.touch()
    bpy.ops.preferences.addon_disable(module=extension)
    # What Blender answers where its folders may only be read.
    monkeypatch.setattr(bpy.utils, "extension_path_user", lambda *_, **__: "")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path)
    bpy.ops.preferences.addon_enable(module=extension)
    assert hasattr(bpy.types.Scene, "interact")
    assert theirs.exists()
    folder = importlib.import_module(f"{extension}.interact_addon.ui.common.addon").user_folder("movies")
    assert folder.is_dir()
    assert folder.is_relative_to(tmp_path / "temporary")
