# SPDX-License-Identifier: GPL-3.0-or-later
"""Small arrays, recordings and databases, valid or nearly so, made anew for each case."""

from __future__ import annotations

import math
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing, suppress
from random import Random

from .contact_seeds import contact_arrays
from .kept_seeds import measure_arrays
from .pickled_seeds import PICKLED_SEEDS, Array, npz, results, written

__all__ = ["BINARY_SEEDS", "EXTREMES"]

EXTREMES = (
    0,
    1,
    -1,
    2,
    51,
    52,
    55,
    61,
    127,
    255,
    256,
    65535,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**63 - 1,
    2**63,
    10**30,
)
_WIDTHS = (51, 52, 53, 55, 57, 61)
_DTYPES = (
    "<f4",
    ">f4",
    "<f8",
    "<f2",
    "<i4",
    "|u1",
    "|b1",
    ">i2",
    "<c8",
    "|O",
    "<U8",
    "|S4",
    "<M8[s]",
    "<f16",
    "|V0",
)


_MOTIONS = ((22, 3), (22, 9), (61, 3), (64, 3), (66,), (262,), (263,), (251,), (492,))


def _motion(rng: Random) -> bytes:
    """Return positions of joints, or rows of numbers that stand for them."""
    shape = (rng.choice((0, 1, 2, 9)), *rng.choice(_MOTIONS))
    shape = (2, *shape) if rng.random() < 0.3 else shape
    numbers = [rng.gauss(0, 1) if rng.random() < 0.999 else float("inf") for _ in range(math.prod(shape))]
    return _array("<f4", shape, struct.pack(f"<{len(numbers)}f", *numbers))


def _array(dtype: str, shape: tuple[int, ...], data: bytes) -> bytes:
    head = repr({"descr": dtype, "fortran_order": False, "shape": shape}).encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\0v\0" + head + data


def _npy(rng: Random) -> bytes:
    """Return an array; its header can say anything, also other than there is."""
    if rng.random() < 0.2:
        return (
            _motion(rng)
            if rng.random() < 0.7
            else _array("|O", (), written(Array((), "|O8", [results(rng)])))
        )
    odd = rng.random() < 0.5
    dtype = rng.choice(_DTYPES) if odd else rng.choice(_DTYPES[:5])
    width, rows = rng.choice(_WIDTHS), rng.choice((0, 1, 2, 7, 20))
    size = int("".join(filter(str.isdigit, dtype[2:4])) or 8) if dtype[1] != "U" else 32
    data = b"".join(_number(rng, dtype, size) for _ in range(min(rows * width, 1300)))
    shape: object = (rows, width)
    if odd:
        shape = rng.choice(
            [(rows, width), (rows, width, 3), (width,), (), (rng.choice(EXTREMES), width),
             (rows, rng.choice(EXTREMES)), [rows, width], (rows, 1.5), ("a", 2), (True, width), (-1, -1),
             (2**40, 2**40, 2**40)]
        )  # fmt: skip
    head = repr({"descr": dtype, "fortran_order": rng.random() < 0.2, "shape": shape})
    if odd and rng.random() < 0.3:
        head = rng.choice(
            [head.replace("'shape'", "'form'"), head[:-5], "{}", "[1]", "'" * 3, "(" * 200, head * 2,
             "1" * 5000, head.replace(repr(dtype), "[('a', '<f4'), ('b', 'O')]"),
             head.replace(repr(dtype), "None"), "\0"]
        )  # fmt: skip
    version = rng.choice([(1, 0)] * 6 + [(2, 0), (3, 0), (0, 0), (9, 9)])
    raw = head.encode("latin-1", "replace")
    raw += b" " * (-(10 + len(raw) + 1) % 64) + b"\n"
    length = struct.pack("<H" if version[0] == 1 else "<I", len(raw) if rng.random() < 0.9 else 60000)
    return b"\x93NUMPY" + bytes(version) + length + raw + data


def _number(rng: Random, dtype: str, size: int) -> bytes:
    if dtype[1] == "f" and size in (2, 4, 8):
        value = rng.random() if rng.random() < 0.99 else rng.choice((float("nan"), float("inf"), -3.0, 6e4))
        return struct.pack(("<" if dtype[0] == "<" else ">") + {2: "e", 4: "f", 8: "d"}[size], value)
    return rng.randbytes(size)


def _wav(rng: Random) -> bytes:
    """Return a recording in one of the forms in which programs write them."""
    channels, width = rng.choice((1, 1, 2, 6)), rng.choice((1, 2, 2, 3, 4))
    order = rng.choice("<<<>")
    tag = 3 if width == 4 and rng.random() < 0.5 else 1
    rate = rng.choice((8000, 16000, 48000, 44100, *(EXTREMES[:14] if rng.random() < 0.2 else ())))
    data = rng.randbytes(channels * width * rng.choice((0, 1, 50, 400)))
    size = rng.choice(
        [len(data)] * 6 + [0, len(data) + 3, 0x7FFFF000, 0x80000000, 0xFFFFFFFF, len(data) // 2]
    )
    form = struct.pack(
        order + "HHIIHH", tag, channels, rate & 0xFFFFFFFF, 0xFFFF, channels * width, width * 8
    )
    if rng.random() < 0.3:  # WAVE_FORMAT_EXTENSIBLE
        form = struct.pack(order + "H", 0xFFFE) + form[2:] + struct.pack(order + "HHI", 22, width * 8, 3)
        form += struct.pack(order + "H", tag) + b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
    chunks = [(b"fmt ", form, len(form)), (b"data", data, size)]
    for name in (b"LIST", b"fact", b"bext", b"JUNK", b"id3 "):
        if rng.random() < 0.2:
            more = rng.randbytes(rng.choice((0, 4, 13)))
            chunks.insert(rng.randrange(3), (name, more, len(more) if rng.random() < 0.8 else 2**31))
    head = rng.choice([b"RIFF"] * 5 + [b"RIFX", b"RF64", b"BW64", b"riff"])
    if head in (b"RF64", b"BW64"):
        chunks.insert(0, (b"ds64", struct.pack("<QQQI", 0, len(data), 0, 0), 28))
    body = b"".join(
        name + struct.pack(order + "I", said) + raw + b"\0" * (len(raw) % 2) for name, raw, said in chunks
    )
    whole = rng.choice((len(body) + 4, 0, 0xFFFFFFFF))
    return head + struct.pack(order + "I", whole) + b"WAVE" + body


_VALUES: tuple[object, ...] = (
    None, 1, 2, 51, "1", "001", "20231119", "2023-11-19", "2023-11-19 10:00:00", 20231119, 2.0, 1.5, 1e308,
    float("inf"), b"001", b"\xff\xfe", b"", "", " ", "male", "F", b"male", "joy", -(2**63), 2**63 - 1, "é",
    "\0", "x" * 3000, "1e999", "٣", "²", "9" * 5000, 1e17, "nan",
)  # fmt: skip
_TABLES = {
    "actors": ("actor_id", "gender"),
    "sessions": ("date", "male_id", "female_id"),
    "relationships": ("id", "name"),
    "emotions": ("id", "name"),
    "scenarios": ("id", "relationship_id", "primary_emotion_id", "character_setup", "scenario"),
}
_ROWS: dict[str, tuple[object, ...]] = {
    "actors": ("001", "male"),
    "sessions": ("20231119", "001", "002"),
    "relationships": (1, "old friends"),
    "emotions": (2, "joy"),
    "scenarios": (51, 1, 2, "They meet", "Hello"),
}


def _database(rng: Random) -> bytes:
    """Return a database of actors and scenarios in which values have any type."""
    with closing(sqlite3.connect(":memory:")) as base:
        if rng.random() < 0.2:
            base.execute(f"PRAGMA encoding = '{rng.choice(('UTF-16le', 'UTF-16be'))}'")
        base.execute(f"PRAGMA page_size = {rng.choice((512, 1024, 4096))}")
        odd = rng.random()
        for table, columns in _TABLES.items():
            if rng.random() < odd / 10:
                continue
            kept = [column for column in columns if rng.random() > odd / 20] or list(columns)
            types = [rng.choice(("", "TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC")) for _ in kept]
            base.execute(f"CREATE TABLE {table} ({', '.join(map(' '.join, zip(kept, types, strict=True)))})")
            for _ in range(rng.choice((0, 1, 2, 5))):
                row = dict(zip(columns, _ROWS[table], strict=True))
                values = [rng.choice(_VALUES) if rng.random() < odd else row[column] for column in kept]
                marks = [_mark(rng, value) for value in values]
                # UnicodeError, OverflowError: this value cannot be stored in this encoding.
                with suppress(sqlite3.Error, UnicodeError, OverflowError):
                    base.execute(f"INSERT INTO {table} VALUES ({', '.join(marks)})", values)  # noqa: S608
            if rng.random() < odd / 20:
                base.execute(f"ALTER TABLE {table} RENAME TO other_{table}")
                base.execute(f"CREATE VIEW {table} AS SELECT * FROM other_{table}")  # noqa: S608
        base.commit()
        # Where SQLite writes its own version: the same on every machine.
        raw = bytearray(base.serialize())
        raw[96:100] = b"\0\x2e\x76\x89"
        return bytes(raw)


def _mark(rng: Random, value: object) -> str:
    """Bytes as text that is not valid, now and then."""
    return "CAST(? AS TEXT)" if isinstance(value, bytes) and rng.random() < 0.5 else "?"


def _npz(rng: Random) -> bytes:
    """Return an archive of arrays, some of which hold objects, as motion is often kept."""
    if rng.random() < 0.25:
        contacts = contact_arrays()
        for name in rng.sample(sorted(contacts), rng.choice((0, 1, 1, 2))):
            contacts[name] = _npy(rng)
        return npz(contacts, packed=rng.random() < 0.5)
    if rng.random() < 0.2:
        return npz(measure_arrays(rng), packed=rng.random() < 0.5)
    names = rng.sample(
        ("poses", "trans", "betas", "gender", "mocap_framerate", "../x", ""), rng.choice((1, 2, 5))
    )
    gender = Array((), "|O8", [rng.choice(("male", b"female", None, 3))])
    texts = _array("|O", (), written(gender))
    return npz(
        {name: texts if rng.random() < 0.2 else _npy(rng) for name in names}, packed=rng.random() < 0.5
    )


BINARY_SEEDS: dict[str, Callable[[Random], bytes]] = {
    "npy": _npy,
    "npz": _npz,
    "wav": _wav,
    "db": _database,
    **PICKLED_SEEDS,
}
