# SPDX-License-Identifier: GPL-3.0-or-later
"""The user interface: preferences, properties, operators and panels. Thin; no logic."""

from __future__ import annotations

import importlib
from types import ModuleType

__all__ = ["register", "unregister"]

# In the order of registration; each has register() and unregister().
_MODULES: tuple[str, ...] = (
    "common.preferences",
    "common.translations",
    "common.copying",
    "common.manual",
    "common.icons",
    "common.properties",
    "common.pages",
    "common.deferred",
    "common.read_ahead",
    "common.movies",
    "dataset.catalog",
    "cast.casting",
    "dataset.scene_list",
    "dataset.rendered",
    "dataset.download_work",
    "dataset.download_panel",
    "dataset.dataset_panel",
    "cast.clothes",
    "cast.cast_panel",
    "editing.play_on",
    "editing.asset_library",
    "checks.checks_panel",
    "checks.measure_work",
    "checks.measures_panel",
    "checks.contacts_panel",
    "editing.posing",
    "editing.layer_operators",
    "editing.edit_panel",
    "editing.face_sliders",
    "editing.face_operators",
    "editing.bones_panel",
    "editing.sliders_panel",
    "editing.following",
    "editing.handle_operators",
    "editing.handle_panel",
    "editing.simplify_panel",
    "editing.playback",
    "scene.compose_work",
    "scene.scene_operators",
    "scene.replace_work",
    "scene.questions",
    "scene.scene_panel",
    "scene.place_work",
    "scene.camera_operators",
    "scene.camera_menu",
    "scene.still_work",
    "scene.camera_panel",
    "scene.shot_operators",
    "scene.shot_list",
    "common.command_line",
    "io.import_ahead",
    "io.import_body",
    "io.import_face",
    "io.import_voice",
    "io.import_performance",
    "jobs.open_job",
    "io.import_panel",
    "io.export_operators",
    "io.offset_operators",
    "io.offset_fields",
    "io.actor_panel",
    "io.export_panel",
    "rendering.background",
    "rendering.render_operators",
    "rendering.render_panel",
    "rendering.movie_list",
    "jobs.job_list",
    "jobs.job_work",
    "jobs.job_operators",
    "jobs.job_batch",
    "jobs.job_panel",
    "face.face_work",
    "face.face_operators",
    "face.face_files",
    "face.face_plot",
    "face.face_panel",
    "desk.next_button",
)


_registered: list[ModuleType] = []


def _modules() -> list[ModuleType]:
    try:
        # Here: a distribution's Blender can lack it.
        import numpy  # noqa: F401
    except ModuleNotFoundError:
        return [importlib.import_module(".common.without_numpy", __name__)]
    return [importlib.import_module(f".{name}", __name__) for name in _MODULES]


def register() -> None:
    """Add the extension's classes, menu entries and commands to Blender; all of them or none.

    In a Blender without numpy that is preferences and a command that say how to install it.
    """
    try:
        for module in _modules():
            module.register()
            _registered.append(module)
    except BaseException:
        unregister()
        raise


def unregister() -> None:
    """Remove everything that :func:`register` added."""
    while _registered:
        _registered.pop().unregister()
