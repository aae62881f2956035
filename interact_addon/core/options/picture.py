# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pictures of a movie are like: preset, size, samples."""

from __future__ import annotations

from dataclasses import dataclass

from ..foundation.errors import UsageError

__all__ = ["RENDER_PRESETS", "PictureOptions", "parse_size"]

RENDER_PRESETS: tuple[str, ...] = ("preview", "final", "pathtraced")


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What the pictures of a movie are like.

    Attributes:
        preset: ``preview`` (Workbench), ``final`` (EEVEE) or ``pathtraced`` (Cycles).
        width: Pixels across; even, as H.264 with 4:2:0 colours wants it.
        height: Pixels down; even.
        samples: Samples per pixel, or None for the preset's own number.
    """

    preset: str = "preview"
    width: int = 1280
    height: int = 720
    samples: int | None = None

    def __post_init__(self) -> None:
        if self.preset not in RENDER_PRESETS:
            raise UsageError(
                f"there is no render preset {self.preset!r}", cure=f"Use one of {', '.join(RENDER_PRESETS)}"
            )
        for pixels in (self.width, self.height):
            if not 16 <= pixels <= 16384 or pixels % 2:
                raise UsageError(
                    f"a picture of {self.width}x{self.height} pixels cannot be made into a movie",
                    cure="Use even numbers from 16 to 16384, such as 1280x720",
                )
        if self.samples is not None and not 1 <= self.samples <= 65536:
            raise UsageError(f"{self.samples} samples make no sense", cure="Use a number from 1 to 65536")


def parse_size(text: str) -> tuple[int, int]:
    """Width and height from ``1280x720``.

    Raises:
        UsageError: the text is something else.
    """
    width, cross, height = text.lower().partition("x")
    if not (cross and width.strip().isdecimal() and height.strip().isdecimal()):
        raise UsageError(f"{text!r} is not a size", cure="Write it as WIDTHxHEIGHT, such as 1280x720")
    return int(width), int(height)
