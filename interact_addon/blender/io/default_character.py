# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody new for a motion that nobody plays yet: a built-in person, or the bare skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bpy

from ...core.animation.bone_names import identify
from ...core.animation.skeleton import Motion
from ...core.characters import Look, cast_looks, fitted_character, look_by_id
from ...core.characters.body.twists import rest_tails
from ...core.foundation.findings import Finding
from ..characters.armature import build_armature
from ..characters.character import build_character
from .import_options import AUTOMATIC, BARE

__all__ = ["DefaultCharacter", "cast_default_characters", "make_default_character"]


@dataclass(frozen=True, eq=False)
class DefaultCharacter:
    """Who was made.

    Attributes:
        armature: Its bones are the motion's joints, names and rest positions alike.
        meshes: The body's; none on a bare skeleton.
        findings: What could not be fitted.
    """

    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    findings: tuple[Finding, ...]


def cast_default_characters(actors: Sequence[tuple[str, str | None]], look: str) -> list[Look | None]:
    """Who plays whom: no person twice as long as there are others.

    Args:
        actors: (actor id or another name, sex or None) pairs.
        look: A person's id, ``auto`` or ``none``.

    Returns:
        One person for each; None for a bare skeleton.

    Raises:
        CharacterError: there is no such person.
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
    """Make a character for a motion, at rest.

    Args:
        motion: What it will play.
        look: The person; None for a bare skeleton.
        name: Name of the armature.
        collection: Where the objects go; a person gets a collection of their own in it.
        cache: Folder of fitted characters; None for the user's own.
        strict: Whether joints that are no person's are an error; else a bare skeleton is made and it is said.

    Raises:
        CharacterError: the character data are missing, or the joints are not a person's.
    """
    if look is None:
        return _bare(motion, name, collection, ())
    if not strict and identify(motion.skeleton.names, motion.skeleton.parents.tolist()).missing():
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
    roles = identify(skeleton.names, skeleton.parents.tolist()).roles
    armature = build_armature(skeleton, rest_tails(skeleton, roles), (), name=name)
    collection.objects.link(armature)
    return DefaultCharacter(armature, (), findings)
