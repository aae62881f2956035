# SPDX-License-Identifier: GPL-3.0-or-later
"""Compatibility with Blender 4.2 to 5.3: all version checks of the scene layer are in this module.

Checked on the real builds; sources: docs.blender.org/api/5.0/change_log.html and the 4.4 release notes on
slotted actions.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Container, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace
from typing import Any, Literal

import bpy

__all__ = [
    "SlotType",
    "action_for",
    "action_of",
    "add_nla_strip",
    "assign_action",
    "beside_file",
    "can_composite",
    "composited",
    "curve_sets",
    "cycles_devices",
    "eevee_id",
    "fcurves_in",
    "fcurves_of",
    "fcurves_of_strip",
    "has_audio",
    "known_arguments",
    "meta_volume",
    "move_strip",
    "new_fcurves",
    "one_layer",
    "operators_bear_threads",
    "picture_output",
    "play_again",
    "playing_slot",
    "select_bone",
    "select_bones",
    "set_strip_action",
    "skipped_frames",
    "slot_for",
    "slot_of",
    "sound_offset",
    "start_drawing",
    "steady_text",
    "strip_ends_early",
    "strip_name",
    "strip_range",
    "strips_in",
    "strips_of",
    "use_fast_gi",
    "video_output",
    "writes_previews",
]

SlotType = Literal["OBJECT", "KEY"]

_VERSION: tuple[int, ...] = tuple(bpy.app.version)
_SLOTTED_ACTIONS = _VERSION >= (4, 4, 0)
_OLD_STRIP_NAMES = {
    "content_start": "frame_start",
    "left_handle": "frame_final_start",
    "right_handle": "frame_final_end",
    "left_handle_offset": "frame_offset_start",
    "right_handle_offset": "frame_offset_end",
    "content_trim_start": "animation_offset_start",
    "content_trim_end": "animation_offset_end",
}


def eevee_id() -> str:
    """Return the render engine id of EEVEE, which was ``BLENDER_EEVEE_NEXT`` from 4.2 to 4.5."""
    return "BLENDER_EEVEE" if _VERSION >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"


def use_fast_gi(scene: Any) -> None:
    """Let EEVEE, where it traces rays, use its coarse method for indirect light; 4.2 always does."""
    if _VERSION >= (4, 3, 0):
        scene.eevee.use_fast_gi = True


def cycles_devices(preferences: Any, kind: str) -> list[tuple[Any, bool]]:
    """Return the devices of a type that Cycles really finds, and whether their drivers are new enough.

    Which types it was built with says nothing. Before 5.1 none is listed whose driver is too old.

    Args:
        preferences: Those of the add-on ``cycles``, whose entries are returned.
        kind: Such as ``OPTIX``; to each but ``CPU`` Blender adds the processor, which is left out here.
    """
    found = [entry for entry in preferences.get_devices_for_type(kind) if entry.type == kind]
    return [(entry, bool(getattr(entry, "meets_driver_requirement", True))) for entry in found]


def beside_file() -> set[Any]:
    """Return the options of a path property that can begin with ``//``; else 4.5 and later show it in red."""
    return {"PATH_SUPPORTS_BLEND_RELATIVE"} if _VERSION >= (4, 5, 0) else set()


def writes_previews() -> bool:
    """Return whether ``bpy.data.libraries.write`` writes previews: 5.0 leaves them out (5.3 does not)."""
    return _VERSION < (5, 0, 0) or _VERSION >= (5, 2, 0)


def start_drawing() -> str | None:
    """Make the gpu module usable without a window, which Blender can do from 5.2.

    Returns:
        Why it cannot be used, or None.
    """
    if _VERSION < (5, 2, 0):
        return f"Blender {bpy.app.version_string} draws only in a window"
    try:
        import gpu  # fails where there is no driver

        module: Any = gpu
        if bpy.app.background:
            module.init()
    except (ImportError, RuntimeError, SystemError) as error:
        return str(error).strip() or "there is no graphics driver"
    return None


def known_arguments(operator: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return those arguments that an operator has in this version."""
    known = operator.get_rna_type().properties
    return {name: value for name, value in arguments.items() if name in known}


def operators_bear_threads() -> bool:
    """Return whether operators can be called in an overridden context while a thread runs Python.

    With a Python older than 3.12, as up to Blender 5.0, ``BPY_context_member_get`` takes any thread that
    runs Python for its own, reads the context without the interpreter's lock, and crashes now and then.
    """
    return sys.version_info >= (3, 12)


def has_audio() -> bool:
    """Return whether this build can open sound files (the 4.2 wheel cannot)."""
    return bool(bpy.app.build_options.audaspace)


def action_for(name: str, shared: bpy.types.Action | None = None) -> bpy.types.Action:
    """Return an action to write into: ``shared`` if actions have slots (from 4.4), else a new one."""
    return shared if shared is not None and _SLOTTED_ACTIONS else bpy.data.actions.new(name)


def new_fcurves(action: Any, slot_type: SlotType, slot_name: str) -> tuple[Any, Any, Any]:
    """Create an empty set of F-curves in ``action``.

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
    """Assign ``slot`` of ``action`` to ``block`` (an object, or shape keys)."""
    data: Any = block.animation_data or block.animation_data_create()  # type: ignore[attr-defined]
    data.action = action
    if _SLOTTED_ACTIONS:
        data.action_slot = slot


def slot_for(action: Any, kind: SlotType) -> Any:
    """Return the first slot of ``action`` that is for a kind of block; None before 4.4 and without one."""
    slots = action.slots if _SLOTTED_ACTIONS else ()
    return next((slot for slot in slots if slot.target_id_type == kind), None)


def action_of(block: bpy.types.ID) -> bpy.types.Action | None:
    """Return the action that is assigned to ``block``, or None."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    return None if data is None else data.action


def slot_of(block: bpy.types.ID) -> str:
    """Return the identifier of the slot assigned to ``block``; empty before 4.4 and without a slot."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    slot = None if data is None or not _SLOTTED_ACTIONS else data.action_slot
    return "" if slot is None else str(slot.identifier)


def playing_slot(holder: Any) -> Any:
    """Return the slot that animation data, or an NLA strip, plays; None before 4.4 and without a slot."""
    return holder.action_slot if _SLOTTED_ACTIONS and holder.action is not None else None


def add_nla_strip(track: Any, name: str, action: bpy.types.Action, slot: Any) -> Any:
    """Add a strip to an NLA track that plays a slot of an action (before 4.4: the action)."""
    strip = track.strips.new(name, 0, action)
    if _SLOTTED_ACTIONS:
        strip.action_slot = slot
    return strip


def set_strip_action(strip: Any, action: bpy.types.Action, slot: str) -> None:
    """Let an NLA strip play another action, and the slot of that identifier."""
    strip.action = action
    if _SLOTTED_ACTIONS:
        strip.action_slot = next(one for one in action.slots if one.identifier == slot)


def curve_sets(holder: Any) -> tuple[Any, Any]:
    """Return the collections of F-curves and groups that animation data, or an NLA strip, plays.

    The action is one from :func:`new_fcurves`, or a copy: with a layer, a strip and a slot.
    """
    if not _SLOTTED_ACTIONS:
        return holder.action.fcurves, holder.action.groups
    bag = holder.action.layers[0].strips[0].channelbag(holder.action_slot, ensure=True)
    return bag.fcurves, bag.groups


def play_again(block: bpy.types.ID, action: bpy.types.Action | None, slot: str) -> None:
    """Assign to ``block`` what :func:`action_of` and :func:`slot_of` returned earlier."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is None:
        return
    data.action = action
    if action is not None and _SLOTTED_ACTIONS:
        found: Any = next((one for one in action.slots if one.identifier == slot), None)
        if found is not None:
            data.action_slot = found


def fcurves_of(block: bpy.types.ID) -> list[bpy.types.FCurve]:
    """Return the F-curves of the action and slot that are assigned to ``block``."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    return [] if data is None else _fcurves(data)


def fcurves_of_strip(strip: bpy.types.NlaStrip) -> list[bpy.types.FCurve]:
    """Return the F-curves of the action and slot that an NLA strip plays."""
    return _fcurves(strip)


def fcurves_in(action: Any, slot: Any) -> list[bpy.types.FCurve]:
    """Return the F-curves of a slot of an action; before 4.4 all."""
    return _fcurves(SimpleNamespace(action=action, action_slot=slot))


def _fcurves(data: Any) -> list[bpy.types.FCurve]:
    """Return the F-curves of the ``action`` and ``action_slot`` of animation data, or of a strip."""
    if data.action is None:
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
    """Return whether an action has at most one layer with one strip; also true for None."""
    if action is None or not _SLOTTED_ACTIONS:
        return True
    return len(action.layers) <= 1 and all(len(layer.strips) <= 1 for layer in action.layers)


@contextmanager
def _output(render: bpy.types.RenderSettings, media: str, file_format: str) -> Iterator[None]:
    """Set the file format of ``render`` inside the block; from 5.0 the media type must be set before it."""
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
    """Let ``render`` write a video inside the ``with`` block."""
    return _output(render, "VIDEO", "FFMPEG")


def picture_output(
    render: bpy.types.RenderSettings, file_format: str = "BMP"
) -> AbstractContextManager[None]:
    """Let ``render`` save pictures inside the ``with`` block, by default as BMP, the fastest format."""
    return _output(render, "IMAGE", file_format)


def can_composite(scene: Any) -> bool:
    """Return whether `composited` is possible: from 5.0 on, for scenes that composite nothing."""
    if hasattr(scene, "compositor_effects"):
        return not len(scene.compositor_effects)
    return _VERSION >= (5, 0, 0) and scene.compositing_node_group is None


@contextmanager
def composited(scene: Any, tree: bpy.types.NodeTree) -> Iterator[None]:
    """Let a node tree composite what a scene renders inside the block, on the CPU; see `can_composite`."""
    render = scene.render
    before = render.use_compositing, render.compositor_device
    render.use_compositing, render.compositor_device = True, "CPU"
    effect = None
    if hasattr(scene, "compositor_effects"):
        effect = scene.compositor_effects.new("InterAct edges")
        effect.node_group = tree
    else:
        scene.compositing_node_group = tree
    try:
        yield
    finally:
        if effect is None:
            scene.compositing_node_group = None
        else:
            scene.compositor_effects.remove(effect)
        render.use_compositing, render.compositor_device = before


def strips_of(scene: bpy.types.Scene) -> Any:
    """Return the sequencer strips of ``scene``; a sequence editor is created if there is none."""
    editor: Any = scene.sequence_editor or scene.sequence_editor_create()
    return editor.strips if _VERSION >= (4, 4, 0) else editor.sequences


def strip_name(name: str) -> str:
    """Return how a property of strips is called here that 5.1 calls ``name``; the old names go in 6.0."""
    return name if _VERSION >= (5, 1, 0) else _OLD_STRIP_NAMES[name]


def strip_range(strip: Any) -> tuple[int, int]:
    """Return the first frame of a strip and the frame after its last."""
    return int(_of_strip(strip, "left_handle")), int(_of_strip(strip, "right_handle"))


def _of_strip(strip: Any, name: str) -> float:
    return float(getattr(strip, strip_name(name)))


def strips_in(meta: Any) -> Any:
    """Return the strips inside a meta strip."""
    return meta.strips if _VERSION >= (4, 4, 0) else meta.sequences


def meta_volume(meta: Any) -> float:
    """Return the volume factor of a meta strip for the sounds in it (from 5.2; 1 before)."""
    return float(meta.volume) if _VERSION >= (5, 2, 0) else 1.0


def skipped_frames(strip: Any) -> float:
    """Return how many frames of a sound's recording are skipped before the strip's first frame."""
    return _of_strip(strip, "left_handle_offset") + _of_strip(strip, "content_trim_start")


def sound_offset(strip: Any) -> float:
    """Return by how many seconds a recording starts later than its strip (before 4.4: 0)."""
    return float(strip.sound_offset) if _VERSION >= (4, 4, 0) else 0.0


def strip_ends_early(strip: Any) -> bool:
    """Return whether a sound strip ends before its recording does."""
    return _of_strip(strip, "right_handle_offset") + _of_strip(strip, "content_trim_end") > 0


def move_strip(strip: Any, frames: float, rate: float) -> float:
    """Move a sound strip in time by whole frames, and by the rest through its sound's own offset (from 4.4).

    Args:
        strip: The strip.
        frames: By how many frames, with fractions.
        rate: Frames per second.

    Returns:
        The frames that could not be moved: 0, or a fraction before 4.4.
    """
    offset = sound_offset(strip) * rate + frames
    whole = round(offset) if _VERSION < (4, 4, 0) else math.floor(offset + 1e-6)
    setattr(strip, strip_name("content_start"), _of_strip(strip, "content_start") + whole)
    left = offset - whole
    if _VERSION >= (4, 4, 0):
        strip.sound_offset = left / rate if left > 1e-6 else 0.0
        return 0.0
    return left


def select_bone(armature: Any, name: str) -> None:
    """Select only one bone of an armature object and make it active."""
    select_bones(armature, {name})
    armature.data.bones.active = armature.data.bones[name]


def select_bones(armature: Any, names: Container[str], *, more: bool = False) -> None:
    """Select only some bones of an armature object, or ``more``; from 5.0 pose bones are selected."""
    for bone in armature.pose.bones if _VERSION >= (5, 0, 0) else armature.data.bones:
        bone.select = bone.name in names or (more and bone.select)


def steady_text(get: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return a getter for a `StringProperty` whose text can change by itself, such as when a thread has read.

    Blender before 5.0 asks twice, for the text's length and for the text: were it longer by then, it would be
    written beyond its memory. A text that was just returned is returned again.
    """
    if _VERSION >= (5, 0, 0):
        return get
    where, when, text = 0, 0.0, ""

    def steady(row: Any) -> str:
        nonlocal where, when, text
        if where != row.as_pointer() or time.monotonic() - when >= 0.2:
            where, text, when = row.as_pointer(), get(row), time.monotonic()
        return text

    return steady
