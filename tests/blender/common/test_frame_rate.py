# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import math
from fractions import Fraction
from types import SimpleNamespace

import bpy
import pytest

from interact_addon.blender.common.frame_rate import scene_rate, set_scene_rate
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.foundation.timing import COMMON_RATES

pytestmark = pytest.mark.blender

RATES = [
    *COMMON_RATES,
    *(Fraction(1000 * number, 1001) for number in (15, 48, 72, 90, 100, 144, 240)),
    *(Fraction(text) for text in ("1", "37", "1/2", "25/2", "16.666", "33.3", "1000/33", "12345/997")),
    Fraction(32767),
]


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_what_is_set_is_read(rate: Fraction) -> None:
    scene = bpy.context.scene
    set_scene_rate(scene, rate)
    assert scene_rate(scene) == rate
    assert scene.render.fps == math.ceil(rate)
    assert scene.render.fps / scene.render.fps_base == pytest.approx(float(rate), rel=1e-7)


@pytest.mark.parametrize(
    ("frames", "base", "rate"),
    [
        (30, 1.0, Fraction(30)),
        (25, 1.0, Fraction(25)),
        (120, 1.0, Fraction(120)),
        (24, 1.001, Fraction(24000, 1001)),
        (30, 1.001, Fraction(30000, 1001)),
        # The same in decimals, as they are typed.
        (2997, 100.0, Fraction(30000, 1001)),
        (30, 30 / 29.97, Fraction(30000, 1001)),
        (24, 24 / 23.976, Fraction(24000, 1001)),
        (60, 60 / 59.94, Fraction(60000, 1001)),
        (24, 24 / 23.98, Fraction(24000, 1001)),
        # Odd bases of common rates.
        (60, 2.0, Fraction(30)),
        (1, 1 / 30, Fraction(30)),
        (100, 3.3, Fraction(1000, 33)),  # not 30, though a frame takes 0.033 s
    ],
)
def test_what_users_and_other_programs_set(frames: int, base: float, rate: Fraction) -> None:
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = frames, base
    assert scene_rate(scene) == rate


@pytest.mark.parametrize("base", [0.0, -1.0, math.nan, math.inf])
def test_a_scene_without_a_rate(base: float) -> None:
    # Blender's own interface lets nobody set it; a damaged file may hold it.
    scene = SimpleNamespace(render=SimpleNamespace(fps=30, fps_base=base))
    with pytest.raises(UsageError, match="no frame rate"):
        scene_rate(scene)


def test_the_smallest_base_that_blender_takes() -> None:
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 30, 0.0
    assert scene_rate(scene) == pytest.approx(30 / 1e-5, rel=1e-6)


@pytest.mark.parametrize("rate", [Fraction(0), Fraction(-30), Fraction(32768)])
def test_rates_that_no_scene_can_have(rate: Fraction) -> None:
    scene = bpy.context.scene
    set_scene_rate(scene, Fraction(30))
    with pytest.raises(UsageError, match="cannot have"):
        set_scene_rate(scene, rate)
    assert scene_rate(scene) == 30
