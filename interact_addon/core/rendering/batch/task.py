# SPDX-License-Identifier: GPL-3.0-or-later
"""A task: one of the movies that a batch is to deliver, each by itself."""

from __future__ import annotations

from dataclasses import dataclass

from ...dataset import Scene
from ...jobs.request import RenderRequest

__all__ = ["Task"]


@dataclass(frozen=True, slots=True)
class Task:
    """One movie to deliver.

    Attributes:
        request: What to render, and into which folder.
        source: The dataset's scene, or None where there is none.
        frames: How many frames it will have, as far as the files' headers tell; 0 where they do not.
        error: Why it cannot be rendered at all, or None.
    """

    request: RenderRequest
    source: Scene | None = None
    frames: int = 0
    error: str | None = None

    @property
    def name(self) -> str:
        """What its files are called; the task is known by it."""
        return self.request.file_name
