# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a batch in one call."""

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
    """Deliver tasks into a folder, each with a record that proves it; what is done is not done again.

    Args:
        tasks: From :func:`plan_tasks`; all for the same folder.
        out: That folder.
        options: How to run it.
        listener: Called in this thread with each event, a dict with ``event``: ``batch``, ``begin``,
            ``step``, ``frame``, ``retry``, ``card``, ``recycle``, ``elsewhere``, ``scene`` and ``together``;
            all have ``done`` and ``total`` frames and the seconds ``left`` (None while unknown).
        command: The command that starts a child; :func:`worker_command` by default.
        on_begin: Called before anything else, with a function that stops the batch as Ctrl-C does; other
            threads can call that, once.

    Returns:
        The outcome of each task. If Ctrl-C stopped it, ``interrupted`` is set.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed twice.
    """
    options = options or BatchOptions()
    coordinator = Coordinator(tasks, out, options, listener or (lambda _: None), command)
    if on_begin is not None:
        on_begin(coordinator.stop)
    return coordinator.run()
