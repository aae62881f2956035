# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when single faces are rendered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..foundation.choices import Choice
from ..schema.fields import NOTHING, check_fields, option
from ..schema.kinds import File, OneOf, Size, Whole

__all__ = ["FORMATS", "FaceOptions"]

FORMATS: tuple[Choice, ...] = (
    Choice("png", "Pictures", "Pictures, which outlive an interruption", 0),
    Choice("mkv", "Video", "A video", 1),
)
_SIDE = Whole(16, 16384, even=True)
_SIZE = Size(_SIDE)
_GROUP = "faces"


@dataclass(frozen=True, slots=True)
class FaceOptions:
    """How faces are rendered, where nothing else is said.

    Attributes:
        width: Pixels across.
        height: Pixels down.
        frames_format: ``png``: a folder of pictures, which outlive an interruption; ``mkv``: a video.
        generic: ICT-FaceKit's neutral mesh or its folder, for actors without a template.
    """

    width: int = option(
        1080,
        _SIDE,
        label="Width",
        help="Pixels across",
        name="face_size",
        joined=_SIZE,
        whole="Pixels of faces; --size counts where only faces are rendered",
        group=_GROUP,
        metavar="WxH",
        panel="",
    )
    height: int = option(
        1080,
        _SIDE,
        label="Height",
        help="Pixels down",
        name="face_size",
        joined=_SIZE,
        group=_GROUP,
        panel="",
    )
    frames_format: str = option(
        "png", OneOf(FORMATS), label="Frames", help="How the frames of faces are kept", group=_GROUP, panel=""
    )
    generic: Path | None = option(
        None,
        File(),
        label="Generic Face",
        help="ICT-FaceKit's neutral mesh, for actors without a template",
        name="generic_face",
        group=_GROUP,
        metavar="PATH",
        panel="",
        affects=NOTHING,  # its content does, which the record holds among the input files
    )

    def __post_init__(self) -> None:
        check_fields(self)
