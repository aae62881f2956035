# SPDX-License-Identifier: GPL-3.0-or-later
"""What a pickle may name: tokens, of which some stand for a function of ours."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from .fault import Allowance, DamageError

__all__ = ["Call", "Name", "checked_key", "refused"]

Call = Callable[[tuple[object, ...], Allowance], object]
_LARGEST_KEY = 1 << 60  # larger ones can be chosen to have equal hashes, which makes a dict slow


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A name from a pickle.

    Attributes:
        text: Such as ``numpy.ndarray``.
        call: What is done where the pickle calls it; None for what may be named, but not called.
        code: The type of the values, where it is a storage of torch.
    """

    text: str
    call: Call | None = None
    code: str = ""


def refused(name: str) -> DamageError:
    """Return the fault of asking for something that is not data."""
    short = name if len(name) <= 100 else f"{name[:100]}..."
    return DamageError(f"the pickle asks for {short}, which is not data: it is not executed")


def checked_key(key: object) -> Hashable:
    """Return a dict's key.

    Raises:
        DamageError: it is not a text or a whole number.
    """
    if type(key) in (str, bytes) or (type(key) is int and abs(key) < _LARGEST_KEY):
        return key
    raise DamageError("a dict has a key that is neither text nor whole number")
