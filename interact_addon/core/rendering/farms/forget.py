# SPDX-License-Identifier: GPL-3.0-or-later
"""Take scenes out of an output folder's state: what failed and is not wanted any more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...foundation.errors import UsageError
from ...foundation.paths import exists_safely
from ...foundation.writing.own_files import remove_own
from ...jobs.values import output_name
from ...options.batch import BatchOptions
from ..results.layout import Layout, cannot_write
from ..results.lock import SceneLock
from .current import asked_now
from .job_manifest import list_manifests, make_manifest

__all__ = ["forget"]


def forget(out: Path, names: Sequence[str]) -> None:
    """Forget that scenes were submitted, and why they failed. Movies and records stay.

    As when they are removed from the job file and it is submitted again: a list without tasks says what the
    job covers now.

    Args:
        out: The output folder.
        names: What the scenes' files are called.

    Raises:
        UsageError: one is not known here, is being rendered, or is of a job of an older version.
        WorkError: the folder cannot be written.
    """
    layout = Layout(out.absolute())
    places = asked_now(list_manifests(out)).places
    for name in map(output_name, names):
        if name not in places and not exists_safely(layout.failure(name)):
            raise UsageError(f"{name} has not failed here", path=out, cure="See: interact status")
        if (owner := SceneLock.live_owner(layout.lock(name))) is not None:
            raise UsageError(f"{name} is being rendered by {owner}", path=out)
        if name in places and not places[name][0].source:
            text = f"{name} is of a submission by an older version"
            raise UsageError(text, path=places[name][0].folder, cure="Remove that folder")
    jobs = {job.source: job for name, (job, _) in places.items() if name in names}
    for job in jobs.values():
        still = [name for name in job.order if name not in names]
        left = make_manifest([], layout.out, BatchOptions(), title=job.title, source=job.source, covers=still)
        left.write()
    for name in names:
        failure = layout.failure(name)
        try:
            remove_own(failure, layout.out)
        except OSError as error:
            raise cannot_write(failure, error) from error
