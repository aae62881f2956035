# SPDX-License-Identifier: GPL-3.0-or-later
"""Display a running batch: as bars on a terminal, lines elsewhere, JSON lines, or failures only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ..core.foundation.findings import finding_text
from ..core.foundation.wording import one_line
from ..core.performance.motion_kind import motions_text
from ..core.rendering.batch.html import duration
from .console import Console, remark

__all__ = ["batch_display", "lines_display"]

Event = dict[str, Any]
_EVERY = 10.0


@contextmanager
def batch_display(console: Console, *, quiet: bool = False, json_lines: bool = False) -> Iterator[Any]:
    """Yield a function to call with each event of a batch."""
    if json_lines:
        yield console.json_line
    elif quiet:
        yield _Failures(console)
    elif (rich := console.rich_console()) is not None:
        with _Bars(console, rich) as bars:
            yield bars
    else:
        yield _Lines(console)


def lines_display(console: Console) -> Callable[[Event], None]:
    """Return a display that prints lines, also on a terminal."""
    return _Lines(console)


class _Failures:
    """Prints failures, and nothing else."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: Event) -> None:
        if event["event"] == "scene" and event["state"] == "failed":
            self._console.note(f"failed: {event['name']}: {event['report']['error']}")


class _Messages:
    """Turns events into messages, which are printed by the given functions."""

    def __init__(self, say: Callable[[str], None], deliver: Callable[[str], None]) -> None:
        self._say, self._deliver = say, deliver

    def __call__(self, event: Event) -> None:
        kind = event["event"]
        if kind == "batch":
            self._batch(event)
        elif kind == "card":
            self._say(f"no more on {event['cards']}, where Blender fails: {event['error']}")
        elif kind == "retry":
            self._say(f"again: {event['name']}: {event['error']}")
        elif kind == "elsewhere":
            self._say(f"{event['name']} is being rendered by {event['owner']}")
        elif kind == "together":
            self._say(f"putting together {event['name']}")
        elif kind == "scene":
            self._scene(event)

    def _batch(self, event: Event) -> None:
        for finding in event.get("findings", ()):
            self._say(f"warning: {finding_text(finding)}")
        if len(cards := event.get("cards", ())) > 1:
            self._say(f"{event['workers']} workers, {event['why']}: {'; '.join(cards)}")

    def _scene(self, event: Event) -> None:
        report = event["report"]
        if event["state"] == "failed":
            self._say(f"failed: {event['name']}: {report['error']}")
        elif event["state"] == "kept":
            self._deliver(f"{report['movie']}: {report['frames']} frames, done already")
        elif event["state"] == "done":
            for finding in report["findings"]:
                mark = "warning" if finding.get("level", "warning") == "warning" else "note"
                self._say(f"{mark}: {finding_text(finding)}")
            made = sum(report["seconds"].values())
            motion = motions_text(report.get("motion", {}))
            self._deliver(
                f"{report['movie']}: {report['frames']} frames, {report['duration']:.2f} s"
                f" (made in {duration(made)}{motion and f', motion: {motion}'})"
            )


class _Lines:
    """Prints lines, for logs and pipes: one when a scene begins or ends, one for all now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._messages = _Messages(console.note, console.line)
        self._last = time.monotonic()

    def __call__(self, event: Event) -> None:
        self._messages(event)
        if event["event"] == "begin":
            again = f", attempt {event['attempt']}" if event["attempt"] > 1 else ""
            self._console.note(f"{event['name']}: {event['scene_total'] or '?'} frames{again} ...")
        now = time.monotonic()
        if event["event"] == "frame" and now - self._last >= _EVERY:
            self._last = now
            self._console.note(
                ", ".join(filter(None, (f"{event['done']}/{event['total']} frames", _left(event["left"]))))
            )


class _Bars:
    """A bar for all frames, and one line per worker."""

    def __init__(self, console: Console, rich: Any) -> None:
        from rich import progress  # not in every Blender

        self._progress = progress.Progress(
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(bar_width=24),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[left]}", markup=False),
            console=rich,
        )
        self._all = self._progress.add_task("all frames", total=None, left="")
        self._workers: dict[int, Any] = {}
        self._at: dict[str, int] = {}  # scene -> its worker
        say = lambda text: self._progress.console.print(remark(text), markup=False, highlight=False)  # noqa: E731
        self._messages = _Messages(say, say if console.err_is_out() else console.line)

    def __enter__(self) -> _Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._progress.stop()

    def __call__(self, event: Event) -> None:
        with suppress(OSError):  # the terminal was closed: the batch continues
            self._show(event)

    def _show(self, event: Event) -> None:
        self._messages(event)
        if event["event"] == "scene" and event["state"] == "left":
            return  # the bars stay as they were when it was stopped
        self._progress.update(
            self._all, completed=event["done"], total=event["total"] or None, left=_left(event["left"])
        )
        if event["event"] in ("scene", "retry") and event["name"] in self._at:
            idle = self._at.pop(event["name"])
            self._progress.update(self._workers[idle], description=f"{idle}: idle", left="")
        number = event.get("worker")
        if number is None:
            return
        self._at[event["name"]] = number
        if number not in self._workers:
            self._workers[number] = self._progress.add_task("", total=None, left="")
        words = {"step": event.get("text"), "frame": "rendering", "begin": "starting"}
        step = one_line(words.get(event["event"]) or "")
        self._progress.update(
            self._workers[number],
            description=one_line(f"{number}: {event['name']}"),
            completed=event["scene_done"],
            total=event["scene_total"] or None,
            left=step,
        )


def _left(seconds: float | None) -> str:
    return "" if seconds is None else f"about {duration(seconds)} left"
