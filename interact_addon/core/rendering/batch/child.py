# SPDX-License-Identifier: GPL-3.0-or-later
"""A child Blender that renders one scene after the other, as its parent sees it."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...foundation.errors import RenderError
from ..processes import end_group, own_group
from ..program import worker_command, worker_environment

__all__ = ["ENDED", "Child", "Event"]

Event = dict[str, Any]
ENDED = "ended"
_LOG_TAIL = 4000


class Child:
    """One child process. Its events come into a queue, the last one is ``{"event": "ended"}``.

    Args:
        events: Gets ``(child, event)`` pairs; a `queue.SimpleQueue`, since signal handlers put into it too.
        log: File that gets what it prints before its first order.
        command: How to start it; :func:`worker_command` by default.

    Attributes:
        orders: How many orders it has had.
        memory: Bytes that it said it occupies, when it last finished something.

    Raises:
        RenderError: it cannot be started.
    """

    def __init__(
        self, events: queue.SimpleQueue[Any], log: Path, command: Sequence[str] | None = None
    ) -> None:
        self.orders = 0
        self.memory = 0
        self._events = events
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("ab") as sink:
                self._process = subprocess.Popen(
                    list(command or worker_command()),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=sink,
                    env=worker_environment(),
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    **own_group(),
                )
        except OSError as error:
            raise RenderError(f"Blender could not be started ({error})") from error
        threading.Thread(target=self._listen, name=f"child {self.pid}", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process id, which is the group's too."""
        return self._process.pid

    def order(self, request: dict[str, Any], log: Path) -> None:
        """Give it something to do. A child that is dead already tells so by its last event."""
        self.orders += 1
        stdin = self._process.stdin
        line = json.dumps({**request, "log": str(log), "hold": True})
        with suppress(OSError, ValueError):
            if stdin is not None:
                stdin.write(line + "\n")
                stdin.flush()

    def end(self, *, kindly: float = 0.0) -> None:
        """End it and everything it has started, and wait for that."""
        end_group(self._process, kindly=kindly)
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def death(self, log: Path) -> str:
        """How it ended, in words; ``log`` holds its last ones."""
        self.end()  # what it had started may still be running
        code = self._process.returncode
        if code is None:
            cause = "Blender is held by the system in the middle of its end"
        elif code < 0:
            cause = f"Blender died by signal {-code}{_signal_name(-code)}"
        else:
            cause = f"Blender ended with code {code} and no report"
        try:
            tail = log.read_bytes()[-_LOG_TAIL:].decode("utf-8", "replace").splitlines()
        except OSError:
            return cause
        last = next((line for line in reversed(tail) if line.strip() and "EGL" not in line), "")
        return f"{cause}; its last words were {last.strip()[:200]!r}" if last else cause

    def _listen(self) -> None:
        stdout = self._process.stdout
        with suppress(OSError, ValueError):
            for line in stdout or ():
                try:
                    event = json.loads(line)
                except ValueError:
                    continue  # not ours: some library printed to the stream
                if isinstance(event, dict) and isinstance(event.get("event"), str):
                    if isinstance(event.get("memory"), int):
                        self.memory = event["memory"]
                    self._events.put((self, event))
        if stdout is not None:
            stdout.close()
        self._events.put((self, {"event": ENDED}))


def _signal_name(number: int) -> str:
    try:
        return f" ({signal.Signals(number).name})"
    except ValueError:  # one of the real-time signals, which have no names
        return ""
