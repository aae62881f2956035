# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that may hold anything a file holds, as a message that every terminal, log and page can show."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["sayable", "some"]

_LONGEST = 8000  # characters; a name in a damaged file can be as long as the file
# Bytes that are not UTF-8, as Python's file names have them, and what moves a terminal's cursor.
_UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def some(names: Sequence[str], most: int = 12) -> str:
    """Return names as a list in a sentence, with the number of those beyond the first ``most``."""
    more = len(names) - most
    return (", ".join(names[:most]) or "none") + (f" and {more} more" if more > 0 else "")


def sayable(text: str) -> str:
    """Return a text without characters that cannot be shown, and no longer than some pages."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}..."
    return _UNSAYABLE.sub(lambda found: ascii(found[0])[1:-1], text)
