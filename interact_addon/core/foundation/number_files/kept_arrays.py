# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the arrays that this program keeps in caches and in .blends: numbers and texts, never objects.

What is there may be damaged, or somebody else's: sizes are checked before anything is unpacked.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..pickled.array_bytes import array_of
from ..pickled.fault import DamageError
from ..reading.plain_file import open_plain
from .npy import MOST_HEADER, parse_header
from .npz import check_sizes

__all__ = ["KeptArrays", "kept_arrays"]

_ENDING = ".npy"


class KeptArrays:
    """The arrays of an archive by name; each is read when it is asked for, and may be written to.

    Args:
        archive: The open archive.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {
            info.filename.removesuffix(_ENDING): info
            for info in archive.infolist()
            if info.filename.endswith(_ENDING)
        }

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def __getitem__(self, name: str) -> NDArray:
        """Return an array.

        Raises:
            KeyError: there is none of this name.
            DamageError, and those of BROKEN: it is damaged, or holds objects.
        """
        info = self._members[name]
        with self._archive.open(info) as stream:
            data = stream.read(info.file_size)
        header = parse_header(data[:MOST_HEADER])
        if header.dtype is None:
            raise DamageError(f"the array {name} holds Python objects, which are never made")
        values = bytearray(data[header.size :])  # so that they may be written to
        return array_of(values, header.dtype, header.shape, fortran=header.fortran)

    def get(self, name: str) -> NDArray | None:
        """Return an array, or None if there is none of this name; raises as `__getitem__`."""
        return self[name] if name in self._members else None

    def numbers(self, name: str, *shape: int | None, whole: bool = False) -> NDArray:
        """Return an array of finite numbers.

        Args:
            name: Its name.
            *shape: Its shape; None for any length.
            whole: Whether they are whole numbers.

        Raises:
            KeyError, DamageError, and those of BROKEN: it is not such an array.
        """
        array = self[name]
        fits = len(shape) == array.ndim and all(
            wanted in (None, length) for wanted, length in zip(shape, array.shape, strict=True)
        )
        if not fits or array.dtype.kind not in ("iu" if whole else "f"):
            raise DamageError(f"the array {name} is {array.dtype} {array.shape}")
        if not whole and not np.isfinite(array).all():
            raise DamageError(f"the array {name} holds what are no numbers")
        return array

    def switches(self, name: str, count: int) -> NDArray:
        """Return an array of so many booleans.

        Raises:
            KeyError, DamageError, and those of BROKEN: it is not such an array.
        """
        array = self[name]
        if array.dtype.kind != "b" or array.shape != (count,):
            raise DamageError(f"the array {name} is {array.dtype} {array.shape}")
        return array

    def text(self, name: str) -> str:
        """Return a text.

        Raises:
            KeyError, DamageError, and those of BROKEN: it is none.
        """
        array = self[name]
        if array.dtype.kind != "U" or array.ndim:
            raise DamageError(f"{name} is not a text")
        return str(array)


@contextmanager
def kept_arrays(source: Path | bytes) -> Iterator[KeptArrays]:
    """Open an archive of arrays.

    Args:
        source: The file, or its content.

    Raises:
        OSError: It cannot be read, or is not a file.
        DamageError, and those of BROKEN: it is damaged, or would unpack to far more than it should.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else os.fdopen(open_plain(source), "rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        with zipfile.ZipFile(stream) as archive:
            check_sizes({info.filename: info for info in archive.infolist()}, size)
            yield KeptArrays(archive)
