# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene's frame rate as an exact fraction.

Blender keeps a whole number of frames and a float of 24 binary digits to divide it by: 30000/1001 is 30 and
1.001.
"""

from __future__ import annotations

import math
from fractions import Fraction

import bpy

from ...core.foundation.errors import UsageError
from ...core.foundation.timing import COMMON_RATES

__all__ = ["scene_rate", "set_scene_rate"]

_MOST = 32767  # frames: what Blender's field takes
_ROUNDED = Fraction(2, 10_000)  # relative: 23.98 is 24000/1001; as `rate_from_frame_time` reads files
_FLOAT = Fraction(1, 1 << 24)  # relative: how far Blender's float may be off


def scene_rate(scene: bpy.types.Scene) -> Fraction:
    """The scene's frames per second; 29.97, 23.976 and 23.98 are what they are short for.

    Any other rate is the simplest fraction that Blender keeps as the same float: the one that
    :func:`set_scene_rate` was given.

    Raises:
        UsageError: The scene has none: its frames are divided by zero, or by no number.
    """
    base = scene.render.fps_base
    if not math.isfinite(base) or base <= 0.0:
        raise UsageError("the scene has no frame rate", cure="Choose one in the output properties")
    kept = scene.render.fps / Fraction(base)
    common = min(COMMON_RATES, key=lambda rate: abs(rate - kept))
    if abs(common - kept) <= _ROUNDED * kept:
        return common
    television = Fraction(round(kept * 1001 / 1000) * 1000, 1001)  # simpler ones are too near to some
    if abs(television - kept) <= _FLOAT * kept:
        return television
    return _simplest(kept / (1 + _FLOAT), kept / (1 - _FLOAT))


def set_scene_rate(scene: bpy.types.Scene, rate: Fraction) -> None:
    """Let the scene have this frame rate.

    Raises:
        UsageError: Blender cannot have it.
    """
    if not 0 < rate <= _MOST:
        raise UsageError(f"a scene cannot have {float(rate):g} frames per second", cure="Choose another rate")
    scene.render.fps = math.ceil(rate)
    scene.render.fps_base = float(scene.render.fps / rate)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator from ``low`` to ``high`` (by continued fractions)."""
    whole = math.ceil(low)
    if whole <= high:
        return Fraction(whole)
    return whole - 1 + 1 / _simplest(1 / (high - whole + 1), 1 / (low - whole + 1))
