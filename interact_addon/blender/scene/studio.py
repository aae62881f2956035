# SPDX-License-Identifier: GPL-3.0-or-later
"""The studio: floor, backdrop and lights around the actors; a Blender scene has one at a time."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np

from ...core.camera.presets import Performer, view_side
from .clearing import stands_in
from .stage import build_floor, build_lights, build_world

__all__ = ["build_studio", "remove_studio"]

_STUDIO = "interact_studio"


def build_studio(
    scene: bpy.types.Scene, performers: Sequence[Performer], collection: bpy.types.Collection
) -> None:
    """Build floor, backdrop and lights for ``performers``, replacing an earlier studio.

    Args:
        scene: The Blender scene, whose world is set; the earlier one is kept.
        performers: The actors' paths.
        collection: Where the objects go.
    """
    remove_studio(scene)
    places = np.concatenate([performer.joints.reshape(-1, 3) for performer in performers])
    centre = (places.min(axis=0) + places.max(axis=0)) / 2.0
    extent = float(np.linalg.norm(np.ptp(places, axis=0)[:2]) / 2.0)
    floor = build_floor(centre, extent, name="Floor")
    floor.hide_select = True  # a click beside an actor should not select the floor
    floor.display.show_shadows = False
    for thing in (floor, *build_lights(view_side(performers), centre, name="Light")):
        thing[_STUDIO] = True
        collection.objects.link(thing)
    world = build_world("Backdrop")
    stands_in(world, scene.world)
    scene.world = world


def remove_studio(scene: bpy.types.Scene) -> None:
    """Remove floor and lights of the studio of an earlier composed scene."""
    things = [thing for thing in scene.objects if thing.get(_STUDIO)]
    bpy.data.batch_remove([*(thing.data for thing in things), *things])
