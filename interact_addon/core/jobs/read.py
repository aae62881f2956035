# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a job file, plain text or TOML."""

from __future__ import annotations

import os
from pathlib import Path

from ..foundation.errors import JobError
from .model import Job
from .text import read_text_job

__all__ = ["read_job"]

_MAX_BYTES = 1 << 24  # hundreds of thousands of scenes


def read_job(path: str | os.PathLike[str]) -> Job:
    """Read a job file: TOML where its name ends in ``.toml``, else plain text. A byte order mark is skipped.

    Raises:
        JobError: The file cannot be read or names no scene.
        JobFaultsError: It has faults: all of them are listed.
    """
    file = Path(path)
    text = _text(file)
    if file.suffix.lower() == ".toml":
        try:
            from .toml_form import read_toml_job  # only here: it needs cattrs
        except ModuleNotFoundError as error:
            raise JobError(
                f"job files in TOML need {error.name}, which this Python does not have",
                path=file,
                cure="pip install cattrs, or write a plain job file: one key per line",
            ) from error
        return read_toml_job(file, text)
    return read_text_job(file, text)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise JobError(f"the job file is larger than {_MAX_BYTES >> 20} MiB", path=file)
        raw = file.read_bytes()
    except OSError as error:
        raise JobError(f"the job file cannot be read ({error.strerror})", path=file) from error
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise JobError("not a text file", path=file, line=line) from None
    if (zero := text.find("\0")) >= 0:
        raise JobError("not a text file", path=file, line=text.count("\n", 0, zero) + 1)
    return text
