# SPDX-License-Identifier: GPL-3.0-or-later
"""Write people and takes into an asset library; a take of it is played by the selected person."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty

from ...blender.common.actors import armature_of
from ...blender.io.asset_library import LIBRARY, list_library
from ...blender.io.play_take import play_take, takes_here
from ...core.characters import all_looks
from ...core.foundation.errors import CancelledError, UsageError, WorkError
from ...core.rendering.program import launcher, worker_environment
from ..cast.casting import automatic_looks
from ..common.classes import InteractTab
from ..common.live_work import LiveWork, OneWork, Progress, StoppingOperator, WaitingOperator, work_factory
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result, explained
from ..common.translations import CONTEXT, iface
from ..dataset.catalog import known_scene

__all__ = ["ASSETS", "register", "unregister"]

ASSETS = OneWork("interact_assets", "Starting")
_items: list[tuple[str, str, str]] = []  # Blender reads the texts after the function has returned


class InteractAssets(bpy.types.PropertyGroup, Progress):
    """The library that is written; ``WindowManager.interact_assets``."""

    folder: StringProperty(
        name="Folder",
        description="The folder of the asset library; it is created if missing",
        subtype="DIR_PATH",
    )
    who: EnumProperty(
        name="People",
        description="Which built-in people are written",
        items=[
            ("SCENE", "Of the Scene", "Those who always play the chosen scene's actors", 0),
            ("ALL", "All People", "All built-in people, about five seconds each", 1),
        ],
    )
    takes: BoolProperty(
        name="Takes", description="What the chosen scene's actors play, as actions", default=True
    )
    overwrite: BoolProperty(
        name="Overwrite", description="Replace files that are there; otherwise they are an error"
    )


def _folder(state: Any) -> Path | None:
    """Return the chosen folder, or that of the library which Blender lists already."""
    if state.folder:
        return Path(bpy.path.abspath(state.folder))
    for library in bpy.context.preferences.filepaths.asset_libraries:
        if library.name == LIBRARY and getattr(library, "path", ""):
            return Path(library.path)
    return None


class INTERACT_OT_write_assets(WaitingOperator, bpy.types.Operator):
    """Write the asset library."""

    bl_idname = "interact.write_assets"
    bl_label = "Write Asset Library"
    bl_description = (
        "Write built-in people that fit no capture yet, and takes, as assets into the folder, and let Blender"
        " list it in its asset browser. It is done in the background"
    )
    bl_options = {"REGISTER"}  # noqa: RUF012
    one = ASSETS
    stopped = "Writing the asset library was cancelled"

    def prepared(self, context: Any) -> LiveWork:
        """Return the work: a Blender of its own writes, so that this file is not touched."""
        state, scene = context.window_manager.interact_assets, known_scene(context)
        folder = _folder(state)
        if folder is None:
            raise UsageError("no folder is chosen", cure="Choose the folder of the asset library")
        people = (
            automatic_looks(scene).values() if scene is not None and state.who == "SCENE" else all_looks()
        )
        command = [*launcher(), "assets", "--out", str(folder), "--json"]
        command += ["--people", ",".join(look.id for look in people)]
        command += ["--overwrite"] if state.overwrite else []
        if scene is not None and state.takes:
            settings = settings_of(context)
            command += [scene.key, "--dataset", bpy.path.abspath(settings.dataset)]
            command += ["--dataset-layout", settings.dataset_layout]
        return LiveWork(lambda on_step, cancelled: _written(command, folder, on_step, cancelled))

    def finish(self, context: Any, result: Any) -> Result:
        """List the folder."""
        folder, count = result
        name = list_library(folder)
        text = iface("{count} files in the asset library {name}: {folder}")
        self.report({"INFO"}, text.format(count=count, name=name, folder=folder))
        return FINISHED


def _written(command: list[str], folder: Path, on_step: Any, cancelled: Any) -> tuple[Path, int]:
    """Run the command; return the folder and the number of files."""
    on_step(0.0, "Writing")
    with subprocess.Popen(
        command,
        env=worker_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as child:
        while True:
            try:
                out, told = child.communicate(timeout=0.3)
                break
            except subprocess.TimeoutExpired:
                if cancelled():
                    child.terminate()
                    child.communicate()
                    raise CancelledError("writing was cancelled") from None
    if child.returncode:
        lines = [line.strip() for line in told.splitlines() if line.strip()]
        raise WorkError(lines[-1] if lines else "the asset library could not be written", path=folder)
    try:
        return folder, len(json.loads(out[out.index("{") :])["files"])
    except (ValueError, KeyError) as error:
        raise WorkError("the asset library could not be written", path=folder) from error


class INTERACT_OT_cancel_assets(StoppingOperator, bpy.types.Operator):
    """Stop writing the asset library."""

    bl_idname = "interact.cancel_assets"
    bl_label = "Cancel"
    bl_description = "Stop writing; files that are complete stay"
    one = ASSETS
    idle = "Nothing is being written"


def _takes(_: Any, __: Any) -> list[tuple[str, str, str]]:
    _items[:] = [(take.name, take.name, "") for take in takes_here()] or [("NONE", "None", "")]
    return _items


class INTERACT_OT_play_take(bpy.types.Operator):
    """Let the selected person play a take."""

    bl_idname = "interact.play_take"
    bl_label = "Play Take"
    bl_description = "Let the selected person of the asset library play a take that was appended from it"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    take: EnumProperty(name="Take", description="The action", items=_takes)

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether an armature is selected and a take is there."""
        if armature_of(context.object) is None:
            cls.poll_message_set("Select a person of the asset library")
            return False
        if not takes_here():
            cls.poll_message_set("Append a take from the asset browser first")
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Play it."""
        armature: Any = armature_of(context.object)
        last = play_take(context.scene, armature, bpy.data.actions.get(self.take) or takes_here()[0])
        text = iface("{name} plays {frames} frames")
        self.report({"INFO"}, text.format(name=armature.name, frames=last))
        return FINISHED


class INTERACT_PT_assets(InteractTab, bpy.types.Panel):
    """The asset library."""

    bl_label = "Asset Library"
    bl_translation_context = CONTEXT
    bl_order = 48
    bl_options = {"DEFAULT_CLOSED"}  # noqa: RUF012
    page = "ACTORS"

    def draw(self, context: Any) -> None:
        """Draw what is written, and the takes."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        state = context.window_manager.interact_assets
        folder = _folder(state)
        layout.prop(state, "folder", placeholder="" if folder is None else str(folder))
        layout.prop(state, "who")
        layout.prop(state, "takes")
        layout.prop(state, "overwrite")
        row = layout.row(align=True)
        if state.busy:
            row.progress(factor=state.factor, text=iface(state.text), type="BAR")
            row.operator("interact.cancel_assets", text="", icon="X")
        else:
            row.operator("interact.write_assets", icon="ASSET_MANAGER")
        layout.operator_menu_enum("interact.play_take", "take", icon="PLAY")


register, unregister = work_factory(
    ASSETS.stop,
    (
        InteractAssets,
        INTERACT_OT_write_assets,
        INTERACT_OT_cancel_assets,
        INTERACT_OT_play_take,
        INTERACT_PT_assets,
    ),
    [(bpy.types.WindowManager, "interact_assets", InteractAssets)],
)
