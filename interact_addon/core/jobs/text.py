# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain job files: one key per line, as in the original's ``job_files``."""

from __future__ import annotations

import io
from pathlib import Path

from ..dataset.names import split_key
from ..foundation.errors import JobError, UsageError
from ..foundation.findings import Finding
from .faults import Fault, JobFaultsError
from .model import Job, JobEntry

__all__ = ["read_text_job"]


def read_text_job(file: Path, text: str) -> Job:
    """Read a plain job file.

    ``<date>_<scenario>`` is a scene, ``<date>_<actor>_<scenario>`` one actor's face; other datasets have
    keys of their own. Empty lines,
    anything after ``#`` and the kind of line end are ignored.

    Raises:
        JobError: The file names no scene, or lines are not keys: all of them are listed.
    """
    entries: dict[str, JobEntry] = {}
    again: list[str] = []
    faults: list[Fault] = []
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        word = line.partition("#")[0].strip()
        if not word:
            continue
        try:
            key, actor = split_key(word)
        except UsageError:
            faults.append(Fault(number, repr(word[:40])))
            continue
        entry = JobEntry(key, number, actor)
        if entry.word in entries:
            again.append(f"{entry.word} (lines {entries[entry.word].line} and {number})")
        else:
            entries[entry.word] = entry
    if faults:
        what = "1 line is not a scene key" if len(faults) == 1 else f"{len(faults)} lines are not scene keys"
        cure = "Write <date>_<scenario>, such as 20231119_051; # starts a comment"
        raise JobFaultsError(faults, path=file, what=what, cure=cure)
    if not entries:
        raise JobError("the job file names no scene", path=file, cure="Write one key per line: 20231119_051")
    findings: tuple[Finding, ...] = ()
    if again:
        message = f"{file} names scenes more than once; each is done once: {', '.join(again)}"
        findings = (Finding("repeated-scene", message, path=str(file)),)
    return Job(file, tuple(entries.values()), findings)
