# SPDX-License-Identifier: GPL-3.0-or-later
"""What a window shows after composing: the whole take on timelines, the camera's picture, a good moment."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

import bpy

from ...blender import compat
from ...blender.common.ownership import OWNER
from ...blender.common.viewport import activate_actor, fill_with_camera, seen_through, show_stage
from ...blender.scene.camera_setup import picture_size
from ...blender.scene.compose import Composition
from ...core.camera.editing.speech import speech_of
from ...core.camera.moment import best_moment
from ...core.camera.stage import samples_of
from ...core.foundation.background_task import Task

__all__ = ["moment_of", "show_composed"]

_TIMED = ("DOPESHEET_EDITOR", "GRAPH_EDITOR", "NLA_EDITOR")


def show_composed(context: Any, composition: Composition, *, before: Collection[str]) -> None:
    """Show what was composed.

    Args:
        context: The context of the operator; without a window only the scene changes.
        composition: What was composed.
        before: What was composed there before. The same scene keeps the frame, any keeps the view.
    """
    scene = composition.scene
    if scene != context.scene:
        return
    activate_actor(context.view_layer, [actor.armature for actor in composition.actors])
    window = context.window
    if composition.key not in before:
        scene.frame_set(moment_of(composition))
    if not before:
        scene.use_audio_scrub = True
        for area in () if window is None else window.screen.areas:
            if area.type == "VIEW_3D":
                _look(area, composition)
    if window is not None:
        _fit_timelines(context, window)


def moment_of(composition: Composition) -> int:
    """Return the Blender frame that shows a composed scene best; its first if that cannot be told."""
    people, scene = composition.people, composition.scene
    if not people or scene.camera is None:
        return composition.first
    samples = samples_of(people, composition.takes.rate)
    cameras, slopes = seen_through(scene, composition.first + samples, picture_size(scene))
    speech = None
    with suppress(OSError, ValueError):  # an unreadable voice was reported
        speech = speech_of([take.voice for take in composition.takes.takes], composition.takes.seconds)
    rate = float(composition.takes.rate)
    return composition.first + best_moment(people, samples, cameras, slopes, rate, speech)


def _look(area: Any, composition: Composition) -> None:
    space, world = area.spaces.active, composition.scene.world
    if space.region_3d is None or space.region_quadviews:
        return
    backdrop = world is not None and world.get(OWNER) == composition.key
    show_stage(space, painted=composition.painted, backdrop=backdrop)
    size: Any = picture_size(composition.scene)
    fill_with_camera(area, size)


def _fit_timelines(context: Any, window: Any) -> None:
    """Let timelines show the scene's range; scripts can only do it by operators."""
    if not compat.operators_bear_threads() and Task.any_running():
        return
    for area in window.screen.areas:
        region = next((part for part in area.regions if part.type == "WINDOW"), None)
        if area.type in _TIMED and region is not None:
            with context.temp_override(window=window, area=area, region=region), suppress(RuntimeError):
                frame_range: Any = bpy.ops.anim.scene_range_frame
                frame_range()
