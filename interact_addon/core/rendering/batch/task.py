# SPDX-License-Identifier: GPL-3.0-or-later
"""A task: one of the movies that a batch delivers, each by itself."""

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
        source: The dataset's scene, or None if there is none.
        frames: Number of its frames by the files' headers; 0 if unknown.
        error: Why it cannot be rendered at all, or None.
    """

    request: RenderRequest
    source: Scene | None = None
    frames: int = 0
    error: str | None = None

    @property
    def name(self) -> str:
        """The name of its files, which identifies the task."""
        return self.request.file_name
