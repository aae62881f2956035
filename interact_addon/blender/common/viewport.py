# SPDX-License-Identifier: GPL-3.0-or-later
"""The 3D view after composing: the actors, through the camera."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from .evaluating import at_each_time

__all__ = ["activate_actor", "fill_with_camera", "seen_through", "show_stage"]

_EDGE = 8  # pixels that are left around the picture


def activate_actor(view_layer: bpy.types.ViewLayer, armatures: Sequence[bpy.types.Object]) -> None:
    """Make the first of the actors' armatures the active object and deselect everything.

    If it were selected, bones that stick out of a hand would be outlined over the picture.
    """
    there = [armature for armature in armatures if armature.name in view_layer.objects]
    for thing in view_layer.objects:
        if thing.select_get(view_layer=view_layer):
            thing.select_set(False, view_layer=view_layer)
    if there:
        view_layer.objects.active = there[0]


def show_stage(space: Any, *, painted: bool, backdrop: bool) -> None:
    """Let a 3D view look through the scene's camera, with colours.

    Args:
        space: A ``SpaceView3D``.
        painted: Whether the people have their colours in attributes. Solid shading then shows these instead
            of the materials' viewport colours, unless the user has chosen something else.
        backdrop: Whether the world has a backdrop for the actors, which solid shading then shows.
    """
    shading = space.shading
    if backdrop and shading.type == "SOLID" and shading.background_type == "THEME":
        shading.background_type = "WORLD"
    if shading.type == "SOLID" and shading.light == "STUDIO" and shading.studio_light in ("", "Default"):
        shading.studio_light = "paint.sl"  # as in the preview preset: the default makes cloth shine like wax
    if backdrop and shading.type == "SOLID":
        shading.show_object_outline = False  # as there: it would draw rings around the spots under feet
    if painted and shading.type == "SOLID" and shading.color_type == "MATERIAL":
        shading.color_type = "VERTEX"
    if space.region_3d is not None:
        space.region_3d.view_perspective = "CAMERA"


def fill_with_camera(area: Any, size: tuple[float, float]) -> None:
    """Let the camera's picture fill the part of a 3D view that no sidebar or toolbar covers.

    Args:
        area: An area with a 3D view that looks through a camera.
        size: Width and height of the picture; only their ratio counts.
    """
    window = next(region for region in area.regions if region.type == "WINDOW")
    left, right, top = 0, 0, 0
    for region in area.regions:
        over = region.width > 1 and region.height > 1 and region.x < window.x + window.width
        if over and region.type == "TOOLS" and region.x <= window.x:
            left = max(left, region.x + region.width - window.x)
        elif over and region.type == "UI" and region.x > window.x:
            right = max(right, window.x + window.width - region.x)
        elif over and region.type in ("HEADER", "TOOL_HEADER") and region.y > window.y + window.height // 2:
            top = max(top, window.y + window.height - region.y)
    wide, high = window.width - left - right - 2 * _EDGE, window.height - top - 2 * _EDGE
    if wide < 50 or high < 50:
        return
    longest = max(size)
    share = min(wide / (size[0] / longest), high / (size[1] / longest))  # pixels of the longer side
    whole = max(window.width, window.height)
    view = area.spaces.active.region_3d
    view.view_camera_zoom = min(600.0, max(-30.0, (2.0 * math.sqrt(share / whole) - math.sqrt(2.0)) * 50.0))
    zoom = (math.sqrt(2.0) + view.view_camera_zoom / 50.0) ** 2 / 4.0
    shift = (right - left) / 2.0, top / 2.0
    view.view_camera_offset = tuple(each / (2.0 * zoom * whole) for each in shift)


def seen_through(
    scene: bpy.types.Scene, frames: NDArray[np.integer], size: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (S, 4, 4) the camera of each of some frames in the world, and (S, 2) slopes of its picture.

    Markers that are bound to cameras cut. A slope is half the width or height, one metre away.

    Args:
        scene: The Blender scene, with a camera.
        frames: (S,) Blender frames.
        size: Width and height of the picture.
    """
    cuts = [(mark.frame, mark.camera) for mark in scene.timeline_markers if mark.camera is not None]
    cuts.sort(key=lambda cut: cut[0])
    shown: list[Any] = []
    for frame in frames.tolist():
        before = [camera for at, camera in cuts if at <= frame]
        shown.append(before[-1] if before else scene.camera)
    places, slopes = np.empty((len(frames), 4, 4)), np.empty((len(frames), 2))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        camera: Any = shown[row].evaluated_get(graph)
        places[row] = np.array(camera.matrix_world.normalized())
        half = camera.data.sensor_width / (2.0 * camera.data.lens) if camera.type == "CAMERA" else 0.5
        slopes[row] = [half * side / max(size) for side in size]

    at_each_time(scene, list(dict.fromkeys(shown)), (), frames, read)
    return places, slopes
