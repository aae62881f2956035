# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a scene's contacts into the 3D viewports, over everything; nothing is added to the file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import bpy
import gpu
from gpu_extras.batch import batch_for_shader

from ...core.contacts.figures import Drawing, Figures
from ..common.frame_rate import scene_rate
from .playing import FIRST_FRAME

__all__ = ["drawn_now", "frame_in", "hide_contacts", "show_contacts", "shown_contacts"]

_LINE, _FINGER = 4.0, 1.5  # pixels, at the interface's usual size; fingers have many bones
_SHORT = 0.06  # metres: bones shorter than that are fingers'


@dataclass(frozen=True, eq=False)
class _View:
    figures: Figures
    scene_uid: int
    handle: Any
    first: int


_view: _View | None = None


def show_contacts(figures: Figures, scene: bpy.types.Scene, first: int = FIRST_FRAME) -> None:
    """Draw contacts in all 3D viewports that show a scene, at its current frame; instead of others.

    Args:
        figures: The contacts.
        scene: The Blender scene.
        first: The Blender frame of their first one.
    """
    global _view
    hide_contacts()
    handle = bpy.types.SpaceView3D.draw_handler_add(_draw, (), "WINDOW", "POST_VIEW")
    _view = _View(figures, scene.session_uid, handle, first)


def hide_contacts() -> None:
    """Draw none any more."""
    global _view
    view, _view = _view, None
    if view is not None:
        bpy.types.SpaceView3D.draw_handler_remove(view.handle, "WINDOW")


def shown_contacts(scene: bpy.types.Scene) -> Figures | None:
    """Return what is drawn in a scene, or None."""
    return None if _view is None or _view.scene_uid != scene.session_uid else _view.figures


def drawn_now(scene: bpy.types.Scene) -> Drawing | None:
    """Return what is drawn at a scene's current frame, or None."""
    figures = shown_contacts(scene)
    if figures is None:
        return None
    return figures.at(round((scene.frame_current - _first()) * _captured(figures, scene)))


def frame_in(scene: bpy.types.Scene, frame: int) -> int:
    """Return the Blender frame of a frame of what is drawn in a scene, whatever its frame rate is now."""
    figures = shown_contacts(scene)
    return _first() + (frame if figures is None else round(frame / _captured(figures, scene)))


def _first() -> int:
    return FIRST_FRAME if _view is None else _view.first


def _captured(figures: Figures, scene: bpy.types.Scene) -> Fraction:
    """Return how many of the capture's frames one of the scene's lasts."""
    return figures.contacts.rate / scene_rate(scene)


def _draw() -> None:
    context: Any = bpy.context
    state: Any = gpu.state
    drawing = drawn_now(context.scene)
    space = context.space_data
    if drawing is None or not (space is None or space.overlay.show_overlays):
        return
    size = context.preferences.system.ui_scale
    lengths = ((drawing.lines[:, 1] - drawing.lines[:, 0]) ** 2).sum(axis=1)
    state.blend_set("ALPHA")
    state.depth_test_set("NONE")  # seen through bodies: touching places lie between them
    for width, which in ((_FINGER, lengths < _SHORT**2), (_LINE, lengths >= _SHORT**2)):
        if which.any():
            shader = gpu.shader.from_builtin("POLYLINE_FLAT_COLOR")
            points = drawing.lines[which].reshape(-1, 3)
            content = {"pos": points, "color": drawing.line_colours[which].repeat(2, axis=0)}
            batch = batch_for_shader(shader, "LINES", content)
            shader.uniform_float("viewportSize", state.viewport_get()[2:])
            shader.uniform_float("lineWidth", width * size)
            batch.draw(shader)
    if len(drawing.marks):
        shader = gpu.shader.from_builtin("FLAT_COLOR")
        content = {"pos": drawing.marks.reshape(-1, 3), "color": drawing.mark_colours.repeat(3, axis=0)}
        batch_for_shader(shader, "TRIS", content).draw(shader)
    state.blend_set("NONE")
