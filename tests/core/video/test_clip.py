# SPDX-License-Identifier: GPL-3.0-or-later
"""A clip beside the render: every picture at its time, whatever the clip is like; its sound; broken ones."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import InputError, UsageError
from interact_addon.core.video import Ffmpeg, MuxResult, Voice, probe
from interact_addon.core.video.clip import UNDER_VOICES, Clip
from interact_addon.core.video.composite import CompositeOptions, FacePictures, make_composite

RATE = Fraction(30)
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv420p")
STEP = 8  # of brightness, from one picture to the next


@pytest.fixture(scope="module")
def body(make_video: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """36 frames of 64x36 at 30 a second."""
    return make_video(tmp_path_factory.mktemp("body") / "body.mkv", 36)


@pytest.fixture(scope="module")
def numbered(ffmpeg: Ffmpeg) -> Callable[..., Path]:
    """Writes a clip whose pictures are as bright as their numbers."""

    def write(path: Path, frames: int, rate: str = "20", size: str = "64x36", more: str = "") -> Path:
        source = f"nullsrc=size={size}:rate={rate},geq=lum='16+{STEP}*N':cb=128:cr=128{more}"
        words = ["-f", "lavfi", "-i", source, "-frames:v", str(frames), "-fps_mode", "passthrough"]
        ffmpeg.run(["-y", *words, *H264, str(path)])
        return path

    return write


@pytest.fixture(scope="module")
def beside(body: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., MuxResult]:
    """Makes the movie of the body with a clip."""

    def make(clip: Clip | Path, frames: int = 36, how: str = "video-left", voices: tuple = ()) -> MuxResult:
        clip = clip if isinstance(clip, Clip) else Clip(clip)
        out = tmp_path_factory.mktemp("movie") / "movie.mp4"
        start = Fraction(clip.first - 1) / RATE
        return make_composite(CompositeOptions(body, clip, voices, out, frames, RATE, how, start))

    return make


@pytest.fixture(scope="module")
def pictures(ffmpeg: Ffmpeg) -> Callable[[Path], np.ndarray]:
    """A movie's brightness, (F, H, W)."""

    def read(path: Path) -> np.ndarray:
        video = probe(path).video
        assert video is not None
        words = [
            "-v",
            "error",
            "-i",
            str(path),
            "-map",
            "0:v:0",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "yuv420p",
            "-",
        ]
        raw = subprocess.run([ffmpeg.path, *words], capture_output=True, check=True).stdout
        planes = np.frombuffer(raw, np.uint8).reshape(video.frames, -1)
        return planes[:, : video.width * video.height].reshape(-1, video.height, video.width)

    return read


def numbers(movie: np.ndarray, width: int = 64) -> list[int]:
    """Which picture of the clip each frame shows, at the left."""
    inside = movie[:, 8:-8, 8 : width - 8].mean(axis=(1, 2))
    return np.rint((inside - 16) / STEP).astype(int).tolist()


def codes(made: MuxResult) -> list[str]:
    return [finding.code for finding in made.findings]


def told(made: MuxResult, code: str) -> str:
    return next(finding.message for finding in made.findings if finding.code == code)


def test_each_frame_shows_the_picture_of_its_time(
    numbered: Callable, beside: Callable, pictures: Callable, tmp_path: Path
) -> None:
    """20 pictures a second beside 30 frames: frame n is at n / 30 s, where picture n * 20 // 30 is shown."""
    made = beside(numbered(tmp_path / "20.mp4", 24))
    assert made.info.frames == 36
    assert numbers(pictures(made.path)) == [n * 2 // 3 for n in range(36)]
    assert told(made, "clip-converted").endswith("its 20 pictures a second are shown at 30")
    assert "clip-held" not in codes(made)
    assert "clip-cut" not in codes(made)


def test_a_part_of_the_scene_has_that_part_of_the_clip(
    numbered: Callable, beside: Callable, pictures: Callable, tmp_path: Path
) -> None:
    clip = numbered(tmp_path / "20.mp4", 24)
    made = beside(Clip(clip, first=13), 24)
    assert numbers(pictures(made.path)) == [n * 2 // 3 for n in range(12, 36)]


@pytest.mark.parametrize(
    ("frames", "first", "shown", "what"),
    [
        (6, 1, [0, 0, 1, 2, 2, 3, 4, 4, *[5] * 28], "ends 0.90 s (27 frames) before the movie"),
        (28, 1, [n * 2 // 3 for n in range(36)], "goes on for 0.20 s (6 frames) after the movie's end"),
        (6, 31, [5] * 36, "ended before the movie begins"),
    ],
)
def test_a_shorter_clip_holds_its_last_picture_and_a_longer_one_is_cut(
    frames: int,
    first: int,
    shown: list[int],
    what: str,
    numbered: Callable,
    beside: Callable,
    pictures: Callable,
    tmp_path: Path,
) -> None:
    made = beside(Clip(numbered(tmp_path / "clip.mp4", frames), first))
    assert made.info.frames == 36
    assert numbers(pictures(made.path)) == shown
    assert what in told(made, "clip-cut" if frames == 28 else "clip-held")


def test_pictures_of_a_varying_rate_are_shown_at_their_times(
    numbered: Callable, beside: Callable, pictures: Callable, tmp_path: Path
) -> None:
    """Five pictures at 10 a second, then at 30."""
    times = ",settb=1/30,setpts='if(lt(N,5),3*N,10+N)'"
    made = beside(numbered(tmp_path / "vfr.mkv", 20, "30", more=times))
    expected = [n // 3 if n < 15 else n - 10 for n in range(30)] + [19] * 6
    assert numbers(pictures(made.path)) == expected
    assert "its frame rate varies" in told(made, "clip-converted")


def test_a_clip_is_as_high_as_the_render_and_in_its_true_proportions(
    ffmpeg: Ffmpeg, numbered: Callable, beside: Callable, pictures: Callable, tmp_path: Path
) -> None:
    plain = numbered(tmp_path / "plain.mp4", 20, "30", "72x36")
    turned = tmp_path / "turned.mp4"
    ffmpeg.run(["-y", "-display_rotation", "90", "-i", str(plain), "-c", "copy", str(turned)])
    for clip, width, said in (
        (plain, 72, ""),
        (turned, 18, "it is turned by 90 degrees, as the file says"),
        (numbered(tmp_path / "sar.mp4", 20, "30", "48x36", ",setsar=3/2"), 72, "3:2 are made square"),
        (numbered(tmp_path / "low.mp4", 20, "30", "96x18", ",setsar=1/4"), 48, "1:4 are made square"),
    ):
        made = beside(clip)
        video = made.info.video
        assert video is not None
        assert (video.width, video.height, video.frames) == (width + 64, 36, 36)
        assert numbers(pictures(made.path), width)[:20] == list(range(20))
        assert said in (told(made, "clip-converted") if said else "")


def test_odd_sizes_and_very_wide_clips_fit(
    ffmpeg: Ffmpeg, beside: Callable, pictures: Callable, tmp_path: Path
) -> None:
    """A clip without colour subsampling can have odd sizes."""

    def write(name: str, size: str) -> Path:
        source = ["-f", "lavfi", "-i", f"color=white:size={size}:rate=30", "-frames:v", "36"]
        ffmpeg.run(
            ["-y", *source, "-c:v", "libx264", "-qp", "4", "-pix_fmt", "yuv444p", str(tmp_path / name)]
        )
        return tmp_path / name

    odd = beside(write("odd.mp4", "65x37")).info.video
    assert odd is not None
    assert (odd.width % 2, odd.height, odd.pix_fmt) == (0, 36, "yuv420p")
    wide = beside(write("wide.mp4", "400x20"))
    movie = pictures(wide.path)
    assert movie.shape[1:] == (36, 128 + 64), "at most twice as wide as the render"
    column = movie[0, :, 64]
    assert column[18] > 200 > 60 > column[[0, 35]].max(), "and in the middle of its height"


def test_an_inset_lies_in_the_lower_left_corner(
    numbered: Callable, beside: Callable, body: Path, pictures: Callable, tmp_path: Path
) -> None:
    made = beside(numbered(tmp_path / "20.mp4", 24, size="320x180"), how="video-inset")
    movie, under = pictures(made.path), pictures(body)
    assert movie.shape == under.shape
    same = np.abs(movie.astype(int) - under).mean(axis=0) < 12
    assert same[:, 20:].all()
    assert same[:24].all()
    inside = np.rint((movie[:, 29:31, 7:13].mean(axis=(1, 2)) - 16) / STEP).astype(int)
    assert inside.tolist() == [n * 2 // 3 for n in range(36)]


def test_the_sound_is_mixed_in_6_db_below_the_voices(
    ffmpeg: Ffmpeg, beside: Callable, write_wav: Callable, sound_of: Callable, tmp_path: Path
) -> None:
    """A tone of 1000 Hz in the clip from 0.5 s on, a voice of 440 Hz."""
    clip = tmp_path / "clip.mov"
    tone = ["-itsoffset", "0.5", "-f", "lavfi", "-i", "sine=1000:sample_rate=48000:duration=1"]
    picture = ["-f", "lavfi", "-i", "testsrc=size=64x36:rate=30", "-frames:v", "36", *H264]
    ffmpeg.run(["-y", *tone, *picture, "-c:a", "pcm_s16le", str(clip)])
    voice = write_wav(tmp_path / "voice.wav", 0.25 * np.sin(2 * np.pi * 440 * np.arange(57_600) / 48_000))

    def loudness(path: Path, tone: int, begin: float, end: float) -> float:
        part = sound_of(path)[round(begin * 48_000) : round(end * 48_000), 0]
        wave = np.exp(-2j * np.pi * tone * np.arange(len(part)) / 48_000)
        return 2 * abs(part @ wave) / len(part)

    (alone, mixed, without) = (
        beside(Clip(clip)),
        beside(Clip(clip, gain=UNDER_VOICES), voices=(Voice("001", voice),)),
        beside(Clip(clip, gain=0, why_silent="the voices are in it"), voices=(Voice("001", voice),)),
    )
    own = loudness(alone.path, 1000, 0.6, 1.1)
    assert own == pytest.approx(0.125, rel=0.02), "ffmpeg's tone has an eighth of full scale"
    assert loudness(alone.path, 1000, 0.0, 0.45) < 0.002
    assert loudness(mixed.path, 1000, 0.6, 1.1) == pytest.approx(own / 2, rel=0.03)
    assert loudness(mixed.path, 440, 0.6, 1.1) == pytest.approx(0.25, rel=0.02)
    assert loudness(without.path, 1000, 0.6, 1.1) < 0.002
    assert told(alone, "clip-sound").endswith("is mixed in, as loud as it is")
    assert told(mixed, "clip-sound").endswith("is mixed in, 6 dB below its own loudness")
    assert told(without, "clip-sound").endswith("is left out: the voices are in it")
    part = beside(Clip(clip, first=16), 18)  # from 0.5 s on, where the tone begins
    assert loudness(part.path, 1000, 0.05, 0.5) == pytest.approx(own, rel=0.03)


def test_a_clip_without_sound_is_told(numbered: Callable, beside: Callable, tmp_path: Path) -> None:
    made = beside(numbered(tmp_path / "mute.mp4", 36, "30"))
    assert told(made, "clip-sound").endswith("mute.mp4 has no sound")
    assert codes(made) == ["clip-sound", "silent-movie"]


def test_high_dynamic_range_is_told(ffmpeg: Ffmpeg, beside: Callable, tmp_path: Path) -> None:
    colours = "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc"
    source = ["-f", "lavfi", "-i", f"testsrc=size=64x36:rate=30,{colours}", "-frames:v", "36"]
    clip = tmp_path / "hdr.mp4"
    ffmpeg.run(["-y", *source, "-c:v", "libx264", "-pix_fmt", "yuv420p10le", str(clip)])
    made = beside(clip)
    assert "high dynamic range" in told(made, "clip-high-range")
    assert made.info.video is not None
    assert made.info.video.pix_fmt == "yuv420p"


@pytest.mark.parametrize("kind", ["empty", "text", "begun", "sound", "absent"])
def test_broken_clips_are_told_and_leave_nothing(
    kind: str, ffmpeg: Ffmpeg, numbered: Callable, body: Path, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    if kind == "sound":
        ffmpeg.run(["-y", "-f", "lavfi", "-i", "sine=duration=1", "-c:a", "aac", str(clip)])
    elif kind != "absent":
        whole = numbered(tmp_path / "whole.mp4", 20).read_bytes()
        clip.write_bytes({"empty": b"", "text": b"not a video\n", "begun": whole[:900]}[kind])
    out = tmp_path / "out" / "movie.mp4"
    with pytest.raises(InputError, match="cannot be shown beside the scene") as caught:
        make_composite(CompositeOptions(body, Clip(clip), (), out, 36, RATE, "video-left"))
    assert str(caught.value).startswith(f"{clip}: ")
    assert not out.parent.exists()


def test_a_clip_that_is_damaged_or_cut_off_is_shown_as_far_as_it_goes(
    ffmpeg: Ffmpeg, beside: Callable, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.mkv"
    noise = "testsrc=size=128x72:rate=30,noise=alls=40:allf=t"
    ffmpeg.run(["-y", "-f", "lavfi", "-i", noise, "-frames:v", "36", *H264, str(whole)])
    content = bytearray(whole.read_bytes())
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(content[: len(content) * 2 // 3])
    made = beside(cut)
    assert made.info.frames == 36
    assert "ends 0." in told(made, "clip-held")
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(3000)
    bent = tmp_path / "bent.mkv"
    bent.write_bytes(content)
    made = beside(bent)
    assert made.info.frames == 36
    assert "is damaged" in told(made, "clip-damaged")


def test_names_are_no_filters(numbered: Callable, beside: Callable, tmp_path: Path) -> None:
    folder = tmp_path / "a,b;[c]'%d:=\\"
    folder.mkdir()
    made = beside(numbered(tmp_path / "plain.mp4", 24).replace(folder / "-i x;nullsrc%06d.mp4"))
    assert made.info.frames == 36


def test_faces_and_clips_have_arrangements_of_their_own(tmp_path: Path) -> None:
    face, clip = FacePictures(tmp_path, 1, 3), Clip(tmp_path / "x.mp4")
    for beside, how in (((face,), "video-left"), (clip, "strip")):
        with pytest.raises(UsageError, match="invalid arrangement"):
            CompositeOptions(tmp_path, beside, (), tmp_path / "x.mp4", 3, RATE, how)
