# SPDX-License-Identifier: GPL-3.0-or-later
"""The studio: floor, backdrop and lights around the actors; a Blender scene has one at a time."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np

from ...core.camera.places import view_side
from ...core.camera.stage import StagePerson
from .clearing import stands_in
from .stage import build_floor, build_lights, build_world

__all__ = ["build_studio", "remove_studio"]

_STUDIO = "interact_studio"


def build_studio(
    scene: bpy.types.Scene, people: Sequence[StagePerson], collection: bpy.types.Collection
) -> None:
    """Build floor, backdrop and lights for people, replacing an earlier studio.

    Args:
        scene: The Blender scene, whose world is set; the earlier one is kept.
        people: The actors, over the take.
        collection: Where the objects go.
    """
    remove_studio(scene)
    low = np.min([person.points.min(axis=(0, 1)) for person in people], axis=0).astype(np.float64)
    high = np.max([person.points.max(axis=(0, 1)) for person in people], axis=0).astype(np.float64)
    centre = (low + high) / 2.0
    extent = float(np.linalg.norm((high - low)[:2]) / 2.0)
    floor = build_floor(centre, extent, name="Floor")
    floor.hide_select = True  # a click beside an actor should not select the floor
    floor.display.show_shadows = False
    for thing in (floor, *build_lights(view_side(people), centre, name="Light")):
        thing[_STUDIO] = True
        collection.objects.link(thing)
    world = build_world("Backdrop")
    stands_in(world, scene.world)
    scene.world = world


def remove_studio(scene: bpy.types.Scene) -> None:
    """Remove floor and lights of the studio of an earlier composed scene."""
    things = [thing for thing in scene.objects if thing.get(_STUDIO)]
    bpy.data.batch_remove([*(thing.data for thing in things), *things])
