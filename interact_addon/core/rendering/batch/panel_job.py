# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel's job, kept in the output folder so that it is available without the .blend."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ...foundation.paths import exists_safely
from ...jobs import JobEntry, write_job

__all__ = ["needs_toml", "panel_job", "write_panel_job"]

_NAME = "panel-job"


def needs_toml(entries: Sequence[JobEntry]) -> bool:
    """Return whether a plain job file cannot hold the entries."""
    return any(entry != JobEntry(entry.key, entry.line, entry.actor) for entry in entries)


def panel_job(out: Path) -> Path | None:
    """Return the job file that the panel has last written into an output folder, if there is one."""
    return next((path for path in _places(out) if exists_safely(path)), None)


def write_panel_job(out: Path, entries: Sequence[JobEntry]) -> Path:
    """Write a job into its output folder: as plain text if that can hold it, else as TOML.

    Returns:
        The file.

    Raises:
        UsageError: there are no entries.
        WorkError: it cannot be written.
    """
    text, toml = _places(out)
    chosen, other = (toml, text) if needs_toml(entries) else (text, toml)
    comments = ["Written by the Job panel when the job was last started; see also report.html", ""]
    write_job(chosen, entries, comments)
    with suppress(OSError):
        other.unlink(missing_ok=True)
    return chosen


def _places(out: Path) -> tuple[Path, Path]:
    return out / f"{_NAME}.txt", out / f"{_NAME}.toml"
