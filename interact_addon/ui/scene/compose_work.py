# SPDX-License-Identifier: GPL-3.0-or-later
"""Preparing a scene while the window stays responsive: one at a time, in a thread."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty, StringProperty

from ...core.options.movie import ComposeOptions
from ...core.performance.prepare import prepare
from ..common.choices import compose_options, own_armatures
from ..common.deferred import redraw
from ..common.live_work import LiveWork, clear_status, work_factory
from ..common.translations import iface
from ..dataset.catalog import chosen_scene

__all__ = ["Preparation", "begin", "chosen_armatures", "progress_of", "running", "show", "stop"]

_running: Preparation | None = None


class InteractStage(bpy.types.PropertyGroup):
    """The progress of composing; ``WindowManager.interact_stage``, neither saved nor undone."""

    busy: BoolProperty(name="Composing")
    factor: FloatProperty(name="Progress", min=0.0, max=1.0, subtype="FACTOR")
    text: StringProperty(name="Step")


def chosen_armatures(context: Any) -> dict[str, bpy.types.Object]:
    """Return actor id -> the armature of this file, for actors of the chosen scene."""
    actors = {performance.actor_id for performance in chosen_scene(context).performances}
    return {actor: rig for actor, rig in own_armatures(context).items() if actor in actors}


class Preparation(LiveWork):
    """A request to compose, without references to Blender's data: undo can replace these meanwhile."""

    def __init__(self, context: Any) -> None:
        source = chosen_scene(context)
        self.options: ComposeOptions = compose_options(context)
        self.armatures = {actor: rig.session_uid for actor, rig in chosen_armatures(context).items()}
        self.scene_uid = context.scene.session_uid
        self.building = False
        options, armatures = self.options, tuple(self.armatures)
        super().__init__(
            lambda on_step, cancelled: prepare(
                source, options, own=armatures, on_step=on_step, cancelled=cancelled
            )
        )

    def scene(self) -> bpy.types.Scene | None:
        """Return the Blender scene to compose into, or None if it is gone."""
        return next((scene for scene in bpy.data.scenes if scene.session_uid == self.scene_uid), None)

    def rigs(self) -> dict[str, bpy.types.Object] | None:
        """Return the chosen armatures, or None if one is gone."""
        there = {thing.session_uid: thing for thing in bpy.data.objects}
        if not set(self.armatures.values()) <= set(there):
            return None
        return {actor: there[uid] for actor, uid in self.armatures.items()}


def running() -> Preparation | None:
    """Return the running preparation, or None."""
    return _running


def begin(context: Any) -> Preparation:
    """Start to prepare the chosen scene.

    Raises:
        InteractError: the choices are invalid.
    """
    global _running
    stop()
    preparation = Preparation(context)
    preparation.start(context)
    _running = preparation
    show(context)
    return preparation


def show(context: Any) -> None:
    """Show the progress in the status bar and in the panel."""
    state = progress_of(context)
    if _running is None:
        return
    share, text = _running.task.progress
    state.busy, state.factor, state.text = True, share, text
    context.workspace.status_text_set(iface("Composing: {}   (Esc to cancel)").format(text))
    redraw()


def stop() -> None:
    """Cancel the running preparation, and clear its progress display."""
    global _running
    preparation, _running = _running, None
    if preparation is None:
        return
    preparation.end()
    state = progress_of(bpy.context)
    state.busy, state.factor, state.text = False, 0.0, ""
    clear_status()
    redraw()


def progress_of(context: Any) -> InteractStage:
    """Return the progress of composing."""
    manager: Any = context.window_manager
    return manager.interact_stage


register, unregister = work_factory(
    stop, (InteractStage,), [(bpy.types.WindowManager, "interact_stage", InteractStage)]
)
