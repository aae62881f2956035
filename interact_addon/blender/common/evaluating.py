# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender makes of a few objects at given frames, whatever moves them: constraints, NLA, drivers.

They are evaluated in a passing scene of their own: nothing else has to be, and the window's frame stays. It
does not matter whether they are seen in theirs: they may be hidden, also by the eye, or lie in a collection
that is hidden or excluded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

__all__ = ["at_each_time"]


def at_each_time(
    scene: bpy.types.Scene,
    armatures: Sequence[bpy.types.Object],
    keys: Sequence[bpy.types.Key],
    times: NDArray[np.floating | np.integer],
    read: Callable[[int, bpy.types.Depsgraph], None],
) -> None:
    """Evaluate armatures and shape keys at each time, and let ``read`` look.

    Args:
        scene: The scene they are in.
        armatures: The armature objects.
        keys: Shape keys of meshes; their values are evaluated, not what they do to the meshes' modifiers.
        times: (N,) frames, with fractions.
        read: Called with the row and the evaluated dependency graph.
    """
    with _passing(scene, armatures, keys) as passing:
        for row, time in enumerate(times.tolist()):
            whole = math.floor(time)
            passing.frame_set(whole, subframe=time - whole)
            graph: Any = passing.view_layers[0].depsgraph  # there since the frame was set
            read(row, graph)


@contextmanager
def _passing(
    scene: bpy.types.Scene, armatures: Sequence[bpy.types.Object], keys: Sequence[bpy.types.Key]
) -> Iterator[bpy.types.Scene]:
    passing: Any = bpy.data.scenes.new("InterAct evaluation")
    carriers: list[Any] = []
    hidden = [armature for armature in armatures if armature.hide_viewport]
    try:
        for name in ("fps", "fps_base", "frame_map_old", "frame_map_new"):
            setattr(passing.render, name, getattr(scene.render, name))
        passing.use_gravity, passing.gravity = scene.use_gravity, scene.gravity
        for armature in hidden:  # Blender does not evaluate what is disabled in viewports
            armature.hide_viewport = False
        for armature in armatures:
            passing.collection.objects.link(armature)
        for key in keys:
            # A mesh on an object without modifiers: cheap, and all that its shape keys need.
            carrier = bpy.data.objects.new("InterAct evaluation", key.user)
            carriers.append(carrier)
            passing.collection.objects.link(carrier)
        yield passing
    finally:
        bpy.data.scenes.remove(passing)
        for carrier in carriers:
            bpy.data.objects.remove(carrier)
        for armature in hidden:
            armature.hide_viewport = True
