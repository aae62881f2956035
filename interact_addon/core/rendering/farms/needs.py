# SPDX-License-Identifier: GPL-3.0-or-later
"""What one task of a job needs of the machine that renders it: graphics cards, cores, memory."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...foundation.errors import UsageError
from .job_manifest import JobManifest

__all__ = ["CARD_MIB", "Needs", "mebibytes", "task_needs", "wants_cards"]

_CORES = {"draft": 2, "preview": 2, "final": 4, "pathtraced": 8}
_CARD_CORES = 4  # for a Blender whose frames a card renders: it prepares the next ones
_FIRST_GIB, _MORE_GIB = 6, 4  # memory for a task's first Blender, and for each one more
CARD_MIB = 4096
"""Memory of a card: without one, Blender needed 3.3 GB in all for two people at 1280x720 with EEVEE."""
_UNITS = {"K": 1 / 1024, "M": 1, "": 1, "G": 1024, "T": 1024 * 1024}


@dataclass(frozen=True, slots=True)
class Needs:
    """What one task needs.

    Attributes:
        cards: Graphics cards.
        workers: Blenders at a time.
        cores: Processor cores.
        memory: GiB of memory.
    """

    cards: int
    workers: int
    cores: int
    memory: int

    @property
    def text(self) -> str:
        """The needs in words."""
        cards = {0: "", 1: "1 graphics card, "}.get(self.cards, f"{self.cards} graphics cards, ")
        return f"{cards}{self.cores} cores, {self.memory} GiB"


def wants_cards(job: JobManifest) -> dict[str, bool]:
    """Return the presets of a job that are slow without a graphics card; whether they fill several."""
    pictures = [task.request.options.compose.picture for task in job.tasks]
    cycles = any(each.preset == "pathtraced" and each.device != "cpu" for each in pictures)
    eevee = any(each.preset == "final" for each in pictures)
    return ({"final": False} if eevee else {}) | ({"pathtraced": True} if cycles else {})


def task_needs(job: JobManifest, *, cards: int | None = None, workers: int | None = None) -> Needs:
    """Return what a task needs.

    Args:
        job: The job.
        cards: Graphics cards that it gets; None for one where its presets want one.
        workers: Blenders at a time; None for one, or for one on each card where only Cycles renders.
    """
    wanted = wants_cards(job)
    cards = (1 if wanted else 0) if cards is None else cards
    if workers is None:
        workers = max(1, cards) if wanted == {"pathtraced": True} else 1
    presets = {task.request.options.compose.picture.preset for task in job.tasks}
    each = max((_CORES[preset] for preset in presets), default=1)
    if cards and "pathtraced" in wanted:
        each = _CARD_CORES
    return Needs(cards, workers, each * workers, _FIRST_GIB + _MORE_GIB * (workers - 1))


def mebibytes(size: str) -> int:
    """Return a size as Slurm writes it, such as ``8G``, in MiB.

    Raises:
        UsageError: it is none.
    """
    found = re.fullmatch(r"(\d{1,9})([KMGT]?)", size.upper())
    if found is None:
        raise UsageError(f"invalid size {size!r}", cure="Write 8G or 8000M")
    return max(1, round(int(found[1]) * _UNITS[found[2]]))
