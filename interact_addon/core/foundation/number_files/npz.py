# SPDX-License-Identifier: GPL-3.0-or-later
"""Read .npz archives: zip files of .npy, as numpy writes them."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import MotionError
from ..pickled.array_bytes import array_of
from ..pickled.fault import BROKEN, DamageError
from ..pickled.read import unpickle
from ..reading.plain_file import plain_stream
from .npy import MOST_HEADER, Header, parse_header

__all__ = ["check_sizes", "peek_npz", "read_npz"]

_MOST_BYTES = 4 << 30
_MOST_OBJECTS = 1 << 24  # bytes of a member of Python objects, which says no size beforehand
_MOST_MEMBERS = 1000
_FREE = 1 << 26  # bytes; a few arrays of zeros can be a thousand times smaller when packed
_MOST_RATIO = 200
_ENCRYPTED = 0x1


def peek_npz(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the arrays in an archive, from their headers.

    Raises:
        MotionError: the file cannot be read, is damaged, or unpacks to far more than it should.
    """
    with _opened(path) as (archive, members):
        return {name: _header(archive, info, name)[0].shape for name, info in members.items()}


def read_npz(path: Path, only: Collection[str] | None = None) -> dict[str, NDArray | str]:
    """Return the arrays of an archive by name, in the machine's order of bytes; some may be read-only.

    A text without axes, such as ``gender``, is a string, also where it was written as bytes or as an
    object. A row of texts is an array of texts.

    Args:
        path: The file.
        only: The names of the arrays that are wanted; None for all. Others are not unpacked.

    Raises:
        MotionError: as `peek_npz`, or an array holds Python objects that are no texts.
    """
    with _opened(path) as (archive, members):
        return {
            name: _value(archive, info, name, path)
            for name, info in members.items()
            if only is None or name in only
        }


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]]:
    try:
        with plain_stream(path) as stream, zipfile.ZipFile(stream) as archive:
            members = {
                info.filename.removesuffix(".npy"): info
                for info in archive.infolist()
                if info.filename.endswith(".npy")
            }
            check_sizes(members, path.stat().st_size)
            yield archive, members
    except MotionError:
        raise
    except DamageError as fault:
        raise MotionError(str(fault), path=path) from None
    except OSError as fault:
        raise MotionError(f"the archive cannot be read ({fault.strerror or fault})", path=path) from fault
    except BROKEN as fault:
        text = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        raise MotionError(f"not a readable archive of arrays ({text})", path=path) from None


def check_sizes(members: dict[str, zipfile.ZipInfo], size: int) -> None:
    """Check what the members of an archive of a size claim, before any is unpacked.

    Raises:
        DamageError: there are none or too many, one is encrypted, or they unpack to far too much.
    """
    if not members:
        raise DamageError("the archive holds no arrays (.npy)")
    if len(members) > _MOST_MEMBERS:
        raise DamageError(f"the archive holds {len(members)} arrays, more than any motion has")
    for name, info in members.items():
        if info.flag_bits & _ENCRYPTED:
            raise DamageError(f"the archive is encrypted ({name})")
    whole = sum(info.file_size for info in members.values())
    if whole > _MOST_BYTES or whole > max(_FREE, _MOST_RATIO * size):
        raise DamageError(f"the archive of {size} bytes claims to unpack to {whole}, which no motion does")


def _header(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> tuple[Header, bytes]:
    """Return a member's header and its first bytes, after a check of what it claims."""
    with archive.open(info) as stream:
        start = stream.read(min(MOST_HEADER, info.file_size))
    try:
        header = parse_header(start)
    except BROKEN as fault:
        why = str(fault) if isinstance(fault, DamageError) else "its header is damaged"
        raise DamageError(f"the array {name}: {why}") from None
    if header.whole not in (None, info.file_size):
        raise DamageError(
            f"the array {name} has {info.file_size} bytes, and its header stands for {header.whole}"
        )
    return header, start


def _value(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, path: Path) -> NDArray | str:
    header, start = _header(archive, info, name)
    if header.dtype is None and info.file_size > _MOST_OBJECTS:
        raise DamageError(f"the array {name} holds Python objects, not numbers")
    if len(start) < info.file_size:
        with archive.open(info) as stream:
            start = stream.read(info.file_size)
    data = start[header.size :]
    if header.dtype is None:
        return _texts(unpickle(data, path, f"the pickle in the array {name}"), name)
    array = array_of(data, header.dtype, header.shape, fortran=header.fortran)
    return _texts(array.tolist(), name) if header.dtype.kind in "US" and array.ndim < 2 else array


def _texts(value: object, name: str) -> NDArray | str:
    """Return a text, or an array of texts."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str | bytes) for each in value):
        return np.array([str(_texts(each, name)) for each in value], dtype=np.str_)
    if isinstance(value, int | float) or value is None:
        return np.array(np.nan if value is None else value)
    if isinstance(value, np.ndarray) and value.dtype.kind not in "US":
        return value
    raise DamageError(f"the array {name} holds Python objects that are no texts")
