# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel *Edit Shots*: the cuts of the timeline as a list; a click goes to a shot.

The list is the timeline's markers themselves: what the animator moves, adds and removes is in it at once.
"""

from __future__ import annotations

from typing import Any

import bpy
from bpy.app.handlers import persistent
from bpy.props import IntProperty

from ...blender.common.frame_rate import scene_rate
from ...blender.scene.bound_shots import StagedShot, shot_at, shots_of
from ...blender.scene.camera_views import actor_ids, players_of
from ...blender.scene.shot_editing import marker_rows
from ...core.camera.choices import EDIT
from ..common.classes import InteractTab, classes_factory
from ..common.text_wrap import draw_wrapped
from .camera_menu import label_of
from .place_work import draw_progress
from .shot_operators import summary

__all__ = ["register", "unregister"]

_ROWS, _MOST_ROWS = 3, 5  # of the list
_NARROW = 280.0  # pixels of the sidebar at scale 1; Blender begins with 283
# Of the list being drawn: marker -> number, shot and title.
_drawn: dict[int, tuple[int, StagedShot, str]] = {}
_last: dict[int, int] = {}  # a scene's session_uid -> the shot that was current when the frame last changed


def _current(manager: Any) -> int:
    """Return the row of the shot that the playhead is in."""
    scene: Any = bpy.context.scene
    shots = shots_of(scene)
    number = shot_at(shots, scene.frame_current)
    return -1 if number < 0 else marker_rows(scene, shots)[number]


def _jump(manager: Any, row: int) -> None:
    """Go to the first frame of the clicked row's shot. The property is the window's: no step of undo."""
    scene: Any = bpy.context.scene
    shots = shots_of(scene)
    rows = marker_rows(scene, shots)
    if row in rows:
        scene.frame_set(shots[rows.index(row)].first)


def _timecode(scene: bpy.types.Scene, frame: int) -> str:
    """Return the time since the scene's first frame: 1:23.4."""
    tenths = round((frame - scene.frame_start) / float(scene_rate(scene)) * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


class INTERACT_UL_shots(bpy.types.UIList):
    """The shots, as markers of the timeline that are bound to cameras."""

    def draw_item(
        self,
        context: Any,
        layout: Any,
        data: Any,
        item: Any,
        icon: int | None,
        active_data: Any,
        active_property: str | None,
        index: int | None = 0,
        flt_flag: int | None = 0,
    ) -> None:
        """Draw one line: number, place, when it begins, how long it is; a narrow one has no room for all."""
        if index not in _drawn:
            return
        number, shot, title = _drawn[index]
        region = context.region
        if region is not None and region.width < _NARROW * context.preferences.system.ui_scale:
            split = layout.split(factor=0.6, align=True)
            split.label(text=title, translate=False)
            split.label(text=_timecode(data, shot.first), translate=False)
            return
        split = layout.split(factor=0.56, align=True)
        left = split.split(factor=0.15, align=True)
        count = left.row()
        count.alignment = "RIGHT"
        count.label(text=str(number + 1), translate=False)
        left.label(text=title, translate=False)
        right = split.row(align=True)
        right.label(text=_timecode(data, shot.first), translate=False)
        length = right.row(align=True)
        length.alignment = "RIGHT"
        seconds = (shot.end - shot.first) / float(scene_rate(data))
        length.label(text=f"{seconds:.1f} s", translate=False)

    def filter_items(self, context: Any, data: Any, name: str) -> Any:
        """Show bound markers only, in the order of time."""
        count, wanted = len(getattr(data, name)), self.filter_name.casefold()
        flags, others = [0] * count, iter(range(len(_drawn), count))
        for marker, (_, _, title) in _drawn.items():
            if wanted in title.casefold():
                flags[marker] = self.bitflag_filter_item
        return flags, [_drawn[n][0] if n in _drawn else next(others) for n in range(count)]


def _fill(scene: bpy.types.Scene, shots: tuple[StagedShot, ...]) -> None:
    """Read the shots once for all lines of the list."""
    _drawn.clear()
    for number, (marker, shot) in enumerate(zip(marker_rows(scene, shots), shots, strict=True)):
        _drawn[marker] = number, shot, _title(shot, scene)


def _title(shot: StagedShot, scene: bpy.types.Scene) -> str:
    actors = actor_ids(scene)
    return label_of(shot.place, actors) if shot.place and shot.place != EDIT else shot.camera.name


class INTERACT_PT_shots(InteractTab, bpy.types.Panel):
    """The shots of the scene."""

    page = "SHOT"
    bl_label = "Edit Shots"
    bl_order = 20

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether there are shots, or people to look at."""
        return super().poll(context) and (bool(shots_of(context.scene)) or bool(players_of(context.scene)))

    def draw(self, context: Any) -> None:
        """Draw the list, and what can be done to its shots."""
        layout: Any = self.layout
        scene, manager = context.scene, context.window_manager
        shots = shots_of(scene)
        if not shots:
            if not draw_progress(layout, context):
                layout.operator("interact.edit_shots", icon="SEQUENCE")
            return
        _fill(scene, shots)
        row = layout.row()
        row.template_list(
            "INTERACT_UL_shots",
            "",
            scene,
            "timeline_markers",
            manager,
            "interact_shot",
            rows=_ROWS,
            maxrows=_MOST_ROWS,
        )
        side = row.column(align=True)
        side.operator("interact.edit_shots", text="", icon="FILE_REFRESH")
        side.separator()
        side.operator_menu_enum("interact.replace_shot", "place", text="", icon="VIEW_CAMERA")
        side.operator("interact.remove_cut", text="", icon="X")
        if not draw_progress(layout, context):
            draw_wrapped(layout, context, summary(scene), icon="SEQUENCE")


@persistent  # type: ignore[untyped-decorator]
def _frame_changed(scene: bpy.types.Scene, *_: object) -> None:
    """Redraw the sidebars when another shot begins: Blender does not do so while it plays."""
    if bpy.app.is_job_running("RENDER"):  # called in the render's thread
        return
    number = shot_at(shots_of(scene), scene.frame_current)
    if _last.get(scene.session_uid, -1) == number:
        return
    _last[scene.session_uid] = number
    for manager in bpy.data.window_managers:
        for window in manager.windows:
            if window.scene == scene:
                for area in window.screen.areas:
                    if area.type == "VIEW_3D":
                        for region in area.regions:
                            if region.type == "UI":
                                region.tag_redraw()


@persistent  # type: ignore[untyped-decorator]
def _file_is_loaded(*_: object) -> None:
    _last.clear()


_register, _unregister = classes_factory(
    INTERACT_UL_shots,
    INTERACT_PT_shots,
)


def register() -> None:
    """Add the classes, ``WindowManager.interact_shot``, and the handlers."""
    _register()
    manager: Any = bpy.types.WindowManager
    manager.interact_shot = IntProperty(
        name="Shot", description="Click a shot to go to its first frame", get=_current, set=_jump
    )
    bpy.app.handlers.frame_change_post.append(_frame_changed)
    bpy.app.handlers.load_post.append(_file_is_loaded)


def unregister() -> None:
    """Remove what :func:`register` added."""
    bpy.app.handlers.load_post.remove(_file_is_loaded)
    bpy.app.handlers.frame_change_post.remove(_frame_changed)
    _last.clear()
    _drawn.clear()
    manager: Any = bpy.types.WindowManager
    del manager.interact_shot
    _unregister()
