# SPDX-License-Identifier: GPL-3.0-or-later
"""The parent's side of a worker Blender: send requests, receive events, explain a crash.

The child's standard input is held open: when it closes, this process has ended (or crashed), and the worker
ends itself with everything it has started (see :mod:`...blender.rendering.worker`, ``hold``).
"""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..foundation.errors import RenderError
from ..foundation.reading.plain_file import open_plain
from ..foundation.used_up import MEMORY_CURE, memory_ceiling, used_up_text
from ..foundation.writing.own_files import open_own, remove_own
from .blender_faults import fault_in
from .child_events import Done, Ended, Event, Failed, Frame, Malformed, Start, event_in
from .processes import end_group, own_group
from .program import worker_command, worker_environment

__all__ = ["BackgroundChild", "WorkerProcess", "last_words"]

_LOG_TAIL = 4000  # bytes
_LONGEST = 300  # characters of a log's last line
_EMPTY_WORDS = re.compile("EGL|^Blender quit$")
_KILLED = (-signal.SIGTERM, -getattr(signal, "SIGKILL", signal.SIGTERM))
_PATIENCE = 10.0  # seconds that a child gets to end by itself once it has given its answer
_LONGEST_LINE = 1 << 24  # bytes
_AT_ONCE = 1 << 16  # bytes that are read at once
_MOST_WAITING = 10_000  # events that nobody has taken yet; then a worker has to wait
_MOST_EVENTS = 10_000, 20  # of one request, and more for each of its frames
_MOST_POLLED = 1_000  # events that are taken at once, so that a window stays responsive


class WorkerProcess:
    """One worker. Its events are put into a queue; the last one is :class:`.child_events.Ended`.

    Args:
        events: Gets ``(worker, event)`` pairs; a `queue.SimpleQueue`, since signal handlers put into it too.
        log: File for its output, unless a request names another.
        command: The command that starts it; :func:`.worker_command` by default.
        fresh_log: Whether the log is emptied first.
        environment: Variables that it gets besides this process's.

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
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.requests = 0
        self.memory = 0
        self.drew = False
        self._events = events
        self._ended = False  # whether nothing is left of the group
        self._counted = 0, 0, 0  # request, its events so far, its frames
        try:
            if fresh_log:
                remove_own(log)
            with os.fdopen(open_own(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), "ab") as sink:
                self._process = subprocess.Popen(
                    list(command or worker_command()),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=sink,
                    env={**worker_environment(), **(environment or {})},
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

    @property
    def killed(self) -> bool:
        """Whether somebody has killed it, or the system for want of memory: not what it was doing."""
        return self._process.returncode in _KILLED

    def send(self, request: Mapping[str, Any]) -> None:
        """Send it a request, without waiting. A dead worker is reported by its last event."""
        self.requests += 1
        line = json.dumps({**request, "hold": True, "request": self.requests}) + "\n"
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
        if not self.drew and not self.killed and (fault := fault_in(_tail(log))) is not None:
            return fault
        cause, last = _cause(self._process.returncode), last_words(log)
        message = f"{cause}; the last line of its log is {last!r}" if last else cause
        return RenderError(message, path=log, cure=self._cure(last))

    def _cure(self, last: str) -> str | None:
        """Return what helps a child that ran out of memory, if it can have."""
        code = self._process.returncode
        if (found := used_up_text(last)) is not None:
            return found[1]
        if code == -getattr(signal, "SIGKILL", signal.SIGTERM):
            return f"If nobody killed it, the system did, for want of memory. {MEMORY_CURE}"
        ceiling = memory_ceiling()
        if code is not None and code < 0 and ceiling is not None:
            limit = f"{ceiling / 1e9:.1f} GB of memory (ulimit -v)"
            return f"It may use {limit}, which can be too little. {MEMORY_CURE}"
        return None

    def _write(self, line: str) -> None:
        stdin = self._process.stdin
        with suppress(OSError, ValueError):
            if stdin is not None:
                stdin.write(line.encode())
                stdin.flush()

    def _listen(self) -> None:
        stdout = self._process.stdout
        try:
            with suppress(OSError, ValueError):
                if stdout is not None:
                    for line in _lines(stdout):
                        self._hear(line)
            if stdout is not None:
                stdout.close()
        finally:
            self._events.put((self, Ended()))

    def _hear(self, line: str) -> None:
        event = event_in(line, self.requests)
        if event is None:
            return
        request, count, frames = self._counted
        if event.request != request:
            request, count, frames = event.request, 0, 0
        if isinstance(event, Start):
            frames = event.frames
        self._counted = request, count + 1, frames
        most = _MOST_EVENTS[0] + _MOST_EVENTS[1] * frames
        if count == most:
            event = Malformed(request, f"it sent more than {most:,} events")
        elif count > most:
            return
        self.drew = self.drew or isinstance(event, Frame)
        if isinstance(event, Done | Failed) and event.memory:
            self.memory = event.memory
        while self._events.qsize() >= _MOST_WAITING and self.alive:
            time.sleep(0.01)
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

        The last event of a child is `Done` or `Failed`; if it ended without one, a `Failed` is added with
        what is known.
        """
        events: list[Event] = []
        while not self._ended and not self._silent and len(events) < _MOST_POLLED:
            try:
                _, event = self._events.get_nowait()
            except queue.Empty:
                break
            if isinstance(event, Ended):
                self._silent = True
                break
            if self._answered is not None:
                continue
            if isinstance(event, Malformed):
                event = Failed(event.request, event.error)
            events.append(event)
            if isinstance(event, Done | Failed):
                self._answered = time.monotonic()
                self._worker.close()
        dead = self._silent and not self._worker.alive
        late = self._answered is not None and time.monotonic() - self._answered > _PATIENCE
        if not self._ended and (dead or late):
            self._finish()
            if self._answered is None:
                events.append(Failed(1, str(self._worker.death(self._log))))
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


def _lines(stream: Any) -> Iterator[str]:
    """Yield a stream's lines; of one that is too long its beginning, which is no JSON then.

    What comes after the last end of a line is dropped: its writer died over it.
    """
    line, whole = bytearray(), 0
    while piece := stream.readline(_AT_ONCE):
        whole += len(piece)
        if whole <= _LONGEST_LINE:
            line += piece
        if piece.endswith(b"\n"):
            yield (line if whole <= _LONGEST_LINE else line[:_AT_ONCE]).decode("utf-8", "replace")
            line, whole = bytearray(), 0


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
        with os.fdopen(open_plain(log, follow=False), "rb") as stream:
            stream.seek(-min(_LOG_TAIL, os.fstat(stream.fileno()).st_size), os.SEEK_END)
            return stream.read(_LOG_TAIL).decode("utf-8", "replace")
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
