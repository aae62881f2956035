# SPDX-License-Identifier: GPL-3.0-or-later
"""Write keys into an F-curve that has keys already: what lies outside the written frames stays as it was."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ..common.curves import curve_values

__all__ = ["merge_keys"]

Array = NDArray[np.float64]
Keys = dict[str, Any]

_POINTS = ("co", "handle_left", "handle_right")
_ENUMS = ("interpolation", "easing", "handle_left_type", "handle_right_type", "type")
_NUMBERS = ("amplitude", "back", "period")
_SELECTS = ("select_control_point", "select_left_handle", "select_right_handle")
_SAME = 1e-9


def merge_keys(
    curve: bpy.types.FCurve,
    frames: Array,
    values: Array,
    still: float,
    *,
    fixed: tuple[bool, bool] = (True, True),
    between: bool = True,
) -> None:
    """Write keys; the curve's other keys stay, and so do its values at all other whole frames outside.

    Keys at neighbouring frames are joined by lines, others by Bézier curves. No key is left selected.

    Args:
        curve: The F-curve, with or without keys.
        frames: (F,) whole frames, rising.
        values: (F,) values.
        still: The value of a curve that has no keys yet.
        fixed: Whether the values before, and after, the written frames are kept; else the first and last
            value go on there until the next key.
        between: Whether other keys between the written frames stay.
    """
    old = _read(curve)
    at = old["co"][:, 0]
    first, last = float(frames[0]), float(frames[-1])
    new = _made(frames, values)
    before, after = np.flatnonzero(at < first - 1e-3), np.flatnonzero(at > last + 1e-3)
    inside = np.flatnonzero((at >= first - 1e-3) & (at <= last + 1e-3))
    free = np.abs(at[inside, None] - frames[None]).min(axis=1, initial=np.inf) > 1e-3
    kept = inside[free] if between else inside[:0]
    none = _made(frames[:0], values[:0])
    kinds = old["interpolation"].copy()
    lead = _lead(curve, old, kinds, before, first, values[0], still) if fixed[0] else none
    trail = _trail(curve, old, kinds, after, last, values[-1], still) if fixed[1] else none
    middle = _joined([new, _some(old, kept)])
    order = np.argsort(middle["co"][:, 0], kind="stable")
    _write(curve, _joined([_some(old, before), lead, _some(middle, order), trail, _some(old, after)]))


def _lead(curve: Any, old: Keys, kinds: Any, before: Any, first: float, value: float, still: float) -> Keys:
    """Return keys that keep the values before the first written frame, and hold the old key there."""
    here = first - 1.0
    if not len(before):
        was = float(old["co"][0, 1]) if len(old["co"]) else still
        return _line([here], [was], abs(was - value) > _SAME)
    index = int(before[-1])
    at, kind = float(old["co"][index, 0]), int(kinds[index])
    if at > here - 1e-3:
        keys = _line([], [], False)
    elif kind in (_of("LINEAR"), _of("CONSTANT")) or index + 1 == len(old["co"]):
        keys = _line([here], curve_values(curve, np.array([here])), True)
    else:
        keys = _filled(curve, np.arange(np.floor(at) + 1.0, here + 0.5))
    if kind != _of("CONSTANT") or at > here - 1e-3:
        old["interpolation"][index] = _of("LINEAR")
    _hold(old, index)
    return keys


def _trail(curve: Any, old: Keys, kinds: Any, after: Any, last: float, value: float, still: float) -> Keys:
    """Return keys that keep the values after the last written frame, and hold the old key there."""
    here = last + 1.0
    if not len(after):
        was = float(old["co"][-1, 1]) if len(old["co"]) else still
        return _line([here], [was], abs(was - value) > _SAME)
    index = int(after[0])
    at = float(old["co"][index, 0])
    _hold(old, index)
    if at < here + 1e-3:
        return _line([], [], False)
    if index == 0:
        return _line([here], [float(old["co"][0, 1])], True)
    kind = int(kinds[index - 1])
    if kind in (_of("LINEAR"), _of("CONSTANT")):
        keys = _line([here], curve_values(curve, np.array([here])), True)
        keys["interpolation"][:] = kind
        return keys
    return _filled(curve, np.arange(here, np.ceil(at) - 0.5))


def _hold(keys: Keys, index: int) -> None:
    """Keep the handles of a key where they are when its neighbours change."""
    for name in ("handle_left_type", "handle_right_type"):
        keys[name][index] = _of("FREE", "handle_left_type")


def _filled(curve: Any, frames: Array) -> Keys:
    return _made(frames, curve_values(curve, frames))


def _line(frames: Any, values: Any, wanted: bool) -> Keys:
    count = None if wanted else 0
    return _made(np.array(frames, dtype=float)[:count], np.array(values, dtype=float)[:count])


def _made(frames: Array, values: Array) -> Keys:
    """Return keys: lines to the next frame, Bézier curves to keys that are further away."""
    count = len(frames)
    keys: Keys = {name: np.full(count, 0, dtype=np.uint8) for name in (*_ENUMS, *_SELECTS)}
    keys |= {name: np.zeros(count, dtype=np.float32) for name in _NUMBERS}
    far = np.append(np.diff(frames) > 1.5, False) if count else np.zeros(0, dtype=bool)
    keys["interpolation"][:] = np.where(far, _of("BEZIER"), _of("LINEAR"))
    keys["easing"][:] = _of("AUTO", "easing")
    keys["type"][:] = _of("KEYFRAME", "type")
    for name in ("handle_left_type", "handle_right_type"):
        keys[name][:] = _of("AUTO_CLAMPED", name)
    keys["amplitude"][:], keys["back"][:], keys["period"][:] = 0.8, 1.70158, 4.1
    points = np.stack([frames, values], axis=1).astype(np.float32)
    shift = np.array([1.0 / 3.0, 0.0], dtype=np.float32)
    return keys | {"co": points, "handle_left": points - shift, "handle_right": points + shift}


def _of(name: str, enum: str = "interpolation") -> int:
    prop: Any = bpy.types.Keyframe.bl_rna.properties[enum]
    return int(prop.enum_items[name].value)


def _read(curve: Any) -> Keys:
    points = curve.keyframe_points
    count = len(points)
    found: Keys = {}
    for names, width, kind in ((_POINTS, 2, np.float32), (_ENUMS, 1, np.uint8), (_NUMBERS, 1, np.float32)):
        for name in names:
            values = np.empty(width * count, dtype=kind)
            points.foreach_get(name, values)
            found[name] = values.reshape(count, width) if width > 1 else values
    return found | {name: np.zeros(count, dtype=np.uint8) for name in _SELECTS}


def _some(keys: Keys, which: Any) -> Keys:
    return {name: values[which] for name, values in keys.items()}


def _joined(parts: list[Keys]) -> Keys:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _write(curve: Any, keys: Keys) -> None:
    points = curve.keyframe_points
    points.clear()
    points.add(len(keys["co"]))
    for name in _SELECTS:
        points.foreach_set(name, keys[name].astype(bool))
    for name in (*_POINTS, *_ENUMS, *_NUMBERS):
        points.foreach_set(name, np.ascontiguousarray(keys[name]).reshape(-1))
    curve.update()
