# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene's frame rate as an exact fraction.

Blender stores a whole number of frames and a float with 24 binary digits to divide it by: 30000/1001 is
stored as 30 and 1.001.
"""

from __future__ import annotations

import math
from fractions import Fraction

import bpy

from ...core.foundation.errors import UsageError
from ...core.foundation.timing import COMMON_RATES

__all__ = ["scene_rate", "set_scene_rate"]

_MOST = 32767  # frames: the maximum of Blender's field
_ROUNDED = Fraction(2, 10_000)  # relative: 23.98 is 24000/1001; as in `rate_from_frame_time`
_FLOAT = Fraction(1, 1 << 24)  # relative: the rounding error of Blender's float


def scene_rate(scene: bpy.types.Scene) -> Fraction:
    """Return the scene's frames per second as a fraction.

    29.97 becomes 30000/1001, and 23.976 and 23.98 become 24000/1001. Any other rate is the
    simplest fraction that Blender stores as the same float, which is the one that :func:`set_scene_rate` was
    given.

    Raises:
        UsageError: The scene has no valid frame rate: its base is zero, negative or not a number.
    """
    base = scene.render.fps_base
    if not math.isfinite(base) or base <= 0.0:
        raise UsageError("the scene has no frame rate", cure="Choose one in the output properties")
    stored = scene.render.fps / Fraction(base)
    common = min(COMMON_RATES, key=lambda rate: abs(rate - stored))
    if abs(common - stored) <= _ROUNDED * stored:
        return common
    television = Fraction(
        round(stored * 1001 / 1000) * 1000, 1001
    )  # the simplest fraction could be another one
    if abs(television - stored) <= _FLOAT * stored:
        return television
    return _simplest(stored / (1 + _FLOAT), stored / (1 - _FLOAT))


def set_scene_rate(scene: bpy.types.Scene, rate: Fraction) -> None:
    """Set the scene's frame rate.

    Raises:
        UsageError: Blender cannot store it.
    """
    if not 0 < rate <= _MOST:
        raise UsageError(f"a scene cannot have {float(rate):g} frames per second", cure="Choose another rate")
    scene.render.fps = math.ceil(rate)
    scene.render.fps_base = float(scene.render.fps / rate)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction with the smallest denominator from ``low`` to ``high`` (by continued fractions)."""
    whole = math.ceil(low)
    if whole <= high:
        return Fraction(whole)
    return whole - 1 + 1 / _simplest(1 / (high - whole + 1), 1 / (low - whole + 1))
