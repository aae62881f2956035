# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C, and the request to end that schedulers send."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["on_stop"]


@contextmanager
def on_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` for each SIGINT or SIGTERM while the block runs; only the main thread can do that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            # None: Blender's own, set from C, which Python can neither name nor put back.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
