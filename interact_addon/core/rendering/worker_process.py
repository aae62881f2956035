# SPDX-License-Identifier: GPL-3.0-or-later
"""A child process that works while this one goes on: nothing here waits, so a window stays alive.

The child's standard input is held open: where it closes, this process has ended (or crashed), and the worker
ends itself with everything it has started (see :mod:`...blender.rendering.worker`, ``hold``).
"""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ..foundation.errors import RenderError
from .processes import end_group, is_alive, own_group
from .program import worker_command, worker_environment

__all__ = ["BackgroundChild", "remove_abandoned"]

_LOG_TAIL = 4000
_PATIENCE = 10.0  # seconds that a child gets to end by itself once it has said its last word


class BackgroundChild:
    """One worker with one order.

    Args:
        order: JSON-ready values, such as :meth:`..BlendRequest.as_dict` gives.
        log: File that gets everything the child prints.
        parts: Files that a child that was cut off can leave behind; they are removed when it has ended.
        command: How to start it; :func:`..worker_command` by default.

    Raises:
        RenderError: it could not be started.
    """

    def __init__(
        self,
        order: Mapping[str, Any],
        *,
        log: Path,
        parts: Sequence[Path] = (),
        command: Sequence[str] | None = None,
    ) -> None:
        self._log, self._parts = log, tuple(parts)
        self._events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._silent = False  # whether the child has closed its end of the pipe
        self._ended = False
        self._answered: float | None = None  # when it gave its answer
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("wb") as sink:
                self._child = subprocess.Popen(
                    list(command or worker_command()),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=sink,
                    env=worker_environment(),
                    encoding="utf-8",
                    errors="replace",
                    **own_group(),
                )
        except OSError as error:
            self._remove_parts()
            raise RenderError(f"Blender could not be started ({error})") from error
        self._stdin: IO[str] = _there(self._child.stdin)
        stdout: IO[str] = _there(self._child.stdout)
        text = json.dumps({**order, "hold": True}) + "\n"
        threading.Thread(target=self._write, args=(text,), name="order", daemon=True).start()
        threading.Thread(target=self._read, args=(stdout,), name="events", daemon=True).start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether it still works; false only when it has ended and its partial files are gone."""
        return not self._ended

    def poll(self) -> list[dict[str, Any]]:
        """What the child has told since the last call; never waits.

        The last event of a child is ``done`` or ``failed``; where it ended without one, a ``failed`` is added
        that says what is known.
        """
        events: list[dict[str, Any]] = []
        while not self._ended:
            try:
                event = self._events.get_nowait()
            except queue.Empty:
                break
            if event is None:
                self._silent = True
                break
            events.append(event)
            if event["event"] in ("done", "failed"):
                self._answered = time.monotonic()
                with suppress(OSError):
                    self._stdin.close()  # no more orders: it ends by itself
        dead = self._silent and self._child.poll() is not None
        late = self._answered is not None and time.monotonic() - self._answered > _PATIENCE
        if not self._ended and (dead or late):
            self._finish()
            if self._answered is None:
                events.append({"event": "failed", "error": str(RenderError(self._death(), path=self._log))})
        return events

    def cancel(self) -> None:
        """End the child with everything it has started, at once, and remove its partial files."""
        if not self._ended:
            self._finish()

    def _finish(self) -> None:
        self._ended = True
        # Also where the child has ended: what it has started may still be there.
        end_group(self._child, kindly=0.0)
        with suppress(OSError):
            self._stdin.close()
        self._remove_parts()

    def _remove_parts(self) -> None:
        for path in self._parts:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _write(self, text: str) -> None:
        # In a thread: a child that never reads must not hold up the window.
        with suppress(OSError, ValueError):
            self._stdin.write(text)
            self._stdin.flush()

    def _read(self, stdout: IO[str]) -> None:
        with stdout, suppress(OSError, ValueError):
            for line in stdout:
                with suppress(ValueError, TypeError, KeyError):
                    event = json.loads(line)
                    if isinstance(event["event"], str):  # else not ours: a library printed to the stream
                        self._events.put(event)
        self._events.put(None)

    def _death(self) -> str:
        code = self._child.returncode
        if code < 0:
            cause = f"Blender died by signal {-code} ({signal.Signals(-code).name})"
        else:
            cause = f"Blender ended with code {code} and no report"
        with suppress(OSError):
            tail = self._log.read_bytes()[-_LOG_TAIL:].decode("utf-8", "replace").strip().splitlines()
            last = next((line for line in reversed(tail) if line.strip() and "EGL" not in line), "")
            if last:
                cause += f"; its last words were {last.strip()!r}"
        return cause


def _there(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise RenderError("the worker has no standard streams")
    return stream


def remove_abandoned(folder: Path) -> None:
    """Remove passing files, named ``<process id>-...``, of processes that are no more: they crashed.

    Args:
        folder: Where such files lie, and nothing else whose name begins with a number and a hyphen.
    """
    for path in folder.glob("*-*.*"):
        owner = path.name.partition("-")[0]
        if owner.isdecimal() and not is_alive(int(owner)):
            with suppress(OSError):
                path.unlink()
