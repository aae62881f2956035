# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of a machine on which no Blender can start or draw: what its last words mean, and the cure."""

from __future__ import annotations

import functools
import re
import shutil
import sys
from pathlib import Path

from ..foundation.errors import MachineError
from ..foundation.used_up import used_up

__all__ = [
    "DRIVER_CURE",
    "REINSTALL_CURE",
    "drawing_cure",
    "explain",
    "fault_in",
    "libraries_cure",
    "missing_module",
    "system_libraries",
]

DRIVER_CURE = "Update the graphics driver"
REINSTALL_CURE = "Reinstall it: ./interact setup in the checkout, or pip install --force-reinstall bpy"
_OTHER_LIBRARY_CURE = f"{REINSTALL_CURE}; if it is none of Blender's own, install the system's package of it"
_LIST = Path(__file__).with_name("system_libraries.txt")
# Without a screen it prints EGL_BAD_MATCH where it draws well, EGL_BAD_PARAMETER where EGL has no driver.
_NO_DRAWING = re.compile(
    r"Couldn't open libEGL|No OpenGL vendor|Couldn't find current GLX or EGL|open a display"
    r"|Failed to create headless GPU context|EGL_BAD_PARAMETER"
)
# As Python, the system's loader and numpy say it: other libraries print that they do without one.
_NO_LIBRARY = re.compile(
    r"(?:ImportError|loading shared libraries|error was): [^\n]*?(lib[\w+.-]+\.so[.\d]*): "
    r"(?:cannot open shared object file|file too short)"
)
_NO_MODULE = re.compile(r"ModuleNotFoundError: No module named '(bpy|numpy)'")
_MODULES = {
    "bpy": "Run it with ./interact from the checkout ('./interact setup' renews its environment),"
    " or 'pip install bpy'",
    "numpy": "Install it where this runs: 'apt-get install python3-numpy' for Debian's Blender,"
    " './interact setup' in a checkout, else 'pip install numpy'",
}


def fault_in(text: str) -> MachineError | None:
    """Return the fault of the machine that a Blender's output tells, or None.

    Only for a Blender that ended without an answer: a working one can print such lines too.
    """
    if _NO_DRAWING.search(text):
        return MachineError(
            "there is no OpenGL driver for drawing without a screen (EGL)", cure=drawing_cure()
        )
    if match := _NO_LIBRARY.search(text):
        cure = libraries_cure() if match[1] in system_libraries() else _OTHER_LIBRARY_CURE
        return MachineError(f"the system library {match[1]} is missing", cure=cure)
    if match := _NO_MODULE.search(text):
        return missing_module(match[1])
    return None


def explain(error: BaseException) -> MachineError | None:
    """Return the fault of the machine that an exception of this process tells, or None."""
    if not isinstance(error, ImportError):
        return None
    if (found := used_up(error)) is not None:
        return MachineError(f"{found[0]} to load Blender's modules", cure=found[1])
    if isinstance(error, ModuleNotFoundError) and error.name in _MODULES:
        return missing_module(error.name)
    if (fault := fault_in(f"{type(error).__name__}: {error}")) is not None:
        return fault
    if error.name != "bpy" or "cannot import name" in str(error):
        return None
    return MachineError(f"Blender's Python module cannot be loaded ({error})", cure=REINSTALL_CURE)


def missing_module(name: str) -> MachineError:
    """Return the fault that this Python has no module ``bpy`` or ``numpy``."""
    what = "Blender's module bpy" if name == "bpy" else f"the module {name}"
    return MachineError(f"this Python lacks {what}", cure=_MODULES[name])


def libraries_cure() -> str:
    """Return how to install the system's libraries that Blender needs, as an imperative; for Linux."""
    libraries = system_libraries()
    if shutil.which("apt-get"):
        packages = " ".join(dict.fromkeys(libraries.values()))
        return f"As root run 'apt-get update && apt-get install -y {packages}'"
    return f"Install {', '.join(libraries)} with the system's package manager"


def drawing_cure() -> str:
    """Return how to get an OpenGL driver, as an imperative."""
    return libraries_cure() if sys.platform == "linux" else DRIVER_CURE


@functools.cache
def system_libraries() -> dict[str, str]:
    """Return the libraries that a minimal Linux lacks: ``libXi.so.6`` -> Debian's package ``libxi6``."""
    lines = [line.partition("#")[0].split() for line in _LIST.read_text("utf-8").splitlines()]
    return dict(words[:2] for words in lines if words)
