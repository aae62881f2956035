# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a batch is, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Progress"]

_TOO_EARLY = 3.0  # seconds of rendering before which nothing honest can be said


class Progress:
    """Frames that are done and to be done, with what each is expected to cost.

    Costs are the seconds that an estimate gives; only their proportions count, since time left is told by how
    fast this very batch gets through them: a large scene that is still to come is not mistaken for a small
    one.

    Args:
        clock: Tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rows: dict[str, tuple[int, int, float]] = {}  # frames done, frames in all, cost of one
        self._since: float | None = None

    def expect(self, name: str, frames: int, cost: float) -> None:
        """A scene has so many frames of such a cost; told again when it is known better."""
        done = self._rows.get(name, (0, 0, 0.0))[0]
        self._rows[name] = (min(done, frames), frames, cost)

    def advance(self, name: str) -> None:
        """One more frame of a scene is done."""
        if self._since is None:
            self._since = self._clock()
        done, frames, cost = self._rows.get(name, (0, 0, 1.0))
        self._rows[name] = (done + 1, max(frames, done + 1), cost)

    def restart(self, name: str) -> None:
        """A scene's frames are lost."""
        _, frames, cost = self._rows.get(name, (0, 0, 1.0))
        self._rows[name] = (0, frames, cost)

    def finish(self, name: str, *, lost: bool = False) -> None:
        """A scene is done, or will never be."""
        done, frames, cost = self._rows.get(name, (0, 0, 1.0))
        self._rows[name] = (done, done, cost) if lost else (frames, frames, cost)

    def forget(self, name: str) -> None:
        """A scene is somebody else's."""
        self._rows.pop(name, None)

    def scene(self, name: str) -> tuple[int, int]:
        """Frames done and in all of one scene."""
        done, frames, _ = self._rows.get(name, (0, 0, 0.0))
        return done, frames

    @property
    def done(self) -> int:
        """Frames that are done."""
        return sum(done for done, _, _ in self._rows.values())

    @property
    def total(self) -> int:
        """Frames in all."""
        return sum(frames for _, frames, _ in self._rows.values())

    @property
    def left(self) -> float | None:
        """Seconds that it will still take, or None while nobody can know."""
        cost_done = sum(done * cost for done, _, cost in self._rows.values())
        cost_all = sum(frames * cost for _, frames, cost in self._rows.values())
        if self._since is None or cost_done <= 0.0:
            return None
        passed = self._clock() - self._since
        if passed < _TOO_EARLY:
            return None
        return passed * (cost_all - cost_done) / cost_done
