# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scenes an output folder's submissions ask for now: the latest submission of a job says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .job_manifest import JobManifest

__all__ = ["Asked", "asked_now", "no_longer_asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a folder's submissions ask for now.

    Attributes:
        places: For each name, in the jobs' order, the latest job that names it, and the task's index in it;
            None for a scene that it refused.
        errors: Why scenes were refused.
        dropped: Names that were asked for once and are in none of the jobs any more, and when the job
            without them was submitted.
    """

    places: dict[str, tuple[JobManifest, int | None]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)


def asked_now(jobs: Sequence[JobManifest]) -> Asked:
    """Return what submissions ask for now.

    A scene that was removed from a job file is no longer asked for once that file is submitted again, with
    ``--only-failed`` too: each list names everything that its job covers.

    Args:
        jobs: The oldest first.
    """
    latest = {job.source: job for job in jobs if job.source}
    order: dict[str, None] = {}
    for job in jobs:
        order.update(dict.fromkeys(latest.get(job.source, job).order))
    found, places = Asked(), {}
    for job in jobs:
        newest = latest.get(job.source, job)
        still = set(newest.order)
        named = [(task.name, index) for index, task in enumerate(job.tasks)]
        found.errors.update({each.name: each.error for each in job.refused})
        for name, index in [*named, *((each.name, None) for each in job.refused)]:
            if name in still:
                places[name] = job, index
            else:
                found.dropped[name] = newest.created
    found.places.update({name: places[name] for name in order if name in places})
    for name in found.places:
        found.dropped.pop(name, None)
    return found


def no_longer_asked(jobs: Sequence[JobManifest], job: JobManifest) -> list[str]:
    """Return what submissions ask for until now, and no longer once ``job`` is submitted too."""
    then = asked_now([*jobs, job]).places
    return [name for name in asked_now(jobs).places if name not in then]
