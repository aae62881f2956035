# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what is made of a fitted person beside the person's own file in the cache.

That file is named by all that the person depends on: hair, clothes, size, and the code of this folder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...foundation.number_files.kept_arrays import KeptArrays, kept_arrays
from ...foundation.pickled.fault import BROKEN, DamageError
from ...foundation.writing.made_once import making_once
from ..fitting.cache import save_arrays

__all__ = ["dense", "kept_or_made", "load_kept", "save_kept", "sparse"]

Made = TypeVar("Made")
_MOST_BYTES = 1 << 30


def kept_or_made(
    fitted: Path | None,
    load: Callable[[Path], Made | None],
    make: Callable[[], Made],
    save: Callable[[Path, Made], object],
) -> Made:
    """Return what is kept, or else what is made, which is kept from then on.

    Args:
        fitted: The person's file; None for one who is in no file, of whom nothing is kept.
        load: Returns what is kept beside the file; None if nothing is, or nothing usable.
        make: Makes it.
        save: Keeps it beside the file.
    """
    if fitted is None:
        return make()
    kept = load(fitted)
    if kept is None:
        with making_once():
            kept = make()
            save(fitted, kept)
    return kept


def load_kept(fitted: Path, kind: str, read: Callable[[KeptArrays], Made | None]) -> Made | None:
    """Inverse of `save_kept`; None if nothing is kept, or nothing that can be read.

    Args:
        fitted: The person's file.
        kind: As it was kept.
        read: Reads the arrays; returns None if they do not fit.
    """
    try:
        with kept_arrays(_beside(fitted, kind)) as data:
            return read(data)
    except (OSError, *BROKEN):
        return None


def save_kept(fitted: Path, kind: str, arrays: Mapping[str, Any]) -> bool:
    """Keep arrays beside a person's file; return whether that could be done.

    Args:
        fitted: The person's file.
        kind: What they are, for the file's name.
        arrays: Name to array.
    """
    return save_arrays(_beside(fitted, kind), arrays)


def sparse(weights: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """Return weights, most of which are 0, as short arrays."""
    at = np.flatnonzero(weights)
    return {"at": at.astype(np.int32), "values": weights.reshape(-1)[at], "shape": np.array(weights.shape)}


def dense(arrays: KeptArrays, shape: tuple[int, ...]) -> NDArray[np.float32] | None:
    """Inverse of `sparse`; None if they are of another shape. What is damaged raises one of `BROKEN`."""
    if tuple(arrays.numbers("shape", len(shape), whole=True).tolist()) != shape:
        return None
    at = arrays.numbers("at", None, whole=True)
    size = math.prod(shape)
    if 4 * size > _MOST_BYTES or (at.size and not 0 <= at.min() <= at.max() < size):
        raise DamageError("the weights are not those of a person")
    weights = np.zeros(size, np.float32)
    weights[at] = arrays.numbers("values", len(at))
    return weights.reshape(shape)


def _beside(fitted: Path, kind: str) -> Path:
    return fitted.with_name(f"{fitted.stem}.{kind}.npz")
