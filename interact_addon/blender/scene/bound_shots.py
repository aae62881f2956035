# SPDX-License-Identifier: GPL-3.0-or-later
"""The shots of a Blender scene as its timeline has them now: markers that are bound to cameras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy

from .camera_setup import placed_at

__all__ = ["StagedShot", "shot_at", "shots_of", "show_shot"]


@dataclass(frozen=True, slots=True, eq=False)
class StagedShot:
    """One shot.

    Attributes:
        first: Its first frame in Blender.
        end: The frame after its last.
        place: Where its camera was placed, such as ``close:006``; empty for a camera of the user's.
        camera: The camera object.
        name: The marker's name.
    """

    first: int
    end: int
    place: str
    camera: bpy.types.Object
    name: str


def shots_of(scene: bpy.types.Scene) -> tuple[StagedShot, ...]:
    """Return the shots from the scene's first to its last frame, in order; none without bound markers.

    As Blender plays them: cameras that do not render are skipped, of two markers at one frame the one made
    earlier counts, and what is before the first marker is its camera's too, even where it is after the scene.
    """
    cuts: dict[int, bpy.types.TimelineMarker] = {}
    for marker in scene.timeline_markers:
        if marker.camera is not None and not marker.camera.hide_render:
            cuts.setdefault(marker.frame, marker)
    frames = [frame for frame in sorted(cuts) if frame <= scene.frame_end] or sorted(cuts)[:1]
    ends = [*frames[1:], scene.frame_end + 1]
    shots = []
    for number, (frame, end) in enumerate(zip(frames, ends, strict=False)):
        first = scene.frame_start if number == 0 else max(frame, scene.frame_start)
        if end > scene.frame_start:
            marker = cuts[frame]
            camera: Any = marker.camera
            shots.append(StagedShot(first, end, placed_at(camera), camera, marker.name))
    return tuple(shots)


def shot_at(shots: Sequence[StagedShot], frame: int) -> int:
    """Return the number of the shot that a frame is in, counted from 0; -1 outside of all."""
    return next((number for number, shot in enumerate(shots) if shot.first <= frame < shot.end), -1)


def show_shot(scene: bpy.types.Scene) -> None:
    """Let the scene have the camera of the shot that it is in, as Blender does when the frame changes."""
    shots = shots_of(scene)
    number = shot_at(shots, scene.frame_current)
    if number >= 0:
        scene.camera = shots[number].camera
