# SPDX-License-Identifier: GPL-3.0-or-later
"""Let Blender render with our own drawing: it evaluates, changes cameras, encodes and reports as always.

A render evaluates what renders show, which frames of a viewport do not: other modifiers, other objects. Only
an engine gets that, so there is one while a draft is rendered; scenes keep Workbench as theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy

from ...core.foundation.errors import RenderError
from ...core.foundation.findings import Finding
from .. import compat
from ..common.presets import is_draft
from .picture import Painter
from .shaders import Shaders, compile_shaders

__all__ = ["drawing"]

_ENGINE = "INTERACT_DRAFT"


class _Draft(bpy.types.RenderEngine):
    """Draws the frames of one scene."""

    bl_idname = _ENGINE
    bl_label = "InterAct Draft"
    bl_use_postprocess = False

    shaders: Shaders | None = None
    painter: Painter | None = None
    fault: Exception | None = None

    def render(self, depsgraph: Any) -> None:  # type: ignore[override]
        """Draw a frame. What goes wrong is kept for the block: Blender would go on without a word."""
        if _Draft.fault is not None:
            return
        whole = _size(depsgraph.scene)
        result: Any = self.begin_result(0, 0, *whole, layer=depsgraph.view_layer_eval.name)
        try:
            if _Draft.painter is None and _Draft.shaders is not None:
                _Draft.painter = Painter(_Draft.shaders, depsgraph.scene, *whole)
            if _Draft.painter is not None:
                pixels = _Draft.painter.draw(depsgraph)
                result.layers[0].passes["Combined"].rect.foreach_set(pixels.reshape(-1))
        except Exception as error:
            _Draft.fault = error
            self.error_set(str(error))
        finally:
            self.end_result(result)


@contextmanager
def drawing(scene: bpy.types.Scene) -> Iterator[tuple[Finding, ...]]:
    """Let renders of a draft be drawn by our shaders inside the block; other scenes render as they say.

    Yields:
        A finding where a draft cannot be drawn here, and is rendered with Workbench.

    Raises:
        RenderError: a frame could not be drawn.
    """
    if not is_draft(scene):
        yield ()
        return
    shaders = _shaders()
    if isinstance(shaders, str):
        text = (
            f"drafts cannot be drawn here ({shaders}): Workbench renders them, without shadows; the preset "
            "preview has some"
        )
        yield (Finding("draft-by-workbench", text),)
        return
    render: Any = scene.render
    before = render.engine, render.use_persistent_data, render.use_border
    _Draft.shaders, _Draft.painter, _Draft.fault = shaders, None, None
    bpy.utils.register_class(_Draft)
    try:
        render.engine = _ENGINE
        render.use_persistent_data = True  # else all is copied and evaluated anew for each frame
        render.use_border = False  # a region's picture would be smaller than the movie
        yield ()
        if _Draft.fault is not None:
            raise RenderError(
                f"the draft could not be drawn ({_Draft.fault})",
                cure="Use the preset preview, and run `interact doctor` to see what works on this machine",
            ) from _Draft.fault
    finally:
        render.engine, render.use_persistent_data, render.use_border = before
        _Draft.shaders = _Draft.painter = None
        bpy.utils.unregister_class(_Draft)


def _shaders() -> Shaders | str:
    """Return the compiled shaders, or why drafts cannot be drawn here."""
    why = compat.start_drawing()
    if why is not None:
        return why
    try:
        return compile_shaders()
    except Exception as error:  # whatever a driver says
        return " ".join(str(error).split())[:200] or type(error).__name__


def _size(scene: Any) -> tuple[int, int]:
    share = scene.render.resolution_percentage
    return scene.render.resolution_x * share // 100, scene.render.resolution_y * share // 100
