# SPDX-License-Identifier: GPL-3.0-or-later
"""``blender --command interact ...``: the whole ``interact`` command line inside an installed Blender."""

from __future__ import annotations

import os
import sys
from typing import Any

import bpy

from ...core.foundation.cache_folder import ENVIRONMENT
from ...core.video.ffmpeg import ENVIRONMENT_VARIABLE
from .addon import COMMAND, user_folder
from .choices import ffmpeg_path

__all__ = ["register", "unregister"]

_handles: list[Any] = []


def _run(arguments: list[str]) -> int:
    from ...cli import main  # the window needs no command line

    # For this process and its children; variables that the user has set take precedence.
    os.environ.setdefault(ENVIRONMENT, str(user_folder("characters")))
    if chosen := ffmpeg_path(bpy.context):
        os.environ.setdefault(ENVIRONMENT_VARIABLE, str(chosen))
    code = main(arguments)
    # Blender ends without flushing Python's buffers.
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def register() -> None:
    """Add the command."""
    _handles.append(bpy.utils.register_cli_command(COMMAND, _run))


def unregister() -> None:
    """Remove it."""
    while _handles:
        bpy.utils.unregister_cli_command(_handles.pop())
