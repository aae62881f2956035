# SPDX-License-Identifier: GPL-3.0-or-later
"""Give up reading a file whose disk or network share does not answer: the system would wait for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..errors import InputError

__all__ = ["in_time"]

_Read = TypeVar("_Read")
_LOOK = 0.5  # seconds


def in_time(
    read: Callable[[], _Read], path: Path, seconds: float, meanwhile: Callable[[], None] | None = None
) -> _Read:
    """Return what ``read`` returns, or give up: it is left in its thread then, until the system answers.

    Args:
        read: Reads the file.
        path: The file, for the message.
        seconds: How long it may take.
        meanwhile: Called in this thread twice a second while it waits.

    Raises:
        InputError: It takes longer.
        Exception: As of ``read``.
    """
    answers: list[_Read] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(read())
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=work, name=f"reading {path}", daemon=True)
    thread.start()
    end = time.monotonic() + seconds
    while True:
        thread.join(max(0.0, min(_LOOK, end - time.monotonic())))
        if not thread.is_alive():
            break
        if time.monotonic() >= end:
            raise InputError(
                f"reading it took longer than {seconds:g} s",
                path=path,
                cure="Look whether its disk or network share answers",
            )
        if meanwhile is not None:
            meanwhile()
    if faults:
        raise faults[0]
    return answers[0]
