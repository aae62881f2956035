# SPDX-License-Identifier: GPL-3.0-or-later
"""That an array is what it should be: its shape, and that its numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import MotionError

__all__ = ["checked"]

_MOST = 1e9  # beyond that squares of differences lose all their digits, and no unit makes it a motion


def checked(
    array: object, path: Path, what: str, shape: Sequence[int | None], *, frames: int = 0
) -> NDArray[np.float64]:
    """Return an array from a file as float64.

    Args:
        array: As read; a list of numbers will do.
        path: The file, for messages.
        what: What it is, in the plural, likewise: "the joints".
        shape: The length of each axis; None for one of any length but zero.
        frames: The axis along which the frames are, which messages count from 0.

    Raises:
        MotionError: the shape is another, they are no numbers, or some are not finite.
    """
    try:
        given = np.asarray(array)
    except (ValueError, TypeError, OverflowError):  # lists of different lengths
        raise MotionError(f"{what} are not a table of numbers", path=path) from None
    if given.dtype.kind not in "fiub":
        raise MotionError(f"{what} are not numbers but {given.dtype}", path=path)
    fits = given.ndim == len(shape) and all(
        length > 0 if wanted is None else length == wanted
        for length, wanted in zip(given.shape, shape, strict=True)
    )
    if not fits:
        if given.ndim == len(shape) and shape[frames] is None and given.shape[frames] == 0:
            raise MotionError(f"{what} have no frames", path=path)
        raise MotionError(f"{what} have the shape {_say(given.shape)}, not {_say(shape)}", path=path)
    with np.errstate(invalid="ignore"):  # of NaN that are marked as signals
        numbers = np.ascontiguousarray(given, dtype=np.float64)
    if (
        numbers.size and not np.abs(numbers).max() <= _MOST
    ):  # NaN compares as False, and one makes the maximum NaN
        rows = np.moveaxis(numbers, frames, 0) if numbers.ndim else numbers.reshape(1)
        good = np.abs(rows) <= _MOST
        first = int(np.argmin(good.reshape(len(rows), -1).all(axis=1)))
        number = float(rows[first][~good[first]].flat[0])
        why = (
            f"a number that is not finite ({number})" if not np.isfinite(number) else f"the number {number:g}"
        )
        raise MotionError(f"frame {first} of {what} has {why}", path=path, cure="Frames are counted from 0")
    return numbers


def _say(shape: Sequence[int | None]) -> str:
    return "(" + ", ".join("frames" if length is None else str(length) for length in shape) + ")"
