# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks of a job as JSON: what many have in common is written once, so that large jobs are read at once.

Of twenty thousand scenes nearly all have the same options. Each of a farm's machines reads the whole list, so
that the options are also checked once only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ...jobs.request import RenderRequest

__all__ = ["ManifestTask", "listed", "unlisted"]

_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")  # as job files allow, with a face's actor behind it
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


def unlisted(values: dict[str, Any]) -> tuple[ManifestTask, ...]:
    """Inverse of :func:`listed`.

    Raises:
        LookupError, TypeError, ValueError, ArithmeticError, AttributeError, UsageError: they are others.
    """
    requests = [RenderRequest.from_dict({**each, "key": "", "name": ""}) for each in values["requests"]]
    return tuple(_task(row, requests) for row in values["tasks"])


def _task(row: dict[str, Any], requests: list[RenderRequest]) -> ManifestTask:
    key, name, number = row["key"], row["name"], row["request"]
    if not (isinstance(key, str) and isinstance(name, str)) or type(number) is not int or number < 0:
        raise TypeError("invalid values of a task")
    request = replace(requests[number], key=key, name=name)
    if not _FILE_NAME.fullmatch(request.file_name):
        raise ValueError(f"invalid file name {request.file_name!r}")
    measured = row.get("measured") is True
    return ManifestTask(request, int(row["frames"]), float(row["seconds"]), measured)
