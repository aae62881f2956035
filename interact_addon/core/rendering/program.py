# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the commands that start a child Blender, from a Blender or from a plain Python."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from .devices.kernel_caches import kernel_caches

__all__ = [
    "BLENDER_OPTIONS",
    "ENTRY",
    "START",
    "WITHOUT_BLAS_THREADS",
    "WITHOUT_SOFTWARE_VULKAN",
    "blender_binary",
    "installed_extension",
    "launcher",
    "module_command",
    "worker_command",
    "worker_environment",
]

# Factory settings: the user's other add-ons and start-up file must not affect a movie.
BLENDER_OPTIONS = ("--background", "--factory-startup", "--disable-autoexec", "--python-exit-code", "1")
START = Path(__file__).resolve().parents[2] / "start.py"
ENTRY = "interact_blender.py"  # the file that a Blender runs, at the top of an unpacked extension
# From 5.3 Blender draws by Vulkan where it can. Without a GPU that is Mesa's lavapipe, whose pictures have
# black specks and differ from one drawing to the next (seen with Mesa 25.0.7); its OpenGL draws all alike.
WITHOUT_SOFTWARE_VULKAN = {"VK_LOADER_DRIVERS_DISABLE": "*lvp_icd*"}
# OpenBLAS, which numpy multiplies with, starts a thread for each processor. Our products are too small to
# gain by that, and beside other workers its threads wait for each other longer than they work.
WITHOUT_BLAS_THREADS = {"OPENBLAS_NUM_THREADS": "1"}
_DATA = Path("interact_addon", "core", "characters", "makehuman", "data", "VERSION")  # not in a source tree
_SITE = "INTERACT_SITE"  # read by start.py
_THIRD_PARTY = ("imageio_ffmpeg", "rich", "attrs", "attr", "cattrs", "typing_extensions")


def blender_binary() -> str | None:
    """Return the program of this Blender; None in a Python that has Blender as a module."""
    bpy = sys.modules.get("bpy")
    return (bpy.app.binary_path or None) if bpy is not None else None


def module_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of this package as a program, in a Blender like this one.

    Args:
        module: Its name inside the package: ``blender.rendering.worker``.
        arguments: Its ``sys.argv[1:]``.

    Returns:
        A command for `subprocess`, to be started with :func:`worker_environment`. Standard input
        belongs to the child; on standard output Blender itself can print a line before the module starts.
    """
    return [*launcher(), "--module", module, *arguments]


def launcher(blender: str | None = None, entry: str | None = None) -> list[str]:
    """Return the command that runs ``interact`` in its own process, without the arguments of ``interact``.

    Args:
        blender: The Blender that runs it; by default this process's program, Blender or a plain Python.
        entry: The file that is run; `START` by default. It can be on another machine.
    """
    binary = blender or blender_binary()
    if binary is None:
        # -P: the modules beside start.py are not top-level modules
        return [sys.executable, "-P", entry or str(START), "--"]
    return [binary, *BLENDER_OPTIONS, "--python", entry or str(START), "--"]


def installed_extension() -> Path | None:
    """Return this extension's folder; None for a source tree, which a plain Blender cannot run."""
    folder = START.parents[1]
    return folder if (folder / ENTRY).is_file() and (folder / _DATA).is_file() else None


def worker_command() -> list[str]:
    """Return the command that starts a worker, which renders one scene."""
    return module_command("blender.rendering.worker")


def worker_environment() -> dict[str, str]:
    """Return this process's environment, plus the folders of the third-party modules that it can import.

    Blender's drawing by Vulkan without a GPU is switched off, unless ``VK_LOADER_DRIVERS_DISABLE`` is set,
    and so are the threads of numpy's OpenBLAS, unless ``OPENBLAS_NUM_THREADS`` is.
    Drivers keep the kernels that they compile (:mod:`.devices.kernel_caches`).
    The user's folder of extensions is hidden: a Blender with factory settings has no extensions, so it would
    remove all modules there that Blender unpacked for the user's extensions.
    """
    environment = {
        **WITHOUT_SOFTWARE_VULKAN,
        **WITHOUT_BLAS_THREADS,
        **kernel_caches(os.environ),
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "BLENDER_USER_EXTENSIONS": str(START.with_name("no-extensions")),  # never created
    }
    if folders := os.pathsep.join(_third_party_folders()):
        environment[_SITE] = folders
    return environment


def _third_party_folders() -> list[str]:
    found = (importlib.util.find_spec(name) for name in _THIRD_PARTY)
    origins = (Path(spec.origin) for spec in found if spec is not None and spec.origin is not None)
    return list(dict.fromkeys(str(origin.parent.parent) for origin in origins))
