# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators of the selected actor's edit layer."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty

from ...blender.editing.edit_layer import (
    EditLayer,
    add_edit_layer,
    bake,
    edit_layer,
    layers_of,
    mute,
    remove,
    set_editing,
    solo,
)
from ...blender.editing.layer_tracks import key_captured
from ...blender.editing.retime import retime
from ...blender.editing.stray_keys import adopt_keys
from ..common.classes import classes_factory
from ..common.reporting import CANCELLED, FINISHED, Result, explained
from ..common.translations import CONTEXT, iface
from .posing import enter_pose_mode
from .selected import OfActor, selected_actor

__all__ = ["register", "selected_layer", "unregister"]


def selected_layer(context: Any) -> EditLayer | None:
    """Return the edit layer of the selected actor: of the body, else of the face; None if it has none."""
    actor = selected_actor(context)
    if actor is None:
        return None
    return edit_layer(actor.armature) or next(iter(layers_of(actor)), None)


class _OfLayer(OfActor):
    """What the operators have in common that need an edit layer."""

    @classmethod
    def poll(cls: Any, context: Any) -> bool:
        """Whether the selected actor has an edit layer."""
        if not super().poll(context):
            return False
        if selected_layer(context) is None:
            cls.poll_message_set("Add an edit layer first")
            return False
        return True


class INTERACT_OT_add_edit_layer(OfActor, bpy.types.Operator):
    """Add an edit layer to the selected actor."""

    bl_idname = "interact.add_edit_layer"
    bl_label = "Add Edit Layer"
    bl_description = (
        "Put a layer for edits on the body and face of the selected actor, which new keys go into. What was"
        " captured plays below it in the NLA and stays as it is"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Add it."""
        actor: Any = selected_actor(context)
        add_edit_layer(actor)
        set_editing(actor)  # else Blender would put new keys into an action above it
        return FINISHED


class INTERACT_OT_edit_keys(OfActor, bpy.types.Operator):
    """Edit the selected actor: new keys go into the edit layer."""

    bl_idname = "interact.edit_keys"
    bl_label = "Edit"
    bl_description = (
        "Pose the selected actor: keys that are inserted (I) go into the edit layer, which is added if there"
        " is none. Again: stop editing"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Start or stop."""
        actor: Any = selected_actor(context)
        layer = selected_layer(context)
        start = layer is None or not layer.editing
        if start:
            add_edit_layer(actor)
            adopt_keys(actor)  # Blender would not play them while the layer is edited
        set_editing(actor, start)
        if start and actor.armature.mode != "POSE" and actor.armature.visible_get():
            enter_pose_mode(context, actor.armature)
        elif not start and actor.armature.mode == "POSE":
            bpy.ops.object.mode_set(mode="OBJECT")
        return FINISHED


class INTERACT_OT_adopt_keys(_OfLayer, bpy.types.Operator):
    """Take keys above the edit layer into it."""

    bl_idname = "interact.adopt_keys"
    bl_label = "Adopt Keys"
    bl_description = (
        "Take the keys that were inserted while the layer was not edited into it: from their first to their"
        " last frame it plays what they show. Above the layer they hold their pose over the whole take"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Adopt them."""
        actor: Any = selected_actor(context)
        count = adopt_keys(actor)
        self.report({"INFO"}, iface("{count} keys are in the edit layer now").format(count=count))
        return FINISHED


class INTERACT_OT_mute_edits(_OfLayer, bpy.types.Operator):
    """Mute the edits of the selected actor."""

    bl_idname = "interact.mute_edits"
    bl_label = "Mute Edits"
    bl_description = "Play only what was captured, to compare; again: with the edits"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Switch."""
        actor, layer = selected_actor(context), selected_layer(context)
        if actor is None or layer is None:
            return CANCELLED
        mute(actor, not layer.mute)
        return FINISHED


class INTERACT_OT_solo_edits(_OfLayer, bpy.types.Operator):
    """Play the edits of the selected actor alone."""

    bl_idname = "interact.solo_edits"
    bl_label = "Solo Edits"
    bl_description = "Play only the edits, on the rest pose; again: with what was captured"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Switch."""
        actor, layer = selected_actor(context), selected_layer(context)
        if actor is None or layer is None:
            return CANCELLED
        solo(actor, not layer.solo)
        return FINISHED


class INTERACT_OT_key_captured(_OfLayer, bpy.types.Operator):
    """Key what was captured, without edits, on the current frame."""

    bl_idname = "interact.key_captured"
    bl_label = "Key Captured"
    bl_description = (
        "Key in the edit layer that this frame plays what was captured, so that edits before and after do not"
        " reach over it. In Pose Mode: of the selected bones"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Key it."""
        actor: Any = selected_actor(context)
        posed = context.mode == "POSE" and context.selected_pose_bones
        bones = [bone.name for bone in posed if bone.id_data == actor.armature] if posed else None
        count = key_captured(actor, context.scene.frame_current, bones)
        if not count:
            self.report({"WARNING"}, "Nothing is edited yet: select bones in Pose Mode")
            return CANCELLED
        told = iface("{count} channels are keyed on frame {frame}")
        self.report({"INFO"}, told.format(count=count, frame=context.scene.frame_current))
        return FINISHED


class INTERACT_OT_bake_edits(_OfLayer, bpy.types.Operator):
    """Bake the edits of the selected actor down."""

    bl_idname = "interact.bake_edits"
    bl_label = "Bake Down"
    bl_description = (
        "Write the edits into a copy of the captured action, which plays from now on without the layer. The"
        " captured action stays in the file"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    only: BoolProperty(
        name="Only Some Frames",
        description="Bake these frames; the layer stays for the others",
        default=False,
    )
    start: IntProperty(name="First Frame", description="First frame to bake", default=1)
    end: IntProperty(name="Last Frame", description="Last frame to bake", default=100)

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(self, "only")
        column = layout.column(align=True)
        column.active = self.only
        column.prop(self, "start")
        column.prop(self, "end")

    def invoke(self, context: Any, event: Any) -> Result:
        """Take the preview range, or the scene's, for what can be chosen afterwards."""
        self.start, self.end = _range(context.scene)
        return self.execute(context)

    @explained
    def execute(self, context: Any) -> Result:
        """Bake."""
        actor: Any = selected_actor(context)
        actions = bake(actor, (self.start, max(self.start, self.end)) if self.only else None)
        told = iface("Baked into {names}")
        self.report({"INFO"}, told.format(names=", ".join(action.name for action in actions)))
        return FINISHED


class INTERACT_OT_remove_edit_layer(_OfLayer, bpy.types.Operator):
    """Remove the edit layer of the selected actor."""

    bl_idname = "interact.remove_edit_layer"
    bl_label = "Remove Edit Layer"
    bl_description = "Remove the edit layer with all its edits: what was captured plays alone, as before"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Remove it."""
        actor: Any = selected_actor(context)
        remove(actor)
        return FINISHED


class INTERACT_OT_retime_edit(OfActor, bpy.types.Operator):
    """Play some frames of the selected actor at another time."""

    bl_idname = "interact.retime_edit"
    bl_label = "Retime"
    bl_description = (
        "Play a range of frames of the selected actor earlier, later, slower or faster, by keys in the edit"
        " layer; body and face together. The voice stays where it is"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    how: EnumProperty(
        name="How",
        translation_context=CONTEXT,
        description="What happens to the range",
        items=[
            ("SHIFT", "Shift", "The whole range is played later, or earlier"),
            ("STRETCH", "Stretch", "The range's end is played later, or earlier: it is slower, or faster"),
        ],
    )
    start: IntProperty(name="First Frame", description="First frame of the range", default=1)
    end: IntProperty(name="Last Frame", description="Last frame of the range", default=100)
    frames: IntProperty(
        name="Later", description="By how many frames later; negative for earlier", default=10
    )
    ease: IntProperty(
        name="Ease",
        translation_context=CONTEXT,
        description="Frames before and after the range that are played faster or slower to make room",
        default=20,
        min=1,
    )

    def invoke(self, context: Any, event: Any) -> Result:
        """Ask, beginning with the preview range, else with two seconds around the current frame."""
        scene = context.scene
        here, second = scene.frame_current, round(scene.render.fps / scene.render.fps_base)
        self.start, self.end = here - second, here + second
        if scene.use_preview_range:
            self.start, self.end = _range(scene)
        found: Result = context.window_manager.invoke_props_dialog(self)
        return found

    def draw(self, context: Any) -> None:
        """Draw the options."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.row().prop(self, "how", expand=True)
        column = layout.column(align=True)
        column.prop(self, "start")
        column.prop(self, "end")
        layout.prop(self, "frames")
        layout.prop(self, "ease")

    @explained
    def execute(self, context: Any) -> Result:
        """Retime."""
        actor: Any = selected_actor(context)
        stretch = self.how == "STRETCH"
        first, last = retime(actor, self.start, self.end, self.frames, stretch=stretch, ease=self.ease)
        told = iface("Frames {first} to {last} are retimed in the edit layer")
        self.report({"INFO"}, told.format(first=first, last=last))
        return FINISHED


def _range(scene: Any) -> tuple[int, int]:
    if scene.use_preview_range:
        return scene.frame_preview_start, scene.frame_preview_end
    return scene.frame_start, scene.frame_end


register, unregister = classes_factory(
    INTERACT_OT_add_edit_layer,
    INTERACT_OT_edit_keys,
    INTERACT_OT_adopt_keys,
    INTERACT_OT_mute_edits,
    INTERACT_OT_solo_edits,
    INTERACT_OT_key_captured,
    INTERACT_OT_bake_edits,
    INTERACT_OT_remove_edit_layer,
    INTERACT_OT_retime_edit,
)
