# SPDX-License-Identifier: GPL-3.0-or-later
"""Render long scenes in segments, each kept when it is done, so that an interruption loses at most one.

Segments are joined without encoding them again. The encoder starts again with each of them, so with lossy
encoding the pictures differ slightly from those of one piece, invisibly (about 40 dB in the smallest ones,
more in larger ones; lossless ones are identical: ``tests/blender/rendering/test_segments.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..foundation.errors import UsageError
from ..foundation.reading.strict_json import structured
from ..options.movie import FrameRange

__all__ = ["Segments", "segment_ranges"]


@dataclass(frozen=True, slots=True)
class Segments:
    """How a long scene is rendered in parts.

    Attributes:
        frames: Maximum number of frames of a segment.
        folder: Folder of finished segments until they are joined; only for this scene with these options.
    """

    frames: int
    folder: Path

    def __post_init__(self) -> None:
        if self.frames < 1:
            raise UsageError(f"invalid segment length: {self.frames} frames", cure="Use 1 or more")

    def path(self, part: FrameRange) -> Path:
        """Return the file of a finished segment."""
        return self.folder / f"{part.first:06d}-{part.last:06d}.mkv"

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"frames": self.frames, "folder": str(self.folder)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Segments:
        """Inverse of :meth:`as_dict`.

        Raises:
            UsageError, ValueError: the values are invalid.
        """
        return structured(values, cls)


def segment_ranges(frames: FrameRange, longest: int) -> list[FrameRange]:
    """Cut a range into ranges of at most ``longest`` frames, in order."""
    starts = range(frames.first, frames.last + 1, longest)
    return [FrameRange(first, min(first + longest - 1, frames.last)) for first in starts]
