# SPDX-License-Identifier: GPL-3.0-or-later
"""Read which armatures and meshes another .blend has, without opening it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from ...core.animation.retarget import TargetRig
from ...core.characters.custom_mapping import ACTOR_PROPERTY, actor_id
from ...core.foundation.errors import CharacterError
from ...core.foundation.literal_path import fits_blender
from ..animation.retargeting import target_rig
from ..common.actors import deforms
from ..common.file_writers import every_block
from ..common.rest_places import above, resting
from .bindings import Bindings
from .foreign_code import ForeignCode, disarm
from .mesh_sizes import mesh_factor

__all__ = ["BlendContents", "append_objects", "bones_of", "read_contents", "shapes_of"]


@dataclass(frozen=True)
class BlendContents:
    """The contents of a .blend, by name.

    Attributes:
        armatures: Its armature objects.
        meshes: Its mesh objects.
        bindings: What hangs on what.
        actors: Actor id to armature, by custom property.
        bones: Armature to its (bone, parent or None) pairs, parents first.
        shapes: Mesh to the names of its shape keys, for those that have any.
        rigs: Armature to its bones and surface at rest, or to why it cannot be animated.
        factors: Armature to how large the meshes are that it deforms, relative to their bones.
    """

    armatures: tuple[str, ...]
    meshes: tuple[str, ...]
    bindings: Bindings
    actors: dict[str, str]
    bones: dict[str, tuple[tuple[str, str | None], ...]]
    shapes: dict[str, tuple[str, ...]]
    rigs: dict[str, TargetRig | CharacterError]
    factors: dict[str, dict[str, float]]

    def parts(self, armature: str) -> tuple[str, ...]:
        """Return all objects that belong to an armature, and its own parents; see `Bindings.parts`."""
        return self.bindings.parts(armature, self.actors.values())


def read_contents(path: Path) -> BlendContents:
    """Read the contents of a .blend by linking all its objects and removing them again.

    Raises:
        CharacterError: the file cannot be read.
    """
    # Not by way of a link: pictures that the file names relative to itself would not be found.
    if not fits_blender(path.absolute()):
        raise CharacterError(
            "Blender cannot read a path with a '\\' in it, of more than 1000 bytes, or not in UTF-8",
            path=path,
            cure="Rename it and its folders, or copy it elsewhere",
        )
    libraries: Any = bpy.data.libraries
    before, known = set(_linked()), every_block()
    try:
        with libraries.load(str(path), link=True) as (found, wanted):
            wanted.objects = list(found.objects)
        disarm(known)
        things: list[Any] = [thing for thing in wanted.objects if thing is not None]
        armatures = [thing for thing in things if thing.type == "ARMATURE"]
        actors: dict[str, str] = {}
        for rig in armatures:
            if ACTOR_PROPERTY in rig:
                actors.setdefault(actor_id(rig[ACTOR_PROPERTY]), rig.name)
        worn = {rig.name: [thing for thing in things if deforms(rig, thing)] for rig in armatures}
        rigs: dict[str, TargetRig | CharacterError] = {}
        factors: dict[str, dict[str, float]] = {}
        for rig in armatures:
            meshes = worn[rig.name]
            with resting(rig, *above(rig), *meshes):
                rigs[rig.name] = _rig(rig, meshes)
                factors[rig.name] = {mesh.name: mesh_factor(mesh, rig) for mesh in meshes}
        return BlendContents(
            tuple(rig.name for rig in armatures),
            tuple(thing.name for thing in things if thing.type == "MESH"),
            Bindings.read(things),
            actors,
            {rig.name: bones_of(rig) for rig in armatures},
            {thing.name: names for thing in things if (names := shapes_of(thing))},
            rigs,
            factors,
        )
    except OSError as error:
        raise CharacterError(
            f"cannot read this .blend file ({str(error).strip()})",
            path=path,
            cure="Check the path, and that it was not saved by a newer Blender",
        ) from error
    finally:
        bpy.data.batch_remove([block for block in _linked() if block not in before])


def bones_of(rig: Any) -> tuple[tuple[str, str | None], ...]:
    """Return an armature object's (bone, parent or None) pairs, parents first."""
    return tuple((bone.name, bone.parent.name if bone.parent else None) for bone in rig.data.bones)


def shapes_of(thing: Any) -> tuple[str, ...]:
    """Return the names of an object's shape keys, the basis included; empty without shape keys."""
    keys = getattr(thing.data, "shape_keys", None)
    return () if keys is None else tuple(block.name for block in keys.key_blocks)


def _linked() -> list[Any]:
    """Return all datablocks that are linked from other files, and their libraries."""
    out: list[Any] = []
    data: Any = bpy.data
    for prop in data.bl_rna.properties:
        if prop.type == "COLLECTION":
            out += [block for block in getattr(data, prop.identifier) if block.library is not None]
    return [*out, *data.libraries]


def _rig(armature: Any, meshes: list[Any]) -> TargetRig | CharacterError:
    try:
        return target_rig(armature, meshes)
    except CharacterError as error:
        return error


def append_objects(path: Path, names: list[str]) -> tuple[dict[str, Any], ForeignCode]:
    """Append objects of a .blend, with all that they use but code, without linking them to a collection."""
    libraries: Any = bpy.data.libraries
    before, known = set(libraries), every_block()
    with libraries.load(str(path), link=False) as (_, wanted):
        wanted.objects = list(names)
    code = disarm(known)
    things = dict(zip(names, wanted.objects, strict=True))
    # Appending leaves a library from which nothing is linked any more.
    for library in set(libraries) - before:
        libraries.remove(library)
    return things, code
