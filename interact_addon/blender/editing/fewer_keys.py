# SPDX-License-Identifier: GPL-3.0-or-later
"""Replace the keys of F-curves by fewer Bézier keys, and put back those that were there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ..common.keys import Keys, key_enum, read_keys, replace_keys

__all__ = ["KeptKeys", "can_be_simplified", "key_count", "write_bezier"]

_FEW = 2


class KeptKeys:
    """The keys of F-curves as they are now."""

    def __init__(self, curves: Iterable[bpy.types.FCurve]) -> None:
        self._curves = [(curve, read_keys(curve)) for curve in curves]

    def put_back(self) -> None:
        """Give the curves these keys again."""
        for curve, kept in self._curves:
            replace_keys(curve, kept)


def key_count(curves: Iterable[bpy.types.FCurve]) -> int:
    """Return how many keys curves have."""
    return sum(len(curve.keyframe_points) for curve in curves)


def can_be_simplified(curve: bpy.types.FCurve) -> bool:
    """Return whether a curve is its keys only, more than two, and neither muted nor locked."""
    group = curve.group
    return not (
        len(curve.keyframe_points) <= _FEW
        or curve.mute
        or curve.lock
        or len(curve.modifiers)
        or curve.extrapolation != "CONSTANT"
        or (group is not None and (group.mute or group.lock))
    )


def write_bezier(
    curves: Sequence[bpy.types.FCurve],
    first: float,
    keyed: NDArray[np.bool_],
    samples: NDArray[np.float64],
    slopes: NDArray[np.float64],
) -> bool:
    """Give curves keys at the same frames with aligned handles, if that makes their keys fewer.

    Args:
        curves: C curves.
        first: The Blender frame of the first sample.
        keyed: (F,) the frames that get a key.
        samples: (C, F) values.
        slopes: (C, F) change a frame at the keys.

    Returns:
        Whether they got them.
    """
    frames = np.flatnonzero(keyed)
    if len(frames) * len(curves) >= key_count(curves):
        return False
    third = np.diff(frames) / 3.0
    before, after = np.append(third[:1], third), np.append(third, third[-1:])
    aligned = np.full(len(frames), key_enum("handle_left_type", "ALIGNED"), dtype=np.uint8)
    bezier = np.full(len(frames), key_enum("interpolation", "BEZIER"), dtype=np.uint8)
    for curve, value, slope in zip(curves, samples[:, frames], slopes[:, frames], strict=True):
        new: Keys = {
            "co": _points(first + frames, value),
            "handle_left": _points(first + frames - before, value - before * slope),
            "handle_right": _points(first + frames + after, value + after * slope),
            "interpolation": bezier,
            "handle_left_type": aligned,
            "handle_right_type": aligned,
        }
        replace_keys(curve, new)
    return True


def _points(times: NDArray[Any], values: NDArray[Any]) -> NDArray[np.float32]:
    return np.stack([times, values], axis=1).astype(np.float32)
