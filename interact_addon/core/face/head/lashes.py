# SPDX-License-Identifier: GPL-3.0-or-later
"""Build eyelashes as single hairs. The template has sheets for a hair texture, which render as black slabs.

Each sheet is a grid: columns along the lid, rows from the root to the tips. A hair is a thin ribbon on it;
its vertices are weighted sums of the sheet's, so the shapes move it with the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .obj import Mesh
from .parts import PARTS, part_of_faces

__all__ = ["Hairs", "lash_hairs"]

_PER_COLUMN = {"upper": 3, "lower": 1}
_ROWS = 7
_HALF_WIDTH = 0.1  # of a column's width, at the root
_LENGTHS = {"upper": (0.6, 1.0), "lower": (0.4, 0.7)}  # of the sheet's depth
_LEAN = 0.5  # largest sideways offset of a tip from its root, in columns
_SEED = 11


@dataclass(frozen=True, eq=False)
class Hairs:
    """Ribbons attached to a mesh.

    Attributes:
        vertices: (H, 4) int32, the mesh vertices that each hair vertex is computed from.
        shares: (H, 4) their weights; rows sum to 1.
        faces: (F, 4) int32 indices of hair vertices; the last is -1 for a triangle.
    """

    vertices: NDArray[np.int32]
    shares: NDArray[np.float64]
    faces: NDArray[np.int32]

    def mix(self, values: NDArray) -> NDArray[np.float64]:
        """Return (..., H, 3) positions or offsets of the hairs from those of the mesh (..., V, 3)."""
        mixed: NDArray[np.float64] = np.einsum("...hkc,hk->...hc", values[..., self.vertices, :], self.shares)
        return mixed


def lash_hairs(mesh: Mesh) -> Hairs | None:
    """Build hairs for a template's lashes; None if it has no lash sheets with a grid."""
    faces = np.flatnonzero(part_of_faces(mesh) == PARTS.index("lashes"))
    if not len(faces) or (mesh.counts[faces] != 4).any():
        return None
    at = mesh.starts[faces, None] + np.arange(4)
    corners, places = mesh.corners[at], mesh.uv_corners[at]
    if (places < 0).any():
        return None
    uvs = mesh.uvs[places]
    random = np.random.default_rng(_SEED)
    height = mesh.vertices[:, 1]
    middle = float(np.median(height[corners]))  # between the lashes of the upper and the lower lid
    made = []
    for sheet in _sheets(corners):
        grid = _grid(corners[sheet], uvs[sheet])
        if grid is not None:
            made.append(_hairs(grid, random, "upper" if height[grid[0]].mean() > middle else "lower"))
    if not made:
        return None
    counts = np.cumsum([0, *(len(hairs.vertices) for hairs in made)])
    return Hairs(
        np.concatenate([hairs.vertices for hairs in made]),
        np.concatenate([hairs.shares for hairs in made]),
        np.concatenate(
            [
                np.where(hairs.faces < 0, -1, hairs.faces + before)
                for hairs, before in zip(made, counts, strict=False)
            ]
        ).astype(np.int32),
    )


def _sheets(corners: NDArray[np.int32]) -> list[NDArray[np.bool_]]:
    """Return a face mask for each connected component."""
    labels = np.arange(int(corners.max()) + 1)
    while True:
        lowest = np.repeat(labels[corners].min(axis=1), 4)
        after = labels.copy()
        np.minimum.at(after, corners.ravel(), lowest)
        after = after[after]
        if (after == labels).all():
            break
        labels = after
    of_face = labels[corners[:, 0]]
    return [of_face == label for label in np.unique(of_face)]


def _grid(corners: NDArray[np.int32], uvs: NDArray[np.float32]) -> NDArray[np.int32] | None:
    """Return (rows, columns) vertices of a sheet by its uvs, roots first; None if it is not a grid."""
    vertices, first = np.unique(corners, return_index=True)
    across, along = uvs.reshape(-1, 2)[first].T
    columns, rows = _steps(across), _steps(along)
    size = rows.max() + 1, columns.max() + 1
    if size[0] * size[1] != len(vertices) or min(size) < 2:
        return None
    grid = np.full(size, -1, np.int32)
    grid[rows.max() - rows, columns] = vertices  # the sheets' roots have the highest v
    return None if (grid < 0).any() else grid


def _steps(values: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return the rank of each value; values closer than half of the largest gap have the same rank."""
    order = np.sort(values)
    gaps = np.diff(order)
    wide = gaps > 0.5 * gaps.max()
    edges = (order[:-1][wide] + order[1:][wide]) / 2
    return np.searchsorted(edges, values)


def _hairs(grid: NDArray[np.int32], random: np.random.Generator, lid: str) -> Hairs:
    rows, columns = grid.shape
    each = _PER_COLUMN[lid]
    count = (columns - 1) * each
    root = (np.arange(count) + random.uniform(0.1, 0.9, count)) / each
    length = random.uniform(*_LENGTHS[lid], count) * (rows - 1)
    lean = random.uniform(-_LEAN, _LEAN, count)
    along = np.linspace(0, 1, _ROWS)
    middle = root[:, None] + lean[:, None] * along**2
    width = _HALF_WIDTH * (1 - along) ** 0.7
    sides = np.clip(np.stack((middle - width, middle + width), axis=2), 0, columns - 1 - 1e-6)
    down = np.broadcast_to((length[:, None] * along)[:, :, None], sides.shape)
    column, row = np.floor(sides).astype(int), np.minimum(np.floor(down).astype(int), rows - 2)
    x, y = sides - column, down - row
    vertices = np.stack(
        (
            grid[row, column],
            grid[row, column + 1],
            grid[row + 1, column],
            grid[row + 1, column + 1],
        ),
        axis=-1,
    ).reshape(-1, 4)
    shares = np.stack(((1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y), axis=-1).reshape(-1, 4)
    step = 2 * np.arange(_ROWS - 1)
    ribbon = np.stack((step, step + 1, step + 3, step + 2), axis=1)
    ribbon[-1, 3] = -1  # the tip is a point: both sides meet there
    faces = (2 * _ROWS * np.arange(count))[:, None, None] + ribbon
    faces[:, -1, 3] = -1
    return Hairs(vertices, shares, faces.reshape(-1, 4).astype(np.int32))
