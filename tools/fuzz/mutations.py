# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to bend a file: bytes, words and lines of any kind of file, and the trees of JSON."""

from __future__ import annotations

import copy
import json
import re
import struct
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from .binary_seeds import EXTREMES

__all__ = ["bend", "bend_tree"]

_MOST_BYTES = 1 << 18
_NUMBER = re.compile(rb"-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_WORD = re.compile(rb"[^\s,;:=\[\]{}\"']+")
_NUMBERS = (
    b"0", b"-0", b"-1", b"1e999", b"-1e999", b"nan", b"inf", b"-inf", b"1e308", b"1e-320", b"2147483647",
    b"2147483648", b"-2147483649", b"4294967296", b"9223372036854775807", b"9223372036854775808",
    b"1" + b"0" * 40, b"9" * 5000, b"", b"1.2.3", b"0x10", b"1_000", b"1,5", b"1;5", b"+3", b".5", b"5.",
    b"--1", b"1e", b"00012", b"\xd9\xa3", b"\xc2\xb2", b"true", b"null", b"NaN", b"Infinity",
    b"0.1" + b"0" * 400, b"1e-999999999999", b"12:34:56:78", b"99999:0:0",
)  # fmt: skip
_MARKS = (
    b"{", b"}", b"[", b"]", b"(", b")", b"\"", b"'", b"\\", b"/", b"#", b"=", b":", b",", b";", b"\t",
    b"\n", b"\r", b"\r\n", b"\0", b"\x1a", b"\x7f", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3\x28",
    b"\xed\xa0\x80", b"\xe2\x80\x9c", b"\xc2\xa0", b"\xe2\x80\xa8", b"%", b"$HOME", b"~", b"..", b"../../x",
    b"-", b"--", b"{{x}}", b"<UDIM>", b"\\u0000", b"\\ud800", b"\\", b'"""', b"'''", b"ROOT", b"JOINT",
    b"End Site", b"OFFSET", b"CHANNELS", b"MOTION", b"Frames:", b"Frame Time:",
    b"CHANNELS 99999999 Xrotation", b"CHANNELS -1", b"Xposition", b"v", b"f", b"g", b"verts", b"-->",
    b"[[scene]]", b"key", b"jawOpen", b"_neutral", b"time", b"2023-11-19", b"1979-05-27T07:32:00Z",
)  # fmt: skip


def bend(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return a file after a few random changes.

    Args:
        rng: Decides what is changed.
        data: The file.
        others: Other files, of which pieces are put in.
    """
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        data = rng.choice(_WAYS)(rng, data, others)[:_MOST_BYTES]
    return data


def _piece(rng: Random, data: bytes) -> tuple[int, int]:
    first = rng.randrange(len(data) + 1)
    return first, min(len(data), first + rng.choice((1, 2, 4, 16, 64, 512, len(data))))


def _flip(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _i in range(rng.choice((1, 1, 2, 8, 40))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _remove(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, last = _piece(rng, data)
    return data[:first] + data[last:]


def _repeat(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, last = _piece(rng, data)
    return data[:first] + data[first:last] * rng.choice((2, 2, 3, 10, 200)) + data[last:]


def _splice(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = rng.choice(others) if others else data
    first, last = _piece(rng, other)
    at = rng.randrange(len(data) + 1)
    return data[:at] + other[first:last] + (data[at:] if rng.random() < 0.7 else b"")


def _fill(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, last = _piece(rng, data)
    return data[:first] + rng.choice((b"\0", b"\xff", b" ", b"9", b"\n")) * (last - first) + data[last:]


def _number(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return _replaced(rng, data, _NUMBER, rng.choice(_NUMBERS))


def _word(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return _replaced(rng, data, _WORD, rng.choice(_MARKS + _NUMBERS))


def _mark(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(_MARKS) + data[at:]


def _swap(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Two words, or two lines, in each other's place."""
    split = rng.choice((b"\n", b" ", b",", b"\n"))
    parts = data.split(split)
    one, two = rng.randrange(len(parts)), rng.randrange(len(parts))
    way = rng.randrange(3)
    if way == 0:
        parts[one], parts[two] = parts[two], parts[one]
    elif way == 1:
        parts.insert(one, parts[two])
    else:
        del parts[one]
    return split.join(parts)


def _encode(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """As other systems and editors write texts."""
    text = data.decode("utf-8", "replace")
    codec = rng.choice(
        ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift-jis", "utf-8-sig", "utf-7")
    )
    way = rng.randrange(5)
    if way == 0:
        return data.replace(b"\r", b"").replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\r", b"\xe2\x80\xa8")))
    if way == 1:
        return data.replace(b".", b",")
    if way == 2:
        return data.replace(b",", rng.choice((b";", b"\t", b"|")))
    return text.encode(codec, "replace")


def _nest(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    deep = rng.choice((10, 300, 3000, 60_000))
    mark = rng.choice((b"[", b"{", b"(", b'{"a":', b"[[", b"{a=", b"JOINT a\n{\nOFFSET 0 0 0\nCHANNELS 0\n"))
    at = rng.randrange(len(data) + 1)
    return data[:at] + mark * min(deep, _MOST_BYTES // len(mark)) + data[at:]


def _lengthen(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_WORD.finditer(data[:4000]))
    word = rng.choice(found)[0] if found else b"x"
    at = rng.randrange(len(data) + 1)
    joint = rng.choice((b" ", b",", b"", b"."))
    return data[:at] + (word + joint) * rng.choice((100, 3000, 20_000)) + data[at:]


def _integer(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """An extreme number in binary, where many formats have sizes."""
    form = rng.choice(("<H", ">H", "<I", ">I", "<Q", ">Q", "<d", ">f"))
    value = rng.choice(EXTREMES)
    if form[1] in "df":
        raw = struct.pack(form, rng.choice((float("nan"), float("inf"), -0.0, 1e30)))
    else:
        size = struct.calcsize(form)
        raw = (value % (1 << (8 * size))).to_bytes(size, "little" if form[0] == "<" else "big")
    at = rng.randrange(min(len(data), 200) + 1) if rng.random() < 0.6 else rng.randrange(len(data) + 1)
    return data[:at] + raw + data[at + len(raw) :]


def _replaced(rng: Random, data: bytes, pattern: re.Pattern[bytes], word: bytes) -> bytes:
    start = rng.randrange(len(data) + 1)
    found = pattern.search(data, start) or pattern.search(data)
    return data if found is None else data[: found.start()] + word + data[found.end() :]


_WAYS: tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...] = (
    _flip, _cut, _remove, _repeat, _splice, _fill, _number, _number, _number, _word, _word, _mark, _mark,
    _swap, _swap, _encode, _nest, _lengthen, _integer,
)  # fmt: skip

_LEAVES: tuple[object, ...] = (
    None, True, False, 0, -1, 1, 1.5, -0.0, 1e308, 10**400, float("nan"), float("inf"), "", "x", "jawOpen",
    "\ud800", [], {}, [[]], [None], {"a": 1}, [1, "2"], "9" * 3000, 2**63, "1.5", "0,5", ["jawOpen"] * 3,
    [[0.0] * 52] * 3, [{}], "30",
)  # fmt: skip


def bend_tree(rng: Random, text: str) -> bytes:
    """Return a JSON text in which some values, lists and names are others; of several documents a list."""
    tree = [json.loads(line) for line in text.splitlines()] if "}\n{" in text else json.loads(text)
    for first in (True, *[False] * rng.choice((0, 0, 1, 3))):
        places = _places(tree)
        if not places:
            break
        holder, key = rng.choice(places)
        way = rng.randrange(5)
        if way == 0 and isinstance(holder, dict):
            holder[rng.choice(("time", "fps", "names", "weights", "x", "", "timeCode"))] = holder.pop(key)
        elif way == 1:
            del holder[key]
        elif way == 2 and isinstance(holder, list):
            holder.extend([holder[key]] * (rng.choice((1, 5, 200)) if first else 1))
        elif way == 3:
            holder[key] = holder[rng.choice(list(_keys(holder)))]
        else:
            holder[key] = copy.deepcopy(rng.choice(_LEAVES))
    # Surrogates cannot be written but escaped; numbers such as NaN are written as Python does.
    return json.dumps(tree).encode("ascii")


def _keys(holder: Any) -> Sequence[Any]:
    return list(holder) if isinstance(holder, dict) else range(len(holder))


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Return (holder, key) of all values in a tree of less than a thousand."""
    found: list[tuple[Any, Any]] = []
    queue = [tree]
    while queue and len(found) < 1000:
        holder = queue.pop()
        for key in _keys(holder):
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                queue.append(holder[key])
    return found
