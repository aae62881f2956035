# SPDX-License-Identifier: GPL-3.0-or-later
"""The TOML beside a .blend that maps its armatures and faces to actors.

``characters.blend`` is mapped by ``characters.characters.toml`` or ``characters.toml``::

    [actors.001]
    armature = "Armature.001"
    faces = ["Head.001", "Lashes.001"]     # optional; default: all meshes with ARKit shape keys
    roles = {hips = "Pelvis"}              # only for bones whose names follow no known convention

Without a TOML, a custom property ``interact_actor = "001"`` on an armature object has the same effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..animation.bone_names.given_roles import check_roles
from ..foundation.errors import CharacterError
from ..foundation.reading.toml_file import read_toml

__all__ = ["ACTOR_PROPERTY", "ActorMapping", "actor_id", "mapping_path", "read_mapping"]

ACTOR_PROPERTY = "interact_actor"
"""The custom property of an armature object that names its actor."""

_EXAMPLE = 'Write [actors.001], then armature = "NAME"'
_KEYS = {"armature", "faces", "roles"}


@dataclass(frozen=True)
class ActorMapping:
    """One actor's objects in a .blend.

    Attributes:
        armature: The armature object's name.
        faces: Names of mesh objects with shape keys; None for all that have ARKit shapes.
        roles: Role to bone name, overriding what the bones' names give.
    """

    armature: str
    faces: tuple[str, ...] | None = None
    roles: Mapping[str, str] = field(default_factory=dict)


def actor_id(value: object) -> str:
    """Return an actor's id as the dataset writes it: ``1`` and ``"1"`` become ``001``."""
    text = str(value).strip()
    return text.zfill(3) if text.isdecimal() else text


def mapping_path(blend: Path) -> Path | None:
    """Return the TOML beside a .blend, or None if there is none."""
    for suffix in (".characters.toml", ".toml"):
        path = blend.with_suffix(suffix)
        if path.is_file():
            return path
    return None


def read_mapping(path: Path) -> dict[str, ActorMapping]:
    """Read a mapping: actor id to its objects in the .blend.

    Raises:
        CharacterError: the file cannot be read, is not TOML, or has invalid entries.
    """
    tables = read_toml(path, "the mapping", CharacterError, cure=_EXAMPLE)
    actors = tables.get("actors")
    if not isinstance(actors, dict) or not actors:
        raise CharacterError(
            "there is no [actors.ID] table in it",
            path=path,
            cure=_EXAMPLE,
        )
    out: dict[str, ActorMapping] = {}
    for key, table in actors.items():
        one = actor_id(key)
        if one in out:
            raise CharacterError(f"actor {one} is mapped twice", path=path)
        out[one] = _mapping(one, table, path)
    return out


def _mapping(actor: str, table: object, path: Path) -> ActorMapping:
    if not isinstance(table, dict):
        raise CharacterError(f"actors.{actor} is not a table", path=path, cure=f"Write [actors.{actor}]")
    unknown_keys = sorted(set(table) - _KEYS)
    if unknown_keys:
        raise CharacterError(
            f"actors.{actor} has unknown keys: {', '.join(unknown_keys)}",
            path=path,
            cure=f"Use {', '.join(sorted(_KEYS))}",
        )
    armature, faces, roles = table.get("armature"), table.get("faces"), table.get("roles", {})
    if not isinstance(armature, str) or not armature:
        raise CharacterError(f"actors.{actor} names no armature", path=path, cure='Write armature = "NAME"')
    if isinstance(faces, str):
        faces = [faces]
    if faces is not None and not (isinstance(faces, list) and all(isinstance(face, str) for face in faces)):
        raise CharacterError(f"the faces of actors.{actor} are not a list of names", path=path)
    checked = check_roles(
        roles, f"actors.{actor}", lambda text, cure: CharacterError(text, path=path, cure=cure)
    )
    return ActorMapping(armature, None if faces is None else tuple(faces), checked)
