# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rows of the job say: their tooltips, and what takes the place of an edited movie."""

from __future__ import annotations

from typing import Any

from ...core.foundation.errors import InteractError
from ...core.foundation.findings import Finding
from ...core.jobs.packed import options_text, unpack_options
from ...core.rendering.results.layout import Layout
from ...core.rendering.results.replacing import would_replace
from ..common.choices import output_folder
from ..common.movies import about_movie, named_movie, origin
from ..common.properties import settings_of
from ..common.translations import iface

__all__ = ["is_edited", "replaced_movies", "rest_text", "row_tip"]


def is_edited(context: Any, row: Any) -> bool:
    """Return whether the movie that a row's has the name of was rendered from a .blend or edited files."""
    movie = None if row.actor else named_movie(context, row.name)
    known = None if movie is None else origin(movie)
    return known is not None and known.edited


def row_tip(context: Any, row: Any, state: Any) -> str:
    """Return a row's tooltip.

    Args:
        context: The context.
        row: The row.
        state: What is known of its rendering, a `SceneState`.
    """
    lines = [row.name, *([iface("Scene: {}").format(row.key)] if row.key != row.name else [])]
    if row.rest:
        lines.append(rest_text(row))
    if state.error:
        lines.append(iface("Failed: {}").format(state.error))
    movie = None if row.actor else named_movie(context, row.name)
    if movie is not None:
        lines += ["", about_movie(movie)]
        known = origin(movie)
        if known is not None and known.blend is not None:
            replaced = settings_of(context).existing == "replace"
            told = "The job replaces this movie" if replaced else "The job gives this movie another name"
            lines.append(iface(told))
    return "\n".join(lines)


def replaced_movies(context: Any, names: list[str]) -> tuple[Finding, ...]:
    """Return a finding for each edited movie in the output folder whose place a movie of the job takes."""
    layout, existing = Layout(output_folder(context)), settings_of(context).existing
    found = [would_replace(layout, name, existing) for name in names if layout.movie(name).is_file()]
    blends = [each for each in found if each is not None and each.code != "replaces-edited-movie"]
    return tuple(blends)  # of a job's own movies only the check knows whether they are made again


def rest_text(row: Any) -> str:
    """Return a row's other options in words, or what is wrong with them."""
    try:
        return options_text(unpack_options(row.rest))
    except InteractError as error:
        return str(error)
