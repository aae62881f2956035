# SPDX-License-Identifier: GPL-3.0-or-later
"""Markers that are bound to cameras cut in each way in which frames are rendered, from any frame on."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from interact_addon.blender.rendering.picture_sequence import PictureSequence
from interact_addon.blender.rendering.render import render_video
from interact_addon.blender.rendering.segments import SegmentedVideo
from interact_addon.core.jobs.segments import Segments
from interact_addon.core.options.movie import FrameRange
from interact_addon.core.video import find_ffmpeg
from interact_addon.core.video.pictures import frame_path

pytestmark = pytest.mark.blender


@pytest.fixture
def scene() -> Any:
    """Two cameras, one of which sees a cube and the other nothing; cuts at 4 and 7."""
    scene: Any = bpy.data.scenes.new("cut")
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x = scene.render.resolution_y = 64
    mesh = bpy.data.meshes.new("cube")
    corners = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    mesh.from_pydata(corners, [], [(1, 3, 7, 5), (0, 4, 6, 2)])
    scene.collection.objects.link(bpy.data.objects.new("cube", mesh))
    cameras = []
    for name, place in (("sees", (0, 0, 4)), ("misses", (50, 0, 4))):
        cameras.append(bpy.data.objects.new(name, bpy.data.cameras.new(name)))
        cameras[-1].location = place
        scene.collection.objects.link(cameras[-1])
    scene.camera = cameras[0]
    scene.frame_start, scene.frame_end = 1, 10
    for frame, number in ((1, 0), (4, 1), (7, 0)):
        marker = scene.timeline_markers.new(f"{frame}", frame=frame)
        marker.camera = cameras[number]
    # As in the process that renders: in another scene than the window's, Blender's operator for single
    # pictures takes the camera of another frame.
    window: Any = bpy.context.window
    before, window.scene = window.scene, scene
    yield scene
    window.scene = before
    bpy.data.scenes.remove(scene)


def seen(path: Path, frames: int) -> str:
    """Which camera each frame is of, by whether the picture has edges."""
    words = [find_ffmpeg(None).path, "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    raw = subprocess.run([str(word) for word in words], capture_output=True, check=True).stdout
    spread = np.frombuffer(raw, np.uint8).reshape(frames, -1).std(axis=1)
    return "".join("S" if value > 5 else "m" for value in spread)


def test_videos_segments_and_pictures(scene: Any, tmp_path: Path) -> None:
    render_video(scene, tmp_path / "video.mkv", FrameRange(5, 8))
    assert seen(tmp_path / "video.mkv", 4) == "mmSS"
    segments = SegmentedVideo(FrameRange(2, 8), Segments(4, tmp_path), None)
    segments.render(scene, tmp_path / "joined.mkv", Fraction(24))
    assert seen(tmp_path / "joined.mkv", 7) == "SSmmmSS"
    PictureSequence(tmp_path / "pictures", FrameRange(6, 7), (64, 64)).render(scene)
    assert [seen(frame_path(tmp_path / "pictures", frame), 1) for frame in (6, 7)] == ["m", "S"]
