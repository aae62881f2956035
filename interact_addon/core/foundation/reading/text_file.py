# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a text file as people's editors write them: UTF-8, with or without a byte order mark, or UTF-16."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from .plain_file import read_plain

__all__ = ["read_text"]

_MOST_BYTES = 1 << 24
_CURE = "Save it as plain text, in UTF-8"


def read_text(
    path: Path, what: str, error: type[InputError] = InputError, *, most_bytes: int = _MOST_BYTES
) -> str:
    """Return a file's text, without a byte order mark; the ends of its lines are as they are in the file.

    Args:
        path: The file.
        what: What it is, for messages: "the job file".
        error: What is raised.
        most_bytes: A larger file is not read.

    Raises:
        InputError: of the kind ``error``; the file cannot be read, is too large, or is not text.
    """
    try:
        if path.stat().st_size > most_bytes:
            raise error(f"{what} is larger than {most_bytes >> 20} MiB", path=path)
        raw = read_plain(path, most_bytes=most_bytes)
    except (OSError, ValueError) as fault:  # ValueError: a name with a zero byte
        reason = getattr(fault, "strerror", None) or fault
        raise error(f"{what} cannot be read ({reason})", path=path) from fault
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise error("not a text file in UTF-8", path=path, line=line, cure=_CURE) from None
    if (zero := text.find("\0")) >= 0:
        raise error("not a text file", path=path, line=text.count("\n", 0, zero) + 1, cure=_CURE)
    return text
