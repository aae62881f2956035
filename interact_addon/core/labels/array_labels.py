# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels in an array: a number or a string per frame, or a row with a single 1."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..foundation.errors import DatasetError, MotionError
from ..foundation.number_files import read_npy_object
from .values import MOST_CODE

__all__ = ["labels_of_array"]


def labels_of_array(path: Path) -> NDArray:
    """Return (F,) int64 or strings; a negative number or an empty string is no label.

    Raises:
        DatasetError: the file is not an array, or not one of labels.
    """
    try:
        found = read_npy_object(path)
    except MotionError as error:
        raise DatasetError(f"not labels: {error.message}", path=path, cure=error.cure) from error
    array = _texts(path, found)
    shape = array.shape
    if array.ndim == 2 and 1 in shape:
        array = array.reshape(-1)
    if array.dtype.kind in "US":
        if array.ndim != 1:
            raise DatasetError(f"strings of shape {shape} are not one label per frame", path=path)
        return np.array(np.char.decode(array, "utf-8", "replace") if array.dtype.kind == "S" else array)
    if array.dtype.kind not in "biuf":
        raise DatasetError(f"{array.dtype} are neither numbers nor strings", path=path)
    if array.ndim == 2:
        if not (array.size and ((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all()):
            raise DatasetError(
                f"an array of shape {shape} is not one label per frame, nor a single 1 in each row", path=path
            )
        return np.argmax(array, axis=1)
    if array.ndim != 1:
        raise DatasetError(f"an array of shape {shape} is not one label per frame", path=path)
    odd = np.flatnonzero(~((array == np.trunc(array)) & (array <= MOST_CODE) & (array >= -MOST_CODE)))
    if len(odd):
        raise DatasetError(f"label {array[odd[0]]} of frame {odd[0] + 1} is not a whole number", path=path)
    return np.array(array, np.int64)


def _texts(path: Path, found: object) -> NDArray:
    """Return an array as it is, and one of Python's strings, or a list of them, as one of numpy's."""
    if isinstance(found, np.ndarray) and found.dtype.kind != "O":
        return found
    values = found.tolist() if isinstance(found, np.ndarray) else found
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return np.array(values, dtype=str)
    raise DatasetError("the array holds objects that are no names", path=path)
