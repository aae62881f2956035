# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the edit layer of what is animated: the NLA track "Edit" above the track "Captured".

An edit layer is known by a custom property of its action, so it survives renaming, copying and saving.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy

from ....core.foundation.findings import Finding
from ... import compat

__all__ = [
    "EDIT_LAYER",
    "SILENT_TRACKS",
    "EditLayer",
    "captured_curves",
    "edit_blend",
    "edit_layer",
    "layered_curves",
    "plain_layer",
    "plays_other_strips",
    "remove_layer",
    "removed_edits",
]

EDIT_LAYER = "interact_edit_layer"
"""Custom property of an edit layer's action: whether there is a captured action below it."""

SILENT_TRACKS = "interact_muted_tracks"
"""Custom property of a datablock whose NLA was off: the user's tracks that its edit layer has muted."""


@dataclass(frozen=True, slots=True, eq=False)
class EditLayer:
    """The edit layer of a datablock. Valid until the datablock's NLA tracks change, or undo.

    Attributes:
        block: The armature object, or the shape keys of a mesh.
        track: The NLA track with the edits, on top of the captured one.
        strip: Its strip, which plays the edits' action.
        captured_track: The track below; None if nothing was captured.
        captured: The strip that plays the captured action; None if nothing was captured.
    """

    block: bpy.types.ID
    track: Any
    strip: Any
    captured_track: Any = None
    captured: Any = None

    @property
    def action(self) -> bpy.types.Action:
        """The action with the edits."""
        action: bpy.types.Action = self.strip.action
        return action

    @property
    def curves(self) -> list[bpy.types.FCurve]:
        """The F-curves of the edits."""
        return compat.fcurves_of_strip(self.strip)

    @property
    def mute(self) -> bool:
        """Whether the edits are muted."""
        return bool(self.track.mute)

    @property
    def solo(self) -> bool:
        """Whether only the edits are played."""
        return bool(self.track.is_solo)

    @property
    def editing(self) -> bool:
        """Whether new keys go into the edits' action (Blender's tweak mode)."""
        data: Any = self.block.animation_data  # type: ignore[attr-defined]
        return bool(data.use_tweak_mode and data.action == self.strip.action)

    @property
    def stray(self) -> Any:
        """The action above the layer that Blender makes for keys that are inserted while it is not edited."""
        data: Any = self.block.animation_data  # type: ignore[attr-defined]
        return None if data.use_tweak_mode else data.action


def edit_layer(block: Any) -> EditLayer | None:
    """Return the edit layer of an armature object or of shape keys; None if it has none.

    NLA tracks that are switched off, such as those of a borrowed armature, have none.
    """
    data = getattr(block, "animation_data", None)
    if data is None or not data.use_nla:
        return None
    found = below = None
    for track in data.nla_tracks:
        for strip in track.strips:
            told = None if strip.action is None else strip.action.get(EDIT_LAYER)
            if told is not None:
                above = below if told else None
                captured = None if above is None else above.strips[0]
                found = EditLayer(block, track, strip, above, captured)
        if len(track.strips):
            below = track
    return found


def captured_curves(block: bpy.types.ID) -> list[bpy.types.FCurve]:
    """Return the F-curves of the captured action of ``block``, whether or not there is an edit layer."""
    layer = edit_layer(block)
    if layer is None:
        return compat.fcurves_of(block)
    return [] if layer.captured is None else compat.fcurves_of_strip(layer.captured)


def layered_curves(block: bpy.types.ID) -> list[bpy.types.FCurve]:
    """Return the F-curves of the captured action of ``block``, and those of its edit layer."""
    layer = edit_layer(block)
    return [*captured_curves(block), *([] if layer is None else layer.curves)]


def edit_blend(block: bpy.types.ID) -> str:
    """Return how an edit layer blends.

    COMBINE measures from a property's default value, which for shape keys is 1 in Blender 5.0, else 0.
    """
    return "ADD" if isinstance(block, bpy.types.Key) else "COMBINE"


def plays_other_strips(block: Any) -> bool:
    """Return whether unmuted NLA strips affect ``block``, apart from an edit layer and what is below it."""
    data = block.animation_data
    if data is None or not data.use_nla:
        return False
    layer = edit_layer(block)
    ours = () if layer is None else (layer.track, layer.captured_track)
    return any(len(track.strips) and not track.mute and track not in ours for track in data.nla_tracks)


def plain_layer(layer: EditLayer) -> bool:
    """Return whether only the curves of an edit layer and those below play, by strips as made."""
    data: Any = layer.block.animation_data  # type: ignore[attr-defined]
    if not data.use_nla or plays_other_strips(layer.block):
        return False
    if layer.captured_track is not None and layer.captured_track.mute:
        return False
    if any(track.is_solo for track in data.nla_tracks if track != layer.track):
        return False
    if data.use_tweak_mode and (not layer.editing or layer.mute or layer.solo):
        return False
    if not data.use_tweak_mode and data.action is not None:
        return False
    strips = [(layer.strip, edit_blend(layer.block))] + [(layer.captured, "REPLACE")] * (
        layer.captured is not None
    )
    return all(_plain(strip, blend) for strip, blend in strips)


def _plain(strip: Any, blend: str) -> bool:
    return (
        not strip.mute
        and strip.influence == 1.0
        and not strip.use_animated_influence
        and not strip.use_animated_time
        and not strip.use_reverse
        and strip.scale == 1.0
        and strip.repeat == 1.0
        and strip.blend_type == blend
        and strip.extrapolation == "HOLD"
        and strip.blend_in == strip.blend_out == 0.0
        and not len(strip.modifiers)
        and compat.one_layer(strip.action)
    )


def remove_layer(block: Any) -> None:
    """Remove the edit layer of one datablock, if there is one; the captured action plays alone."""
    layer = edit_layer(block)
    if layer is None:
        return
    data = block.animation_data
    data.use_tweak_mode = False
    if layer.stray is not None:
        layer.stray.use_fake_user = True  # the user's keys
    edits, strip = layer.action, layer.captured
    action = None if strip is None else strip.action
    slot = None if strip is None else compat.playing_slot(strip)
    tracks = [layer.track, *([] if layer.captured_track is None else [layer.captured_track])]
    if layer.solo:
        layer.track.is_solo = False
    for track in tracks:
        data.nla_tracks.remove(track)
    if SILENT_TRACKS in block:
        silent = set(block[SILENT_TRACKS])
        for track in data.nla_tracks:
            if track.name in silent:
                track.mute = False
        del block[SILENT_TRACKS]
        data.use_nla = False
    if action is not None:
        compat.assign_action(block, action, slot)
    if not edits.users:
        bpy.data.actions.remove(edits)
    block.update_tag()


def removed_edits(thing: bpy.types.Object) -> Finding:
    """Return what is said where another motion took an edit layer away."""
    text = f"{thing.name}: its edit layer was removed, whose edits were of another motion"
    return Finding("removed-edits", text)
