# SPDX-License-Identifier: GPL-3.0-or-later
"""Record finished conversions in a small file beside the results, so that a second run skips them."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...foundation.atomic_file import atomic_write
from ...foundation.errors import InputError
from ...foundation.reading.strict_json import read_json
from .plan import Task

__all__ = ["JOURNAL", "Journal"]

JOURNAL = ".interact-convert.json"
_FORMAT = 1
_EVERY_SECONDS = 2.0
_MAX_BYTES = 1 << 26


@dataclass(frozen=True, slots=True)
class _Written:
    format: int
    done: dict[str, dict[str, Any]] = field(default_factory=dict)


class Journal:
    """The results in one folder, each with the state of its source and options.

    A result counts as done while size and modification time of both files, and a digest of the options, are
    unchanged. If the journal cannot be read or written, work is repeated.

    Args:
        folder: The folder of the results.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / JOURNAL
        self._lock = threading.Lock()
        self._saved = time.monotonic()
        self._entries = self._read()
        self._own: dict[str, dict] = {}

    def _read(self) -> dict[str, dict]:
        with contextlib.suppress(InputError):
            read = read_json(self._path, _Written, "the journal", most_bytes=_MAX_BYTES, follow=False)
            return read.done if read.format == _FORMAT else {}
        return {}

    def is_done(self, task: Task, options: str) -> bool:
        """Return whether the task's result exists, made from this source with these options."""
        entry = self._entries.get(task.out.name)
        return entry is not None and entry == self._entry(task, options)

    def made(self, out: Path) -> bool:
        """Return whether a result that is there is, as it is now, what an earlier run has made."""
        try:
            return self._entries.get(out.name, {}).get("out") == _state(out)
        except OSError:
            return False

    def record(self, task: Task, options: str) -> None:
        """Record that a task is done; thread-safe."""
        entry = self._entry(task, options)
        with self._lock:
            if entry is not None:
                self._own[task.out.name] = entry
            if time.monotonic() - self._saved >= _EVERY_SECONDS:
                self._write()

    def save(self) -> None:
        """Write the journal to disk."""
        with self._lock:
            self._write()

    def _entry(self, task: Task, options: str) -> dict | None:
        try:
            return {"source": _state(task.source), "out": _state(task.out), "options": options}
        except OSError:
            return None

    def _write(self) -> None:
        self._saved = time.monotonic()
        # Another process may convert into the same folder: keep its entries.
        self._entries = self._read() | self._own
        text = json.dumps({"format": _FORMAT, "done": self._entries}, indent=0, sort_keys=True)
        with contextlib.suppress(OSError), atomic_write(self._path) as stream:
            stream.write(text.encode())


def _state(path: Path) -> list[int]:
    """Return size and modification time; for a folder of frames, their number instead of the size."""
    state = path.stat()
    if path.is_dir():
        with os.scandir(path) as entries:
            return [sum(1 for _ in entries), state.st_mtime_ns]
    return [state.st_size, state.st_mtime_ns]
