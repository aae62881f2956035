# SPDX-License-Identifier: GPL-3.0-or-later
"""Put edit layers on actors, and take them off: an NLA track "Edit" above a track "Captured".

The captured action stays as it is; above it, blended by COMBINE, plays an action with the differences.
Blender writes such differences itself when a strip is tweaked and keys are inserted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ...core.foundation.errors import UsageError
from .. import compat
from ..common.actors import StageActor, armature_of
from ..common.channels import name_in, set_channel
from ..common.curves import neutral, played_channels, rest_value
from ..common.nla.layers import (
    EDIT_LAYER,
    SILENT_TRACKS,
    EditLayer,
    captured_curves,
    edit_blend,
    edit_layer,
    remove_layer,
)
from ..common.ownership import OWNER, owner_of

__all__ = [
    "add_edit_layer",
    "changed",
    "curves_for",
    "edited_blocks",
    "ensure_layer",
    "fit_strips",
    "key_captured",
    "layers_of",
    "mute",
    "remove",
    "set_editing",
    "solo",
    "tweak",
]

Where = tuple[str, int]

CAPTURED, EDIT = "Captured", "Edit"


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
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is not None and not data.use_nla and data.action is None:
        data.use_nla = True
        if edit_layer(block) is None:
            data.use_nla = False
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
    made_for: Any = block.user if isinstance(block, bpy.types.Key) else block
    owner = owner_of(made_for) if playing is None else playing.get(OWNER)
    if owner:
        edits[OWNER] = owner
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
        block[SILENT_TRACKS] = [track.name for track in silent]
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
    ends = [end for scene in _scenes_of(block) for end in (scene.frame_start, scene.frame_end)]
    captured = _ends(captured_curves(block))
    every = [*ends, *captured, *_ends(layer.curves)] or [1.0, 2.0]
    for strip, of in ((layer.captured, captured or every), (layer.strip, every)):
        if strip is not None:
            _span(strip, min(of), max(*of, min(of) + 1.0))
    # When tweaking ends in the NLA editor, the strip becomes as long as its keys, so that all of them play.
    layer.strip.use_sync_length = True


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
    for _ in range(2):  # each end is limited by the other
        strip.action_frame_start, strip.action_frame_end = first, last
    strip.scale = strip.repeat = 1.0
    for _ in range(2):
        strip.frame_start, strip.frame_end = first, last
    strip.scale = strip.repeat = 1.0


def mute(actor: StageActor, on: bool = True) -> None:
    """Mute an actor's edits, or play them again."""
    for layer in layers_of(actor):
        if on:
            tweak(layer, False)  # Blender plays what it tweaks
        layer.track.mute = on


def solo(actor: StageActor, on: bool = True) -> None:
    """Play only an actor's edits, on the rest pose, or all again."""
    for layer in layers_of(actor):
        if layer.solo == on:
            continue
        tweak(layer, False)
        layer.track.is_solo = on
        # Blender leaves what nothing plays as it was a moment ago.
        for path, index in played_channels(layer.block) if on else ():
            array = path.startswith("pose.bones[") and not path.endswith('"]')
            set_channel(layer.block, path, rest_value(layer.block, path, index), index if array else -1)
        changed(layer.block)


def key_captured(actor: StageActor, frame: int, bones: Sequence[str] | None = None) -> int:
    """Key that nothing is edited at a frame, so that edits before and after it do not reach over it.

    Args:
        actor: The actor.
        frame: The Blender frame.
        bones: Names of the bones; None for all that is edited, with the face.

    Returns:
        How many channels were keyed.
    """
    starts = tuple(f'pose.bones["{bpy.utils.escape_identifier(name)}"].' for name in bones or ())
    count = 0
    for layer in layers_of(actor):
        places = [(curve.data_path, curve.array_index) for curve in layer.curves]
        if bones is not None:
            places = sorted(place for place in played_channels(layer.block) if place[0].startswith(starts))
        for place, curve in curves_for(layer.strip, places).items():
            if place in places:
                key = curve.keyframe_points.insert(frame, neutral(layer.block, *place))
                key.select_control_point = key.select_left_handle = key.select_right_handle = False
                count += 1
        fit_strips(layer.block)
        changed(layer.block)
    return count


def set_editing(actor: StageActor, on: bool = True) -> None:
    """Let keys that are inserted go into an actor's edit layer (Blender's tweak mode), or end that."""
    for layer in layers_of(actor):
        tweak(layer, on)


def tweak(layer: EditLayer, on: bool) -> None:
    """Let keys go into one edit layer, or end that."""
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


def curves_for(holder: Any, places: Sequence[Where]) -> dict[Where, Any]:
    """Return the F-curves of channels that a strip, or animation data, plays; new ones in groups of bones."""
    there = {(curve.data_path, curve.array_index): curve for curve in compat.fcurves_of_strip(holder)}
    curves, groups = compat.curve_sets(holder)
    for path, index in places:
        if (path, index) in there:
            continue
        curve = there[path, index] = curves.new(path, index=index)
        if path.startswith("pose.bones[") and (name := name_in(path)):
            curve.group = groups.get(name) or groups.new(name)
        curve.select = False
    return there


def changed(block: Any) -> None:
    """Let all that plays the edits of a datablock be evaluated again."""
    layer = edit_layer(block)
    for thing in [block] if layer is None else _playing_edits(layer):
        thing.update_tag()


def _playing_edits(layer: EditLayer) -> list[Any]:
    """Return what plays a layer's action: faces of one person share it."""
    blocks = bpy.data.user_map(subset=[layer.action])[layer.action]
    return [block for block in blocks if isinstance(block, (bpy.types.Object, bpy.types.Key))]
