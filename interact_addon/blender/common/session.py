# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's main file: a fresh one to work in, and saving without ever leaving half a file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import bpy

from ...core.foundation.atomic_file import atomic_path
from ...core.foundation.errors import WorkError

__all__ = ["fresh_scene", "save_copy", "save_snapshot"]


def fresh_scene() -> bpy.types.Scene:
    """Forget everything that is loaded and give an empty scene, with nobody's start-up file.

    The preferences stay. Reading factory settings would forget them too, with them the enabled extensions:
    ours, which may be what runs here, and the modules that Blender unpacked for it.
    """
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    scene = bpy.context.scene
    if scene is None:
        scene = bpy.data.scenes.new("Scene")
    return scene


def save_copy(path: Path) -> None:
    """Save what is loaded as ``path``: written beside it first, then renamed.

    Raises:
        WorkError: the file cannot be written.
    """
    path = path.absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(path, suffix=".blend") as part:
            bpy.ops.wm.save_as_mainfile(filepath=str(part), copy=True, compress=True, relative_remap=False)
    except (OSError, RuntimeError) as error:
        raise WorkError(
            f"the scene cannot be saved ({str(error).strip()})",
            path=path,
            cure="Look for free space and permissions",
        ) from error


def save_snapshot(path: Path) -> None:
    """Write what is loaded, as it is now, to ``path``, for another process that reads it at once.

    The file that is loaded keeps its own path and stays as changed as it was. Relative paths in the copy are
    made to fit its place. It is not compressed: that would take longer than writing.

    Raises:
        WorkError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        bpy.ops.wm.save_as_mainfile(
            filepath=str(path), copy=True, compress=False, relative_remap=True, check_existing=False
        )
    except (OSError, RuntimeError) as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise WorkError(
            f"a copy of the scene cannot be written ({str(error).strip()})",
            path=path,
            cure="Look for free space and permissions",
        ) from error
