# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse indices of tasks (``0-3``, ``7``, ``0-3,7``) and cut tasks into chunks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...foundation.errors import UsageError

__all__ = ["Chunk", "cut", "parse_indices"]

_MOST = 1_000_000
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tasks that one machine does one after the other, from ``first`` to ``last``, counted from 0."""

    first: int
    last: int

    @property
    def indices(self) -> range:
        """The tasks' indices."""
        return range(self.first, self.last + 1)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def cut(tasks: int, per_chunk: int, most: int | None = None) -> list[Chunk]:
    """Cut tasks into chunks.

    Args:
        tasks: Number of tasks.
        per_chunk: Tasks in one chunk.
        most: Maximum number of chunks: each gets more tasks if needed.

    Raises:
        UsageError: a number is less than 1.
    """
    for what, value in (("scenes in a task", per_chunk), ("tasks", most)):
        if value is not None and value < 1:
            raise UsageError(f"invalid number of {what}: {value}", cure="Use 1 or more")
    if most is not None:
        per_chunk = max(per_chunk, math.ceil(tasks / most))
    return [Chunk(first, min(tasks, first + per_chunk) - 1) for first in range(0, tasks, per_chunk)]


def parse_indices(text: str, tasks: int) -> list[int]:
    """Parse indices; those after the last task are dropped, so that the last chunk can be shorter.

    Args:
        text: ``0-3``, ``7`` or ``0-3,7``.
        tasks: Number of tasks.

    Raises:
        UsageError: the text has another form.
    """
    indices: dict[int, None] = {}
    for part in text.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        numbers = first.isdecimal() and (not dash or last.isdecimal())
        if not numbers or max(len(first), len(last)) > _DIGITS or int(last or first) > _MOST:
            raise UsageError(f"invalid --indices {text}", cure="Write 0-3, 7 or 0-3,7")
        indices.update(dict.fromkeys(range(int(first), min(int(last or first), tasks - 1) + 1)))
    return list(indices)
