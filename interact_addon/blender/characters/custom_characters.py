# SPDX-License-Identifier: GPL-3.0-or-later
"""Append the user's rigged characters from a .blend.

Only what the actors need is appended. No code of the file runs: see `foreign_code`. The file itself is only
read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import bpy

from ...core.characters.custom_mapping import ActorMapping
from ...core.face.arkit import ARKIT_51, match_shape_keys
from ...core.foundation.findings import Finding
from ...core.foundation.wording import some
from ..animation.retargeting import ROLES_PROPERTY, apply_retargeted
from ..common.actors import deforms
from ..common.rest_places import above
from .armature_checks import stiff_parts
from .at_rest import hold, rest_armature, rest_motion, rest_shapes
from .blend_contents import append_objects
from .found_characters import FoundCharacters, find_characters

__all__ = [
    "LEAST_SHAPES",
    "AppendedCharacter",
    "append_characters",
    "append_for_actors",
    "apply_retargeted",
    "has_face",
]

LEAST_SHAPES = 10
"""A mesh with fewer ARKit shape keys than this is not a face."""


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


def append_characters(found: FoundCharacters, collection: bpy.types.Collection) -> list[AppendedCharacter]:
    """Append the characters that were found, without the poses and actions of the file.

    Args:
        found: The characters.
        collection: Where the objects go; it must be in a scene.
    """
    armatures = {mapping.armature for mapping in found.actors.values()}
    bindings = found.contents.bindings
    parts = {armature: (armature, *bindings.parts(armature, armatures)) for armature in sorted(armatures)}
    findings = (*found.findings, *_apart(found, parts))
    out: dict[str, AppendedCharacter] = {}
    for group in _groups(found.actors):
        names = {
            actor: list(dict.fromkeys([*parts[mapping.armature], *(mapping.faces or ())]))
            for actor, mapping in group.items()
        }
        things, code = append_objects(found.path, list(dict.fromkeys(chain(*names.values()))))
        odd = code.findings(found.path, f"actor {' and '.join(group)}")
        for actor, mapping in group.items():
            own = {name: things.pop(name) for name in names[actor] if name in things}
            first = (*(() if out else findings), *odd)
            out[actor], odd = _settle(found.path, actor, mapping, own, collection, first), ()
    return [out[actor] for actor in found.actors]


def _groups(actors: Mapping[str, ActorMapping]) -> list[dict[str, ActorMapping]]:
    """Return the actors in groups: one is appended at once, so that what binds its characters holds."""
    groups: list[dict[str, ActorMapping]] = []
    for actor, mapping in actors.items():
        mine = {mapping.armature, *(mapping.faces or ())}
        for group in groups:
            if not any(mine & {other.armature, *(other.faces or ())} for other in group.values()):
                group[actor] = mapping
                break
        else:
            groups.append({actor: mapping})
    return groups


def _apart(found: FoundCharacters, parts: Mapping[str, Sequence[str]]) -> list[Finding]:
    """Report what hangs on the characters and cannot come along as it is in the file."""
    bindings, names = found.contents.bindings, {name for each in parts.values() for name in each}
    out = [
        Finding(
            "torn-part",
            f"{name} also hangs on {some(holders)}, which plays no actor: it does not follow that",
            str(found.path),
        )
        for name, holders in bindings.torn(names).items()
    ]
    if left := bindings.left(names):
        text = (
            f"{some(left)} follows a character and is not brought along: parent it to the character for that"
        )
        out.append(Finding("left-part", text, str(found.path), level="info"))
    for armature, own in parts.items():
        if stiff := bindings.stiff(armature, own):
            out.append(replace(stiff_parts(armature, stiff), path=str(found.path)))
    return out


def append_for_actors(
    path: Path, actors: Sequence[str], collection: bpy.types.Collection
) -> list[AppendedCharacter]:
    """Find the characters of ``actors`` in a .blend and append them.

    Raises:
        CharacterError: see :func:`find_characters`.
    """
    return append_characters(find_characters(path, actors), collection)


def _settle(
    path: Path,
    actor: str,
    mapping: ActorMapping,
    things: Mapping[str, Any],
    collection: bpy.types.Collection,
    findings: tuple[Finding, ...],
) -> AppendedCharacter:
    """Put an appended character into the scene, at rest."""
    rig = things[mapping.armature]
    own = bpy.data.collections.new(f"Actor {actor}")
    collection.children.link(own)
    for thing in things.values():
        own.objects.link(thing)
    if mapping.roles:
        rig[ROLES_PROPERTY] = dict(mapping.roles)
    meshes = [thing for thing in things.values() if thing.type == "MESH"]
    if mapping.faces is None:
        faces = [mesh for mesh in meshes if has_face(mesh)]
    else:
        faces = [things[name] for name in mapping.faces]
    odd = list(findings)
    _to_rest(rig, list(things.values()), faces)
    if not faces:
        message = (
            f"actor {actor}: none of {rig.name}'s meshes has ARKit shape keys, so the face does not move"
        )
        odd.append(Finding("no-face-shapes", message, str(path)))
    return AppendedCharacter(actor, rig, tuple(meshes), tuple(faces), tuple(odd))


def has_face(mesh: Any) -> bool:
    """Return whether a mesh has enough of ARKit's shape keys to play a face."""
    keys = mesh.data.shape_keys
    if keys is None:
        return False
    return len(match_shape_keys(ARKIT_51, [key.name for key in keys.key_blocks]).pairs) >= LEAST_SHAPES


def _to_rest(rig: Any, things: Sequence[Any], faces: Sequence[Any]) -> None:
    """Remove the poses and the actions that the file was saved with, and hold the armature where it rests."""
    for thing in things:
        rest_motion(thing)
        if thing.type == "ARMATURE":
            rest_armature(thing)
        if getattr(thing.data, "shape_keys", None) is not None:
            rest_motion(thing.data.shape_keys)
            rest_shapes(thing, plays=thing in faces)
            thing.show_only_shape_key = False
    for thing in things:
        if deforms(rig, thing) and rig not in above(thing):
            hold(thing, constraints=False)
    hold(rig, constraints=True)
