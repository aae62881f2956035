# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks of a job as JSON: what many have in common is written once, so that large jobs are read at once.

Of twenty thousand scenes nearly all have the same options. Each of a farm's machines reads the whole list, so
that the options are also checked once only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...jobs.request import RenderRequest
from ...schema.paths import without_programs

__all__ = ["FILE_NAME", "ManifestTask", "TaskRow", "listed", "unlisted"]

FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")  # as job files allow, with a face's actor behind it
_MOST_FRAMES = 100_000_000
_MOST_SECONDS = 1e9  # 30 years
_OWN = ("key", "name")


@dataclass(frozen=True, slots=True)
class ManifestTask:
    """One movie to deliver.

    Attributes:
        request: What to render.
        frames: Number of its frames; 0 if unknown.
        seconds: Estimated seconds for one worker on the machine that submitted it; 0 if it was done then.
        measured: Whether such pictures had been rendered on that machine, so that this is no guess.
    """

    request: RenderRequest
    frames: int = 0
    seconds: float = 0.0
    measured: bool = False

    @property
    def name(self) -> str:
        """What its files are called."""
        return self.request.file_name


def listed(tasks: Iterable[ManifestTask]) -> dict[str, Any]:
    """Return tasks, JSON-ready: ``requests`` without key and name, and ``tasks`` that refer to them."""
    requests: dict[str, int] = {}
    known: dict[tuple[Any, ...], int] = {}
    rows = []
    for task in tasks:
        request = task.request
        # Options are compared by identity first: planning gives the same object to those who have the same.
        same = (id(request.options), id(request.face), request.dataset, request.out, request.segments)
        number = known.get(same)
        if number is None:
            values = {name: value for name, value in request.as_dict().items() if name not in _OWN}
            number = known[same] = requests.setdefault(json.dumps(values, ensure_ascii=False), len(requests))
        rows.append(
            {
                "key": request.key,
                "name": request.name,
                "frames": task.frames,
                "seconds": round(task.seconds, 1),
                "measured": task.measured,
                "request": number,
            }
        )
    return {"requests": [json.loads(text) for text in requests], "tasks": rows}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as it is written.

    Attributes:
        key: The scene's key.
        name: What its files are called; empty for the key.
        frames: As in :class:`ManifestTask`.
        seconds: Likewise.
        request: Which of the requests it is, counted from 0.
        measured: As in :class:`ManifestTask`.
    """

    key: str
    name: str
    frames: int
    seconds: float
    request: int
    measured: bool = False

    def __post_init__(self) -> None:
        if not FILE_NAME.fullmatch(self.name or self.key):
            raise ValueError(f"invalid file name {(self.name or self.key)[:40]!r}")
        if self.request < 0:
            raise ValueError("a task has no request")
        if not (0 <= self.frames <= _MOST_FRAMES and 0.0 <= self.seconds <= _MOST_SECONDS):
            raise ValueError("a movie of it has less than no frames, or lasts for decades")


def unlisted(requests: Sequence[dict[str, Any]], rows: Iterable[TaskRow]) -> tuple[ManifestTask, ...]:
    """Inverse of :func:`listed`, but for programs: whoever runs the list names those.

    Raises:
        LookupError, TypeError, ValueError, ArithmeticError, AttributeError, InteractError: they are others.
    """
    made = [RenderRequest.from_dict({**each, "key": "", "name": ""}) for each in requests]
    made = [replace(each, options=without_programs(each.options)) for each in made]
    return tuple(
        ManifestTask(
            replace(made[row.request], key=row.key, name=row.name), row.frames, row.seconds, row.measured
        )
        for row in rows
    )
