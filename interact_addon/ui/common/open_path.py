# SPDX-License-Identifier: GPL-3.0-or-later
"""Handing files and folders to the system's own programs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import bpy

from ...core.foundation.errors import InputError
from .reporting import CANCELLED, FINISHED, Result

__all__ = ["open_path"]


def open_path(operator: bpy.types.Operator, path: Path | None) -> Result:
    """Hand a file or folder to the system.

    Raises:
        InputError: it is not there, or the system has nothing to open it with.
    """
    if path is None or not path.exists():
        raise InputError("this is not there any more", path=path)
    if sys.platform.startswith("linux") and shutil.which("xdg-open") is None:
        raise InputError("this system has no xdg-open, which opens files", path=path, cure="Open it by hand")
    try:
        bpy.ops.wm.path_open(filepath=str(path))
    except RuntimeError as error:
        operator.report({"ERROR"}, str(error).strip())
        return CANCELLED
    return FINISHED
