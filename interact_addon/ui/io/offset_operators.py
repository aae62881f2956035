# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators that offset an actor in time and place, and add markers to the timeline."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, FloatVectorProperty

from ...blender.common.actors import StageActor, actor_of, actors_of
from ...blender.common.frame_rate import scene_rate
from ...blender.io.markers import MARKERS, add_markers, remove_markers
from ...blender.io.offsets import OFFSET, ActorOffset, clear_offset, offset_actor
from ...core.audio import SpeechOptions
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, explained, report_findings
from ..common.translations import CONTEXT, iface
from .importer import waiting

__all__ = ["active_actor", "register", "unregister"]

UNIT_ITEMS = [
    ("FRAMES", "Frames", "Give the time in frames"),
    ("SECONDS", "Seconds", "Give the time in seconds"),
]


def active_actor(context: Any) -> StageActor | None:
    """Return the actor that the active object belongs to."""
    return actor_of(context.scene, context.view_layer.objects.active)


class INTERACT_OT_offset_actor(bpy.types.Operator):
    """Offset the selected actor in time and place."""

    bl_idname = "interact.offset_actor"
    bl_label = "Offset Actor"
    bl_description = "Move the selected actor in time and place: body, face and voice together"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    unit: EnumProperty(name="Unit", description="The unit of time", items=UNIT_ITEMS)
    frames: FloatProperty(
        name="Later",
        description="How many frames later; negative for earlier. Voices need Blender 4.4 for fractions",
        default=0.0,
        soft_min=-1000.0,
        soft_max=1000.0,
    )
    seconds: FloatProperty(
        name="Later",
        description="How many seconds later; negative for earlier",
        default=0.0,
        soft_min=-60.0,
        soft_max=60.0,
        precision=3,
    )
    location: FloatVectorProperty(
        name="Move",
        description="Distance along the world's axes",
        subtype="TRANSLATION",
        default=(0.0, 0.0, 0.0),
    )
    rotation: FloatProperty(
        name="Turn",
        description="Rotation about the vertical axis through the actor's first position",
        subtype="ANGLE",
        default=0.0,
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether an actor is selected."""
        if active_actor(context) is None:
            cls.poll_message_set("Select an actor first")
            return False
        return True

    def invoke(self, context: Any, event: Any) -> Any:
        """Ask by how much: in seconds or fractions of a frame, too, which the panel's fields have not."""
        return context.window_manager.invoke_props_dialog(self)

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.row().prop(self, "unit", expand=True)
        layout.prop(self, "frames" if self.unit == "FRAMES" else "seconds")
        layout.prop(self, "location")
        layout.prop(self, "rotation")

    @explained
    def execute(self, context: Any) -> Result:
        """Move."""
        actor = active_actor(context)
        if actor is None:
            return CANCELLED
        rate = float(scene_rate(context.scene))
        frames = self.frames if self.unit == "FRAMES" else self.seconds * rate
        x, y, z = self.location
        report_findings(
            self, offset_actor(context.scene, actor, ActorOffset(frames, (x, y, z), self.rotation))
        )
        return FINISHED


class INTERACT_OT_clear_offset(bpy.types.Operator):
    """Remove the selected actor's offset."""

    bl_idname = "interact.clear_offset"
    bl_label = "Clear Offset"
    bl_description = "Move the selected actor back to the place and time of the performance"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the selected actor has an offset."""
        actor = active_actor(context)
        if actor is None:
            cls.poll_message_set("Select an actor first")
            return False
        if actor.armature.get(OFFSET) is None:
            cls.poll_message_set("This actor has no offset")
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Move back."""
        actor = active_actor(context)
        if actor is None:
            return CANCELLED
        report_findings(self, clear_offset(context.scene, actor))
        return FINISHED


class INTERACT_OT_add_markers(bpy.types.Operator):
    """Add markers where actors speak."""

    bl_idname = "interact.add_markers"
    bl_label = "Add Markers"
    bl_description = "Mark in the timeline where each actor begins to speak and pauses, starts and ends"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    speech: BoolProperty(name="Speech", description="Mark where voices begin and pause", default=True)
    ends: BoolProperty(
        name="Start and End", description="Mark each performance's first and last key", default=True
    )
    above: FloatProperty(
        name="Above Noise",
        description="Speech is this many decibels louder than the recording's background",
        default=12.0,
        min=1.0,
        max=60.0,
    )
    pause: FloatProperty(
        name="Pause",
        description="Silence of at least this many seconds is a pause",
        default=0.5,
        min=0.0,
        soft_max=5.0,
    )
    shortest: FloatProperty(
        name="Shortest",
        description="Sounds that last fewer seconds do not count as speech",
        default=0.15,
        min=0.0,
        soft_max=2.0,
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors."""
        if not actors_of(context.scene):
            cls.poll_message_set("Compose or import a performance first")
            return False
        return True

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column(heading="Mark", heading_ctxt=CONTEXT, align=True)
        column.prop(self, "speech")
        column.prop(self, "ends")
        column = layout.column()
        column.active = self.speech
        for name in ("above", "pause", "shortest"):
            column.prop(self, name)

    @explained
    def execute(self, context: Any) -> Result:
        """Mark."""
        options = SpeechOptions(above=self.above, pause=self.pause, shortest=self.shortest)
        with waiting(context):
            result = add_markers(context.scene, options, ends=self.ends, speech=self.speech)
        report_findings(self, result.findings)
        self.report({"INFO"}, iface("{} markers").format(result.count))
        return FINISHED


class INTERACT_OT_remove_markers(bpy.types.Operator):
    """Remove the markers of Add Markers."""

    bl_idname = "interact.remove_markers"
    bl_label = "Remove Markers"
    bl_description = "Remove the markers that Add Markers made; all others stay"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there are any."""
        if context.scene.get(MARKERS) is None:
            cls.poll_message_set("No markers of Add Markers in this scene")
            return False
        return True

    def execute(self, context: Any) -> Result:
        """Remove."""
        self.report({"INFO"}, iface("{} markers removed").format(remove_markers(context.scene)))
        return FINISHED


register, unregister = classes_factory(
    INTERACT_OT_offset_actor,
    INTERACT_OT_clear_offset,
    INTERACT_OT_add_markers,
    INTERACT_OT_remove_markers,
)
