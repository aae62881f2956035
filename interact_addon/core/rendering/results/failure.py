# SPDX-License-Identifier: GPL-3.0-or-later
"""The note that a scene failed, which the next run and ``interact status`` read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...foundation.errors import InputError
from ...foundation.reading.strict_json import read_json

__all__ = ["Failure", "read_failed", "read_failure"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a scene failed the last time.

    Attributes:
        error: Why, as a sentence.
        time: When, as ISO 8601.
    """

    error: str
    time: str = ""


def read_failed(path: Path) -> Failure | None:
    """Return how a scene failed the last time; None if it did not, or that cannot be read."""
    try:
        return read_json(path, Failure, "the note of a failure", follow=False)
    except InputError:
        return None


def read_failure(path: Path) -> str | None:
    """Return why a scene failed the last time, or None if it did not."""
    failed = read_failed(path)
    return None if failed is None else failed.error
