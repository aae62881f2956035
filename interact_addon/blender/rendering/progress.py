# SPDX-License-Identifier: GPL-3.0-or-later
"""What a render reports while it runs, and how long its steps take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["RenderProgress", "Steps"]


class RenderProgress:
    """Gets what a render reports. This one does nothing with it; others override what they need."""

    def step(self, text: str) -> None:
        """``text`` says in a few words what is being done from now on."""

    def start(self, frames: int) -> None:
        """So many frames are to be rendered; called once, before the first."""

    def frame(self, number: int) -> None:
        """The frame of this number is rendered."""

    def thumbnail(self, number: int) -> None:
        """The thumbnail file now holds a small copy of the frame of this number."""


class Steps:
    """The steps of one render: each is reported, and its time is kept.

    Args:
        progress: Gets the reports; None for nobody.

    Attributes:
        progress: As given.
        seconds: Wall-clock seconds of the steps that have ended well, by their keys.
    """

    def __init__(self, progress: RenderProgress | None = None) -> None:
        self.progress = progress or RenderProgress()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, key: str, text: str) -> Iterator[None]:
        """A step, which takes as long as the block."""
        self.progress.step(text)
        began = time.perf_counter()
        yield
        self.seconds[key] = round(time.perf_counter() - began, 3)
