# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of a movie, ``KEY`` and ``KEY_v002``: a render replaces none that was made by hand."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress

from ...foundation.errors import WorkError
from ...foundation.writing.own_files import is_own_file, remove_own, rename_own
from .blend_source import blend_source, source_path
from .edit_files import edit_paths
from .layout import Layout

__all__ = ["REPLACE", "forget_source", "free_name", "set_aside", "split_version"]

REPLACE = "replace"
_VERSION = re.compile(r"(.+)_v(\d{3,6})")


def split_version(name: str) -> tuple[str, int]:
    """Return a movie's name without its version, and the version: 1 for one that has none."""
    found = _VERSION.fullmatch(name)
    return (found[1], int(found[2])) if found and int(found[2]) > 1 else (name, 1)


def free_name(layout: Layout, name: str, taken: Collection[str] = ()) -> str:
    """Return the name of a movie's next version: its own name where there is no movie or video of it.

    Args:
        layout: The output folder.
        name: The movie's name without a version.
        taken: Names that renders to come have.
    """
    base = name.casefold()
    there = {each.casefold() for each in taken}
    for place in (layout.movie(name), layout.video(name)):
        with suppress(OSError):
            there |= {each.stem.casefold() for each in place.parent.iterdir()}
    numbers = [number for own, number in map(split_version, there) if own == base]
    return f"{name}_v{max(numbers) + 1:03d}" if numbers else name


def set_aside(layout: Layout, name: str) -> str | None:
    """Rename a movie that was rendered from a .blend, with what belongs to it, to the next version.

    Args:
        layout: The output folder.
        name: What the scene's files are called.

    Returns:
        Its new name; None if there is no such movie.

    Raises:
        WorkError: a folder above it is a link.
        OSError: it cannot be renamed.
    """
    movie = layout.movie(name)
    if layout.face or blend_source(movie) is None:
        return None
    kept, video = free_name(layout, name), layout.video(name)
    pairs = [(video, layout.video(kept))]
    pairs += zip(edit_paths(movie), edit_paths(layout.movie(kept)), strict=True)
    # The note last: while it is beside the movie, a run that goes on from here renames both.
    pairs += [(movie, layout.movie(kept)), (source_path(movie), source_path(layout.movie(kept)))]
    for old, new in pairs:
        if is_own_file(old, layout.out):
            rename_own(old, new, layout.out)
    return kept


def forget_source(layout: Layout, name: str) -> None:
    """Remove the note of a movie that is replaced."""
    with suppress(OSError, WorkError):
        remove_own(source_path(layout.movie(name)), layout.out)
