# SPDX-License-Identifier: GPL-3.0-or-later
"""This machine as a farm: the job continues when the terminal is closed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...foundation.errors import WorkError
from ...foundation.writing.own_files import open_own
from ..program import worker_environment
from .job_manifest import JobManifest
from .quoting import check_words

__all__ = ["local_command", "local_log", "start_local"]


def local_command(
    job: JobManifest, program: Sequence[str], workers: int | None = None, ffmpeg: Path | None = None
) -> list[str]:
    """Return the command that runs the whole job here.

    Args:
        job: The job.
        program: The command of this program; see :func:`.launcher`.
        workers: Blenders at a time; None for as many as the machine can run.
        ffmpeg: The ffmpeg to use; None for the one that is found.

    Raises:
        UsageError: a path cannot be written into a job.
    """
    many = [] if workers is None else ["--workers", str(workers)]
    video = [] if ffmpeg is None else ["--ffmpeg", str(ffmpeg)]
    command = [*program, "run-tasks", str(job.path), *many, *video]
    check_words([*job.places, *command], "a job")
    return command


def local_log(job: JobManifest) -> Path:
    """Return the file for its output."""
    return job.logs / "local.log"


def start_local(
    job: JobManifest, program: Sequence[str], workers: int | None = None, ffmpeg: Path | None = None
) -> int:
    """Start the job as an independent process, which ends only by itself.

    Returns:
        Its process id.

    Raises:
        WorkError: it could not be started.
        UsageError: a path cannot be written into a job.
    """
    command = local_command(job, program, workers, ffmpeg)
    log = local_log(job)
    try:
        with os.fdopen(open_own(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), "ab") as sink:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env=worker_environment(),
                cwd=Path.home(),
                **_detached(),
            )
    except OSError as error:
        raise WorkError(f"the job could not be started ({error})") from error
    return process.pid


def _detached() -> dict[str, Any]:
    """Return arguments of `subprocess.Popen` for a process that outlives terminal and parent."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
