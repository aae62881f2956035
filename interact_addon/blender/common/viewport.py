# SPDX-License-Identifier: GPL-3.0-or-later
"""What people see in the window once a scene is composed: the actors, through the camera."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

__all__ = ["activate_actor", "show_stage"]


def activate_actor(view_layer: bpy.types.ViewLayer, armatures: Sequence[bpy.types.Object]) -> None:
    """Make the first of the actors' armatures the active object, and select nothing.

    Selected, every bone that sticks out of a hand would be outlined over the picture.
    """
    there = [armature for armature in armatures if armature.name in view_layer.objects]
    for thing in view_layer.objects:
        if thing.select_get(view_layer=view_layer):
            thing.select_set(False, view_layer=view_layer)
    if there:
        view_layer.objects.active = there[0]


def show_stage(space: Any, *, painted: bool, backdrop: bool) -> None:
    """Let a 3D view look through the scene's camera, in colours.

    Args:
        space: A ``SpaceView3D``.
        painted: Whether the people carry their colours as attributes. Solid shading then shows these instead
            of the materials' plain ones, where nothing else was chosen.
        backdrop: Whether the world has a backdrop for the actors, which solid shading then shows.
    """
    shading = space.shading
    if backdrop and shading.type == "SOLID" and shading.background_type == "THEME":
        shading.background_type = "WORLD"
    if shading.type == "SOLID" and shading.light == "STUDIO" and shading.studio_light in ("", "Default"):
        shading.studio_light = "paint.sl"  # as the preview renders: the usual one makes cloth shine like wax
    if painted and shading.type == "SOLID" and shading.color_type == "MATERIAL":
        shading.color_type = "VERTEX"
    if space.region_3d is not None:
        space.region_3d.view_perspective = "CAMERA"
