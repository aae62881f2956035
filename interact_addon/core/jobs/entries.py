# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the scene keys and job files that a caller requests, each movie once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..dataset import Dataset
from ..dataset.names import split_key
from ..foundation.errors import UsageError
from ..foundation.findings import Finding
from ..foundation.paths import exists_safely
from .model import JobEntry
from .read import read_job

__all__ = ["read_entries"]


def read_entries(
    what: Sequence[str], root: Path | None, layout: str = "auto"
) -> tuple[list[JobEntry], list[Finding]]:
    """Return the entries that keys and job files name, each once, and findings about them.

    Args:
        what: Keys (``20231119_051`` a scene, ``20231119_001_051`` one actor's face) and paths of job files.
        root: The dataset in which the keys are looked up; job files can name their own.
        layout: The name of its layout, or ``auto``.

    Raises:
        UsageError, DatasetError: a key is malformed, or is not in the dataset.
        JobError: a job file cannot be used.
    """
    entries: dict[str, JobEntry] = {}
    findings: list[Finding] = []
    dataset = None if root is None else Dataset.open(root, layout)
    for word in what:
        path = Path(word)
        # Checked safely: some systems refuse to look up a name as long as a list of keys in one word.
        if path.suffix or (exists_safely(path) and path.is_file()):
            job = read_job(path)
            findings += job.findings
            for entry in job.entries:
                same = entries.setdefault(entry.name, entry)
                if replace(same, line=None) != replace(entry, line=None):
                    raise UsageError(
                        f"{entry.name} is requested twice, with different options",
                        cure="Give one of them a different output",
                    )
            continue
        if dataset is None:
            raise UsageError(f"scene {word} needs a dataset", cure="Name its folder (--dataset ROOT)")
        actor = split_key(word)[1]
        scene = dataset.scene(word)
        if scene.faces_only and actor is None:
            actor = scene.actor_ids[0]
        if actor is not None:
            scene.performance(actor)
        entry = JobEntry(scene.key, actor=actor)
        entries.setdefault(entry.name, entry)
    return list(entries.values()), findings
