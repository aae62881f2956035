# SPDX-License-Identifier: GPL-3.0-or-later
"""A job on many machines, scene by scene: when it is done, and how long Blenders have nothing to do."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import islice, product

from .scene_cost import Child, PlannedScene

__all__ = ["Schedule", "scheduled"]

_RECYCLE = 20  # scenes after which a Blender is replaced, as batches do


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long a job takes on machines that are alike.

    Attributes:
        machines: How many machines.
        workers: Blenders at a time on each.
        seconds: When the last scene is done.
        busy: Seconds that all Blenders work, together.
        tail: How long before the end the first Blender finds nothing more to do.
        longest: Seconds of the longest scene in a fresh Blender: no number of machines is faster.
        longest_name: Which scene that is; empty if there is none.
    """

    machines: int
    workers: int
    seconds: float
    busy: float
    tail: float
    longest: float
    longest_name: str

    @property
    def idle(self) -> float:
        """Which part of the time the Blenders have nothing to do, from 0 to 1."""
        there = self.machines * self.workers * self.seconds
        return max(0.0, 1.0 - self.busy / there) if there else 0.0

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "machines": self.machines,
            "workers": self.workers,
            "seconds": round(self.seconds, 1),
            "blender_seconds": round(self.busy, 1),
            "idle": round(self.idle, 4),
            "tail_seconds": round(self.tail, 1),
            "longest_seconds": round(self.longest, 1),
            "longest": self.longest_name,
        }


@dataclass(slots=True)
class _Machine:
    """Blenders that share the cores of a machine.

    Attributes:
        slots: What the Blender in each slot that was used has done.
        made: The people who were made there.
        work: Seconds that each Blender has had for its scene so far, had it been alone, since the beginning.
        ends: For each one that is busy: ``work`` when its scene is done, the slot, the cores that it keeps
            busy, and when it began.
        load: Cores that they would keep busy together.
        seen: Until when ``work`` is counted.
        number: How often that has changed, so that ends of before are known as such.
    """

    slots: dict[int, Child] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    work: float = 0.0
    ends: list[tuple[float, int, float, float]] = field(default_factory=list)
    load: float = 0.0
    seen: float = 0.0
    number: int = 0

    def pace(self, cores: int) -> float:
        """Return how fast each Blender is, beside how fast it is alone."""
        return min(1.0, cores / self.load) if self.load > 0.0 else 1.0

    def go_on(self, now: float, cores: int) -> None:
        """Let its Blenders work until now."""
        self.work += (now - self.seen) * self.pace(cores)
        self.seen = now


def scheduled(
    scenes: Iterable[PlannedScene],
    machines: int = 1,
    workers: int = 1,
    cores: int = 1,
    *,
    recycle: int = _RECYCLE,
    longest_first: bool = True,
) -> Schedule:
    """Return how long scenes take if each goes to the next Blender that has nothing to do.

    Blenders of one machine share its cores: together they are as busy as there are cores, at most.

    Args:
        scenes: What is to be rendered, in the job's order.
        machines: How many machines.
        workers: Blenders at a time on each.
        cores: Cores of each that can be used.
        recycle: After so many scenes a Blender is replaced; 1 where each scene gets a Blender of its own, as
            farms do. People who are made for a scene are there for the others of that machine.
        longest_first: Whether the longest scenes come first; else in the given order.
    """
    alone = [(Child().stages(scene).all, scene) for scene in scenes]
    longest, named = 0.0, ""
    if alone:
        longest, first = max(alone, key=lambda each: each[0])
        named = first.name
    if longest_first:
        alone.sort(key=lambda each: each[0], reverse=True)  # equally long ones stay in their order
    waiting = deque(scene for _, scene in alone)
    there = [_Machine() for _ in range(min(machines, len(waiting) + 1))]
    # The first Blender of each machine begins first; of more than scenes, one stands for the others.
    idle = [
        (0.0, slot, at) for slot, at in islice(product(range(workers), range(machines)), len(waiting) + 1)
    ]
    heapify(idle)
    events: list[tuple[float, int, int]] = []  # when a scene is done, on which machine, its number then
    now = busy = 0.0
    empty: float | None = None
    while waiting or events:
        while waiting and idle:
            _, slot, at = heappop(idle)
            _begin(there[at], slot, waiting.popleft(), now, cores, recycle)
            _expect(events, there, at, cores)
        if idle and empty is None:
            empty = now
        now, at, number = heappop(events)
        machine = there[at]
        if number != machine.number:
            continue
        machine.go_on(now, cores)
        _, slot, load, began = heappop(machine.ends)
        machine.load = machine.load - load if machine.ends else 0.0
        machine.number += 1
        busy += now - began
        heappush(idle, (now, slot, at))
        _expect(events, there, at, cores)
        if not waiting and empty is None:
            empty = now
    return Schedule(machines, workers, now, busy, now - (now if empty is None else empty), longest, named)


def _begin(
    machine: _Machine,
    slot: int,
    scene: PlannedScene,
    now: float,
    cores: int,
    recycle: int,
) -> None:
    """Let a Blender begin a scene."""
    machine.go_on(now, cores)
    child = machine.slots.setdefault(slot, Child())
    if child.scenes >= recycle:
        child = machine.slots[slot] = Child()
    seconds = child.stages(scene, machine.made).all
    machine.made |= scene.unmade
    child.has(scene)
    load = min(scene.cost.busy, float(cores))  # alone it was measured with these cores, too
    heappush(machine.ends, (machine.work + seconds, slot, load, now))
    machine.load += load
    machine.number += 1


def _expect(events: list[tuple[float, int, int]], there: list[_Machine], at: int, cores: int) -> None:
    """Note when a machine's next scene is done, if it has one."""
    machine = there[at]
    if machine.ends:
        left = max(0.0, machine.ends[0][0] - machine.work)
        heappush(events, (machine.seen + left / machine.pace(cores), at, machine.number))
