# SPDX-License-Identifier: GPL-3.0-or-later
"""Bake an edit layer down: the captured action's keys with the edits, as a new action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.rotations import continuous, normalized
from ...core.foundation.errors import UsageError
from .. import compat
from ..common.actors import StageActor
from ..common.curves import captured_values, neutral, played_values, plays_curves_only, rest_value
from ..common.nla.layers import EDIT_LAYER, EditLayer, edit_layer, layered_curves, remove_layer
from .layer_tracks import changed, curves_for, edited_blocks, fit_strips, layers_of, tweak
from .merged_keys import merge_keys

__all__ = ["bake", "baked_for_export"]

Array = NDArray[np.float64]
Where = tuple[str, int]
_SAME = 1e-7


@dataclass(frozen=True, slots=True)
class _Run:
    """The frames at which edits change a channel, what plays there, and whether others around them stay."""

    frames: Array
    values: Array
    still: float
    fixed: tuple[bool, bool]


def bake(actor: StageActor, frames: tuple[int, int] | None = None) -> list[bpy.types.Action]:
    """Write an actor's edits into copies of the captured actions, which are played from now on.

    The captured actions stay in the file, with a fake user. Without ``frames`` the edit layer goes; with them
    it stays for other frames, and no longer changes anything at these.

    Args:
        actor: The actor.
        frames: First and last Blender frame, both included; None for all that the layer has.

    Returns:
        The new actions.

    Raises:
        UsageError: the actor has no edit layer, or it is muted, or not as it was made.
    """
    layers = layers_of(actor)
    if frames is not None:
        layers = [layer for layer in layers if layer.captured is not None]
    if not layers:
        raise UsageError(f"{actor.armature.name} has no edit layer", cure="Add one first")
    for layer in layers:
        if layer.mute or layer.solo or not _plain(layer):
            raise UsageError(
                f"the edit layer of {layer.block.name} is muted or solo, or does not play as it was made",
                cure="Let it play alone: without other NLA strips, or keys in an action above it",
            )
    set_aside = [(layer.block, layer.editing) for layer in layers]
    for layer in layers:
        tweak(layer, False)
    runs = [_runs(layer, frames) for layer in layers]
    copies: dict[Any, Any] = {}
    written: set[Any] = set()
    for (block, editing), run in zip(set_aside, runs, strict=True):
        found = edit_layer(block)
        if found is None:
            continue
        copy, slot = _copied(found, copies)
        if frames is None:
            remove_layer(block)
            compat.play_again(block, copy, slot)
            _write(block.animation_data, run, written)  # type: ignore[attr-defined]
        else:
            compat.set_strip_action(found.captured, copy, slot)
            _write(found.captured, run, written)
            _neutralise(found, frames, written)
            fit_strips(block)
            tweak(found, editing)
        block.update_tag()
    return list(copies.values())


@contextmanager
def baked_for_export(actors: Sequence[StageActor]) -> Iterator[None]:
    """Let actors with an edit layer play one action each, for exporters that read no NLA; nothing stays."""
    blocks = [block for actor in actors for block in edited_blocks(actor)]
    layers = [layer for block in blocks if (layer := edit_layer(block)) is not None and _plain(layer)]
    editing = [layer.block for layer in layers if layer.editing]
    for layer in layers:
        tweak(layer, False)
    runs = [_runs(layer, None) for layer in layers]
    copies: dict[Any, Any] = {}
    written: set[Any] = set()
    try:
        for layer, run in zip(layers, runs, strict=True):
            copy, slot = _copied(layer, copies, keep=False)
            data: Any = layer.block.animation_data  # type: ignore[attr-defined]
            data.use_nla = False
            compat.play_again(layer.block, copy, slot)
            _write(data, run, written)
        yield
    finally:
        for layer in layers:
            data = layer.block.animation_data  # type: ignore[attr-defined]
            data.action = None
            data.use_nla = True
            if layer.block in editing:
                tweak(layer, True)
        for copy in copies.values():
            bpy.data.actions.remove(copy)


def _plain(layer: EditLayer) -> bool:
    return plays_curves_only(layer.block, lambda path: False)


def _copied(layer: EditLayer, copies: dict[Any, Any], *, keep: bool = True) -> tuple[Any, str]:
    """Return a copy of the action to bake into, and which of its slots."""
    strip = layer.strip if layer.captured is None else layer.captured
    action = strip.action
    slot = compat.playing_slot(strip)
    if action not in copies:
        copies[action] = action.copy()
        copies[action].name = f"{action.name} edited"
        copies[action].use_fake_user = False
        if EDIT_LAYER in copies[action]:
            del copies[action][EDIT_LAYER]
        if keep and layer.captured is not None:
            action.use_fake_user = True
    return copies[action], "" if slot is None else str(slot.identifier)


def _is_result(layer: EditLayer) -> bool:
    """Return whether nothing plays below a layer, so that its values are what is played."""
    return layer.captured is None and all(
        neutral(layer.block, curve.data_path, curve.array_index)
        == rest_value(layer.block, curve.data_path, curve.array_index)
        for curve in layer.curves
    )


def _runs(layer: EditLayer, only: tuple[int, int] | None) -> dict[Where, _Run]:
    """Return what plays, with the edits, at the frames at which they change it."""
    block = layer.block
    ends = [curve.range() for curve in layered_curves(block) if len(curve.keyframe_points)]
    edits = {(curve.data_path, curve.array_index): curve for curve in layer.curves}
    if not ends or not edits or _is_result(layer):
        return {}
    first, last = np.floor(min(end[0] for end in ends)), np.ceil(max(end[1] for end in ends))
    if only is not None:
        first, last = float(only[0]), float(only[1])
    times = np.arange(first, last + 0.5)
    played = played_values(block, edits, times)
    below = captured_values(block, edits, times)
    found: dict[Where, _Run] = {}
    for path in dict.fromkeys(path for path, _ in edits):
        places = [place for place in edits if place[0] == path and place in played]
        if not places:
            continue
        rows = np.array([played[place] for place in places])
        rest = [np.full(len(times), rest_value(block, *place)) for place in places]
        lower = np.array([below.get(place, still) for place, still in zip(places, rest, strict=True)])
        if path.endswith("rotation_quaternion"):
            lower = normalized(lower.T).T
            rows = np.where((rows * lower).sum(axis=0) < 0.0, -rows, rows)
        moved = np.flatnonzero((np.abs(rows - lower) > _SAME).any(axis=0))
        if not len(moved):
            continue
        a, b = int(moved[0]), int(moved[-1])
        if path.endswith("rotation_quaternion"):
            rows[:, a : b + 1] = continuous(rows[:, a : b + 1].T).T
        fixed = (a > 0 or only is not None, b < len(times) - 1 or only is not None)
        for place, row, still in zip(places, rows, rest, strict=True):
            found[place] = _Run(times[a : b + 1], row[a : b + 1], float(still[0]), fixed)
    return found


def _write(holder: Any, runs: Mapping[Where, _Run], written: set[Any]) -> None:
    """Write into the action of animation data, or of a strip; once for all that play its slot."""
    slot = compat.playing_slot(holder)
    key = (holder.action.session_uid, "" if slot is None else slot.identifier)
    if key in written:
        return
    written.add(key)
    curves = curves_for(holder, list(runs))
    for place, run in runs.items():
        merge_keys(curves[place], run.frames, run.values, run.still, fixed=run.fixed, between=False)


def _neutralise(layer: EditLayer, frames: tuple[int, int], written: set[Any]) -> None:
    """Let a layer change nothing at the frames that were baked, and what it did at all others."""
    if layer.action.session_uid in written:
        return
    written.add(layer.action.session_uid)
    times = np.unique(np.array(frames, dtype=np.float64))
    for curve in layer.curves:
        if len(curve.keyframe_points):
            still = neutral(layer.block, curve.data_path, curve.array_index)
            merge_keys(curve, times, np.full(len(times), still), still, between=False)
    changed(layer.block)
