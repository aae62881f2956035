# SPDX-License-Identifier: GPL-3.0-or-later
"""Rigs whose joints follow any morphed body, and their skin weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from .base_mesh import CURE, BaseMesh

__all__ = ["Rig", "read_rig"]


@dataclass(frozen=True, eq=False)
class Rig:
    """Bones tied to the mesh, with weights.

    Attributes:
        names: Bone names, parents before children.
        parents: (B,) int32, -1 for the root.
        head_vertices: Per bone the vertices whose mean is its head.
        tail_vertices: Per bone the vertices whose mean is its tail.
        weights: (V, B) float32; every row sums to 1.
    """

    names: tuple[str, ...]
    parents: NDArray[np.int32]
    head_vertices: tuple[NDArray[np.int32], ...]
    tail_vertices: tuple[NDArray[np.int32], ...]
    weights: NDArray[np.float32]

    def index(self, name: str) -> int:
        """Return the index of a bone.

        Raises:
            CharacterError: The rig has no such bone.
        """
        try:
            return self.names.index(name)
        except ValueError:
            raise CharacterError(f"the rig has no bone {name!r}") from None

    def heads(self, vertices: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return (B, 3) bone heads for (V, 3) vertices of the whole base mesh."""
        return np.stack([vertices[where].mean(axis=0, dtype=np.float64) for where in self.head_vertices])

    def tails(self, vertices: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return (B, 3) bone tails for (V, 3) vertices of the whole base mesh."""
        return np.stack([vertices[where].mean(axis=0, dtype=np.float64) for where in self.tail_vertices])


def read_rig(rig: Path, weights: Path, base: BaseMesh) -> Rig:
    """Read ``rig.*.json`` with ``weights.*.json``.

    Raises:
        CharacterError: A file is missing, damaged, or not for this mesh.
    """
    bones = _read_json(rig)
    bones = bones.get("bones", bones)
    try:
        order = _parents_first({name: bone["parent"] or None for name, bone in bones.items()})
        index = {name: number for number, name in enumerate(order)}
        return Rig(
            names=tuple(order),
            parents=np.array([index.get(bones[name]["parent"], -1) for name in order], np.int32),
            head_vertices=tuple(_anchor(bones[name]["head"], base) for name in order),
            tail_vertices=tuple(_anchor(bones[name]["tail"], base) for name in order),
            weights=_weights(_read_json(weights)["weights"], index, len(base.vertices)),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise CharacterError("the rig or its weights are damaged", path=rig, cure=CURE) from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CharacterError("a rig file cannot be read", path=path, cure=CURE) from error
    if not isinstance(data, dict):
        raise CharacterError("a rig file is damaged", path=path, cure=CURE)
    return data


def _parents_first(parents: dict[str, str | None]) -> list[str]:
    order: list[str] = []
    waiting = dict(parents)
    while waiting:
        ready = [name for name, parent in waiting.items() if parent is None or parent not in waiting]
        if not ready:
            raise ValueError("a bone is its own ancestor")
        order.extend(ready)
        for name in ready:
            del waiting[name]
    return order


def _anchor(end: dict[str, Any], base: BaseMesh) -> NDArray[np.int32]:
    strategy = end["strategy"]
    if strategy == "CUBE":
        return base.vertices_of(end["cube_name"])
    if strategy == "VERTEX":
        where = np.array([end["vertex_index"]], np.int32)
    elif strategy == "MEAN":
        where = np.array(end["vertex_indices"], np.int32)
    else:
        raise ValueError(f"unknown strategy {strategy}")
    if not len(where) or where.min() < 0 or where.max() >= len(base.vertices):
        raise ValueError("a bone refers to a vertex that is not in the mesh")
    return where


def _weights(table: dict[str, list[list[float]]], index: dict[str, int], count: int) -> NDArray[np.float32]:
    dense = np.zeros((count, len(index)), np.float64)
    for name, pairs in table.items():
        if name not in index or not pairs:
            continue
        values = np.array(pairs, np.float64)
        np.add.at(dense[:, index[name]], values[:, 0].astype(np.int64), values[:, 1])
    total = dense.sum(axis=1, keepdims=True)
    if (dense < 0.0).any() or not (total > 0.0).all():
        raise ValueError("a vertex has no weight")
    return (dense / total).astype(np.float32)
