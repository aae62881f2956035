# SPDX-License-Identifier: GPL-3.0-or-later
"""A task: one of the movies that a batch delivers, each by itself; whether its scene is too short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...dataset import Scene
from ...foundation.findings import Finding
from ...foundation.wording import some
from ...jobs.request import RenderRequest

__all__ = ["Task", "short_scene", "short_scenes"]

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One movie to deliver.

    Attributes:
        request: What to render, and into which folder.
        source: The dataset's scene, or None if there is none.
        frames: Number of its frames by the files' headers; 0 if unknown.
        error: Why it cannot be rendered at all, or None.
    """

    request: RenderRequest
    source: Scene | None = None
    frames: int = 0
    error: str | None = None

    @property
    def name(self) -> str:
        """The name of its files, which identifies the task."""
        return self.request.file_name


def short_scene(task: Task) -> tuple[Finding, ...]:
    """Return a finding if a scene ends before the frames that are wanted of it, by its files' headers."""
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
