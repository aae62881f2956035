# SPDX-License-Identifier: GPL-3.0-or-later
"""Every difference between Blender 4.2, 4.5, 5.0 and 5.2 that the rest of the scene layer must not know.

Facts checked on the real builds; docs.blender.org/api/5.0/change_log.html, the 4.4 notes on slotted actions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import bpy

__all__ = [
    "SlotType",
    "action_for",
    "action_of",
    "assign_action",
    "eevee_id",
    "fcurves_of",
    "has_audio",
    "new_fcurves",
    "strip_range",
    "strips_of",
    "video_output",
]

SlotType = Literal["OBJECT", "KEY"]

_VERSION: tuple[int, ...] = tuple(bpy.app.version)
_SLOTTED_ACTIONS = _VERSION >= (4, 4, 0)


def eevee_id() -> str:
    """The render engine id of EEVEE: it was ``BLENDER_EEVEE_NEXT`` from 4.2 to 4.5."""
    return "BLENDER_EEVEE" if _VERSION >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"


def has_audio() -> bool:
    """Whether this build can open sound files (the 4.2 module on PyPI cannot)."""
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


@contextmanager
def video_output(render: bpy.types.RenderSettings) -> Iterator[None]:
    """Let ``render`` write a video meanwhile; from 5.0 the kind of media is chosen before the format."""
    settings: Any = render.image_settings
    names = ("media_type", "file_format") if _VERSION >= (5, 0, 0) else ("file_format",)
    before = [getattr(settings, name) for name in names]
    for name, value in zip(names, ("VIDEO", "FFMPEG")[-len(names) :], strict=True):
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in zip(names, before, strict=True):
            setattr(settings, name, value)


def strips_of(scene: bpy.types.Scene) -> Any:
    """The collection of sequencer strips of ``scene``, made when there is none."""
    editor: Any = scene.sequence_editor or scene.sequence_editor_create()
    return editor.strips if _VERSION >= (4, 4, 0) else editor.sequences


def strip_range(strip: Any) -> tuple[int, int]:
    """First frame of a strip and the frame after its last."""
    if _VERSION >= (5, 2, 0):
        return int(strip.left_handle), int(strip.right_handle)
    return int(strip.frame_final_start), int(strip.frame_final_end)
