# SPDX-License-Identifier: GPL-3.0-or-later
"""What numpy writes into pickles (ndarray.__reduce__, dtype.__reduce__; numpy 1 and 2, Python 2 and 3)."""

from __future__ import annotations

import math
from typing import cast

import numpy as np

from .array_bytes import array_of, checked_shape, item_type
from .fault import Allowance, DamageError
from .names import Name, checked_key, refused

__all__ = ["NUMPY_NAMES", "RawArray", "RawType"]


class RawArray:
    """An array before its numbers have come: what ``_reconstruct`` gives. ``place``: in the memo, or -1."""

    __slots__ = ("place",)

    def __init__(self) -> None:
        self.place = -1

    def filled(self, state: object, allowance: Allowance) -> object:
        """Return the array of a state (version, shape, type, Fortran order, bytes or list).

        An array of Python objects becomes lists; one without axes becomes its object.

        Raises:
            DamageError: the state is not that of an array.
        """
        if type(state) is not tuple or len(state) not in (4, 5) or type(state[-3]) is not RawType:
            raise DamageError("an array's state is damaged")
        shape, kind, fortran, data = state[-4:]
        return _array(data, kind, shape, bool(fortran), allowance)


class RawType:
    """A dtype: its code, and its order of bytes once that has come."""

    __slots__ = ("_code", "_order")

    def __init__(self, code: str) -> None:
        self._code, self._order = code, ""

    def filled(self, state: object) -> RawType:
        """Take the order of bytes from a state (version, order, subarray, names, fields, ...).

        Raises:
            DamageError: the state is not that of a plain type.
        """
        if type(state) is not tuple or len(state) < 5 or state[1] not in ("<", ">", "|", "="):
            raise DamageError("a type of numbers is damaged")
        if state[2] is not None or state[3] is not None or state[4] is not None:
            raise DamageError("an array holds fields, not plain numbers")
        self._order = cast("str", state[1])
        return self

    def dtype(self) -> np.dtype | None:
        """Return numpy's type, or None for Python objects."""
        return item_type(self._order + self._code)


def _array(data: object, kind: RawType, shape: object, fortran: bool, allowance: Allowance) -> object:
    dtype = kind.dtype()
    if dtype is None:
        shape = checked_shape(shape)
        if type(data) is not list or len(data) != math.prod(shape):
            raise DamageError("an array of objects does not hold as many as it says")
        allowance.spend(len(data))
        if not data:
            return []
        return np.fromiter(data, dtype=object, count=len(data)).reshape(
            shape, order="F" if fortran else "C"
        ).tolist()  # fmt: skip
    if type(data) is str:  # written by Python 2
        data = _encoded(data, allowance)
    if type(data) is not bytes:
        raise DamageError("an array's numbers are missing")
    return array_of(data, dtype, shape, fortran=fortran)


def _encoded(text: str, allowance: Allowance) -> bytes:
    allowance.spend(len(text))
    return text.encode("latin-1")


def _reconstruct(args: tuple[object, ...], allowance: Allowance) -> object:
    if len(args) != 3 or args[0] is not _NDARRAY:
        raise refused(args[0].text if args and type(args[0]) is Name else "an array of an unknown class")
    return RawArray()


def _scalar(args: tuple[object, ...], allowance: Allowance) -> object:
    if len(args) != 2 or type(args[0]) is not RawType:
        raise DamageError("a single number is damaged")
    value = _array(args[1], args[0], (), False, allowance)
    if not isinstance(value, np.ndarray):
        raise DamageError("a single number is an object")
    return value.item()


def _dtype(args: tuple[object, ...], allowance: Allowance) -> object:
    if not args or type(args[0]) is not str:
        raise DamageError("a type of numbers is damaged")
    return RawType(args[0])


def _frombuffer(args: tuple[object, ...], allowance: Allowance) -> object:
    if len(args) != 4 or type(args[1]) is not RawType or args[3] not in ("C", "F"):
        raise DamageError("an array's state is damaged")
    return _array(args[0], args[1], args[2], args[3] == "F", allowance)


def _encode(args: tuple[object, ...], allowance: Allowance) -> object:
    """Python 3 writes bytes so for readers of Python 2."""
    if len(args) != 2 or type(args[0]) is not str or args[1] not in ("latin1", "latin-1"):
        raise refused("_codecs.encode of something other than bytes")
    return _encoded(args[0], allowance)


def _no_bytes(args: tuple[object, ...], allowance: Allowance) -> object:
    if args:
        raise refused("bytes")
    return b""


def _ordered(args: tuple[object, ...], allowance: Allowance) -> object:
    pairs = args[0] if len(args) == 1 else []
    if len(args) > 1 or type(pairs) is not list or any(type(p) not in (list, tuple) for p in pairs):
        raise refused("collections.OrderedDict of something other than pairs")
    allowance.spend(len(pairs))
    return {checked_key(key): value for key, value in pairs}


_NDARRAY = Name("numpy.ndarray")
NUMPY_NAMES = {
    "numpy.ndarray": _NDARRAY,
    "numpy.dtype": Name("numpy.dtype", _dtype),
    "_codecs.encode": Name("_codecs.encode", _encode),
    "collections.OrderedDict": Name("collections.OrderedDict", _ordered),
    "__builtin__.bytes": Name("bytes", _no_bytes),
    "builtins.bytes": Name("bytes", _no_bytes),
}
for _core in ("numpy.core", "numpy._core"):
    NUMPY_NAMES |= {
        f"{_core}.multiarray._reconstruct": Name("numpy's _reconstruct", _reconstruct),
        f"{_core}.multiarray.scalar": Name("numpy's scalar", _scalar),
        f"{_core}.numeric._frombuffer": Name("numpy's _frombuffer", _frombuffer),
    }
