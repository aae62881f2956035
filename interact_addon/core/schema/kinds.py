# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values that options have: how each is checked, and how it stands in text, in TOML and in JSON.

A value has four forms: the Python value; words on a command line (``--fps 30000/1001``); what a TOML file
holds (``fps = "30000/1001"``); and what JSON holds. Each kind turns them into each other, and every way in
uses it, so that what one way accepts no other refuses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..foundation.choices import Choice, check_choice, ids
from ..foundation.errors import UsageError
from .frames import BlendFrames, FrameRange, parse_frames

__all__ = ["Cast", "File", "Frames", "Kind", "Number", "OneOf", "Rate", "Size", "Switch", "Text", "Whole"]

_SIZE = re.compile(r"\s*([0-9]{1,9})\s*[xX]\s*([0-9]{1,9})\s*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value. Each method says ``what`` is meant where a value is invalid.

    The base class is for texts that stand the same everywhere; other kinds change what differs.
    """

    def check(self, what: str, value: Any) -> Any:
        """The value itself.

        Raises:
            UsageError: it is invalid.
        """
        return value

    def from_plain(self, what: str, value: Any) -> Any:
        """A value out of TOML.

        Raises:
            UsageError: it is invalid.
        """
        return self.check(what, value)

    def to_plain(self, value: Any) -> Any:
        """A value for TOML: what :meth:`from_plain` takes."""
        return value

    def from_text(self, what: str, text: str) -> Any:
        """A value out of a word on the command line.

        Raises:
            UsageError: it is invalid.
        """
        return self.from_plain(what, text)

    def to_text(self, value: Any) -> str:
        """A value as a word on the command line: what :meth:`from_text` takes."""
        return str(self.to_plain(value))

    def from_json(self, what: str, value: Any) -> Any:
        """A value out of JSON.

        Raises:
            UsageError: it is invalid.
        """
        return self.from_plain(what, value)

    def to_json(self, value: Any) -> Any:
        """A value for JSON: what :meth:`from_json` takes."""
        return self.to_plain(value)


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """Any text."""

    def check(self, what: str, value: Any) -> str:
        """A string."""
        if not isinstance(value, str):
            raise UsageError(f"invalid {what} {value!r}: not a text in quotes")
        return value


@dataclass(frozen=True, slots=True)
class OneOf(Kind):
    """One of several names.

    Attributes:
        choices: All of them.
        switch: For two that a panel shows as a tick box: the one without the tick and the one with it.
    """

    choices: tuple[Choice, ...]
    switch: tuple[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that may be given."""
        return ids(self.choices)

    def check(self, what: str, value: Any) -> str:
        """One of the names."""
        return check_choice(what, value, self.names)


@dataclass(frozen=True, slots=True)
class Switch(Kind):
    """Yes or no."""

    def check(self, what: str, value: Any) -> bool:
        """True or False."""
        if not isinstance(value, bool):
            raise UsageError(f"invalid {what} {value!r}: neither true nor false")
        return value


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
            rate = Fraction(value)
        except (ValueError, ZeroDivisionError, OverflowError):
            raise UsageError(
                f"invalid {what} {value!r}", cure="Write a number such as 30, or 30000/1001"
            ) from None
        return self.check(what, rate)

    def to_plain(self, value: Any) -> str:
        """A text that says it exactly."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Frames(Kind):
    """A range of frames.

    Attributes:
        timeline: Whether they are numbers on Blender's timeline, which may begin at 0 or before.
    """

    timeline: bool = False

    def check(self, what: str, value: Any) -> FrameRange:
        """A range; it checks itself when it is made."""
        if not isinstance(value, BlendFrames if self.timeline else FrameRange):
            raise UsageError(f"invalid {what} {value!r}: not a range of frames")
        return value

    def from_plain(self, what: str, value: Any) -> FrameRange:
        """Out of ``1-120``, or one frame's number."""
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise UsageError(f"invalid {what} {value!r}: write FIRST-LAST, such as 1-120")
        return BlendFrames.parse(str(value)) if self.timeline else parse_frames(str(value))

    def to_plain(self, value: Any) -> str:
        """``1-120``."""
        return str(value)

    def from_json(self, what: str, value: Any) -> FrameRange:
        """Out of the first and the last frame."""
        if not isinstance(value, Sequence) or len(value) != 2 or not all(isinstance(n, int) for n in value):
            raise UsageError(f"invalid {what} {value!r}: not a first and a last frame")
        return (BlendFrames if self.timeline else FrameRange)(*value)

    def to_json(self, value: Any) -> list[int]:
        """The first and the last frame."""
        return [value.first, value.last]


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
class File(Kind):
    """A path.

    Attributes:
        folder: Whether it is a folder's.
        found: Whether a program of that name is looked for where the path leads nowhere.
    """

    folder: bool = False
    found: bool = False

    def check(self, what: str, value: Any) -> Path:
        """A path that the system can have."""
        if not isinstance(value, Path) or "\0" in str(value):
            raise UsageError(f"invalid {what} {str(value)[:40]!r}: not a path")
        return value

    def from_plain(self, what: str, value: Any) -> Path:
        """Out of a text, whose ``~`` is the user's home."""
        if not isinstance(value, str):
            raise UsageError(f"invalid {what} {value!r}: not a path in quotes")
        try:
            return self.check(what, Path(value).expanduser())
        except RuntimeError:
            raise UsageError(f"invalid {what} {value[:40]!r}: no home of that user on this machine") from None

    def to_plain(self, value: Any) -> str:
        """With slashes, which every system reads."""
        return str(value.as_posix())

    def from_text(self, what: str, text: str) -> Path:
        """As it stands: a shell has put the home in already."""
        return self.check(what, Path(text))

    def to_text(self, value: Any) -> str:
        """As the system writes it."""
        return str(value)

    def from_json(self, what: str, value: Any) -> Path:
        """As it stands."""
        if not isinstance(value, str):
            raise UsageError(f"invalid {what} {value!r}: not a path")
        return self.check(what, Path(value))

    def to_json(self, value: Any) -> str:
        """As the system writes it."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Cast(Kind):
    """Actor id -> id of a built-in person.

    Attributes:
        person: Gives the id of a person, or raises UsageError where there is none of that name.
    """

    person: Callable[[str], str]

    def check(self, what: str, value: Any) -> dict[str, str]:
        """Ids of three digits or more."""
        if not isinstance(value, Mapping):
            raise UsageError(f"invalid {what} {value!r}", cure='Write a table such as { 001 = "jonas" }')
        cast = {}
        for actor, person in value.items():
            if not isinstance(actor, str) or not actor.isdecimal():
                raise UsageError(f"invalid {what}: {actor!r} is not an actor's number")
            if not isinstance(person, str):
                raise UsageError(f"invalid {what}: {person!r} is not a person's name in quotes")
            cast[actor.zfill(3)] = self.person(person)
        return cast

    def to_plain(self, value: Any) -> dict[str, str]:
        """A table."""
        return dict(value)

    def from_text(self, what: str, text: str) -> dict[str, str]:
        """Out of ``001=jonas,002=maria``."""
        pairs = [pair.partition("=") for pair in text.split(",")]
        if not all(actor.strip() and equals and person.strip() for actor, equals, person in pairs):
            raise UsageError(f"invalid {what} {text!r}", cure="Write ACTOR=PERSON, as in 001=jonas")
        return self.check(what, {actor.strip(): person.strip() for actor, _, person in pairs})

    def to_text(self, value: Any) -> str:
        """``001=jonas,002=maria``."""
        return ",".join(f"{actor}={person}" for actor, person in value.items())
