# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators that put handles on hands, feet and looks, and apply, pin and remove them."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import EnumProperty, FloatProperty, IntProperty, StringProperty

from ...blender.editing.handle_parts import Handle, handle_of, handles_of
from ...blender.editing.handles import HandleOptions, add_handle, apply_handle, remove_handle
from ...blender.editing.standing_handles import follow_capture, pin_handle
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, explained, report_findings
from ..common.translations import CONTEXT, iface
from .selected import OfActor, select_only, selected_actor

__all__ = ["LIMBS", "register", "standing", "unregister"]

LIMBS = (
    ("left_hand", "Left Hand", "The left arm reaches for the handle; the hand turns as it does"),
    ("right_hand", "Right Hand", "The right arm reaches for the handle; the hand turns as it does"),
    ("left_foot", "Left Foot", "The left leg reaches for the handle; the foot turns as it does"),
    ("right_foot", "Right Foot", "The right leg reaches for the handle; the foot turns as it does"),
    ("look", "Look", "Neck, head and eyes turn towards the handle"),
)
_AROUND = 20  # frames before and after the current one
_NAME = "The limb whose handle it is; empty for the handle that is selected, or else for all of the actor"


def standing(context: Any) -> list[Handle]:
    """Return the handles of the actor that the active object belongs to."""
    actor = selected_actor(context)
    return [] if actor is None else handles_of(actor.armature)


def _meant(context: Any, name: str) -> list[Handle]:
    """Return the handles that an operator is to work on."""
    handles = standing(context)
    if name:
        return [handle for handle in handles if handle.name == name]
    active = handle_of(context.view_layer.objects.active)
    return handles if active is None else [handle for handle in handles if handle.name == active.name]


class INTERACT_OT_add_handle(OfActor, bpy.types.Operator):
    """Add a handle to the selected actor."""

    bl_idname = "interact.add_handle"
    bl_label = "Add Handle"
    bl_description = (
        "Put a handle where the selected actor's hand, foot or look is captured, for some frames."
        " Move and turn it (G, R), or key it; Apply writes what it does into the edit layer"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    limb: EnumProperty(
        name="Limb", translation_context=CONTEXT, description="What the handle moves", items=LIMBS
    )
    first: IntProperty(name="First Frame", description="The first frame that the handle changes", default=0)
    last: IntProperty(
        name="Last Frame",
        description="The last frame that the handle changes; not after the first: 20 frames before and after"
        " the current one",
        default=0,
    )
    ease: IntProperty(
        name="Ease",
        translation_context=CONTEXT,
        description="In how many frames the handle fades in and out, within its frames; not where the scene"
        " begins or ends",
        default=8,
        min=0,
        soft_max=50,
    )
    eyes: FloatProperty(
        name="Eyes",
        description="How much of a look the eyes turn, of what the neck leaves; the head turns the rest",
        default=0.3,
        min=0.0,
        max=1.0,
        subtype="FACTOR",
    )

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(self, "limb")
        column = layout.column(align=True)
        column.prop(self, "first")
        column.prop(self, "last")
        layout.prop(self, "ease")
        if self.limb == "look":
            layout.prop(self, "eyes")

    def invoke(self, context: Any, event: Any) -> Result:
        """Add it around the current frame."""
        self.first = self.last = 0
        return self.execute(context)

    @explained
    def execute(self, context: Any) -> Result:
        """Add it, and select it."""
        scene = context.scene
        actor = selected_actor(context)
        if actor is None:
            return CANCELLED
        if self.last <= self.first:
            now = min(max(scene.frame_current, scene.frame_start), scene.frame_end)
            self.first = max(now - _AROUND, scene.frame_start)
            self.last = max(min(now + _AROUND, scene.frame_end), self.first + 1)
        options = HandleOptions(self.first, self.last, self.ease, self.eyes)
        handle = add_handle(actor.armature, self.limb, options)
        if handle.empty is not None:
            select_only(context, handle.empty)
        return FINISHED


class _OfHandles:
    """Base of operators on handles that stand."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the selected actor has a handle."""
        if not standing(context):
            cls.poll_message_set("The selected actor has no handle")  # type: ignore[attr-defined]
            return False
        return True


class INTERACT_OT_apply_handle(_OfHandles, bpy.types.Operator):
    """Apply handles."""

    bl_idname = "interact.apply_handle"
    bl_label = "Apply Handle"
    bl_description = "Write what a handle shows into the actor's edit layer, and remove the handle"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    limb: StringProperty(name="Limb", translation_context=CONTEXT, description=_NAME, options={"SKIP_SAVE"})

    @explained
    def execute(self, context: Any) -> Result:
        """Apply."""
        handles = _meant(context, self.limb)
        armature = handles[0].armature if handles else None
        for handle in handles:
            report_findings(self, apply_handle(handle))
        if armature is not None and armature.visible_get():
            select_only(context, armature)
        self.report({"INFO"}, iface("{count} handles applied").format(count=len(handles)))
        return FINISHED


class INTERACT_OT_remove_handle(_OfHandles, bpy.types.Operator):
    """Remove handles."""

    bl_idname = "interact.remove_handle"
    bl_label = "Remove Handle"
    bl_description = "Remove a handle; the actor moves as before it was added"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    limb: StringProperty(name="Limb", translation_context=CONTEXT, description=_NAME, options={"SKIP_SAVE"})

    @explained
    def execute(self, context: Any) -> Result:
        """Remove."""
        handles = _meant(context, self.limb)
        armature = handles[0].armature if handles else None
        for handle in handles:
            remove_handle(handle)
        if armature is not None and armature.visible_get():
            select_only(context, armature)
        return FINISHED


class INTERACT_OT_pin_handle(_OfHandles, bpy.types.Operator):
    """Pin handles, or let them go."""

    bl_idname = "interact.pin_handle"
    bl_label = "Pin Handle"
    bl_description = (
        "Keep a handle where it is now in all its frames, as for a foot that stands or a thing that is looked"
        " at; again: it moves along with the capture"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    limb: StringProperty(name="Limb", translation_context=CONTEXT, description=_NAME, options={"SKIP_SAVE"})

    @explained
    def execute(self, context: Any) -> Result:
        """Pin, or let go."""
        for handle in _meant(context, self.limb):
            pin_handle(handle)
        return FINISHED


class INTERACT_OT_follow_capture(_OfHandles, bpy.types.Operator):
    """Put handles on what is keyed now."""

    bl_idname = "interact.follow_capture"
    bl_label = "Follow Keys"
    bl_description = (
        "Put a handle on the pose that is keyed now, if keys of the limb have changed since it was added;"
        " how it was moved stays"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    limb: StringProperty(name="Limb", description=_NAME, options={"SKIP_SAVE"})

    @explained
    def execute(self, context: Any) -> Result:
        """Follow."""
        for handle in _meant(context, self.limb):
            follow_capture(handle)
        return FINISHED


register, unregister = classes_factory(
    INTERACT_OT_add_handle,
    INTERACT_OT_apply_handle,
    INTERACT_OT_remove_handle,
    INTERACT_OT_pin_handle,
    INTERACT_OT_follow_capture,
)
