# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from interact_addon.core.rendering.blender_faults import (
    drawing_cure,
    explain,
    fault_in,
    libraries_cure,
    missing_module,
    system_libraries,
)

ROOT = Path(__file__).resolve().parents[3]
NO_FILE = "cannot open shared object file: No such file or directory"
HEADLESS = "Failed to create headless GPU context: EGL Error (0x3001): EGL_NOT_INITIALIZED: not initialized"


@pytest.mark.parametrize(
    "text",
    [
        # Debian 12 without libegl1, without libegl-mesa0 and without Mesa's drivers, on 5.3, 5.0 and 4.2.
        f"Couldn't open libEGL.so.1: libEGL.so.1: {NO_FILE}",
        "EGL Error (0x300C): EGL_BAD_PARAMETER: One or more argument values are invalid.",
        f"libEGL warning: MESA-LOADER: failed to open swrast: swrast_dri.so: {NO_FILE}\n{HEADLESS}",
        "Warning: No OpenGL vendor detected.",
        "dispatch_common.c:872: Assertion `0 && \"Couldn't find current GLX or EGL context.\\n\"' failed.",
    ],
)
def test_no_driver_for_drawing(text: str) -> None:
    fault = fault_in(f"Blender\n{text}\n")
    assert fault is not None
    assert "no OpenGL driver" in fault.message
    assert fault.cure == drawing_cure()


@pytest.mark.parametrize(
    "text",
    [
        f"ImportError: libXi.so.6: {NO_FILE}",
        f"/opt/blender/blender: error while loading shared libraries: libXi.so.6: {NO_FILE}",
        "ImportError: /usr/lib/x86_64-linux-gnu/libXi.so.6: file too short",
        f"ImportError: \n\nIMPORTANT: PLEASE READ THIS\nOriginal error was: libXi.so.6: {NO_FILE}\n",
    ],
)
def test_a_missing_library(text: str) -> None:
    fault = fault_in(f'  File "x.py", line 1, in <module>\n    import bpy\n{text}\n')
    assert fault is not None
    assert str(fault) == f"the system library libXi.so.6 is missing. {libraries_cure()}."


def test_a_missing_library_that_is_not_blenders() -> None:
    fault = fault_in(f"    import _sqlite3\nImportError: libsqlite3.so.0: {NO_FILE}\n")
    assert str(fault).startswith(
        "the system library libsqlite3.so.0 is missing. Reinstall it: ./interact setup"
    )
    assert "the system's package" in str(fault)


@pytest.mark.parametrize("name", ["bpy", "numpy"])
def test_a_missing_module(name: str) -> None:
    fault = fault_in(f"    import {name}\nModuleNotFoundError: No module named '{name}'\n")
    assert str(fault) == str(missing_module(name))
    assert name in str(fault)
    assert "./interact setup" in str(fault)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Segmentation fault",
        "EGL Error (0x3009): EGL_BAD_MATCH: Arguments are inconsistent",  # where it draws well
        f"Warning: libdecor-0.so.0: {NO_FILE}",  # Blender does without it
        "ModuleNotFoundError: No module named 'bpy.gone'",
        "ImportError: cannot import name 'x' from 'bpy'",
    ],
)
def test_what_says_nothing_about_the_machine(text: str) -> None:
    assert fault_in(text) is None


def test_exceptions_of_this_process() -> None:
    assert "libXi.so.6" in str(explain(ImportError(f"libXi.so.6: {NO_FILE}", name="bpy")))
    missing = explain(ModuleNotFoundError("No module named 'numpy'", name="numpy"))
    assert str(missing) == str(missing_module("numpy"))
    damaged = explain(ImportError("__init__.so: undefined symbol: gone", name="bpy"))
    assert "cannot be loaded (__init__.so: undefined symbol: gone)" in str(damaged)
    for ours in (
        ImportError("cannot import name 'x' from 'bpy' (unknown location)", name="bpy"),
        ModuleNotFoundError("No module named 'cattrs'", name="cattrs"),
        RuntimeError("ModuleNotFoundError: No module named 'numpy'"),
    ):
        assert explain(ours) is None


def test_the_cure_for_libraries_is_the_systems_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    packages = re.search(r"'apt-get update && apt-get install -y ([^']+)'$", libraries_cure())
    assert packages is not None
    assert packages[1].split() == list(dict.fromkeys(system_libraries().values()))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "apt-get" not in libraries_cure()
    assert all(library in libraries_cure() for library in system_libraries())
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "driver" in drawing_cure()


@pytest.mark.parametrize("file", ["README.md", ".ci/run", ".github/workflows/ci.yml"])
def test_who_installs_them_installs_all_of_them(file: str) -> None:
    (packages,) = re.findall(r"apt-get install -y [^>\n]*?(libegl1[^>\n]*)", (ROOT / file).read_text("utf-8"))
    assert packages.split() == list(dict.fromkeys(system_libraries().values()))
