# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on faces while the window stays responsive: one task at a time in a thread, progress in the panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.face.head.vertices import VertexOptions
from ...core.foundation.background_task import Work
from ..common.live_work import LiveWork, OneWork, Progress, WaitingOperator, work_factory
from ..common.option_properties import option_mixin
from ..common.properties import OUTPUT_OPTIONS
from ..common.translations import CONTEXT

__all__ = ["FACES", "FaceWork", "face_choices", "face_state", "register", "unregister"]

FACES = OneWork("interact_face", "Reading")

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
        name="Convert",
        translation_context=CONTEXT,
        description="The form to convert from, and into",
        items=CONVERSION_ITEMS,
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


class InteractFaceState(Progress, bpy.types.PropertyGroup):
    """Progress and result of work on faces; ``WindowManager.interact_face``. No methods, as above."""

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


class FaceWork(WaitingOperator):
    """The part of an operator that works on faces; ``prepare_work(context)`` returns the work."""

    prepare_work: Callable[[Any], Work[Any]]
    one = FACES
    stopped: ClassVar[str] = "Cancelled; finished files stay"

    @classmethod
    def free(cls) -> bool:
        """For ``poll``: whether no other task is running."""
        operator: Any = cls
        if FACES.current is not None:
            operator.poll_message_set("Faces are being worked on")
            return False
        return True

    def prepared(self, context: Any) -> LiveWork:
        """Return the work; the result of the last one is not shown any more."""
        work = self.prepare_work(context)
        face_state(context).result = ""
        return LiveWork(work)


register, unregister = work_factory(
    FACES.stop,
    (InteractFaceChoices, InteractFaceState),
    [
        (bpy.types.Scene, "interact_face", InteractFaceChoices),
        (bpy.types.WindowManager, "interact_face", InteractFaceState),
    ],
)
