# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloading a dataset: what is wanted, how large it is, and only then the download."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.foundation.errors import UsageError
from ...core.foundation.online import ALLOW_ONLINE, online_access
from ...core.hub import DATASETS, DownloadOptions, DownloadPlan, DownloadResult, known_dataset
from ..common.addon import preferences
from ..common.classes import classes_factory
from ..common.option_properties import option_mixin, read_properties
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result, explained, report_findings
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface
from .download_work import (
    DOWNLOADING,
    begin,
    download_state,
    fetching,
    forget,
    keep,
    planned,
    planning,
)

__all__ = ["draw_download", "register", "unregister"]

_Choices: Any = option_mixin(DownloadOptions, "scenes", "where", "only")


def _may(operator: Any) -> bool:
    """For ``poll``: whether Blender may go online, and nothing is downloaded now."""
    if not online_access():
        operator.poll_message_set(ALLOW_ONLINE)
        return False
    if DOWNLOADING.current is not None:
        operator.poll_message_set("A download is running")
        return False
    return True


class INTERACT_OT_plan_download(bpy.types.Operator, _Choices):  # type: ignore[misc]
    """Find out what a download would bring."""

    bl_idname = "interact.plan_download"
    bl_label = "Download Dataset"
    bl_description = (
        "Choose a dataset, or some scenes of it, and see how much would be downloaded; nothing is"
        " downloaded yet"
    )
    bl_options = {"REGISTER"}  # noqa: RUF012

    name: EnumProperty(
        name="Dataset",
        description="Which dataset is downloaded",
        items=[
            (known.name, known.name, f"{known.repo}, {known.licence}", n) for n, known in enumerate(DATASETS)
        ],
    )
    folder: StringProperty(name="Folder", description="The folder for it", subtype="DIR_PATH")

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether something can be downloaded now."""
        return _may(cls)

    def invoke(self, context: Any, event: Any) -> Any:
        """Ask what is wanted."""
        if not self.folder:
            usual = settings_of(context).dataset or getattr(preferences(context), "dataset", "")
            self.folder = usual or str(Path.home() / self.name)
        return context.window_manager.invoke_props_dialog(self, width=420)

    def draw(self, context: Any) -> None:
        """Draw the choices."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in ("name", "folder", "scenes", "where", "only"):
            layout.prop(self, name)
        draw_wrapped(layout, context, iface("The size is shown before anything is downloaded"), icon="INFO")

    @explained
    def execute(self, context: Any) -> Result:
        """Ask the Hub."""
        if not self.folder:
            raise UsageError("no folder is chosen", cure="Choose the folder for the dataset")
        options = read_properties(self, DownloadOptions())
        work = planning(known_dataset(self.name), options, Path(bpy.path.abspath(self.folder)))
        return begin(self, context, work, partial(_planned, options))


def _planned(options: DownloadOptions, operator: Any, context: Any, plan: DownloadPlan) -> Result:
    """Show what would be downloaded."""
    report_findings(operator, plan.findings)
    if plan.fetch:
        keep(plan, options, context)
    else:
        forget(context)
        _choose(context, plan)
    operator.report({"INFO"}, str(plan))
    return FINISHED


class INTERACT_OT_download(bpy.types.Operator):
    """Download what was listed."""

    bl_idname = "interact.download"
    bl_label = "Start Download"
    bl_description = "Download what is listed here; stopped, it goes on from there the next time"
    bl_options = {"REGISTER"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether something was listed."""
        if planned() is None:
            cls.poll_message_set("First choose what is downloaded")
            return False
        return _may(cls)

    @explained
    def execute(self, context: Any) -> Result:
        """Download."""
        found = planned()
        if found is None:
            raise UsageError("nothing was listed", cure="First choose what is downloaded")
        return begin(self, context, fetching(*found), _downloaded)


def _downloaded(operator: Any, context: Any, result: DownloadResult) -> Result:
    """Say how it ended, and choose the dataset."""
    forget(context)
    report_findings(operator, result.findings)
    _choose(context, result.plan)
    text = iface("{count} of {total} files downloaded")
    operator.report({"INFO"}, text.format(count=len(result.fetched), total=len(result.plan.fetch)))
    return FINISHED


class INTERACT_OT_cancel_download(bpy.types.Operator):
    """Stop a download, or forget what was listed."""

    bl_idname = "interact.cancel_download"
    bl_label = "Cancel Download"
    bl_description = "Stop; finished files stay, and the next download goes on from there"

    def execute(self, context: Any) -> Result:
        """Stop."""
        if DOWNLOADING.current is not None:
            DOWNLOADING.stop()
        else:
            forget(context)
        return FINISHED


def _choose(context: Any, plan: DownloadPlan) -> None:
    """Choose the folder as the dataset, or read it again."""
    settings = settings_of(context)
    settings.dataset = str(plan.root)


def draw_download(layout: Any, context: Any) -> None:
    """Draw the button, the size, or the progress."""
    state = download_state(context)
    if state.busy:
        row = layout.row(align=True)
        row.progress(factor=state.factor, text=state.text, type="BAR")
        row.operator("interact.cancel_download", text="", icon="X")
        return
    if not state.ready:
        return
    draw_wrapped(layout, context, state.ready, icon="INFO")
    row = layout.row(align=True)
    row.operator("interact.download", icon="IMPORT")
    row.operator("interact.cancel_download", text="", icon="X")


register, unregister = classes_factory(
    INTERACT_OT_plan_download, INTERACT_OT_download, INTERACT_OT_cancel_download
)
