# SPDX-License-Identifier: GPL-3.0-or-later
"""Read .npy files (numpy's NEP 1): numbers, texts, and Python objects through the reader of pickles."""

from __future__ import annotations

import ast
import math
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import MotionError
from ..pickled.array_bytes import array_of, checked_shape, item_type
from ..pickled.fault import BROKEN, DamageError
from ..pickled.read import file_bytes, unpickle
from ..reading.plain_file import plain_stream

__all__ = ["MOST_HEADER", "Header", "parse_header", "peek_npy", "read_npy", "read_npy_object"]

MOST_HEADER = 1 << 16
_MAGIC = b"\x93NUMPY"
_LONG = re.compile(r"(?<=\d)L\b")  # Python 2 wrote shapes such as (10L, 3L)


@dataclass(frozen=True, slots=True)
class Header:
    """What the beginning of a file says.

    Attributes:
        dtype: The type of the values; None for Python objects.
        shape: The lengths of the axes.
        fortran: Whether the first index changes fastest.
        size: Bytes of the header, after which the values begin.
    """

    dtype: np.dtype | None
    shape: tuple[int, ...]
    fortran: bool
    size: int

    @property
    def whole(self) -> int | None:
        """Bytes of header and values; None for Python objects."""
        return None if self.dtype is None else self.size + math.prod(self.shape) * self.dtype.itemsize


def parse_header(start: bytes) -> Header:
    """Read a header from the first bytes of a file.

    Raises:
        DamageError, and those of BROKEN: it has none.
    """
    if start.startswith(b"PK\x03\x04"):
        raise DamageError("this is an archive of several arrays (.npz), not one array")
    if not start.startswith(_MAGIC) or len(start) < 10:
        raise DamageError("not an array of numpy (.npy)")
    width = 2 if start[6] == 1 else 4
    if start[6] not in (1, 2, 3):
        raise DamageError(f"an array of version {start[6]}.{start[7]}, which is not known")
    size = 8 + width + int.from_bytes(start[8 : 8 + width], "little")
    if size > MOST_HEADER:
        raise DamageError("the header is longer than any that numpy writes")
    if size > len(start):
        raise DamageError("it ends within its header")
    text = start[8 + width : size].decode("utf-8" if start[6] == 3 else "latin-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the compiler, about numbers such as 1if
        head = ast.literal_eval(_LONG.sub("", text).strip())
    if not isinstance(head, dict) or set(head) != {"descr", "fortran_order", "shape"}:
        raise DamageError("the header is not that of an array")
    if not isinstance(head["descr"], str):
        raise DamageError("the array has fields, not plain numbers")
    return Header(item_type(head["descr"]), checked_shape(head["shape"]), head["fortran_order"] is True, size)


def peek_npy(path: Path) -> tuple[tuple[int, ...], np.dtype]:
    """Return shape and type of an array of numbers or texts, from its header alone.

    Raises:
        MotionError: the file cannot be read, is damaged, truncated, or no array of numbers.
    """
    try:
        size = path.stat().st_size
        with plain_stream(path) as stream:
            header = parse_header(stream.read(MOST_HEADER))
        if header.dtype is None:
            raise DamageError("the array holds Python objects, not numbers")
        _check_size(header, size)
        return header.shape, header.dtype
    except OSError as fault:
        raise MotionError(f"the array cannot be read ({fault.strerror or fault})", path=path) from fault
    except BROKEN as fault:
        raise _error(fault, path) from None


def read_npy(path: Path) -> NDArray:
    """Return an array of numbers or texts, in the machine's order of bytes; it may be read-only.

    Raises:
        MotionError: as `peek_npy`.
    """
    data = file_bytes(path, "the array")
    try:
        header = parse_header(data[:MOST_HEADER])
        if header.dtype is None:
            raise DamageError("the array holds Python objects, not numbers")
        _check_size(header, len(data))
        return array_of(data[header.size :], header.dtype, header.shape, fortran=header.fortran)
    except BROKEN as fault:
        raise _error(fault, path) from None


def read_npy_object(path: Path) -> object:
    """Return what an .npy of Python objects holds, by the rules of `read_pickle`; of numbers, the array.

    Raises:
        MotionError: as `peek_npy`, or the objects are more than data.
    """
    data = file_bytes(path, "the array")
    try:
        header = parse_header(data[:MOST_HEADER])
        if header.dtype is not None:
            _check_size(header, len(data))
            return array_of(data[header.size :], header.dtype, header.shape, fortran=header.fortran)
    except BROKEN as fault:
        raise _error(fault, path) from None
    return unpickle(data[header.size :], path, "the pickle in it")


def _check_size(header: Header, size: int) -> None:
    if header.whole != size:
        raise DamageError(
            f"it has {size} bytes, and its header stands for {header.whole}: it is truncated or damaged"
        )


def _error(fault: BaseException, path: Path) -> MotionError:
    if isinstance(fault, DamageError):
        return MotionError(str(fault), path=path)
    return MotionError("the array's header is damaged", path=path)
