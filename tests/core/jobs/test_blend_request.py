# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import InputError, UsageError
from interact_addon.core.jobs.blend_request import BlendRequest, file_name_of
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.schema.frames import BlendFrames
from interact_addon.core.video.picture_file import read_bmp, read_pixels, shrink, write_pixels


def test_it_travels_as_json() -> None:
    plain = BlendRequest(Path("a.blend"), Path("out"), "name")
    full = BlendRequest(
        Path("a.blend"),
        Path("out"),
        "name",
        scene="Scene.001",
        frames=BlendFrames(-3, 12),
        picture=PictureOptions("final", 640, 360, 7),
        stereo=True,
        ffmpeg=Path("/opt/ffmpeg"),
        thumbnail=Path("t.npy"),
        temporary=True,
    )
    for request in (plain, full):
        values = json.loads(json.dumps(request.as_dict()))
        assert values["kind"] == "blend"
        assert BlendRequest.from_dict(values) == request
    assert Path("a.blend") in full.parts
    assert Path("a.blend") not in plain.parts
    assert {path.name for path in plain.parts} == {"name.part.mkv", "name.part.mp4"}


@pytest.mark.parametrize("name", ["", "a/b", "..", "a\\b", "c:d", " a", "a.", "a\n", "x" * 121])
def test_a_name_that_is_no_name(name: str) -> None:
    with pytest.raises(UsageError, match="invalid file name"):
        BlendRequest(Path("a.blend"), Path("out"), name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("20231119_051", "20231119_051"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a: b?", "a_ b_"),
        ("..", ""),
    ],
)
def test_names_of_any_text(text: str, name: str) -> None:
    assert file_name_of(text) == name


def test_frames_in_the_wrong_order() -> None:
    with pytest.raises(UsageError, match="the last comes first"):
        BlendFrames(5, 4)
    assert len(BlendFrames(0, 4)) == 5


@pytest.mark.parametrize(
    ("text", "frames"),
    [("0-4", (0, 4)), ("7", (7, 7)), (" 1 - 20", (1, 20)), ("-5-10", (-5, 10)), ("-5--2", (-5, -2))],
)
def test_frames_from_text(text: str, frames: tuple[int, int]) -> None:
    assert BlendFrames.parse(text) == BlendFrames(*frames)


@pytest.mark.parametrize("text", ["", "-", "1-", "a", "1-2-3", "1.5", "99999999"])
def test_text_that_is_no_frames(text: str) -> None:
    with pytest.raises(UsageError, match="not a range"):
        BlendFrames.parse(text)


def test_the_part_that_a_scene_has() -> None:
    assert BlendFrames(1, 120).cut(10, 50) == BlendFrames(10, 50)
    with pytest.raises(UsageError, match="60-70 lie outside the scene"):
        BlendFrames(60, 70).cut(10, 50)


def test_pictures_pass_as_bytes(tmp_path: Path) -> None:
    pixels = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    path = tmp_path / "new" / "t.npy"
    write_pixels(path, pixels)
    np.testing.assert_array_equal(read_pixels(path), pixels)
    assert [file.name for file in path.parent.iterdir()] == ["t.npy"]


def test_pictures_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "t.npy"
    with pytest.raises(InputError, match="cannot be read"):
        read_pixels(path)
    for broken in (b"", b"nonsense", b"\x93NUMPY"):
        path.write_bytes(broken)
        with pytest.raises(InputError):
            read_pixels(path)
    for array in (
        np.zeros((2, 2, 3), np.uint8),
        np.zeros((2, 2, 4)),
        np.zeros((0, 2, 4), np.uint8),
        np.zeros(4),
    ):
        np.save(path, array)
        with pytest.raises(InputError, match="not a picture"):
            read_pixels(path)


def bmp(pixels: np.ndarray, bits: int, *, down: bool = False) -> bytes:
    """(height, width, 3) RGB, the lowest row first, as a BMP file."""
    height, width = pixels.shape[:2]
    stride = (width * bits + 31) // 32 * 4
    rows = np.zeros((height, stride), np.uint8)
    stored = np.zeros((height, width, bits // 8), np.uint8)
    stored[..., :3] = pixels[..., ::-1]
    rows[:, : width * bits // 8] = stored.reshape(height, -1)
    rows = rows[::-1] if down else rows
    about = (width, -height if down else height, 1, bits, 0, rows.size, 0, 0, 0, 0)
    head = struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 54 + rows.size, 0, 0, 54, 40, *about)
    return head + rows.tobytes()


@pytest.mark.parametrize("bits", [24, 32])
@pytest.mark.parametrize("down", [False, True])
def test_a_bmp_is_read(tmp_path: Path, bits: int, down: bool) -> None:
    pixels = np.random.default_rng(7).integers(0, 256, (3, 5, 3), dtype=np.uint8)
    path = tmp_path / "a.bmp"
    path.write_bytes(bmp(pixels, bits, down=down))
    found = read_bmp(path)
    np.testing.assert_array_equal(found[..., :3], pixels)
    assert (found[..., 3] == 255).all()
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(InputError, match="cannot be read"):
        read_bmp(path)
    path.write_bytes(b"BM")
    with pytest.raises(InputError, match="cannot be read"):
        read_bmp(path)


@pytest.mark.parametrize(
    ("size", "small"),
    [((90, 160), (90, 160)), ((720, 1280), (144, 256)), ((4, 1000), (1, 250)), ((1, 600), (1, 200))],
)
def test_shrinking_averages(size: tuple[int, int], small: tuple[int, int]) -> None:
    ramp = np.broadcast_to(np.linspace(0, 255, size[1])[None, :, None], (*size, 4)).astype(np.uint8)
    result = shrink(ramp, 256)
    assert result.shape == (*small, 4)
    assert abs(float(result.mean()) - float(ramp.mean())) < 1.0
    assert (np.diff(result[0, :, 0].astype(int)) >= 0).all()
