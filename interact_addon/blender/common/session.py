# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's main file: start an empty one, and save it atomically."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import bpy

from ...core.foundation.atomic_file import atomic_path
from ...core.foundation.errors import WorkError
from ...core.foundation.literal_path import fits_blender, literal_output
from ...core.foundation.unwritten import cure_of_writing

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
        with atomic_path(path, suffix=".blend") as part, literal_output(part) as place:
            bpy.ops.wm.save_as_mainfile(filepath=str(place), copy=True, compress=True, relative_remap=False)
    except (OSError, RuntimeError) as error:
        raise WorkError(
            f"the scene cannot be saved ({_reason(error)})", path=path, cure=cure_of_writing(path, error)
        ) from error


def save_snapshot(path: Path) -> None:
    """Save a copy of the loaded file in its present state, for another process that reads it at once.

    The loaded file keeps its path and its unsaved changes. Relative paths in the copy are adapted to its
    folder. It is not compressed: that would take longer than writing.

    Raises:
        WorkError: the file cannot be written.
    """
    # Not by way of a link: Blender makes relative paths relative to where it believes the copy to be.
    if not fits_blender(path.absolute()):
        raise WorkError(
            "Blender cannot save under a path with a '\\', of more than 1000 bytes, or not in UTF-8",
            path=path,
            cure="Set TMPDIR, and Blender's user folder, to folders with plain names",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        bpy.ops.wm.save_as_mainfile(
            filepath=str(path), copy=True, compress=False, relative_remap=True, check_existing=False
        )
    except (OSError, RuntimeError) as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise WorkError(
            f"a copy of the scene cannot be written ({_reason(error)})",
            path=path,
            cure=cure_of_writing(path, error),
        ) from error


def _reason(error: OSError | RuntimeError) -> str:
    return getattr(error, "strerror", None) or str(error).strip()
