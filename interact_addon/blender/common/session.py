# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's main file: start an empty one, and save it atomically."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import bpy

from ...core.foundation.atomic_file import atomic_path
from ...core.foundation.errors import WorkError

__all__ = ["fresh_scene", "save_copy", "save_snapshot"]


def fresh_scene() -> bpy.types.Scene:
    """Unload everything and return an empty scene, independent of the user's start-up file.

    The preferences stay. Reading factory settings would reset them too, and disable the extensions: this one,
    which can be what runs here, and the modules that Blender unpacked for it.
    """
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    scene = bpy.context.scene
    if scene is None:
        scene = bpy.data.scenes.new("Scene")
    return scene


def save_copy(path: Path) -> None:
    """Save the loaded file as ``path``: it is written beside it first, then renamed.

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
    """Save a copy of the loaded file in its present state, for another process that reads it at once.

    The loaded file keeps its path and its unsaved changes. Relative paths in the copy are adapted to its
    folder. It is not compressed: that would take longer than writing.

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
