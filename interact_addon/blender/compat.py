# SPDX-License-Identifier: GPL-3.0-or-later
"""Every difference between Blender 4.2, 4.5, 5.0 and 5.2 that the rest of the scene layer must not know.

Facts checked on the real builds; docs.blender.org/api/5.0/change_log.html, the 4.4 notes on slotted actions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Literal

import bpy

__all__ = [
    "SlotType",
    "action_for",
    "action_of",
    "assign_action",
    "beside_file",
    "eevee_id",
    "fcurves_of",
    "has_audio",
    "meta_volume",
    "move_strip",
    "new_fcurves",
    "one_layer",
    "picture_output",
    "play_again",
    "select_bone",
    "skipped_frames",
    "slot_of",
    "sound_offset",
    "strip_ends_early",
    "strip_range",
    "strips_in",
    "strips_of",
    "video_output",
]

SlotType = Literal["OBJECT", "KEY"]

_VERSION: tuple[int, ...] = tuple(bpy.app.version)
_SLOTTED_ACTIONS = _VERSION >= (4, 4, 0)


def eevee_id() -> str:
    """The render engine id of EEVEE: it was ``BLENDER_EEVEE_NEXT`` from 4.2 to 4.5."""
    return "BLENDER_EEVEE" if _VERSION >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"


def beside_file() -> set[Any]:
    """The options of a path property that may begin with ``//``: from 4.5 Blender shows others in red."""
    return {"PATH_SUPPORTS_BLEND_RELATIVE"} if _VERSION >= (4, 5, 0) else set()


def has_audio() -> bool:
    """Whether this build can open sound files (the 4.2 wheel cannot)."""
    return bool(bpy.app.build_options.audaspace)


def action_for(name: str, shared: bpy.types.Action | None = None) -> bpy.types.Action:
    """An action to write into: ``shared`` where one action has slots for many datablocks, else a new one."""
    return shared if shared is not None and _SLOTTED_ACTIONS else bpy.data.actions.new(name)


def new_fcurves(action: Any, slot_type: SlotType, slot_name: str) -> tuple[Any, Any, Any]:
    """An empty place for F-curves in ``action``.

    Args:
        action: The action, from :func:`action_for`.
        slot_type: What will be animated: ``OBJECT`` or ``KEY`` (shape keys).
        slot_name: Name of the slot (from 4.4), shown in the action editor.

    Returns:
        The collections ``fcurves`` and ``groups`` and the slot (None before 4.4).
    """
    if not _SLOTTED_ACTIONS:
        action.id_root = slot_type
        return action.fcurves, action.groups, None
    slot = action.slots.new(slot_type, slot_name)
    layer = action.layers[0] if action.layers else action.layers.new("Layer")
    strip: Any = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    bag = strip.channelbag(slot, ensure=True)
    return bag.fcurves, bag.groups, slot


def assign_action(block: bpy.types.ID, action: bpy.types.Action, slot: Any) -> None:
    """Let ``block`` (an object, or shape keys) play ``slot`` of ``action``."""
    data: Any = block.animation_data or block.animation_data_create()  # type: ignore[attr-defined]
    data.action = action
    if _SLOTTED_ACTIONS:
        data.action_slot = slot


def action_of(block: bpy.types.ID) -> bpy.types.Action | None:
    """The action that ``block`` plays at present."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    return None if data is None else data.action


def slot_of(block: bpy.types.ID) -> str:
    """The identifier of the slot that ``block`` plays; empty before 4.4 and where there is none."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    slot = None if data is None or not _SLOTTED_ACTIONS else data.action_slot
    return "" if slot is None else str(slot.identifier)


def play_again(block: bpy.types.ID, action: bpy.types.Action | None, slot: str) -> None:
    """Let ``block`` play what :func:`action_of` and :func:`slot_of` told earlier."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is None:
        return
    data.action = action
    if action is not None and _SLOTTED_ACTIONS:
        found: Any = next((one for one in action.slots if one.identifier == slot), None)
        if found is not None:
            data.action_slot = found


def fcurves_of(block: bpy.types.ID) -> list[bpy.types.FCurve]:
    """The F-curves that ``block`` plays at present."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is None or data.action is None:
        return []
    if not _SLOTTED_ACTIONS:
        return list(data.action.fcurves)
    if data.action_slot is None:
        return []
    bags = [
        strip.channelbag(data.action_slot)
        for layer in data.action.layers
        for strip in layer.strips
        if strip.type == "KEYFRAME"
    ]
    return [curve for bag in bags if bag is not None for curve in bag.fcurves]


def one_layer(action: Any) -> bool:
    """Whether nothing is laid over the action's F-curves; None has none."""
    if action is None or not _SLOTTED_ACTIONS:
        return True
    return len(action.layers) <= 1 and all(len(layer.strips) <= 1 for layer in action.layers)


@contextmanager
def _output(render: bpy.types.RenderSettings, media: str, file_format: str) -> Iterator[None]:
    """Let ``render`` write this meanwhile; from 5.0 the kind of media is chosen before the format."""
    settings: Any = render.image_settings
    names = ("media_type", "file_format") if _VERSION >= (5, 0, 0) else ("file_format",)
    before = [getattr(settings, name) for name in names]
    for name, value in zip(names, (media, file_format)[-len(names) :], strict=True):
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in zip(names, before, strict=True):
            setattr(settings, name, value)


def video_output(render: bpy.types.RenderSettings) -> AbstractContextManager[None]:
    """Let ``render`` write a video meanwhile."""
    return _output(render, "VIDEO", "FFMPEG")


def picture_output(
    render: bpy.types.RenderSettings, file_format: str = "BMP"
) -> AbstractContextManager[None]:
    """Let ``render`` save pictures meanwhile, by default as BMP: the least work to write and to read."""
    return _output(render, "IMAGE", file_format)


def strips_of(scene: bpy.types.Scene) -> Any:
    """The collection of sequencer strips of ``scene``, made when there is none."""
    editor: Any = scene.sequence_editor or scene.sequence_editor_create()
    return editor.strips if _VERSION >= (4, 4, 0) else editor.sequences


def strip_range(strip: Any) -> tuple[int, int]:
    """First frame of a strip and the frame after its last."""
    if _VERSION >= (5, 2, 0):
        return int(strip.left_handle), int(strip.right_handle)
    return int(strip.frame_final_start), int(strip.frame_final_end)


def strips_in(meta: Any) -> Any:
    """The collection of strips inside a meta strip."""
    return meta.strips if _VERSION >= (4, 4, 0) else meta.sequences


def meta_volume(meta: Any) -> float:
    """The factor of a meta strip on the sounds in it (from 5.2)."""
    return float(meta.volume) if _VERSION >= (5, 2, 0) else 1.0


def skipped_frames(strip: Any) -> float:
    """How many frames of a sound's recording are left out before the strip's first frame."""
    if _VERSION >= (5, 2, 0):
        return float(strip.left_handle_offset + strip.content_trim_start)
    return float(strip.frame_offset_start + strip.animation_offset_start)


def sound_offset(strip: Any) -> float:
    """Seconds by which a recording comes later than its strip says (before 4.4: never)."""
    return float(strip.sound_offset) if _VERSION >= (4, 4, 0) else 0.0


def strip_ends_early(strip: Any) -> bool:
    """Whether a sound strip was cut before its recording ends."""
    if _VERSION >= (5, 2, 0):
        return float(strip.right_handle_offset + strip.content_trim_end) > 0
    return float(strip.frame_offset_end + strip.animation_offset_end) > 0


def move_strip(strip: Any, frames: float, rate: float) -> float:
    """Move a sound strip in time: by whole frames, and the rest by its sound's own offset (from 4.4).

    Args:
        strip: The strip.
        frames: How far, with fractions.
        rate: Frames per second.

    Returns:
        How many frames of it could not be done: 0, or a fraction before 4.4.
    """
    offset = sound_offset(strip) * rate + frames
    whole = round(offset) if _VERSION < (4, 4, 0) else math.floor(offset + 1e-6)
    start = "content_start" if _VERSION >= (5, 2, 0) else "frame_start"
    setattr(strip, start, getattr(strip, start) + whole)
    left = offset - whole
    if _VERSION >= (4, 4, 0):
        strip.sound_offset = left / rate if left > 1e-6 else 0.0
        return 0.0
    return left


def select_bone(armature: Any, name: str) -> None:
    """Select one bone of an armature object alone and make it active; from 5.0 pose bones are selected."""
    bone = armature.data.bones[name]
    for other in armature.pose.bones if _VERSION >= (5, 0, 0) else armature.data.bones:
        other.select = other.name == name
    armature.data.bones.active = bone
