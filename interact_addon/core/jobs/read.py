# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a job file, plain text or TOML."""

from __future__ import annotations

import os
from pathlib import Path

from ..foundation.errors import JobError
from ..foundation.reading.text_file import read_text
from .model import Job
from .text import read_text_job

__all__ = ["read_job"]


def read_job(path: str | os.PathLike[str]) -> Job:
    """Read a job file: TOML where its name ends in ``.toml``, else plain text. A byte order mark is skipped.

    Raises:
        JobError: The file cannot be read or names no scene.
        JobFaultsError: It has faults: all of them are listed.
    """
    file = Path(path)
    text = read_text(file, "the job file", JobError)
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
