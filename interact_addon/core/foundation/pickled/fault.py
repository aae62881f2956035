# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a file of arrays is refused, and how much may be made of its bytes."""

from __future__ import annotations

import tokenize
import zipfile
import zlib

__all__ = ["BROKEN", "Allowance", "DamageError"]

_MOST_STEPS = 4_000_000


class DamageError(ValueError):
    """Says in a sentence what is wrong with a file; readers add its path."""


# What Python and numpy raise on bytes that mean nothing.
BROKEN = (
    ValueError,
    IndexError,
    KeyError,
    EOFError,
    SyntaxError,
    MemoryError,
    OverflowError,
    TypeError,
    RecursionError,
    RuntimeError,
    NotImplementedError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


class Allowance:
    """What the reading of one file may cost.

    Args:
        size: The file's size, bytes.
    """

    __slots__ = ("_bytes", "_steps", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self._bytes = 2 * size + (1 << 16)
        self._steps = _MOST_STEPS

    def spend(self, count: int) -> None:
        """Count bytes that are made of the file's.

        Raises:
            DamageError: it unfolds to more than a few times its size.
        """
        self._bytes -= count
        if self._bytes < 0:
            raise DamageError(f"it unfolds to far more than its {self.size} bytes")

    def step(self, count: int) -> None:
        """Count opcodes.

        Raises:
            DamageError: there are millions, which arrays do not need.
        """
        self._steps -= count
        if self._steps < 0:
            raise DamageError(f"it has more than {_MOST_STEPS} single values, where motion has arrays")
