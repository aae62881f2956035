# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations of the tab. Blender translates constant labels, titles and tooltips by itself."""

from __future__ import annotations

from typing import Any

import bpy

from ..german import GERMAN
from .addon import ADDON

__all__ = ["CONTEXT", "iface", "register", "tip", "unregister"]


# Blender's own German goes before ours in its usual context, and can be another word's: a mesh's faces, a
# computer's performance. In this context all of ours are found.
CONTEXT = "InterAct"


def iface(text: str) -> str:
    """Return a text of the interface in the user's language; for texts that are formatted.

    Args:
        text: English, as in ``german``; translated before values are filled in.
    """
    return str(bpy.app.translations.pgettext_iface(text, CONTEXT))


def tip(text: str) -> str:
    """Return a tooltip in the user's language: what ``description`` returns is not translated by Blender."""
    return str(bpy.app.translations.pgettext_tip(text))


def register() -> None:
    """Register the translations."""
    tables: Any = {"de_DE": GERMAN, "de": GERMAN}
    bpy.app.translations.register(ADDON, tables)


def unregister() -> None:
    """Remove them."""
    bpy.app.translations.unregister(ADDON)
