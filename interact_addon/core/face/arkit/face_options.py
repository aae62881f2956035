# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when faces are read: declared here once, for scenes, imports, conversion and plots."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...schema.fields import check_fields, option
from ...schema.kinds import OneOf, Rate
from .layouts import COLUMN_ORDERS

__all__ = ["FaceReading", "face_columns_option", "face_rate_option"]


def face_columns_option(**more: Any) -> Any:
    """Declare the order of the columns of faces; ``more`` as for :func:`.option`."""
    return option(
        "auto",
        OneOf(COLUMN_ORDERS),
        label="Face Columns",
        help="The order of the columns of face arrays without names",
        new=True,
        **more,
    )


def face_rate_option(**more: Any) -> Any:
    """Declare the rate of faces that do not say it; ``more`` as for :func:`.option`."""
    return option(
        None,
        Rate(),
        label="Face Rate",
        help="Frames per second of face files that do not say it: arrays, and tables without times",
        own=("Own Face Rate", "Face files that do not say their frames per second have others than 30"),
        starts=Fraction(30),
        metavar="RATE",
        new=True,
        **more,
    )


@dataclass(frozen=True, slots=True)
class FaceReading:
    """How faces are read.

    Attributes:
        face_columns: The order of columns without names: ``auto`` as the values tell, or
            another of ``COLUMN_ORDERS``.
        face_rate: Frames per second of files that do not say it; None for 30.
    """

    face_columns: str = face_columns_option()
    face_rate: Fraction | None = face_rate_option()

    def __post_init__(self) -> None:
        check_fields(self)
