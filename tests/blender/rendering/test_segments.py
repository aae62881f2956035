# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import bpy
import pytest

from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.rendering import render
from interact_addon.blender.rendering.movie import make_movie
from interact_addon.blender.rendering.progress import RenderProgress
from interact_addon.blender.rendering.segments import SegmentedVideo
from interact_addon.core.dataset import Dataset
from interact_addon.core.jobs.segments import Segments
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.video import find_ffmpeg, probe

pytestmark = pytest.mark.blender

OPTIONS = MovieOptions(ComposeOptions(picture=PictureOptions("preview", 64, 36)), FrameRange(40, 46))


def frame_hashes(movie: Path) -> list[str]:
    done = find_ffmpeg().run(["-i", str(movie), "-map", "0:v", "-f", "framemd5", "-"])
    return [line.rpartition(",")[2].strip() for line in done.stdout.splitlines() if not line.startswith("#")]


def test_joined_segments_hold_the_frames_of_one_go(
    demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without loss, since an encoder that loses some loses it differently where it starts anew."""
    monkeypatch.setattr(render, "QUALITY", "LOSSLESS")
    source = Dataset.open(demo_root).scene("20260101_001")
    whole = make_movie(source, tmp_path / "whole", OPTIONS, fresh_scene())
    segments = Segments(3, tmp_path / "segments")
    told: list[int] = []
    starts: list[int] = []

    class Listener(RenderProgress):
        def start(self, frames: int) -> None:
            starts.append(frames)

        def frame(self, number: int) -> None:
            told.append(number)

    cut = make_movie(
        source, tmp_path / "cut", OPTIONS, fresh_scene(), name="other", segments=segments,
        progress=Listener(),
    )  # fmt: skip
    assert cut.movie == tmp_path / "cut" / "body_renders" / "other.mp4"
    assert (starts, told) == ([7], list(range(40, 47)))
    assert sorted(path.name for path in segments.folder.iterdir()) == [
        "000040-000042.mkv", "000043-000045.mkv", "000046-000046.mkv",
    ]  # fmt: skip
    assert whole.movie is not None
    assert len(frame_hashes(whole.movie)) == 7
    assert frame_hashes(cut.movie) == frame_hashes(whole.movie)
    # One is lost, one is cut off in the middle: only these are rendered again.
    (segments.folder / "000043-000045.mkv").unlink()
    last = segments.folder / "000046-000046.mkv"
    last.write_bytes(last.read_bytes()[:300])
    told.clear()
    starts.clear()
    again = make_movie(
        source, tmp_path / "cut", OPTIONS, fresh_scene(), name="other", segments=segments,
        progress=Listener(),
    )  # fmt: skip
    assert (starts, told) == ([4], [43, 44, 45, 46])
    assert again.movie is not None
    assert frame_hashes(again.movie) == frame_hashes(whole.movie)


@pytest.mark.parametrize("name", ["plain", "{x} 'a' #\\100%d\nb"])
def test_many_short_segments_stay_on_time(tmp_path: Path, name: str) -> None:
    """A seventh of a second is no whole number of milliseconds, which is what a container rounds to."""
    out = tmp_path / name
    scene = fresh_scene()
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x, scene.render.resolution_y, scene.render.fps = 32, 32, 24
    video = SegmentedVideo(FrameRange(1, 30), Segments(1, out / "parts"), None)
    assert video.frames_left == 30
    video.render(scene, out / "joined.mkv", Fraction(24))
    found = probe(out / "joined.mkv").video
    assert found is not None
    assert (found.frames, found.rate, found.constant) == (30, 24, True)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert len(list((out / "parts").iterdir())) == 30
