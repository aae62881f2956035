# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values that options have: how each is checked, and how it stands in text, in TOML and in JSON.

A value has four forms: the Python value; words on a command line (``--fps 30000/1001``); what a TOML file
holds (``fps = "30000/1001"``); and what JSON holds. Each kind turns them into each other, and every way in
uses it, so that what one way accepts no other refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..foundation.choices import Choice, check_choice, ids
from ..foundation.errors import UsageError

__all__ = ["Kind", "OneOf", "Switch", "Text"]


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

    @property
    def closed(self) -> bool:
        """Whether nothing else may be given."""
        return True

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
