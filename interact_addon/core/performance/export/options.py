# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when a performance is exported, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.choices import Choice, ids
from ...foundation.errors import UsageError
from ...options.movie import INTERACT_RATE
from ...schema.fields import check_fields, option
from ...schema.frames import BlendFrames
from ...schema.kinds import Frames, OneOf, Rate, Switch

__all__ = ["RANGES", "RANGE_CHOICES", "ExportOptions", "ExportedFile"]

RANGE_CHOICES: tuple[Choice, ...] = (
    Choice("scene", "Scene", "From the scene's first to its last frame", 0),
    Choice("preview", "Preview", "The preview range of the timeline; the scene's where there is none", 1),
    Choice("action", "Keys", "From each actor's first to the last key", 2),
)
RANGES = ids(RANGE_CHOICES)


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
    frames: BlendFrames | None = option(
        None,
        Frames(timeline=True),
        label="Frames",
        help="Blender frames, both included; they count before the range",
        metavar="A-B",
        panel="",  # the timeline says it
    )
    range: str = option(
        "scene", OneOf(RANGE_CHOICES), label="Range", help="Which frames are exported", panel="frames"
    )
    body: bool = option(True, Switch(), label="Body", help="Motion, as bvhs/KEY.bvh")
    face: bool = option(True, Switch(), label="Face", help="ARKit weights, as face_arkit/KEY.npy")
    voice: bool = option(
        True, Switch(), label="Voice", help="The recording, cut to the range, as wav/KEY.wav"
    )
    overwrite: bool = option(
        False,
        Switch(),
        label="Overwrite",
        help="Replace files that are there; otherwise nothing is written over",
    )
    rate: Fraction = option(
        INTERACT_RATE,
        Rate(),
        label="Frame Rate",
        help="Frames per second of motion and weights",
        flag=False,  # a dataset's arrays are always taken to have 30
        panel="",
    )

    def __post_init__(self) -> None:
        check_fields(self)
        if not (self.body or self.face or self.voice):
            raise UsageError("neither body nor face nor voice is to be exported", cure="Choose at least one")


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
