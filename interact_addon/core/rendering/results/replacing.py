# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a job's movie takes the place of one that shows edited motion."""

from __future__ import annotations

from ...foundation.findings import Finding
from ...performance.motion_kind import EDITED, motions_text
from .blend_source import blend_source
from .layout import Layout
from .record import is_as_recorded, read_record
from .versions import REPLACE, free_name

__all__ = ["would_replace"]


def would_replace(layout: Layout, name: str, existing: str) -> Finding | None:
    """Return a finding if a job's movie takes the place of an edited one: of a .blend, or of edited files.

    Args:
        layout: The output folder.
        name: What the scene's files are called.
        existing: One of `core.options.movie.EXISTING`.
    """
    movie = layout.movie(name)
    source = None if layout.face else blend_source(movie)
    if source is None:
        return _edited_before(layout, name)
    if existing == REPLACE:
        text = f"{movie.name} was rendered from {source.text}: the job replaces it"
        return Finding("replaces-blend-movie", text, path=str(movie))
    kept = free_name(layout, name)
    text = f"{movie.name} was rendered from {source.text}: it will be called {kept}.mp4"
    return Finding("renames-blend-movie", text, path=str(movie), level="info")


def _edited_before(layout: Layout, name: str) -> Finding | None:
    """Return a finding if a job has made the movie that is there, from motion files that were edited."""
    record, movie = read_record(layout.record(name)), layout.movie(name)
    motion = {} if record is None else record.form.motion or {}
    if record is None or EDITED not in motion.values() or not is_as_recorded(movie, record.form.movie):
        return None
    text = f"{movie.name} shows edited motion ({motions_text(motion)}): the job replaces it"
    return Finding("replaces-edited-movie", text, path=str(movie))
