# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the lines of tables and values in a TOML text, which Python's reader does not report.

The usual forms are found: ``[table]``, ``[[table]]``, ``key = value`` at the start of a line. For values
inside an inline table, the line of the enclosing value is returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["Lines", "TomlPath"]

TomlPath = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PAIR = re.compile(r"^\s*([A-Za-z0-9_.\"' -]+?)\s*=")
_PART = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+))\s*(?:\.|$)")


class Lines:
    """The lines of a TOML text.

    Args:
        text: Valid TOML.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[TomlPath, int] = {}
        counts: dict[TomlPath, int] = {}
        table: TomlPath = ()
        for number, line in _outside_strings(text):
            if header := _HEADER.match(line):
                table = self._table(_parts(header[2]), counts, array=header[1] == "[[")
                self._lines.setdefault(table, number)
            elif pair := _PAIR.match(line):
                path: TomlPath = (*table, *_parts(pair[1]))
                self._lines.setdefault(path, number)

    def of(self, path: TomlPath) -> int | None:
        """Return the line of a value, else of the nearest table around it, else None."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return None

    @staticmethod
    def _table(parts: TomlPath, counts: dict[TomlPath, int], *, array: bool) -> TomlPath:
        """Return the header's path, with the index of each array of tables in it."""
        path: TomlPath = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            if array and place == len(parts) - 1:
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        return path


def _parts(dotted: str) -> TomlPath:
    return tuple(match[1] or match[2] or match[3] or "" for match in _PART.finditer(dotted) if match[0])


def _outside_strings(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that do not begin inside a multi-line string or an array."""
    quote = ""
    depth = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not quote and depth == 0:
            yield number, line
        header = not quote and depth == 0 and _HEADER.match(line)
        place = 0
        while place < len(line) and not header:
            if quote:
                end = line.find(quote, place)
                place = len(line) if end < 0 else end + len(quote)
                quote = quote if end < 0 else ""
                continue
            three = line[place : place + 3]
            if three in ('"""', "'''"):
                quote = three
                place += 3
            elif line[place] in "\"'":
                place = _past_string(line, place)
            elif line[place] == "#":
                break
            else:
                depth += {"[": 1, "]": -1}.get(line[place], 0)
                place += 1


def _past_string(line: str, start: int) -> int:
    quote, place = line[start], start + 1
    while place < len(line) and line[place] != quote:
        place += 2 if quote == '"' and line[place] == "\\" else 1
    return place + 1
