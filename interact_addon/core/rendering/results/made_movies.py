# SPDX-License-Identifier: GPL-3.0-or-later
"""The movies in an output folder: their versions, what they were made from, a small picture of each."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...foundation.errors import InteractError
from ...performance.motion_kind import EDITED, motions_text
from ...video import find_ffmpeg
from .blend_source import BlendSource, blend_source
from .layout import Layout
from .record import read_record
from .thumbnails import is_kept, thumbnail
from .versions import split_version

__all__ = ["MadeMovie", "Movies", "Origin", "movies_in", "origin_of", "picture_of"]

_ENDING = ".mp4"


@dataclass(frozen=True, slots=True)
class MadeMovie:
    """A movie in an output folder.

    Attributes:
        path: The file.
        size: Bytes.
        mtime_ns: Its time of change.
        base: Its name without a version: a scene's key, if it was named by one.
        version: From 1.
    """

    path: Path
    size: int
    mtime_ns: int
    base: str
    version: int

    @property
    def name(self) -> str:
        """Its name, without an ending."""
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Movies:
    """The movies of scenes in an output folder.

    Attributes:
        latest: All of them, the latest first.
        of: Name without a version -> its movies, the latest first.
        mark: The folder's time of change; None where there is none.
    """

    latest: tuple[MadeMovie, ...] = ()
    of: Mapping[str, tuple[MadeMovie, ...]] = field(default_factory=dict)
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What a movie was made from.

    Attributes:
        text: In words.
        edited: Whether its motion is known to have been edited, or it is of a .blend.
        duration: Seconds; 0 if unknown.
        blend: The .blend that it was rendered from, or None.
    """

    text: str
    edited: bool = False
    duration: float = 0.0
    blend: BlendSource | None = None


def movies_in(out: Path, before: Movies | None = None) -> Movies:
    """Return the movies of scenes in an output folder.

    Args:
        out: The folder; it need not exist.
        before: What was found before: returned where the folder has not changed.
    """
    folder = Layout(out).movie("x").parent
    found: list[MadeMovie] = []
    try:
        mark = folder.stat().st_mtime_ns
        if before is not None and before.mark == mark:
            return before
        with os.scandir(folder) as entries:
            for entry in entries:
                stem = entry.name.removesuffix(_ENDING)
                if not entry.name.endswith(_ENDING) or stem.endswith(".part") or not entry.is_file():
                    continue
                status = entry.stat()
                if stat.S_ISREG(status.st_mode):
                    path = folder / entry.name
                    found.append(MadeMovie(path, status.st_size, status.st_mtime_ns, *split_version(stem)))
    except OSError:
        return Movies()
    found.sort(key=lambda movie: (-movie.mtime_ns, movie.name))
    by_name: dict[str, list[MadeMovie]] = {}
    for movie in found:
        by_name.setdefault(movie.base, []).append(movie)
    return Movies(tuple(found), {name: tuple(movies) for name, movies in by_name.items()}, mark)


def origin_of(movie: MadeMovie) -> Origin:
    """Return what a movie was made from, by its note or its record; reads both."""
    source = blend_source(movie.path)
    if source is not None:
        return Origin(f"rendered from {source.text}", True, source.duration, source)
    record = read_record(movie.path.with_suffix(".json"))
    entry = None if record is None else record.form.movie
    if record is None or entry is None or (entry.size, entry.mtime_ns) != (movie.size, movie.mtime_ns):
        return Origin("of unknown origin")
    motion = record.form.motion or {}
    text = f"rendered by a job, motion: {motions_text(motion)}" if motion else "rendered by a job"
    return Origin(text, EDITED in motion.values(), record.form.duration)


def picture_of(movie: MadeMovie, out: Path, ffmpeg: Path | None) -> Path | None:
    """Return a small picture of a movie as a file, made if it is not there yet; None if that is impossible.

    It is the same that reports of batches show.
    """
    kept = Layout(out).thumbnail(movie.name, format(movie.mtime_ns, "x"))
    if not is_kept(kept):
        try:
            program = find_ffmpeg(ffmpeg)
        except InteractError:
            return None
        thumbnail(movie.path, origin_of(movie).duration, kept, program)
    return kept if is_kept(kept) else None
