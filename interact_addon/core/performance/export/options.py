# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and results of exporting a performance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.choices import Choice, ids
from ...foundation.errors import UsageError
from ...options.take import INTERACT_RATE
from ...schema.fields import check_fields, option
from ...schema.frames import BlendFrames
from ...schema.kinds import Frames, OneOf, Rate, Switch

__all__ = ["RANGES", "RANGE_CHOICES", "ExportOptions", "ExportedFile"]

RANGE_CHOICES: tuple[Choice, ...] = (
    Choice(
        "scene", "Scene", "The scene's range; of a scene that was added to another, only while it plays", 0
    ),
    Choice("preview", "Preview", "The preview range of the timeline, or the scene's range without one", 1),
    Choice("action", "Keys", "From each actor's first to the last key", 2),
)
RANGES = ids(RANGE_CHOICES)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Options for exporting performances.

    Attributes:
        root: The dataset folder; it and its subfolders are created if missing.
        frames: First and last Blender frame, both included; None for those of ``range``.
        range: ``scene``, ``preview`` (the scene's if it has no preview range) or ``action`` (from the
            actor's first to the last key).
        body: Whether to write the motion.
        face: Whether to write the weights.
        voice: Whether to write the voice.
        overwrite: Whether to replace existing files.
        rate: Frames per second of motion and weights; a dataset's arrays are always read at 30.
    """

    root: Path
    frames: BlendFrames | None = option(
        None,
        Frames(timeline=True),
        label="Frames",
        help="Blender frames, both included; they count before the range",
        metavar="A-B",
        panel="",  # given by the timeline
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
        help="Replace existing files; otherwise they are an error",
    )
    rate: Fraction = option(
        INTERACT_RATE,
        Rate(),
        label="Frame Rate",
        help="Frames per second of motion and weights",
        flag=False,  # a dataset's arrays are always read at 30
        panel="",
    )

    def __post_init__(self) -> None:
        check_fields(self)
        if not (self.body or self.face or self.voice):
            raise UsageError(
                "none of body, face and voice is selected for export", cure="Choose at least one"
            )


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file that was written.

    Attributes:
        kind: ``body``, ``face`` or ``voice``.
        path: The file.
        length: Number of frames, or of a voice's samples per channel.
    """

    kind: str
    path: Path
    length: int
