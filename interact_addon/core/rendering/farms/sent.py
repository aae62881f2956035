# SPDX-License-Identifier: GPL-3.0-or-later
"""The note of what was submitted to a farm: which of its tasks has which scene, and where its log is."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...foundation.errors import InputError
from ...foundation.reading.strict_json import read_json
from ..results.layout import write_whole
from .chunks import Chunk, parse_indices
from .job_manifest import JobManifest
from .local import local_log

__all__ = ["Sent", "read_sent", "write_sent"]

_SENT = "sent.json"
_ID = re.compile(r"|[A-Za-z0-9][A-Za-z0-9_.;-]{0,99}")  # it becomes a word of a command


@dataclass(frozen=True, slots=True)
class Sent:
    """What was submitted to a farm.

    Attributes:
        to: The farm; empty if unknown.
        id: What it is called there; empty if it is not known, as of a script that is submitted by hand.
        chunks: The indices of each of its tasks.
    """

    to: str = ""
    id: str = ""
    chunks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"{self.id[:40]!r} is not the id of a job")
        for chunk in self.chunks:
            parse_indices(chunk, 0)

    def parts(self, tasks: int) -> dict[int, int]:
        """Return which part of the farm's job has each task.

        Args:
            tasks: Number of tasks.
        """
        parts: dict[int, int] = {}
        for part, chunk in enumerate(self.chunks):
            if len(parts) >= tasks:  # notes that go on are not ours
                break
            for index in parse_indices(chunk, tasks):
                parts.setdefault(index, part)
        return parts

    def logs(self, job: JobManifest) -> dict[int, Path]:
        """Return the log of each task, where the farm writes it into the job's folder."""
        if self.to == "local":
            return dict.fromkeys(range(len(job.tasks)), local_log(job))
        if self.to != "slurm":
            return {}
        return {index: self.log(job, part) for index, part in self.parts(len(job.tasks)).items()}

    def log(self, job: JobManifest, part: int) -> Path:
        """Return the log of an element of Slurm's array."""
        return job.logs / f"{part}.log"


def write_sent(job: JobManifest, to: str, sent_id: str, chunks: Sequence[Chunk] = ()) -> None:
    """Save what was submitted to a farm.

    Raises:
        WorkError: it cannot be written.
    """
    values = {"to": to, "id": sent_id, "chunks": [str(chunk) for chunk in chunks]}
    write_whole(job.folder / _SENT, json.dumps(values, indent=1) + "\n")


def read_sent(job: JobManifest) -> Sent:
    """Return what was submitted to a farm for a job; nothing if that is unknown."""
    try:
        return read_json(job.folder / _SENT, Sent, "the note of what was submitted", follow=False)
    except InputError:
        return Sent()
