# SPDX-License-Identifier: GPL-3.0-or-later
"""Movies that cut between a scene and its faces: every frame is decoded and its colour read."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.video import Ffmpeg, Voice, probe
from interact_addon.core.video.clip import Clip
from interact_addon.core.video.composite import CompositeOptions, FacePictures, make_composite
from interact_addon.core.video.face_cuts import FaceCut

RED, GREEN, BLUE = np.eye(3, dtype=np.uint8) * 255
SIZE = (96, 54)


@pytest.fixture(scope="module")
def videos(ffmpeg: Ffmpeg, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes a video of one colour; its brightness tells the frame: a step at every fourth."""
    folder = tmp_path_factory.mktemp("colours")
    names = itertools.count()

    def make(colour: NDArray[np.uint8], size: tuple[int, int], frames: int, rate: str = "30") -> Path:
        path = folder / f"{next(names)}.mkv"
        raw = path.with_suffix(".raw")
        tone = 1.0 - 0.2 * (np.arange(frames) % 4) / 3
        pictures = np.broadcast_to(
            (tone[:, None, None, None] * colour).astype(np.uint8), (frames, size[1], size[0], 3)
        )
        raw.write_bytes(np.ascontiguousarray(pictures).tobytes())
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", rate]
        coded = ["-c:v", "libx264", "-crf", "5", "-pix_fmt", "yuv420p"]
        ffmpeg.run(["-y", *source, "-i", str(raw), *coded, str(path)])
        return path

    return make


@pytest.fixture(scope="module")
def colours_of(ffmpeg: Ffmpeg) -> Callable[[Path], NDArray[np.uint8]]:
    """A movie's pictures, (N, height, width, 3)."""

    def read(movie: Path) -> NDArray[np.uint8]:
        raw = movie.with_suffix(".raw")
        ffmpeg.run(["-y", "-i", str(movie), "-map", "0:v:0", "-pix_fmt", "rgb24", "-f", "rawvideo", str(raw)])
        return np.fromfile(raw, np.uint8).reshape(-1, SIZE[1], SIZE[0], 3)

    return read


def seen(pictures: NDArray[np.uint8]) -> list[int]:
    """Which is brightest in each whole picture: 0 the scene (red), 1 the first face, 2 the second."""
    out = []
    for picture in pictures:
        strongest = np.unique(picture.reshape(-1, 3).argmax(axis=1))
        assert len(strongest) == 1, "the whole picture is of one source"
        out.append(int(strongest[0]))
    return out


@pytest.mark.parametrize("rate", ["30", "24000/1001"])
def test_each_frame_is_of_the_source_that_the_cuts_say(
    videos: Callable[..., Path], colours_of: Callable, tmp_path: Path, rate: str
) -> None:
    frames = 45
    body = videos(RED, SIZE, frames, rate)
    faces = [FacePictures(videos(colour, (64, 64), frames, rate), 1, frames) for colour in (GREEN, BLUE)]
    cuts = (FaceCut(0, 3, 1), FaceCut(7, 8, 0), FaceCut(8, 13, 1), FaceCut(20, 29, 0), FaceCut(44, 45, 1))
    movie = tmp_path / "cut.mp4"
    options = CompositeOptions(body, tuple(faces), (), movie, frames, Fraction(rate), "cut", cuts=cuts)
    made = make_composite(options)

    video = probe(movie).video
    assert video is not None
    assert (video.frames, video.rate, video.constant) == (frames, Fraction(rate), True)
    assert (video.width, video.height) == SIZE
    assert [finding.code for finding in made.findings] == ["silent-movie"]
    wanted = np.zeros(frames, int)
    for cut in cuts:
        wanted[cut.first : cut.end] = cut.face + 1
    pictures = colours_of(movie)
    assert seen(pictures) == wanted.tolist()
    # And each shows its own frame: what is cut to goes on where the scene would.
    tone = pictures.reshape(frames, -1, 3).max(axis=2).mean(axis=1)
    assert np.abs(tone / 255 - (1.0 - 0.2 * (np.arange(frames) % 4) / 3)).max() < 0.03


@pytest.mark.parametrize("size", [(40, 90), (200, 50)])
def test_faces_of_any_size_fill_the_picture(
    videos: Callable[..., Path], colours_of: Callable, tmp_path: Path, size: tuple[int, int]
) -> None:
    body = videos(RED, SIZE, 6)
    face = FacePictures(videos(GREEN, size, 6), 1, 6)
    movie = tmp_path / "cut.mp4"
    make_composite(
        CompositeOptions(body, (face,), (), movie, 6, Fraction(30), "cut", cuts=(FaceCut(2, 4, 0),))
    )
    assert seen(colours_of(movie)) == [0, 0, 1, 1, 0, 0]


def test_the_face_is_in_the_middle_and_its_background_goes_on(
    ffmpeg: Ffmpeg, videos: Callable[..., Path], colours_of: Callable, tmp_path: Path
) -> None:
    body = videos(RED, SIZE, 3)
    face = tmp_path / "face.mkv"
    drawn = "color=c=0x00FF00:s=60x60:r=30,drawbox=x=20:y=20:w=20:h=20:color=0x0000FF:t=fill"
    ffmpeg.run(
        ["-y", "-f", "lavfi", "-i", drawn, "-frames:v", "3", "-c:v", "libx264", "-crf", "5", str(face)]
    )
    movie, cuts = tmp_path / "cut.mp4", (FaceCut(0, 3, 0),)
    make_composite(
        CompositeOptions(body, (FacePictures(face, 1, 3),), (), movie, 3, Fraction(30), "cut", cuts=cuts)
    )
    blue = colours_of(movie)[1].argmax(axis=2) == 2
    rows, columns = np.nonzero(blue)
    assert rows.mean() == pytest.approx((SIZE[1] - 1) / 2, abs=1.5)
    assert columns.mean() == pytest.approx((SIZE[0] - 1) / 2, abs=1.5)
    assert np.ptp(rows) + 1 == pytest.approx(18, abs=2)  # a third of the picture's height
    assert not blue[:, [0, -1]].any()


def test_no_cut_is_the_scene_and_a_short_face_holds_its_last_frame(
    videos: Callable[..., Path], colours_of: Callable, tmp_path: Path
) -> None:
    body, short = videos(RED, SIZE, 9), FacePictures(videos(GREEN, (64, 64), 4), 1, 4)
    movie = tmp_path / "cut.mp4"

    def made(*cuts: FaceCut) -> tuple[list[int], list[str]]:
        result = make_composite(
            CompositeOptions(body, (short,), (), movie, 9, Fraction(30), "cut", cuts=cuts)
        )
        return seen(colours_of(movie)), [finding.code for finding in result.findings]

    assert made() == ([0] * 9, ["face-length", "silent-movie"])
    assert made(FaceCut(6, 9, 0))[0] == [0] * 6 + [1] * 3


def test_a_movie_of_many_cuts_is_cut_at_each(
    videos: Callable[..., Path], colours_of: Callable, tmp_path: Path
) -> None:
    frames = 480
    body, face = videos(RED, SIZE, frames), FacePictures(videos(GREEN, SIZE, frames), 1, frames)
    cuts = tuple(FaceCut(first, first + 1, 0) for first in range(1, frames, 2))
    movie = tmp_path / "cut.mp4"
    make_composite(CompositeOptions(body, (face,), (), movie, frames, Fraction(30), "cut", cuts=cuts))
    assert seen(colours_of(movie)) == [0, 1] * (frames // 2)


def test_both_voices_are_heard_through_the_cuts(
    videos: Callable[..., Path], write_wav: Callable, sound_of: Callable, tmp_path: Path
) -> None:
    """A click of each voice comes out at its own time."""
    frames = 30
    body, face = videos(RED, SIZE, frames), FacePictures(videos(GREEN, (64, 64), frames), 1, frames)
    voices = []
    for name, at in (("001", 12_000), ("002", 36_000)):
        signal = np.zeros(48_000)
        signal[at] = 0.5
        voices.append(Voice(name, write_wav(tmp_path / f"{name}.wav", signal), 0.0))
    movie, cuts = tmp_path / "cut.mp4", (FaceCut(6, 15, 0),)
    options = CompositeOptions(body, (face,), tuple(voices), movie, frames, Fraction(30), "cut", cuts=cuts)
    make_composite(options)
    sound = np.abs(sound_of(movie)).max(axis=1)
    assert len(sound) == pytest.approx(48_000, abs=2_100)
    for at in (12_000, 36_000):
        around = sound[at - 480 : at + 480]
        assert around.max() > 5 * np.median(sound + 1e-4)
        assert abs(int(around.argmax()) - 480) < 48  # a thousandth of a second


@pytest.mark.parametrize(
    "cuts",
    [
        (FaceCut(0, 11, 0),),
        (FaceCut(-1, 2, 0),),
        (FaceCut(3, 3, 0),),
        (FaceCut(4, 6, 0), FaceCut(5, 8, 0)),
        (FaceCut(6, 8, 0), FaceCut(1, 2, 0)),
        (FaceCut(1, 2, 1),),
    ],
)
def test_impossible_cuts_are_refused(cuts: Sequence[FaceCut], tmp_path: Path) -> None:
    face = FacePictures(tmp_path, 1, 10)
    with pytest.raises(UsageError, match="cut"):
        CompositeOptions(tmp_path, (face,), (), tmp_path / "x.mp4", 10, Fraction(30), "cut", cuts=tuple(cuts))


def test_only_this_arrangement_has_cuts(tmp_path: Path) -> None:
    some: tuple[FacePictures, ...] | Clip
    for arrangement, some in (
        ("strip", (FacePictures(tmp_path, 1, 9),)),
        ("video-left", Clip(tmp_path / "x.mp4", 1)),
    ):
        with pytest.raises(UsageError, match="has no cuts"):
            CompositeOptions(
                tmp_path, some, (), tmp_path / "x.mp4", 9, Fraction(30), arrangement, cuts=(FaceCut(0, 1, 0),)
            )
