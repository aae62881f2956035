# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that may hold anything a file holds, as a message that every terminal, log and page can show."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["json_sayable", "one_line", "sayable", "shown", "some"]

_LONGEST = 8000  # characters; a name in a damaged file can be as long as the file
# Bytes that are not UTF-8, as Python's file names have them, and what moves a terminal's cursor or turns the
# direction of what follows, so that a text reads as another.
_UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKING = re.compile(f"[\t\n]|{_UNSAYABLE.pattern}")


def some(names: Sequence[str], most: int = 12) -> str:
    """Return names as a list in a sentence, with the number of those beyond the first ``most``."""
    more = len(names) - most
    return (", ".join(names[:most]) or "none") + (f" and {more} more" if more > 0 else "")


def sayable(text: str) -> str:
    """Return a text without characters that cannot be shown, and no longer than some pages."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}..."
    return shown(text)


def shown(text: str) -> str:
    """Return a text of any length with such characters written out; line feeds and tabs stay."""
    return _UNSAYABLE.sub(_written_out, text)


def one_line(text: str) -> str:
    """Return a text with such characters, line feeds and tabs written out: a name, or a cell of a table."""
    return _BREAKING.sub(_written_out, text)


def json_sayable(text: str) -> str:
    """Return JSON of the same meaning without such characters."""
    return _UNSAYABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _written_out(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]
