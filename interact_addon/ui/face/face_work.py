# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on faces while the window stays responsive: one task at a time in a thread, progress in the panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty

from ...core.face.head.vertices import VertexOptions
from ...core.foundation.background_task import Task, Work
from ..common.deferred import redraw
from ..common.live_work import LiveWork, WaitingOperator, work_factory
from ..common.option_properties import option_mixin
from ..common.properties import OUTPUT_OPTIONS
from ..common.reporting import Result, explained

__all__ = [
    "FaceWork",
    "face_choices",
    "face_state",
    "register",
    "running",
    "stop",
    "unregister",
]

_RUNNING: Result = {"RUNNING_MODAL"}
_running: LiveWork | None = None

CONVERSION_ITEMS = [
    ("ICT_ARKIT", "ICT to ARKit", "ICT-FaceKit's 55 weights to ARKit's 51", 0),
    ("ARKIT_ICT", "ARKit to ICT", "ARKit's 51 or 52 weights to ICT-FaceKit's 55", 1),
    ("VERTICES", "ICT to Vertices", "ICT-FaceKit's 55 weights to the vertices of the actor's template", 2),
]

# What can be chosen about vertices is declared with VertexOptions.
_Vertices: Any = option_mixin(VertexOptions)


class InteractFaceChoices(_Vertices, bpy.types.PropertyGroup):  # type: ignore[misc]
    """What is converted, saved with the file; ``Scene.interact_face``. No methods: see ``checks_panel``."""

    conversion: EnumProperty(
        name="Convert", description="The form to convert from, and into", items=CONVERSION_ITEMS
    )
    where: EnumProperty(
        name="From",
        description="What is converted",
        items=[
            ("SCENE", "Chosen Scene", "The faces of the chosen scene", 0),
            ("FOLDER", "Folder", "Every file in a folder", 1),
        ],
    )
    folder: StringProperty(name="Folder", description="The folder of faces to convert", subtype="DIR_PATH")
    out: StringProperty(
        name="Into",
        description="The folder for results; empty for a folder beside the movies",
        subtype="DIR_PATH",
        options=OUTPUT_OPTIONS,
    )


class InteractFaceState(bpy.types.PropertyGroup):
    """Progress and result of work on faces; ``WindowManager.interact_face``. No methods, as above."""

    busy: BoolProperty(name="Working")
    factor: FloatProperty(name="Progress", min=0.0, max=1.0, subtype="FACTOR")
    text: StringProperty(name="Step")
    calibrated: StringProperty(name="Dataset", description="The dataset that the summary is about")
    verdict: StringProperty(name="Columns")
    level: StringProperty(name="Certainty")
    result: StringProperty(name="Result")


def face_choices(context: Any) -> InteractFaceChoices:
    """Return the choices of conversion of the scene in the window."""
    return context.scene.interact_face


def face_state(context: Any) -> InteractFaceState:
    """Return the progress of work on faces."""
    manager: Any = context.window_manager
    return manager.interact_face


def running() -> Task[Any] | None:
    """Return the running task, or None."""
    return None if _running is None else _running.task


def stop() -> None:
    """Cancel the running task, and clear its progress display."""
    global _running
    work, _running = _running, None
    if work is None:
        return
    work.end()
    state = face_state(bpy.context)
    state.busy, state.factor, state.text = False, 0.0, ""
    redraw()


class FaceWork(WaitingOperator):
    """An operator whose work needs no Blender until it is finished.

    Subclasses have ``prepare_work(context)``, which returns the work for the current choices, and
    ``finish(context, result)``, which is called with its result.
    """

    prepare_work: Callable[[Any], Work[Any]]
    begins: ClassVar[str] = "Reading"
    stopped: ClassVar[str] = "Cancelled; finished files stay"

    @classmethod
    def free(cls) -> bool:
        """For ``poll``: whether no other task is running."""
        operator: Any = cls
        if _running is not None:
            operator.poll_message_set("Faces are being worked on")
            return False
        return True

    @explained
    def invoke(self, context: Any, event: Any) -> Result:
        """Start in a thread; the window stays responsive."""
        global _running
        if bpy.app.background or context.window is None:
            operator: Any = self
            done: Result = operator.execute(context)
            return done
        stop()
        self._work = LiveWork(self.prepare_work(context))
        _running = self._work
        face_state(context).result = ""
        self._show(context)
        self._work.start(context)
        context.window_manager.modal_handler_add(self)
        return _RUNNING

    def _current(self) -> LiveWork | None:
        return _running

    def _stop(self) -> None:
        stop()

    @explained
    def execute(self, context: Any) -> Result:
        """Do the work at once."""
        return self.finish(context, self.prepare_work(context)(lambda share, text: None, lambda: False))

    def _show(self, context: Any) -> None:
        state = face_state(context)
        share, text = self._work.task.progress
        state.busy, state.factor, state.text = True, share, text or self.begins
        redraw()


register, unregister = work_factory(
    stop,
    (InteractFaceChoices, InteractFaceState),
    [
        (bpy.types.Scene, "interact_face", InteractFaceChoices),
        (bpy.types.WindowManager, "interact_face", InteractFaceState),
    ],
)
