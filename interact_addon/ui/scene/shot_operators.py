# SPDX-License-Identifier: GPL-3.0-or-later
"""Operators for the shots of a scene: cut it, take a cut out, show a shot from another place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy
from bpy.props import EnumProperty

from ...blender.common.frame_rate import scene_rate
from ...blender.common.markers import EDIT_BREACHES
from ...blender.scene.bound_shots import shot_at, shots_of
from ...blender.scene.camera_views import actor_ids, places_of
from ...blender.scene.shot_editing import remove_cut, replace_camera
from ...core.camera.choices import EDIT, EDIT_STYLES
from ...core.foundation.findings import Finding
from ..common.classes import classes_factory
from ..common.option_properties import enum_items
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result
from ..common.translations import iface
from .camera_menu import label_of
from .place_work import ChangingOperator, PlacingOperator, focal_of

__all__ = ["register", "summary", "unregister"]

_choices: list[tuple[str, str, str, int]] = []  # Blender reads the texts after the callback


def summary(scene: bpy.types.Scene) -> str:
    """Return a line about all shots: 14 shots, 4.4 s on average."""
    shots = shots_of(scene)
    seconds = sum(shot.end - shot.first for shot in shots) / float(scene_rate(scene)) / len(shots)
    parts = [
        iface("1 shot") if len(shots) == 1 else iface("{} shots").format(len(shots)),
        iface("{:.1f} s on average").format(seconds),
    ]
    breaches = scene.get(EDIT_BREACHES)
    if breaches is not None:
        parts.append(iface("1 rule breach") if breaches == 1 else iface("{} rule breaches").format(breaches))
    return ", ".join(parts)


def _no_shots(cls: Any, context: Any) -> bool:
    if context.scene.library is not None:
        cls.poll_message_set("This scene is linked from another file")
        return True
    if not shots_of(context.scene):
        cls.poll_message_set("No marker of the timeline is bound to a camera")
        return True
    if shot_at(shots_of(context.scene), context.scene.frame_current) < 0:
        cls.poll_message_set("The playhead is in no shot")
        return True
    return False


class INTERACT_OT_edit_shots(PlacingOperator, bpy.types.Operator):
    """Cut the scene."""

    bl_idname = "interact.edit_shots"
    bl_label = "Edit Shots"
    bl_description = (
        "Cut the scene like a conversation, from who speaks, who moves and how near they are; the cuts are"
        " markers of the timeline that you can move, and those of an earlier edit are replaced"
    )

    style: EnumProperty(
        name="Edit Style",
        description="How often the camera cuts",
        items=enum_items(EDIT_STYLES),
        options={"SKIP_SAVE"},
    )

    def wanted(self, context: Any) -> tuple[str, str]:
        """Return the camera of an edit, and how its cameras may move."""
        settings = settings_of(context)
        if self.properties.is_property_set("style"):
            settings.edit_style = self.style
        return EDIT, settings.camera_move

    def told(self, scene: bpy.types.Scene, findings: tuple[Finding, ...]) -> Result:
        """Report what to know about the edit, and its length."""
        super().told(scene, findings)
        if shots_of(scene):
            self.report({"INFO"}, summary(scene))
        return FINISHED


class INTERACT_OT_remove_cut(ChangingOperator, bpy.types.Operator):
    """Remove the cut before the current shot."""

    bl_idname = "interact.remove_cut"
    bl_label = "Remove Cut"
    bl_description = "Remove the cut that begins the current shot: the shot before it goes on"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the playhead is in a shot."""
        return not _no_shots(cls, context)

    def change(self, context: Any) -> Iterable[Finding]:
        """Remove it."""
        scene = context.scene
        remove_cut(scene, shot_at(shots_of(scene), scene.frame_current))
        return ()


def _places(_: Any, context: Any) -> list[tuple[str, str, str, int]]:
    actors = [] if context is None else actor_ids(context.scene)
    names = [name for name in (places_of(actors) if actors else ()) if name != EDIT]
    _choices[:] = [(name, label_of(name, actors), "", number) for number, name in enumerate(names)]
    return _choices


class INTERACT_OT_replace_shot(ChangingOperator, bpy.types.Operator):
    """Show the current shot from another place."""

    bl_idname = "interact.replace_shot"
    bl_label = "Replace Shot"
    bl_description = "Show the current shot from another place; its beginning and end stay"

    place: EnumProperty(name="Place", description="Where the camera of the shot stands", items=_places)

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the playhead is in a shot, and there are people to look at."""
        return super().poll(context) and not _no_shots(cls, context)

    def change(self, context: Any) -> Iterable[Finding]:
        """Replace it."""
        scene, settings = context.scene, settings_of(context)
        number = shot_at(shots_of(scene), scene.frame_current)
        replace_camera(scene, number, self.place, focal_of(settings), settings.camera_move)
        return ()


register, unregister = classes_factory(
    INTERACT_OT_edit_shots, INTERACT_OT_remove_cut, INTERACT_OT_replace_shot
)
