# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress of a batch and its remaining time."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Progress"]

_TOO_EARLY = 3.0  # seconds of rendering before the remaining time can be estimated


class Progress:
    """Frames that are done and to be done, with what each is expected to cost.

    Costs are estimated seconds; only their proportions count, since the remaining time is scaled by the pace
    of this batch: a large scene that is still to come is not mistaken for a small one.

    Args:
        clock: Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rows: dict[str, tuple[int, int, float]] = {}  # frames done, frames in all, cost of one
        self._since: float | None = None

    def expect(self, name: str, frames: int, cost: float) -> None:
        """Set a scene's number of frames and the cost of each; call again when they are known better."""
        done = self._rows.get(name, (0, 0, 0.0))[0]
        self._rows[name] = (min(done, frames), frames, cost)

    def advance(self, name: str) -> None:
        """Count one more frame of a scene as done."""
        if self._since is None:
            self._since = self._clock()
        done, frames, cost = self._rows.get(name, (0, 0, 1.0))
        self._rows[name] = (done + 1, max(frames, done + 1), cost)

    def restart(self, name: str) -> None:
        """Count a scene's frames as lost."""
        _, frames, cost = self._rows.get(name, (0, 0, 1.0))
        self._rows[name] = (0, frames, cost)

    def finish(self, name: str, *, lost: bool = False) -> None:
        """Count a scene as done, or as never to be done."""
        done, frames, cost = self._rows.get(name, (0, 0, 1.0))
        self._rows[name] = (done, done, cost) if lost else (frames, frames, cost)

    def forget(self, name: str) -> None:
        """Drop a scene that another process has."""
        self._rows.pop(name, None)

    def scene(self, name: str) -> tuple[int, int]:
        """Return the frames done and in all of one scene."""
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
        """Remaining seconds, or None while unknown."""
        cost_done = sum(done * cost for done, _, cost in self._rows.values())
        cost_all = sum(frames * cost for _, frames, cost in self._rows.values())
        if self._since is None or cost_done <= 0.0:
            return None
        passed = self._clock() - self._since
        if passed < _TOO_EARLY:
            return None
        return passed * (cost_all - cost_done) / cost_done
