# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening files and folders in the system's programs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import bpy

from ...core.foundation.errors import InputError
from ...core.foundation.writing.own_files import check_own
from .reporting import CANCELLED, FINISHED, Result

__all__ = ["open_path"]


def open_path(operator: bpy.types.Operator, path: Path | None, root: Path | None = None) -> Result:
    """Open a file or folder in the system's program for it.

    Args:
        operator: It reports.
        path: The file or folder.
        root: The output folder, below which no link is followed: it could lead to a program.

    Raises:
        InputError: it does not exist, or the system has no program to open it with.
        WorkError: it is reached through a link.
    """
    if path is None or not path.exists():
        raise InputError("does not exist", path=path)
    if root is not None and path != root:
        check_own(path, root, itself=True)
    if sys.platform.startswith("linux") and shutil.which("xdg-open") is None:
        raise InputError("this system has no xdg-open, which opens files", path=path, cure="Open it by hand")
    try:
        bpy.ops.wm.path_open(filepath=str(path))
    except RuntimeError as error:
        operator.report({"ERROR"}, str(error).strip())
        return CANCELLED
    return FINISHED
