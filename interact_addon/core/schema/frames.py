# SPDX-License-Identifier: GPL-3.0-or-later
"""Ranges of frames."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..foundation.errors import UsageError
from ..foundation.findings import Finding

__all__ = ["BlendFrames", "FrameRange", "parse_frames"]

_RANGE = re.compile(r"(-?[0-9]{1,7})(?:-(-?[0-9]{1,7}))?")


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

    def beyond(self, frames: int, name: str) -> tuple[Finding, ...]:
        """Return a finding if a scene, whose name is given, ends before the range does."""
        if self.last <= frames:
            return ()
        missing = FrameRange(max(self.first, frames + 1), self.last)
        text = f"{name} has {frames} frames: {missing} of the frames {self} that are wanted are missing"
        return (Finding("frames-beyond-end", text),)

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


@dataclass(frozen=True, slots=True)
class BlendFrames(FrameRange):
    """Frames by their numbers on Blender's timeline, which may begin at 0 or before; both ends included."""

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise UsageError(f"invalid frames {self.first} to {self.last}: the last comes first")

    @classmethod
    def parse(cls, text: str) -> BlendFrames:
        """A range from ``A-B``, or one frame from ``A``; ``-5-10`` begins at -5.

        Raises:
            UsageError: the text is something else.
        """
        found = _RANGE.fullmatch(text.replace(" ", ""))
        if found is None:
            raise UsageError(f"{text!r} is not a range of frames", cure="Write FIRST-LAST, such as 1-120")
        return cls(int(found[1]), int(found[2] or found[1]))

    def outside(self, first: int, last: int) -> tuple[Finding, ...]:
        """Return a finding if some of these lie outside the scene's own ``first`` to ``last``."""
        if first <= self.first and self.last <= last:
            return ()
        text = f"frames {self} reach beyond the scene, which has {first}-{last}: the others are left out"
        return (Finding("frames-beyond-end", text),)

    def cut(self, first: int, last: int) -> BlendFrames:
        """The part of these that lies in the scene's own ``first`` to ``last``.

        Raises:
            UsageError: nothing does.
        """
        if self.first > last or self.last < first:
            raise UsageError(f"frames {self} lie outside the scene, which has {first}-{last}")
        return BlendFrames(max(self.first, first), min(self.last, last))
