# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that are written as arrays."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from interact_addon.blender import compat
from interact_addon.blender.common.keys import Channel, write_action


def test_no_key_is_selected() -> None:
    thing: Any = bpy.data.objects.new("thing", None)
    values = np.random.default_rng(0).random((3, 20))
    write_action([thing], "move", [Channel("location", axis) for axis in range(3)], values)
    curves = compat.fcurves_of(thing)
    assert sum(len(curve.keyframe_points) for curve in curves) == 60
    for key in (key for curve in curves for key in curve.keyframe_points):
        parts = (key.select_control_point, key.select_left_handle, key.select_right_handle)
        assert parts == (False, False, False)
    curves[0].keyframe_points.add(1)  # Blender's own are
    assert curves[0].keyframe_points[-1].select_control_point
