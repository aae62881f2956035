# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's own window: preferences, properties, operators and panels. Thin; no logic."""

from __future__ import annotations

import importlib
from types import ModuleType

__all__ = ["register", "unregister"]

# In the order of registration; each has register() and unregister().
_MODULES: tuple[str, ...] = (
    "preferences",
    "translations",
    "properties",
    "later",
    "scene_list",
    "dataset_panel",
    "cast_panel",
    "checks_panel",
    "stage_work",
    "stage_operators",
    "stage_panel",
    "command_line",
    "import_ahead",
    "import_body",
    "import_face",
    "import_voice",
    "import_performance",
    "open_job",
    "import_panel",
    "export_operators",
    "offset_operators",
    "export_panel",
    "background",
    "render_operators",
    "render_panel",
    "job_list",
    "job_work",
    "job_operators",
    "job_batch",
    "job_panel",
    "face_work",
    "face_operators",
    "face_files",
    "face_plot",
    "face_panel",
)


def _modules() -> list[ModuleType]:
    return [importlib.import_module(f".{name}", __name__) for name in _MODULES]


def register() -> None:
    """Add the extension's classes, menu entries and commands to Blender; all of them or none."""
    done: list[ModuleType] = []
    try:
        for module in _modules():
            module.register()
            done.append(module)
    except BaseException:
        for module in reversed(done):
            module.unregister()
        raise


def unregister() -> None:
    """Take back everything that :func:`register` added."""
    for module in reversed(_modules()):
        module.unregister()
