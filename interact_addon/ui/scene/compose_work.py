# SPDX-License-Identifier: GPL-3.0-or-later
"""Preparing a scene while the window stays responsive: one at a time, in a thread."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from bpy.props import BoolProperty, FloatProperty, StringProperty

from ...blender.common.actors import actors_of
from ...blender.scene.again.losses import Loss, would_go
from ...blender.scene.again.made import noted_keys, placement_of
from ...blender.scene.clearing import composed_keys
from ...blender.scene.sets.registry import walked_by
from ...core.options.movie import ComposeOptions
from ...core.performance.casting.placement import Placement, free_place, walked
from ...core.performance.prepare import prepare
from ...core.performance.take import load_scene
from ..common.choices import compose_options, own_armatures
from ..common.deferred import redraw
from ..common.live_work import LiveWork, clear_status, still_there, work_factory
from ..common.translations import iface
from ..dataset.catalog import chosen_scene

__all__ = [
    "Preparation",
    "begin",
    "chosen_armatures",
    "free_placement",
    "losses",
    "object_mode",
    "progress_of",
    "running",
    "show",
    "stands_beside",
    "stop",
]

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


def losses(context: Any) -> list[Loss]:
    """Return what of the user's would go if the chosen scene were composed now."""
    options, key = compose_options(context), chosen_scene(context).key
    keys = composed_keys(context.scene)
    return would_go(context.scene, [each for each in keys if each == key or options.mode != "add"])


def stands_beside(context: Any) -> bool:
    """Return whether the chosen scene would be composed beside others that stay."""
    key = chosen_scene(context).key
    others = [each for each in composed_keys(context.scene) if each != key]
    return bool(others) and compose_options(context).mode == "add"


def free_placement(context: Any) -> Placement:
    """Return where the chosen scene can play beside those that stay; where it plays, if it is composed.

    Raises:
        InteractError: its motion cannot be read.
    """
    scene, source = context.scene, chosen_scene(context)
    if source.key in noted_keys(scene):
        return placement_of(scene, source.key)
    keys = {performance.key for performance in source.performances}
    rigs = [actor.armature for actor in actors_of(scene) if actor.key not in keys]
    if not rigs:
        return Placement()
    new = walked(load_scene(source, compose_options(context).take).takes)
    camera = scene.camera
    right = np.array([1.0, 0.0] if camera is None else camera.matrix_world.col[0][:2])
    return free_place(walked_by(scene, rigs), new, right)


class Preparation(LiveWork):
    """A request to compose, without references to Blender's data: undo can replace these meanwhile."""

    def __init__(self, context: Any, placement: Placement | None = None) -> None:
        source = chosen_scene(context)
        self.placement = placement
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
        found: bpy.types.Scene | None = still_there(bpy.data.scenes, self.scene_uid)
        return found

    def rigs(self) -> dict[str, bpy.types.Object] | None:
        """Return the chosen armatures, or None if one is gone."""
        there = {thing.session_uid: thing for thing in bpy.data.objects}
        if not set(self.armatures.values()) <= set(there):
            return None
        return {actor: there[uid] for actor, uid in self.armatures.items()}


def object_mode(context: Any) -> None:
    """Leave the mode that the active object is in: what it is about can go."""
    change: Any = bpy.ops.object.mode_set
    if context.mode != "OBJECT" and change.poll():
        change(mode="OBJECT")


def running() -> Preparation | None:
    """Return the running preparation, or None."""
    return _running


def begin(context: Any, placement: Placement | None = None) -> Preparation:
    """Start to prepare the chosen scene.

    Args:
        context: The context.
        placement: Where and when it is to play; None for as captured.

    Raises:
        InteractError: the choices are invalid.
    """
    global _running
    stop()
    preparation = Preparation(context, placement)
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
