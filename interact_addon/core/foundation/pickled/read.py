# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a pickle's data."""

from __future__ import annotations

import struct
from pathlib import Path

from ..errors import MotionError
from ..reading.plain_file import read_plain
from .fault import BROKEN, Allowance, DamageError
from .machine import Machine
from .plain import checked_plain
from .torch_objects import NAMES, read_torch, torch_file

__all__ = ["file_bytes", "read_pickle", "unpickle"]

_MOST_BYTES = 2 << 30


def read_pickle(path: Path) -> object:
    """Return the data in a pickle, or in a file of torch.save, without executing anything.

    Dicts, lists, tuples, texts, numbers, numpy's arrays; tensors as arrays; arrays of objects as lists.
    Arrays may be read-only.

    Raises:
        MotionError: the file cannot be read, is damaged, or asks for something that is not data.
    """
    data = file_bytes(path, "the pickle")
    return unpickle(data, path, "the pickle")


def unpickle(data: bytes, path: Path, what: str) -> object:
    """Return the data in the bytes of a pickle, as `read_pickle` does.

    Args:
        data: The bytes.
        path: The file that they come from, for messages.
        what: What they are in it, likewise: "the pickle".

    Raises:
        MotionError: they are damaged, or ask for something that is not data.
    """
    allowance = Allowance(len(data))
    try:
        torch = torch_file(data)
        value = read_torch(data, allowance) if torch else Machine(data, 0, NAMES, allowance).run()
        return checked_plain(value, len(data))
    except DamageError as fault:
        text = str(fault)
        raise MotionError(text if "pickle" in text else f"{what} cannot be read: {text}", path=path) from None
    except (*BROKEN, struct.error):
        raise MotionError(f"{what} is truncated or damaged, or it is none", path=path) from None


def file_bytes(path: Path, what: str) -> bytes:
    """Return a file's bytes.

    Raises:
        MotionError: it cannot be read, or is larger than any motion.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise MotionError(f"{what} is larger than {_MOST_BYTES >> 30} GiB", path=path)
        return read_plain(path, most_bytes=_MOST_BYTES)
    except (OSError, ValueError) as fault:  # ValueError: a name with a zero byte
        reason = getattr(fault, "strerror", None) or fault
        raise MotionError(f"{what} cannot be read ({reason})", path=path) from fault
