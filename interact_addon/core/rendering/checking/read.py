# SPDX-License-Identifier: GPL-3.0-or-later
"""Read many scenes, in several processes; one that cannot be read, or kills its process, stops no other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from ...foundation.spawned import can_spawn, deaf, spawned_pool
from ..processes import available_cores, available_memory
from .kept import KeptReadings, Ticket, hashes_after
from .orders import Order, Reading, SceneOrder, read_order

__all__ = ["default_readers", "read_orders"]

_FEW = 12  # scenes that are read before another process has started
_TOGETHER = 8  # scenes that a process gets at a time
_MEMORY = 1 << 29  # bytes for each process
_DIED = "reading it ended the process that read it: a file of it is damaged, or the memory is not enough."

_Job = tuple[int, Order, Ticket | None]
_Answer = tuple[int, Reading, list[str] | None]


def default_readers() -> int:
    """Return how many processes read, by the cores and the memory of this machine."""
    memory = available_memory()
    most = available_cores()
    return max(1, most if memory is None else min(most, memory // _MEMORY))


def read_orders(
    orders: Mapping[int, Order],
    *,
    readers: int | None = None,
    kept: KeptReadings | None = None,
    on_read: Callable[[int], None] | None = None,
) -> dict[int, Reading]:
    """Read what is ordered.

    Args:
        orders: By number.
        readers: How many processes read; 1 for this one alone; None as many as the machine has cores.
        kept: What earlier runs have read, which is used and added to; None for nothing.
        on_read: Called with the number of those that are read.

    Returns:
        What reading said, by the same numbers.
    """
    found: dict[int, Reading] = {}
    jobs: list[_Job] = []

    def add(number: int, reading: Reading) -> None:
        found[number] = reading
        if on_read is not None:
            on_read(len(found))

    try:
        for number, order in orders.items():
            ticket = kept.ticket(order) if kept is not None and isinstance(order, SceneOrder) else None
            known = None if kept is None or ticket is None else kept.find(ticket)
            if known is None:
                jobs.append((number, order, ticket))
            else:
                add(number, known)
        tickets = {number: ticket for number, _, ticket in jobs}
        for number, reading, hashes in _answers(jobs, readers or default_readers()):
            ticket = tickets[number]
            if kept is not None and ticket is not None:
                kept.keep(ticket, hashes, reading)
            add(number, reading)
    finally:  # also what was read before Ctrl-C
        if kept is not None:
            kept.save()
    return found


def _answers(jobs: Sequence[_Job], readers: int) -> Iterator[_Answer]:
    if readers < 2 or len(jobs) <= _FEW or not can_spawn():
        yield from map(_read, jobs)
        return
    left = {job[0]: job for job in jobs}
    while left:
        suspects: list[list[_Job]] = []
        before = len(left)
        for number, reading, hashes in _in_processes(list(left.values()), readers, suspects):
            del left[number]
            yield number, reading, hashes
        for job in (job for group in suspects for job in group):
            yield _alone(job)
            del left[job[0]]
        if len(left) == before:  # no process can be started
            yield from map(_read, left.values())
            return


def _in_processes(jobs: list[_Job], readers: int, suspects: list[list[_Job]]) -> Iterator[_Answer]:
    """Yield the answers of several processes; when one dies, add what they were reading to the suspects."""
    groups = iter([jobs[at : at + _TOGETHER] for at in range(0, len(jobs), _TOGETHER)])
    pool = spawned_pool(readers)
    waiting: dict[Future[list[_Answer]], list[_Job]] = {}
    try:
        if not _starts(pool):
            return
        while True:
            try:
                for group in islice(groups, 2 * readers - len(waiting)):
                    with deaf():  # the processes start with the first ones
                        waiting[pool.submit(_read_all, group)] = group
            except BrokenProcessPool:
                suspects.append(group)
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            broken = False
            for one in done:
                group = waiting.pop(one)
                try:
                    answers = one.result()
                except BrokenProcessPool:
                    broken = True
                    suspects.append(group)
                    continue
                yield from answers
            if broken:
                suspects += waiting.values()
                return
    finally:
        pool.shutdown(cancel_futures=True)


def _starts(pool: ProcessPoolExecutor) -> bool:
    """Return whether processes can be started: one that dies later was ended by what it read."""
    try:
        with deaf():
            pool.submit(os.getpid).result()
    except BrokenProcessPool:
        return False
    return True


def _alone(job: _Job) -> _Answer:
    """Read a scene that may have killed a process, in a process of its own."""
    pool = spawned_pool(1)
    try:
        with deaf():
            waiting = pool.submit(_read, job)
        return waiting.result()
    except BrokenProcessPool:
        return job[0], Reading(error=_DIED), None
    finally:
        pool.shutdown(cancel_futures=True)


def _read_all(jobs: list[_Job]) -> list[_Answer]:
    return [_read(job) for job in jobs]


def _read(job: _Job) -> _Answer:
    number, order, ticket = job
    reading = read_order(order)
    return number, reading, None if ticket is None or reading.error is not None else hashes_after(ticket)
