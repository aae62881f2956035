# SPDX-License-Identifier: GPL-3.0-or-later
"""That what came out of a pickle is plain, and that whoever walks through it comes to an end."""

from __future__ import annotations

import numpy as np

from .fault import DamageError

__all__ = ["checked_plain"]

_DEEPEST = 64
_SPARE = 1 << 26
_LEAVES = (type(None), bool, int, float, str, bytes)
_OPEN = -1


def checked_plain(value: object, size: int) -> object:
    """Return a value of dicts, lists, tuples, texts, numbers and arrays as it is.

    A list can hold another twice, and that another twice, and so on: of a few hundred bytes a walk that never
    ends. So each is counted as often as it occurs.

    Args:
        value: What a pickle gave.
        size: The file's size, bytes.

    Raises:
        DamageError: something else is in it; it is in itself, very deep, or far larger than the file.
    """
    most = 8 * size + _SPARE
    weights: dict[int, int] = {}  # id of a container -> how large it is, _OPEN while that is not yet known
    stack: list[tuple[object, bool]] = [(value, False)]
    depth = 0
    while stack:
        item, done = stack.pop()
        if not isinstance(item, dict | list | tuple):
            _leaf(item)
            continue
        inner = item.values() if isinstance(item, dict) else item
        if done:
            weights[id(item)] = weight = 64 + 8 * len(item) + sum(_weight(each, weights) for each in inner)
            if weight > most:
                raise DamageError(f"it unfolds to far more than its {size} bytes")
            depth -= 1
            continue
        if id(item) in weights:
            if weights[id(item)] == _OPEN:
                raise DamageError("a list or dict is in itself")
            continue
        depth += 1
        if depth > _DEEPEST:
            raise DamageError(f"lists and dicts are nested deeper than {_DEEPEST}")
        weights[id(item)] = _OPEN
        stack.append((item, True))
        stack.extend((each, False) for each in inner)
    return value


def _leaf(item: object) -> None:
    if type(item) not in _LEAVES and type(item) is not np.ndarray:
        raise DamageError("it holds a part of an array, or a name, where a value should be")


def _weight(item: object, weights: dict[int, int]) -> int:
    if isinstance(item, np.ndarray):
        return int(item.nbytes)
    if isinstance(item, str | bytes):
        return len(item)
    return weights.get(id(item), 8)
