# SPDX-License-Identifier: GPL-3.0-or-later
"""Background renders while the window is in use: the timer that polls them, and their thumbnails."""

from __future__ import annotations

import atexit
from pathlib import Path

import bpy

from ...core.foundation.atomic_file import remove_stale
from ...core.foundation.errors import InputError
from ...core.rendering import passing_files
from ...core.rendering.render_queue import RenderJob, RenderQueue
from ...core.video.picture_file import read_pixels
from ..common.addon import user_folder
from ..common.deferred import redraw
from ..common.icons import Icons

__all__ = [
    "forget_ended",
    "passing_file",
    "queue",
    "register",
    "submit",
    "thumbnail_icon",
    "unregister",
]

_EVERY = 0.25  # seconds between two polls
_DRAWN = 4  # polls after which the remaining time is redrawn, even if nothing has changed

_queue = RenderQueue()
_icons = Icons()
_shown: dict[int, int] = {}  # job number -> the frame in its thumbnail
_polls = 0


def queue() -> RenderQueue:
    """Return the queue of this Blender's renders."""
    return _queue


def submit(job: RenderJob) -> None:
    """Add a job to the queue."""
    _queue.add(job)
    if not bpy.app.timers.is_registered(_look):
        # Persistent: opening another file does not stop renders.
        bpy.app.timers.register(_look, first_interval=0.0, persistent=True)


def forget_ended() -> None:
    """Remove finished jobs from the list, with their thumbnails."""
    _queue.forget()
    left = {job.number for job in _queue.jobs}
    for number in [number for number in _shown if number not in left]:
        del _shown[number]
        _icons.forget(str(number))


def passing_file(number: int, ending: str) -> Path:
    """Return the path of a job's temporary file: if this Blender crashes, the next one removes it."""
    return passing_files.passing_file(user_folder("renders"), number, ending)


def thumbnail_icon(job: RenderJob) -> int:
    """Return the icon id of a job's latest frame, or 0 if there is none yet."""
    return _icons.icon(str(job.number))


def _look() -> float | None:
    """The timer: poll the child processes, and redraw."""
    global _polls
    _polls += 1
    changed = _queue.poll()
    for job in _queue.jobs:
        if job.shown is not None and _shown.get(job.number) != job.shown:
            _load_thumbnail(job, job.shown)
    if changed or _polls % _DRAWN == 0:
        redraw()
    return _EVERY if _queue.active else None


def _load_thumbnail(job: RenderJob, frame: int) -> None:
    if job.thumbnail is None:
        return
    _shown[job.number] = frame
    try:
        pixels = read_pixels(job.thumbnail)
    except InputError:
        return  # the job has just ended and removed it; the previous thumbnail stays
    _icons.put(str(job.number), pixels)


def register() -> None:
    """Start up, and remove files that a crashed Blender has left."""
    _icons.open()
    folder = user_folder("renders")
    passing_files.remove_abandoned(folder)
    remove_stale(folder)
    atexit.register(_queue.close)


def unregister() -> None:
    """End every render, and remove the timer and the thumbnails."""
    atexit.unregister(_queue.close)
    if bpy.app.timers.is_registered(_look):
        bpy.app.timers.unregister(_look)
    _queue.close()
    _queue.forget()
    _shown.clear()
    _icons.close()
