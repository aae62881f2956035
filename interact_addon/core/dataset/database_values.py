# SPDX-License-Identifier: GPL-3.0-or-later
"""What a value of a database means, whatever type it was stored with.

SQLite keeps the type of each value, not of its column, and what writes a database often has another one in
mind than who reads it: spreadsheets give TEXT, pandas REAL, numpy's integers become BLOBs of their bytes.
"""

from __future__ import annotations

import datetime
import re
import reprlib
import struct

__all__ = ["day_of", "decoded", "key_of", "number_of", "shown", "text_of"]

_LARGEST = 10**18
_LARGEST_IN_BYTES = 10**8
_FLOATS = 0x40  # the last byte of 2.0; what is between 0 and 2 and no whole number begins lower
_WIDE = re.compile(rb"(?:\xff\xfe)?(?:\d\0){2,}(?:\0\0)*|(?:\xff\xfe)\d\0(?:\0\0)*", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0*)?")
_COMPACT = re.compile(r"(\d{4})()(\d\d)(\d\d)(?:[T _].*)?", re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})([-/._ ])(\d{1,2})\2(\d{1,2})(?:[T _].*)?", re.DOTALL)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,].*)?", re.DOTALL)
# Whole numbers of so many digits are seconds, milli-, micro- or nanoseconds since 1970, in this century.
_SINCE_1970 = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
_JULIAN = (2_400_000, 2_500_000)  # days of SQLite's julianday(): the years 1858 to 2132
_JULIAN_OFFSET = 1_721_424.5  # of the day before 1 January of the year 1


def decoded(raw: bytes) -> str:
    """Return text as UTF-8, else as the code page of Western Windows, which programs write by mistake."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def text_of(value: object) -> str | None:
    """Return a value as text without the white space and NULs around it; None if nothing is left."""
    if isinstance(value, bytes):
        value = _digits_in(value) or decoded(value)
    elif isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST:
        value = int(value)
    return None if value is None else str(value).strip(" \t\r\n\f\v\0\ufeff\xa0") or None


def number_of(value: object) -> int | None:
    """Return a whole number from 51, 51.0, '51', ' 051 ', '51.0', b'51' or an integer's bytes; else None."""
    if isinstance(value, bytes) and _digits_in(value) is None:
        return _number_in(value)
    if isinstance(value, int):
        return value
    text = text_of(value)
    return int(text.split(".")[0]) if text is not None and _WHOLE.fullmatch(text) else None


def key_of(value: object) -> int | str | None:
    """Return what two values have in common that mean the same key: a whole number, else a text."""
    number = number_of(value)
    return text_of(value) if number is None else number


def day_of(value: object) -> str | None:
    """Return a date as ``YYYYMMDD``, without its time of day; None if it is none.

    Read are dates with the year in front, with or without separators; with the year behind if day and month
    cannot be confused; seconds (milli-, micro- and nanoseconds) since 1970 in UTC; and Julian days.
    """
    number = number_of(value)
    text = text_of(value if number is None else number)
    if text is None:
        return None
    if number is not None and text.isdecimal() and len(text) in (8, 12, 14):  # 12 and 14: with a time
        return text[:8]
    if number is not None and len(text) in _SINCE_1970:
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
        return f"{epoch + datetime.timedelta(seconds=number // _SINCE_1970[len(text)]):%Y%m%d}"
    if isinstance(value, int | float) and _JULIAN[0] < value < _JULIAN[1]:
        return f"{datetime.date.fromordinal(int(value - _JULIAN_OFFSET)):%Y%m%d}"
    if isinstance(value, float) and 1e9 <= value < 1e10:
        return day_of(int(value))
    if found := _COMPACT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        year, month, day = found[1], found[3], found[4]
    elif found := _YEAR_LAST.fullmatch(text):
        day, month, year = found[1], found[3], found[4]
        if found[2] != "." and int(day) <= 12 and int(month) <= 12 and day != month:
            return None  # British or American: nobody can tell
        if int(month) > 12:
            day, month = month, day
    else:
        return None
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{int(year):04d}{int(month):02d}{int(day):02d}"


def shown(value: object) -> str:
    """Return a value for a message, shortened."""
    return _SHORT.repr(value)


def _digits_in(raw: bytes) -> str | None:
    """Return the number that is written in bytes as text: in UTF-8 or UTF-16, NULs around it; else None.

    One digit at either end of two, four or eight bytes of which all others are NUL is that of an integer.
    """
    if _WIDE.fullmatch(raw):
        return decoded(raw.removeprefix(b"\xff\xfe").replace(b"\0", b""))
    text = decoded(raw).strip(" \t\r\n\f\v\0\ufeff\xa0")
    binary = len(raw) in (2, 4, 8) and raw.strip(b"\0") in (raw[:1], raw[-1:])
    return text if _WHOLE.fullmatch(text) and not binary else None


def _number_in(raw: bytes) -> int | None:
    """Return the number in the bytes of an integer or float, as numpy's are stored: lowest byte first."""
    if len(raw) not in (1, 2, 4, 8):
        return None
    if len(raw) == 4 and raw[:3] == b"\0\0\0" and raw[3] < _FLOATS:
        return raw[3]  # highest byte first: no key is a multiple of 2**24
    number = int.from_bytes(raw, "little", signed=True)
    if abs(number) <= _LARGEST_IN_BYTES:
        return number
    # Bytes of another kind are an enormous number when they are read this way.
    if len(raw) > 2:
        floating = number_of(struct.unpack("<f" if len(raw) == 4 else "<d", raw)[0])
        if floating is not None and abs(floating) <= _LARGEST_IN_BYTES:
            return floating
    number = int.from_bytes(raw, "big", signed=True)
    return number if abs(number) <= _LARGEST_IN_BYTES else None


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 50
