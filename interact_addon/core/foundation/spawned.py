# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that do a part of this one's work: which programs can have them, and how they are started."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

__all__ = ["can_spawn", "deaf", "spawned_pool"]

# The packages of extensions exist in Blender alone: no other process can import them.
_IN_BLENDER = __name__.startswith("bl_ext.")


def can_spawn() -> bool:
    """Whether this program can start others like itself: a Python can; Blender's own program cannot."""
    return Path(sys.executable or "").stem.lower().startswith(("python", "pypy")) and not _IN_BLENDER


def spawned_pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of processes; not forked ones, which would lack the threads of Blender and numpy."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


@contextmanager
def deaf() -> Iterator[None]:
    """Let processes that start in the block not hear Ctrl-C: this one does, and ends them quietly."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
