# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when a performance is exported, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.errors import UsageError
from ...options.movie import INTERACT_RATE

__all__ = ["RANGES", "ExportOptions", "ExportedFile"]

RANGES: tuple[str, ...] = ("scene", "preview", "action")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How performances are exported.

    Attributes:
        root: The dataset folder; it and its folders are made where they are not there.
        frames: First and last Blender frame, both included; None for those of ``range``.
        range: ``scene``, ``preview`` (the scene's where it has no preview range) or ``action`` (from the
            actor's first to the last key).
        body: Whether the motion is written.
        face: Whether the weights are written.
        voice: Whether the voice is written.
        overwrite: Whether files that are there are replaced.
        rate: Frames per second of motion and weights; a dataset's arrays are always taken to have 30.
    """

    root: Path
    frames: tuple[int, int] | None = None
    range: str = "scene"
    body: bool = True
    face: bool = True
    voice: bool = True
    overwrite: bool = False
    rate: Fraction = INTERACT_RATE

    def __post_init__(self) -> None:
        if self.range not in RANGES:
            raise UsageError(
                f"there is no range of frames called {self.range!r}", cure=f"Use {', '.join(RANGES)}"
            )
        if not (self.body or self.face or self.voice):
            raise UsageError("neither body nor face nor voice is to be exported", cure="Choose at least one")
        if self.frames is not None and self.frames[0] > self.frames[1]:
            raise UsageError(f"frames {self.frames[0]} to {self.frames[1]} make no sense")
        if self.rate <= 0:
            raise UsageError(f"{self.rate} frames per second make no sense")


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file that was written.

    Attributes:
        kind: ``body``, ``face`` or ``voice``.
        path: Where it lies.
        length: Its frames, or a voice's samples per channel.
    """

    kind: str
    path: Path
    length: int
