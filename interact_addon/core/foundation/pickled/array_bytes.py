# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays from bytes, a type and a shape that a file states: everything is checked before it is believed."""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from .fault import DamageError

__all__ = ["MOST_AXES", "array_of", "checked_shape", "item_type", "native"]

MOST_AXES = 32
_MOST_EMPTY = 1 << 24
_NUMBER = re.compile(r"(?:b1|\?|[iu][1248]|f[248])\Z")
_TEXT = re.compile(r"[US]([1-9]\d{0,5})\Z")


def item_type(code: str) -> np.dtype | None:
    """Return the type that a code such as ``<f4`` stands for; None for Python objects.

    Raises:
        DamageError: it is none of booleans, integers, floats of at most 64 bits, and texts.
    """
    order, bare = (code[:1], code[1:]) if code[:1] in tuple("<>|=") else ("", code)
    if bare in ("O", "O4", "O8"):
        return None
    if not (_NUMBER.match(bare) or _TEXT.match(bare)):
        what = "fields" if bare.startswith("V") else f"values of the type {code[:40]!r}"
        raise DamageError(f"an array holds {what}, not plain numbers")
    return np.dtype(order + bare)


def checked_shape(shape: object) -> tuple[int, ...]:
    """Return a shape as it is.

    Raises:
        DamageError: it is not a tuple of whole numbers of a size that can be.
    """
    if type(shape) is not tuple or any(type(length) is not int for length in shape):
        raise DamageError("an array's shape is not a list of whole numbers")
    if len(shape) > MOST_AXES or min(shape, default=0) < 0:
        raise DamageError("an array has an impossible shape")
    if 0 in shape and math.prod(max(length, 1) for length in shape) > _MOST_EMPTY:
        raise DamageError("an empty array has an impossible shape")
    return shape


def array_of(data: bytes | bytearray, dtype: np.dtype, shape: object, *, fortran: bool = False) -> NDArray:
    """Return an array, read-only, that shares the bytes.

    Raises:
        DamageError: the bytes are not exactly those of the shape, or hold no texts where they should.
    """
    shape = checked_shape(shape)
    count = math.prod(shape)
    if count * dtype.itemsize != len(data):
        raise DamageError(
            f"an array of shape {shape} of {dtype.name} has {len(data)} bytes, not {count * dtype.itemsize}"
        )
    flat = np.frombuffer(data, dtype) if count else np.empty(0, dtype)
    if dtype.kind == "U" and count and flat.view(dtype.byteorder + "u4").max() > 0x10FFFF:
        raise DamageError("a text holds what are no letters")
    return native(flat.reshape(shape, order="F" if fortran else "C"))


def native(array: NDArray) -> NDArray:
    """Return an array in the machine's order of bytes."""
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
