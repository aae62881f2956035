# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluate a few objects at given frames with all that animates them: constraints, NLA, drivers.

They are evaluated in a temporary scene: nothing else has to be evaluated, and the current frame of the window
does not change. Their visibility does not matter: they can be hidden, also with the eye icon, or be in a
collection that is hidden or excluded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.foundation.errors import UsageError

__all__ = ["at_each_time", "check_unstretched", "scene_of"]


def scene_of(thing: bpy.types.Object) -> bpy.types.Scene:
    """Return a scene that an object is in, whose frame rate applies to it; the open one if it is in none."""
    scene = next(iter(thing.users_scene), None) or bpy.context.scene
    return scene or bpy.data.scenes[0]


def check_unstretched(scene: bpy.types.Scene) -> None:
    """Reject a scene whose frames are not those of its keys: what is edited at a frame would be at another.

    Raises:
        UsageError: its time is stretched.
    """
    old, new = scene.render.frame_map_old, scene.render.frame_map_new
    if old != new:
        raise UsageError(
            f"the time of {scene.name} is stretched from {old} to {new}",
            cure="Set Time Stretching (Output properties) to equal values while you edit",
        )


def at_each_time(
    scene: bpy.types.Scene,
    armatures: Sequence[bpy.types.Object],
    keys: Sequence[bpy.types.Key],
    times: NDArray[np.floating | np.integer],
    read: Callable[[int, bpy.types.Depsgraph], None],
) -> None:
    """Evaluate armatures and shape keys at each time and call ``read``.

    Args:
        scene: The scene they are in.
        armatures: The armature objects.
        keys: Shape keys of meshes; their values are evaluated, not the meshes' modifiers.
        times: (N,) frames, with fractions.
        read: Called with the row and the evaluated dependency graph.
    """
    with _temporary_scene(scene, armatures, keys) as temporary:
        for row, time in enumerate(times.tolist()):
            whole = math.floor(time)
            temporary.frame_set(whole, subframe=time - whole)
            graph: Any = temporary.view_layers[0].depsgraph  # exists once the frame is set
            read(row, graph)


@contextmanager
def _temporary_scene(
    scene: bpy.types.Scene, armatures: Sequence[bpy.types.Object], keys: Sequence[bpy.types.Key]
) -> Iterator[bpy.types.Scene]:
    temporary: Any = bpy.data.scenes.new("InterAct evaluation")
    carriers: list[Any] = []
    hidden = [armature for armature in armatures if armature.hide_viewport]
    try:
        for name in ("fps", "fps_base", "frame_map_old", "frame_map_new"):
            setattr(temporary.render, name, getattr(scene.render, name))
        temporary.use_gravity, temporary.gravity = scene.use_gravity, scene.gravity
        for armature in hidden:  # Blender does not evaluate objects that are disabled in viewports
            armature.hide_viewport = False
        for armature in armatures:
            temporary.collection.objects.link(armature)
        for key in keys:
            # An object without modifiers that uses the mesh: enough to evaluate its shape keys, and cheap.
            carrier = bpy.data.objects.new("InterAct evaluation", key.user)
            carriers.append(carrier)
            temporary.collection.objects.link(carrier)
        yield temporary
    finally:
        bpy.data.scenes.remove(temporary)
        for carrier in carriers:
            bpy.data.objects.remove(carrier)
        for armature in hidden:
            armature.hide_viewport = True
