# SPDX-License-Identifier: GPL-3.0-or-later
"""Read Wavefront OBJ meshes. Vertices keep their order and number, since other files index them.

The numbers of all lines of a kind are parsed at once; only the few lines that are neither vertex nor face are
processed one by one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..numbers import Scan, scan
from ..reading.plain_file import read_plain

__all__ = ["Mesh", "read_obj"]

_MAX_BYTES = 1 << 29
_INDENT = re.compile(rb"(?m)^[ \t]+")
_SPACE, _SLASH, _V, _F, _T = 32, 47, 118, 102, 116


@dataclass(frozen=True, eq=False)
class Mesh:
    """A mesh in the units and axes of its file.

    Attributes:
        path: The file.
        vertices: (V, 3) float32 or float64.
        corners: (C,) int32, the vertices of the faces, one face after the other.
        counts: (F,) int32, the corners of each face; 3 or more.
        uvs: (T, 2) of the same type; empty if there are none.
        uv_corners: (C,) int32 into ``uvs``, -1 for a corner without one.
        materials: The names in ``usemtl`` lines, in order of appearance.
        face_material: (F,) int32 into ``materials``, -1 before the first.
        groups: The names in the requested lines, such as ``g`` and ``o``.
        face_group: (F,) int32 into ``groups``, -1 before the first.
    """

    path: Path
    vertices: NDArray
    corners: NDArray[np.int32]
    counts: NDArray[np.int32]
    uvs: NDArray
    uv_corners: NDArray[np.int32]
    materials: tuple[str, ...]
    face_material: NDArray[np.int32]
    groups: tuple[str, ...]
    face_group: NDArray[np.int32]

    @property
    def starts(self) -> NDArray[np.int32]:
        """(F,) index of each face's first corner in ``corners``."""
        return (np.cumsum(self.counts) - self.counts).astype(np.int32)

    def edges(self) -> NDArray[np.int32]:
        """Return (E, 2) the vertices of each edge of each face; an edge of two faces occurs twice."""
        after = np.arange(1, len(self.corners) + 1)
        after[self.starts + self.counts - 1] = self.starts
        return np.stack((self.corners, self.corners[after]), axis=1)

    def vertices_of(self, faces: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Return the vertices of some faces, ascending.

        Args:
            faces: (F,) mask of the faces.
        """
        return np.unique(self.corners[np.repeat(faces, self.counts)])


@dataclass(frozen=True)
class _Lines:
    """The lines of one kind: their bytes, without the keyword, and their numbers in the file (from 0)."""

    text: bytes
    numbers: NDArray[np.int64]


def read_obj(
    path: str | os.PathLike[str],
    dtype: type[np.floating] = np.float64,
    group_lines: tuple[bytes, ...] = (b"g", b"o"),
) -> Mesh:
    """Read an OBJ file: triangles, quads and larger faces; indices from the start or, negative, from the end.

    Normals, curves and material files are ignored.

    Args:
        path: The file.
        dtype: The type of vertices and uvs.
        group_lines: The keywords of the lines that name groups.

    Raises:
        InputError: The file cannot be read, is empty or truncated, or refers to missing vertices.
    """
    file = Path(path)
    data = _read(file)
    buffer = np.frombuffer(data, np.uint8).copy()
    ends = np.flatnonzero(buffer == 10)
    starts = np.concatenate(([0], ends[:-1] + 1))
    first, second = buffer[starts], buffer[np.minimum(starts + 1, len(buffer) - 1)]
    blank = (second == _SPACE) | (second == 9)
    vertex, texture, face = (first == _V) & blank, (first == _V) & (second == _T), (first == _F) & blank
    rest = ~(vertex | face | (first == _V)) & (first != 35) & (first > _SPACE)
    buffer[starts[vertex | texture | face]] = _SPACE
    buffer[starts[texture] + 1] = _SPACE
    lengths = ends + 1 - starts

    def lines(kind: NDArray[np.bool_]) -> _Lines:
        return _Lines(buffer[np.repeat(kind, lengths)].tobytes(), np.flatnonzero(kind))

    places = lines(vertex)
    if not len(places.numbers):
        raise InputError("the mesh has no vertices" if face.any() else "not an OBJ mesh", path=file)
    if not face.any():
        raise InputError("the mesh has no faces", path=file)
    vertices = _table(file, places, 3, "a vertex")
    textures = lines(texture)
    uvs = _table(file, textures, 2, "a texture coordinate") if len(textures.numbers) else np.empty((0, 2))
    faces = lines(face)
    counts, pairs = _faces(file, faces)
    at = np.repeat(faces.numbers, counts)
    corners = _resolve(file, pairs[:, 0], places.numbers, at, "vertex", len(vertices))
    uv_corners = np.full(len(corners), -1, np.int32)
    given = pairs[:, 1] != 0
    uv_corners[given] = _resolve(
        file, pairs[given, 1], textures.numbers, at[given], "texture coordinate", len(uvs)
    )
    named = _names(data, starts[rest], ends[rest], np.flatnonzero(rest))
    materials, face_material = _runs(named, (b"usemtl",), faces.numbers)
    groups, face_group = _runs(named, group_lines, faces.numbers)
    return Mesh(
        file,
        _as(file, vertices, dtype),
        corners,
        counts.astype(np.int32),
        _as(file, uvs, dtype),
        uv_corners,
        materials,
        face_material,
        groups,
        face_group,
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"the mesh is larger than {_MAX_BYTES >> 20} MiB", path=path)
        data = read_plain(path)
    except OSError as error:
        raise InputError(f"the mesh cannot be read ({error.strerror})", path=path) from error
    if not data.strip():
        raise InputError("the file is empty", path=path)
    if (zero := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, zero) + 1
        raise InputError(
            "the file contains zero bytes: it is damaged or not an OBJ mesh", path=path, line=line
        )
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\\" in data:  # a continued line
        data = data.replace(b"\\\n", b"  ")
    if _INDENT.search(data):
        data = _INDENT.sub(b"", data)
    return data if data.endswith(b"\n") else data + b"\n"


def _table(path: Path, lines: _Lines, width: int, what: str) -> NDArray[np.float64]:
    """Parse the first ``width`` numbers of every line."""
    found = scan(lines.text)
    before = np.concatenate(([0], found.line_ends[: len(lines.numbers)]))
    counts = np.diff(before)
    if counts.min() < width:
        line = int(lines.numbers[counts.argmin()]) + 1
        raise InputError(f"{what} needs {width} numbers", path=path, line=line)
    _refuse_words(path, lines, found, before)
    values: NDArray[np.float64] = found.values[before[:-1, None] + np.arange(width)]
    return values


def _refuse_words(path: Path, lines: _Lines, found: Scan, before: NDArray) -> None:
    if found.bad:
        word = int(np.flatnonzero(~np.isfinite(found.values))[0])
        line = int(lines.numbers[np.searchsorted(before, word, side="right") - 1]) + 1
        shown = found.first_bad[:20].decode("ascii", "replace")
        raise InputError(f"{shown!r} is not a number", path=path, line=line)


def _faces(path: Path, lines: _Lines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return corners per face (F,), and (C, 2) vertex and texture index of each as written (0: none)."""
    buffer = np.frombuffer(lines.text, np.uint8)
    inside = buffer > _SPACE
    begins = np.flatnonzero(inside & ~np.concatenate(([False], inside[:-1])))
    ends = np.flatnonzero(buffer == 10)
    counts = np.diff(np.concatenate(([0], np.searchsorted(begins, ends))))
    if counts.min() < 3:
        line = int(lines.numbers[counts.argmin()]) + 1
        raise InputError("a face needs three corners", path=path, line=line)
    slashes = np.add.reduceat((buffer == _SLASH).astype(np.int64), begins)
    each = int(slashes[0])
    if (slashes != each).any() or each > 2:
        return counts, _mixed(path, lines, counts)
    text = lines.text.replace(b"//", b"/0/").replace(b"/", b" ") if each else lines.text
    found = scan(text)
    if len(found.values) != len(begins) * (each + 1):
        return counts, _mixed(path, lines, counts)
    before = np.concatenate(([0], found.line_ends[: len(lines.numbers)]))
    _refuse_words(path, lines, found, before)
    values = found.values.reshape(-1, each + 1)
    if (values != np.trunc(values)).any() or np.abs(values).max() > 2**31:
        word = int(
            np.flatnonzero((values != np.trunc(values)).any(axis=1) | (np.abs(values) > 2**31).any(axis=1))[0]
        )
        line = int(lines.numbers[np.searchsorted(np.cumsum(counts), word, side="right")]) + 1
        raise InputError("the index of a face's corner is not a whole number", path=path, line=line)
    pairs = np.zeros((len(values), 2), np.int64)
    pairs[:, : min(2, each + 1)] = values[:, :2]
    return counts, pairs


def _mixed(path: Path, lines: _Lines, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Parse corners of several forms in one file (``7``, ``7/2``, ``7//3``) one by one, since it is rare."""
    words = lines.text.split()
    try:
        return np.array(
            [[int(part or 0) for part in (word + b"/").split(b"/")[:2]] for word in words], np.int64
        )
    except (ValueError, OverflowError):
        for word, row in zip(words, np.repeat(lines.numbers, counts).tolist(), strict=True):
            if not re.fullmatch(rb"-?\d{1,10}(/(-?\d{1,10})?){0,2}", word):
                shown = word[:20].decode("ascii", "replace")
                raise InputError(f"invalid corner of a face {shown!r}", path=path, line=row + 1) from None
        raise InputError("the index of a face's corner is not a whole number", path=path) from None


def _resolve(
    path: Path,
    written: NDArray[np.int64],
    defined: NDArray[np.int64],
    at: NDArray[np.int64],
    what: str,
    count: int,
) -> NDArray[np.int32]:
    """Convert indices to count from 0; in files they count from 1, or back from the face's line."""
    index = np.where(written > 0, written - 1, np.searchsorted(defined, at) + written)
    wrong = np.flatnonzero((index < 0) | (index >= count) | (written == 0))
    if len(wrong):
        bad = int(wrong[0])
        message = f"a face refers to {what} {int(written[bad])}, but there are {count}"
        raise InputError(message, path=path, line=int(at[bad]) + 1)
    return index.astype(np.int32)


def _names(data: bytes, starts: NDArray, ends: NDArray, numbers: NDArray) -> list[tuple[bytes, str, int]]:
    """Return (keyword, name, line) of the lines without geometry."""
    found = []
    for start, end, number in zip(starts.tolist(), ends.tolist(), numbers.tolist(), strict=True):
        keyword, _, name = data[start:end].strip().partition(b" ")
        found.append((keyword, name.strip().decode("utf-8", "replace"), number))
    return found


def _as(file: Path, values: NDArray[np.float64], dtype: type[np.floating]) -> NDArray[np.floating]:
    """Convert numbers.

    Raises:
        InputError: one of them is too large for the type.
    """
    with np.errstate(over="ignore"):
        found = values.astype(dtype, copy=False)
    if not np.isfinite(found).all():
        raise InputError(f"a coordinate is {np.abs(values).max():.3g}, too large for a mesh", path=file)
    return found


def _runs(
    named: list[tuple[bytes, str, int]], keywords: tuple[bytes, ...], faces: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Return the names, and for each face the index of the current name at its line; -1 for none."""
    rows = [(name, line) for keyword, name, line in named if keyword in keywords]
    names = tuple(dict.fromkeys(name for name, _ in rows))
    values = np.array([-1, *(names.index(name) for name, _ in rows)], np.int32)
    return names, values[np.searchsorted(np.array([line for _, line in rows]), faces)]
