# SPDX-License-Identifier: GPL-3.0-or-later
"""The Dataset panel: the folder, its contents, the list of scenes, the chosen scene's scenario."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.dataset import Dataset, Overview, Scene
from ...core.foundation.errors import UsageError
from ..common.addon import preferences
from ..common.classes import InteractTab, classes_factory
from ..common.copying import draw_copy, draw_trouble
from ..common.deferred import later
from ..common.open_path import open_path
from ..common.properties import LISTENERS, settings_of
from ..common.reporting import CANCELLED, FINISHED, Result, explained
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface
from .catalog import (
    chosen_scene,
    dataset_missing,
    dataset_root,
    forget,
    known,
    known_scene,
    lengths,
    make_room,
    problem,
    reload,
    texts,
)
from .download_panel import draw_download
from .rendered import draw_rendered
from .scene_list import KINDS, draw_order, state_of

__all__ = ["register", "unregister"]

_SHOWN = 12


class INTERACT_OT_reload_dataset(bpy.types.Operator):
    """Read the dataset again."""

    bl_idname = "interact.reload_dataset"
    bl_label = "Reload Dataset"
    bl_description = "Read the dataset's folders and databases, and the characters' file, again"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether a folder is chosen."""
        return not dataset_missing(cls, context)

    @explained
    def execute(self, context: bpy.types.Context) -> Result:
        """Read it."""
        reload(context)
        for listen in LISTENERS.reloaded:
            listen(context)
        trouble = problem(context)
        if trouble is not None:
            self.report({"ERROR"}, trouble)
            return CANCELLED
        return FINISHED


class INTERACT_OT_show_scene_files(bpy.types.Operator):
    """Open the folder of the chosen scene's files."""

    bl_idname = "interact.show_scene_files"
    bl_label = "Show Scene Files"
    bl_description = "Open the folder that holds the chosen scene's motion, in the system's file browser"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether a scene is chosen."""
        if known_scene(context) is None:
            cls.poll_message_set("Choose a scene in the list first")
            return False
        return True

    @explained
    def execute(self, context: bpy.types.Context) -> Result:
        """Open it."""
        scene = chosen_scene(context)
        first = scene.performances[0]
        path = first.body_path(settings_of(context).bodies) or first.face_arkit or first.voice
        if path is None:
            raise UsageError(f"scene {scene.key} has no files that a movie needs")
        return open_path(self, path.parent)


class INTERACT_PT_dataset(InteractTab, bpy.types.Panel):
    """The dataset and its scenes."""

    bl_label = "Dataset"
    bl_order = 0

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the folder, its contents, and the list."""
        layout: Any = self.layout
        settings = settings_of(context)
        row = layout.row(align=True)
        usual = getattr(preferences(context), "dataset", "")
        row.prop(settings, "dataset", text="", placeholder=usual or iface("Dataset Folder"))
        row.operator("interact.reload_dataset", text="", icon="FILE_REFRESH")
        row.operator("interact.plan_download", text="", icon="IMPORT")
        trouble = problem(context)
        catalog = known(context)
        if trouble is not None:
            draw_trouble(layout, context, trouble)
            layout.prop(settings, "dataset_layout")
        elif dataset_root(context) is None:
            text = iface("Choose the folder of a dataset: InterAct's holds bvhs, face_arkit and wav")
            draw_wrapped(layout, context, text)
        elif catalog is None:
            layout.label(text="Reading...")
        else:
            _draw_layout(layout, settings, catalog.dataset)
            _draw_overview(layout, catalog.overview)
            _draw_list(layout, context, len(catalog.overview.scenes))
        draw_download(layout, context)


def _draw_layout(layout: Any, settings: Any, dataset: Dataset) -> None:
    """Show what the folder was recognised as, where that may be doubted: InterAct's needs no words."""
    if dataset.layout.name == "interact" and settings.dataset_layout == "auto":
        return
    row = layout.row(align=True)
    row.prop(settings, "dataset_layout", text="")
    found = [dataset.layout.title] if settings.dataset_layout == "auto" else []
    if dataset.rate is not None:
        found.append(iface("{:g} fps").format(float(dataset.rate)))
    if found:
        row.label(text=", ".join(found), translate=False)


def _draw_overview(layout: Any, overview: Overview) -> None:
    counts = overview.counts
    row = layout.row(align=True)
    count = iface("1 scene") if counts["scenes"] == 1 else iface("{scenes} scenes").format_map(counts)
    row.label(text=count, translate=False)
    for (_, icon), plural in zip(KINDS, ("bodies", "faces", "voices"), strict=True):
        part = row.row(align=True)
        part.active = counts[plural] == counts["performances"]
        part.label(text=str(counts[plural]), icon=icon, translate=False)
    if overview.gaps:
        column = layout.column(align=True)
        column.scale_y = 0.8
        for gap in overview.gaps:
            column.label(text=gap.title, icon="ERROR", translate=False)


def _draw_list(layout: Any, context: bpy.types.Context, count: int) -> None:
    state = state_of(context)
    if len(state.rows) < count:  # another file has another window manager
        later(("rows", count), lambda: make_room(count))
    column = layout.column(align=True)
    row = column.row(align=True)
    row.prop(state, "text", text="", icon="VIEWZOOM", placeholder=iface("Search"))
    row.prop(state, "complete", text="", icon="CHECKMARK")
    row.operator("interact.clear_scene_filter", text="", icon="X")
    column.prop(state, "relationship", text="")
    row = column.row(align=True)
    row.prop(state, "emotion", text="")
    row.prop(state, "actor", text="")
    draw_order(column, state)
    settings = settings_of(context)
    layout.template_list(
        "INTERACT_UL_scenes", "", state, "rows", settings, "row", rows=6, item_dyntip_propname="tip"
    )


class INTERACT_PT_scenario(InteractTab, bpy.types.Panel):
    """The scenario of the chosen scene."""

    bl_label = "Scenario"
    bl_parent_id = "INTERACT_PT_dataset"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether a dataset was read."""
        return known(context) is not None

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the chosen scene."""
        layout: Any = self.layout
        key = settings_of(context).key
        scene = known_scene(context)
        if scene is None:
            text = iface("Choose a scene in the list") if not key else iface("{} is not in this dataset")
            draw_wrapped(layout, context, text.format(key))
            return
        row = layout.row()
        row.label(text=scene.key, translate=False)
        row.operator("interact.show_scene_files", text="", icon="FILE_FOLDER", emboss=False)
        _draw_facts(layout, context, scene)
        draw_rendered(layout, context, scene.key)
        for paragraph in (scene.character_setup, scene.text):
            if paragraph:
                draw_wrapped(layout, context, paragraph)
        _draw_texts(layout, context)
        if scene.missing:
            missing = iface("Missing: {}").format(", ".join(scene.missing))
            draw_trouble(layout, context, missing, about=scene.key)


def _draw_texts(layout: Any, context: bpy.types.Context) -> None:
    """Draw the captions and labels of the chosen scene, once they are read."""
    found = texts(context)
    if found is None:
        return
    for caption in found.captions:
        draw_wrapped(layout, context, caption)
    if found.total > len(found.captions):
        draw_wrapped(layout, context, iface("{} captions in all").format(found.total))
    for line in found.labels:
        draw_wrapped(layout, context, line, icon="MARKER_HLT")
    for problem_text in found.problems:
        draw_trouble(layout, context, problem_text)


def _draw_facts(layout: Any, context: bpy.types.Context, scene: Scene) -> None:
    facts = [fact for fact in (scene.action, scene.relationship, scene.emotion) if fact]
    measured = lengths(context)
    if measured is not None:
        facts.append(
            iface("{seconds:.1f} s, {frames} frames").format(seconds=measured.seconds, frames=measured.frames)
        )
    draw_wrapped(layout, context, " · ".join(facts) or iface("No description"))


class INTERACT_PT_missing(InteractTab, bpy.types.Panel):
    """The files that are missing in the dataset."""

    bl_label = "Missing Files"
    bl_parent_id = "INTERACT_PT_dataset"
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether files are missing."""
        catalog = known(context)
        return catalog is not None and bool(catalog.overview.gaps)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the findings by kind."""
        catalog = known(context)
        for gap in () if catalog is None else catalog.overview.gaps:
            layout: Any = self.layout
            box = layout.box()
            row = box.row()
            row.label(text=gap.title, translate=False)
            draw_copy(row, "\n".join(map(str, gap.findings)))
            for finding in gap.findings[:_SHOWN]:
                draw_wrapped(box, context, str(finding), indent=16.0)
            if len(gap.findings) > _SHOWN:
                more = iface("and {} more").format(len(gap.findings) - _SHOWN)
                draw_wrapped(box, context, more, indent=16.0)


_register, _unregister = classes_factory(
    INTERACT_OT_reload_dataset,
    INTERACT_OT_show_scene_files,
    INTERACT_PT_dataset,
    INTERACT_PT_scenario,
    INTERACT_PT_missing,
)
register = _register


def unregister() -> None:
    """Remove the classes, and empty the cache."""
    _unregister()
    forget()
