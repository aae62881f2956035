# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds of values that options have: those of the other modules, and paths, frames, casts, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ..foundation.errors import UsageError
from .frames import BlendFrames, FrameRange, parse_frames
from .kind import Kind, OneOf, Switch, Text
from .number_kinds import Number, Rate, Size, Span, Whole

__all__ = [
    "ByActor",
    "Cast",
    "File",
    "FileByActor",
    "Frames",
    "Heights",
    "Kind",
    "Names",
    "Number",
    "OneOf",
    "Rate",
    "Size",
    "Span",
    "Switch",
    "Text",
    "Wear",
    "Whole",
]

_ACTOR = re.compile(r"[A-Za-z0-9_-]{1,40}")


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
class ByActor(Kind):
    """Something for each actor: actor id -> that. Each kind of it says what that is.

    Attributes:
        table: How a table of it is written in a job file.
        words: How a word of it is written on a command line.
        empty: Whether nothing may stand behind an actor.
    """

    table: ClassVar[str]
    words: ClassVar[str]
    empty: ClassVar[bool] = False

    def one(self, what: str, value: Any) -> Any:
        """The value for one actor.

        Raises:
            UsageError: it is invalid.
        """
        return value

    def one_from_text(self, text: str) -> Any:
        """What :meth:`one` takes, out of a command line."""
        return text

    def one_to_text(self, value: Any) -> str:
        """What :meth:`one_from_text` takes."""
        return str(value)

    def check(self, what: str, value: Any) -> dict[str, Any]:
        """Ids of three digits or more, or names."""
        if not isinstance(value, Mapping):
            raise UsageError(f"invalid {what} {value!r}", cure=f"Write a table such as {self.table}")
        found = {}
        for actor, each in value.items():
            if not isinstance(actor, str) or not _ACTOR.fullmatch(actor):
                raise UsageError(f"invalid {what}: {actor!r} is not an actor's number or name")
            # InterAct pads its ids; no other dataset has ids of one or two digits.
            found[actor.zfill(3) if actor.isdecimal() else actor] = self.one(what, each)
        return found

    def to_plain(self, value: Any) -> dict[str, Any]:
        """A table."""
        return dict(value)

    def from_text(self, what: str, text: str) -> dict[str, Any]:
        """Out of ``001=jonas,002=maria``."""
        pairs = [pair.partition("=") for pair in text.split(",")]
        if not all(
            actor.strip() and equals and (each.strip() or self.empty) for actor, equals, each in pairs
        ):
            raise UsageError(f"invalid {what} {text!r}", cure=f"Write {self.words}")
        return self.check(what, {actor.strip(): self.one_from_text(each.strip()) for actor, _, each in pairs})

    def to_text(self, value: Any) -> str:
        """``001=jonas,002=maria``."""
        return ",".join(f"{actor}={self.one_to_text(each)}" for actor, each in value.items())


@dataclass(frozen=True, slots=True)
class Cast(ByActor):
    """Actor id -> id of a built-in person.

    Attributes:
        person: Gives the id of a person, or raises UsageError where there is none of that name.
    """

    table: ClassVar[str] = '{ 001 = "jonas" }'
    words: ClassVar[str] = "ACTOR=PERSON, as in 001=jonas"

    person: Callable[[str], str]

    def one(self, what: str, value: Any) -> str:
        """A person's id."""
        if not isinstance(value, str):
            raise UsageError(f"invalid {what}: {value!r} is not a person's name in quotes")
        return self.person(value)


@dataclass(frozen=True, slots=True)
class Wear(ByActor):
    """Actor id -> what the built-in person who plays the actor wears: names of clothes, several or none."""

    table: ClassVar[str] = '{ 001 = ["fedora", "shoes02"] }'
    words: ClassVar[str] = "ACTOR=CLOTHES, as in 001=fedora+shoes02"
    empty: ClassVar[bool] = True  # the person's own clothes

    def one(self, what: str, value: Any) -> tuple[str, ...]:
        """A tuple of texts."""
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise UsageError(f"invalid {what}: {value!r} is not a list of names in quotes")
        return tuple(each.strip() for each in value if each.strip())

    def to_plain(self, value: Any) -> dict[str, Any]:
        """A table of lists."""
        return {actor: list(each) for actor, each in value.items()}

    def one_from_text(self, text: str) -> list[str]:
        """Out of ``fedora+shoes02``."""
        return text.split("+")

    def one_to_text(self, value: Any) -> str:
        """``fedora+shoes02``."""
        return "+".join(value)


@dataclass(frozen=True, slots=True)
class Heights(ByActor):
    """Actor id -> how tall the built-in person is who plays the actor, metres.

    Attributes:
        least: The least that is allowed.
        most: The most.
    """

    table: ClassVar[str] = "{ 001 = 1.95 }"
    words: ClassVar[str] = "ACTOR=METRES, as in 001=1.95"

    least: float
    most: float

    def one(self, what: str, value: Any) -> float:
        """A number within the bounds."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"invalid {what} {value!r}: not a number of metres", cure=f"Write {self.words}")
        if not self.least <= value <= self.most:
            raise UsageError(
                f"invalid {what} {value:g} m: people are {self.least:g} to {self.most:g} m tall here",
                cure="Write it in metres",
            )
        return float(value)

    def one_from_text(self, text: str) -> Any:
        """A number; other texts are refused by :meth:`one`."""
        try:
            return float(text)
        except ValueError:
            return text


@dataclass(frozen=True, slots=True)
class FileByActor(ByActor):
    """Actor id -> a file of that actor; ``all`` for those who have none of their own."""

    table: ClassVar[str] = '{ P1 = "rest.npz" }'
    words: ClassVar[str] = "FILE or ACTOR=FILE, as in P1=rest.npz"

    def one(self, what: str, value: Any) -> Path:
        """A path."""
        return File().check(what, value) if isinstance(value, Path) else File().from_plain(what, value)

    def to_plain(self, value: Any) -> dict[str, str]:
        """A table of paths."""
        return {actor: File().to_plain(path) for actor, path in value.items()}

    def from_plain(self, what: str, value: Any) -> dict[str, Any]:
        """Out of a table, or of one path for all."""
        return self.check(what, {"all": value} if isinstance(value, str) else value)

    def from_text(self, what: str, text: str) -> dict[str, Any]:
        """Out of ``P1=rest.npz`` or ``rest.npz``; a path may have commas."""
        actor, equals, path = text.partition("=")
        if not equals or not _ACTOR.fullmatch(actor):
            actor, path = "all", text
        if not path:
            raise UsageError(f"invalid {what} {text!r}", cure=f"Write {self.words}")
        return self.check(what, {actor: File().from_text(what, path)})

    def one_to_text(self, value: Any) -> str:
        """As the system writes it."""
        return str(value)

    def from_json(self, what: str, value: Any) -> dict[str, Any]:
        """As they stand."""
        if not isinstance(value, Mapping):
            raise UsageError(f"invalid {what} {value!r}: not a table of paths")
        return self.check(what, {actor: File().from_json(what, path) for actor, path in value.items()})

    def to_json(self, value: Any) -> dict[str, str]:
        """As the system writes them."""
        return {actor: str(path) for actor, path in value.items()}


@dataclass(frozen=True, slots=True)
class Names(Kind):
    """Several names, separated by commas."""

    def check(self, what: str, value: Any) -> tuple[str, ...]:
        """A tuple of texts."""
        if not isinstance(value, tuple) or not all(isinstance(name, str) for name in value):
            raise UsageError(f"invalid {what} {value!r}: not a tuple of names")
        return value

    def from_plain(self, what: str, value: Any) -> tuple[str, ...]:
        """Out of ``jawOpen, mouthSmile``."""
        if not isinstance(value, str):
            raise UsageError(f"invalid {what} {value!r}: not a text in quotes")
        return tuple(name.strip() for name in value.split(",") if name.strip())

    def to_plain(self, value: Any) -> str:
        """``jawOpen,mouthSmile``."""
        return ",".join(value)
