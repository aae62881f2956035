# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values that are numbers: whole ones, others, rates, sizes, spans of time."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..foundation.errors import UsageError
from .kind import Kind

__all__ = ["Number", "Rate", "Size", "Span", "Whole"]

_RATE = re.compile(
    r"\s*\d{1,9}(?:\.\d{0,12})?(?:/\d{1,9})?\s*", re.ASCII
)  # no power of ten: Python would write it out
_SIZE = re.compile(r"\s*([0-9]{1,9})\s*[xX]\s*([0-9]{1,9})\s*")


@dataclass(frozen=True, slots=True)
class Whole(Kind):
    """A whole number.

    Attributes:
        least: The least that is allowed.
        most: The most.
        even: Whether it has to be even.
    """

    least: int
    most: int
    even: bool = False

    def check(self, what: str, value: Any) -> int:
        """A number in the range."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise UsageError(f"invalid {what} {value!r}: not a whole number")
        if not self.least <= value <= self.most or (self.even and value % 2):
            cure = f"Use {'an even' if self.even else 'a'} number from {self.least} to {self.most}"
            raise UsageError(f"invalid {what} {value}", cure=cure)
        return value

    def from_text(self, what: str, text: str) -> int:
        """Out of decimal digits."""
        try:
            return self.check(what, int(text))
        except ValueError:
            raise UsageError(f"invalid {what} {text[:40]!r}: not a whole number") from None


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """A number, whole or not.

    Attributes:
        least: The least that is allowed.
        most: The most.
        unit: What it counts, for messages.
    """

    least: float
    most: float
    unit: str = ""

    def check(self, what: str, value: Any) -> float:
        """A number in the range."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise UsageError(f"invalid {what} {value!r}: not a number")
        if not (math.isfinite(value) and self.least <= value <= self.most):
            unit = f" {self.unit}" if self.unit else ""
            raise UsageError(
                f"invalid {what} {value:g}{unit}", cure=f"Use a number from {self.least:g} to {self.most:g}"
            )
        return float(value)

    def from_text(self, what: str, text: str) -> float:
        """Out of decimal digits."""
        try:
            return self.check(what, float(text))
        except ValueError:
            raise UsageError(f"invalid {what} {text[:40]!r}: not a number") from None

    def to_text(self, value: Any) -> str:
        """All digits that the number needs, and no more."""
        return f"{value:.17g}" if float(f"{value:g}") != value else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Rate(Kind):
    """Frames per second, as an exact fraction."""

    def check(self, what: str, value: Any) -> Fraction:
        """A fraction from 1 to 1000."""
        if not isinstance(value, Fraction) or not 1 <= value <= 1000:
            raise UsageError(f"invalid {what} {value}", cure="Use 1 to 1000, such as 30 or 30000/1001")
        return value

    def from_plain(self, what: str, value: Any) -> Fraction:
        """Out of a number, or a text such as ``30000/1001``."""
        try:
            if isinstance(value, bool) or not isinstance(value, int | float | str):
                raise ValueError
            if isinstance(value, str) and not _RATE.fullmatch(value):
                raise ValueError
            rate = Fraction(value)
        except (ValueError, ZeroDivisionError, OverflowError):
            raise UsageError(
                f"invalid {what} {value!r:.60}", cure="Write a number such as 30, or 30000/1001"
            ) from None
        return self.check(what, rate)

    def to_plain(self, value: Any) -> str:
        """A text that says it exactly."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Size(Kind):
    """Width and height in pixels, such as ``1280x720``: two fields that every way but the panel joins."""

    side: Whole

    def check(self, what: str, value: Any) -> tuple[int, int]:
        """Two numbers."""
        width, height = value
        return self.side.check(f"width of {what}", width), self.side.check(f"height of {what}", height)

    def from_plain(self, what: str, value: Any) -> tuple[int, int]:
        """Out of ``1280x720``."""
        found = _SIZE.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise UsageError(f"invalid {what} {value!r}", cure="Write it as WIDTHxHEIGHT, such as 1280x720")
        return self.check(what, (int(found[1]), int(found[2])))

    def to_plain(self, value: Any) -> str:
        """``1280x720``."""
        return f"{value[0]}x{value[1]}"


@dataclass(frozen=True, slots=True)
class Span(Kind):
    """A span of time in seconds, such as ``5-12.5``: two fields, of which the end may be None."""

    def check(self, what: str, value: Any) -> tuple[float, float | None]:
        """A start at 0 or later, and an end behind it."""
        start, end = value
        if not start >= 0 or (end is not None and not end > start):
            raise UsageError(f"invalid {what}: from {start:g} s to {end} s", cure="Write A-B, such as 5-12.5")
        return start, end

    def from_plain(self, what: str, value: Any) -> tuple[float, float | None]:
        """Out of ``5-12.5``, or ``5`` for all that comes behind it."""
        try:
            first, dash, last = str(value).partition("-")
            span = float(first), float(last) if dash and last else None
        except ValueError:
            raise UsageError(f"invalid {what} {value!r}", cure="Write A-B, such as 5-12.5") from None
        return self.check(what, span)

    def to_plain(self, value: Any) -> str:
        """``5-12.5``."""
        start, end = value
        return f"{start:g}-" + ("" if end is None else f"{end:g}")
