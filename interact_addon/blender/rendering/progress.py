# SPDX-License-Identifier: GPL-3.0-or-later
"""What a render reports while it runs, and how long its steps take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["RenderProgress", "Steps"]


class RenderProgress:
    """Receives the reports of a render; does nothing by default, subclasses override what they need."""

    def step(self, text: str) -> None:
        """A step begins; ``text`` describes it in a few words."""

    def waits(self, text: str, seconds: float, card: str) -> None:
        """A step begins that can take so many seconds without a sign of life: a card's kernels are compiled.

        Args:
            text: Describes it in a few words.
            seconds: The longest that it can take.
            card: What is rendered on.
        """
        self.step(text)

    def start(self, frames: int) -> None:
        """``frames`` is the number of frames to render; called once, before the first."""

    def frame(self, number: int) -> None:
        """The frame with this number is rendered."""

    def thumbnail(self, number: int) -> None:
        """The thumbnail file now shows the frame with this number."""


class Steps:
    """The steps of one render: each is reported and timed.

    Args:
        progress: Receives the reports; None to ignore them.

    Attributes:
        progress: As given.
        seconds: Wall-clock seconds of the steps that have succeeded, by their keys.
    """

    def __init__(self, progress: RenderProgress | None = None) -> None:
        self.progress = progress or RenderProgress()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, key: str, text: str) -> Iterator[None]:
        """Report and time a step, which is the ``with`` block."""
        self.progress.step(text)
        began = time.perf_counter()
        yield
        self.seconds[key] = round(time.perf_counter() - began, 3)
