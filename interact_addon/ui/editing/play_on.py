# SPDX-License-Identifier: GPL-3.0-or-later
"""A character of the user's own plays what an actor plays: on the controls, if it is a control rig."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty

from ...blender.characters.fit_preview import control_rig_title, fit_of_armature
from ...blender.common.actors import StageActor, actor_of, actors_of, armature_of
from ...blender.common.ownership import owner_of
from ...blender.io.import_options import ImportOptions
from ...blender.io.play_on import play_on
from ...core.foundation.errors import UsageError
from ..common.classes import InteractTab, classes_factory
from ..common.option_properties import option_mixin, read_properties
from ..common.reporting import FINISHED, Result, explained, report_findings
from ..common.text_wrap import draw_wrapped
from ..common.translations import iface

__all__ = ["register", "unregister"]

_Choices = option_mixin(ImportOptions, "root", "keep_feet")
_NO_ACTOR = "Compose or import a performance first"
_items: list[tuple[str, str, str]] = []  # Blender reads the texts after the function has returned


def _own(context: Any) -> Any:
    """Return the selected character of the user's own, or None."""
    armature = armature_of(context.object)
    if armature is None or owner_of(armature) or actor_of(context.scene, armature) is not None:
        return None
    return armature


def _actors(_: Any, context: Any) -> list[tuple[str, str, str]]:
    actors = actors_of(context.scene)
    _items[:] = [(actor.key, actor.armature.name, actor.key) for actor in actors] or [("NONE", "None", "")]
    return _items


class INTERACT_OT_play_on(_Choices, bpy.types.Operator):  # type: ignore[misc]
    """Let the selected character play what an actor plays."""

    bl_idname = "interact.play_on"
    bl_label = "Play on Character"
    bl_description = (
        "Key on the selected character what an actor of this scene plays, as it is now, with all edits: a"
        " control rig such as Rigify's on its controls. What it played before stays in the file"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012

    actor: EnumProperty(name="From", description="Whose body and face are played", items=_actors)
    hide: BoolProperty(
        name="Hide Actor", description="Hide the actor, who would stand in the same place", default=True
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a character of the user's own is selected, and an actor is there."""
        if _own(context) is None:
            cls.poll_message_set("Select an armature of your own that plays nothing of the dataset")
            return False
        if not actors_of(context.scene):
            cls.poll_message_set(_NO_ACTOR)
            return False
        return True

    @explained
    def execute(self, context: Any) -> Result:
        """Key it."""
        armature = _own(context)
        done = play_on(
            context.scene,
            self._actor(context),
            armature,
            read_properties(self, ImportOptions()),
            hide=self.hide,
        )
        report_findings(self, done.findings)
        self.report(
            {"INFO"}, iface("{name} plays {frames} frames").format(name=armature.name, frames=done.frames)
        )
        return FINISHED

    def _actor(self, context: Any) -> StageActor:
        for actor in actors_of(context.scene):
            if actor.key == self.actor:
                return actor
        raise UsageError("this actor is not in the scene", cure="Choose one of the scene's actors")


class INTERACT_PT_play_on(InteractTab, bpy.types.Panel):
    """The selected character of the user's own, and what it can play."""

    bl_label = "Own Character"
    bl_order = 14
    page = "ACTORS"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether one is selected."""
        return super().poll(context) and _own(context) is not None

    def draw(self, context: Any) -> None:
        """Draw which rig it is, and a button for each actor."""
        layout: Any = self.layout
        armature = _own(context)
        title = control_rig_title(armature)
        if title is None:
            fit = fit_of_armature(context.scene, armature)
            if fit.problem is not None:
                text = iface("{name} cannot play: {problem}")
                text = text.format(name=armature.name, problem=iface(fit.problem))
                draw_wrapped(layout, context, text, icon="ERROR")
                return
            text = iface("Bones: {}").format(fit.rig.title)
        else:
            text = iface("{} rig: plays on its controls").format(title)
        layout.label(text=armature.name, icon="ARMATURE_DATA", translate=False)
        draw_wrapped(layout, context, text, icon="CHECKMARK")
        column = layout.column(align=True)
        column.scale_y = 1.2
        what = "Play {} on Controls" if title is not None else "Play {} on Bones"
        for actor in actors_of(context.scene):
            name = iface(what).format(actor.armature.name)
            column.operator("interact.play_on", text=name, translate=False, icon="PLAY").actor = actor.key
        if not actors_of(context.scene):
            layout.label(text=_NO_ACTOR, icon="INFO")


register, unregister = classes_factory(INTERACT_OT_play_on, INTERACT_PT_play_on)
