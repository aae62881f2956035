# SPDX-License-Identifier: GPL-3.0-or-later
"""Read F-curves as arrays: their values at any number of frames, without stepping through the frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.rotations import normalized, quaternion_multiply
from .. import compat
from .keys import linear_interpolation
from .nla.layers import EditLayer, captured_curves, edit_layer, plain_layer

__all__ = [
    "captured_values",
    "curve_values",
    "curves_by_path",
    "driven_paths",
    "has_edits",
    "key_range",
    "keyed_away",
    "neutral",
    "played_channels",
    "played_values",
    "plays_curves_only",
    "rest_value",
    "uses_nla",
]

Where = tuple[str, int]
"""Data path and index of a channel."""
_QUATERNION = "rotation_quaternion"


def curves_by_path(block: bpy.types.ID) -> dict[Where, bpy.types.FCurve]:
    """Return (data path, index) -> F-curve for the captured curves of ``block``, without muted ones."""
    return _unmuted(captured_curves(block))


def _unmuted(curves: Iterable[bpy.types.FCurve]) -> dict[Where, bpy.types.FCurve]:
    return {
        (curve.data_path, curve.array_index): curve
        for curve in curves
        if not curve.mute and not (curve.group is not None and curve.group.mute)
    }


def played_channels(block: bpy.types.ID) -> set[Where]:
    """Return the channels that the captured curves of ``block`` play, or its edit layer."""
    layer = edit_layer(block)
    return {*curves_by_path(block), *(() if layer is None else _unmuted(layer.curves))}


def keyed_away(curve: bpy.types.FCurve, value: float) -> bool:
    """Return whether a curve has keys with other values than ``value``."""
    points = np.empty(2 * len(curve.keyframe_points), dtype=np.float32)
    curve.keyframe_points.foreach_get("co", points)
    return bool((np.abs(points[1::2] - value) > 1e-6).any())


def played_values(
    block: bpy.types.ID, channels: Iterable[Where], times: NDArray[np.float64]
) -> dict[Where, NDArray[np.float64]]:
    """Return the values of channels, where :func:`plays_curves_only`, with an edit layer's edits.

    Args:
        block: The datablock.
        channels: Data paths and indices; those that nothing plays are left out.
        times: (N,) frames, with fractions.

    Returns:
        Channel -> (N,) values; quaternions of edited bones have unit length.
    """
    layer = edit_layer(block)
    wanted = list(channels)
    if layer is None:
        return captured_values(block, wanted, times)
    edits = _unmuted(layer.curves)
    edited = {path for path, _ in edits}
    found = {} if layer.solo else captured_values(block, wanted, times)
    if layer.mute:
        return found
    for path in dict.fromkeys(path for path, _ in wanted if path in edited):
        indices = range(4) if path.endswith(_QUATERNION) else [i for one, i in wanted if one == path]
        places = [(path, index) for index in indices]
        lower = {} if layer.solo else captured_values(block, places, times)
        shown = _clipped(layer, times)
        upper = {place: curve_values(edits[place], shown) for place in places if place in edits}
        ones = np.ones(len(times))
        below = np.array([lower.get(place, rest_value(block, *place) * ones) for place in places])
        above = np.array([upper.get(place, neutral(block, *place) * ones) for place in places])
        found.update(zip(places, _combined(block, path, places, below, above), strict=True))
    return {place: found[place] for place in wanted if place in found}


def captured_values(
    block: bpy.types.ID, channels: Iterable[Where], times: NDArray[np.float64]
) -> dict[Where, NDArray[np.float64]]:
    """Return the values of channels at ``times`` (N,) without the edit layer; others are left out."""
    curves = curves_by_path(block)
    layer = edit_layer(block)
    if layer is not None and layer.captured is not None:
        strip = layer.captured
        times = np.clip(times, strip.frame_start, strip.frame_end) + (
            strip.action_frame_start - strip.frame_start
        )
    return {place: curve_values(curves[place], times) for place in channels if place in curves}


def _clipped(layer: EditLayer, times: NDArray[np.float64]) -> NDArray[np.float64]:
    strip = layer.strip
    if not layer.editing:  # Blender plays a strip that is tweaked beyond its ends
        times = np.clip(times, strip.frame_start, strip.frame_end)
    shifted: NDArray[np.float64] = times + (strip.action_frame_start - strip.frame_start)
    return shifted


def rest_value(block: bpy.types.ID, path: str, index: int) -> float:
    """Return the value from which the NLA starts where no strip plays a channel: the property's default."""
    if path.endswith(_QUATERNION):
        return 1.0 if index == 0 else 0.0
    if path.endswith("scale"):
        return 1.0
    if path.endswith("rotation_axis_angle"):  # not its default, which has an axis
        return 0.0
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        if path.endswith('"]'):
            head, _, name = path[:-2].rpartition('["')
            owner: Any = block.path_resolve(head) if head else block
            about = owner.id_properties_ui(bpy.utils.unescape_identifier(name)).as_dict()
            value = about["default"]
            return float(value[index] if hasattr(value, "__len__") else value)
        head, _, name = path.rpartition(".")
        owner = block.path_resolve(head) if head else block
        prop = owner.bl_rna.properties[name]
        return float(prop.default_array[index] if prop.is_array else prop.default)
    return 0.0


def neutral(block: bpy.types.ID, path: str, index: int) -> float:
    """Return the value of a channel with which an edit layer changes nothing."""
    return 0.0 if isinstance(block, bpy.types.Key) else rest_value(block, path, index)


def _combined(
    block: bpy.types.ID,
    path: str,
    places: list[Where],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Combine (C, N) values of the channels of one path as the NLA does; quaternions have C = 4."""
    if path.endswith(_QUATERNION):
        return quaternion_multiply(normalized(lower.T), normalized(upper.T)).T
    if path.endswith("scale"):
        return lower * upper
    still = np.array([[neutral(block, *place)] for place in places])
    combined: NDArray[np.float64] = lower + upper - still
    return combined


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


def has_edits(block: bpy.types.ID) -> bool:
    """Return whether an edit layer changes what ``block`` plays, or hides what was captured."""
    layer = edit_layer(block)
    if layer is None:
        return False
    if layer.solo or (layer.captured_track is not None and layer.captured_track.mute):
        return True
    if layer.mute:
        return False
    edits = _unmuted(layer.curves)
    return any(keyed_away(curve, neutral(block, *place)) for place, curve in edits.items())


def driven_paths(block: bpy.types.ID) -> list[str]:
    """Return the data paths of ``block`` that have drivers, without muted ones."""
    data: Any = block.animation_data  # type: ignore[attr-defined]
    return [] if data is None else [curve.data_path for curve in data.drivers if not curve.mute]


def plays_curves_only(block: bpy.types.ID, concerns: Callable[[str], bool]) -> bool:
    """Return whether only the F-curves of its action, and of its edit layer, animate ``block``.

    Args:
        block: The datablock.
        concerns: Returns whether a data path matters; drivers on other paths are ignored.
    """
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is None:
        return True
    layer = edit_layer(block)
    if layer is not None:
        if not plain_layer(layer):
            return False
    elif uses_nla(block) or data.use_tweak_mode or not compat.one_layer(data.action):
        return False
    return not any(concerns(path) for path in driven_paths(block))


def key_range(block: bpy.types.ID) -> tuple[float, float] | None:
    """Return the first and last frame at which ``block`` has keys or NLA strips, or None.

    Of an edit layer, and of what is below it, the keys count; its strip is as long as the scene.
    """
    ends: list[float] = []
    layer = edit_layer(block)
    edits = [] if layer is None or layer.mute else layer.curves
    for curve in (*captured_curves(block), *edits):
        if len(curve.keyframe_points):
            ends += [curve.keyframe_points[0].co[0], curve.keyframe_points[-1].co[0]]
    data: Any = block.animation_data  # type: ignore[attr-defined]
    if data is not None and uses_nla(block):
        ours = () if layer is None else (layer.track, layer.captured_track)
        tracks = [track for track in data.nla_tracks if not track.mute and track not in ours]
        strips = [strip for track in tracks for strip in track.strips]
        ends += [end for strip in strips for end in (strip.frame_start, strip.frame_end)]
    return (min(ends), max(ends)) if ends else None
