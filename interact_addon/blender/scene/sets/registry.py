# SPDX-License-Identifier: GPL-3.0-or-later
"""The set around the actors, by its name; a Blender scene has one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ....core.foundation.choices import check_choice
from ....core.foundation.errors import UsageError
from ....core.foundation.findings import Finding
from ...common.actors import actors_of
from ...common.evaluating import at_each_time
from ...common.ownership import OWNER, owner_of, tag_new
from ...common.set_parts import mark_part, part_of_set, remove_things
from ..again.made import owned_blocks, remember
from ..clearing import composed_keys, stands_in
from .contact import build_contacts
from .outdoors import build_outdoors
from .room import build_room
from .site import BuiltSet, Site, site_of
from .studio import build_studio

__all__ = ["build_set", "remove_set", "renew_contacts", "set_of", "set_stage", "walked_by"]

_SETS: Mapping[str, Callable[[Site], BuiltSet]] = {
    "studio": build_studio,
    "room": build_room,
    "outdoors": build_outdoors,
}
_NAME = "interact_set"
_ACROSS = "interact_set_across"
_LOOKS = 60
"""Frames at which a composed scene's actors are looked at, to know where they walk."""


def build_set(
    scene: bpy.types.Scene, name: str, site: Site, collection: bpy.types.Collection
) -> tuple[Finding, ...]:
    """Build a set around the actors of a scene, replacing an earlier one.

    Args:
        scene: The Blender scene, whose world is set; the earlier one is kept.
        name: One of ``SETS``.
        site: Where the actors are.
        collection: Where the objects go.

    Raises:
        UsageError: there is no such set.
    """
    check_choice("set", name, tuple(_SETS))
    remove_set(scene)
    built = _SETS[name](site)
    spots = build_contacts([actor.armature for actor in actors_of(scene)])
    _put([*built.objects, *spots], collection)
    mark_part(built.world)
    built.world[_NAME] = name
    built.world[_ACROSS] = site.across.tolist()
    stands_in(built.world, scene.world)
    scene.world = built.world
    _light_workbench(scene, built.light_from)
    remember(scene, [*owned_blocks([*built.objects, *spots]), built.world])
    return built.findings


def renew_contacts(
    scene: bpy.types.Scene, old: bpy.types.Object, new: bpy.types.Object
) -> list[bpy.types.Object]:
    """Move the dark spots on the floor from a person to the one who replaces them; none where none were.

    Args:
        scene: The Blender scene.
        old: The armature before, which still exists.
        new: The armature now.
    """
    spots = [thing for thing in scene.objects if part_of_set(thing) and _follows(thing, old)]
    if not spots:
        return []
    collection = spots[0].users_collection[0]
    meshes = {spot.data for spot in spots if isinstance(spot.data, bpy.types.Mesh)}
    bpy.data.batch_remove(spots)
    # The spots of everybody share a mesh and its material.
    unused = {mesh for mesh in meshes if not mesh.users}
    materials = {material for mesh in unused for material in mesh.materials if material is not None}
    bpy.data.batch_remove(unused)
    bpy.data.batch_remove([material for material in materials if not material.users])
    made = build_contacts([new], next((mesh for mesh in meshes if mesh not in unused), None))
    _put(made, collection)
    return made


def _put(things: list[bpy.types.Object], collection: bpy.types.Collection) -> None:
    """Link objects as parts of the set."""
    for thing in things:
        mark_part(thing)
        for slot in thing.material_slots:
            if slot.material is not None:
                mark_part(slot.material)
        thing.hide_select = thing.type == "MESH"  # a click beside an actor should not select the floor
        if thing.type == "MESH":
            thing.display.show_shadows = False
        collection.objects.link(thing)


def _follows(thing: Any, armature: bpy.types.Object) -> bool:
    return any(getattr(each, "target", None) == armature for each in thing.constraints)


def remove_set(scene: bpy.types.Scene) -> None:
    """Remove what an earlier set has put into a scene, except its world."""
    remove_things(scene, [thing for thing in scene.objects if part_of_set(thing)])


def set_of(scene: bpy.types.Scene) -> str | None:
    """Return the name of the set that a scene has; None without one."""
    world: Any = scene.world
    return None if world is None or owner_of(world) is None else world.get(_NAME)


def set_stage(scene: bpy.types.Scene, name: str) -> tuple[Finding, ...]:
    """Replace the set of a composed scene, by where its actors are now.

    Blender's linked copy of the scene has the same actors in the same set, and gets the new one with it.

    Args:
        scene: The Blender scene.
        name: One of ``SETS``.

    Raises:
        UsageError: nothing is composed, the scene or its set is linked, or there is no such set.
    """
    check_choice("set", name, tuple(_SETS))
    if any(block.library for block in (scene, *filter(part_of_set, scene.objects))):
        raise UsageError(
            f"the set of {scene.name} is linked from another file", cure="Change it in that file"
        )
    actors = actors_of(scene)
    if not actors:
        raise UsageError(f"the scene {scene.name} has no actors", cure="Compose a scene first")
    old: Any = scene.world if set_of(scene) is not None else None
    here = (scene.collection, *scene.collection.children_recursive)
    collection = next(
        (group for group in here if any(part_of_set(thing) for thing in group.objects)), _stage_of(scene)
    )
    every: Any = bpy.data.scenes
    copies = [
        other
        for other in every
        if old is not None and other.world == old and collection in other.collection.children_recursive
    ]
    owner = owner_of(old) if old is not None else None
    keys = composed_keys(scene)
    with tag_new(owner or (keys[-1] if keys else actors[0].key)):
        paths = walked_by(scene, [actor.armature for actor in actors])
        findings = build_set(scene, name, site_of(paths, _across(scene, old)), collection)
    shading: Any = scene.display
    for other in copies:
        other.world = scene.world
        other.display.light_direction = shading.light_direction
    if old is not None and old.users == 0:
        bpy.data.worlds.remove(old)
    _remove_skies()
    return findings


def _stage_of(scene: bpy.types.Scene) -> bpy.types.Collection:
    """Return the collection that composing has made for the set."""
    ours = (group for group in scene.collection.children_recursive if group.get(OWNER))
    return next((group for group in ours if group.name.startswith("Stage")), scene.collection)


def _across(scene: bpy.types.Scene, world: Any) -> NDArray[np.float64]:
    """Return the (3,) direction that the last set was built for, or the camera's, or Blender's front view."""
    if world is not None and world.get(_ACROSS) is not None:
        return np.array(world[_ACROSS], dtype=np.float64)
    if scene.camera is not None:
        return -np.array(scene.camera.matrix_world.col[2][:3])
    return np.array([0.0, 1.0, 0.0])


def walked_by(scene: bpy.types.Scene, armatures: list[bpy.types.Object]) -> list[NDArray[np.float64]]:
    """Return for each armature (F, J, 3) metres, places of its joints at some of the scene's frames."""
    count = min(_LOOKS, scene.frame_end - scene.frame_start + 1)
    frames = np.linspace(scene.frame_start, scene.frame_end, count).round()
    rigs: list[Any] = armatures
    paths = [np.empty((count, len(rig.pose.bones), 3)) for rig in rigs]

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        for rig, path in zip(rigs, paths, strict=True):
            seen: Any = rig.evaluated_get(graph)
            heads = np.empty(path.shape[1] * 3, dtype=np.float32)
            seen.pose.bones.foreach_get("head", heads)
            world = np.array(seen.matrix_world)
            path[row] = heads.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]

    at_each_time(scene, armatures, (), frames, read)
    return paths


def _remove_skies() -> None:
    """Remove the panoramas of earlier sets."""
    bpy.data.batch_remove([image for image in bpy.data.images if part_of_set(image) and image.users == 0])


def _light_workbench(scene: bpy.types.Scene, light_from: NDArray[np.float64]) -> None:
    """Let the shadows of Workbench fall as those of the lights; its direction has Y up and Z to the front."""
    x, y, z = (light_from / np.linalg.norm(light_from)).tolist()
    display: Any = scene.display
    display.light_direction = (x, z, -y)
