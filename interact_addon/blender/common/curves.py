# SPDX-License-Identifier: GPL-3.0-or-later
"""Read F-curves as arrays: their values at any number of frames, without stepping through the frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from .. import compat
from .keys import linear_interpolation

__all__ = ["curve_values", "curves_by_path", "driven_paths", "key_range", "plays_curves_only", "uses_nla"]


def curves_by_path(block: bpy.types.ID) -> dict[tuple[str, int], bpy.types.FCurve]:
    """Return (data path, index) -> F-curve for the curves that ``block`` plays, without muted ones."""
    return {
        (curve.data_path, curve.array_index): curve
        for curve in compat.fcurves_of(block)
        if not curve.mute and not (curve.group is not None and curve.group.mute)
    }


def curve_values(curve: bpy.types.FCurve, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the (N,) values of a curve at ``times``, (N,) frames.

    Linear interpolation is computed for the whole array at once; anything else (Bézier handles, modifiers,
    extrapolation) is evaluated by Blender, time by time.
    """
    keys = curve.keyframe_points
    if len(keys) and not curve.modifiers and curve.extrapolation == "CONSTANT":
        flat = np.empty(2 * len(keys), dtype=np.float32)
        keys.foreach_get("co", flat)
        kinds = np.empty(len(keys), dtype=np.uint8)
        keys.foreach_get("interpolation", kinds)
        points = flat.reshape(-1, 2).astype(np.float64)
        straight = len(keys) == 1 or bool((kinds[:-1] == linear_interpolation()).all())
        if straight and bool((np.diff(points[:, 0]) > 0).all()):
            return np.interp(times, points[:, 0], points[:, 1])
    return np.fromiter((curve.evaluate(time) for time in times.tolist()), np.float64, len(times))


def uses_nla(block: bpy.types.ID) -> bool:
    """Return whether unmuted NLA strips affect ``block``."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    return (
        data is not None
        and data.use_nla
        and any(len(track.strips) and not track.mute for track in data.nla_tracks)
    )


def driven_paths(block: bpy.types.ID) -> list[str]:
    """Return the data paths of ``block`` that have drivers, without muted ones."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    return [] if data is None else [curve.data_path for curve in data.drivers if not curve.mute]


def plays_curves_only(block: bpy.types.ID, concerns: Callable[[str], bool]) -> bool:
    """Return whether only the F-curves of its action animate ``block``.

    Args:
        block: The datablock.
        concerns: Returns whether a data path matters; drivers on other paths are ignored.
    """
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is None:
        return True
    if uses_nla(block) or data.use_tweak_mode or not compat.one_layer(data.action):
        return False
    return not any(concerns(path) for path in driven_paths(block))


def key_range(block: bpy.types.ID) -> tuple[float, float] | None:
    """Return the first and last frame at which ``block`` has keys or NLA strips, or None."""
    ends: list[float] = []
    for curve in compat.fcurves_of(block):
        if len(curve.keyframe_points):
            ends += [curve.keyframe_points[0].co[0], curve.keyframe_points[-1].co[0]]
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is not None and uses_nla(block):
        strips = [strip for track in data.nla_tracks if not track.mute for strip in track.strips]
        ends += [end for strip in strips for end in (strip.frame_start, strip.frame_end)]
    return (min(ends), max(ends)) if ends else None
