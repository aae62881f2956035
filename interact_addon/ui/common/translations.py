# SPDX-License-Identifier: GPL-3.0-or-later
"""The tab in other languages. Blender translates constant labels, titles and tooltips by itself."""

from __future__ import annotations

from typing import Any

import bpy

from .addon import ADDON
from .german import GERMAN

__all__ = ["iface", "register", "unregister"]


def iface(text: str) -> str:
    """A text of the interface in the user's language; for texts that are put together.

    Args:
        text: English, as in ``words``; translated before anything is filled in.
    """
    return str(bpy.app.translations.pgettext_iface(text))


def register() -> None:
    """Let Blender know our words."""
    words: Any = {"de_DE": GERMAN, "de": GERMAN}
    bpy.app.translations.register(ADDON, words)


def unregister() -> None:
    """Take them back."""
    bpy.app.translations.unregister(ADDON)
