# SPDX-License-Identifier: GPL-3.0-or-later
r"""File formats for vertices over time, written block by block.

npy
    numpy's format: a header, then (N, V*3) little-endian float32. The blocks are written, not memory-mapped:
    a mapped file counts as memory of this process, faults page by page (a third of the speed here), and a
    full disk kills the process instead of raising an error.

MDD point cache (Lightwave, Blender, Houdini, Maya), all big-endian
    int32 frames; int32 points; float32 time in seconds of each frame; then float32 x y z of each point, frame
    after frame.

PC2 point cache (3ds Max, Blender), all little-endian
    12 bytes ``POINTCACHE2\0``; int32 version 1; int32 points; float32 first frame; float32 frames per
    sample; int32 samples; then float32 x y z of each point, sample after sample.

The points have the template's units and axes in all of them.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ...foundation.choices import Choice, ids
from ...foundation.errors import UsageError

__all__ = ["FORMATS", "STREAMS", "VERTEX_FORMATS", "header_of"]

_LIMIT = 2**31 - 1
# One file each; then those with a file for each frame.
FORMATS: tuple[Choice, ...] = (
    Choice("npy", "NPY", "One array of all frames (frames, V*3)", 0),
    Choice("mdd", "MDD", "A point cache for the Mesh Cache modifier", 1),
    Choice("pc2", "PC2", "A point cache for the Mesh Cache modifier", 2),
    Choice("obj", "OBJ", "A folder with one mesh per frame", 3),
    Choice("ply", "PLY", "A folder with one mesh per frame", 4),
)
VERTEX_FORMATS = ids(FORMATS)


def _npy(frames: int, points: int, rate: Fraction) -> bytes:
    stream = io.BytesIO()
    header = {"descr": "<f4", "fortran_order": False, "shape": (frames, points * 3)}
    # Only in numpy 1.26, on Python 3.11, is it without types.
    np.lib.format.write_array_header_1_0(stream, header)  # type: ignore[no-untyped-call, unused-ignore]
    return stream.getvalue()


def _mdd(frames: int, points: int, rate: Fraction) -> bytes:
    times = np.arange(frames) * rate.denominator / rate.numerator
    return struct.pack(">ii", frames, points) + times.astype(">f4").tobytes()


def _pc2(frames: int, points: int, rate: Fraction) -> bytes:
    return struct.pack("<12siiffi", b"POINTCACHE2\0", 1, points, 1.0, 1.0, frames)


def _little_endian(block: NDArray[np.float32]) -> NDArray:
    return block.astype("<f4", copy=False)


def _big_endian(block: NDArray[np.float32]) -> NDArray:
    return block.astype(">f4")


# Format -> functions that return its header and a block's data.
STREAMS: dict[str, tuple[Callable[[int, int, Fraction], bytes], Callable[[NDArray[np.float32]], NDArray]]] = {
    "npy": (_npy, _little_endian),
    "mdd": (_mdd, _big_endian),
    "pc2": (_pc2, _little_endian),
}


def header_of(kind: str, frames: int, points: int, rate: Fraction) -> bytes:
    """Return the bytes before the first point.

    Raises:
        UsageError: The format cannot hold so many frames or points.
    """
    if max(frames, points) > _LIMIT:
        raise UsageError(f"{frames} frames of {points} points are more than a {kind} file can hold")
    return STREAMS[kind][0](frames, points, rate)
