# SPDX-License-Identifier: GPL-3.0-or-later
r"""Read TOML that people write; the error says what people most often mean.

Format: toml.io, version 1.0. A path of Windows in double quotes is not what it seems to be: ``\U`` begins
the number of a character, ``\t`` is a tab.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from ..errors import InputError
from .text_file import read_text

__all__ = ["SLASHES", "parse_toml", "read_toml"]

SLASHES = "In double quotes \\ begins a special character: write the path in single quotes, or with /"
_PLACE = re.compile(
    r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.S
)
_LONGEST, _MOST_PARTS = 2000, 1000  # characters of a line that is looked at, and points in a longer one
_CURLY = re.compile(
    "(?:^|[=,\\[{])\\s*([\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\uff02\uff07`\u00b4])"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]")
_BACKSLASH = re.compile(r"=[^'#]*\"[^\"]*\\")
_BARE = re.compile(r"=\s*(?![\s'\"\[{])(?P<value>[^#]*[^\s#])")
_VALUE = re.compile(r"[+-]?[\d.][\w.+:-]*|true|false|[+-]?(?:inf|nan)", re.A)


def read_toml(
    path: Path, what: str, error: type[InputError] = InputError, *, cure: str | None = None
) -> dict[str, Any]:
    """Read a TOML file.

    Args:
        path: The file.
        what: What it is, for messages: "the job file".
        error: What is raised.
        cure: As in :func:`parse_toml`.

    Raises:
        InputError: of the kind ``error``; the file cannot be read, or is not TOML.
    """
    return parse_toml(read_text(path, what, error), path, error, cure=cure)


def parse_toml(
    text: str, path: Path, error: type[InputError] = InputError, *, cure: str | None = None
) -> dict[str, Any]:
    """Return the values of a TOML text. Lines may end as on any system.

    Args:
        text: The text.
        path: The file that it is from.
        error: What is raised.
        cure: What is advised where the text does not show what was meant.

    Raises:
        InputError: of the kind ``error``, with line, column and cure; it is not TOML.
    """
    if "\n" not in text:
        text = text.replace("\r", "\n")
    for number, each in enumerate(text.split("\n"), 1):
        if (
            len(each) > _LONGEST and each.count(".") > _MOST_PARTS
        ):  # Python's reader would need GB for such a name
            raise error("invalid TOML: a line that is too long", path=path, line=number, cure=cure)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = _PLACE.match(str(fault))
        what = (found["what"] if found else str(fault)) or "no value"
        lines = text.split("\n")
        line = int(found["line"]) if found and found["line"] else None
        column = f", column {found['column']}" if found and found["column"] else ""
        if (
            line is None
        ):  # seen only at the end: quotes that were left open, else in the last line with something
            line = next((n for n, each in enumerate(lines, 1) if _open(each)), len(text.rstrip().split("\n")))
        raise error(
            f"invalid TOML: {what[:1].lower()}{what[1:]}{column or ' at its end'}",
            path=path,
            line=line,
            cure=_cure(lines[line - 1][:_LONGEST]) or cure,
        ) from None
    except (ValueError, RecursionError) as fault:  # thousands of digits in a number, or of nested brackets
        raise error("invalid TOML: a number or a nesting that is too long", path=path, cure=cure) from fault


def _open(line: str) -> bool:
    """Return whether a line seems to leave quotes open."""
    return bool(line.count('"') % 2 or line.count("'") % 2)


def _cure(line: str) -> str | None:
    """Return what to do about a line that is not TOML, or None if it does not show what was meant."""
    if _BACKSLASH.search(line):
        return SLASHES
    if curly := _CURLY.search(line):
        return f"Write straight quotes, \" or ', instead of {curly[1]}"
    if _SPACES.search(line):
        return "Write an ordinary space: one in this line is another character that looks like it"
    bare = _BARE.search(line)
    if bare and not _VALUE.fullmatch(bare["value"]):
        value = bare["value"].rstrip("\"'")
        quote = "'" if "\\" in value else '"'
        return f"Write quotes around the value: {quote}{value}{quote}"
    if re.match(r"\s*[\w.-]+\s*:(?!/)", line):
        return 'Write = instead of :, as in name = "value"'
    if re.search(r"=\s*(?:#.*)?$", line):
        return "Write a value after =, in quotes"
    if _open(line):
        return "Close the quotes in the line where they begin"
    if not re.search(r"[=\[\]{}]", line.partition("#")[0]):
        return 'Write each line as name = "value", a comment behind #'
    return None
