# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command line shows: tables and bars on a terminal, plain lines elsewhere, JSON for machines.

Results go to standard output; progress, warnings and errors to standard error, so that ``--json`` can be
piped. ``rich`` draws on terminals; inside Blender, where it is not installed, plain lines do.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, Protocol, TextIO

from ..core.foundation.errors import InteractError
from ..core.foundation.findings import Finding
from ..core.foundation.wording import json_sayable, one_line, shown

__all__ = ["Bar", "Console", "count", "discard", "remark"]

_PLAIN_EVERY_SECONDS = 5.0


def count(number: int, word: str) -> str:
    """Return a number with its noun: ``1 scene``, ``2 scenes``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def remark(text: str) -> str:
    """Return a remark as it is printed: none of the lines that it quotes looks like one of ours."""
    return shown(text).replace("\n", "\n    ")


def discard(stream: TextIO) -> None:
    """Discard everything that is buffered for a stream or will be written to it."""
    with suppress(OSError, ValueError):  # a stream without a file
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, stream.fileno())
        os.close(sink)


class Bar(Protocol):
    """Progress of one piece of work."""

    def advance(self, steps: float = 1) -> None:
        """Report that ``steps`` more are done."""

    def update(self, done: float, text: str | None = None) -> None:
        """Report how many steps are done in all, and the current step."""

    def resize(self, total: float) -> None:
        """Set the number of steps, once it is known."""


class _PlainBar:
    """Progress as a line now and then, for logs and pipes."""

    def __init__(self, stream: TextIO, title: str, total: float) -> None:
        self._stream, self._title, self._total = stream, one_line(title), total
        self._done = 0.0
        self._started = self._last = time.monotonic()
        print(f"{one_line(title)} ...", file=stream, flush=True)

    def advance(self, steps: float = 1) -> None:
        self.update(self._done + steps)

    def update(self, done: float, text: str | None = None) -> None:
        self._done = done
        self._title = one_line(text or self._title)
        now = time.monotonic()
        if now - self._last >= _PLAIN_EVERY_SECONDS and done < self._total:
            self._last = now
            left = (now - self._started) / done * (self._total - done) if done else 0
            print(
                f"{self._title}: {done:g}/{self._total:g}, about {left:.0f} s left",
                file=self._stream,
                flush=True,
            )

    def resize(self, total: float) -> None:
        self._total = total

    def close(self) -> None:
        seconds = time.monotonic() - self._started
        print(
            f"{self._title}: {self._done:g}/{self._total:g} in {seconds:.1f} s", file=self._stream, flush=True
        )


class _RichBar:
    """Progress as a bar on a terminal."""

    def __init__(self, progress: Any, task: Any) -> None:
        self._progress, self._task = progress, task

    def advance(self, steps: float = 1) -> None:
        self._progress.advance(self._task, steps)

    def update(self, done: float, text: str | None = None) -> None:
        self._progress.update(
            self._task, completed=done, **({} if text is None else {"description": one_line(text)})
        )

    def resize(self, total: float) -> None:
        self._progress.update(self._task, total=total)


class Console:
    """All output of a subcommand.

    Args:
        as_json: Results are JSON on standard output and nothing else is written there.
        out: Where results go (standard output).
        err: Where progress, warnings and errors go (standard error).
    """

    def __init__(
        self, *, as_json: bool = False, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._goes_on = False

    def go_on(self) -> None:
        """From now on, continue the work even if its messages cannot be printed.

        A closed pipe or a log on a full disk is then not an error.
        """
        self._goes_on = True

    def _print(self, text: str, stream: TextIO) -> None:
        try:
            print(text, file=stream, flush=True)
        except OSError as error:
            if not self._goes_on:
                raise
            if error.errno != errno.ENOSPC:  # there can be room again; a reader does not come back
                discard(stream)

    def line(self, text: str = "") -> None:
        """Print a line of the result, for people; nothing with ``--json``."""
        if not self.as_json:
            self._print(shown(text), self._out)

    def note(self, text: str) -> None:
        """Print a line beside the result, for people; on standard error, so it never mixes with JSON."""
        self._print(remark(text), self._err)

    def json(self, value: object) -> None:
        """Print the result for machines; nothing without ``--json``."""
        if self.as_json:
            self._print(json_sayable(json.dumps(value, indent=2, ensure_ascii=False)), self._out)

    def json_line(self, value: object) -> None:
        """Print one line of JSON on standard output, at once."""
        self._print(json_sayable(json.dumps(value, ensure_ascii=False)), self._out)

    def rich_console(self) -> Any | None:
        """Return the console that draws bars on the terminal, or None without a terminal or ``rich``."""
        if not self._err.isatty():
            return None
        try:
            from rich.console import Console as RichConsole  # not in every Blender
        except ImportError:
            return None
        return RichConsole(file=self._err)

    def err_is_out(self) -> bool:
        """Return whether both go to a terminal, so that lines must be drawn around the bars."""
        return not self.as_json and self._out.isatty()

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print rows under headings, in columns of the needed width; nothing with ``--json``."""
        if self.as_json:
            return
        cells = [[one_line(str(cell)) for cell in row] for row in rows]
        widths = [max(len(line[i]) for line in [list(columns), *cells]) for i in range(len(columns))]
        for line in [list(columns), ["-" * width for width in widths], *cells]:
            self.line("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())

    def warn(self, finding: Finding) -> None:
        """Print a finding."""
        mark = "warning" if finding.level == "warning" else "note"
        self._print(remark(f"{mark}: {finding}"), self._err)

    def error(self, error: InteractError) -> None:
        """Print why the work stopped."""
        self._print(remark(f"interact: {error}"), self._err)
        if self.as_json:
            self.json(
                {
                    "error": {
                        "message": error.message,
                        "path": error.path,
                        "line": error.line,
                        "cure": error.known_cure,
                    }
                }
            )

    @contextmanager
    def others_to(self, log: Path) -> Iterator[None]:
        """Redirect what others (Blender, from C) write to standard output and error into ``log``."""
        saved = os.dup(1), os.dup(2)
        streams = self._out, self._err
        sys.stdout.flush()
        sys.stderr.flush()
        if self._out is sys.stdout:
            self._out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
        if self._err is sys.stderr:
            self._err = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace")
        try:
            with (
                log.open("a", encoding="utf-8", errors="backslashreplace") as sink,
                redirect_stdout(sink),
                redirect_stderr(sink),
            ):
                os.dup2(sink.fileno(), 1)
                os.dup2(sink.fileno(), 2)
                yield
        finally:
            with suppress(OSError, AttributeError, TypeError):  # TypeError: Windows
                ctypes.CDLL(None).fflush(None)  # what C has printed and not yet written belongs in the log
            for number, descriptor in zip((1, 2), saved, strict=True):
                os.dup2(descriptor, number)
                os.close(descriptor)
            for ours, before in zip((self._out, self._err), streams, strict=True):
                if ours is not before:
                    ours.close()
            self._out, self._err = streams

    @contextmanager
    def progress(self, title: str, total: float) -> Iterator[Bar]:
        """Show a progress bar while the block runs."""
        if self._err.isatty():
            try:
                from rich import progress as rich_progress  # not in every Blender
                from rich.console import Console as RichConsole  # not in every Blender
            except ImportError:
                pass
            else:
                with rich_progress.Progress(
                    rich_progress.TextColumn("{task.description}", markup=False),
                    rich_progress.BarColumn(),
                    rich_progress.MofNCompleteColumn(),
                    rich_progress.TimeRemainingColumn(elapsed_when_finished=True),
                    console=RichConsole(file=self._err),
                ) as progress:
                    yield _RichBar(progress, progress.add_task(one_line(title), total=total))
                return
        bar = _PlainBar(self._err, title, total)
        try:
            yield bar
        finally:
            bar.close()
