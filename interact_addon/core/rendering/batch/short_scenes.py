# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes that end before the frames that are wanted of them do, said before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterable

from ...foundation.findings import Finding
from ...foundation.wording import some
from .task import Task

__all__ = ["short_scene", "short_scenes"]

_NAMED = 3


def short_scene(task: Task) -> tuple[Finding, ...]:
    """Return a finding if a scene ends before the frames that are wanted of it, by the headers of its files."""
    wanted = task.request.options.frames
    if wanted is None or not task.frames or task.error is not None:
        return ()
    return wanted.beyond(wanted.first - 1 + task.frames, task.name)


def short_scenes(tasks: Iterable[Task]) -> tuple[Finding, ...]:
    """Return :func:`short_scene` of tasks, those of the same frames as one finding."""
    short: dict[str, list[Task]] = {}
    for task in tasks:
        if short_scene(task):
            short.setdefault(str(task.request.options.frames), []).append(task)
    return tuple(_together(frames, group) for frames, group in short.items())


def _together(frames: str, tasks: list[Task]) -> Finding:
    if len(tasks) == 1:
        return short_scene(tasks[0])[0]
    ends = []
    for task in tasks:
        wanted = task.request.options.frames
        ends.append(f"{task.name} has {task.frames + (0 if wanted is None else wanted.first - 1)}")
    text = f"{len(tasks)} scenes end before the frames {frames} that are wanted: {some(ends, _NAMED)}"
    return Finding("frames-beyond-end", text)
