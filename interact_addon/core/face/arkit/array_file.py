# SPDX-License-Identifier: GPL-3.0-or-later
"""Read numpy's arrays of ARKit weights: .npy with rows of numbers or named fields, .npz with names."""

from __future__ import annotations

import zipfile
import zlib
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.arrays import BROKEN, map_array
from ...foundation.errors import FaceError
from ...foundation.reading.plain_file import plain_stream
from .times import stated_rate

__all__ = ["ArrayFile", "count_rows", "read_npy", "read_npz"]

_MAX_BYTES = 1 << 29
_RATES = ("fps", "rate", "frame_rate", "framerate", "mocap_frame_rate", "mocap_framerate")
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError)


class ArrayFile:
    """An array (R, W), the names of its columns or None, and its frames per second or None."""

    __slots__ = ("names", "rate", "values")

    def __init__(
        self, values: NDArray, names: tuple[str, ...] | None = None, rate: Fraction | None = None
    ) -> None:
        self.values, self.names, self.rate = values, names, rate


def count_rows(path: Path) -> int:
    """Return the rows of an .npy file, from its header alone.

    Raises:
        FaceError: It is not a readable array, or a single number.
    """
    shape = map_array(path, fields=True).shape
    if not shape:
        raise FaceError("the face is a single number, not a table", path=path)
    return int(shape[0])


def read_npy(path: Path) -> ArrayFile:
    """Map an array of numbers, or one with named fields.

    Raises:
        FaceError: It is not a readable array of numbers.
    """
    table = map_array(path, fields=True)
    if table.dtype.names is None:
        return ArrayFile(table)
    names = tuple(table.dtype.names)
    kinds = {table.dtype[name].kind + str(table.dtype[name].shape) for name in names}
    if table.ndim != 1 or not kinds <= {f"{kind}()" for kind in "fiu"}:
        raise FaceError("its named fields are not single numbers", path=path)
    with np.errstate(over="ignore"):
        columns = [table[name].astype(np.float64) for name in names]
    return ArrayFile(np.stack(columns, axis=1) if len(table) else np.zeros((0, len(names))), names)


def read_npz(path: Path) -> ArrayFile:
    """Read the one table of numbers in an archive, and the list of names and the rate beside it.

    Raises:
        FaceError: The archive is broken, too large, or has no table or several.
    """
    try:
        with plain_stream(path) as stream, zipfile.ZipFile(stream) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_BYTES:
                raise FaceError(f"the archive holds more than {_MAX_BYTES >> 20} MiB", path=path)
        with np.load(path, allow_pickle=False) as arrays:
            held = {name: arrays[name] for name in arrays.files}
    except OSError as error:
        raise FaceError(f"the face cannot be read ({error.strerror or error})", path=path) from error
    except (*BROKEN, *_BROKEN_ZIP) as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FaceError(f"not a readable archive of arrays ({text})", path=path) from error
    tables = {name: value for name, value in held.items() if _is_table(value)}
    if len(tables) != 1:
        listed = ", ".join(sorted(tables)) or "none"
        raise FaceError(
            f"an archive has one table of weights, not {len(tables)} ({listed})",
            path=path,
            cure="Keep one in it",
        )
    (values,) = tables.values()
    width = values.shape[1]
    lists = [each for each in held.values() if each.dtype.kind in "US" and each.shape == (width,)]
    return ArrayFile(values, _texts(lists[0]) if lists else None, _rate(held))


def _texts(names: NDArray) -> tuple[str, ...]:
    if names.dtype.kind == "S":
        return tuple(name.decode("utf-8", "replace") for name in names.tolist())
    return tuple(names.tolist())


def _is_table(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 2 and value.dtype.kind in "fiu"


def _rate(held: dict[str, NDArray]) -> Fraction | None:
    for name, value in held.items():
        if name.lower() in _RATES and value.size == 1 and value.dtype.kind in "fiu":
            return stated_rate(float(value.reshape(())))
    return None
