# SPDX-License-Identifier: GPL-3.0-or-later
"""Long scenes in segments: each is kept when it is done, so that an interruption costs one at most.

They are joined without encoding anything again. The encoder starts anew with each of them, so after its loss
the pictures are not those of one go to the last bit, and no eye can tell them apart (about 40 dB in the
smallest pictures, more in larger ones; without loss they are the same: ``tests/blender/test_segments.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..foundation.errors import UsageError
from ..options.movie import FrameRange

__all__ = ["Segments", "segment_ranges"]


@dataclass(frozen=True, slots=True)
class Segments:
    """How a long scene is rendered in parts.

    Attributes:
        frames: The most frames of a segment.
        folder: Where finished segments wait to be joined; for this scene with these options only.
    """

    frames: int
    folder: Path

    def __post_init__(self) -> None:
        if self.frames < 1:
            raise UsageError(f"segments of {self.frames} frames make no sense", cure="Use 1 or more")

    def path(self, part: FrameRange) -> Path:
        """The file of a finished segment."""
        return self.folder / f"{part.first:06d}-{part.last:06d}.mkv"

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {"frames": self.frames, "folder": str(self.folder)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Segments:
        """What :meth:`as_dict` told."""
        return cls(values["frames"], Path(values["folder"]))


def segment_ranges(frames: FrameRange, longest: int) -> list[FrameRange]:
    """A range cut into ranges of at most ``longest`` frames, in order."""
    starts = range(frames.first, frames.last + 1, longest)
    return [FrameRange(first, min(first + longest - 1, frames.last)) for first in starts]
