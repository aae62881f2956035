# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked for on a command line: scene keys and job files, each movie once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..core.dataset import Dataset
from ..core.dataset.names import PerformanceKey, parse_key
from ..core.foundation.errors import UsageError
from ..core.foundation.findings import Finding
from ..core.foundation.paths import exists_safely
from ..core.jobs import JobEntry, read_job

__all__ = ["read_entries"]


def read_entries(what: Sequence[str], root: Path | None) -> tuple[list[JobEntry], list[Finding]]:
    """What is asked for, on the command line and in job files, each once; and what is odd about it.

    Raises:
        UsageError, DatasetError: a key on the command line is none, or is not there.
        JobError: a job file cannot be used.
    """
    entries: dict[str, JobEntry] = {}
    findings: list[Finding] = []
    dataset = None if root is None else Dataset.open(root)
    for word in what:
        path = Path(word)
        if path.suffix or (exists_safely(path) and path.is_file()):  # many keys as one word are no name
            job = read_job(path)
            findings += job.findings
            for entry in job.entries:
                same = entries.setdefault(entry.name, entry)
                if replace(same, line=None) != replace(entry, line=None):
                    raise UsageError(
                        f"{entry.name} is asked for twice, with different options",
                        cure="Give one of them an output of its own",
                    )
            continue
        if dataset is None:
            raise UsageError(f"scene {word} is to be found in no dataset", cure="Give --dataset ROOT")
        key = parse_key(word)
        scene = dataset.scene(word)
        actor = key.actor if isinstance(key, PerformanceKey) else None
        if scene.faces_only and actor is None:
            actor = scene.actor_ids[0]
        if actor is not None:
            scene.performance(actor)
        entry = JobEntry(scene.key, actor=actor)
        entries.setdefault(entry.name, entry)
    return list(entries.values()), findings
