# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit layer: an NLA track "Edit" whose keys come on top of the captured ones, which stay as they are.

The captured action goes into a track "Captured"; above it, blended by COMBINE, a track plays an action with
the differences. Blender itself writes such differences when a strip is tweaked and keys are inserted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.rotations import continuous, normalized, quaternion_conjugate, quaternion_multiply
from ...core.foundation.errors import UsageError
from .. import compat
from ..common.actors import StageActor, armature_of
from ..common.channels import set_channel
from ..common.curves import captured_values, curves_by_path, neutral, played_channels, rest_value
from ..common.evaluating import at_each_time, scene_of
from ..common.nla.layers import (
    EDIT_LAYER,
    EditLayer,
    captured_curves,
    edit_blend,
    edit_layer,
    plain_layer,
    plays_other_strips,
)
from ..common.ownership import OWNER
from .merged_keys import merge_keys

__all__ = [
    "EditLayer",
    "add_edit_layer",
    "captured_curves",
    "edit_layer",
    "edited_blocks",
    "ensure_layer",
    "fit_strips",
    "layers_of",
    "lower_values",
    "mute",
    "remove",
    "set_editing",
    "solo",
    "write_edit",
]

Array = NDArray[np.float64]
Where = tuple[str, int]

CAPTURED, EDIT = "Captured", "Edit"
_MUTED = "interact_muted_tracks"
_BONE = re.compile(r'^pose\.bones\["((?:[^"\\]|\\.)*)"\]')


def edited_blocks(actor: StageActor) -> list[bpy.types.ID]:
    """Return what an edit layer is put on: the armature object and animated shape keys."""
    blocks: list[bpy.types.ID] = [actor.armature]
    for mesh in actor.face_meshes:
        keys: Any = getattr(mesh.data, "shape_keys", None)
        if keys not in blocks and (compat.action_of(keys) is not None or edit_layer(keys) is not None):
            blocks.append(keys)
    return blocks


def layers_of(actor: StageActor) -> list[EditLayer]:
    """Return the edit layers of an actor's body and face; none if it has none."""
    return [layer for block in edited_blocks(actor) if (layer := edit_layer(block)) is not None]


def add_edit_layer(actor: StageActor) -> list[EditLayer]:
    """Put an edit layer on an actor's body and face, which changes nothing yet; one that is there stays.

    Raises:
        UsageError: the armature or a face is linked from another file.
    """
    return [ensure_layer(block) for block in edited_blocks(actor)]


def ensure_layer(block: bpy.types.ID) -> EditLayer:
    """Return the edit layer of an armature object or shape keys; add one if there is none.

    Shape keys that play the same curves on one armature get one layer's action together.

    Raises:
        UsageError: ``block`` is linked from another file.
    """
    layer = edit_layer(block)
    if layer is not None:
        return layer
    group = _playing_together(block)
    for each in group:
        if each.library is not None:
            raise UsageError(f"{each.name} is linked from another file", cure="Make a library override of it")
    playing = compat.action_of(block)
    edits = bpy.data.actions.new(f"{EDIT} {block.name if playing is None else playing.name}")
    kind: compat.SlotType = "KEY" if isinstance(block, bpy.types.Key) else "OBJECT"
    _, _, slot = compat.new_fcurves(edits, kind, EDIT)
    edits[EDIT_LAYER] = playing is not None
    if playing is not None and playing.get(OWNER):
        edits[OWNER] = playing[OWNER]
    for each in group:
        _put_on(each, edits, slot)
    return next(made for each in group if (made := edit_layer(each)) is not None)


def _playing_together(block: Any) -> list[Any]:
    """Return the shape keys on one armature that play the same slot as ``block``, and it."""
    action, slot = compat.action_of(block), compat.slot_of(block)
    if action is None or not isinstance(block, bpy.types.Key):
        return [block]
    wearing: dict[Any, set[Any]] = {}
    for thing in bpy.data.objects:
        keys = getattr(thing.data, "shape_keys", None)
        if keys is not None and compat.action_of(keys) == action and compat.slot_of(keys) == slot:
            wearing.setdefault(keys, set()).add(armature_of(thing))
    return [
        block,
        *(keys for keys, rigs in wearing.items() if keys != block and rigs & wearing.get(block, set())),
    ]


def _put_on(block: Any, edits: bpy.types.Action, slot: Any) -> None:
    data = block.animation_data or block.animation_data_create()
    if data.use_tweak_mode:
        data.use_tweak_mode = False
    if not data.use_nla:  # tracks of the user's that are switched off stay silent
        silent = [track for track in data.nla_tracks if not track.mute]
        block[_MUTED] = [track.name for track in silent]
        for track in silent:
            track.mute = True
        data.use_nla = True
    action, playing = data.action, compat.playing_slot(data)
    if action is not None:
        blend, influence, beyond = data.action_blend_type, data.action_influence, data.action_extrapolation
        data.action = None
        strip = _strip(data, CAPTURED, action, playing)
        strip.blend_type, strip.influence, strip.extrapolation = blend, influence, beyond
    strip = _strip(data, EDIT, edits, slot)
    strip.blend_type = edit_blend(block)
    fit_strips(block)


def _strip(data: Any, name: str, action: bpy.types.Action, slot: Any) -> Any:
    track = data.nla_tracks.new()
    track.name = name
    track.select = False
    strip = compat.add_nla_strip(track, name, action, slot)
    strip.select = False
    strip.use_auto_blend = False
    strip.blend_in = strip.blend_out = 0.0
    strip.use_animated_influence = False
    strip.influence = 1.0
    strip.extrapolation = "HOLD"
    return strip


def fit_strips(block: Any) -> None:
    """Make the strips of an edit layer as long as the scenes, the captured keys and the edits' keys."""
    layer = edit_layer(block)
    if layer is None:
        return
    data = block.animation_data
    ends = [end for scene in _scenes_of(block) for end in (scene.frame_start, scene.frame_end)]
    captured = _ends(captured_curves(block))
    every = [*ends, *captured, *_ends(layer.curves)] or [1.0, 2.0]
    for strip, of in ((layer.captured, captured or every), (layer.strip, every)):
        if strip is not None:
            _span(strip, min(of), max(*of, min(of) + 1.0))
    # When tweaking ends in the NLA editor, the strip becomes as long as its keys, so that all of them play.
    layer.strip.use_sync_length = True
    data.use_nla = True


def _scenes_of(block: Any) -> set[bpy.types.Scene]:
    things = (
        [block] if isinstance(block, bpy.types.Object) else bpy.data.user_map(subset=[block.user])[block.user]
    )
    return {scene for thing in things if isinstance(thing, bpy.types.Object) for scene in thing.users_scene}


def _ends(curves: Sequence[bpy.types.FCurve]) -> list[float]:
    keyed = [curve.keyframe_points for curve in curves if len(curve.keyframe_points)]
    return [float(end) for points in keyed for end in (points[0].co[0], points[-1].co[0])]


def _span(strip: Any, first: float, last: float) -> None:
    strip.use_sync_length = False
    if strip.action_frame_start >= last:
        strip.action_frame_end, strip.action_frame_start = last, first
    strip.action_frame_start, strip.action_frame_end = first, last
    strip.scale = strip.repeat = 1.0
    for _ in range(2):  # each end is limited by the other
        strip.frame_start, strip.frame_end = first, last
    strip.scale = strip.repeat = 1.0


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
        UsageError: ``block`` is linked from another file.
        ValueError: frames do not rise, or a quaternion is not whole.
    """
    times = np.asarray(frames, dtype=np.float64)
    if not len(times) or (np.diff(times) <= 0).any() or (times != np.round(times)).any():
        raise ValueError("frames must be whole and rise")
    layer = ensure_layer(block)
    lower = lower_values(block, list(values), times)
    curves = _curves_for(layer, list(values))
    for path in dict.fromkeys(path for path, _ in values):
        places = [place for place in values if place[0] == path]
        rows = _differences(block, path, places, values, lower, curves, times)
        for place, row in zip(places, rows, strict=True):
            merge_keys(curves[place], times, row, _still(block, place), fixed=fixed)
    fit_strips(block)
    _changed(block)
    return layer


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
    rows = np.empty((len(places), len(times)))

    def read(row: int, graph: Any) -> None:
        evaluated: Any = block.evaluated_get(graph)
        for at, (path, index) in enumerate(places):
            value = evaluated.path_resolve(path)
            rows[at, row] = value[index] if hasattr(value, "__len__") else value

    with _silent(layer):
        if isinstance(block, bpy.types.Key):
            at_each_time(scene_of(_thing_of(block)), (), [block], times, read)
        else:
            at_each_time(scene_of(block), [block], (), times, read)  # type: ignore[arg-type, list-item]
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
            _tweak(layer, True)


def _thing_of(keys: Any) -> bpy.types.Object:
    return next(thing for thing in bpy.data.objects if thing.data == keys.user)


def _curves_for(layer: EditLayer, places: Sequence[Where]) -> dict[Where, Any]:
    """Return the layer's F-curves of channels; new ones are in groups of their bones."""
    there = {(curve.data_path, curve.array_index): curve for curve in layer.curves}
    curves, groups = compat.curve_sets(layer.strip)
    for path, index in places:
        if (path, index) in there:
            continue
        curve = there[path, index] = curves.new(path, index=index)
        bone = _BONE.match(path)
        if bone is not None:
            name = bpy.utils.unescape_identifier(bone[1])
            curve.group = groups.get(name) or groups.new(name)
        curve.select = False
    return there


def _changed(block: Any) -> None:
    layer = edit_layer(block)
    for thing in [block] if layer is None else _playing_edits(layer):
        thing.update_tag()


def _playing_edits(layer: EditLayer) -> list[Any]:
    """Return what plays a layer's action: faces of one person share it."""
    blocks = bpy.data.user_map(subset=[layer.action])[layer.action]
    return [block for block in blocks if isinstance(block, (bpy.types.Object, bpy.types.Key))]


def mute(actor: StageActor, on: bool = True) -> None:
    """Mute an actor's edits, or play them again."""
    for layer in layers_of(actor):
        layer.track.mute = on


def solo(actor: StageActor, on: bool = True) -> None:
    """Play only an actor's edits, on the rest pose, or all again."""
    for layer in layers_of(actor):
        if layer.solo == on:
            continue
        layer.track.is_solo = on
        # Blender leaves what nothing plays as it was a moment ago.
        for path, index in played_channels(layer.block) if on else ():
            array = path.startswith("pose.bones[") and not path.endswith('"]')
            set_channel(layer.block, path, rest_value(layer.block, path, index), index if array else -1)
        _changed(layer.block)


def set_editing(actor: StageActor, on: bool = True) -> None:
    """Let keys that are inserted go into an actor's edit layer (Blender's tweak mode), or end that."""
    for layer in layers_of(actor):
        _tweak(layer, on)


def _tweak(layer: EditLayer, on: bool) -> None:
    data: Any = layer.block.animation_data  # type: ignore[attr-defined]
    if data.use_tweak_mode and not (on and layer.editing):
        data.use_tweak_mode = False
    if on and not layer.editing:
        for track in data.nla_tracks:
            track.select = False
            for strip in track.strips:
                strip.select = False
        layer.track.select = layer.strip.select = True
        data.nla_tracks.active = layer.track
        data.use_tweak_mode = True
    fit_strips(layer.block)


def remove(actor: StageActor) -> int:
    """Remove an actor's edit layer: the captured action plays alone, as before.

    Returns:
        How many layers there were.
    """
    layers = layers_of(actor)
    for block in [layer.block for layer in layers]:
        remove_layer(block)
    return len(layers)


def remove_layer(block: Any) -> None:
    """Remove the edit layer of one datablock, if there is one; the captured action plays alone."""
    layer = edit_layer(block)
    if layer is None:
        return
    data = block.animation_data
    data.use_tweak_mode = False
    edits, strip = layer.action, layer.captured
    action = None if strip is None else strip.action
    slot = None if strip is None else compat.playing_slot(strip)
    tracks = [layer.track, *([] if layer.captured_track is None else [layer.captured_track])]
    if layer.solo:
        layer.track.is_solo = False
    for track in tracks:
        data.nla_tracks.remove(track)
    if _MUTED in block:
        silent = set(block[_MUTED])
        for track in data.nla_tracks:
            if track.name in silent:
                track.mute = False
        del block[_MUTED]
        data.use_nla = False
    if action is not None:
        compat.assign_action(block, action, slot)
    if not edits.users:
        bpy.data.actions.remove(edits)
    block.update_tag()
