# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Praat's TextGrid: when which word is said.

Praat reads its text files, the long form and the short one, by one rule, which its manual gives: only quoted
strings, free-standing numbers and flags such as ``<exists>`` count; all other words are for people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..foundation.errors import DatasetError
from ..foundation.reading.text_file import read_text

__all__ = ["Interval", "Tier", "read_textgrid", "read_words"]

_MOST_BYTES = 1 << 23  # ten minutes of words and phones have 0.5 MB, twice that in UTF-16
# A string, in which a doubled quote stands for one; a comment; a flag; or another word.
_TOKEN = re.compile(r'"([^"]*(?:""[^"]*)*)"|!.*|(<\w+>)|([^\s"]+)')
_LONGEST = 100  # characters of a number; the expression takes long for what only begins like one
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
# What aligners write where nothing is said.
_SILENT = frozenset(("", "sil", "sp", "spn", "<eps>", "<sil>", "<p:>", "#"))
_WORDS = re.compile(r"(?:.*[-_ /])?(?:words?|wrd|ort)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interval:
    """A piece of time with a text.

    Attributes:
        start: In seconds.
        end: In seconds; that of a point is its start.
        text: Such as a word.
    """

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a TextGrid.

    Attributes:
        name: Such as ``words``.
        intervals: In the file's order.
        points: Whether it has points in time rather than intervals.
    """

    name: str
    intervals: tuple[Interval, ...]
    points: bool = False


def read_words(path: Path) -> tuple[Interval, ...]:
    """Return the words of a TextGrid and their times, without silences.

    They are in the tier that is called ``words`` (as in ``speaker - words``), else in the first tier of
    intervals.

    Raises:
        DatasetError: the file cannot be read, is not a TextGrid, or has no tier of intervals.
    """
    tiers = [tier for tier in read_textgrid(path) if not tier.points]
    if not tiers:
        raise DatasetError("the TextGrid has no tier of intervals, so no words", path=path)
    tier = next((tier for tier in tiers if _WORDS.fullmatch(tier.name.strip())), tiers[0])
    return tuple(word for word in tier.intervals if word.text.casefold() not in _SILENT)


def read_textgrid(path: Path) -> tuple[Tier, ...]:
    """Return the tiers of a TextGrid, long or short, in UTF-8 or UTF-16.

    Raises:
        DatasetError: the file cannot be read, or is not a TextGrid.
    """
    text = read_text(path, "the TextGrid", DatasetError, most_bytes=_MOST_BYTES)
    tokens = _Tokens(path, text)
    kind = tokens.string("the file's type")
    if not kind.startswith("ooTextFile") or tokens.string("the class") != "TextGrid":
        raise DatasetError(
            "not a TextGrid in Praat's text form", path=path, cure="Save it in Praat as a text file"
        )
    tokens.number("the start")
    tokens.number("the end")
    if tokens.flag() != "<exists>":
        return ()
    return tuple(_tier(tokens) for _ in range(tokens.count("the number of tiers")))


def _tier(tokens: _Tokens) -> Tier:
    kind, name = tokens.string("a tier's class"), tokens.string("a tier's name")
    if kind not in ("IntervalTier", "TextTier"):
        raise tokens.fault(f"a tier is an {kind[:40]!r}, not an IntervalTier or a TextTier")
    tokens.number("a tier's start")
    tokens.number("a tier's end")
    points = kind == "TextTier"
    intervals = []
    for _ in range(tokens.count("a tier's size")):
        start = tokens.number("a time")
        end = start if points else tokens.number("a time")
        if end < start:
            raise tokens.fault("an interval ends before it starts")
        intervals.append(Interval(start, end, tokens.string("a text").strip()))
    return Tier(name, tuple(intervals), points)


class _Tokens:
    """What counts in a text of Praat's, one after the other."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text, self._at = path, text, 0
        self._rest = self._all()

    def _all(self) -> Iterator[tuple[str, str]]:
        for match in _TOKEN.finditer(self._text):
            self._at = match.start()
            string, flag, word = match.groups()
            if string is not None:
                yield "string", string.replace('""', '"')
            elif flag is not None:
                yield "flag", flag
            elif word is not None and len(word) <= _LONGEST and _NUMBER.fullmatch(word):
                yield "number", word

    def _next(self, kind: str, what: str) -> str:
        found, value = next(self._rest, ("", ""))
        if found != kind:
            where = "the file ends" if not found else f"{value[:40]!r} is"
            raise self.fault(f"not a TextGrid: {where} where {what} should be")
        return value

    def string(self, what: str) -> str:
        return self._next("string", what)

    def number(self, what: str) -> float:
        value = float(self._next("number", what))
        if not math.isfinite(value):
            raise self.fault(f"{what} is not a number of seconds")
        return value

    def count(self, what: str) -> int:
        value = self.number(what)
        # Every interval takes some letters: a larger number is not true.
        if value != int(value) or not 0 <= value <= len(self._text):
            raise self.fault(f"{what} cannot be {value:g}")
        return int(value)

    def flag(self) -> str:
        return self._next("flag", "<exists>")

    def fault(self, message: str) -> DatasetError:
        return DatasetError(message, path=self._path, line=self._text.count("\n", 0, self._at) + 1)
