# SPDX-License-Identifier: GPL-3.0-or-later
"""Read contacts that `files` has written, or that somebody has corrected by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ..foundation.errors import InputError, MotionError
from ..foundation.number_files import read_npz
from ..foundation.reading.text_file import read_text
from .files import FIELDS, FORMAT, VERSION
from .model import FLOOR, SEAT, Contact, Contacts

__all__ = ["read_contacts"]

_HEAD = ("format", "version", "people", "rate", "frames", "source")
_MOST = 1e6  # metres, and contacts
_MOST_FRAMES = 1 << 31
_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}|/[1-9][0-9]{0,8})?")
_CURE = "Write the contacts again with 'interact contacts KEY --out FOLDER'"


def read_contacts(path: Path) -> Contacts:
    """Read contacts from a ``.json`` or ``.npz``.

    Raises:
        InputError: the file cannot be read, is damaged, or holds no contacts.
    """
    try:
        head, rows = _of_npz(path) if path.suffix.lower() == ".npz" else _of_json(path)
        return _contacts(head, rows)
    except _FaultError as fault:
        raise InputError(str(fault), path=path, cure=_CURE) from None
    except MotionError as error:
        raise InputError(f"not contacts: {error.message}", path=path, cure=_CURE) from error


class _FaultError(Exception):
    """What is wrong with a file."""


def _of_json(path: Path) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    text = read_text(path, "the file of contacts")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError("not a JSON file", path=path, line=line, cure=_CURE) from None
    rows = whole.get("contacts") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or not isinstance(rows, list):
        raise _FaultError("the file holds no contacts")
    people = whole.get("people")
    if not isinstance(people, list) or not all(isinstance(each, str) for each in people):
        raise _FaultError("people is not a list of actors' ids")
    number = {name: place for place, name in enumerate(people)}
    out: list[Mapping[str, Any]] = []
    for place, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise _FaultError(f"contact {place} is no table of fields")
        if missing := [name for name in FIELDS if name not in row]:
            raise _FaultError(f"contact {place} lacks {missing[0]}")
        for name in ("person", "other"):
            if row[name] is not None and (not isinstance(row[name], str) or row[name] not in number):
                raise _FaultError(f"{name} of contact {place} is {row[name]!r}, which is none of the people")
        numbers = {name: None if row[name] is None else number[row[name]] for name in ("person", "other")}
        out.append({**row, **numbers})
    return whole, out


def _of_npz(path: Path) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    arrays = read_npz(path, (*_HEAD, *FIELDS))
    if not isinstance(arrays.get("format"), str) or arrays["format"] != FORMAT:
        raise _FaultError("the file holds no contacts")
    if missing := [name for name in (*_HEAD, *FIELDS) if name not in arrays]:
        raise _FaultError(f"the array {missing[0]} is missing")
    columns: dict[str, list[Any]] = {name: np.asarray(arrays[name]).tolist() for name in FIELDS}
    if not all(isinstance(column, list) for column in columns.values()):
        raise _FaultError("the arrays have no row for each contact")
    counts = {len(column) for column in columns.values()}
    if len(counts) != 1:
        raise _FaultError(f"the arrays have {min(counts)} to {max(counts)} rows")
    columns["other"] = [None if other == -1 else other for other in columns["other"]]
    rows: list[Mapping[str, Any]] = [
        dict(zip(FIELDS, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    return {name: np.asarray(arrays[name]).tolist() for name in _HEAD}, rows


def _contacts(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Contacts:
    if _whole(head.get("version"), "version", 1, 1 << 31) > VERSION:
        raise _FaultError(f"the contacts are of version {head['version']}; this program reads {VERSION}")
    people = head["people"]
    if (
        not isinstance(people, list)
        or not people
        or not all(isinstance(each, str) for each in people)
        or len(set(people)) < len(people)
    ):
        raise _FaultError("people is not a list of different actors' ids")
    frames = _whole(head.get("frames"), "frames", 0, _MOST_FRAMES)
    source = head.get("source")
    if source not in ("joints", "meshes"):
        raise _FaultError(f"source is {str(source)[:40]!r}, neither joints nor meshes")
    if len(rows) > _MOST:
        raise _FaultError(f"{len(rows)} contacts are more than any scene has")
    contacts = tuple(_contact(row, place, len(people), frames) for place, row in enumerate(rows, start=1))
    return Contacts(tuple(people), _rate(head.get("rate")), frames, contacts, source)


def _contact(row: Mapping[str, Any], place: int, people: int, frames: int) -> Contact:
    of = f"of contact {place}"
    person = _whole(row["person"], f"person {of}", 0, people - 1)
    other = None if row["other"] is None else _whole(row["other"], f"other {of}", 0, people - 1)
    for name in ("part", "on"):
        if not isinstance(row[name], str) or not row[name]:
            raise _FaultError(f"{name} {of} is no role")
    if (row["on"] in (FLOOR, SEAT)) != (other is None):
        raise _FaultError(f"other {of} does not fit what it is on: {row['on'][:40]}")
    start = _whole(row["start"], f"start {of}", 0, frames)
    end = _whole(row["end"], f"end {of}", start + 1, frames)
    frame = _whole(row["frame"], f"frame {of}", start, end - 1)
    gap = _number(row["gap"], f"gap {of}", -_MOST, _MOST)
    strength = _number(row["strength"], f"strength {of}", 0.0, 1.0)
    spot, offset = (_place(row[name], f"{name} {of}") for name in ("spot", "offset"))
    return Contact(person, row["part"], other, row["on"], start, end, frame, gap, strength, spot, offset)


def _whole(value: object, what: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _FaultError(f"{what} is {str(value)[:40]}, not a whole number from {least} to {most}")
    return value


def _number(value: object, what: str, least: float, most: float) -> float:
    good = isinstance(value, int | float) and not isinstance(value, bool)
    if not good or not least <= value <= most:  # type: ignore[operator]  # checked by `good`
        raise _FaultError(f"{what} is {str(value)[:40]}, not a number from {least:g} to {most:g}")
    return float(value)  # type: ignore[arg-type]  # likewise


def _place(value: object, what: str) -> np.ndarray:
    if not isinstance(value, list) or len(value) != 3:
        raise _FaultError(f"{what} is not three numbers")
    return np.array([_number(each, what, -_MOST, _MOST) for each in value])


def _rate(value: object) -> Fraction:
    if not isinstance(value, str) or not _RATE.fullmatch(value) or not 0 < Fraction(value) <= 10000:
        raise _FaultError(f"rate is {str(value)[:40]!r}, not frames per second such as '30'")
    return Fraction(value)
