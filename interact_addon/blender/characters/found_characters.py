# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the user's characters of a .blend that play the actors, without appending anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...core.characters.custom_mapping import ACTOR_PROPERTY, ActorMapping, mapping_path, read_mapping
from ...core.foundation.errors import CharacterError
from ...core.foundation.findings import Finding
from ...core.foundation.wording import some
from .armature_checks import check_body
from .blend_contents import BlendContents, read_contents

__all__ = ["FoundCharacters", "actor_mapping", "check_character", "find_characters"]

_SHOWN = 20


@dataclass(frozen=True)
class FoundCharacters:
    """The characters of a .blend that play the actors, found without appending anything.

    Attributes:
        path: The .blend.
        contents: Its armatures and meshes.
        actors: Actor id to the actor's armature and faces, in the order of the actors.
        findings: What is unusual about them.
    """

    path: Path
    contents: BlendContents
    actors: Mapping[str, ActorMapping]
    findings: tuple[Finding, ...] = ()


def find_characters(path: Path, actors: Sequence[str]) -> FoundCharacters:
    """Find the characters of ``actors`` in a .blend.

    A TOML beside the file, or custom properties in it, assign armatures to actors; see
    `interact_addon.core.characters.custom_mapping`.

    Args:
        path: The .blend.
        actors: Actor ids, one character each.

    Raises:
        CharacterError: the file cannot be read, or has no character for an actor; the message names those
            it has. Or a character cannot play: its bones are unknown, or its size is impossible.
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
    findings = [finding for actor in actors for finding in check_character(path, mapping[actor], contents)]
    return FoundCharacters(
        path, contents, {actor: mapping[actor] for actor in actors}, tuple(dict.fromkeys(findings))
    )


def check_character(path: Path, mapping: ActorMapping, contents: BlendContents) -> list[Finding]:
    """Check whether a character of a .blend can play at all.

    Args:
        path: The .blend.
        mapping: Its armature and roles.
        contents: What is in the file.

    Returns:
        What is unusual about it.

    Raises:
        CharacterError: see :func:`find_characters`.
    """
    name = mapping.armature
    rig = contents.rigs[name]
    try:
        if isinstance(rig, CharacterError):
            raise rig
        return check_body(name, rig, mapping.roles, contents.factors[name], path=str(path))
    except CharacterError as error:
        raise CharacterError(error.message, path=path, cure=error.cure) from error


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
                f"armatures are {some(contents.armatures, _SHOWN)}",
                path=beside,
            )
        absent = [face for face in one.faces or () if face not in contents.meshes]
        if absent:
            raise CharacterError(
                f"actor {actor} has faces that are not meshes of {path.name}: {', '.join(absent)}; its "
                f"meshes are {some(contents.meshes, _SHOWN)}",
                path=beside,
            )
    return mapping


def _how_to_map(actor: str, contents: BlendContents) -> str:
    example = contents.armatures[0] if contents.armatures else "NAME"
    return (
        f'Write [actors.{actor}] with armature = "{example}" into a .toml of the same name beside it, or '
        f"give the armature a custom property {ACTOR_PROPERTY} = {actor}; armatures in the file: "
        f"{some(contents.armatures, _SHOWN)}"
    )
