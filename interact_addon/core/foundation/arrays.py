# SPDX-License-Identifier: GPL-3.0-or-later
"""Read numeric arrays from .npy files, memory-mapped and without unpickling."""

from __future__ import annotations

import os
import tokenize
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import FaceError
from .reading.plain_file import open_plain

__all__ = ["BROKEN", "map_array"]

# What numpy raises on a broken header or on objects.
BROKEN = (
    ValueError,
    EOFError,
    SyntaxError,
    MemoryError,
    OverflowError,
    TypeError,
    RecursionError,
    tokenize.TokenError,
)


def map_array(path: Path, *, fields: bool = False) -> NDArray:
    """Memory-map a numeric array; only its header is read.

    Args:
        path: The file.
        fields: Whether an array with named fields is one, too.

    Raises:
        FaceError: The file cannot be read, or is not a single numeric array.
    """
    try:
        # numpy rejects a header that claims more data than the file holds before it allocates memory.
        with np.errstate(over="ignore"):  # of a header's numbers
            os.close(open_plain(path))  # numpy would wait for a pipe
            table = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise FaceError(f"the face cannot be read ({error.strerror or error})", path=path) from error
    except BROKEN as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FaceError(f"not a readable numpy array ({text})", path=path) from error
    if not isinstance(table, np.ndarray):
        raise FaceError("this is an archive of several arrays (.npz), not one array", path=path)
    if table.dtype.kind not in "fiu" and not (fields and table.dtype.names):
        raise FaceError(f"the array holds {table.dtype}, not numbers", path=path)
    return table
