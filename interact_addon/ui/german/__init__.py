# SPDX-License-Identifier: GPL-3.0-or-later
"""The German translation of the interface; a table for each topic."""

from __future__ import annotations

from . import (
    actors,
    checks,
    composing,
    dataset,
    desk,
    everywhere,
    faces,
    handles,
    importing,
    jobs,
    layers,
    lists,
    motion,
    movie,
    people,
    people_edit,
    rendering,
    reports,
    scene,
)

__all__ = ["GERMAN", "TABLES"]

# A topic's table has ``TITLES``: English -> German of labels, tooltips, choices and texts that are formatted;
# it can have ``OPERATORS``, labels of operators that are no titles, or other ones there, and ``PAGES``.
TABLES = (
    actors,
    checks,
    composing,
    dataset,
    desk,
    everywhere,
    faces,
    handles,
    importing,
    jobs,
    layers,
    lists,
    motion,
    movie,
    people,
    people_edit,
    rendering,
    reports,
    scene,
)


def _in(context: str, name: str) -> dict[tuple[str, str], str]:
    """Return all tables of a name as Blender looks them up in a context."""
    return {
        (context, english): german for table in TABLES for english, german in getattr(table, name, {}).items()
    }


GERMAN: dict[tuple[str, str], str] = {
    **_in("*", "TITLES"),
    # Blender looks up the text of a button that runs an operator in a context of its own.
    **_in("Operator", "TITLES"),
    **_in("Operator", "OPERATORS"),
    # Our own context: see ``CONTEXT`` in ``common/translations``.
    **_in("InterAct", "TITLES"),
    **_in("InterAct", "PAGES"),
}
