# SPDX-License-Identifier: GPL-3.0-or-later
"""Create a character for a motion that has none: a built-in person, or the bare skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bpy

from ...core.animation.skeleton import Motion
from ...core.characters import Look, cast_looks, fitted_character, look_by_id
from ...core.characters.body.bone_tails import rest_tails
from ...core.foundation.findings import Finding
from ..characters.armature import build_armature
from ..characters.bones import group_bones
from ..characters.character import build_character
from .import_options import AUTOMATIC, BARE

__all__ = ["DefaultCharacter", "cast_default_characters", "make_default_character"]


@dataclass(frozen=True, eq=False)
class DefaultCharacter:
    """A created character.

    Attributes:
        armature: Its bones have the names and rest positions of the motion's joints.
        meshes: The body's mesh objects; none for a bare skeleton.
        findings: Warnings about the fitting.
    """

    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    findings: tuple[Finding, ...]


def cast_default_characters(actors: Sequence[tuple[str, str | None]], look: str) -> list[Look | None]:
    """Choose a person for each actor; no person is used twice while others are left.

    Args:
        actors: (actor id or another name, sex or None) pairs.
        look: A person's id, ``auto`` or ``none``.

    Returns:
        One person for each actor; None for a bare skeleton.

    Raises:
        CharacterError: the person is unknown.
    """
    if look == BARE:
        return [None] * len(actors)
    if look == AUTOMATIC:
        return list(cast_looks(actors))
    return [look_by_id(look)] * len(actors)


def make_default_character(
    motion: Motion,
    look: Look | None,
    *,
    name: str,
    collection: bpy.types.Collection,
    cache: Path | None = None,
    strict: bool = True,
) -> DefaultCharacter:
    """Create a character for a motion, at rest.

    Args:
        motion: The motion that it will play.
        look: The person; None for a bare skeleton.
        name: Name of the armature.
        collection: Where the objects go; a person gets a new collection in it.
        cache: Folder of fitted characters; None for the user's cache folder.
        strict: Whether joints that are not a person's are an error; else a bare skeleton is created, with a
            finding.

    Raises:
        CharacterError: the character data are missing, or the joints are not a person's.
    """
    if look is None:
        return _bare(motion, name, collection, ())
    if not strict and motion.skeleton.naming.missing():
        text = f"{name}: the joints are not those of a whole person, so it is an armature without a body"
        return _bare(motion, name, collection, (Finding("bare-armature", text),))
    fitted = fitted_character(look, motion, cache=cache)
    own = bpy.data.collections.new(name)
    collection.children.link(own)
    character = build_character(fitted, name=name, collection=own)
    return DefaultCharacter(character.armature, character.meshes, fitted.findings)


def _bare(
    motion: Motion, name: str, collection: bpy.types.Collection, findings: tuple[Finding, ...]
) -> DefaultCharacter:
    skeleton = motion.skeleton
    roles = skeleton.naming.roles
    armature = build_armature(skeleton, rest_tails(skeleton, roles), (), name=name)
    group_bones(armature, skeleton)
    collection.objects.link(armature)
    return DefaultCharacter(armature, (), findings)
