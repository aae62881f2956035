# SPDX-License-Identifier: GPL-3.0-or-later
"""Adopt stray keys: those that were inserted above an edit layer, while it was not edited, go into the layer.

Blender puts them into an action of its own, which holds its pose over the whole take.
"""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from .. import compat
from ..common.actors import StageActor
from ..common.nla.layers import EditLayer
from .edit_layer import shown_values, write_edit
from .layer_tracks import layers_of

__all__ = ["adopt_keys"]

Where = tuple[str, int]


def adopt_keys(actor: StageActor) -> int:
    """Write into an actor's edit layer what is shown by keys above it, and remove these.

    From the first to the last key of a channel each whole frame is as it was shown; before and after, as with
    any key of the layer, the change goes on to its next keys. Keys of what is no number stay.

    Returns:
        How many keys were adopted.

    Raises:
        UsageError: the actor is linked from another file, or other tracks play above the layer.
    """
    return sum(_adopt(layer) for layer in layers_of(actor) if layer.stray is not None)


def _adopt(layer: EditLayer) -> int:
    block, stray = layer.block, layer.stray
    slot = compat.slot_of(block)
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if layer.solo:
        layer.track.is_solo = False  # shows nothing of them
    curves: dict[str, list[bpy.types.FCurve]] = {}
    for curve in compat.fcurves_of(block):
        if len(curve.keyframe_points) and _is_number(block, curve):
            curves.setdefault(curve.data_path, []).append(curve)
    found = {path: (_frames(some), _places(path, some)) for path, some in curves.items()}
    every = np.unique(np.concatenate([frames for frames, _ in found.values()])) if found else np.zeros(0)
    shown = shown_values(block, [place for _, places in found.values() for place in places], every)
    count = sum(len(curve.keyframe_points) for some in curves.values() for curve in some)
    data.action = None
    for frames, places in found.values():
        at = np.searchsorted(every, frames)
        write_edit(block, frames, {place: shown[place][at] for place in places}, fixed=(False, False))
    compat.play_again(block, stray, slot)
    holder, _ = compat.curve_sets(data)
    for curve in [curve for some in curves.values() for curve in some]:
        holder.remove(curve)
    if not len(compat.fcurves_of(block)):
        data.action = None
        if not stray.users:
            bpy.data.actions.remove(stray)
    return count


def _is_number(block: bpy.types.ID, curve: bpy.types.FCurve) -> bool:
    try:
        value = block.path_resolve(curve.data_path)
    except ValueError:  # what it played is gone
        return False
    if hasattr(value, "__len__") and not isinstance(value, str):
        value = value[curve.array_index]
    return isinstance(value, float)


def _places(path: str, curves: list[bpy.types.FCurve]) -> list[Where]:
    if path.endswith("rotation_quaternion"):
        return [(path, index) for index in range(4)]
    return [(path, curve.array_index) for curve in curves]


def _frames(curves: list[bpy.types.FCurve]) -> NDArray[np.float64]:
    """Return the whole frames from the first to the last key."""
    ends = [
        point.co[0] for curve in curves for point in (curve.keyframe_points[0], curve.keyframe_points[-1])
    ]
    return np.arange(round(min(ends)), round(max(ends)) + 1, dtype=np.float64)
