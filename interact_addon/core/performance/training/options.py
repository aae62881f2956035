# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen about training arrays."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...foundation.choices import Choice
from ...options.take import INTERACT_RATE
from ...schema.fields import check_fields, option
from ...schema.kinds import Number, OneOf, Rate, Whole
from ..export.motion_options import UPS

__all__ = ["SIXES", "TrainingOptions"]

SIXES: tuple[Choice, ...] = (
    Choice("columns", "Columns", "The first two columns of the matrix, as HumanML3D has them", 0),
    Choice("rows", "Rows", "Its first two rows, as InterGen and PyTorch3D have them", 1),
)
_GROUP = "training arrays"


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How training arrays are made.

    Attributes:
        rate: Frames per second of all arrays.
        up: The up axis of joints and of the pelvis' rotation, ``Y`` or ``Z``.
        six: Which six numbers of a rotation's matrix: ``columns`` or ``rows``, the first before the second.
        mels: Number of mel bands.
        window: Length of the sound's windows in seconds.
        highest: The highest frequency of the mel bands, in hertz; recordings of lower rates have empty bands.
        facing: Who looks less than this angle past the partner faces them, in degrees.
    """

    rate: Fraction = option(
        INTERACT_RATE, Rate(), label="Frame Rate", help="Frames per second", name="fps", metavar="RATE"
    )
    up: str = option("Y", OneOf(UPS), label="Up", help="Up axis of the joints", name="up_axis")
    six: str = option(
        "columns",
        OneOf(SIXES),
        label="Six Numbers",
        help="Which numbers of a rotation's matrix",
        group=_GROUP,
    )
    mels: int = option(
        80, Whole(1, 512), label="Mel Bands", help="Number of bands of the mel spectrogram", group=_GROUP
    )
    window: float = option(
        0.064, Number(0.005, 1.0, "s"), label="Window", help="Seconds of sound per window", group=_GROUP
    )
    highest: float = option(
        8000.0, Number(500.0, 48000.0, "Hz"), label="Highest", help="Upper end of the mel bands", group=_GROUP
    )
    facing: float = option(
        60.0,
        Number(1.0, 180.0, "degrees"),
        label="Facing",
        help="Who looks less than so many degrees past the partner faces them",
        group=_GROUP,
    )

    def __post_init__(self) -> None:
        check_fields(self)
