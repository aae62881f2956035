# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress of a batch and its remaining time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..costs.scene_cost import Child, PlannedScene, makespan
from ..costs.timing import Stages

__all__ = ["Progress"]

_TOO_EARLY = 3.0  # seconds of work before the remaining time can be estimated
_EVERY = 0.5  # seconds between two estimates, unless a scene begins or ends
_LARGE = 500  # scenes; a larger batch takes so long to be gone through that it is done less often
_SCENES_A_SECOND = 4000
_TRUST = 3.0  # seconds of work that the estimate from before the batch counts as much as
_SOON = 0.05  # of a part that takes longer than expected: so much is left at least

Factors = tuple[float, float]


@dataclass(slots=True)
class _Row:
    """A scene in the batch; times are the clock's."""

    planned: PlannedScene
    total: int
    done: int = 0
    stages: Stages | None = None  # what its child was expected to take for it
    began: float = 0.0
    first: float | None = None  # when its first frame was done, in this attempt
    last: float = 0.0
    drawn: int = 0  # frames rendered in this attempt
    child: int = 0
    over: bool = False
    unmade: frozenset[str] = frozenset()  # who is made for it
    seen: list[tuple[_Pace, float, float]] = field(default_factory=list)  # what it has added to paces so far


@dataclass(slots=True)
class _Pace:
    """Seconds that a part of the work took, and those that were expected."""

    took: float = 0.0
    expected: float = 0.0

    def add(self, took: float, expected: float) -> None:
        self.took += took
        self.expected += expected

    def factor(self, usual: float = 1.0) -> float:
        """Return the factor on what is expected: the usual one, until much has been seen."""
        return (_TRUST * usual + self.took) / (_TRUST + self.expected)


@dataclass(slots=True)
class _Paces:
    """The paces of one kind of scenes: until the first frame, and from there on."""

    ready: _Pace = field(default_factory=_Pace)
    frames: _Pace = field(default_factory=_Pace)


class Progress:
    """Frames that are done and to be done, and the remaining time.

    Each scene's time is estimated by its own pictures and by what its child has done before. Estimates of a
    kind of scenes are corrected by those of that kind that were rendered in this batch, others by all.

    Args:
        clock: Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rows: dict[str, _Row] = {}
        self._children: dict[int, Child] = {}
        self._paces: defaultdict[str, _Paces] = defaultdict(_Paces)
        self._people = _Pace()
        self._made: set[str] = set()
        self._since: float | None = None
        self._estimate: tuple[float, float] | None = None  # when it was made, when all is done
        self._stale = False  # whether something has begun or ended since
        self.workers = 1
        self.done = 0
        self.total = 0

    def expect(self, planned: PlannedScene) -> None:
        """Set what is to be rendered of a scene; call again when its frames are known better."""
        row = self._rows.get(planned.name)
        if row is None:
            row = self._rows[planned.name] = _Row(planned, planned.frames)
            self.total += planned.frames
        else:
            self._count(row, min(row.done, planned.frames), planned.frames)
            # Who is made for it may just have been.
            row.planned = planned = replace(planned, unmade=row.planned.unmade)
            if row.stages is not None and row.child in self._children:
                row.stages = self._children[row.child].stages(planned, self._made - row.unmade)
        self._stale = True

    def begin(self, name: str, child: int, *, fresh: bool) -> None:
        """Note that a child begins a scene.

        Args:
            name: The scene.
            child: The child's number.
            fresh: Whether the child has rendered nothing yet.
        """
        row = self._rows.get(name)
        if row is None:
            return
        if fresh or child not in self._children:
            self._children[child] = Child()
        row.stages = self._children[child].stages(row.planned, self._made)
        row.unmade = row.planned.unmade - self._made
        self._made |= row.unmade
        row.began, row.first, row.drawn, row.child = self._clock(), None, 0, child
        self._since = row.began if self._since is None else self._since
        self._stale = True

    def advance(self, name: str) -> None:
        """Count one more frame of a scene as done."""
        row = self._rows.get(name)
        if row is None:
            return
        now = self._clock()
        self._count(row, row.done + 1, max(row.total, row.done + 1))
        row.drawn, row.last = row.drawn + 1, now
        if row.stages is None:
            return
        if row.first is None:
            row.first = now
            self._see_start(row, row.stages, None)
            self._stale = True

    def restart(self, name: str) -> None:
        """Count a scene's frames as lost."""
        row = self._rows.get(name)
        if row is not None:
            self._count(row, 0, row.total)
            if row.first is None:
                self._made -= row.unmade
            row.stages, row.first, row.drawn = None, None, 0
            self._stale = True

    def finish(self, name: str, *, lost: bool = False, once: float | None = None) -> None:
        """Count a scene as done, or as never to be done.

        Args:
            name: The scene.
            lost: Whether it will never be done.
            once: How long people were made for it, in the clock's seconds; None if that is unknown.
        """
        row = self._rows.get(name)
        if row is None or row.over:
            return
        frames = row.done if lost else row.total
        self._count(row, frames, frames)
        if row.stages is not None and not lost:
            if row.first is not None:
                expected = row.planned.cost.frame * (row.drawn - 1) + row.stages.end
                self._paces[row.planned.kind].frames.add(self._clock() - row.first, expected)
                if once is not None:
                    self._see_start(row, row.stages, once)
            self._children.setdefault(row.child, Child()).has(row.planned)
        row.over = True
        self._stale = True

    def forget(self, name: str) -> None:
        """Drop a scene that another process has."""
        row = self._rows.pop(name, None)
        if row is not None:
            self.done -= row.done
            self.total -= row.total
            self._stale = True

    def scene(self, name: str) -> tuple[int, int]:
        """Return the frames done and in all of one scene."""
        row = self._rows.get(name)
        return (0, 0) if row is None else (row.done, row.total)

    @property
    def left(self) -> float | None:
        """Remaining seconds, or None while unknown."""
        now = self._clock()
        if self._since is None or now - self._since < _TOO_EARLY:
            return None
        if self._estimate is not None:
            made, end = self._estimate
            large = len(self._rows) > _LARGE
            if now - made < max(_EVERY, len(self._rows) / _SCENES_A_SECOND) and (large or not self._stale):
                return max(0.0, end - now)
        left = self._left(now)
        self._estimate, self._stale = (now, now + left), False
        return left

    def _left(self, now: float) -> float:
        factors = self._factors()
        free: dict[int, tuple[float, Child]] = {}
        waiting: list[PlannedScene] = []
        for row in self._rows.values():
            if row.over:
                continue
            if row.stages is None:
                waiting.append(row.planned)
                continue
            child = self._children[row.child].copy()
            child.has(row.planned)
            free[row.child] = self._row_left(row, now, factors), child
        for number, child in self._children.items():
            free.setdefault(number, (0.0, child))
        children = sorted(free.values(), key=lambda each: each[0])[: max(self.workers, 1)]
        children += [(0.0, Child()) for _ in range(max(self.workers, 1) - len(children))]
        person = self._people.factor()
        return makespan(waiting, children, factors, made=self._made, person=person)

    def _row_left(self, row: _Row, now: float, factors: dict[str, Factors]) -> float:
        """Return the remaining seconds of a scene that is being rendered."""
        if row.stages is None:
            return 0.0
        ready, frames = factors[row.planned.kind]
        each, end = row.planned.cost.frame * frames, row.stages.end * frames
        left = row.total - row.done
        if row.first is None:
            plain = (row.stages.ready - row.stages.once) * ready
            expected = plain + row.stages.once * self._people.factor()
            return max(_SOON * expected, expected - (now - row.began)) + each * max(0, left - 1) + end
        # The next frame, or the end, has been worked on since the last one.
        return max(_SOON * each, each * left + end - (now - row.last))

    def _see_start(self, row: _Row, stages: Stages, once: float | None) -> None:
        """Note how long a scene has taken until its first frame, without the people who were made for it.

        Args:
            row: The scene.
            stages: What it was expected to take.
            once: How long they were made; None if that is not known yet.
        """
        for pace, took, expected in row.seen:  # what was thought before it was known
            pace.add(-took, -expected)
        took = 0.0 if row.first is None else row.first - row.began
        plain = stages.ready - stages.once
        pace = self._paces[row.planned.kind].ready
        if once is None:
            once = max(0.0, took - plain * pace.factor()) if stages.once else 0.0
        row.seen = [(pace, max(0.0, took - once), plain)]
        if stages.once and once:
            row.seen.append((self._people, once, stages.once))
        for pace, took, expected in row.seen:
            pace.add(took, expected)

    def _factors(self) -> dict[str, Factors]:
        """Return by the kind of scenes: the factors on what is expected, until the first frame and then."""
        kinds: dict[str, _Paces] = {}
        for row in self._rows.values():
            if row.planned.kind not in kinds:
                known = self._paces.get(row.planned.kind, _Paces())
                kinds[row.planned.kind] = _Paces(replace(known.ready), replace(known.frames))
            if not row.over and row.first is not None and row.drawn > 1:
                expected = row.planned.cost.frame * (row.drawn - 1)
                kinds[row.planned.kind].frames.add(row.last - row.first, expected)
        both = _Pace()
        for paces in kinds.values():
            both.add(paces.ready.took, paces.ready.expected)
            both.add(paces.frames.took, paces.frames.expected)
        usual = both.factor()
        return {
            kind: (paces.ready.factor(usual), paces.frames.factor(usual)) for kind, paces in kinds.items()
        }

    def _count(self, row: _Row, done: int, total: int) -> None:
        """Set a scene's frames, and with them those of all."""
        self.done += done - row.done
        self.total += total - row.total
        row.done, row.total = done, total
