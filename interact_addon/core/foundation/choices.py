# SPDX-License-Identifier: GPL-3.0-or-later
"""Named choices, such as the camera presets: what each is called everywhere, and what the user reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .errors import UsageError

__all__ = ["Choice", "check_choice", "ids"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several.

    Attributes:
        id: Its name on the command line, in files and in Python.
        label: Its name in panels.
        about: What it means, as a sentence without a full stop.
        number: What a .blend stores for it; never given to another choice.
    """

    id: str
    label: str
    about: str
    number: int


def ids(choices: Sequence[Choice]) -> tuple[str, ...]:
    """The names of choices, in their order."""
    return tuple(choice.id for choice in choices)


def check_choice(what: str, value: object, allowed: Sequence[str]) -> str:
    """A value that is one of those allowed.

    Raises:
        UsageError: it is another.
    """
    if value not in allowed:
        raise UsageError(f"invalid {what} {value!r}", cure=f"Use one of {', '.join(allowed)}")
    return str(value)
