# SPDX-License-Identifier: GPL-3.0-or-later
"""Append the user's rigged characters from a .blend.

Only what the actors need is appended. No code of the file runs: text blocks are not appended, and drivers
that are Python expressions are muted. The file itself is only read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from ...core.characters.custom_mapping import ACTOR_PROPERTY, ActorMapping, mapping_path, read_mapping
from ...core.face.arkit import ARKIT_51, match_shape_keys
from ...core.foundation.errors import CharacterError
from ...core.foundation.findings import Finding
from ..animation.retargeting import ROLES_PROPERTY, apply_retargeted
from .blend_contents import BlendContents, append_objects, read_contents

__all__ = [
    "LEAST_SHAPES",
    "AppendedCharacter",
    "FoundCharacters",
    "actor_mapping",
    "append_characters",
    "append_for_actors",
    "apply_retargeted",
    "find_characters",
    "has_face",
]

LEAST_SHAPES = 10
"""A mesh with fewer ARKit shape keys than this is not a face."""
_SHOWN = 20


@dataclass(frozen=True, eq=False)
class AppendedCharacter:
    """One actor's appended character.

    Attributes:
        actor_id: Such as ``001``.
        armature: The armature object.
        meshes: All mesh objects that belong to it.
        face_meshes: Those that play the face.
        findings: Warnings about it.
    """

    actor_id: str
    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    face_meshes: tuple[bpy.types.Object, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class FoundCharacters:
    """The characters of a .blend that play the actors, found without appending anything.

    Attributes:
        path: The .blend.
        contents: Its armatures and meshes.
        actors: Actor id to the actor's armature and faces, in the order of the actors.
    """

    path: Path
    contents: BlendContents
    actors: Mapping[str, ActorMapping]


def find_characters(path: Path, actors: Sequence[str]) -> FoundCharacters:
    """Find the characters of ``actors`` in a .blend.

    A TOML beside the file, or custom properties in it, assign armatures to actors; see
    `interact_addon.core.characters.custom_mapping`.

    Args:
        path: The .blend.
        actors: Actor ids, one character each.

    Raises:
        CharacterError: the file cannot be read, or has no character for an actor; the message names those
            it has.
    """
    path = Path(path).absolute()
    contents = read_contents(path)
    mapping = actor_mapping(path, contents)
    for actor in actors:
        if actor not in mapping:
            mapped = f", only for {', '.join(sorted(mapping))}" if mapping else ""
            raise CharacterError(
                f"the file has no character for actor {actor}{mapped}",
                path=path,
                cure=_how_to_map(actor, contents),
            )
    return FoundCharacters(path, contents, {actor: mapping[actor] for actor in actors})


def append_characters(found: FoundCharacters, collection: bpy.types.Collection) -> list[AppendedCharacter]:
    """Append the characters that were found, without the poses and actions of the file.

    Args:
        found: The characters.
        collection: Where the objects go; it must be in a scene.
    """
    return [
        _append(found.path, actor, mapping, found.contents, collection)
        for actor, mapping in found.actors.items()
    ]


def append_for_actors(
    path: Path, actors: Sequence[str], collection: bpy.types.Collection
) -> list[AppendedCharacter]:
    """Find the characters of ``actors`` in a .blend and append them.

    Raises:
        CharacterError: see :func:`find_characters`.
    """
    return append_characters(find_characters(path, actors), collection)


def actor_mapping(path: Path, contents: BlendContents) -> dict[str, ActorMapping]:
    """Return actor id -> mapping, by the TOML beside a .blend, else by custom properties in it.

    Raises:
        CharacterError: the TOML is invalid, or names objects that are not in the file.
    """
    beside = mapping_path(path)
    if beside is None:
        return {actor: ActorMapping(rig) for actor, rig in contents.actors.items()}
    mapping = read_mapping(beside)
    for actor, one in mapping.items():
        if one.armature not in contents.armatures:
            raise CharacterError(
                f"actor {actor} is mapped to {one.armature!r}, which is not an armature of {path.name}; its "
                f"armatures are {_some(contents.armatures)}",
                path=beside,
            )
        absent = [face for face in one.faces or () if face not in contents.meshes]
        if absent:
            raise CharacterError(
                f"actor {actor} has faces that are not meshes of {path.name}: {', '.join(absent)}; its "
                f"meshes are {_some(contents.meshes)}",
                path=beside,
            )
    return mapping


def _how_to_map(actor: str, contents: BlendContents) -> str:
    example = contents.armatures[0] if contents.armatures else "NAME"
    return (
        f'Write [actors.{actor}] with armature = "{example}" into a .toml of the same name beside it, or '
        f"give the armature a custom property {ACTOR_PROPERTY} = {actor}; armatures in the file: "
        f"{_some(contents.armatures)}"
    )


def _append(
    path: Path, actor: str, mapping: ActorMapping, contents: BlendContents, collection: bpy.types.Collection
) -> AppendedCharacter:
    parts = contents.parts[mapping.armature]
    names = list(dict.fromkeys([mapping.armature, *parts, *(mapping.faces or ())]))
    things = append_objects(path, names)
    rig = things[mapping.armature]
    own = bpy.data.collections.new(f"Actor {actor}")
    collection.children.link(own)
    for thing in things.values():
        own.objects.link(thing)
    if mapping.roles:
        rig[ROLES_PROPERTY] = dict(mapping.roles)
    _to_rest(rig)
    meshes = [thing for thing in things.values() if thing.type == "MESH"]
    if mapping.faces is None:
        faces = [mesh for mesh in meshes if has_face(mesh)]
    else:
        faces = [things[name] for name in mapping.faces]
    for mesh in meshes:
        _still(mesh)
        _still(mesh.data.shape_keys)
    findings = []
    muted = _mute_python(
        [*things.values(), *(mesh.data.shape_keys for mesh in meshes if mesh.data.shape_keys)]
    )
    if muted:
        message = f"actor {actor}: muted {muted} drivers that are Python expressions"
        findings.append(Finding("muted-drivers", message, str(path)))
    if not faces:
        message = (
            f"actor {actor}: none of {rig.name}'s meshes has ARKit shape keys, so the face does not move"
        )
        findings.append(Finding("no-face-shapes", message, str(path)))
    return AppendedCharacter(actor, rig, tuple(meshes), tuple(faces), tuple(findings))


def has_face(mesh: Any) -> bool:
    """Return whether a mesh has enough of ARKit's shape keys to play a face."""
    keys = mesh.data.shape_keys
    if keys is None:
        return False
    return len(match_shape_keys(ARKIT_51, [key.name for key in keys.key_blocks]).pairs) >= LEAST_SHAPES


def _to_rest(rig: Any) -> None:
    """Remove the pose and the actions that the file was saved with."""
    _still(rig)
    rig.data.pose_position = "POSE"
    for bone in rig.pose.bones:
        bone.matrix_basis.identity()


def _still(block: Any) -> None:
    data = block.animation_data if block is not None else None
    if data is not None:
        data.action = None
        for track in data.nla_tracks:
            track.mute = True


def _mute_python(blocks: Iterable[Any]) -> int:
    muted = 0
    for block in blocks:
        data = block.animation_data
        for curve in data.drivers if data is not None else ():
            if curve.driver.type == "SCRIPTED" and not curve.driver.is_simple_expression and not curve.mute:
                curve.mute = True
                muted += 1
    return muted


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return (", ".join(names[:_SHOWN]) or "none") + (f" and {more} more" if more > 0 else "")
