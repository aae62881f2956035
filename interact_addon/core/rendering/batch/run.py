# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a batch in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ...options.batch import BatchOptions
from .coordinator import Coordinator, Listener
from .result import BatchResult
from .task import Task

__all__ = ["run_batch"]


def run_batch(
    tasks: Sequence[Task],
    out: Path,
    options: BatchOptions | None = None,
    *,
    listener: Listener | None = None,
    command: Sequence[str] | None = None,
    on_begin: Callable[[Callable[[], None]], None] | None = None,
) -> BatchResult:
    """Deliver tasks into a folder, each with the proof that it is done; do nothing again that is.

    Args:
        tasks: From :func:`plan_tasks`; all for the same folder.
        out: That folder.
        options: How.
        listener: Called in this thread with each event, a dict with ``event``: ``batch``, ``begin``,
            ``step``, ``frame``, ``retry``, ``recycle``, ``elsewhere`` and ``scene``; all tell ``done`` and
            ``total`` frames and the seconds ``left`` (None while unknown).
        command: How to start a child; :func:`worker_command` by default.
        on_begin: Called before anything else, with a function that stops the batch as Ctrl-C does; other
            threads may call that, once.

    Returns:
        What came of each task. Where Ctrl-C stopped it, ``interrupted`` is set.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed twice.
    """
    options = options or BatchOptions()
    coordinator = Coordinator(tasks, out, options, listener or (lambda _: None), command)
    if on_begin is not None:
        on_begin(coordinator.stop)
    return coordinator.run()
