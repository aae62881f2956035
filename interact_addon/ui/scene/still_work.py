# SPDX-License-Identifier: GPL-3.0-or-later
"""Making the stills of the picture menu: one after the other, while the window stays responsive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from ...blender import compat
from ...blender.scene.camera_stills import render_still, still_size
from ...blender.scene.camera_views import PlaceViews, Seen, places_of
from ...core.camera.choices import EDIT
from ...core.foundation.background_task import Task
from ...core.foundation.errors import CancelledError, InteractError
from ..common.live_work import (
    LiveWork,
    OneWork,
    Progress,
    StoppingOperator,
    WaitingOperator,
    still_there,
    work_factory,
)
from ..common.properties import settings_of
from ..common.reporting import FINISHED, Result
from .camera_menu import show, stamp
from .place_work import focal_of, not_composed

__all__ = ["STILLS", "register", "unregister"]

STILLS = OneWork("interact_stills")


class InteractStills(Progress, bpy.types.PropertyGroup):
    """The progress of making stills; ``WindowManager.interact_stills``. No methods: see ``checks_panel``."""


class _StillWork(LiveWork):
    """What is to be rendered, without references to Blender's data: undo can replace these meanwhile.

    Raises:
        UsageError: the scene has no actors.
    """

    def __init__(self, context: Any) -> None:
        scene, settings = context.scene, settings_of(context)
        self.views = PlaceViews(scene, still_size(scene), focal_of(settings), settings.camera_move)
        self.cameras = [camera for camera in places_of(self.views.ids) if camera != EDIT]
        self.uid, self.stamp, self.first = scene.session_uid, stamp(scene), scene.frame_start
        # People begin in the pose that they are captured in: no picture of the scene.
        middle = (scene.frame_start + scene.frame_end) // 2
        now = scene.frame_current
        self.frame = now if scene.frame_start < now <= scene.frame_end else middle
        self.done, self.problems = 0, list[str]()
        self.placed: list[Seen | InteractError] = []  # filled by the thread, in the cameras' order
        super().__init__(self.place)

    def place(self, on_step: Callable[[float, str], None], cancelled: Callable[[], bool]) -> None:
        """Find all places, in a thread: some take seconds, and none needs Blender."""
        self._report = on_step
        for camera in self.cameras:
            if cancelled():
                return
            try:
                self.placed.append(self.views.of(camera).at(self.frame - self.first))
            except InteractError as error:
                self.placed.append(error)

    @property
    def waiting(self) -> bool:
        """Whether the next still cannot be made yet; if the search for places has failed, that is raised."""
        if len(self.placed) > self.done:
            return not compat.operators_bear_threads() and Task.any_running()
        if self.task.done:
            self.task.result()
        return True

    @property
    def ended(self) -> bool:
        """Whether all stills are made."""
        return self.done >= len(self.cameras)

    def advance(self) -> bool:
        """Make the next still if its place is found."""
        if bpy.app.is_job_running("RENDER") or self.waiting:
            return False
        if not self.step():
            raise CancelledError("the scene has changed")
        return self.ended

    def step(self) -> bool:
        """Make the next still; return whether the scene is still there, and as it was."""
        scene = still_there(bpy.data.scenes, self.uid)
        if scene is None or stamp(scene) != self.stamp:
            return False
        camera, seen = self.cameras[self.done], self.placed[self.done]
        self.done += 1
        self._report(self.done / len(self.cameras), "")
        try:
            if isinstance(seen, InteractError):
                raise seen
            show(scene, camera, render_still(scene, seen, self.frame))
        except InteractError as error:
            self.problems.append(str(error))
        return True


class INTERACT_OT_show_stills(WaitingOperator, bpy.types.Operator):
    """Make a small picture of what each place of the camera shows."""

    bl_idname = "interact.show_stills"
    bl_label = "Show Stills"
    bl_description = (
        "Make a small picture of what each place of the camera shows of this scene: at the present frame, or"
        " in the middle while the playhead is at the first. Nothing of the scene changes"
    )
    one = STILLS
    stopped = "Making stills was cancelled"
    escape = True

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is a composed scene, and no still is being made."""
        if STILLS.current is not None:
            cls.poll_message_set("Stills are being made")
            return False
        if bpy.app.is_job_running("RENDER"):
            cls.poll_message_set("Blender is rendering")
            return False
        return not not_composed(cls, context)

    def prepared(self, context: Any) -> LiveWork:
        """Return the search for the places, which makes the stills as they are found."""
        return _StillWork(context)

    def finish(self, context: Any, result: Any) -> Result:
        """Make those that are missing: all of them where this is done at once."""
        work: Any = self._work
        while not work.ended and work.step():
            pass
        for problem in dict.fromkeys(work.problems):
            self.report({"WARNING"}, problem)
        return FINISHED


class INTERACT_OT_cancel_stills(StoppingOperator, bpy.types.Operator):
    """Cancel making stills."""

    bl_idname = "interact.cancel_stills"
    bl_label = "Cancel Making Stills"
    bl_description = "Stop making stills; those that are there stay"
    one = STILLS
    idle = "No stills are being made"


register, unregister = work_factory(
    STILLS.stop,
    (InteractStills, INTERACT_OT_show_stills, INTERACT_OT_cancel_stills),
    [(bpy.types.WindowManager, "interact_stills", InteractStills)],
)
