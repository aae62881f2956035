# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces as pictures and movies: what is there is kept, what is not whole is made again."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import pytest

bpy = pytest.importorskip("bpy", reason="the scene layer needs Blender (the bpy module)")

from interact_addon.blender.common.session import fresh_scene  # noqa: E402
from interact_addon.blender.rendering.face_movie import make_face_movie  # noqa: E402
from interact_addon.blender.rendering.picture_sequence import PictureSequence  # noqa: E402
from interact_addon.blender.rendering.progress import RenderProgress  # noqa: E402
from interact_addon.core.dataset import Dataset  # noqa: E402
from interact_addon.core.foundation.errors import RenderError  # noqa: E402
from interact_addon.core.jobs.face_request import FaceRequest  # noqa: E402
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions  # noqa: E402
from interact_addon.core.options.picture import PictureOptions  # noqa: E402
from interact_addon.core.video import probe  # noqa: E402
from interact_addon.core.video.pictures import encode_pictures, frame_path  # noqa: E402
from interact_addon.core.video.pictures_mark import PicturesMark  # noqa: E402

pytestmark = pytest.mark.blender

SIZE = (32, 32)


def _scene() -> bpy.types.Scene:
    scene = fresh_scene()
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x, scene.render.resolution_y = SIZE
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(camera)
    scene.camera = camera
    return scene


def test_only_pictures_that_are_not_there_or_not_whole_are_rendered(tmp_path: Path) -> None:
    scene = _scene()
    before = scene.render.image_settings.file_format, scene.render.filepath
    PictureSequence(tmp_path, FrameRange(3, 7), SIZE).render(scene)
    assert (scene.render.image_settings.file_format, scene.render.filepath) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{frame:06d}.png" for frame in range(3, 8)]
    whole = frame_path(tmp_path, 4).read_bytes()
    frame_path(tmp_path, 4).write_bytes(whole[:-20])
    frame_path(tmp_path, 6).unlink()
    (tmp_path / ".000006.4711.part.png").write_bytes(whole[:30])
    again = PictureSequence(tmp_path, FrameRange(3, 8), SIZE)
    assert again.missing == [4, 6, 8]
    told: list[int] = []
    again.render(scene, on_frame=told.append)
    assert told == [4, 6, 8]
    assert len(list(tmp_path.iterdir())) == 6
    # Pictures of another size are of another movie.
    assert PictureSequence(tmp_path, FrameRange(3, 4), (64, 64)).missing == [3, 4]


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
@pytest.mark.parametrize("name", ["{a}", "{{x}}", "back\\slash", "##", "100%d\nx", "/".join(["ü" * 100] * 6)])
def test_pictures_and_their_video_are_in_the_named_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    PictureSequence(folder, FrameRange(3, 4), SIZE).render(_scene())
    encode_pictures(folder, FrameRange(3, 4), Fraction(30), folder / "x.mkv")
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert files == [folder / "000003.png", folder / "000004.png", folder / "x.mkv"]
    assert probe(folder / "x.mkv").frames == 2


def test_a_picture_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    scene = _scene()
    sequence = PictureSequence(tmp_path, FrameRange(1, 1), (48, 48))
    with pytest.raises(RenderError, match="32x32"):
        sequence.render(scene)
    assert list(tmp_path.iterdir()) == []


def test_who_lost_the_folder_puts_no_picture_there(tmp_path: Path) -> None:
    """As the child of a coordinator that was cut off, while another began with other options."""
    folder = tmp_path / "pictures"
    old, new = (PicturesMark(tmp_path / "mark.json", name) for name in ("old", "new"))
    old.path.write_text(old.text)
    late = PictureSequence(folder, FrameRange(1, 3), SIZE, old)

    def lose(frame: int) -> None:
        assert frame == 1
        frame_path(folder, 1).unlink()
        new.path.write_text(new.text)

    with pytest.raises(RenderError, match="another process took the scene over"):
        late.render(_scene(), on_frame=lose)
    assert list(folder.iterdir()) == []
    unfinished = folder / ".000001.7.part.png"
    unfinished.touch()
    with pytest.raises(RenderError, match="took the scene over"):
        PictureSequence(folder, FrameRange(1, 3), SIZE, old)
    assert unfinished.exists(), "the new owner's"
    PictureSequence(folder, FrameRange(1, 2), SIZE, new).render(_scene())
    assert sorted(folder.iterdir()) == [frame_path(folder, 1), frame_path(folder, 2)]


def test_a_picture_that_was_put_there_too_late_is_taken_away(tmp_path: Path) -> None:
    """Suspended between the look at the mark and the renaming."""

    class Suspended(PicturesMark):
        def check(self) -> None:
            super().check()
            if list(folder.glob(".*.part.png")):
                new.path.write_text(new.text)

    folder = tmp_path / "pictures"
    new, old = PicturesMark(tmp_path / "mark.json", "new"), Suspended(tmp_path / "mark.json", "old")
    old.path.write_text(old.text)
    late = PictureSequence(folder, FrameRange(1, 2), SIZE, old)
    with pytest.raises(RenderError, match="took the scene over"):
        late.render(_scene())
    assert list(folder.iterdir()) == []


def test_a_movie_is_not_made_of_pictures_that_were_replaced(demo_root: Path, tmp_path: Path) -> None:
    """All were there, so none was rendered: what was read meanwhile can be anybody's."""

    class Later(RenderProgress):
        def step(self, text: str) -> None:
            if text == "encoding":
                mark.path.write_text(PicturesMark(mark.path, "other").text)

    source = Dataset.open(demo_root).scene("20260101_001")
    mark = PicturesMark(tmp_path / "mark.json", "ours")
    mark.path.write_text(mark.text)
    order = FaceRequest("001", pictures=tmp_path / "pictures", mark=mark)
    options = MovieOptions(ComposeOptions(picture=PictureOptions(width=32, height=32)), FrameRange(1, 2))
    with pytest.raises(RenderError, match="took the scene over"):
        make_face_movie(demo_root, source, order, tmp_path / "out", options, fresh_scene(), progress=Later())
    assert len(list((tmp_path / "pictures").iterdir())) == 2
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("frames_format", ["png", "mkv"])
def test_a_face_movie_has_the_asked_frames_and_a_voice(
    frames_format: str, sample_root: Path, tmp_path: Path
) -> None:
    source = Dataset.open(sample_root).scene("20231126_319")
    options = MovieOptions(ComposeOptions(picture=PictureOptions(width=48, height=48)), FrameRange(448, 500))
    started: list[int] = []

    class Listener(RenderProgress):
        def start(self, frames: int) -> None:
            started.append(frames)

    report = make_face_movie(
        sample_root,
        source,
        FaceRequest("007", frames_format),
        tmp_path,
        options,
        fresh_scene(),
        progress=Listener(),
    )
    assert started == [3]  # the face has 450
    assert (report.frames, report.duration) == (3, pytest.approx(0.1))
    assert report.movie == tmp_path / "face_renders" / "20231126_007_319.mp4"
    movie = probe(report.movie)
    assert movie.frames == 3
    assert movie.audio is not None
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    pictures = ["000448.png", "000449.png", "000450.png"]
    silent = pictures if frames_format == "png" else ["20231126_007_319.mkv"]
    assert left == sorted([*silent, "20231126_007_319.mp4"])
