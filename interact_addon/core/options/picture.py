# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pictures of a movie are like: preset, size, samples."""

from __future__ import annotations

from dataclasses import dataclass

from ..foundation.choices import Choice, ids
from ..schema.fields import check_fields, option
from ..schema.kinds import OneOf, Size, Whole

__all__ = ["PRESETS", "RENDER_PRESETS", "SIZE", "PictureOptions"]

PRESETS: tuple[Choice, ...] = (
    Choice("preview", "Preview", "Workbench: fast, flat light", 0),
    Choice("final", "Final", "EEVEE: soft light and shadows", 1),
    Choice("pathtraced", "Path-traced", "Cycles: the best light, and the slowest", 2),
)
RENDER_PRESETS = ids(PRESETS)

_SIDE = Whole(16, 16384, even=True)  # H.264 with 4:2:0 colours wants even numbers
SIZE = Size(_SIDE)
_GROUP = "the picture"


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What the pictures of a movie are like.

    Attributes:
        preset: ``preview`` (Workbench), ``final`` (EEVEE) or ``pathtraced`` (Cycles).
        width: Pixels across; even, as H.264 with 4:2:0 colours wants it.
        height: Pixels down; even.
        samples: Samples per pixel, or None for the preset's own number.
    """

    preset: str = option(
        "preview",
        OneOf(PRESETS),
        label="Preset",
        help="How the pictures are rendered",
        group=_GROUP,
    )
    width: int = option(
        1280,
        _SIDE,
        label="Width",
        help="Pixels across, an even number",
        name="size",
        joined=SIZE,
        whole="Pixels",
        group=_GROUP,
        metavar="WxH",
    )
    height: int = option(
        720, _SIDE, label="Height", help="Pixels down, an even number", name="size", joined=SIZE, group=_GROUP
    )
    samples: int | None = option(
        None,
        Whole(1, 65536),
        label="Samples",
        help="Samples per pixel",
        group=_GROUP,
        metavar="N",
        none=(0, "the preset's own"),
    )

    def __post_init__(self) -> None:
        check_fields(self)
