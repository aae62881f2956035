# SPDX-License-Identifier: GPL-3.0-or-later
"""The render presets: draft, preview, final, path-traced."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.options.picture import PictureOptions
from .. import compat

__all__ = ["SHADOWS", "apply_picture", "cycles_preferences", "is_draft"]

SHADOWS = (0.3, 0.4, 0.05)
"""Of Workbench: how much light they take, their focus, and their shift; see `backdrop.py`."""
_DRAFT = "interact_draft"
# Workbench draws the whole picture for each sample: without a GPU, 8 take eight times as long as FXAA (2).
_WORKBENCH_AA = {1: "OFF", 2: "FXAA", 5: "5", 8: "8", 11: "11", 16: "16", 32: "32"}


def apply_picture(
    scene: bpy.types.Scene, options: PictureOptions, *, painted: bool = True, only_size: bool = False
) -> None:
    """Set engine, size, samples and colour management of ``scene``; output settings are not changed.

    Args:
        scene: The scene.
        options: Preset, size, and samples or quality.
        painted: Whether meshes have their colours in attributes, as the built-in people do. Workbench, which
            ignores material nodes, shows these; else it shows each material's viewport colour.
        only_size: Whether all but the size of the picture stays.
    """
    render: Any = scene.render
    render.resolution_x, render.resolution_y = options.width, options.height
    render.resolution_percentage = 100
    render.pixel_aspect_x = render.pixel_aspect_y = 1.0
    if only_size:
        return
    render.film_transparent = False
    render.use_motion_blur = False
    render.use_compositing = False  # a scene of ours has no compositor nodes
    scene.pop(_DRAFT, None)
    samples = options.samples_taken
    if options.preset == "draft":
        _draft(scene, samples, painted=painted)
    elif options.preset == "preview":
        _workbench(scene, samples, painted=painted)
    elif options.preset == "final":
        _eevee(scene, samples)
    else:
        _cycles(scene, samples)
        cycles: Any = scene.cycles
        cycles.device = "GPU" if options.device != "cpu" and _user_has_card() else "CPU"


def cycles_preferences() -> Any:
    """Return Cycles' preferences; None in a Blender without it."""
    preferences: Any = bpy.context.preferences
    addon = preferences.addons.get("cycles")
    return None if addon is None else addon.preferences


def is_draft(scene: bpy.types.Scene) -> bool:
    """Return whether a scene was last set to the preset ``draft`` and still renders with Workbench."""
    render: Any = scene.render
    return bool(scene.get(_DRAFT)) and render.engine == "BLENDER_WORKBENCH"


def _workbench(scene: Any, samples: int, *, painted: bool) -> None:
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.view_settings.view_transform = "Standard"
    scene.view_settings.look = "None"
    scene.display.render_aa = next(
        (name for count, name in sorted(_WORKBENCH_AA.items()) if count >= samples), "32"
    )
    shading = scene.display.shading
    shading.light = "STUDIO"
    shading.studio_light = "paint.sl"
    shading.color_type = "VERTEX" if painted else "MATERIAL"
    shading.background_type = "WORLD"
    shading.show_shadows = True
    shading.shadow_intensity, scene.display.shadow_focus, scene.display.shadow_shift = SHADOWS
    shading.show_cavity = True
    shading.cavity_type = "SCREEN"
    shading.curvature_ridge_factor = 0.4
    shading.curvature_valley_factor = 0.6
    shading.show_specular_highlight = True


def _draft(scene: Any, samples: int, *, painted: bool) -> None:
    """As near as Workbench comes to a draft: without what takes it most of its time."""
    _workbench(scene, samples, painted=painted)
    scene.display.shading.show_shadows = False
    scene.display.shading.show_cavity = False
    scene[_DRAFT] = True


def _eevee(scene: Any, samples: int) -> None:
    scene.render.engine = compat.eevee_id()
    scene.eevee.taa_render_samples = samples
    scene.eevee.use_shadows = True
    # Without it light of the sky gets everywhere: mouth and nostrils shine, hollows by the eyes are grey. The
    # coarse method, for all surfaces, costs hardly more than none.
    scene.eevee.use_raytracing = True
    scene.eevee.ray_tracing_method = "SCREEN"
    scene.eevee.ray_tracing_options.trace_max_roughness = 0.0
    compat.use_fast_gi(scene)
    scene.eevee.fast_gi_method = "GLOBAL_ILLUMINATION"
    scene.eevee.fast_gi_resolution = "4"
    scene.eevee.fast_gi_distance = 0.3
    _film_look(scene)


def _cycles(scene: Any, samples: int) -> None:
    scene.render.engine = "CYCLES"
    scene.cycles.samples = samples
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.use_denoising = True
    scene.cycles.max_bounces = 6
    scene.cycles.caustics_reflective = scene.cycles.caustics_refractive = False
    scene.render.use_persistent_data = True
    _film_look(scene)


def _user_has_card() -> bool:
    """Return whether the user has chosen a card for Cycles. No driver is asked, and nothing is changed."""
    preferences = cycles_preferences()
    if preferences is None:
        return False
    kind = preferences.get_compute_device_type()
    return any(entry.use and entry.type == kind for entry in preferences.devices)


def _film_look(scene: Any) -> None:
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
