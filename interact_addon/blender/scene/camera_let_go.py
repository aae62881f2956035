# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user has made of a camera of ours, and what would move it away from where it is put again.

Nothing of it is deleted but the parent: constraints, drivers, NLA tracks and keys of the lens are muted.
"""

from __future__ import annotations

from typing import Any

import bpy

from ...core.foundation.findings import Finding
from .. import compat

__all__ = ["let_go"]

_PLACE = ("location", "rotation", "scale", "delta_")
_LENS = ("lens", "sensor", "shift", "clip", "type", "ortho")


def let_go(camera: bpy.types.Object) -> tuple[Finding, ...]:
    """Let a camera be where its own place and keys say, with its own lens; return what that has changed.

    Args:
        camera: The camera object, whose own keys are left alone.
    """
    thing: Any = camera
    data: Any = camera.data
    found = []
    if thing.parent is not None:
        found.append(f"its parent {thing.parent.name} is taken from it")
        thing.parent = None
        thing.matrix_parent_inverse.identity()
    if _has_deltas(thing):
        found.append("its delta transforms are reset")
        thing.delta_location, thing.delta_scale = (0.0,) * 3, (1.0,) * 3
        thing.delta_rotation_euler, thing.delta_rotation_quaternion = (0.0,) * 3, (1.0, 0.0, 0.0, 0.0)
    if muted := [*_constraints(thing), *_nla_tracks(thing), *_drivers(thing, _PLACE), *_lens_keys(data)]:
        found.append(f"muted: {', '.join(dict.fromkeys(muted))}")
    if data.type != "PERSP" or data.shift_x or data.shift_y:
        found.append("its lens is a plain one without a shift again")
        data.type, data.shift_x, data.shift_y = "PERSP", 0.0, 0.0
    if not found:
        return ()
    text = f"the camera {camera.name} is placed anew, so what else would move it goes: {'; '.join(found)}"
    return (Finding("camera-let-go", text),)


def _has_deltas(thing: Any) -> bool:
    turns = (*thing.delta_rotation_euler, *list(thing.delta_rotation_quaternion)[1:])
    return any((*thing.delta_location, *turns)) or tuple(thing.delta_scale) != (1.0,) * 3


def _constraints(thing: Any) -> list[str]:
    active = [each for each in thing.constraints if not each.mute]
    for each in active:
        each.mute = True
    return [f"constraint {each.name}" for each in active]


def _nla_tracks(block: Any) -> list[str]:
    tracks = [] if block.animation_data is None else block.animation_data.nla_tracks
    active = [track for track in tracks if not track.mute and len(track.strips)]
    for track in active:
        track.mute = True
    return [f"NLA track {track.name}" for track in active]


def _drivers(block: Any, paths: tuple[str, ...]) -> list[str]:
    curves = [] if block.animation_data is None else block.animation_data.drivers
    return [f"driver of {name}" for name in _muted(curves, paths)]


def _lens_keys(data: Any) -> list[str]:
    keys = [f"keys of {name}" for name in _muted(compat.fcurves_of(data), _LENS)]
    return [*keys, *_drivers(data, _LENS), *_nla_tracks(data)]


def _muted(curves: Any, paths: tuple[str, ...]) -> list[str]:
    active = [curve for curve in curves if curve.data_path.startswith(paths) and not curve.mute]
    for curve in active:
        curve.mute = True
    return [curve.data_path for curve in active]
