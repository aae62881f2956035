# SPDX-License-Identifier: GPL-3.0-or-later
"""Ranges of frames."""

from __future__ import annotations

from dataclasses import dataclass

from ..foundation.errors import UsageError

__all__ = ["FrameRange", "parse_frames"]


@dataclass(frozen=True, slots=True)
class FrameRange:
    """Frames from ``first`` to ``last``, both included, counted from 1."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last:
            raise UsageError(
                f"invalid frames {self.first}-{self.last}", cure="Write FIRST-LAST, counted from 1"
            )

    def within(self, frames: int) -> FrameRange:
        """The part of the range that a scene of ``frames`` frames has.

        Raises:
            UsageError: it has none of it.
        """
        if self.first > frames:
            raise UsageError(f"frames {self.first}-{self.last} lie beyond the scene's {frames} frames")
        return FrameRange(self.first, min(self.last, frames))

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


def parse_frames(text: str) -> FrameRange:
    """A range from ``A-B``, or one frame from ``A``.

    Raises:
        UsageError: the text is something else.
    """
    first, dash, last = text.replace(" ", "").partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        raise UsageError(f"{text!r} is not a range of frames", cure="Write FIRST-LAST, such as 1-120")
    return FrameRange(int(first), int(last if dash else first))
