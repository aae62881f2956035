# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with a file of JSON that anybody may have written."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from typing import Any

__all__ = ["VALUES", "bent", "damaged", "places_in"]

_DEEP = 100_000
_HERE = "\u2620 here"  # stands where a value is put, which no file has
VALUES = {
    "infinity": "Infinity",
    "minus-infinity": "-Infinity",
    "nan": "NaN",
    "beyond-floats": "1e400",
    "5000-digits": "9" * 5000,
    "64-bits": "18446744073709551616",
    "large": "999999999999999999",
    "negative": "-1",
    "broken-number": "1.5",
    "true": "true",
    "null": "null",
    "text": '"a text"',
    "fraction-by-zero": '"1/0"',
    "list": "[1, 2]",
    "table": '{"a": 1}',
    "empty-list": "[]",
    "nested": "[" * _DEEP + "]" * _DEEP,
    "zero-character": '"a\\u0000b"',
    "half-a-character": '"\\ud800"',
    "escapes": '"\\u001b[2J\\u009b31m"',
    "long-text": '"' + "x" * 100_000 + '"',
}
"""Names of values, and how they are written."""


def damaged(content: bytes) -> dict[str, bytes]:
    """Return the ways in which a whole file can be damaged, by name."""
    return {
        "empty": b"",
        "half": content[: len(content) // 2],
        "zero-bytes": bytes(len(content)),
        "zero-in-it": content.replace(b":", b":\0", 1),
        "not-utf-8": content.replace(b'"', b'"\xff\xc3\x28', 1),
        "half-a-character-raw": content.replace(b'"', b'"\xed\xa0\x80', 1),
        "a-mark-before": b"\xef\xbb\xbf" + content,
        "utf-16": content.decode("utf-8", "replace").encode("utf-16"),
        "pickle": pickle.dumps(["no", "text"]),
        "twice": content + content,
        "a-number": b"7",
        "infinity": b"Infinity",
        "a-large-number": b"9" * 5000,
        "a-text": b'"a text"',
        "null": b"null",
        "a-list": b"[1, 2, 3]",
        "a-table": b"{}",
        "other-names": b'{"a": {"b": [1, "c"]}}',
        "lists-in-lists": b"[" * _DEEP + b"]" * _DEEP,
        "lists-without-end": b"[" * _DEEP,
        "tables-in-tables": b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
        "other-format": content.replace(b'"format": 1', b'"format": 999').replace(
            b'"format": 2', b'"format": 9'
        ),
        "names-twice": content.replace(b"{", b'{"format": "x", "frames": [], "tasks": 1, "key": {}, ', 1),
    }


def places_in(values: Any, longest: int = 2) -> Iterator[tuple[str | int, ...]]:
    """Yield where the values of a tree are; of lists the first ones."""
    inner = values.items() if isinstance(values, dict) else enumerate(values[:longest])
    for name, value in inner:
        yield (name,)
        if isinstance(value, dict | list):
            yield from ((name, *rest) for rest in places_in(value, longest))


def bent(values: Any, place: tuple[str | int, ...], written: str) -> bytes:
    """Return a tree of JSON as a file, with one value replaced.

    Args:
        values: The tree; it is left as it is.
        place: Where the value is, from `places_in`.
        written: How the new one is written.
    """
    tree = json.loads(json.dumps(values))
    holder = tree
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = _HERE
    return json.dumps(tree).replace(json.dumps(_HERE), written).encode()
