# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse indices of tasks (``0-3``, ``7``, ``0-3,7``); put tasks in order, and cut them into chunks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from ...foundation.errors import UsageError

__all__ = ["Chunk", "cut", "longest_first", "parse_indices"]

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
    per_chunk = _size(tasks, per_chunk, most)
    return [Chunk(first, min(tasks, first + per_chunk) - 1) for first in range(0, tasks, per_chunk)]


def longest_first(seconds: Sequence[float], per_chunk: int = 1, most: int | None = None) -> list[int]:
    """Return an order in which :func:`cut` gives chunks that take about equally long, the longest first.

    Each goes to the chunk with least to do that has room for it, the longest tasks first; what is left for a
    last chunk that is shorter are the shortest ones.

    Args:
        seconds: How long each task takes.
        per_chunk: As in :func:`cut`.
        most: Likewise.

    Returns:
        The tasks' indices; of equally long ones the first comes first.

    Raises:
        UsageError: a number is less than 1.
    """
    size = _size(len(seconds), per_chunk, most)
    order = sorted(range(len(seconds)), key=lambda index: -seconds[index])
    whole = len(order) // size
    if size == 1 or not whole:
        return order
    chunks: list[list[int]] = [[] for _ in range(whole)]
    room = [(0.0, number) for number in range(whole)]
    heapify(room)
    for index in order[: whole * size]:
        spent, number = heappop(room)
        chunks[number].append(index)
        if len(chunks[number]) < size:
            heappush(room, (spent + seconds[index], number))
    chunks.sort(key=lambda chunk: -math.fsum(seconds[index] for index in chunk))
    return [*(index for chunk in chunks for index in chunk), *order[whole * size :]]


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


def _size(tasks: int, per_chunk: int, most: int | None) -> int:
    """Return the tasks of a chunk."""
    for what, value in (("scenes in a task", per_chunk), ("tasks", most)):
        if value is not None and value < 1:
            raise UsageError(f"invalid number of {what}: {value}", cure="Use 1 or more")
    return per_chunk if most is None else max(per_chunk, math.ceil(tasks / most))
