# SPDX-License-Identifier: GPL-3.0-or-later
"""The German translation of the interface; a table for each topic."""

from __future__ import annotations

from . import composing, desk, everywhere, handles, keys, layers, lists, people, people_edit, reports

__all__ = ["GERMAN"]

# A topic's table has ``TITLES``: English -> German of labels, tooltips, choices and texts that are formatted;
# it can have ``OPERATORS``, their labels: Blender looks these up in a context of their own.
_TABLES = (composing, desk, everywhere, handles, keys, layers, lists, people, people_edit, reports)

GERMAN: dict[tuple[str, str], str] = {
    **{("*", english): german for table in _TABLES for english, german in table.TITLES.items()},
    **{
        ("Operator", english): german
        for table in _TABLES
        for english, german in getattr(table, "OPERATORS", {}).items()
    },
    ("InterAct", "Face"): everywhere.TITLES["Face"],
    **{("InterAct", english): german for english, german in desk.PAGES.items()},
}
