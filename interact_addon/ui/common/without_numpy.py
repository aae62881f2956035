# SPDX-License-Identifier: GPL-3.0-or-later
"""All that the extension is in a Blender without numpy, such as Debian's: preferences that show the cure."""

from __future__ import annotations

import sys
from typing import Any

import bpy

from ...core.rendering.blender_faults import missing_module
from .addon import ADDON, COMMAND
from .classes import classes_factory
from .text_wrap import draw_wrapped

__all__ = ["InteractMissingPreferences", "register", "unregister"]

_FAULT = str(missing_module("numpy"))
_handles: list[Any] = []


class InteractMissingPreferences(bpy.types.AddonPreferences):
    """What is missing."""

    bl_idname = ADDON

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the sentence."""
        draw_wrapped(self.layout, context, f"InterAct: {_FAULT}", icon="ERROR")


def _run(arguments: list[str]) -> int:
    print(f"interact: {_FAULT}", file=sys.stderr, flush=True)
    return 1


_register, _unregister = classes_factory(InteractMissingPreferences)


def register() -> None:
    """Add the preferences and the command, and print the sentence."""
    _register()
    _handles.append(bpy.utils.register_cli_command(COMMAND, _run))
    print(f"InterAct: {_FAULT}", file=sys.stderr, flush=True)


def unregister() -> None:
    """Remove them."""
    while _handles:
        bpy.utils.unregister_cli_command(_handles.pop())
    _unregister()
