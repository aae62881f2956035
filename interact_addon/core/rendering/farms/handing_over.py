# SPDX-License-Identifier: GPL-3.0-or-later
"""Hand a job over to a farm: its list is there before, and nothing of it is left if the farm refuses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...foundation.errors import WorkError
from ...foundation.writing.own_files import rename_own
from ..results.layout import Layout, cannot_write
from .job_manifest import JobManifest, farm_folder

__all__ = ["KeptJobError", "handed_over"]

_ASIDE = "records-before"


class KeptJobError(WorkError):
    """The job was not accepted here, but its list stays: it can be submitted elsewhere, or is known there."""


@contextmanager
def handed_over(job: JobManifest, *, force: bool) -> Iterator[None]:
    """Write a job's list, for what is done inside; an error takes the list back, except `KeptJobError`.

    Args:
        job: The job.
        force: Whether what is done counts as not done: the records are removed, or put back with an error.
            Before the farm has the job, so that even a task that is requeued renders each scene once.

    Raises:
        WorkError: the output folder cannot be written.
    """
    folders = farm_folder(job.out), Layout(job.out).hidden, job.out
    made = [folder for folder in folders if not folder.exists()]
    aside = job.folder / _ASIDE
    moved: list[tuple[Path, Path]] = []
    try:
        job.write()
        if force:
            _set_aside(job, aside, moved)
        yield
    except KeptJobError:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    except Exception:
        for record, kept in reversed(moved):
            with suppress(OSError):  # the folder is gone or full: the movie is made again, no worse
                kept.rename(record)
        shutil.rmtree(job.folder, ignore_errors=True)
        for folder in made:
            with suppress(OSError):  # something else is in it by now
                folder.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _set_aside(job: JobManifest, aside: Path, moved: list[tuple[Path, Path]]) -> None:
    layout = Layout(job.out)
    for task in job.tasks:
        record = layout.of(task.request).record(task.name)
        kept = aside / record.name
        try:
            rename_own(record, kept, job.out)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise cannot_write(record, error) from error
        moved.append((record, kept))
