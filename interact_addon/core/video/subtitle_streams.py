# SPDX-License-Identifier: GPL-3.0-or-later
"""Add subtitles to a movie: as a track that players show or hide, or drawn into the pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..foundation.errors import FfmpegError, UsageError
from ..foundation.findings import Finding
from .ffmpeg import Ffmpeg, file_url
from .subtitles import Cue, cut_cues, read_srt, write_srt

__all__ = [
    "Subtitles",
    "burn_filter",
    "check_burning",
    "drawing_findings",
    "subtitle_track",
    "track_faults",
    "track_times",
]

_LANGUAGE = re.compile(r"[a-z]{3}")
# In libass' coordinates, 288 lines high; SRT files have no styles.
_STYLE = "FontSize=15,Outline=1,Shadow=0,MarginV=12,MarginL=12,MarginR=12"
_NO_FONT = re.compile(r"fontselect: .*failed|failed to find any fallback|no usable fontconfig", re.IGNORECASE)
_TOUCHES = Fraction(2, 1000)  # both ends are rounded to the millisecond


@dataclass(frozen=True, slots=True)
class Subtitles:
    """Subtitles of a movie.

    Attributes:
        source: The cues, or an SRT file; times are on the recordings' clock.
        burn_in: Draw them into the pictures instead of adding a track; this encodes the pictures again.
        language: ISO 639-2 code of the track's language.
    """

    source: Path | tuple[Cue, ...]
    burn_in: bool = False
    language: str = "eng"

    def __post_init__(self) -> None:
        if not _LANGUAGE.fullmatch(self.language):
            raise UsageError(
                f"invalid language code {self.language!r}", cure="Write three letters, such as eng or deu"
            )

    def cues(self, start: Fraction, length: Fraction) -> tuple[Cue, ...]:
        """Return the cues within the movie, in the movie's time.

        Args:
            start: The movie's start in the recordings, in seconds.
            length: The movie's length in seconds.

        Raises:
            InputError: The file cannot be read or is invalid.
        """
        every = read_srt(self.source) if isinstance(self.source, Path) else self.source
        return cut_cues(every, start, length)


def subtitle_track(
    cues: Sequence[Cue], folder: Path, number: int, out: Path, language: str
) -> list[list[str]]:
    """Return ffmpeg's input and output arguments for a subtitle track.

    Args:
        cues: The cues, in the movie's time.
        folder: Folder for the SRT file that ffmpeg reads.
        number: Number of the input.
        out: The movie; its extension decides the track's codec.
        language: Language code of the track.
    """
    file = folder / "subtitles.srt"
    write_srt(file, cues)
    codec = "mov_text" if out.suffix.lower() == ".mp4" else "srt"
    return [
        ["-f", "srt", "-i", file_url(file)],
        [
            *("-map", f"{number}:s:0", "-c:s", codec),
            *("-metadata:s:s:0", f"language={language}", "-disposition:s:0", "default"),
        ],
    ]


def burn_filter(cues: Sequence[Cue], folder: Path) -> str:
    """Return the video filter that draws cues.

    Args:
        cues: The cues, in the movie's time.
        folder: Folder for the SRT file that the filter reads.
    """
    file = folder / "subtitles.srt"
    write_srt(file, cues)
    return f"subtitles=filename={_quoted(file.absolute().as_posix())}:force_style={_quoted(_STYLE)}"


def check_burning(ffmpeg: Ffmpeg) -> None:
    """Check that an ffmpeg can draw text.

    Raises:
        FfmpegError: It was built without libass.
    """
    shown = ffmpeg.attempt(["-h", "filter=subtitles"])
    if "force_style" not in shown.stdout:
        raise FfmpegError(
            f"this ffmpeg ({ffmpeg.version}) cannot draw subtitles: it was built without libass",
            path=ffmpeg.path,
            cure="Use a subtitle track instead, or install imageio-ffmpeg",
        )


def drawing_findings(log: str, out: Path) -> list[Finding]:
    """Return a finding if libass found no font: it then draws nothing, but reports success."""
    if not _NO_FONT.search(log):
        return []
    text = (
        f"{out}: the subtitles are missing or incomplete: this computer has no font for them. Install one,"
        " such as DejaVu Sans (Debian: fonts-dejavu-core)"
    )
    return [Finding("subtitles-without-font", text, path=str(out))]


def track_times(path: Path, ffmpeg: Ffmpeg) -> list[tuple[Fraction, Fraction]]:
    """Return when a movie's first subtitle track shows text, as (start, end) in seconds.

    Raises:
        FfmpegError: The movie has no subtitle track.
    """
    done = ffmpeg.run(
        ["-i", file_url(path), "-map", "0:s:0", "-c", "copy", "-f", "framecrc", "-"], about=path
    )
    base = Fraction(1, 1000)
    times = []
    for line in done.stdout.splitlines():
        if line.startswith("#tb 0:"):
            base = Fraction(line.partition(":")[2].strip())
        elif not line.startswith("#"):
            _, _, start, length, size = (int(field) for field in line.split(",")[:5])
            if size > 2:  # an MP4's gaps are packets without text
                times.append((start * base, (start + length) * base))
    return times


def track_faults(path: Path, cues: Sequence[Cue], ffmpeg: Ffmpeg) -> list[str]:
    """Return how a written subtitle track differs from the cues."""
    times = track_times(path, ffmpeg)
    if len(times) != len(cues):
        return [f"it has {len(times)} subtitles, not {len(cues)}"]
    wanted = sorted((cue.start, cue.end) for cue in cues)
    return [
        f"a subtitle is shown from {float(is_[0])} s to {float(is_[1])} s, not from {float(start)} s"
        for is_, (start, end) in zip(times, wanted, strict=True)
        if abs(is_[0] - start) > _TOUCHES or abs(is_[1] - end) > _TOUCHES
    ][:1]


def _quoted(text: str) -> str:
    """Escape a value in a filter graph, which ffmpeg parses twice: as a graph and as an option."""
    option = re.sub(r"([\\':])", r"\\\1", text)
    return re.sub(r"([\\'\[\],;])", r"\\\1", option)
