# SPDX-License-Identifier: GPL-3.0-or-later
"""The actors in a scene: armatures that play a performance, with their face meshes and sound strips.

The tag is a custom property of the datablock, so it survives renaming, copying and saving.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy

from .. import compat
from .casters import is_helper

__all__ = [
    "PERFORMANCE",
    "StageActor",
    "actor_of",
    "actors_of",
    "armature_of",
    "deformed_by",
    "deforms",
    "detail_of",
    "meshes_on",
    "tag_detail",
    "tag_performance",
]

PERFORMANCE = "interact_performance"
_DETAIL = "interact_detail"


@dataclass(frozen=True, eq=False)
class StageActor:
    """One actor in a Blender scene.

    Attributes:
        key: The performance's key, such as ``20231119_001_051``.
        armature: The armature object that plays the body.
        meshes: Mesh objects that are parented to the armature or deformed by it.
        strips: The sound strips with the actor's voice.
    """

    key: str
    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    strips: tuple[bpy.types.Strip, ...]

    @property
    def face_meshes(self) -> tuple[bpy.types.Object, ...]:
        """Meshes with shape keys."""
        return tuple(mesh for mesh in self.meshes if getattr(mesh.data, "shape_keys", None) is not None)


def tag_performance(thing: bpy.types.Object | bpy.types.Strip, key: str) -> None:
    """Tag an armature object or a sound strip with the key of the performance that it plays."""
    thing[PERFORMANCE] = key


def tag_detail(armature: bpy.types.Object, detail: str) -> None:
    """Tag a built-in person's armature with the level of detail of its meshes."""
    armature[_DETAIL] = detail


def detail_of(armature: bpy.types.Object) -> str | None:
    """Return the level of detail of a built-in person; None for another armature."""
    return armature.get(_DETAIL)


def _performance(thing: Any) -> str | None:
    return thing.get(PERFORMANCE)


def actors_of(scene: bpy.types.Scene) -> list[StageActor]:
    """Return all armatures in the scene that play a performance, in the order of the keys."""
    playing = [thing for thing in scene.objects if thing.type == "ARMATURE" and _performance(thing)]
    return [_actor(scene, thing) for thing in sorted(playing, key=lambda thing: str(_performance(thing)))]


def actor_of(scene: bpy.types.Scene, thing: bpy.types.Object | None) -> StageActor | None:
    """Return the actor that an object belongs to, as its armature or a mesh on it; None if there is none."""
    while thing is not None:
        if thing.type == "ARMATURE" and _performance(thing):
            return _actor(scene, thing)
        thing = next(iter(_armatures(thing)), thing.parent)
    return None


def armature_of(thing: bpy.types.Object | None) -> bpy.types.Object | None:
    """Return the armature that an object is or belongs to, whether or not it plays a performance."""
    while thing is not None and thing.type != "ARMATURE":
        thing = next(iter(_armatures(thing)), thing.parent)
    return thing


def meshes_on(scene: bpy.types.Scene, armature: bpy.types.Object) -> tuple[bpy.types.Object, ...]:
    """Return the mesh objects in the scene that are parented to an armature or deformed by it.

    Shadow casters and stand-ins are not among them: they are no one's to key or to export.
    """
    return tuple(
        thing
        for thing in scene.objects
        if thing.type == "MESH"
        and not is_helper(thing)
        and (thing.parent == armature or armature in _armatures(thing))
    )


def deforms(armature: bpy.types.Object, thing: bpy.types.Object) -> bool:
    """Return whether an object is a mesh that an armature deforms."""
    if thing.type != "MESH":
        return False
    return armature in _armatures(thing) or (thing.parent == armature and thing.parent_type == "ARMATURE")


def deformed_by(armature: bpy.types.Object) -> list[bpy.types.Object]:
    """Return the mesh objects of this file that an armature deforms."""
    return [thing for thing in bpy.data.objects if deforms(armature, thing)]


def _actor(scene: bpy.types.Scene, armature: bpy.types.Object) -> StageActor:
    key = str(_performance(armature))
    meshes = meshes_on(scene, armature)
    strips = () if scene.sequence_editor is None else compat.strips_of(scene)
    return StageActor(key, armature, meshes, tuple(strip for strip in strips if _performance(strip) == key))


def _armatures(thing: bpy.types.Object) -> list[bpy.types.Object]:
    """Return the armatures that deform a mesh."""
    found = [getattr(m, "object", None) for m in thing.modifiers if m.type == "ARMATURE"]
    return [armature for armature in found if armature is not None]
