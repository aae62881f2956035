# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches while the window is open: the timer that watches them, and what happens when it closes."""

from __future__ import annotations

import atexit
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import bpy

from ...core.foundation.errors import InteractError
from ...core.rendering.batch.detached import BatchSpec, Detached, ask_to_stop, end_batch
from ...core.rendering.results.watch import BatchState, BatchWatch
from ..common.choices import output_folder
from ..common.deferred import later, redraw
from .job_list import job_list

__all__ = ["Watched", "close", "look_now", "register", "start_batch", "stop", "unregister", "watched"]

_EVERY = 0.5  # seconds between two looks while a batch runs
_FRESH = 5.0  # seconds after which drawing looks at an idle folder again


@dataclass(eq=False)
class Watched:
    """The batch of an output folder.

    Attributes:
        watch: Reads the folder.
        state: What was read last.
        error: Why the batch that was started last could not begin.
        keep: Whether it goes on when this Blender closes.
        names: Scenes whose state is read.
    """

    watch: BatchWatch
    state: BatchState = field(default_factory=BatchState)
    error: str | None = None
    keep: bool = True
    names: tuple[str, ...] = ()
    child: Detached | None = None
    looked: float = float("-inf")

    @property
    def starting(self) -> bool:
        """Whether it was started and has not reported anything yet."""
        return self.child is not None and self.child.running and not self.state.known

    @property
    def active(self) -> bool:
        """Whether a batch is running."""
        return self.state.running or (self.child is not None and self.child.running)

    def look(self) -> None:
        """Update the state."""
        self.state = self.watch.look(self.names)
        self.looked = time.monotonic()
        if self.child is not None and not self.child.running:
            self.state = self.watch.look(self.names)  # its last report
            if not self.state.known:
                self.error = self.child.death()
            self.child = None


_all: dict[Path, Watched] = {}


def watched(context: Any) -> Watched:
    """Return the batch of the chosen output folder; its state is updated later if it is old."""
    out, jobs = output_folder(context), job_list(context)
    found = _of(out)
    found.keep, found.names = jobs.keep, tuple(row.name for row in jobs.rows)
    if not found.active and time.monotonic() - found.looked > _FRESH:
        later(("batch", out), partial(_look_once, out))
    return found


def look_now(context: Any) -> Watched:
    """Return the batch of the chosen output folder, updated now."""
    found = watched(context)
    _look_once(output_folder(context))
    return found


def start_batch(spec: BatchSpec, *, keep: bool) -> Detached:
    """Start a batch in another process.

    Raises:
        InteractError: it cannot be started.
    """
    found = _of(spec.out)
    found.error = None
    found.child = Detached(spec)
    found.keep = keep
    found.look()
    _poll()
    return found.child


def stop(out: Path) -> bool:
    """Ask a batch to stop; if it was asked before, or has not begun yet, end it at once.

    Returns:
        Whether it was ended at once.

    Raises:
        InteractError: it cannot be reached.
    """
    found = _of(out)
    found.look()
    if found.starting and found.child is not None:
        found.child.end(kindly=0.0)
        found.child = None
    elif found.state.stopping:
        end_batch(out)
    else:
        ask_to_stop(out)
        found.look()
        return False
    found.look()
    return True


def close() -> None:
    """End batches that are not to be kept: this Blender closes, or the extension is disabled."""
    for out, found in _all.items():
        found.look()
        if not found.active or found.keep:
            continue
        with suppress(InteractError):
            ask_to_stop(out)  # so that its end counts as stopped, not as a crash
        if found.child is not None:
            found.child.end()
        with suppress(InteractError):
            end_batch(out)
    _all.clear()


def _of(out: Path) -> Watched:
    return _all.setdefault(out, Watched(BatchWatch(out)))


def _look_once(out: Path) -> None:
    found = _of(out)
    found.look()
    if found.active:
        _poll()


def _poll() -> None:
    if not bpy.app.timers.is_registered(_look):
        # Persistent: opening another file does not end a batch.
        bpy.app.timers.register(_look, first_interval=_EVERY, persistent=True)


def _look() -> float | None:
    """The timer: update the batches, and redraw."""
    for found in _all.values():
        if found.active or found.child is not None:
            found.look()
    redraw()
    return _EVERY if any(found.active for found in _all.values()) else None


def register() -> None:
    """End batches when Blender quits."""
    atexit.register(close)


def unregister() -> None:
    """Remove the timer, and end batches that are not to be kept."""
    atexit.unregister(close)
    if bpy.app.timers.is_registered(_look):
        bpy.app.timers.unregister(_look)
    close()
