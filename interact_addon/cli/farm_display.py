# SPDX-License-Identifier: GPL-3.0-or-later
"""Report the progress of a task to its farm: lines on standard output in the farm's own format."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..core.rendering.batch.html import duration

__all__ = ["FARM_FORMS", "FlamencoLines", "OpenJdLines"]

FARM_FORMS = ("openjd", "flamenco")
_EVERY = 2.0

Event = dict[str, Any]


class OpenJdLines:
    """``openjd_progress: 41.7``, ``openjd_status: ...`` and ``openjd_fail: ...``.

    Args:
        say: Prints a line to standard output.
        clock: Returns seconds.
    """

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._say, self._clock = say, clock
        self._last = clock()
        self._reported = (-1.0, "")
        self._failed: list[str] = []

    def __call__(self, event: Event) -> None:
        """Report an event of the batch."""
        kind = event["event"]
        if kind == "scene" and event["state"] == "failed":
            self._failed.append(event["name"])
            error = _one_line(event["report"]["error"])
            others = f" ({len(self._failed)} scenes failed)" if len(self._failed) > 1 else ""
            self._say(f"openjd_fail: {event['name']}: {error}{others}")
        if kind == "begin":
            self._status(event, f"{event['name']}: starting")
        elif kind == "step":
            self._status(event, f"{event['name']}: {_one_line(event['text'])}")
        elif kind == "scene":
            self._status(event, f"{event['name']}: {event['state']}")
        elif kind == "frame" and self._clock() - self._last >= _EVERY:
            left = "" if event["left"] is None else f", about {duration(event['left'])} left"
            done, total = event["scene_done"], event["scene_total"]
            self._status(event, f"{event['name']}: frame {done} of {total}{left}")

    def _status(self, event: Event, text: str) -> None:
        self._last = self._clock()
        percent = 100.0 * event["done"] / event["total"] if event["total"] else 0.0
        now = (min(100.0, round(percent, 1)), text)
        if now[0] != self._reported[0]:
            self._say(f"openjd_progress: {now[0]:.1f}")
        if now[1] != self._reported[1]:
            self._say(f"openjd_status: {now[1]}")
        self._reported = now


class FlamencoLines:
    """Lines as Blender prints them, which Flamenco's worker looks for: ``Saved: 'FILE'`` and ``Time: ...``.

    The file is a picture from the movie, which the Manager then shows; each ``Time`` is a step of the
    task, and a scene is a step.

    Args:
        say: Prints a line to standard output.
        picture: Makes a picture from a scene's movie and returns its path; None if it cannot.
    """

    def __init__(self, say: Callable[[str], None], picture: Callable[[Event], Path | None]) -> None:
        self._say, self._picture = say, picture

    def __call__(self, event: Event) -> None:
        """Report an event of the batch."""
        if event["event"] != "scene" or event["state"] not in ("done", "kept"):
            return
        place = self._picture(event)
        if place is not None:
            self._say(f"Saved: '{place}'")
        seconds = sum(event["report"]["seconds"].values())
        self._say(f"Time: {_blender_time(seconds)} ({event['name']})")


def _blender_time(seconds: float) -> str:
    """Return a duration as Blender prints it: ``01:15.50``, with hours where there are any."""
    whole, hundredths = divmod(round(seconds * 100.0), 100)
    minutes, whole = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:" * (hours > 0) + f"{minutes:02d}:{whole:02d}.{hundredths:02d}"


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
