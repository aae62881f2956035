# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit layer of an actor's body and face: written as the values that are wanted.

The captured action plays in an NLA track "Captured" and stays as it is; the track "Edit" above it plays the
differences (`layer_tracks`). What is written here is found below the layer, and the difference is keyed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.rotations import continuous, normalized, quaternion_conjugate, quaternion_multiply
from ...core.foundation.errors import UsageError
from .. import compat
from ..common.curves import captured_values, curves_by_path, neutral, rest_value
from ..common.evaluating import at_each_time, check_unstretched, scene_of
from ..common.nla.layers import EditLayer, captured_curves, edit_layer, plain_layer, plays_other_strips
from .bake_layer import bake
from .layer_tracks import (
    add_edit_layer,
    changed,
    curves_for,
    edited_blocks,
    ensure_layer,
    fit_strips,
    layers_of,
    mute,
    remove,
    set_editing,
    solo,
    tweak,
)
from .merged_keys import merge_keys

__all__ = [
    "EditLayer",
    "add_edit_layer",
    "bake",
    "captured_curves",
    "edit_layer",
    "edited_blocks",
    "ensure_layer",
    "layers_of",
    "lower_values",
    "mute",
    "remove",
    "set_editing",
    "shown_values",
    "solo",
    "write_edit",
]

Array = NDArray[np.float64]
Where = tuple[str, int]


def write_edit(
    block: bpy.types.ID, frames: Any, values: Mapping[Where, Any], *, fixed: tuple[bool, bool] = (True, True)
) -> EditLayer:
    """Key the differences in the edit layer with which ``block`` plays the values that are wanted.

    The layer is added if there is none, and its other keys stay. Frames just outside play what they played.

    Args:
        block: The armature object, or the shape keys of a mesh.
        frames: (F,) whole Blender frames, rising. Keys at neighbouring frames are joined by lines, others by
            Bézier curves.
        values: (data path, index) -> (F,) values that are played then, with what is captured; of a quaternion
            all four.
        fixed: Whether what plays before, and after, the frames is kept; else the first and the last
            difference go on there until the next key.

    Raises:
        UsageError: ``block`` is linked from another file, other keys play these channels above the layer, or
            the scene's time is stretched.
        ValueError: frames do not rise, or a quaternion is not whole.
    """
    times = np.asarray(frames, dtype=np.float64)
    if not len(times) or (np.diff(times) <= 0).any() or (times != np.round(times)).any():
        raise ValueError("frames must be whole and rise")
    check_unstretched(_scene_of(block))
    layer = ensure_layer(block)
    _check_above(layer, values)
    lower = lower_values(block, list(values), times)
    curves = curves_for(layer.strip, list(values))
    for path in dict.fromkeys(path for path, _ in values):
        places = [place for place in values if place[0] == path]
        rows = _differences(block, path, places, values, lower, curves, times)
        for place, row in zip(places, rows, strict=True):
            merge_keys(curves[place], times, row, _still(block, place), fixed=fixed)
    fit_strips(block)
    changed(block)
    return layer


def _check_above(layer: EditLayer, places: Container[Where]) -> None:
    """Raise an error if the values that are written would not be played."""

    def plays(curves: Iterable[bpy.types.FCurve]) -> bool:
        return any((curve.data_path, curve.array_index) in places for curve in curves)

    name = layer.block.name
    if layer.stray is not None and plays(compat.fcurves_of(layer.block)):
        raise UsageError(
            f"{name}: keys in {layer.stray.name} play above the edit layer",
            cure="Adopt them in the panel Edit",
        )
    data: Any = layer.block.animation_data  # type: ignore[attr-defined]
    tracks = list(data.nla_tracks)
    for track in tracks[tracks.index(layer.track) + 1 :]:
        if not track.mute and plays(c for strip in track.strips for c in compat.fcurves_of_strip(strip)):
            raise UsageError(
                f"{name}: the NLA track {track.name} plays above the edit layer",
                cure="Move it down, below the layer, or mute it",
            )


def _differences(
    block: bpy.types.ID,
    path: str,
    places: Sequence[Where],
    values: Mapping[Where, Any],
    lower: Mapping[Where, Array],
    curves: Mapping[Where, Any],
    times: Array,
) -> Array:
    """Return the (C, F) values of the edits' curves of one path."""
    if path.endswith("rotation_quaternion"):
        if sorted(index for _, index in places) != [0, 1, 2, 3]:
            raise ValueError(f"{path} needs all four of its values")
        order = [(path, index) for index in range(4)]
        wanted = normalized(np.array([values[place] for place in order], dtype=np.float64).T)
        below = normalized(np.array([lower[place] for place in order]).T)
        turn = continuous(quaternion_multiply(quaternion_conjugate(below), wanted))
        before = [
            curves[place].evaluate(times[0] - 1.0) if len(curves[place].keyframe_points) else None
            for place in order
        ]
        towards = np.array([1.0, 0.0, 0.0, 0.0] if None in before else before)
        if float(turn[0] @ towards) < 0.0:
            turn = -turn
        return np.array([turn[:, index] for _, index in places])
    wanted = np.array([values[place] for place in places], dtype=np.float64)
    below = np.array([lower[place] for place in places])
    if path.endswith("scale"):
        return wanted / np.where(np.abs(below) < 1e-9, 1.0, below)
    return wanted - below + np.array([[neutral(block, *place)] for place in places])


def _still(block: bpy.types.ID, place: Where) -> float:
    """Return the value of an edit that changes nothing: shapes that nothing else plays are 0 then."""
    if isinstance(block, bpy.types.Key) and place not in curves_by_path(block):
        return -rest_value(block, *place)
    return neutral(block, *place)


def lower_values(block: bpy.types.ID, places: Sequence[Where], times: Array) -> dict[Where, Array]:
    """Return the (F,) values that play below the edit layer of ``block``; what nothing plays is at rest."""
    layer = edit_layer(block)
    if layer is None or plain_layer(layer) or not _plays_more(block, layer):
        found = captured_values(block, places, times)
        return {place: found.get(place, np.full(len(times), rest_value(block, *place))) for place in places}
    with _silent(layer):
        return shown_values(block, places, times)


def shown_values(block: bpy.types.ID, places: Sequence[Where], times: Array) -> dict[Where, Array]:
    """Return the (F,) values that Blender shows, with all that plays."""
    rows = np.empty((len(places), len(times)))

    def read(row: int, graph: Any) -> None:
        evaluated: Any = block.evaluated_get(graph)
        for at, (path, index) in enumerate(places):
            value = evaluated.path_resolve(path)
            rows[at, row] = value[index] if hasattr(value, "__len__") else value

    if isinstance(block, bpy.types.Key):
        at_each_time(_scene_of(block), (), [block], times, read)
    else:
        at_each_time(_scene_of(block), [block], (), times, read)  # type: ignore[list-item]
    return dict(zip(places, rows, strict=True))


def _plays_more(block: Any, layer: EditLayer) -> bool:
    """Return whether more than the captured action, as it is, plays below the layer."""
    strip = layer.captured
    plain = strip is None or (strip.blend_type == "REPLACE" and strip.influence == 1.0 and strip.scale == 1.0)
    return plays_other_strips(block) or not plain


@contextmanager
def _silent(layer: EditLayer) -> Iterator[None]:
    data: Any = layer.block.animation_data  # type: ignore[attr-defined]
    was, editing = layer.track.mute, layer.editing
    data.use_tweak_mode = False
    layer.track.mute = True
    try:
        yield
    finally:
        layer.track.mute = was
        if editing:
            tweak(layer, True)


def _scene_of(block: Any) -> bpy.types.Scene:
    if isinstance(block, bpy.types.Key):
        block = next(thing for thing in bpy.data.objects if thing.data == block.user)
    return scene_of(block)
