# SPDX-License-Identifier: GPL-3.0-or-later
"""The characters who play: built, appended from a file, or armatures of the user's that are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import bpy

from ...core.foundation.findings import Finding
from ...core.performance.casting.staged import played_as_fitted
from ...core.performance.prepare import Prepared
from ..characters.borrowed_armatures import borrowed_in, restore_state, save_state
from ..characters.character import build_character
from ..characters.custom_characters import append_characters, has_face
from ..characters.found_characters import FoundCharacters
from ..common.actors import meshes_on
from .built_in_rest import keep_rest
from .playing import Part

__all__ = ["Finish", "make_parts"]


@dataclass(frozen=True, slots=True)
class Finish:
    """What built-in people get besides their shapes and colours.

    Attributes:
        shaders: Shader nodes, which Workbench does not look at.
        places: What cameras see of them is kept with them, for cameras that are placed later.
    """

    shaders: bool = True
    places: bool = True


_WHOLE = Finish()


def make_parts(
    prepared: Prepared,
    armatures: Mapping[str, bpy.types.Object],
    found: FoundCharacters | None,
    scene: bpy.types.Scene,
    collection: bpy.types.Collection,
    first: int,
    finish: Finish = _WHOLE,
) -> tuple[dict[str, Part], list[Finding]]:
    """Make the characters of actors, at rest.

    Args:
        prepared: Has the built-in people.
        armatures: Actor id -> armature of the user's that plays.
        found: Characters of the user's file.
        scene: The Blender scene.
        collection: Where new objects go, each character in a collection of its own.
        first: The Blender frame of the takes' first one.
        finish: What else the built-in people get.

    Returns:
        Actor id -> character; what is odd about them.
    """
    parts: dict[str, Part] = {}
    findings: list[Finding] = []
    for actor, armature in armatures.items():
        parts[actor], kept = _use_armature(armature, scene, prepared.takes.scene.key, actor)
        findings += kept
    if found is not None:
        for new in append_characters(found, collection):
            parts[new.actor_id] = Part(new.armature, new.meshes, new.face_meshes, fitted=False)
            findings += new.findings
    for actor in prepared.characters:
        parts[actor] = _build(prepared, actor, collection, finish)
    return {actor: replace(part, first=first) for actor, part in parts.items()}, findings


def _use_armature(
    armature: bpy.types.Object, scene: bpy.types.Scene, key: str, actor: str
) -> tuple[Part, list[Finding]]:
    """Let one of the user's armatures play; it stays at its place and in its collections."""
    for owner, rigs in borrowed_in(scene).items():
        if armature in rigs:
            restore_state(scene, owner, armature)
    meshes: tuple[Any, ...] = meshes_on(scene, armature)
    every = tuple(mesh for mesh in meshes if has_face(mesh))
    # Keys on linked shape keys are lost when the file is saved and loaded again, as rendering does.
    faces = tuple(mesh for mesh in every if mesh.data.shape_keys.library is None)
    findings = save_state(armature, faces, key, meshes=meshes)
    if linked := [mesh.name for mesh in every if mesh not in faces]:
        text = (
            f"actor {actor}: the shape keys of {', '.join(linked)} are linked from another file, so the"
            " face does not move; make the mesh local first (Object > Relations > Make Local)"
        )
        findings.append(Finding("linked-face", text))
    elif not faces:
        text = f"actor {actor}: none of {armature.name}'s meshes has ARKit shape keys: the face does not move"
        findings.append(Finding("no-face-shapes", text))
    return Part(armature, meshes, faces, fitted=False), findings


def _build(prepared: Prepared, actor: str, collection: bpy.types.Collection, finish: Finish) -> Part:
    """Build a built-in person in a new collection."""
    own = bpy.data.collections.new(f"Actor {actor}")
    collection.children.link(own)
    fitted = prepared.characters[actor]
    made = build_character(fitted, name=f"Actor {actor}", collection=own, shaders=finish.shaders)
    if finish.places or not played_as_fitted(prepared):
        keep_rest(fitted, made.armature, made.meshes, own)
    if actor not in prepared.resized:
        return Part(made.armature, made.meshes, made.face_meshes, fitted=True)
    roles = fitted.skeleton.naming.roles
    return Part(made.armature, made.meshes, made.face_meshes, fitted=False, roles=roles)
