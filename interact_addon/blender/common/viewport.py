# SPDX-License-Identifier: GPL-3.0-or-later
"""The 3D view after composing: the actors, through the camera."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

__all__ = ["activate_actor", "show_stage"]


def activate_actor(view_layer: bpy.types.ViewLayer, armatures: Sequence[bpy.types.Object]) -> None:
    """Make the first of the actors' armatures the active object and deselect everything.

    If it were selected, bones that stick out of a hand would be outlined over the picture.
    """
    there = [armature for armature in armatures if armature.name in view_layer.objects]
    for thing in view_layer.objects:
        if thing.select_get(view_layer=view_layer):
            thing.select_set(False, view_layer=view_layer)
    if there:
        view_layer.objects.active = there[0]


def show_stage(space: Any, *, painted: bool, backdrop: bool) -> None:
    """Let a 3D view look through the scene's camera, with colours.

    Args:
        space: A ``SpaceView3D``.
        painted: Whether the people have their colours in attributes. Solid shading then shows these instead
            of the materials' viewport colours, unless the user has chosen something else.
        backdrop: Whether the world has a backdrop for the actors, which solid shading then shows.
    """
    shading = space.shading
    if backdrop and shading.type == "SOLID" and shading.background_type == "THEME":
        shading.background_type = "WORLD"
    if shading.type == "SOLID" and shading.light == "STUDIO" and shading.studio_light in ("", "Default"):
        shading.studio_light = "paint.sl"  # as in the preview preset: the default makes cloth shine like wax
    if backdrop and shading.type == "SOLID":
        shading.show_object_outline = False  # as there: it would draw rings around the spots under feet
    if painted and shading.type == "SOLID" and shading.color_type == "MATERIAL":
        shading.color_type = "VERTEX"
    if space.region_3d is not None:
        space.region_3d.view_perspective = "CAMERA"
