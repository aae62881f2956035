# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of pictures: what is whole, what is removed, and the videos that are made of them."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import FfmpegError, InputError
from interact_addon.core.options.movie import FrameRange
from interact_addon.core.video import find_ffmpeg, probe
from interact_addon.core.video.composite import CompositeOptions, FacePictures, make_composite
from interact_addon.core.video.pictures import (
    encode_pictures,
    frame_path,
    png_size,
    remove_frames,
    remove_unfinished,
)

RATE = Fraction(30)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, tone: int) -> bytes:
    rows = (b"\0" + bytes([tone, 90, 120]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _frames(folder: Path, first: int, last: int, size: int = 32) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for frame in range(first, last + 1):
        frame_path(folder, frame).write_bytes(_png(size, size, 5 * frame % 256))
    return folder


def test_a_picture_is_whole_only_to_its_last_byte(tmp_path: Path) -> None:
    whole = _png(6, 4, 9)
    path = tmp_path / "000001.png"
    path.write_bytes(whole)
    assert png_size(path) == (6, 4)
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        assert png_size(path) is None, cut
    for place in (20, 45, len(whole) - 6):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        path.write_bytes(bytes(damaged))
        assert png_size(path) is None, place
    assert png_size(tmp_path / "nothing.png") is None


def test_only_frames_are_removed(tmp_path: Path) -> None:
    _frames(tmp_path, 1, 2)
    (tmp_path / ".000003.77.part.png").write_bytes(b"half")
    (tmp_path / "mine.png").write_bytes(b"mine")
    remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000001.png", "000002.png", "mine.png"]
    remove_frames(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.png"]
    remove_frames(tmp_path / "absent")


def test_every_picture_becomes_a_frame_also_from_a_folder_with_percent_signs(tmp_path: Path) -> None:
    folder = _frames(tmp_path / "100%d off", 3, 13)
    encode_pictures(folder, FrameRange(3, 13), RATE, tmp_path / "video.mkv")
    video = probe(tmp_path / "video.mkv").video
    assert video is not None
    assert (video.frames, video.rate, video.constant, video.pix_fmt) == (11, RATE, True, "yuv420p")


def test_a_missing_picture_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    folder = _frames(tmp_path / "pictures", 1, 9)
    frame_path(folder, 5).unlink()
    with pytest.raises(FfmpegError, match="4 frames"):
        encode_pictures(folder, FrameRange(1, 9), RATE, tmp_path / "video.mkv")
    assert not (tmp_path / "video.mkv").exists()


@pytest.mark.parametrize(("arrangement", "size"), [("inset", (160, 90)), ("strip", (204, 90))])
def test_scene_and_faces_together_have_the_scenes_frames(
    arrangement: str, size: tuple[int, int], tmp_path: Path
) -> None:
    body = tmp_path / "body.mkv"
    source = ["-f", "lavfi", "-i", "testsrc=size=160x90:rate=30", "-frames:v", "20", "-pix_fmt", "yuv420p"]
    find_ffmpeg().run(["-y", *source, "-c:v", "libx264", str(body)])
    short = FacePictures(_frames(tmp_path / "short", 1, 12), 1, 12)
    long = FacePictures(_frames(tmp_path / "long", 1, 30), 1, 30)
    movie = tmp_path / "both" / "both.mp4"
    made = make_composite(CompositeOptions(body, (short, long), (), movie, 20, RATE, arrangement))
    video = probe(movie).video
    assert video is not None
    assert (video.frames, video.rate, video.constant) == (20, RATE, True)
    assert (video.width, video.height) == size
    assert [finding.code for finding in made.findings] == ["face-length", "face-length", "silent-movie"]
    assert [path.name for path in movie.parent.iterdir()] == ["both.mp4"]


def test_every_frame_shows_its_own_picture_of_a_face(tmp_path: Path) -> None:
    """Matroska rounds the scene's times to milliseconds; those of pictures are exact."""
    body, movie = tmp_path / "body.mkv", tmp_path / "movie.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=30", "-frames:v", "20", "-pix_fmt", "yuv420p"]
    find_ffmpeg().run(["-y", *source, "-c:v", "libx264", str(body)])
    face = FacePictures(_frames(tmp_path / "face", 1, 20), 1, 20)
    make_composite(CompositeOptions(body, (face,), (), movie, 20, RATE, "strip"))
    crop = ["-map", "0:v:0", "-vf", "crop=16:16:72:24", "-pix_fmt", "rgb24", "-f", "rawvideo"]
    find_ffmpeg().run(["-y", "-i", str(movie), *crop, str(tmp_path / "raw")])
    red = np.fromfile(tmp_path / "raw", np.uint8).reshape(20, -1, 3)[:, :, 0].mean(axis=1)
    assert np.abs(red - 5 * np.arange(1, 21)).max() < 2.5


def test_faces_that_are_not_there_are_told(tmp_path: Path) -> None:
    body = tmp_path / "body.mkv"
    source = ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=30", "-frames:v", "3", "-pix_fmt", "yuv420p"]
    find_ffmpeg().run(["-y", *source, "-c:v", "libx264", str(body)])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="pictures of the face are missing"):
        make_composite(CompositeOptions(body, (FacePictures(empty, 1, 3),), (), tmp_path / "x.mp4", 3, RATE))
