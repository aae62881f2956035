# SPDX-License-Identifier: GPL-3.0-or-later
"""Translations of the tab. Blender translates constant labels, titles and tooltips by itself."""

from __future__ import annotations

from typing import Any

import bpy

from ..german import GERMAN
from .addon import ADDON

__all__ = ["iface", "register", "unregister"]


def iface(text: str) -> str:
    """Return a text of the interface in the user's language; for texts that are formatted.

    Args:
        text: English, as in ``german``; translated before values are filled in.
    """
    return str(bpy.app.translations.pgettext_iface(text))


def register() -> None:
    """Register the translations."""
    tables: Any = {"de_DE": GERMAN, "de": GERMAN}
    bpy.app.translations.register(ADDON, tables)


def unregister() -> None:
    """Remove them."""
    bpy.app.translations.unregister(ADDON)
