# SPDX-License-Identifier: GPL-3.0-or-later
"""Give one actor of the composed scene the character that is chosen for it in Cast."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, StringProperty

from ...blender.scene.again.losses import Loss
from ...blender.scene.again.replace import replace_prepared, replaced_losses
from ...blender.scene.clearing import composed_keys
from ...core.foundation.errors import UsageError
from ...core.performance.prepare import prepare
from ..common.choices import compose_options
from ..common.live_work import (
    LiveWork,
    OneWork,
    Progress,
    StoppingOperator,
    WaitingOperator,
    still_there,
    work_factory,
)
from ..common.reporting import CANCELLED, FINISHED, Result, explained, report_findings
from ..common.translations import iface
from ..dataset.catalog import chosen_scene, scene_missing
from . import compose_work

__all__ = ["REPLACING", "losses", "register", "unregister"]

_HIDDEN = {"HIDDEN", "SKIP_SAVE"}
REPLACING = OneWork("interact_replacing", "Preparing the person")


class InteractReplacing(Progress, bpy.types.PropertyGroup):
    """The progress of replacing; ``WindowManager.interact_replacing``, neither saved nor undone."""


class Replacement(LiveWork):
    """A request to replace one actor, without references to Blender's data: undo can replace these."""

    def __init__(self, context: Any, actor: str) -> None:
        source = chosen_scene(context)
        if actor not in source.actor_ids:
            raise UsageError(
                f"scene {source.key} has no actor {actor}",
                cure=f"Its actors are {', '.join(source.actor_ids)}",
            )
        options = compose_options(context)
        rig = compose_work.chosen_armatures(context).get(actor)
        others = [each for each in source.actor_ids if each != actor]
        own = [*others, *([] if rig is None else [actor])]
        self.actor, self.options = actor, options
        self.rig_uid = None if rig is None else rig.session_uid
        self.scene_uid = context.scene.session_uid
        super().__init__(
            lambda on_step, cancelled: prepare(source, options, own=own, on_step=on_step, cancelled=cancelled)
        )

    def scene(self) -> bpy.types.Scene | None:
        """Return the Blender scene, or None if it is gone."""
        found: bpy.types.Scene | None = still_there(bpy.data.scenes, self.scene_uid)
        return found

    def rig(self) -> bpy.types.Object | None:
        """Return the armature of the user's that is to play, if there is one."""
        found: bpy.types.Object | None = still_there(bpy.data.objects, self.rig_uid)
        return found


def losses(context: Any, actor: str) -> list[Loss]:
    """Return what of the user's goes if an actor is replaced by who is chosen in Cast."""
    rig = compose_work.chosen_armatures(context).get(actor)
    options = compose_options(context)
    built_in = rig is None and options.characters is None
    return replaced_losses(context.scene, chosen_scene(context), actor, rig, built_in=built_in)


class INTERACT_OT_replace_actor(WaitingOperator, bpy.types.Operator):
    """Replace one person of the composed scene."""

    bl_idname = "interact.replace_actor"
    bl_label = "Replace Person"
    bl_description = (
        "Give this actor of the composed scene the character that is chosen here. Everybody else, cameras,"
        " lights, voices and markers stay, and so does the edit layer where the bones are the same"
    )
    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012
    one = REPLACING
    stopped = "Replacing was cancelled"
    escape = True

    actor: StringProperty(name="Actor", description="The actor's id, such as 001", options=_HIDDEN)
    asked: BoolProperty(name="Asked", options=_HIDDEN)

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the chosen scene is composed here."""
        if REPLACING.current is not None:
            cls.poll_message_set("A person is being replaced")
            return False
        if compose_work.running() is not None:
            cls.poll_message_set("A scene is being composed")
            return False
        if scene_missing(cls, context):
            return False
        if context.scene.interact.key not in composed_keys(context.scene):
            cls.poll_message_set("The chosen scene is not composed here: compose it first")
            return False
        return True

    @explained
    def invoke(self, context: Any, event: Any) -> Result:
        """Ask if something would go; else start."""
        window = not bpy.app.background and context.window is not None
        if window and not self.asked and losses(context, self.actor):
            order: Any = bpy.ops.interact.ask_to_replace  # type: ignore[attr-defined]
            order("INVOKE_DEFAULT", actor=self.actor)
            return CANCELLED
        return super().invoke(context, event)

    def prepared(self, context: Any) -> LiveWork:
        """Return the preparation of the one who comes."""
        return Replacement(context, self.actor)

    def finish(self, context: Any, result: Any) -> Result:
        """Replace."""
        work: Any = self._work
        scene, rig = work.scene(), work.rig()
        if scene is None or (work.rig_uid is not None and rig is None):
            raise UsageError("the scene or the armature is gone", cure="Replace again")
        compose_work.object_mode(context)
        done = replace_prepared(result, work.actor, work.options, scene, rig)
        findings = [each for each in done.findings if not (self.asked and each.code == "lost-change")]
        report_findings(self, findings)
        text = iface("{actor} is played by {name} now")
        self.report({"INFO"}, text.format(actor=work.actor, name=done.armature.name))
        return FINISHED


class INTERACT_OT_cancel_replacing(StoppingOperator, bpy.types.Operator):
    """Cancel replacing."""

    bl_idname = "interact.cancel_replacing"
    bl_label = "Cancel Replacing"
    bl_description = "Stop replacing; nothing is changed"
    one = REPLACING
    idle = "Nobody is being replaced"


register, unregister = work_factory(
    REPLACING.stop,
    (InteractReplacing, INTERACT_OT_replace_actor, INTERACT_OT_cancel_replacing),
    [(bpy.types.WindowManager, "interact_replacing", InteractReplacing)],
)
