# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file of labels says, before its numbers have names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.typing import NDArray

__all__ = ["MOST_CODE", "Piece", "Value", "Values"]

Value = int | str
"""A label as a file has it: a number, or a name."""

MOST_CODE = 9999
"""Numbers above are no labels."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A label for a part of the time.

    Attributes:
        start: The first frame, from 0; or seconds.
        end: The frame after the last; or seconds; None where it lasts until the next piece.
        value: The label.
        seconds: Whether times are in seconds.
    """

    start: float
    end: float | None
    value: Value
    seconds: bool = False


@dataclass(frozen=True, eq=False)
class Values:
    """The labels of a file.

    Attributes:
        each: One per frame; a negative number or an empty string where there is none.
        pieces: Parts of the time instead, at least one; or None.
        names: What the numbers mean, if the file itself says it.
    """

    each: Sequence[Value] | NDArray = ()
    pieces: tuple[Piece, ...] | None = None
    names: tuple[str, ...] | None = None
