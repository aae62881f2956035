# SPDX-License-Identifier: GPL-3.0-or-later
"""Which motion an armature plays, as custom properties of the object, and whether it was edited since.

The tag survives renaming, copying and saving. With it stands a hash of the keys: what the user changes later
is found without a handler that watches them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import bpy
import numpy as np

from ...core.performance.motion_kind import EDITED, MOTIONS
from .channels import PLACE
from .curves import driven_paths, has_edits, uses_nla
from .nla.layers import captured_curves, edit_layer, plays_other_strips

__all__ = [
    "MOTION",
    "MOTION_KEYS",
    "motion_content",
    "motion_of",
    "refresh_motion",
    "tag_motion",
    "without_hashes",
]

MOTION = "interact_motion"
"""Custom property with the kind of motion, which exported models have too."""
MOTION_KEYS = "interact_motion_keys"
"""Custom property with the kind as it was made, and the hash of its keys; exported models have none."""


def tag_motion(armature: bpy.types.Object, kind: str) -> None:
    """Tag an armature with the motion that it has just been given, one of `MOTIONS`."""
    thing: Any = armature
    thing[MOTION] = kind
    thing[MOTION_KEYS] = f"{kind} {motion_content(armature)}"


def motion_of(armature: bpy.types.Object) -> str | None:
    """Return which motion an armature plays: as it was tagged, or ``edited``; None without a tag.

    Edited are also a moved armature object, another action, muted curves, NLA strips on top, an edit
    layer that changes something, and handles. Poses without keys, and constraints, are not seen; nor are
    edits of an armature out of another program's file, which plays what the file says.
    """
    made, _, content = str(armature.get(MOTION_KEYS, "")).partition(" ")
    if not made:
        told = armature.get(MOTION)
        return told if told in MOTIONS else None
    return made if motion_content(armature) == content else EDITED


def refresh_motion(armature: bpy.types.Object) -> str | None:
    """Write into the custom property which motion is played now, for files that carry it; return it."""
    kind = motion_of(armature)
    thing: Any = armature
    if kind is not None and thing.library is None and thing.get(MOTION) != kind:
        thing[MOTION] = kind
    return kind


@contextmanager
def without_hashes(armatures: Iterable[bpy.types.Object]) -> Iterator[None]:
    """Keep the hashes out of what is exported: keys that come back are others, and would pass for edited."""
    things: list[Any] = list(armatures)
    kept = {thing: thing[MOTION_KEYS] for thing in things if thing.library is None and MOTION_KEYS in thing}
    try:
        for thing in kept:
            del thing[MOTION_KEYS]
        yield
    finally:
        for thing, value in kept.items():
            thing[MOTION_KEYS] = value


def motion_content(block: Any, *, place: bool = True) -> str:
    """Return a hash of a datablock's curves, the same after saving and loading.

    Args:
        block: An armature object, or anything that can be animated.
        place: Whether an object's own place counts, where it is not keyed.
    """
    digest = hashlib.blake2b(digest_size=12)
    curves = sorted(captured_curves(block), key=lambda curve: (curve.data_path, curve.array_index))
    for curve in curves:
        keys: Any = curve.keyframe_points
        points = np.empty(2 * len(keys), dtype=np.float32)
        keys.foreach_get("co", points)
        kinds = np.empty(len(keys), dtype=np.uint8)
        keys.foreach_get("interpolation", kinds)
        changes = curve.mute or (curve.group is not None and curve.group.mute), len(curve.modifiers)
        digest.update(f"{curve.data_path}\0{curve.array_index}\0{changes}\0".encode())
        digest.update(points.astype("<f4").tobytes() + kinds.tobytes())
    if place:
        keyed = {curve.data_path for curve in curves}
        values = [value for name in PLACE if name not in keyed for value in getattr(block, name)]
        digest.update(np.array(values, dtype="<f4").tobytes())
    if edit_layer(block) is None:
        digest.update(bytes([uses_nla(block)]))
    else:  # the same as without, as long as it changes nothing
        digest.update(bytes([plays_other_strips(block) or has_edits(block)]))
    if any('.constraints["Handle ' in path for path in driven_paths(block)):
        digest.update(b"handles")
    return digest.hexdigest()
