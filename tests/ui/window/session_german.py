# SPDX-License-Identifier: GPL-3.0-or-later
"""The tab in a German Blender, whose own German goes before ours."""

from __future__ import annotations

from pathlib import Path

import bpy
from shown_texts import registered_texts, source_texts
from steps import PACKAGE, Steps, compose, dataset, every_page, facts, module, sidebar


def session() -> Steps:
    """Everything in German: each page, and what Blender makes of each text."""
    view = bpy.context.preferences.view
    view.language = "de_DE"
    view.use_translate_interface = view.use_translate_tooltips = True
    facts["locale"] = bpy.app.translations.locale
    yield from sidebar()
    yield from dataset()
    yield from compose()
    yield from every_page("german")
    facts["shown"] = sorted({(*each, bpy.app.translations.pgettext(*reversed(each))) for each in _texts()})


def _texts() -> set[tuple[str, str]]:
    """Context and text of all that Blender translates by itself."""
    modules = Path(module("ui").__path__[0]).rglob("*.py")
    drawn = {each[1:] for path in modules for each in source_texts(path) if each[1]}
    return drawn | {each[1:] for each in registered_texts(PACKAGE)}
