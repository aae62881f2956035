# SPDX-License-Identifier: GPL-3.0-or-later
"""Making the stills of the picture menu: one after the other, while the window stays responsive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty

from ...blender.scene.camera_stills import render_still, still_size
from ...blender.scene.camera_views import PlaceViews, Seen, places_of
from ...core.camera.choices import EDIT
from ...core.foundation.errors import InteractError
from ..common.deferred import redraw
from ..common.live_work import LiveWork, work_factory
from ..common.properties import settings_of
from ..common.reporting import CANCELLED, FINISHED, Result, explained
from .camera_menu import show, stamp
from .place_work import not_composed

__all__ = ["progress_of", "register", "running", "stop", "unregister"]

_RUNNING: Result = {"RUNNING_MODAL"}
_PASS: Result = {"PASS_THROUGH"}
_running: _StillWork | None = None


class InteractStills(bpy.types.PropertyGroup):
    """The progress of making stills; ``WindowManager.interact_stills``. No methods: see ``checks_panel``."""

    busy: BoolProperty(name="Making Stills")
    factor: FloatProperty(name="Progress", min=0.0, max=1.0, subtype="FACTOR")


class _StillWork:
    """What is to be rendered, without references to Blender's data: undo can replace these meanwhile.

    Raises:
        UsageError: the scene has no actors.
    """

    def __init__(self, context: Any) -> None:
        scene, settings = context.scene, settings_of(context)
        focal = settings.focal if settings.use_focal else None
        self.views = PlaceViews(scene, still_size(scene), focal, settings.camera_move)
        self.cameras = [camera for camera in places_of(self.views.ids) if camera != EDIT]
        self.uid, self.stamp, self.first = scene.session_uid, stamp(scene), scene.frame_start
        # People begin in the pose that they are captured in: no picture of the scene.
        middle = (scene.frame_start + scene.frame_end) // 2
        now = scene.frame_current
        self.frame = now if scene.frame_start < now <= scene.frame_end else middle
        self.done, self.problems = 0, list[str]()
        self.placed: list[Seen | InteractError] = []  # filled by the thread, in the cameras' order
        self.live = LiveWork(self.place)

    def place(self, on_step: Callable[[float, str], None], cancelled: Callable[[], bool]) -> None:
        """Find all places, in a thread: some take seconds, and none needs Blender."""
        for camera in self.cameras:
            if cancelled():
                return
            try:
                self.placed.append(self.views.of(camera).at(self.frame - self.first))
            except InteractError as error:
                self.placed.append(error)

    @property
    def waiting(self) -> bool:
        """Whether the next place is not found yet; if its search has failed, that error is raised."""
        if len(self.placed) > self.done:
            return False
        if self.live.task.done:
            self.live.task.result()
        return True

    @property
    def ended(self) -> bool:
        """Whether all stills are made."""
        return self.done >= len(self.cameras)

    def step(self) -> bool:
        """Make the next still; return whether the scene is still there, and as it was."""
        scene = next((scene for scene in bpy.data.scenes if scene.session_uid == self.uid), None)
        if scene is None or stamp(scene) != self.stamp:
            return False
        camera, seen = self.cameras[self.done], self.placed[self.done]
        self.done += 1
        try:
            if isinstance(seen, InteractError):
                raise seen
            show(scene, camera, render_still(scene, seen, self.frame))
        except InteractError as error:
            self.problems.append(str(error))
        return True


def running() -> bool:
    """Return whether stills are being made."""
    return _running is not None


def progress_of(context: Any) -> InteractStills:
    """Return the progress of making stills."""
    manager: Any = context.window_manager
    return manager.interact_stills


def stop() -> None:
    """Stop making stills; those that are there stay."""
    global _running
    work, _running = _running, None
    if work is None:
        return
    work.live.end()
    state: Any = progress_of(bpy.context)
    state.busy, state.factor = False, 0.0
    redraw()


class INTERACT_OT_show_stills(bpy.types.Operator):
    """Make a small picture of what each place of the camera shows."""

    bl_idname = "interact.show_stills"
    bl_label = "Show Stills"
    bl_description = (
        "Make a small picture of what each place of the camera shows of this scene: at the present frame, or"
        " in the middle while the playhead is at the first. Nothing of the scene changes"
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there is a composed scene, and no still is being made."""
        if _running is not None:
            cls.poll_message_set("Stills are being made")
            return False
        if bpy.app.is_job_running("RENDER"):
            cls.poll_message_set("Blender is rendering")
            return False
        return not not_composed(cls, context)

    @explained
    def invoke(self, context: Any, event: bpy.types.Event) -> Result:
        """Make them one after the other; the window stays responsive."""
        global _running
        if bpy.app.background or context.window is None:
            return self.execute(context)
        stop()
        self._work = _running = _StillWork(context)
        _running.live.start(context)
        context.window_manager.modal_handler_add(self)
        state: Any = progress_of(context)
        state.busy, state.factor = True, 0.0
        redraw()
        return _RUNNING

    @explained
    def execute(self, context: Any) -> Result:
        """Make them at once."""
        work = _StillWork(context)
        work.place(lambda share, text: None, lambda: False)
        while not work.ended and work.step():
            pass
        return self._told(work)

    def modal(self, context: Any, event: bpy.types.Event) -> Result:
        """Make the next one."""
        work = self._work
        if _running is not work or (event.type == "ESC" and event.value == "PRESS"):
            return self._stopped()
        if not work.live.owns(event) or bpy.app.is_job_running("RENDER") or work.waiting:
            return _PASS
        if not work.step():
            return self._stopped()
        state: Any = progress_of(context)
        state.factor = work.done / len(work.cameras)
        redraw()
        if not work.ended:
            return _PASS
        stop()
        return self._told(work)

    def cancel(self, context: Any) -> None:
        """Cancel: the window closes, or Blender quits."""
        if _running is self._work:
            stop()

    def _stopped(self) -> Result:
        if _running is self._work:
            stop()
        self.report({"INFO"}, "Making stills was cancelled")
        return CANCELLED

    def _told(self, work: _StillWork) -> Result:
        for problem in dict.fromkeys(work.problems):
            self.report({"WARNING"}, problem)
        return FINISHED


class INTERACT_OT_cancel_stills(bpy.types.Operator):
    """Cancel making stills."""

    bl_idname = "interact.cancel_stills"
    bl_label = "Cancel Making Stills"
    bl_description = "Stop making stills; those that are there stay"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether stills are being made."""
        if _running is None:
            cls.poll_message_set("No stills are being made")
            return False
        return True

    def execute(self, context: Any) -> Result:
        """Stop."""
        stop()
        return FINISHED


register, unregister = work_factory(
    stop,
    (InteractStills, INTERACT_OT_show_stills, INTERACT_OT_cancel_stills),
    [(bpy.types.WindowManager, "interact_stills", InteractStills)],
)
