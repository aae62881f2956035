# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that ask to stop: Ctrl-C (SIGINT), schedulers (SIGTERM), a terminal that is gone (SIGHUP).

A command ends with 128 plus the signal's number, as a shell reports it: 130, 143, 129. So it also does where
the signal comes before Python can react to it.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["interruptible", "on_stop", "stop_code"]

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_NUMBERS = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
_DEFAULTS = (signal.SIG_DFL, signal.default_int_handler)
_MOMENT = 0.01  # seconds
_latest = signal.SIGINT


def stop_code() -> int:
    """Return the exit code of a command that was stopped: by the latest signal, or 130."""
    return 128 + _latest


@contextmanager
def on_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` for each of the signals in the block; only in the main thread.

    A SIGHUP that is ignored, as by ``nohup``, stays so.
    """

    def heard(number: int) -> None:
        _note(number)
        stop()

    with _handled({number: heard for number in _NUMBERS if not _ignores_hangup(number)}):
        yield


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise a KeyboardInterrupt for the first of the signals in the block; the second ends the process.

    Only in the main thread, and only for signals that nobody else handles: in a Blender that has its own way
    with them it stays so.
    """
    _note(signal.SIGINT)
    count = 0

    def heard(number: int) -> None:
        nonlocal count
        count += 1
        _note(number)
        if count > 1:
            os._exit(stop_code())
        raise KeyboardInterrupt

    free = [number for number in _NUMBERS if signal.getsignal(number) in _DEFAULTS]
    with _handled(dict.fromkeys(free, heard)):
        yield


@contextmanager
def _handled(handlers: dict[int, Callable[[int], None]]) -> Iterator[None]:
    def heard(number: int, frame: FrameType | None) -> None:
        if _in_finalizer(frame):
            _once_more(number)
        else:
            handlers[number](number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, heard) for number in handlers}
    try:
        yield
    finally:
        for number, handler in before.items():
            # None: Blender's own handler, set from C, which Python can neither name nor restore.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _in_finalizer(frame: FrameType | None) -> bool:
    """Return whether an object is just being deleted: what is raised there is printed and forgotten."""
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False


def _once_more(number: int) -> None:
    """Let a signal come again in a moment."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:  # it wakes the main thread, if that waits
        timer = threading.Timer(_MOMENT, signal.pthread_kill, (main, number))
    else:
        timer = threading.Timer(_MOMENT, signal.raise_signal, (number,))
    timer.daemon = True
    timer.start()


def _note(number: int) -> None:
    global _latest
    _latest = signal.Signals(number)


def _ignores_hangup(number: int) -> bool:
    hangup = getattr(signal, "SIGHUP", None)
    return number == hangup and signal.getsignal(number) is signal.SIG_IGN
