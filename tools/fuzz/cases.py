# SPDX-License-Identifier: GPL-3.0-or-later
"""A case: a bent file that is made from its number alone."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from random import Random

from .binary_seeds import BINARY_SEEDS
from .mutations import bend, bend_tree
from .seeds import TEXT_SEEDS

__all__ = ["KINDS", "Case", "add_seeds", "make_case"]

# What is read most, and of the most programs, comes more often.
KINDS = (
    "bvh", "csv", "npy", "wav", "json", "toml", "txt", "db",
    "bvh", "csv", "npy", "wav", "json", "toml", "db", "srt", "obj", "mhclo", "mhmat", "target", "textgrid",
    "pkl", "npz", "pkl",
)  # fmt: skip
_MOST_SEED = 1 << 16
_more: dict[str, list[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Case:
    """A bent file.

    Attributes:
        number: What it is made from.
        kind: One of ``KINDS``: the ending of its name.
        data: Its bytes.
    """

    number: int
    kind: str
    data: bytes


def make_case(number: int) -> Case:
    """Return the case of a number, the same on every machine and in every Python from 3.11."""
    rng = Random(number)  # noqa: S311 (no secrets)
    kind = KINDS[number % len(KINDS)]
    if kind in BINARY_SEEDS:
        seeds = [BINARY_SEEDS[kind](rng) for _ in range(2)] + _more.get(kind, [])
    else:
        seeds = _texts(kind) + _more.get(kind, [])
    if kind == "json" and rng.random() < 0.5:
        data = bend_tree(rng, rng.choice(TEXT_SEEDS["json"]))
        return Case(number, kind, data if rng.random() < 0.8 else bend(rng, data, seeds))
    data = rng.choice(seeds)
    # Arrays, recordings and databases are already peculiar; one of another kind only now and then.
    if kind in BINARY_SEEDS and rng.random() < 0.4:
        return Case(number, kind, data)
    others = seeds if rng.random() < 0.9 else _texts(rng.choice(sorted(TEXT_SEEDS)))
    return Case(number, kind, bend(rng, data, others))


def add_seeds(folder: Path) -> int:
    """Bend the small files in a folder too, and return how many; a case then depends on them as well."""
    for path in sorted(folder.rglob("*")):
        kind = path.suffix.lower().lstrip(".")
        if kind in KINDS and path.is_file() and path.stat().st_size <= _MOST_SEED:
            _more.setdefault(kind, []).append(path.read_bytes())
    return sum(map(len, _more.values()))


@functools.cache
def _encoded(kind: str) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in TEXT_SEEDS[kind])


def _texts(kind: str) -> list[bytes]:
    return list(_encoded(kind))
