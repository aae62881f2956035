# SPDX-License-Identifier: GPL-3.0-or-later
"""How datasets lay out their files, a module each; docs/datasets.md says how to add one."""

from ..names import performance_key
from .layout import Layout, ListedScenes, SceneSource, safe_key
from .registry import LAYOUT_NAMES, LAYOUTS, find_layouts, layout_named

__all__ = [
    "LAYOUTS",
    "LAYOUT_NAMES",
    "Layout",
    "ListedScenes",
    "SceneSource",
    "find_layouts",
    "layout_named",
    "performance_key",
    "safe_key",
]
