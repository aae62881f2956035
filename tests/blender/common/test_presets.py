# SPDX-License-Identifier: GPL-3.0-or-later
"""The render presets."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from interact_addon.blender import compat
from interact_addon.blender.common.presets import apply_picture
from interact_addon.core.foundation.choices import ids
from interact_addon.core.options.picture import QUALITIES, RENDER_PRESETS, SAMPLES, UNLIT, PictureOptions

pytestmark = pytest.mark.blender


def test_final_keeps_the_skys_light_out_of_hollows() -> None:
    scene = bpy.context.scene
    apply_picture(scene, PictureOptions(preset="final"))
    assert scene.render.engine == compat.eevee_id()
    assert scene.eevee.use_raytracing
    assert scene.eevee.fast_gi_method == "GLOBAL_ILLUMINATION"
    # Every surface takes the coarse method: rays for shiny ones cost more than all the rest.
    assert scene.eevee.ray_tracing_options.trace_max_roughness == 0.0


def taken(scene: Any, preset: str) -> object:
    """What the engine of a preset is told about samples."""
    if preset == "final":
        return scene.eevee.taa_render_samples
    return scene.cycles.samples if preset == "pathtraced" else scene.display.render_aa


@pytest.mark.parametrize("preset", RENDER_PRESETS)
@pytest.mark.parametrize("quality", ids(QUALITIES))
def test_quality_says_how_many_samples_an_engine_takes(preset: str, quality: str) -> None:
    scene = bpy.context.scene
    apply_picture(scene, PictureOptions(preset, samples=11))  # another number than any quality's
    options = PictureOptions(preset, quality=quality)
    apply_picture(scene, options)
    count = SAMPLES[preset][quality]
    assert options.samples_taken == count
    smoothing = {1: "OFF", 2: "FXAA"}.get(count, str(count))
    assert taken(scene, preset) == (smoothing if preset in UNLIT else count)


def test_samples_that_are_set_count_whatever_the_quality() -> None:
    scene = bpy.context.scene
    for preset in ("final", "pathtraced"):
        apply_picture(scene, PictureOptions(preset, samples=11, quality="high"))
        assert taken(scene, preset) == 11
