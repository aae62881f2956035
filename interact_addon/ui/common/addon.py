# SPDX-License-Identifier: GPL-3.0-or-later
"""The extension's name inside Blender, its preferences, and the folder it can write to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import bpy

__all__ = ["ADDON", "COMMAND", "preferences", "user_folder"]

# Installed as an extension: ``bl_ext.<repository>.interact_addon``; from the source tree: ``interact_addon``.
ADDON = (__package__ or "").removesuffix(".ui.common")
if "." in ADDON:
    ADDON = ADDON.rpartition(".")[0]
COMMAND = "interact"  # blender --command interact ...


def preferences(context: bpy.types.Context | None = None) -> Any:
    """Return the extension's preferences, or None if its classes are registered without it being enabled."""
    addon = (context or bpy.context).preferences.addons.get(ADDON)
    return None if addon is None else addon.preferences


def user_folder(name: str = "") -> Path:
    """Return the folder that Blender lets an extension write to, creating it if needed.

    If that folder is read-only or its disk is full, Blender returns none; then a folder among the temporary
    files is used, which is still there when this Blender has ended.

    Args:
        name: A folder inside it.
    """
    if "." in ADDON:
        found = bpy.utils.extension_path_user(ADDON, path=name, create=True)
    else:
        found = bpy.utils.user_resource("CONFIG", path=str(Path("interact_addon") / name), create=True)
    if found:  # an empty path would be the folder that Blender was started from
        return Path(found)
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"interact_addon-{user}" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
