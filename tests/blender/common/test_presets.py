# SPDX-License-Identifier: GPL-3.0-or-later
"""The render presets."""

from __future__ import annotations

import bpy
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.presets import apply_picture
from interact_addon.core.options.picture import PictureOptions

pytestmark = pytest.mark.blender


def test_final_keeps_the_skys_light_out_of_hollows() -> None:
    scene = bpy.context.scene
    apply_picture(scene, PictureOptions(preset="final"))
    assert scene.render.engine == compat.eevee_id()
    assert scene.eevee.use_raytracing
    assert scene.eevee.fast_gi_method == "GLOBAL_ILLUMINATION"
    # Every surface takes the coarse method: rays for shiny ones cost more than all the rest.
    assert scene.eevee.ray_tracing_options.trace_max_roughness == 0.0
