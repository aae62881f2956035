# SPDX-License-Identifier: GPL-3.0-or-later
"""What the numbers of labels mean: ``names.txt`` or ``names.json`` beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..foundation.errors import DatasetError
from ..foundation.reading.strict_json import parse_json
from ..foundation.reading.text_file import read_text

__all__ = ["ASSUMED_NAMES", "MOST_NAMES", "NAMES_FILES", "names_beside"]

ASSUMED_NAMES = ("sit", "walk", "stand")
"""The order in which InterAct's page names the labels that it promises: what 0, 1 and 2 are assumed to be."""

NAMES_FILES = ("names.json", "names.txt")
MOST_NAMES = 1000
"""More names than that are no labels."""


def names_beside(path: Path) -> tuple[str, ...] | None:
    """Return the names of the codes in a file of labels, or None if nothing beside it says them.

    ``names.txt`` has a name per line, the first of which is that of 0; ``names.json`` is such a list, or an
    object from code to name or from name to code.

    Raises:
        DatasetError: the file with the names cannot be read, or is invalid.
    """
    for name in NAMES_FILES:
        file = path.with_name(name)
        if not file.is_file():
            continue
        text = read_text(file, "the file with the names of labels", DatasetError)
        found = (
            _from_json(file, text) if name.endswith("json") else [line.strip() for line in text.split("\n")]
        )
        while found and not found[-1]:
            found.pop()
        if not found or len(found) > MOST_NAMES:
            raise DatasetError(f"it has {len(found)} names of labels", path=file)
        return tuple(found)
    return None


def _from_json(file: Path, text: str) -> list[str]:
    try:
        value: Any = parse_json(text)
    except ValueError as error:
        raise DatasetError(f"not JSON ({error})", path=file) from None
    if isinstance(value, dict):
        if all(isinstance(code, int) for code in value.values()):
            value = {str(code): name for name, code in value.items()}
        if all(code.isdecimal() and len(code) < 10 and int(code) < MOST_NAMES for code in value):
            codes = {int(code): name for code, name in value.items()}
            value = [codes.get(code, "") for code in range(max(codes, default=-1) + 1)]
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise DatasetError("not a list of names, nor an object of codes and names", path=file)
    return [name.strip() for name in value]
