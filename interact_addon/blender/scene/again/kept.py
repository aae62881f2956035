# SPDX-License-Identifier: GPL-3.0-or-later
"""What stays when a scene is composed again: the user's objects, and what they chose in the Blender scene."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import bpy
from mathutils import Matrix

from ...common.actors import PERFORMANCE
from ...common.ownership import owner_of
from .made import made_with, noted_keys

__all__ = ["Kept", "Tie", "keep", "let_stay", "tie_again", "ties_to"]


@dataclass(frozen=True, slots=True, eq=False)
class Tie:
    """An object that is parented to something composed.

    Attributes:
        thing: The object.
        parent: The name of what it hangs on.
        plays: The performance that this plays, if it is an actor's armature.
        kind: Its ``parent_type``.
        bone: Its ``parent_bone``.
        inverse: Its ``matrix_parent_inverse``.
    """

    thing: bpy.types.Object
    parent: str
    plays: str | None
    kind: Any
    bone: str
    inverse: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What the user chose since a key was composed.

    Attributes:
        camera: The active camera, if it is the user's own.
        size: Width and height of the picture, if they were changed.
        percentage: Of it, with ``size``.
        frames: First and last frame, if they were changed.
        ties: Objects of the user's on what is composed again.
        frame: The current frame, if the same key is composed again.
        aspect: Of pixels, with ``size``.
        step: Which frames are rendered; None for all.
        sync: How playback keeps up; None for with the sound.
    """

    camera: bpy.types.Object | None = None
    size: tuple[int, int] | None = None
    percentage: int = 100
    frames: tuple[int, int] | None = None
    ties: tuple[Tie, ...] = ()
    frame: int | None = None
    aspect: tuple[float, float] = (1.0, 1.0)
    step: int | None = None
    sync: Any = None

    def restore(self, scene: bpy.types.Scene) -> None:
        """Give a scene back what was kept, once it is composed again."""
        if self.step is not None:
            scene.frame_step = self.step
        if self.sync is not None:
            scene.sync_mode = self.sync
        if self.camera is not None and self.camera.name in scene.objects:
            scene.camera = self.camera
        if self.frames is not None:
            scene.frame_start, scene.frame_end = self.frames
        if self.frame is not None:
            scene.frame_set(self.frame)
        tie_again(scene, self.ties)


def keep(scene: bpy.types.Scene, key: str, asked: tuple[int, int]) -> Kept:
    """Return what the user chose in a scene since something was composed there; nothing if it was not.

    Frames and what hangs on people stay only if the same key is composed again.

    Args:
        scene: The Blender scene, before anything is cleared.
        key: The key of what is composed now.
        asked: The size of the picture that is asked for now: another one than before counts for more than
            what was set in the scene.
    """
    known = noted_keys(scene)
    if not known:
        return Kept()
    last = key if key in known else known[-1]
    render = scene.render
    size = render.resolution_x, render.resolution_y
    aspect = render.pixel_aspect_x, render.pixel_aspect_y
    same_wish = made_with(scene, last, "asked") == list(asked)
    other = size != asked or render.resolution_percentage != 100 or aspect != (1.0, 1.0)
    frames = scene.frame_start, scene.frame_end
    camera = scene.camera
    return Kept(
        camera=None if camera is None or owner_of(camera) is not None else camera,
        size=size if same_wish and other else None,
        percentage=render.resolution_percentage,
        frames=frames if key in known and made_with(scene, key, "range") != list(frames) else None,
        ties=tuple(ties_to(scene, {thing for thing in scene.objects if owner_of(thing) == key})),
        frame=scene.frame_current if key in known else None,
        aspect=aspect,
        step=scene.frame_step,
        sync=scene.sync_mode,
    )


def let_stay(scene: bpy.types.Scene, keys: Collection[str]) -> None:
    """Link what is the user's in composed collections to the scene itself, before these are removed."""
    ours = [group for group in scene.collection.children_recursive if owner_of(group) in keys]
    top: Any = scene.collection
    for group in ours:
        for thing in group.objects:
            if owner_of(thing) is None and all(home in ours for home in thing.users_collection):
                top.objects.link(thing)
        for child in group.children:
            if owner_of(child) is None and child.name not in top.children:
                top.children.link(child)


def ties_to(scene: bpy.types.Scene, things: Collection[Any]) -> list[Tie]:
    """Return the objects of a scene that are parented to some objects, and are none of them."""
    found = []
    for thing in scene.objects:
        parent: Any = thing.parent
        if parent is None or parent not in things or thing in things:
            continue
        inverse, plays = thing.matrix_parent_inverse.copy(), parent.get(PERFORMANCE)
        found.append(Tie(thing, parent.name, plays, thing.parent_type, thing.parent_bone, inverse))
    return found


def tie_again(scene: bpy.types.Scene, ties: Collection[Tie]) -> None:
    """Parent objects to what has replaced their parents; those without keep their own place."""
    playing = {thing.get(PERFORMANCE): thing for thing in scene.objects if thing.get(PERFORMANCE)}
    for tie in ties:
        parent = playing.get(tie.plays) if tie.plays else scene.objects.get(tie.parent)
        bones: Any = None if parent is None else getattr(parent.pose, "bones", None)
        if parent is None or (tie.kind == "BONE" and (bones is None or tie.bone not in bones)):
            continue
        tie.thing.parent, tie.thing.parent_type = parent, tie.kind
        tie.thing.parent_bone = tie.bone
        tie.thing.matrix_parent_inverse = tie.inverse
