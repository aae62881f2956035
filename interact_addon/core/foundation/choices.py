# SPDX-License-Identifier: GPL-3.0-or-later
"""Named choices, such as the camera presets, with their ids and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .errors import UsageError

__all__ = ["Choice", "check_choice", "ids"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several named choices.

    Attributes:
        id: Its name on the command line, in files and in Python.
        label: Its name in panels.
        about: Its description, a sentence without a full stop.
        number: The value stored in .blend files; never reused for another choice.
    """

    id: str
    label: str
    about: str
    number: int


def ids(choices: Sequence[Choice]) -> tuple[str, ...]:
    """Return the ids of choices, in order."""
    return tuple(choice.id for choice in choices)


def check_choice(what: str, value: object, allowed: Sequence[str]) -> str:
    """Return a value if it is one of those allowed.

    Raises:
        UsageError: it is not.
    """
    if value not in allowed:
        raise UsageError(f"invalid {what} {value!r}", cure=f"Use one of {', '.join(allowed)}")
    return str(value)
