# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of joints as Blender can hold them: distinct, and no longer than its 63 bytes of UTF-8."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

__all__ = ["MOST_BYTES", "held_names", "shortened"]

MOST_BYTES = 63
"""The length of names in Blender, bytes: MAX_ID_NAME and MAXBONENAME, less the byte that ends them."""


def held_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names as Blender can hold them.

    Where some are longer, all lose what the long ones begin with, such as namespaces, and then what they end
    with; what is still too long keeps its end, which tells more. Repeated names get a suffix ``.001`` and so
    on.
    """
    common = _beginning(_long(names))
    bare = [name.removeprefix(common) or name for name in names]
    ending = _beginning([name[::-1] for name in _long(bare)])[::-1]
    short = [shortened(name.removesuffix(ending) or name) for name in bare]
    # What is kept whole has the first claim to its name.
    taken = {name for name, held in zip(names, short, strict=True) if name == held}
    seen: set[str] = set()
    out = []
    for name, held in zip(names, short, strict=True):
        unique, number = held, 0
        while unique in seen or (unique in taken and (number or held != name)):
            number += 1
            suffix = f".{number:03d}"
            unique = shortened(held, MOST_BYTES - len(suffix)) + suffix
        seen.add(unique)
        out.append(unique)
    return tuple(out)


def _long(names: Sequence[str]) -> list[str]:
    return [name for name in names if shortened(name) != name]


def _beginning(names: Sequence[str]) -> str:
    """Return what several names begin with, up to a whole word."""
    letters = zip(*names, strict=False) if len(names) > 1 else ()
    common = "".join(same[0] for same in itertools.takewhile(lambda same: len(set(same)) == 1, letters))
    return common[: max((at + 1 for at, mark in enumerate(common) if mark in ":|_. -"), default=0)]


def shortened(name: str, most: int = MOST_BYTES) -> str:
    """Return the end of a name that has at most so many bytes in UTF-8, without half a namespace."""
    kept = name.encode("utf-8", "surrogatepass")
    if len(kept) <= most:
        return name
    end = kept[-most:].decode("utf-8", "ignore")
    marks = [at for mark in ":|" if 0 <= (at := end.find(mark)) < len(end) - 1]
    return end[min(marks) + 1 :] if marks else end
