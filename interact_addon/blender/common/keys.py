# SPDX-License-Identifier: GPL-3.0-or-later
"""Write whole F-curves from arrays.

``keyframe_insert`` becomes slower with every key (25 s for 51 shape keys over 3,600 frames); ``foreach_set``
with arrays of the types that Blender stores takes 0.1 microseconds per key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from .. import compat
from .nla.layers import remove_layer

__all__ = [
    "Channel",
    "Keys",
    "key_enum",
    "linear_interpolation",
    "read_keys",
    "replace_keys",
    "unselect",
    "write_action",
]

Keys = dict[str, NDArray[Any]]
"""Of K keys by property: (K, 2) points, numbers of enum items (K,), numbers (K,), selections (K,)."""

_POINTS = ("co", "handle_left", "handle_right")
_ENUMS = ("interpolation", "easing", "handle_left_type", "handle_right_type", "type")
_NUMBERS = ("amplitude", "back", "period")
_SELECTIONS = ("select_control_point", "select_left_handle", "select_right_handle")


@dataclass(frozen=True, slots=True)
class Channel:
    """One F-curve to be written.

    Attributes:
        path: Data path from the animated datablock, such as ``key_blocks["jawOpen"].value``.
        index: Index in an array property; 0 for other properties.
        group: Name of its channel group, or an empty string.
    """

    path: str
    index: int = 0
    group: str = ""


def write_action(
    blocks: Sequence[bpy.types.ID],
    name: str,
    channels: Sequence[Channel],
    values: NDArray[np.floating],
    *,
    slot_type: compat.SlotType = "OBJECT",
    slot_name: str = "",
    first_frame: int = 1,
    shared: bpy.types.Action | None = None,
) -> bpy.types.Action:
    """Write one key per frame into an action and assign it to ``blocks``.

    A channel that never changes gets a single key, which has the same effect; a skeleton has many of these.

    Args:
        blocks: The object, or all the shape keys, that play these curves; several share one slot.
        name: Name of the action.
        channels: What the rows of ``values`` are.
        values: (channels, frames) values, in the units of each property.
        slot_type: Type of ``blocks``.
        slot_name: Name of the slot, the action's name by default.
        first_frame: Blender frame of the first column.
        shared: An action to add a slot to, where Blender has slots (from 4.4); else a new action is made.

    Returns:
        The action, with linear interpolation and no key selected.
    """
    action = compat.action_for(name, shared)
    curves, groups, slot = compat.new_fcurves(action, slot_type, slot_name or name)
    # Blender copies an array at once only if it has the stored type: float, and a byte for enums.
    values = np.ascontiguousarray(values, dtype=np.float32)
    frames = values.shape[1]
    points = np.empty((frames, 2), dtype=np.float32)
    points[:, 0] = np.arange(first_frame, first_frame + frames)
    interpolation = np.full(frames, linear_interpolation(), dtype=np.uint8)
    still = (values == values[:, :1]).all(axis=1).tolist()
    made: dict[str, bpy.types.ActionGroup] = {}
    for channel, row, constant in zip(channels, values, still, strict=True):
        curve = curves.new(channel.path, index=channel.index)
        if channel.group:
            group = made.get(channel.group)
            if group is None:
                group = made[channel.group] = groups.new(channel.group)
            curve.group = group
        keys = curve.keyframe_points
        count = 1 if constant else frames
        points[:count, 1] = row[:count]
        keys.add(count)
        keys.foreach_set("co", points[:count].reshape(-1))
        keys.foreach_set("interpolation", interpolation[:count])
        unselect(keys)
        curve.update()
    for block in blocks:
        remove_layer(block)  # its edits are of what was played before
        compat.assign_action(block, action, slot)
    return action


def read_keys(curve: bpy.types.FCurve, *, selections: bool = True) -> Keys:
    """Return all that a curve's keys are, with or without which are selected."""
    keys: Any = curve.keyframe_points
    found: Keys = {}
    kinds: list[tuple[tuple[str, ...], int, Any]] = [
        (_POINTS, 2, np.float32), (_ENUMS, 1, np.uint8), (_NUMBERS, 1, np.float32),
        (_SELECTIONS, 1, np.bool_),
    ]  # fmt: skip
    for names, width, kind in kinds if selections else kinds[:-1]:
        for name in names:
            values = np.empty(width * len(keys), dtype=kind)
            keys.foreach_get(name, values)
            found[name] = values.reshape(-1, 2) if width == 2 else values
    return found


def replace_keys(curve: bpy.types.FCurve, new: Keys) -> None:
    """Give a curve other keys.

    Args:
        curve: The curve.
        new: As of `read_keys`, at least ``co``: the others are as Blender adds keys. Without selections no
            key is selected.
    """
    keys: Any = curve.keyframe_points
    keys.clear()
    keys.add(len(new["co"]))
    for name, values in new.items():
        keys.foreach_set(name, np.ascontiguousarray(values).reshape(-1))
    if _SELECTIONS[0] not in new:
        unselect(keys)
    curve.update()


def unselect(keys: Any) -> None:
    """Unselect a curve's keys and their handles: Blender selects all keys that it adds."""
    off = np.zeros(len(keys), dtype=np.bool_)
    for part in _SELECTIONS:
        keys.foreach_set(part, off)


def linear_interpolation() -> int:
    """Return the number of ``LINEAR`` interpolation in ``foreach_get`` and ``foreach_set``."""
    return key_enum("interpolation", "LINEAR")


def key_enum(name: str, item: str) -> int:
    """Return the number of an enum item of keys, such as of ``handle_left_type``, for ``foreach_set``."""
    kinds: Any = bpy.types.Keyframe.bl_rna.properties[name]
    return int(kinds.enum_items[item].value)
