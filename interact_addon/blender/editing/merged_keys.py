# SPDX-License-Identifier: GPL-3.0-or-later
"""Write keys into an F-curve that has keys already: what lies outside the written frames stays as it was."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ..common.curves import curve_values
from ..common.keys import Keys, key_enum, linear_interpolation, read_keys, replace_keys

__all__ = ["merge_keys"]

Array = NDArray[np.float64]
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
    old = read_keys(curve, selections=False)
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
    replace_keys(curve, _joined([_some(old, before), lead, _some(middle, order), trail, _some(old, after)]))


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
    elif kind in (linear_interpolation(), _constant()) or index + 1 == len(old["co"]):
        keys = _line([here], curve_values(curve, np.array([here])), True)
    else:
        keys = _filled(curve, np.arange(np.floor(at) + 1.0, here + 0.5))
    if kind != _constant() or at > here - 1e-3:
        old["interpolation"][index] = linear_interpolation()
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
    if kind in (linear_interpolation(), _constant()):
        keys = _line([here], curve_values(curve, np.array([here])), True)
        keys["interpolation"][:] = kind
        return keys
    return _filled(curve, np.arange(here, np.ceil(at) - 0.5))


def _hold(keys: Keys, index: int) -> None:
    """Keep the handles of a key where they are when its neighbours change."""
    for name in ("handle_left_type", "handle_right_type"):
        keys[name][index] = key_enum("handle_left_type", "FREE")


def _filled(curve: Any, frames: Array) -> Keys:
    return _made(frames, curve_values(curve, frames))


def _line(frames: Any, values: Any, wanted: bool) -> Keys:
    count = None if wanted else 0
    return _made(np.array(frames, dtype=float)[:count], np.array(values, dtype=float)[:count])


def _made(frames: Array, values: Array) -> Keys:
    """Return keys: lines to the next frame, Bézier curves to keys that are further away."""
    count = len(frames)
    far = np.append(np.diff(frames) > 1.5, False) if count else np.zeros(0, dtype=bool)
    kinds: dict[str, Any] = {
        "interpolation": np.where(far, key_enum("interpolation", "BEZIER"), linear_interpolation()),
        "easing": key_enum("easing", "AUTO"),
        "type": key_enum("type", "KEYFRAME"),
        "handle_left_type": key_enum("handle_left_type", "AUTO_CLAMPED"),
        "handle_right_type": key_enum("handle_right_type", "AUTO_CLAMPED"),
    }
    keys: Keys = {name: np.full(count, kind, dtype=np.uint8) for name, kind in kinds.items()}
    for name, number in (("amplitude", 0.8), ("back", 1.70158), ("period", 4.1)):  # Blender's own
        keys[name] = np.full(count, number, dtype=np.float32)
    points = np.stack([frames, values], axis=1).astype(np.float32)
    shift = np.array([1.0 / 3.0, 0.0], dtype=np.float32)
    return keys | {"co": points, "handle_left": points - shift, "handle_right": points + shift}


def _constant() -> int:
    return key_enum("interpolation", "CONSTANT")


def _some(keys: Keys, which: Any) -> Keys:
    return {name: values[which] for name, values in keys.items()}


def _joined(parts: list[Keys]) -> Keys:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
