# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache of fitted characters: one ``.npz`` file each, named by the hash of all its inputs.

Most weights and most moves of a shape are 0; only the others are stored.

A file that cannot be read is rebuilt; a folder that cannot be written to only costs time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.atomic_file import atomic_write
from ...foundation.pickled.fault import BROKEN
from ..body.part import Part

__all__ = ["code_version", "load_parts", "save_arrays", "save_parts"]

_FORMAT = 2
_ARRAYS = ("vertices", "faces", "uvs", "face_material", "normals")


@cache
def code_version() -> str:
    """Return a hash of the modules and tables that build characters, so that changes give new cache files."""
    here = Path(__file__).parents[1]
    digest = hashlib.sha256(str(_FORMAT).encode())
    makers = [*here.rglob("*.py"), *here.rglob("*.npz"), *(here.parent / "contacts").glob("*.py")]
    for path in sorted(makers):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def save_parts(path: Path, parts: tuple[Part, ...], extra: Mapping[str, Any]) -> bool:
    """Write parts together with JSON-ready values.

    Returns:
        Whether the file was written; a full or read-only disk is not an error.
    """
    arrays: dict[str, Any] = {}
    heads = []
    for number, part in enumerate(parts):
        for name in _ARRAYS:
            value = getattr(part, name)
            if value is not None:
                arrays[f"{number}.{name}"] = value
        weighted = np.nonzero(part.weights)
        arrays[f"{number}.weighted"] = np.stack(weighted).astype(np.int32)
        arrays[f"{number}.weights"] = part.weights[weighted]
        if part.shapes:
            moved = [np.flatnonzero(delta.any(axis=1)).astype(np.int32) for delta in part.shapes.values()]
            arrays[f"{number}.moved"] = np.concatenate(moved)
            arrays[f"{number}.moves"] = np.concatenate(
                [delta[rows] for delta, rows in zip(part.shapes.values(), moved, strict=True)]
            )
            arrays[f"{number}.ends"] = np.cumsum([len(rows) for rows in moved])
        for name, value in part.point_data.items():
            arrays[f"{number}.data.{name}"] = value
        heads.append(
            {
                "name": part.name,
                "material_slots": part.material_slots,
                "joints": part.joints,
                "smooth": part.smooth,
                "shapes": list(part.shapes),
                "point_data": list(part.point_data),
            }
        )
    arrays["head"] = np.array(json.dumps({"format": _FORMAT, "parts": heads, "extra": dict(extra)}))
    return save_arrays(path, arrays)


def save_arrays(path: Path, arrays: Mapping[str, Any]) -> bool:
    """Write arrays to a file of the cache; return whether that could be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as stream:
            np.savez(stream, **arrays)
    except OSError:
        return False
    return True


def load_parts(path: Path) -> tuple[tuple[Part, ...], dict[str, Any]] | None:
    """Inverse of `save_parts`; None if the file is missing or unusable."""
    try:
        with np.load(path, allow_pickle=False) as data:
            head = json.loads(str(data["head"]))
            if head["format"] != _FORMAT:
                return None
            parts = tuple(_part(data, number, fields) for number, fields in enumerate(head["parts"]))
            return parts, dict(head["extra"])
    except (OSError, *BROKEN):
        return None


def _part(data: Any, number: int, fields: dict[str, Any]) -> Part:
    arrays = {name: data.get(f"{number}.{name}") for name in _ARRAYS}
    count = len(arrays["vertices"])
    weights = np.zeros((count, len(fields["joints"])), np.float32)
    weights[tuple(data[f"{number}.weighted"])] = data[f"{number}.weights"]
    shapes: dict[str, NDArray[np.float32]] = {}
    if fields["shapes"]:
        ends = data[f"{number}.ends"][:-1]
        rows, deltas = (np.split(data[f"{number}.{name}"], ends) for name in ("moved", "moves"))
        for name, moved, delta in zip(fields["shapes"], rows, deltas, strict=True):
            shapes[name] = np.zeros((count, 3), np.float32)
            shapes[name][moved] = delta
    return Part(
        name=fields["name"],
        material_slots=tuple(fields["material_slots"]),
        joints=tuple(fields["joints"]),
        weights=weights,
        smooth=bool(fields["smooth"]),
        shapes=shapes,
        point_data={name: data[f"{number}.data.{name}"] for name in fields["point_data"]},
        **arrays,
    )
