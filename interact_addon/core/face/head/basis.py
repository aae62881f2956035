# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the blendshape basis (offsets of the 55 shapes) and check that it belongs to a template."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from ..ict.names import ICT_55
from ..ict.weights import read_numbers
from .obj import Mesh

__all__ = ["check_scale", "read_basis"]

_K = len(ICT_55)
_EDGES = 20_000
# Neighbouring vertices move alike: on ICT's mesh their difference is 0.05 to 0.11 of the movement; with
# another vertex order it is 1.2 to 1.4.
_ROUGH = 0.5
_HEAD_CM = (15.0, 60.0)
_LARGEST = (0.02, 0.6)


def read_basis(path: str | os.PathLike[str], mesh: Mesh) -> NDArray[np.float32]:
    """Read the basis of a template.

    Args:
        path: The ``.npy`` file: (55, V*3), (V*3, 55) or (55, V, 3), offsets from the neutral mesh in the
            mesh's units; the 55 in the order of the weights.
        mesh: The template.

    Returns:
        (55, V*3) float32, xyz packed per vertex.

    Raises:
        FaceError: The array is invalid, or does not belong to this template.
    """
    file = Path(path)
    table = read_numbers(file)
    count = len(mesh.vertices)
    if table.shape == (_K, count, 3):
        rows = table.reshape(_K, count * 3)
    elif table.shape == (_K, count * 3):
        rows = table
    elif table.shape == (count * 3, _K):
        rows = table.T
    else:
        raise _misfit(file, table.shape, mesh)
    with np.errstate(over="ignore"):
        basis = np.ascontiguousarray(rows, dtype=np.float32)
    bad = int(np.count_nonzero(~np.isfinite(basis)))
    if bad:
        raise FaceError(f"{bad} values of the basis are not finite", path=file)
    if not basis.any():
        raise FaceError("the basis is zero everywhere: no shape moves anything", path=file)
    if np.linalg.norm(basis - mesh.vertices.ravel(), axis=1).max() < 0.5 * np.linalg.norm(mesh.vertices):
        raise FaceError(
            "the basis contains absolute positions, not offsets from the neutral face",
            path=file,
            cure="Subtract the neutral mesh from each row",
        )
    _check_topology(file, basis, mesh)
    return basis


def _misfit(path: Path, shape: tuple[int, ...], mesh: Mesh) -> FaceError:
    count = len(mesh.vertices)
    wanted = f"({_K}, {count * 3}), ({count * 3}, {_K}) or ({_K}, {count}, 3)"
    text = f"the basis has the shape {shape}, not {wanted} as the {count} vertices of {mesh.path} need"
    if len(shape) in (2, 3) and _K not in shape:
        nearest = min(shape, key=lambda size: abs(size - _K))
        text += f": it has {nearest} shapes, not {_K}" if nearest < 200 else ""
    elif len(shape) in (2, 3):
        numbers = int(np.prod(shape)) // _K
        text += f": it is for {numbers / 3:g} vertices"
    return FaceError(text, path=path)


def _check_topology(path: Path, basis: NDArray[np.float32], mesh: Mesh) -> None:
    """Check that connected vertices move alike, which holds only for the mesh's own vertex order."""
    edges = mesh.edges()
    edges = edges[:: max(1, len(edges) // _EDGES)]
    offsets = basis.reshape(_K, -1, 3)
    shape = offsets[int(np.argmax(np.linalg.norm(basis, axis=1)))]
    first, second = shape[edges[:, 0]].astype(np.float64), shape[edges[:, 1]].astype(np.float64)
    movement = np.sqrt((first**2).sum() + (second**2).sum())
    difference = np.sqrt(2 * ((first - second) ** 2).sum())
    if movement > 0 and difference > _ROUGH * movement:
        raise FaceError(
            f"the basis moves neighbouring vertices of {mesh.path} far apart: it was made for a mesh with "
            "another vertex order",
            path=path,
            cure="Use the template that it was made for",
        )


def check_scale(basis: NDArray[np.float32], mesh: Mesh) -> tuple[Finding, ...]:
    """Check that template and basis are in centimetres, and in the same unit.

    Args:
        basis: (55, V*3).
        mesh: The template.
    """
    height = float(np.ptp(mesh.vertices[:, 1]))
    largest = float(np.linalg.norm(basis.reshape(_K, -1, 3), axis=2).max())
    findings = []
    if not _HEAD_CM[0] <= height <= _HEAD_CM[1]:
        message = f"{mesh.path} is {height:.4g} high, where a head in centimetres is about 34: kept unchanged"
        findings.append(Finding("template-units", message, path=str(mesh.path)))
    if height > 0 and not _LARGEST[0] <= largest / height <= _LARGEST[1]:
        message = (
            f"the largest offset of the basis is {largest:.3g} on a template {height:.4g} high, where an "
            "eighth is usual: they seem to have different units"
        )
        findings.append(Finding("basis-units", message, path=str(mesh.path)))
    return tuple(findings)
