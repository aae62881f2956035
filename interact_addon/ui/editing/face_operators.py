# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators of the face sliders: key them, change a range of frames, show an expression, go back."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import EnumProperty, FloatProperty, IntProperty, StringProperty

from ...blender.editing.face_values import (
    EASE,
    change_face,
    key_face,
    moved_shapes,
    shape_value,
    show_played,
)
from ...core.face.arkit import canonical_name
from ...core.face.sliders import EXPRESSIONS
from ...core.foundation.errors import UsageError
from ..common.classes import classes_factory
from ..common.reporting import FINISHED, Result, explained
from ..common.translations import CONTEXT, iface
from .face_sliders import can_edit, selected_face, show_shapes

__all__ = ["register", "unregister"]

_MOVED, _SHAPES = "MOVED", "SHAPES"
_READY = [(title.upper(), title, "") for title in EXPRESSIONS]
_CHANGES = [
    (_MOVED, "Moved Sliders", "What the sliders were moved by on this frame"),
    (_SHAPES, "Shapes", "The shapes that are named"),
    *_READY,
]


class _FaceOperator:
    """What the operators have in common: they need the face of the selected person."""

    @classmethod
    def poll(cls: Any, context: Any) -> bool:
        """Whether the selected person has a face."""
        return can_edit(cls, context)


class INTERACT_OT_key_face(_FaceOperator, bpy.types.Operator):
    """Key the face on the current frame."""

    bl_idname = "interact.key_face"
    bl_label = "Key"
    bl_description = (
        "Key the sliders that were moved on this frame, in the edit layer. If none was moved, key all of them"
        " as they are"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Key them."""
        face: Any = selected_face(context)
        frame = context.scene.frame_current
        shapes = moved_shapes(face, frame) or face.shapes
        key_face(face, shapes, frame, fade=context.window_manager.interact_face_fade)
        told = iface("{count} shapes are keyed on frame {frame}")
        self.report({"INFO"}, told.format(count=len(shapes), frame=frame))
        return FINISHED


class INTERACT_OT_edit_face(_FaceOperator, bpy.types.Operator):
    """Change the face over a range of frames."""

    bl_idname = "interact.edit_face"
    bl_label = "Change Frames"
    bl_description = (
        "Add what the sliders were moved by, or an expression, over a range of frames in the edit layer"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    change: EnumProperty(name="Add", description="What is added", items=_CHANGES)
    shapes: StringProperty(
        name="Shapes", description="Names of ARKit shapes, with commas between them: mouthSmileLeft, jawOpen"
    )
    amount: FloatProperty(
        name="Amount",
        description="How much of it is added; of a shape: its weight. A negative amount takes it away",
        default=0.3,
        soft_min=-1.0,
        soft_max=1.0,
        subtype="FACTOR",
    )
    start: IntProperty(name="First Frame", description="The frame from which on the face changes")
    end: IntProperty(name="Last Frame", description="The frame after which the face is as it was")
    ease: IntProperty(
        name="Ease",
        translation_context=CONTEXT,
        description="Frames in which the change comes, and in which it goes, inside the range",
        default=EASE,
        min=0,
    )

    def invoke(self, context: Any, event: Any) -> Result:
        """Ask for the range, which begins around the current frame."""
        here, face = context.scene.frame_current, selected_face(context)
        self.start = max(here - 2 * EASE, min(here, context.scene.frame_start))
        self.end = here + 2 * EASE
        self.change = _MOVED if face is not None and moved_shapes(face, here) else _READY[0][0]
        found: Result = context.window_manager.invoke_props_dialog(self)
        return found

    def draw(self, context: Any) -> None:
        """Draw the choices."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(self, "change")
        if self.change == _SHAPES:
            layout.prop(self, "shapes")
        if self.change != _MOVED:
            layout.prop(self, "amount")
        column = layout.column(align=True)
        column.prop(self, "start")
        column.prop(self, "end")
        layout.prop(self, "ease")

    @explained
    def execute(self, context: Any) -> Result:
        """Change them."""
        face: Any = selected_face(context)
        changes = self._changes(face, context.scene.frame_current)
        change_face(face, changes, self.start, self.end, ease=self.ease)
        told = iface("{count} shapes are changed on frames {first} to {last}")
        self.report({"INFO"}, told.format(count=len(changes), first=self.start, last=self.end))
        return FINISHED

    def _changes(self, face: Any, frame: int) -> dict[str, float]:
        if self.change == _MOVED:
            moved = moved_shapes(face, frame)
            if not moved:
                raise UsageError("no slider was moved", cure="Move sliders first, or choose an expression")
            return moved
        if self.change != _SHAPES:
            ready = EXPRESSIONS[self.change.capitalize()]
            return {shape: weight * self.amount for shape, weight in ready.items() if shape in face.shapes}
        changes = {}
        for given in filter(None, (part.strip() for part in self.shapes.split(","))):
            shape = canonical_name(given)
            if shape not in face.shapes:
                raise UsageError(
                    f"this face has no shape {given!r}", cure="Name ARKit shapes, such as jawOpen"
                )
            changes[str(shape)] = self.amount
        return changes


class INTERACT_OT_show_expression(_FaceOperator, bpy.types.Operator):
    """Add an expression to the face on the current frame."""

    bl_idname = "interact.show_expression"
    bl_label = "Show Expression"
    bl_description = "Move the sliders towards this expression; again: further"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    expression: EnumProperty(name="Expression", description="The expression", items=_READY)
    amount: FloatProperty(
        name="Amount",
        description="How much of it is added",
        default=0.5,
        soft_min=-1.0,
        soft_max=1.0,
        subtype="FACTOR",
    )

    @explained
    def execute(self, context: Any) -> Result:
        """Move them."""
        face: Any = selected_face(context)
        ready = EXPRESSIONS[self.expression.capitalize()]
        values = {
            shape: min(max(shape_value(face, shape) + weight * self.amount, 0.0), 1.0)
            for shape, weight in ready.items()
            if shape in face.shapes
        }
        show_shapes(context, face, values)
        return FINISHED


class INTERACT_OT_reset_face(_FaceOperator, bpy.types.Operator):
    """Put the sliders back."""

    bl_idname = "interact.reset_face"
    bl_label = "Reset"
    bl_description = "Put sliders that were moved and not keyed back to what is played on this frame"
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    @explained
    def execute(self, context: Any) -> Result:
        """Put them back."""
        face: Any = selected_face(context)
        show_played(face, context.scene.frame_current)
        return FINISHED


register, unregister = classes_factory(
    INTERACT_OT_key_face, INTERACT_OT_edit_face, INTERACT_OT_show_expression, INTERACT_OT_reset_face
)
