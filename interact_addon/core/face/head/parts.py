# SPDX-License-Identifier: GPL-3.0-or-later
"""Assign each face of a mesh to a part of the head by its material, else its group, else its vertices."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from .obj import Mesh

__all__ = ["PARTS", "part_of_faces", "part_vertices"]

PARTS: tuple[str, ...] = (
    "skin", "gums", "teeth", "sclera_left", "iris_left", "sclera_right", "iris_right",
    "tears", "eye_blend", "eye_occlusion", "lashes",
)  # fmt: skip

# ICT's material names; groups of other exports have similar names.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"lash", "lashes"),
    (r"lacrimal|tear", "tears"),
    (r"occlusion", "eye_occlusion"),
    (r"blend", "eye_blend"),
    (r"iris.*left|left.*iris|iris_?l$", "iris_left"),
    (r"iris.*right|right.*iris|iris_?r$", "iris_right"),
    (r"(sclera|eyeball).*left|left.*(sclera|eyeball)|(sclera|eyeball)_?l$", "sclera_left"),
    (r"(sclera|eyeball).*right|right.*(sclera|eyeball)|(sclera|eyeball)_?r$", "sclera_right"),
    (r"gum|tongue|mouth.?socket", "gums"),
    (r"teeth|tooth", "teeth"),
    (r"face|head|neck|skin|eye.?socket", "skin"),
)
_PATTERNS = tuple((re.compile(words, re.IGNORECASE), part) for words, part in _WORDS)
# The last vertex of each range, in ICT-FaceKit's vertex order.
_RANGES: tuple[tuple[int, str], ...] = (
    (14061, "skin"), (17038, "gums"), (21450, "teeth"),
    (22220, "sclera_left"), (23020, "iris_left"), (23790, "sclera_right"), (24590, "iris_right"),
    (24998, "tears"), (25046, "eye_blend"), (25350, "eye_occlusion"), (26718, "lashes"),
)  # fmt: skip
_ICT_VERTICES = 26719
_EYEBALLS_END = 24591


def part_of_faces(mesh: Mesh) -> NDArray[np.int8]:
    """Return (F,) index into ``PARTS``; unknown faces are skin."""
    by_name = np.full(len(mesh.counts), -1, np.int8)
    for names, faces in ((mesh.groups, mesh.face_group), (mesh.materials, mesh.face_material)):
        known = np.array([-1, *(_part(name) for name in names)], np.int8)[faces + 1]
        by_name = np.where(known >= 0, known, by_name)
    if (by_name > 0).any():  # a single name for the whole mesh gives no information
        return np.where(by_name < 0, 0, by_name).astype(np.int8)
    if _EYEBALLS_END <= len(mesh.vertices) <= _ICT_VERTICES:
        last = np.array([end for end, _ in _RANGES])
        parts = np.array([PARTS.index(part) for _, part in _RANGES], np.int8)
        return parts[np.searchsorted(last, mesh.corners[mesh.starts])]
    return np.zeros(len(mesh.counts), np.int8)


def _part(name: str) -> int:
    return next((PARTS.index(part) for pattern, part in _PATTERNS if pattern.search(name)), -1)


def part_vertices(mesh: Mesh, *parts: str) -> NDArray[np.int32]:
    """Return the vertices of these parts, ascending; empty if the mesh has none of them."""
    wanted = [PARTS.index(part) for part in parts]
    return mesh.vertices_of(np.isin(part_of_faces(mesh), wanted))
