# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written into other programs' files: refused where it could end a line there, or mean something.

Quotes protect a path in a shell, but not in a ``#SBATCH`` line, which a line break ends: bash runs the rest.
Such characters are in no path that anybody needs, so they are refused for all engines, also for those whose
format could hold them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...foundation.errors import UsageError

__all__ = ["check_unicode", "check_words", "one_line"]

# Control characters, and what ends a line elsewhere: next line, line and paragraph separator.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_RENAME = "Rename the folder or file, or use another one"


def check_words(words: Iterable[object], where: str, also: re.Pattern[str] | None = None) -> None:
    """Check that paths and arguments can be written into another program's file.

    Args:
        words: The paths and arguments.
        where: What they are written into, for the message: ``a job``.
        also: What has a meaning in that file and cannot be quoted there.

    Raises:
        UsageError: one has a line break, another control character, or what ``also`` finds.
    """
    for word in words:
        text = str(word)
        found = _BREAKS.search(text) or (also.search(text) if also is not None else None)
        if found is not None:
            raise UsageError(f"{text!r} cannot be written into {where}: it has {found[0]!r}", cure=_RENAME)


def check_unicode(words: Iterable[object], where: str) -> None:
    """Check that paths are text.

    Raises:
        UsageError: one has bytes that are not UTF-8.
    """
    for word in words:
        try:
            str(word).encode("utf-8")
        except UnicodeEncodeError as error:
            raise UsageError(f"{word!s:.200} is not UTF-8, as {where} needs", cure=_RENAME) from error


def one_line(text: str) -> str:
    """Return a title without line breaks and other control characters."""
    return " ".join(_BREAKS.sub(" ", text).split())
