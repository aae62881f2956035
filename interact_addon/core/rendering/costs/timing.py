# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the parts of one scene took in a child, by the wall clock and in processor time."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from typing import Any

from ...foundation.reading.strict_json import structured

__all__ = ["CLOCKS", "MOST_SECONDS", "Stages", "Timing", "timing_in"]

CLOCKS = ("wall", "cpu")
MOST_SECONDS = 1e8  # of a part: three years


@dataclass(frozen=True, slots=True)
class Stages:
    """Seconds of the parts of a scene's work.

    Attributes:
        start: From the child's start to its first request; 0 for later requests.
        prepare: Until the first frame can be rendered: reading and composing.
        first: The first frame, with what the engine prepares for it, such as shaders.
        rest: The further frames together.
        end: From the last frame to the finished movie.
        once: The part of ``prepare`` for what is kept on the disk and not done again: people who are made.
    """

    start: float = 0.0
    prepare: float = 0.0
    first: float = 0.0
    rest: float = 0.0
    end: float = 0.0
    once: float = 0.0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not (math.isfinite(value) and 0.0 <= value <= MOST_SECONDS):
                raise ValueError(f"{each.name} is {value:g} seconds")

    @property
    def ready(self) -> float:
        """Until the first frame is done."""
        return self.start + self.prepare + self.first

    @property
    def all(self) -> float:
        """All of them together."""
        return self.ready + self.rest + self.end


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one scene took in a child, and what the child had done before.

    Attributes:
        frames: Frames that were rendered; fewer than the movie's where some were there.
        fresh: Whether it was the child's first request.
        new_people: How many of the actors the child did not hold from the scenes before.
        new_engine: Whether the child had rendered nothing with this preset before.
        wall: By the wall clock.
        cpu: Processor time of the child and of what it has started.
        new_fits: How many people were made for it.
    """

    frames: int
    fresh: bool
    new_people: int
    new_engine: bool
    wall: Stages
    cpu: Stages
    new_fits: int = 0

    def __post_init__(self) -> None:
        people = max(self.new_people, self.new_fits), min(self.new_people, self.new_fits)
        if not 1 <= self.frames <= 100_000_000 or people[0] > 10_000 or people[1] < 0:
            raise ValueError(f"it has {self.frames} frames and {self.new_people} people")

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return asdict(self)


def timing_in(values: object) -> Timing | None:
    """Return the timing in a record or an event, or None if there is none that can be read."""
    if not isinstance(values, dict):
        return None
    try:
        return structured(values, Timing)
    except ValueError:
        return None
