# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads MakeHuman's ``.mhclo``: a mesh bound to the base mesh, so that it fits every body.

Each of its vertices is a weighted mean of three vertices of the base mesh, plus an offset that grows with the
body: ``a b c  wa wb wc  dx dy dz``, or one vertex ``a`` alone. An offset along x is scaled by the distance of
two vertices of the base mesh along x, divided by that of MakeHuman's unmorphed body, in decimetres
(``x_scale a b distance``); y is up and z is forward. ``delete_verts`` lists what of the base mesh is beneath.
Format: https://github.com/makehumancommunity/mpfb2 and files; header lines can stand anywhere, also between
``verts 0`` and the rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError, InputError
from ...foundation.meshes.obj_file import Mesh, read_obj
from ...foundation.paths import exists_safely
from .asset_files import named_file, read_lines

__all__ = ["BASE_VERTICES", "Clothing", "Heading", "read_clothing", "read_heading"]

BASE_VERTICES = 19158  # of the base mesh hm08
_BASE_MESH = "hm08"
_DECIMETRE = 0.1
_HEAD = 1 << 16  # bytes in which the header is
_AXES = ("x_scale", "y_scale", "z_scale")
_BLENDER_AXIS = (0, 2, 1)  # of MakeHuman's x, y (up), z (forward)
_RANGES = re.compile(r"(\d+)(?: *- *(\d+))?")
_ROW = re.compile(r"[-+]?\d")
_SUM = 0.05  # how far the weights of a vertex may be from 1 in all
_CURE = "Export it again with MakeClothes for the base mesh hm08"
# These lines can stand between "verts" and its rows; any other keyword among the rows ends them.
_LISTS = ("verts", "delete_verts", "weights")


@dataclass(frozen=True)
class Heading:
    """What an ``.mhclo`` says about itself.

    Attributes:
        path: The file.
        name: Its name.
        uuid: Its id, or an empty text.
        tags: Its tags, in lower case.
        author: Who made it.
        licence: How it may be used.
        depth: ``z_depth``: what is worn over what.
    """

    path: Path
    name: str = ""
    uuid: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    licence: str = ""
    depth: int = 50


@dataclass(frozen=True, eq=False)
class Clothing:
    """A mesh bound to the base mesh.

    Attributes:
        heading: What the file says about itself.
        mesh: Faces and uvs; its vertices' positions are not used.
        material: The ``.mhmat``, which may be absent, or None.
        corners: (V, 3) int32, vertices of the base mesh.
        shares: (V, 3) float64, their weights; some are negative.
        offsets: (V, 3) float64, along MakeHuman's axes in its decimetres.
        scales: For each of MakeHuman's axes two vertices of the base mesh and their distance, or None.
        hidden: Vertices of the base mesh that it covers, ascending.
    """

    heading: Heading
    mesh: Mesh
    material: Path | None
    corners: NDArray[np.int32]
    shares: NDArray[np.float64]
    offsets: NDArray[np.float64]
    scales: tuple[tuple[int, int, float] | None, ...]
    hidden: NDArray[np.int32]

    def on(self, vertices: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return (V, 3) its vertices on a body, metres.

        Args:
            vertices: (B, 3) all vertices of the morphed base mesh, metres, Z up.
        """
        points = np.asarray(vertices, np.float64)
        size = np.full(3, _DECIMETRE)
        for axis, scale in enumerate(self.scales):
            if scale is not None:
                along = _BLENDER_AXIS[axis]
                size[axis] = abs(points[scale[0], along] - points[scale[1], along]) / scale[2]
        x, up, forward = (self.offsets * size).T
        placed = np.einsum("vk,vka->va", self.shares, points[self.corners])
        return np.asarray(placed + np.stack([x, -forward, up], axis=1))


@dataclass
class _Content:
    """The lines of a file, sorted."""

    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    ranges: list[tuple[int, str]] = field(default_factory=list)

    def text(self, key: str) -> str:
        return self.heads.get(key, (0, ""))[1]


def read_heading(path: Path) -> Heading:
    """Read only what a file says about itself.

    Raises:
        CharacterError: It cannot be read, or is not an ``.mhclo``.
    """
    return _heading(path, _content(path, rows=False))


def read_clothing(path: Path, folder: Path, count: int) -> Clothing:
    """Read an ``.mhclo`` with its mesh.

    Args:
        path: The file.
        folder: The user's folder: files that it names must be in there.
        count: Number of vertices of the base mesh.

    Raises:
        CharacterError: A file is missing or damaged, is for another base mesh, or leads out of the folder.
    """
    content = _content(path)
    if (base := content.text("basemesh").lower()) not in ("", _BASE_MESH):
        line = content.heads["basemesh"][0]
        message = f"it is for the base mesh {base[:20]!r}, not for {_BASE_MESH}"
        raise CharacterError(message, path=path, line=line, cure=_CURE)
    if not content.rows:
        raise CharacterError("it has no list 'verts' of bound vertices", path=path, cure=_CURE)
    corners, shares, offsets = _bound(path, content.rows, count)
    mesh = _mesh(path, folder, content)
    if len(mesh.vertices) != len(corners):
        message = f"it binds {len(corners)} vertices, but {mesh.path.name} has {len(mesh.vertices)}"
        raise CharacterError(message, path=path, cure="Take both files from the same release of the asset")
    material = None
    if "material" in content.heads and content.text("material").lower() != "none":
        line, name = content.heads["material"]
        material = named_file(name, path, folder, line)
    scales = tuple(_scale(path, content.heads[axis], axis, count) if axis in content.heads else None
                   for axis in _AXES)  # fmt: skip
    hidden = _hidden(path, content.ranges, count)
    return Clothing(_heading(path, content), mesh, material, corners, shares, offsets, scales, hidden)


def _content(path: Path, *, rows: bool = True) -> _Content:
    found, inside = _Content(), ""
    for number, words in read_lines(path, None if rows else _HEAD):
        key = words[0].lower()
        if key == "#":
            if "CC0" in words:
                found.heads.setdefault("license", (number, "CC0"))
            if len(words) > 2 and (said := words[1].lower().rstrip(":")) in ("author", "license"):
                found.heads.setdefault(said, (number, " ".join(words[2:])))
        elif inside == "delete_verts" and _ROW.match(key):
            found.ranges.append((number, " ".join(words)))
        elif _ROW.match(key):
            if inside == "verts":
                if not rows:
                    break
                found.rows.append((number, words))
        elif key in ("tag", "tags"):
            found.tags += [" ".join(words[1:]).lower()]
        else:
            found.heads.setdefault(key, (number, " ".join(words[1:])))
            if key in _LISTS or (inside == "verts" and found.rows) or inside == "delete_verts":
                inside = key
            if key == "delete_verts" and len(words) > 1:
                found.ranges.append((number, " ".join(words[1:])))
    if rows and not found.heads:
        raise CharacterError("it is not a MakeHuman clothes file", path=path)
    return found


def _heading(path: Path, content: _Content) -> Heading:
    depth = content.text("z_depth")
    return Heading(
        path=path,
        name=content.text("name") or path.stem,
        uuid=content.text("uuid"),
        tags=tuple(content.tags),
        author=content.text("author"),
        licence=content.text("license"),
        depth=int(depth) if re.fullmatch(r"-?\d{1,6}", depth) else 50,
    )


def _bound(
    path: Path, rows: list[tuple[int, list[str]]], count: int
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    table = np.zeros((len(rows), 9))
    table[:, 3] = 1.0
    for place, (number, words) in enumerate(rows):
        if len(words) not in (1, 6, 9):
            message = f"a bound vertex has {len(words)} numbers, not 9 or 1"
            raise CharacterError(message, path=path, line=number, cure=_CURE)
        try:
            table[place, : len(words)] = [float(word) for word in words]
        except ValueError:
            message = f"{' '.join(words)[:40]!r} are not numbers"
            raise CharacterError(message, path=path, line=number, cure=_CURE) from None
        if len(words) == 1:
            table[place, 1:3] = table[place, 0]
    corners, shares = table[:, :3], table[:, 3:6]
    with np.errstate(invalid="ignore"):
        sound = np.isfinite(table).all(1) & (corners == np.trunc(corners)).all(1)
        inside = ((corners >= 0) & (corners < count)).all(1)
        whole = np.abs(shares.sum(1) - 1.0) < _SUM
    for good, what in (
        (sound, "a bound vertex has a number that is none"),
        (inside, f"it is bound to a vertex that the base mesh, with {count}, does not have"),
        (whole, "the three weights of a bound vertex are not 1 in all"),
    ):
        if not good.all():
            raise CharacterError(what, path=path, line=rows[int(np.argmin(good))][0], cure=_CURE)
    return corners.astype(np.int32), shares.copy(), table[:, 6:].copy()


def _scale(path: Path, said: tuple[int, str], axis: str, count: int) -> tuple[int, int, float]:
    line, words = said[0], said[1].split()
    try:
        first, second, distance = int(words[0]), int(words[1]), float(words[2])
        if not (min(first, second) >= 0 and max(first, second) < count and 1e-6 < abs(distance) < 1e6):
            raise ValueError
    except (ValueError, IndexError):
        message = f"{axis} is not two vertices of the base mesh and their distance"
        raise CharacterError(message, path=path, line=line, cure=_CURE) from None
    return first, second, abs(distance)


def _hidden(path: Path, ranges: list[tuple[int, str]], count: int) -> NDArray[np.int32]:
    """Return the vertices of ``4 - 7 12``; a range can be divided between two lines."""
    for number, text in ranges:
        if not re.fullmatch(r"[0-9 -]*", text) or re.search(r"[0-9]{10}", text):
            message = f"{text[:40]!r} are not ranges of vertices such as 12 - 40"
            raise CharacterError(message, path=path, line=number, cure=_CURE)
    found = np.zeros(count, bool)
    for first, last in _RANGES.findall(" ".join(text for _, text in ranges)):
        found[int(first) : int(last or first) + 1] = True
    return np.flatnonzero(found).astype(np.int32)


def _mesh(path: Path, folder: Path, content: _Content) -> Mesh:
    if "obj_file" not in content.heads:
        raise CharacterError("it names no obj_file", path=path, cure=_CURE)
    line, name = content.heads["obj_file"]
    file = named_file(name, path, folder, line)
    if not (exists_safely(file) and file.is_file()):
        message = f"there is no mesh {name[:60]!r} beside it"
        raise CharacterError(message, path=path, line=line, cure="Copy the asset's whole folder")
    try:
        return read_obj(file)
    except InputError as error:
        raise CharacterError(error.message, path=file, line=error.line, cure=error.cure or _CURE) from error
