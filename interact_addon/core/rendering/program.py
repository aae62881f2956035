# SPDX-License-Identifier: GPL-3.0-or-later
"""How a child Blender that runs a module of this package is started, from whatever this process is."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

__all__ = [
    "BLENDER_OPTIONS",
    "ENTRY",
    "START",
    "blender_binary",
    "installed_extension",
    "launcher",
    "module_command",
    "online_access",
    "worker_command",
    "worker_environment",
]

# Factory settings: the user's other add-ons and start-up file do not belong into a movie.
BLENDER_OPTIONS = ("--background", "--factory-startup", "--disable-autoexec", "--python-exit-code", "1")
START = Path(__file__).resolve().parents[2] / "start.py"
ENTRY = "interact_blender.py"  # the file that a Blender runs, at the top of an unpacked extension
_DATA = Path("interact_addon", "core", "characters", "makehuman", "data", "VERSION")  # not in a source tree
_SITE = "INTERACT_SITE"  # read by start.py
_THIRD_PARTY = ("imageio_ffmpeg", "rich", "attrs", "attr", "cattrs", "typing_extensions")


def blender_binary() -> str | None:
    """The program that this process is, where that is a Blender and no Python with Blender as a module."""
    bpy = sys.modules.get("bpy")
    return (bpy.app.binary_path or None) if bpy is not None else None


def online_access() -> bool:
    """Whether this process may use the network: a Blender asks its user, a plain Python need not.

    Extensions have to keep to it (Preferences > System > Network).
    """
    bpy = sys.modules.get("bpy")
    return bpy is None or blender_binary() is None or bool(bpy.app.online_access)


def module_command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package as a program, in a Blender like this one.

    Args:
        module: Its name inside the package: ``blender.rendering.worker``.
        arguments: What it finds in ``sys.argv[1:]``.

    Returns:
        A command for `subprocess`, to be started with :func:`worker_environment`. Standard input is the
        child's alone; on standard output Blender itself may say a line before the module starts.
    """
    return [*launcher(), "--module", module, *arguments]


def launcher(blender: str | None = None, entry: str | None = None) -> list[str]:
    """The words that ``interact``'s own arguments are put behind, to run it in a process of its own.

    Args:
        blender: The Blender that runs it; by default what this process is, Blender or a plain Python.
        entry: The file that is run; `START` by default. It may lie on another machine.
    """
    binary = blender or blender_binary()
    if binary is None:
        # -P: the modules beside start.py are no top-level modules
        return [sys.executable, "-P", entry or str(START), "--"]
    return [binary, *BLENDER_OPTIONS, "--python", entry or str(START), "--"]


def installed_extension() -> Path | None:
    """The folder of the extension that this is; None for a source tree, which a plain Blender cannot run."""
    folder = START.parents[1]
    return folder if (folder / ENTRY).is_file() and (folder / _DATA).is_file() else None


def worker_command() -> list[str]:
    """The command that starts a worker, which renders one scene."""
    return module_command("blender.rendering.worker")


def worker_environment() -> dict[str, str]:
    """This process's environment, and where the third-party modules lie that this process can import.

    The user's folder of extensions is hidden: a Blender with factory settings has no extensions, so it would
    remove there all modules that Blender unpacked for those that the user has.
    """
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "BLENDER_USER_EXTENSIONS": str(START.with_name("no-extensions")),  # never made
    }
    if folders := os.pathsep.join(_third_party_folders()):
        environment[_SITE] = folders
    return environment


def _third_party_folders() -> list[str]:
    found = (importlib.util.find_spec(name) for name in _THIRD_PARTY)
    origins = (Path(spec.origin) for spec in found if spec is not None and spec.origin is not None)
    return list(dict.fromkeys(str(origin.parent.parent) for origin in origins))
