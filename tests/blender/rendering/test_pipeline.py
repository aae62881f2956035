# SPDX-License-Identifier: GPL-3.0-or-later
"""What all movies have in common: steps, reports, and that a failure leaves nothing under a final name."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
import pytest

from interact_addon.blender.common.session import fresh_scene, save_snapshot
from interact_addon.blender.rendering import pipeline, segments
from interact_addon.blender.rendering.blend_movie import make_blend_movie
from interact_addon.blender.rendering.face_movie import make_face_movie
from interact_addon.blender.rendering.movie import make_movie
from interact_addon.blender.rendering.pipeline import StagedScene, render_staged
from interact_addon.blender.rendering.progress import RenderProgress, Steps
from interact_addon.blender.rendering.render import render_video
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import FfmpegError, RenderError
from interact_addon.core.foundation.findings import Finding
from interact_addon.core.jobs.blend_request import BlendFrames, BlendRequest
from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.jobs.report import SceneReport
from interact_addon.core.jobs.segments import Segments
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.video import find_ffmpeg, probe

pytestmark = pytest.mark.blender

ODD = Finding("odd", "something is odd")
SOUND = Finding("sound", "the sound is odd")
FRAMES = FrameRange(2, 4)
WAYS = ("one go", "segments", "pictures")
ENCODERS = {
    "one go": (pipeline, "render_video"),
    "segments": (segments, "render_video"),
    "pictures": (pipeline, "encode_pictures"),
}


class Listener(RenderProgress):
    def __init__(self) -> None:
        self.told: list[object] = []
        self.step = self.start = self.frame = self.told.append


def camera_scene() -> bpy.types.Scene:
    scene = fresh_scene()
    scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(scene.camera)
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x, scene.render.resolution_y, scene.render.fps = 32, 18, 30
    scene.render.resolution_percentage = 100
    return scene


def staged(way: str, out: Path, **more: Any) -> StagedScene:
    place = out / "silent" / ("n" if way == "pictures" else "n.mkv")
    values: dict[str, Any] = {
        "key": "k",
        "scene": camera_scene(),
        "frames": FRAMES,
        "rate": Fraction(30),
        "ffmpeg": find_ffmpeg(),
        "video": place,
        "movie": out / "movies" / "n.mp4",
        "voices": lambda folder: ((), (SOUND, ODD)),
        "findings": (ODD,),
        "segments": Segments(2, out / "segments") if way == "segments" else None,
        "pictures": place if way == "pictures" else None,
    }
    return StagedScene(**values | more)


def finished(out: Path) -> list[str]:
    """What is there, but for frames and segments, which are whole and are kept."""
    paths = [path for path in out.rglob("*") if path.is_file() and path.suffix != ".png"]
    return sorted(str(path.relative_to(out)) for path in paths if path.parent.name != "segments")


def failing(error: BaseException) -> Callable[..., None]:
    """An encoder that ends in the middle of a video."""

    def encode(*words: Any, **_: Any) -> None:
        place = next(word for word in words if isinstance(word, Path) and word.suffix == ".mkv")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"half a video")
        raise error

    return encode


@pytest.mark.parametrize("way", WAYS)
def test_steps_and_report(way: str, tmp_path: Path) -> None:
    listener, scene = Listener(), staged(way, tmp_path)
    report = render_staged(scene, Steps(listener))
    assert (report.key, report.video, report.movie) == ("k", scene.video, scene.movie)
    assert (report.frames, report.duration) == (3, pytest.approx(0.1))
    assert [finding.code for finding in report.findings] == ["odd", "sound", "silent-movie"]
    pictures = way == "pictures"
    assert list(report.seconds) == ["render", *(["encode"] if pictures else []), "mux"]
    encoding = ["encoding"] if pictures else []
    assert listener.told == [3, "rendering", 2, 3, 4, *encoding, "mixing the voices"]
    assert report.movie is not None
    assert probe(report.movie).frames == 3
    assert finished(tmp_path) == ["movies/n.mp4", *([] if pictures else ["silent/n.mkv"])]
    found = sorted(path.name for path in tmp_path.rglob("*.png"))
    assert found == ([f"{frame:06d}.png" for frame in (2, 3, 4)] if pictures else [])


def test_steps_that_led_to_the_stage_come_first(tmp_path: Path) -> None:
    steps = Steps()
    with steps.step("compose", "composing"):
        scene = staged("one go", tmp_path)
    assert list(render_staged(scene, steps).seconds) == ["compose", "render", "mux"]


@pytest.mark.parametrize("error", [RenderError("Blender could not render"), KeyboardInterrupt()])
@pytest.mark.parametrize("way", WAYS)
def test_a_failing_encoder_leaves_nothing(
    way: str, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*ENCODERS[way], failing(error))
    with pytest.raises(type(error)):
        render_staged(staged(way, tmp_path), Steps())
    assert finished(tmp_path) == []


def test_a_video_that_lacks_frames_does_not_get_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(scene: bpy.types.Scene, path: Path, frames: FrameRange, **more: Any) -> None:
        render_video(scene, path, FrameRange(frames.first, frames.first), **more)

    monkeypatch.setattr(pipeline, "render_video", hasty)
    with pytest.raises(RenderError, match="the video has 1 frames where 3 were rendered"):
        render_staged(staged("one go", tmp_path), Steps())
    assert finished(tmp_path) == []


@pytest.mark.parametrize("way", WAYS)
def test_sound_that_cannot_be_mixed_leaves_no_movie(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The video without sound is whole, and stays."""

    def refuse(folder: Path) -> Any:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    left = [] if way == "pictures" else ["silent/n.mkv"]
    with pytest.raises(RenderError, match=r"n\.mp4: the movie cannot be written \(Permission denied\)"):
        render_staged(staged(way, tmp_path, voices=refuse), Steps())
    assert finished(tmp_path) == left

    def fail(options: object) -> None:
        raise FfmpegError("ffmpeg failed")

    monkeypatch.setattr(pipeline, "mux", fail)
    with pytest.raises(FfmpegError):
        render_staged(staged(way, tmp_path), Steps())
    assert finished(tmp_path) == left


@pytest.mark.parametrize("way", WAYS)
def test_a_place_that_is_taken_is_an_error_of_rendering(way: str, tmp_path: Path) -> None:
    (tmp_path / "silent").write_text("a file where a folder should be")
    what = "pictures" if way == "pictures" else "video"
    with pytest.raises(RenderError, match=f"n.*: the {what} cannot be written"):
        render_staged(staged(way, tmp_path), Steps())
    assert finished(tmp_path) == ["silent"]
    if way != "pictures":
        (tmp_path / "silent").unlink()
        (tmp_path / "silent" / "n.mkv" / "full").mkdir(parents=True)
        with pytest.raises(RenderError, match=r"n\.mkv: the video cannot be written"):
            render_staged(staged(way, tmp_path), Steps())
        assert finished(tmp_path) == []


def movie(root: Path, out: Path, **more: Any) -> SceneReport:
    return make_movie(Dataset.open(root).scene("20260101_001"), out, small(18), fresh_scene(), **more)


def face(root: Path, out: Path, frames_format: str = "png", **more: Any) -> SceneReport:
    source, order = Dataset.open(root).scene("20260101_001"), FaceRequest("001", frames_format)
    return make_face_movie(root, source, order, out, small(32), fresh_scene(), **more)


def face_video(root: Path, out: Path, **more: Any) -> SceneReport:
    return face(root, out, "mkv", **more)


def blend(root: Path, out: Path, **more: Any) -> SceneReport:
    camera_scene()
    place = out.with_name("scene.blend")
    save_snapshot(place)
    return make_blend_movie(BlendRequest(place, out, "n", frames=BlendFrames(2, 4)), **more)


def small(height: int) -> MovieOptions:
    return MovieOptions(ComposeOptions(picture=PictureOptions(width=32, height=height)), FRAMES)


@pytest.mark.parametrize("make", [movie, face, face_video, blend])
def test_all_ways_in_fail_alike(
    make: Callable[[Path, Path], SceneReport],
    demo_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    out.write_text("in the way")
    with pytest.raises(RenderError, match="cannot be written"):
        make(demo_root, out)
    assert [name for name in finished(tmp_path) if name != "scene.blend"] == ["out"]
    out.unlink()
    monkeypatch.setattr(*ENCODERS["pictures" if make is face else "one go"], failing(RenderError("no")))
    with pytest.raises(RenderError):
        make(demo_root, out)
    assert finished(out) == []


@pytest.mark.parametrize("make", [movie, face, blend])
def test_ffmpeg_is_looked_for_before_anything_is_done(
    make: Callable[..., SceneReport], demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERACT_FFMPEG", str(tmp_path / "no-ffmpeg"))
    listener = Listener()
    with pytest.raises(FfmpegError, match="no-ffmpeg"):
        make(demo_root, tmp_path / "out", progress=listener)
    assert listener.told == []
