# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for the composed scene: compose, clear."""

from __future__ import annotations

import math
from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty

from ...blender.common.startup import hide_startup_objects
from ...blender.face.face_scenes import home_of
from ...blender.scene.again.made import placement_of
from ...blender.scene.clearing import clear_composed, composed_keys
from ...blender.scene.compose import Composition, compose, compose_prepared
from ...core.foundation.errors import CancelledError, UsageError
from ...core.foundation.findings import Finding
from ...core.performance.casting.placement import Placement
from ...core.performance.prepare import Prepared
from ..common.choices import compose_options
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, explained, report_findings
from ..common.translations import iface
from ..dataset.catalog import chosen_scene, scene_missing
from . import compose_work
from .after_compose import show_composed

__all__ = ["register", "unregister"]

_HIDDEN = {"HIDDEN", "SKIP_SAVE"}
_RUNNING: Result = {"RUNNING_MODAL"}
_PASS: Result = {"PASS_THROUGH"}


class INTERACT_OT_compose_scene(bpy.types.Operator):
    """Compose the chosen scene."""

    bl_idname = "interact.compose_scene"
    bl_label = "Compose Scene"
    bl_description = "Build the chosen scene here: both actors, their voices, camera and lights"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    asked: BoolProperty(name="Asked", options=_HIDDEN)
    x: FloatProperty(name="X", description="Metres that the scene is moved along X", options=_HIDDEN)
    y: FloatProperty(name="Y", description="Metres that it is moved along Y", options=_HIDDEN)
    turn: FloatProperty(
        name="Rotation",
        description="How far it is turned about the vertical through its middle",
        subtype="ANGLE",
        options=_HIDDEN,
    )
    start: IntProperty(name="Start", description="Its first frame here", default=1, min=1, options=_HIDDEN)

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is something to compose."""
        if compose_work.running() is not None:
            cls.poll_message_set("A scene is being composed")
            return False
        if scene_missing(cls, context):
            return False
        if home_of(context.scene) is not None:
            cls.poll_message_set("This is a face's scene: go back to the main scene first")
            return False
        return True

    @explained
    def invoke(self, context: Any, event: bpy.types.Event) -> Result:
        """Prepare the scene in a thread; the window stays responsive."""
        if bpy.app.background or context.window is None:
            return self.execute(context)
        if not self.asked and (compose_work.losses(context) or compose_work.stands_beside(context)):
            bpy.ops.interact.ask_to_compose("INVOKE_DEFAULT")  # type: ignore[attr-defined]
            return CANCELLED  # without a step of undo: that operator calls this one again
        compose_work.begin(context, self._placement(context))
        context.window_manager.modal_handler_add(self)
        return _RUNNING

    def modal(self, context: Any, event: bpy.types.Event) -> Result:
        """Update the progress; build when everything is ready."""
        preparation = compose_work.running()
        if preparation is None or preparation.task.cancelled:
            return self._cancelled()
        if event.type == "ESC" and event.value == "PRESS":
            return self._cancelled()
        if not preparation.owns(event):
            return _PASS
        if not preparation.task.done:
            compose_work.show(context)
            return _PASS
        if not preparation.building:  # show it before the window freezes
            preparation.building = True
            compose_work.show(context)
            return _PASS
        return self._built(context, preparation)

    def cancel(self, context: Any) -> None:
        """Cancel: the window closes, or Blender quits."""
        compose_work.stop()

    @explained
    def execute(self, context: Any) -> Result:
        """Compose at once."""
        compose_work.object_mode(context)
        before = composed_keys(context.scene)
        armatures = compose_work.chosen_armatures(context)
        lost = compose_work.losses(context)
        composition = compose(
            chosen_scene(context),
            compose_options(context),
            context.scene,
            armatures,
            placement=self._placement(context),
            preset=False,
        )
        if not self.asked:
            report_findings(self, [Finding("lost-change", iface("went: {}").format(loss)) for loss in lost])
        return self._shown(context, composition, before)

    def _placement(self, context: Any) -> Placement:
        """Return where and when to play: as asked for, else beside those who are there."""
        given = [self.properties.is_property_set(name) for name in ("x", "y", "turn", "start")]
        if any(given):
            return Placement(self.x, self.y, math.degrees(self.turn), self.start)
        if compose_work.stands_beside(context):
            return compose_work.free_placement(context)
        return placement_of(context.scene, chosen_scene(context).key)

    @explained
    def _built(self, context: Any, preparation: compose_work.Preparation) -> Result:
        try:
            prepared: Prepared = preparation.task.result()
            scene, armatures = preparation.scene(), preparation.rigs()
            if scene is None or armatures is None:
                raise UsageError("the scene or an armature to compose into is gone", cure="Compose again")
            compose_work.object_mode(context)
            before = composed_keys(scene)
            composition = compose_prepared(
                prepared,
                preparation.options,
                scene,
                armatures,
                placement=preparation.placement,
                preset=False,
            )
        except CancelledError:
            return self._cancelled()
        finally:
            compose_work.stop()
        return self._shown(context, composition, before)

    def _cancelled(self) -> Result:
        compose_work.stop()
        self.report({"INFO"}, iface("Composing was cancelled"))
        return CANCELLED

    def _shown(self, context: Any, composition: Composition, before: list[str]) -> Result:
        show_composed(context, composition, before=before)
        report_findings(self, [*composition.findings, *hide_startup_objects(composition.scene)])
        seconds = composition.takes.seconds
        text = iface("Composed {key}: {actors} actors, {seconds:.1f} s")
        self.report(
            {"INFO"}, text.format(key=composition.key, actors=len(composition.actors), seconds=seconds)
        )
        return FINISHED


class INTERACT_OT_cancel_composing(bpy.types.Operator):
    """Cancel composing."""

    bl_idname = "interact.cancel_composing"
    bl_label = "Cancel Composing"
    bl_description = "Stop composing; nothing is changed"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a scene is being composed."""
        if compose_work.running() is None:
            cls.poll_message_set("No scene is being composed")
            return False
        return True

    def execute(self, context: Any) -> Result:
        """Stop."""
        compose_work.stop()
        return FINISHED


class INTERACT_OT_clear_scene(bpy.types.Operator):
    """Remove what was composed."""

    bl_idname = "interact.clear_scene"
    bl_label = "Clear Composed Scene"
    bl_description = (
        "Remove what was composed in this scene. Your objects stay, and your armatures get their previous"
        " animation back"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether anything is composed."""
        if compose_work.running() is not None:
            cls.poll_message_set("A scene is being composed")
            return False
        if not composed_keys(context.scene):
            cls.poll_message_set("Nothing is composed in this scene")
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Remove it."""
        compose_work.object_mode(context)
        keys = composed_keys(context.scene)
        clear_composed(context.scene)
        left = composed_keys(context.scene)
        if left:  # within a collection of the user's that both show
            text = iface("{} stays: another scene shows the same collection")
            self.report({"WARNING"}, text.format(", ".join(left)))
        if gone := [key for key in keys if key not in left]:
            self.report({"INFO"}, iface("Removed {}").format(", ".join(gone)))
        return FINISHED


register, unregister = classes_factory(
    INTERACT_OT_compose_scene, INTERACT_OT_cancel_composing, INTERACT_OT_clear_scene
)
