# SPDX-License-Identifier: GPL-3.0-or-later
"""Run cases in processes of their own, which may hang, eat memory or crash."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from interact_addon.core.foundation.errors import InteractError

from .cases import Case, make_case
from .readers import READERS, furnish

__all__ = ["Failure", "check_case", "run_cases"]

SECONDS = 5.0  # of this process's own time, so that a machine that does much else does not matter
_HANGS = 60.0  # seconds on the clock, after which a process that does not come back is ended
_MEMORY = 1 << 30  # bytes that a reader may take for a file of a quarter of a megabyte
_HOUSE = f"{os.sep}interact_addon{os.sep}"


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that was not read and not explained.

    Attributes:
        number: The case's number.
        kind: Its kind.
        what: The exception, or how it ended else.
        where: The last line of the program's own code in the traceback: ``databases.py:179``.
        detail: The whole traceback.
    """

    number: int
    kind: str
    what: str
    where: str
    detail: str


class _TooSlow(BaseException):
    """Raised by the timer; no reader catches it."""


class _BadMessageError(Exception):
    """An explained error that explains nothing, or cannot be printed."""


def check_case(case: Case, folder: Path) -> Failure | None:
    """Read a case's file with every reader of its kind, and return what is not in order.

    Args:
        case: The case.
        folder: A folder that :func:`furnish` has furnished.
    """
    path = folder / f"case.{case.kind}"
    path.write_bytes(case.data)
    for reader in READERS[case.kind]:
        try:
            with _timer():
                result = reader(path)
            _check_findings(result)
        except InteractError as error:
            try:
                _check_message(error)
            except _BadMessageError as bad:
                return _failure(case, bad, error)
        except (Exception, _TooSlow) as error:
            return _failure(case, error, error)
    return None


def _check_message(error: InteractError) -> None:
    said = str(error)
    if not error.message.strip() or "Traceback" in said or "Error(" in said:
        raise _BadMessageError(f"no explanation: {said[:200]!r}")
    if error.line is not None and error.line < 1:
        raise _BadMessageError(f"line {error.line}")
    _printable(said)


def _check_findings(result: Any) -> None:
    for each in result if isinstance(result, tuple) else (result,):
        for finding in getattr(each, "findings", ()):
            _printable(str(finding))


def _printable(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _BadMessageError(f"not printable: {text[:200]!r}") from error
    if len(text) > 20_000:
        raise _BadMessageError(f"a message of {len(text)} characters: {text[:200]!r}")


def _failure(case: Case, error: BaseException, shown: BaseException) -> Failure:
    frames = [each for each in traceback.extract_tb(shown.__traceback__) if _HOUSE in each.filename]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    what = "more than 5 seconds" if isinstance(error, _TooSlow) else f"{type(error).__name__}: {error}"[:300]
    return Failure(case.number, case.kind, what, where, "".join(traceback.format_exception(shown)))


@contextmanager
def _timer() -> Iterator[None]:
    """Raise `_TooSlow` in the block after 5 seconds of work, where the system has such timers."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def late(*_: object) -> None:
        raise _TooSlow

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit_memory() -> None:
    """Let this process take only so much more, where the system can say so."""
    try:
        import resource  # not on Windows

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + _MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):
        pass


def _work(numbers: Sequence[int], current: Any, out: Connection) -> None:
    """Check cases; send each failure, and None at the end."""
    faulthandler.enable()
    _limit_memory()
    # Recursion in the reader, not in how the process was started, is what counts.
    with tempfile.TemporaryDirectory(prefix="interact-fuzz-") as name:
        furnish(Path(name))
        for number in numbers:
            current.value = number
            faulthandler.dump_traceback_later(_HANGS, exit=True)
            failure = check_case(make_case(number), Path(name))
            if failure is not None:
                out.send(failure)
        faulthandler.cancel_dump_traceback_later()
    out.send(None)


class _Worker:
    """A process and the cases that are left to it."""

    def __init__(self, context: Any, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        self.current = context.Value("q", numbers[0], lock=False)
        self.incoming, outgoing = context.Pipe(duplex=False)
        self.process = context.Process(target=_work, args=(numbers, self.current, outgoing), daemon=True)
        self.process.start()
        outgoing.close()


def run_cases(
    numbers: Sequence[int],
    workers: int | None = None,
    on_failure: Callable[[Failure], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> list[Failure]:
    """Check cases side by side.

    Args:
        numbers: The cases' numbers.
        workers: How many processes; by default one for each core.
        on_failure: Called with each failure at once.
        on_progress: Called about every second with how many cases are begun.

    Returns:
        The failures, sorted by number.
    """
    context = multiprocessing.get_context("spawn" if sys.platform in ("win32", "darwin") else "fork")
    count = max(1, min(len(numbers), workers or os.cpu_count() or 1))
    running = [_Worker(context, part) for n in range(count) if (part := numbers[n::count])]
    found: list[Failure] = []
    finished, told = 0, time.monotonic()

    def add(failure: Failure) -> None:
        found.append(failure)
        if on_failure is not None:
            on_failure(failure)

    while running:
        ready = wait([worker.incoming for worker in running], timeout=1.0)
        for worker in [each for each in running if each.incoming in ready]:
            try:
                message = worker.incoming.recv()
            except (EOFError, OSError):  # the process has gone in the middle of a case
                worker.process.join()
                number = worker.current.value
                at = worker.numbers.index(number)
                add(_crash(number, worker.process.exitcode))
                running.remove(worker)
                finished += at + 1
                if rest := worker.numbers[at + 1 :]:
                    running.append(_Worker(context, rest))
                continue
            if message is None:
                worker.process.join()
                running.remove(worker)
                finished += len(worker.numbers)
            else:
                add(message)
        if on_progress is not None and time.monotonic() - told >= 1.0:
            told = time.monotonic()
            on_progress(finished + sum(each.numbers.index(each.current.value) for each in running))
    return sorted(found, key=lambda failure: failure.number)


def _crash(number: int, code: int | None) -> Failure:
    how = f"more than {_HANGS:g} seconds" if code == 1 else f"the process ended with {code}"
    detail = f"{how}; what Python's faulthandler says about it is on standard error"
    return Failure(number, make_case(number).kind, how, "?", detail)
