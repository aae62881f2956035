# SPDX-License-Identifier: GPL-3.0-or-later
"""Cache of fitted characters: one ``.npz`` file each, named by the hash of all its inputs.

Most weights and most moves of a shape are 0; only the others are stored.

A file that is damaged in any way is rebuilt; a folder that cannot be written to only costs time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.atomic_file import atomic_write
from ...foundation.findings import Finding
from ...foundation.number_files.kept_arrays import KeptArrays, kept_arrays
from ...foundation.pickled.fault import BROKEN, DamageError
from ...foundation.reading.strict_json import parse_json, structured
from ...foundation.writing.kept import hash_of_code
from ..body.part import Part

__all__ = ["code_version", "load_parts", "save_arrays", "save_parts"]

_FORMAT = 3
_MOST_BYTES = 1 << 30
_ARRAYS = ("vertices", "faces", "uvs", "face_material", "normals")


@cache
def code_version() -> str:
    """Return a hash of the modules and tables that build characters, so that changes give new cache files."""
    here = Path(__file__).parents[1]
    makers = [*here.rglob("*.py"), *here.rglob("*.npz"), *(here.parent / "contacts").glob("*.py")]
    return hash_of_code(makers, _FORMAT)[:16]


def save_parts(path: Path, parts: tuple[Part, ...], findings: Iterable[Finding] = ()) -> bool:
    """Write parts together with what is odd about them.

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
    odd = [finding.as_dict() for finding in findings]
    arrays["head"] = np.array(json.dumps({"format": _FORMAT, "parts": heads, "findings": odd}))
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


@dataclass(frozen=True, slots=True)
class _PartHead:
    name: str
    material_slots: tuple[str, ...]
    joints: tuple[str, ...]
    smooth: bool
    shapes: tuple[str, ...]
    point_data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    format: int
    parts: tuple[_PartHead, ...]
    findings: tuple[Finding, ...]

    def __post_init__(self) -> None:
        if self.format != _FORMAT or len(self.parts) < 2:  # a body, and what casts its shadow
            raise ValueError("it is not a person of this version")


def load_parts(path: Path) -> tuple[tuple[Part, ...], tuple[Finding, ...]] | None:
    """Inverse of `save_parts`; None if the file is missing or damaged in any way."""
    try:
        with kept_arrays(path) as data:
            head = structured(parse_json(data.text("head")), _Head)
            return tuple(_part(data, number, each) for number, each in enumerate(head.parts)), head.findings
    except (OSError, *BROKEN):
        return None


def _part(data: KeptArrays, number: int, head: _PartHead) -> Part:
    def numbers(name: str, *shape: int | None, whole: bool = False) -> NDArray[Any]:
        return data.numbers(f"{number}.{name}", *shape, whole=whole)

    def optional(name: str, *shape: int | None, whole: bool = False) -> NDArray[Any] | None:
        return numbers(name, *shape, whole=whole) if f"{number}.{name}" in data else None

    vertices, faces = numbers("vertices", None, 3), numbers("faces", None, 4, whole=True)
    count = len(vertices)
    _check_range(faces, -1, count)
    _check_range(faces[:, :3], 0, count)
    material = optional("face_material", len(faces), whole=True)
    if material is not None:
        _check_range(material, 0, len(head.material_slots))
    if 4 * count * max(len(head.joints), 3 * len(head.shapes)) > _MOST_BYTES:
        raise DamageError("its weights or shapes would unpack to far more than a person's")
    weights = np.zeros((count, len(head.joints)), np.float32)
    rows, columns = weighted = numbers("weighted", 2, None, whole=True)
    _check_range(rows, 0, count)
    _check_range(columns, 0, len(head.joints))
    weights[tuple(weighted)] = numbers("weights", weighted.shape[1])
    shapes: dict[str, NDArray[np.float32]] = {}
    if head.shapes:
        moved = numbers("moved", None, whole=True)
        _check_range(moved, 0, count)
        ends = numbers("ends", len(head.shapes), whole=True)
        if ends[-1] != len(moved) or (np.diff(ends, prepend=0) < 0).any():
            raise DamageError("its shapes do not share their moves")
        moves = np.split(numbers("moves", len(moved), 3), ends[:-1])
        for name, places, delta in zip(head.shapes, np.split(moved, ends[:-1]), moves, strict=True):
            shapes[name] = np.zeros((count, 3), np.float32)
            shapes[name][places] = delta
    return Part(
        name=head.name,
        material_slots=head.material_slots,
        joints=head.joints,
        vertices=vertices,
        faces=faces,
        uvs=optional("uvs", len(faces), 4, 2),
        face_material=material,
        normals=optional("normals", count, 3),
        weights=weights,
        smooth=head.smooth,
        shapes=shapes,
        point_data={name: _point_data(data, f"{number}.data.{name}", count) for name in head.point_data},
    )


def _point_data(data: KeptArrays, name: str, count: int) -> NDArray[Any]:
    values = data[name]
    if values.dtype.kind != "f" or values.shape not in ((count,), (count, 3), (count, 4)):
        raise DamageError(f"{name} is not a value of each point")
    if not np.isfinite(values).all():
        raise DamageError(f"{name} holds what are no numbers")
    return values


def _check_range(values: NDArray[Any], least: int, end: int) -> None:
    """Check whole numbers.

    Raises:
        DamageError: one is below ``least``, or not below ``end``.
    """
    if values.size and not (least <= values.min() and values.max() < end):
        raise DamageError("it refers to what it does not have")
