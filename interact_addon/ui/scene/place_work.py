# SPDX-License-Identifier: GPL-3.0-or-later
"""Placing the camera and cutting the scene while the window stays responsive: one at a time, in a thread."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from ...blender.scene.camera_views import Placing, actor_ids, place_now, players_of
from ...core.camera.choices import CAMERA_PRESETS, place_of
from ...core.foundation.errors import UsageError
from ...core.foundation.findings import Finding
from ..common.deferred import redraw
from ..common.live_work import LiveWork, OneWork, Progress, StoppingOperator, WaitingOperator, work_factory
from ..common.reporting import FINISHED, Result, explained, report_findings
from ..common.translations import iface

__all__ = [
    "PLACING",
    "ChangingOperator",
    "PlacingOperator",
    "draw_progress",
    "focal_of",
    "not_composed",
    "notes_of",
    "place_camera",
    "register",
    "unregister",
]

PLACING = OneWork("interact_placing")
_notes: dict[int, tuple[str | None, list[str]]] = {}  # a scene's session_uid -> place, what to know about it


class InteractPlacing(Progress, bpy.types.PropertyGroup):
    """The progress of placing; ``WindowManager.interact_placing``. No methods: see ``checks_panel``."""


def not_composed(cls: Any, context: Any) -> bool:
    """Return whether there is no one to look at, or the scene is linked; the poll message says so."""
    if not players_of(context.scene):
        cls.poll_message_set("Compose a scene first")
        return True
    if context.scene.library is not None:
        cls.poll_message_set("This scene is linked from another file")
        return True
    return False


def place_camera(scene: bpy.types.Scene, camera: str, move: str) -> tuple[Finding, ...]:
    """Place the camera as the panel's choices say, and keep the choice for composing again.

    Raises:
        UsageError: there is no such camera or actor.
    """
    placing = _placing(scene, camera, move)
    placing.find()
    return _put(scene, placing)


def notes_of(scene: bpy.types.Scene) -> list[str]:
    """Return what is to be known about the place where the camera is, if it was placed in this session."""
    place, notes = _notes.get(scene.session_uid, (None, []))
    return notes if notes and place == place_now(scene) else []


def draw_progress(layout: Any, context: Any) -> bool:
    """Draw what is being placed, and a button that stops it; return whether something is."""
    state = context.window_manager.interact_placing
    if state.busy:
        row = layout.row(align=True)
        row.progress(factor=state.factor, text=iface("Placing the Camera"), type="BAR")
        row.operator("interact.cancel_placing", text="", icon="X")
    return bool(state.busy)


def focal_of(settings: Any) -> float | None:
    """Return the chosen focal length in millimetres; None for each place's own."""
    return settings.focal if settings.use_focal else None


def _placing(scene: bpy.types.Scene, camera: str, move: str) -> Placing:
    settings: Any = scene.interact  # type: ignore[attr-defined]
    return Placing(scene, camera, focal_of(settings), move, settings.edit_style)


def _put(scene: bpy.types.Scene, placing: Placing) -> tuple[Finding, ...]:
    findings = placing.put(scene)
    settings: Any = scene.interact  # type: ignore[attr-defined]
    settings.camera_move = placing.move
    place = place_of(placing.camera, actor_ids(scene))
    if place.actor is None or place.name in CAMERA_PRESETS:
        settings.camera = place.name
    elif place.actor < 2:  # the choices before composing know the first two people
        settings.camera = f"{place.name}_{'ab'[place.actor]}"
    _notes[scene.session_uid] = place_now(scene), [str(finding) for finding in findings]
    return findings


class _PlaceWork(LiveWork):
    """A camera that is looked for, without references to Blender's data: undo can replace these meanwhile."""

    def __init__(self, scene: bpy.types.Scene, camera: str, move: str) -> None:
        self.scene_uid = scene.session_uid
        self.placing = _placing(scene, camera, move)
        super().__init__(self.placing.find)

    def put(self) -> tuple[bpy.types.Scene, tuple[Finding, ...]]:
        scene = next((scene for scene in bpy.data.scenes if scene.session_uid == self.scene_uid), None)
        if scene is None:
            raise UsageError("the scene is gone in which the camera was to be placed")
        return scene, _put(scene, self.placing)


class ChangingOperator:
    """The part of an operator that changes a composed scene at once, as one step of undo.

    Subclasses have ``change(context)``, which returns findings about it.
    """

    bl_options: ClassVar[Any] = {"REGISTER", "UNDO"}
    change: Any

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors, and is of this file."""
        return not not_composed(cls, context)

    @explained
    def execute(self, context: Any) -> Result:
        """Change it."""
        report_findings(self, self.change(context))  # type: ignore[arg-type]
        return FINISHED


class PlacingOperator(WaitingOperator):
    """An operator that places the camera: at once, or in a window with its progress in the panel.

    Subclasses have ``wanted(context)``, which returns the camera and its move.
    """

    bl_options: ClassVar[Any] = {"REGISTER", "UNDO"}
    one = PLACING
    stopped = "Placing the camera was cancelled"
    escape = True
    wanted: Any

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the scene has actors, and no camera is being placed."""
        operator: Any = cls
        if PLACING.current is not None:
            operator.poll_message_set("A camera is being placed")
            return False
        return not not_composed(cls, context)

    def prepared(self, context: Any) -> LiveWork:
        """Return the search for the place."""
        return _PlaceWork(context.scene, *self.wanted(context))

    def finish(self, context: Any, result: Any) -> Result:
        """Place it where it was found to see most."""
        work: Any = self._work
        return self.told(*work.put())

    def told(self, scene: bpy.types.Scene, findings: tuple[Finding, ...]) -> Result:
        """Report what to know about the place."""
        report_findings(self, findings)  # type: ignore[arg-type]
        redraw()
        return FINISHED


class INTERACT_OT_cancel_placing(StoppingOperator, bpy.types.Operator):
    """Cancel placing the camera."""

    bl_idname = "interact.cancel_placing"
    bl_label = "Cancel Placing"
    bl_description = "Stop looking for the camera's place; the scene stays as it is"
    one = PLACING
    idle = "No camera is being placed"


def _forget() -> None:
    PLACING.stop()
    _notes.clear()


register, unregister = work_factory(
    _forget,
    (InteractPlacing, INTERACT_OT_cancel_placing),
    [(bpy.types.WindowManager, "interact_placing", InteractPlacing)],
)
