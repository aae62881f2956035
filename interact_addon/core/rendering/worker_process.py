# SPDX-License-Identifier: GPL-3.0-or-later
"""The parent's side of a worker Blender: send requests, receive events, explain a crash.

The child's standard input is held open: when it closes, this process has ended (or crashed), and the worker
ends itself with everything it has started (see :mod:`...blender.rendering.worker`, ``hold``).
"""

from __future__ import annotations

import json
import queue
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..foundation.errors import RenderError
from .blender_faults import fault_in
from .processes import end_group, own_group
from .program import worker_command, worker_environment

__all__ = ["ENDED", "BackgroundChild", "Event", "WorkerProcess", "last_words"]

Event = dict[str, Any]
ENDED = "ended"
_LOG_TAIL = 4000  # bytes
_LONGEST = 300  # characters of a log's last line
_EMPTY_WORDS = re.compile("EGL|^Blender quit$")
_KILLED = (-signal.SIGTERM, -getattr(signal, "SIGKILL", signal.SIGTERM))
_PATIENCE = 10.0  # seconds that a child gets to end by itself once it has given its answer


class WorkerProcess:
    """One worker. Its events are put into a queue; the last one is ``{"event": "ended"}``.

    Args:
        events: Gets ``(worker, event)`` pairs; a `queue.SimpleQueue`, since signal handlers put into it too.
        log: File for its output, unless a request names another.
        command: The command that starts it; :func:`.worker_command` by default.
        fresh_log: Whether the log is emptied first.

    Attributes:
        requests: Number of requests that were sent to it.
        memory: Bytes that it used when it last finished a request, by its own report.
        drew: Whether it has rendered a frame, so that nothing is wrong with the machine.

    Raises:
        RenderError: it cannot be started.
    """

    def __init__(
        self,
        events: queue.SimpleQueue[Any],
        log: Path,
        command: Sequence[str] | None = None,
        *,
        fresh_log: bool = False,
    ) -> None:
        self.requests = 0
        self.memory = 0
        self.drew = False
        self._events = events
        self._ended = False  # whether nothing is left of the group
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("wb" if fresh_log else "ab") as sink:
                self._process = subprocess.Popen(
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
            raise RenderError(f"Blender could not be started ({error})") from error
        threading.Thread(target=self._listen, name=f"worker {self.pid}", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process id, which is the group's too."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def send(self, request: Mapping[str, Any]) -> None:
        """Send it a request, without waiting. A dead worker is reported by its last event."""
        self.requests += 1
        line = json.dumps({**request, "hold": True}) + "\n"
        # In a thread: a worker that does not read must block neither a window nor the other workers.
        threading.Thread(target=self._write, args=(line,), name=f"request {self.pid}", daemon=True).start()

    def close(self) -> None:
        """Close its input: it gets no more requests and ends by itself."""
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def end(self, *, kindly: float = 0.0) -> None:
        """End it and everything it has started, and wait for that.

        Args:
            kindly: Seconds that it gets to end by itself before it is killed; 0 kills at once.
        """
        # Also if the worker itself has ended: what it has started can still be there. But only once,
        # since the system can give the number to another group then.
        if not self._ended:
            end_group(self._process, kindly=kindly)
            self._ended = not self.alive
        self.close()

    def death(self, log: Path) -> RenderError:
        """Return how it ended, with the last line of ``log``; end everything that it had started.

        A :class:`MachineError` if by its log no Blender can start or draw on this machine. Not if it was
        killed: then what it had printed before is not the reason.
        """
        self.end()
        killed = self._process.returncode in _KILLED
        if not self.drew and not killed and (fault := fault_in(_tail(log))) is not None:
            return fault
        cause, last = _cause(self._process.returncode), last_words(log)
        return RenderError(f"{cause}; the last line of its log is {last!r}" if last else cause, path=log)

    def _write(self, line: str) -> None:
        stdin = self._process.stdin
        with suppress(OSError, ValueError):
            if stdin is not None:
                stdin.write(line)
                stdin.flush()

    def _listen(self) -> None:
        stdout = self._process.stdout
        try:
            with suppress(OSError, ValueError):
                for line in stdout or ():
                    self._hear(line)
            if stdout is not None:
                stdout.close()
        finally:
            self._events.put((self, {"event": ENDED}))

    def _hear(self, line: str) -> None:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            return  # not ours: a library printed to the stream
        if isinstance(event, dict) and isinstance(event.get("event"), str):
            self.drew = self.drew or event["event"] == "frame"
            if isinstance(event.get("memory"), int):
                self.memory = event["memory"]
            self._events.put((self, event))


class BackgroundChild:
    """One worker with one request, polled: nothing here blocks, so a window stays responsive.

    Args:
        order: The request as JSON-ready values, such as those of :meth:`..BlendRequest.as_dict`.
        log: File for everything the child prints.
        parts: Files that an interrupted child can leave behind; they are removed when it has ended.
        command: The command that starts it; :func:`..worker_command` by default.

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
        self._events: queue.SimpleQueue[tuple[WorkerProcess, Event]] = queue.SimpleQueue()
        self._silent = False  # whether the child has closed its end of the pipe
        self._ended = False
        self._answered: float | None = None  # when it gave its answer
        try:
            self._worker = WorkerProcess(self._events, log, command, fresh_log=True)
        except RenderError:
            self._remove_parts()
            raise
        self._worker.send(order)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._worker.pid

    @property
    def running(self) -> bool:
        """Whether it still runs; false only when it has ended and its partial files are gone."""
        return not self._ended

    def poll(self) -> list[Event]:
        """Return the events since the last call; never blocks.

        The last event of a child is ``done`` or ``failed``; if it ended without one, a ``failed`` is added
        with what is known.
        """
        events: list[Event] = []
        while not self._ended and not self._silent:
            try:
                _, event = self._events.get_nowait()
            except queue.Empty:
                break
            if event["event"] == ENDED:
                self._silent = True
                break
            events.append(event)
            if event["event"] in ("done", "failed"):
                self._answered = time.monotonic()
                self._worker.close()
        dead = self._silent and not self._worker.alive
        late = self._answered is not None and time.monotonic() - self._answered > _PATIENCE
        if not self._ended and (dead or late):
            self._finish()
            if self._answered is None:
                events.append({"event": "failed", "error": str(self._worker.death(self._log))})
        return events

    def cancel(self) -> None:
        """End the child with everything it has started, at once, and remove its partial files."""
        if not self._ended:
            self._finish()

    def _finish(self) -> None:
        self._ended = True
        self._worker.end()
        self._remove_parts()

    def _remove_parts(self) -> None:
        for path in self._parts:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def last_words(log: Path) -> str:
    """Return the last meaningful line of a log; empty if there is none.

    Blender without a screen ends with messages about EGL, and a whole one with "Blender quit", which explain
    nothing.
    """
    lines = _tail(log).splitlines()
    last = next((line for line in reversed(lines) if line.strip() and not _EMPTY_WORDS.search(line)), "")
    return last.strip()[:_LONGEST]


def _tail(log: Path) -> str:
    """Return the end of a log; empty if it cannot be read."""
    try:
        return log.read_bytes()[-_LOG_TAIL:].decode("utf-8", "replace")
    except OSError:
        return ""


def _cause(code: int | None) -> str:
    """Return the meaning of an exit code of `subprocess`."""
    if code is None:
        return "Blender hangs inside the system and cannot end"
    if code < 0:
        return f"Blender died by signal {-code}{_signal_name(-code)}"
    return f"Blender ended with code {code} and no report"


def _signal_name(number: int) -> str:
    """Return the signal's name in brackets, after a space; empty if it has none."""
    try:
        return f" ({signal.Signals(number).name})"
    except ValueError:  # a real-time signal, which Python numbers from the first one on
        first, last = (int(getattr(signal, name, 0)) for name in ("SIGRTMIN", "SIGRTMAX"))
        return f" (SIGRTMIN+{number - first})" if first < number < last else ""
