# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins parts to one mesh: a head whose skin, eyes, teeth and beard all follow the same shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .part import Part

__all__ = ["BODY", "BODY_PARTS", "join_parts", "one_body"]

BODY = "body"
BODY_PARTS = ("skin", "eyes", "teeth", "tongue", "lashes", "brows", "beard")
"""The parts that the face moves: jawOpen set by hand must not leave the teeth behind."""


def one_body(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts with those of ``BODY_PARTS`` joined to one, which comes first; hair and clothes stay."""
    every = tuple(parts)
    held = [part for part in every if part.name in BODY_PARTS]
    return (join_parts(BODY, held), *(part for part in every if part.name not in BODY_PARTS))


def join_parts(name: str, parts: Sequence[Part]) -> Part:
    """Join parts to one: vertices and faces in their order, nothing moved.

    Joints, shapes and point data are those that any part has. What a part lacks is 0 there, as Blender reads
    a missing attribute. Material slots without a face are left out.

    Args:
        name: Name of the joined part.
        parts: At least one; all smooth, or none.
    """
    counts = [len(part.vertices) for part in parts]
    starts = np.cumsum([0, *counts[:-1]])
    slots = list(dict.fromkeys(slot for part in parts for slot in _used_slots(part)))
    joints = tuple(dict.fromkeys(joint for part in parts for joint in part.joints))
    weights = np.zeros((sum(counts), len(joints)), np.float32)
    for part, start in zip(parts, starts.tolist(), strict=True):
        columns = [joints.index(joint) for joint in part.joints]
        weights[start : start + len(part.vertices), columns] = part.weights
    faces = [np.where(part.faces >= 0, part.faces + s, -1) for part, s in zip(parts, starts, strict=True)]
    uvs = [np.zeros((len(part.faces), 4, 2), np.float32) if part.uvs is None else part.uvs for part in parts]
    return Part(
        name=name,
        vertices=np.concatenate([part.vertices for part in parts]),
        faces=np.concatenate(faces).astype(np.int32),
        uvs=None if all(part.uvs is None for part in parts) else np.concatenate(uvs),
        material_slots=tuple(slots),
        face_material=np.concatenate([_slots_in(part, slots) for part in parts]),
        weights=weights,
        joints=joints,
        shapes=_stacked([part.shapes for part in parts], counts),
        smooth=all(part.smooth for part in parts),
        point_data=_stacked([part.point_data for part in parts], counts),
    )


def _slot_of_faces(part: Part) -> NDArray[np.int16]:
    return np.zeros(len(part.faces), np.int16) if part.face_material is None else part.face_material


def _used_slots(part: Part) -> list[str]:
    return [part.material_slots[slot] for slot in np.unique(_slot_of_faces(part)).tolist()]


def _slots_in(part: Part, slots: list[str]) -> NDArray[np.int16]:
    """Return (F,) the faces' indices into the joined slots."""
    number = [slots.index(slot) if slot in slots else 0 for slot in part.material_slots]
    return np.array(number, np.int16)[_slot_of_faces(part)]


def _stacked(tables: Sequence[Any], counts: Sequence[int]) -> dict[str, NDArray[np.float32]]:
    """Return name -> (V, ...) rows of all parts, 0 for those without the name."""
    shapes = {name: value.shape[1:] for table in tables for name, value in table.items()}
    return {
        name: np.concatenate(
            [
                table[name] if name in table else np.zeros((count, *shape), np.float32)
                for table, count in zip(tables, counts, strict=True)
            ]
        )
        for name, shape in shapes.items()
    }
