# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import FfmpegError, InputError, UsageError
from interact_addon.core.video import Ffmpeg, MuxOptions, Voice, mux, probe
from interact_addon.core.video.subtitle_streams import (
    Subtitles,
    burn_filter,
    check_burning,
    drawing_findings,
    track_faults,
    track_times,
)
from interact_addon.core.video.subtitles import Cue, cut_cues, read_srt, write_srt

FONTS = [font for kind in ("*.ttf", "*.otf") for font in Path("/usr/share/fonts").rglob(kind)]
needs_font = pytest.mark.skipif(sys.platform == "linux" and not FONTS, reason="this computer has no font")
FRAMES = 60
CUES = (
    Cue(Fraction(123, 1000), Fraction(777, 1000), "Schön, {danke} & 50% \\ more's the pity."),
    Cue(Fraction(1001, 1000), Fraction(3, 2), "Two\nlines"),
)


def text_of(ffmpeg: Ffmpeg, movie: Path) -> str:
    """What a player shows, as SubRip."""
    command = [ffmpeg.path, "-v", "error", "-i", str(movie), "-map", "0:s:0", "-f", "srt", "-"]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def picture_of(ffmpeg: Ffmpeg, movie: Path, frame: int, size: tuple[int, int]) -> np.ndarray:
    chosen = rf"select=eq(n\,{frame})"
    command = [ffmpeg.path, "-v", "error", "-i", str(movie), "-vf", chosen, "-frames:v", "1"]
    command += ["-f", "rawvideo", "-pix_fmt", "gray", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(size[1], size[0]).astype(int)


@pytest.mark.parametrize(("ending", "codec"), [("mp4", "mov_text"), ("mkv", "subrip")])
def test_a_track_with_exact_text_and_times(
    ffmpeg: Ffmpeg, make_video, write_wav, tmp_path: Path, ending: str, codec: str
) -> None:
    video = make_video(tmp_path / "v.mkv", frames=FRAMES)
    voice = Voice("a", write_wav(tmp_path / "a.wav", np.sin(np.arange(96_000) / 20) / 4))
    out = tmp_path / f"m.{ending}"
    result = mux(MuxOptions(video, out, (voice,), subtitles=Subtitles(CUES, language="deu")))
    assert result.findings == ()
    assert [*tmp_path.glob("*.part*")] == []
    info = probe(out)
    assert (info.frames, info.video.rate, info.video.start, info.audio.start) == (FRAMES, 30, 0, 0)
    assert info.video.order == probe(video).video.order  # copied
    assert read_srt_text(text_of(ffmpeg, out), tmp_path) == CUES
    assert track_times(out, ffmpeg) == [(cue.start, cue.end) for cue in CUES]
    told = ffmpeg.attempt(["-i", str(out)]).stderr
    assert f"(deu): Subtitle: {codec}" in told
    stream = next(line for line in told.splitlines() if "Subtitle:" in line)
    assert stream.endswith("(default)")


def read_srt_text(text: str, folder: Path) -> tuple[Cue, ...]:
    file = folder / "shown.srt"
    file.write_text(text, encoding="utf-8")
    return read_srt(file)


def test_a_file_cut_to_the_movie(ffmpeg: Ffmpeg, make_video, tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mkv", frames=30)
    file = tmp_path / "all.srt"
    write_srt(file, [Cue(Fraction(start), Fraction(start + 1), str(start)) for start in range(6)])
    out = tmp_path / "m.mp4"
    mux(MuxOptions(video, out, (), start_seconds=Fraction(5, 2), subtitles=Subtitles(file)))
    half = Fraction(1, 2)
    assert read_srt_text(text_of(ffmpeg, out), tmp_path) == (
        Cue(Fraction(0), half, "2"),
        Cue(half, Fraction(1), "3"),
    )
    later = MuxOptions(video, out, (), start_seconds=100, subtitles=Subtitles(file))
    assert [finding.code for finding in mux(later).findings] == ["silent-movie"]
    assert "Subtitle" not in ffmpeg.attempt(["-i", str(out)]).stderr


@needs_font
def test_burnt_in_only_while_they_are_shown(ffmpeg: Ffmpeg, make_video, tmp_path: Path) -> None:
    size = (320, 180)
    video = make_video(tmp_path / "v.mkv", frames=FRAMES, size="320x180")
    plain = mux(MuxOptions(video, tmp_path / "plain.mp4", ())).path
    drawn = mux(
        MuxOptions(video, tmp_path / "it's: [a], b;c.mp4", (), subtitles=Subtitles(CUES, burn_in=True))
    )
    assert [finding.code for finding in drawn.findings] == ["silent-movie"]
    assert drawn.info.frames == FRAMES
    assert "Subtitle" not in ffmpeg.attempt(["-i", str(drawn.path)]).stderr
    changed = {}
    for frame in (2, 12, 27, 40, 50):
        pair = [picture_of(ffmpeg, movie, frame, size) for movie in (plain, drawn.path)]
        changed[frame] = np.abs(pair[0] - pair[1]) > 60
    shown = [frame for frame, pixels in changed.items() if pixels.sum() > 100]
    assert shown == [12, 40]
    rows, columns = np.nonzero(changed[40])
    assert rows.min() > size[1] * 0.6  # below
    assert abs((columns.min() + columns.max()) / 2 - size[0] / 2) < 6  # in the middle
    assert changed[40][: size[1] // 2].sum() == 0


@needs_font
def test_a_folder_with_a_difficult_name(ffmpeg: Ffmpeg, make_video, tmp_path: Path) -> None:
    folder = tmp_path / "O'Neil, [a]; b=c %d {x}"
    folder.mkdir()
    video = make_video(tmp_path / "v.mkv", frames=30, size="320x180")
    out = tmp_path / "m.mkv"
    ffmpeg.run(
        [
            "-i",
            str(video),
            "-vf",
            burn_filter([Cue(Fraction(0), Fraction(1), "Here it stands")], folder),
            str(out),
        ]
    )
    pair = [picture_of(ffmpeg, movie, 5, (320, 180)) for movie in (video, out)]
    assert (np.abs(pair[0] - pair[1]) > 60).sum() > 100


def test_what_cannot_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "ffmpeg").write_text("#!/bin/sh\necho 'Unknown filter'\n")
    (tmp_path / "ffmpeg").chmod(0o755)
    with pytest.raises(FfmpegError, match="without libass"):
        check_burning(Ffmpeg(str(tmp_path / "ffmpeg"), "5.1", "argument"))
    log = (
        "[Parsed_subtitles_0 @ 0x1] fontselect: failed to find any fallback with glyph 0x48 for font: (Arial)"
    )
    (finding,) = drawing_findings(log, tmp_path / "m.mp4")
    assert finding.code == "subtitles-without-font"
    assert drawing_findings("fontselect: (Arial, 400, 0) -> LiberationSans", tmp_path) == []


def test_a_track_that_is_not_right_is_found(ffmpeg: Ffmpeg, make_video, tmp_path: Path) -> None:
    video = make_video(tmp_path / "v.mkv", frames=FRAMES)
    out = mux(MuxOptions(video, tmp_path / "m.mp4", (), subtitles=Subtitles(CUES))).path
    assert track_faults(out, CUES, ffmpeg) == []
    assert track_faults(out, CUES[:1], ffmpeg) == ["it has 2 subtitles, not 1"]
    late = (CUES[0], Cue(CUES[1].start + Fraction(1, 30), CUES[1].end, "x"))
    assert track_faults(out, late, ffmpeg)[0].startswith("a subtitle is shown from 1.001 s")


def test_senseless_orders(make_video, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="invalid language code"):
        Subtitles(CUES, language="English")
    video = make_video(tmp_path / "v.mkv", frames=10)
    with pytest.raises(InputError, match="cannot be read"):
        mux(MuxOptions(video, tmp_path / "m.mp4", (), subtitles=Subtitles(tmp_path / "absent.srt")))
    assert not (tmp_path / "m.mp4").exists()


SRT = """\ufeff1\r
00:00:01,500 --> 00:00:03,000 X1:40 X2:600\r
Hello\r
there\r
\r
2
0:00:04.5-->00:00:05,25
12

3
00:00:00,000 --> 00:00:01,000

"""


def test_reading_subrip(tmp_path: Path) -> None:
    file = tmp_path / "a.srt"
    file.write_bytes(SRT.encode())
    assert read_srt(file) == (
        Cue(Fraction(3, 2), Fraction(3), "Hello\nthere"),
        Cue(Fraction(9, 2), Fraction(21, 4), "12"),
    )
    write_srt(file, CUES)
    assert read_srt(file) == CUES
    file.write_text("")
    assert read_srt(file) == ()
    for content, why in (
        (b"WEBVTT or so", "not a SubRip file"),
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"1\n00:00:03,000 --> 00:00:01,000\nx\n", "line 2: a subtitle ends before it starts"),
    ):
        file.write_bytes(content)
        with pytest.raises(InputError) as caught:
            read_srt(file)
        assert why in str(caught.value)
    with pytest.raises(InputError, match="cannot be read"):
        read_srt(tmp_path)


def test_cutting() -> None:
    assert cut_cues(CUES, Fraction(0), Fraction(9)) == CUES
    assert cut_cues(CUES, Fraction(1, 2), Fraction(3, 5)) == (
        Cue(Fraction(0), Fraction(277, 1000), CUES[0].text),
        Cue(Fraction(501, 1000), Fraction(3, 5), CUES[1].text),
    )
    assert cut_cues(CUES, Fraction(777, 1000), Fraction(1, 10)) == ()
