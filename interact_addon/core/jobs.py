# SPDX-License-Identifier: GPL-3.0-or-later
"""Job files: plain text with one scene key per line, as in the original's ``job_files``."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

from .dataset.names import SceneKey
from .errors import JobError, UsageError
from .findings import Finding

__all__ = ["Job", "read_job"]

_MAX_BYTES = 1 << 24  # hundreds of thousands of scenes
_SHOWN_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Job:
    """What a job file asks for.

    Attributes:
        path: The file.
        keys: Scene keys such as ``20231119_051``, in the file's order, each once.
        findings: Scenes that are named more than once.
    """

    path: Path
    keys: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def read_job(path: str | os.PathLike[str]) -> Job:
    """Read a job file.

    Empty lines do not matter, nor does anything after ``#``, a byte order mark, or the kind of line end. The
    key of a performance, as in the original's face jobs, means the scene it belongs to.

    Raises:
        JobError: The file cannot be read or names no scene, or lines are no keys: all of them are listed.
    """
    file = Path(path)
    first: dict[str, int] = {}
    again: list[str] = []
    faults: list[tuple[int, str]] = []
    for number, text in enumerate(io.StringIO(_text(file), newline=None), start=1):
        entry = text.partition("#")[0].strip()
        if not entry:
            continue
        try:
            key = str(SceneKey.parse(entry))
        except UsageError:
            faults.append((number, entry))
            continue
        if key in first:
            again.append(f"{key} (lines {first[key]} and {number})")
        else:
            first[key] = number
    if faults:
        raise _error(file, faults)
    if not first:
        raise JobError("the job file names no scene", path=file, cure="Write one key per line: 20231119_051")
    findings: tuple[Finding, ...] = ()
    if again:
        message = f"{file} names scenes more than once; each is done once: {', '.join(again)}"
        findings = (Finding("repeated-scene", message, path=str(file)),)
    return Job(file, tuple(first), findings)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise JobError(f"a job file of more than {_MAX_BYTES >> 20} MiB makes no sense", path=file)
        raw = file.read_bytes()
    except OSError as error:
        raise JobError(f"the job file cannot be read ({error.strerror})", path=file) from error
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise JobError("this is no text file", path=file, line=line) from None
    if (zero := text.find("\0")) >= 0:
        raise JobError("this is no text file", path=file, line=text.count("\n", 0, zero) + 1)
    return text


def _error(file: Path, faults: list[tuple[int, str]]) -> JobError:
    shown = [f"line {number}: {entry[:40]!r}" for number, entry in faults[:_SHOWN_FAULTS]]
    if len(faults) > _SHOWN_FAULTS:
        shown.append(f"and {len(faults) - _SHOWN_FAULTS} more")
    what = "1 line is no scene key" if len(faults) == 1 else f"{len(faults)} lines are no scene keys"
    return JobError(
        f"{what}: {'; '.join(shown)}",
        path=file,
        line=faults[0][0],
        cure="Write <date>_<scenario>, such as 20231119_051; # starts a comment",
    )
