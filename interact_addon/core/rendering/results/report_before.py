# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a batch's report would say nothing new: then a run that made nothing writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ...foundation.paths import exists_safely
from ...foundation.reading.plain_file import read_plain
from ...foundation.reading.strict_json import parse_json

__all__ = ["says_nothing_new"]

# What belongs to the run that writes the report, not to what is delivered.
_OF_THE_RUN = ("host", "finished", "seconds", "counts", "this_run")
_OF_THE_TRY = ("state", "wall_seconds", "attempts", "seconds")  # movies put together keep no seconds


def says_nothing_new(values: Mapping[str, Any], written: Path, page: Path) -> bool:
    """Return whether a report is there already, of the same movies, and this run made none.

    Args:
        values: The new report.
        written: The report for programs.
        page: The page for people.
    """
    if values["interrupted"] or any(scene["state"] != "kept" for scene in values["scenes"]):
        return False
    try:
        before = parse_json(read_plain(written, follow=False).decode())
        return exists_safely(page) and _lasting(before) == _lasting(values)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):  # damaged: it is written again
        return False


def _lasting(values: Mapping[str, Any]) -> dict[str, Any]:
    scenes = [_without(scene, _OF_THE_TRY) for scene in values["scenes"]]
    return _without(values, _OF_THE_RUN) | {
        "scenes": scenes,
        "in_all": _without(values["in_all"], _OF_THE_TRY),
    }


def _without(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
