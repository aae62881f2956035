# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels of datablocks: which ones actions play, setting one, and setting it back.

A change is a tuple of JSON-ready values, so that it can be stored in a .blend and undone in another session.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import bpy

from .. import compat

__all__ = [
    "PLACE",
    "Change",
    "Channel",
    "active_drivers",
    "animated_channels",
    "name_in",
    "set_channel",
    "shape_path",
    "undo",
]

PLACE = (
    "location", "rotation_euler", "rotation_quaternion", "rotation_axis_angle", "scale",
    "delta_location", "delta_rotation_euler", "delta_rotation_quaternion", "delta_scale",
)  # fmt: skip
"""Properties of an object that place it."""

Change = tuple[str, Any]
"""Data path, and the value that it had before."""

_NAMED = re.compile(r'^(?:pose\.bones|key_blocks)\["((?:[^"\\]|\\.)*)"\]')
_LAST = re.compile(r'(?:^|\.)([A-Za-z_]\w*)$|\["((?:[^"\\]|\\.)*)"\]$')


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel that an action plays.

    Attributes:
        path: Its data path.
        index: Its index in an array, or 0.
        first: Its value at its first key: it does not depend on the current frame.
    """

    path: str
    index: int
    first: float


def name_in(path: str) -> str:
    """Return the name of the bone or shape key that a data path is of; nothing for other paths."""
    match = _NAMED.match(path)
    return bpy.utils.unescape_identifier(match[1]) if match else ""


def shape_path(name: str) -> str:
    """Return the data path of a shape key's value, from the shape keys of its mesh."""
    return f'key_blocks["{bpy.utils.escape_identifier(name)}"].value'


def animated_channels(block: bpy.types.ID, *, nla: bool = True) -> list[Channel]:
    """Return the channels that a datablock's action plays; with ``nla`` its NLA strips, too.

    Of several that play the same channel the first one counts.
    """
    found: dict[tuple[str, int], Channel] = {}
    for curve in _curves(block, nla=nla):
        if len(curve.keyframe_points):
            first = float(curve.keyframe_points[0].co[1])
        else:
            first = float(curve.evaluate(curve.range()[0]))
        where = (curve.data_path, curve.array_index)
        found.setdefault(where, Channel(*where, first))
    return list(found.values())


def _curves(block: bpy.types.ID, *, nla: bool) -> Iterator[Any]:
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is None:
        return
    yield from compat.fcurves_of(block)
    if nla and data.use_nla:
        for track in data.nla_tracks:
            for strip in () if track.mute else track.strips:
                yield from compat.fcurves_of_strip(strip)


def set_channel(block: bpy.types.ID, path: str, value: Any, index: int = -1) -> Change | None:
    """Set a property of a datablock.

    Args:
        block: The datablock.
        path: Data path of the property, from the datablock; also of a custom property.
        value: The value; numbers are made what the property needs.
        index: Index in an array; -1 for the whole property.

    Returns:
        The change, for :func:`undo`; None if there is no such property or it cannot be set.
    """
    match = _LAST.search(path)
    if match is None:
        return None
    with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError):
        head = path[: match.start()]
        owner: Any = block.path_resolve(head) if head else block
        before = _get(owner, match)
        if hasattr(before, "__len__") and not isinstance(before, str):
            old: Any = list(before)
            new = list(old if index >= 0 else value)
            if index >= 0:
                new[index] = type(old[index])(value)
        else:
            old, new = before, _like(owner, match, before, value)
        if new != old:
            _put(owner, match, new)
        return path, old
    return None


def undo(block: bpy.types.ID, changes: Iterable[Sequence[Any]]) -> None:
    """Undo changes of a datablock, the last one first; what is gone by now is skipped."""
    for path, value in reversed(list(changes)):
        set_channel(block, path, value)


def _get(owner: Any, match: re.Match[str]) -> Any:
    return getattr(owner, match[1]) if match[1] else owner[bpy.utils.unescape_identifier(match[2])]


def _put(owner: Any, match: re.Match[str], value: Any) -> None:
    if match[1]:
        setattr(owner, match[1], value)
    else:
        owner[bpy.utils.unescape_identifier(match[2])] = value


def _like(owner: Any, match: re.Match[str], before: Any, value: Any) -> Any:
    """Return a value as the property needs it: curves have numbers for enums and booleans."""
    if isinstance(before, str):
        if isinstance(value, str):
            return value
        items = owner.bl_rna.properties[match[1]].enum_items
        return next(item.identifier for item in items if item.value == round(value))
    return round(value) if isinstance(before, bool | int) and not isinstance(value, bool) else value


def active_drivers(block: Any) -> list[Any]:
    """Return the drivers of a datablock that are not muted."""
    data = block.animation_data
    return [] if data is None else [curve for curve in data.drivers if not curve.mute]
