# SPDX-License-Identifier: GPL-3.0-or-later
"""The movies in the chosen output folder, for lists: read in threads, with pictures."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

from ...core.rendering.batch.disk import human_bytes
from ...core.rendering.results.made_movies import MadeMovie, Movies, Origin, movies_in, origin_of, picture_of
from ...core.rendering.results.versions import split_version
from .choices import ffmpeg_path, output_folder
from .icons import Icons
from .read_ahead import ReadAhead
from .translations import iface

__all__ = [
    "about_movie",
    "icon_of",
    "made_movies",
    "movie_of",
    "named_movie",
    "origin",
    "register",
    "unregister",
]

_FRESH = 3.0  # seconds after which drawing has the folder looked at again
_NOTHING = Movies()

_icons = Icons()
_looked: dict[Path, float] = {}


def _listed(out: Path) -> Movies:
    return movies_in(out, _folders.known.get(out))


def _pictured(key: tuple[MadeMovie, Path, Path | None]) -> Path | None:
    return picture_of(*key)


_folders = ReadAhead(_listed)
_origins = ReadAhead(origin_of)
_pictures = ReadAhead(_pictured)


def made_movies(context: Any, *, now: bool = False) -> Movies:
    """Return the movies of the output folder as far as they are known; with ``now`` they are read at once."""
    out = output_folder(context)
    if now:
        _folders.known[out] = movies_in(out)
    if time.monotonic() - _looked.get(out, float("-inf")) > _FRESH:
        _looked[out] = time.monotonic()
        _folders.want((out,), again=True)
    return _folders.known.get(out) or _NOTHING


def movie_of(context: Any, key: str) -> MadeMovie | None:
    """Return the latest movie of a scene, or None as far as that is known."""
    found = made_movies(context).of.get(key)
    return found[0] if found else None


def named_movie(context: Any, name: str) -> MadeMovie | None:
    """Return the movie of exactly this name, or None as far as that is known."""
    there = made_movies(context).of.get(split_version(name)[0], ())
    return next((movie for movie in there if movie.name == name), None)


def origin(movie: MadeMovie) -> Origin | None:
    """Return what a movie was made from; None until that is read."""
    found: Origin | None = _origins.get(movie)
    return found


def icon_of(context: Any, movie: MadeMovie) -> int:
    """Return the icon id of a movie's picture, or 0 until it is there."""
    picture = _pictures.get((movie, output_folder(context), ffmpeg_path(context)))
    return 0 if picture is None else _icons.load(str(picture), picture)


def about_movie(movie: MadeMovie) -> str:
    """Return what is known about a movie, as lines of a tooltip."""
    when = datetime.fromtimestamp(movie.mtime_ns / 1e9).astimezone()
    lines = [str(movie.path), f"{human_bytes(movie.size)}, {when:%Y-%m-%d %H:%M}"]
    lines[1:1] = [iface("Version {}").format(movie.version)] if movie.version > 1 else []
    known = origin(movie)
    if known is not None:
        lines.append(known.text[:1].upper() + known.text[1:])
        if known.blend is not None and known.blend.blend:
            lines.append(known.blend.blend)
    return "\n".join(lines)


def register() -> None:
    """Make room for pictures."""
    _icons.open()


def unregister() -> None:
    """Free the pictures, and forget everything."""
    for each in (_folders, _origins, _pictures):
        each.stop()
    _looked.clear()
    _icons.close()
