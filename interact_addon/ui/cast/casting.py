# SPDX-License-Identifier: GPL-3.0-or-later
"""Who plays whom: the cast of the chosen scene, and what the user's characters can play."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import bpy

from ...blender.characters.fit_preview import CharacterFit, fit_of_armature, fits_of_file
from ...core.characters import Look, cast_looks
from ...core.dataset import Performance, Scene
from ...core.foundation.errors import InteractError
from ..common.addon import preferences
from ..common.deferred import later
from ..common.properties import LISTENERS, InteractActor, Listeners, settings_of
from ..common.translations import iface
from ..dataset.catalog import chosen_scene

__all__ = [
    "automatic_looks",
    "characters_file",
    "fill_cast",
    "fit_of",
    "fits_in_file",
    "forget_files",
    "look_at_file",
    "register",
    "unregister",
]

_files: dict[Path, dict[str, CharacterFit] | str] = {}


def fill_cast(context: bpy.types.Context) -> None:
    """Give every actor of the chosen scene an entry in the cast; choices made for an actor before are kept.

    Entries of other scenes' actors in which nothing was chosen are dropped. Without a readable scene the cast
    is unchanged.
    """
    try:
        scene = chosen_scene(context)
    except InteractError:
        return
    cast = settings_of(context).cast
    for number in reversed(range(len(cast))):
        if cast[number].name not in scene.actor_ids and cast[number].kind == "AUTO":
            cast.remove(number)
    usual = automatic_looks(scene)
    for actor in scene.actor_ids:
        if actor not in cast:
            new = cast.add()
            new.name, new.look = actor, usual[actor].id  # "Built-in" starts from the automatic choice


def automatic_looks(scene: Scene) -> dict[str, Look]:
    """Return actor id -> the built-in person who plays the actor unless another is chosen."""
    pairs = [(performance.actor_id, performance.sex) for performance in scene.performances]
    return {actor: look for (actor, _), look in zip(pairs, cast_looks(pairs), strict=True)}


def characters_file(context: bpy.types.Context) -> Path | None:
    """Return the .blend with characters chosen in the preferences, or None."""
    chosen = getattr(preferences(context), "characters", "")
    return Path(bpy.path.abspath(chosen)) if chosen else None


def fits_in_file(path: Path) -> dict[str, CharacterFit] | str | None:
    """Return what the characters in a .blend can play, or the error; None while the file is being read."""
    if path not in _files:
        later(("characters", path), partial(look_at_file, path))
    return _files.get(path)


def fit_of(
    context: bpy.types.Context, performance: Performance, actor: InteractActor | None
) -> CharacterFit | str | None:
    """Return what the user's character that plays an actor can play.

    Returns:
        The fit; a message if there is no such character; None for a built-in person, who plays everything.
    """
    if actor is not None and actor.kind == "ARMATURE":
        if actor.armature is None:
            return "Choose an armature"
        scene: Any = context.scene
        return fit_of_armature(scene, actor.armature)
    path = characters_file(context)
    if path is None or (actor is not None and actor.kind == "BUILT_IN"):
        return None
    found = fits_in_file(path)
    if found is None:
        return "Reading the characters' file"
    if isinstance(found, str):
        return found
    return found.get(
        performance.actor_id,
        iface("{file} has no character for actor {actor}").format(file=path.name, actor=performance.actor_id),
    )


def forget_files() -> None:
    """Read the characters' file again when it is next needed."""
    _files.clear()


def look_at_file(path: Path) -> None:
    """Read at once what the characters in a .blend can play, unless it was read before."""
    if path in _files:
        return
    try:
        _files[path] = fits_of_file(path)
    except InteractError as error:
        _files[path] = str(error)


def _look_again(context: bpy.types.Context) -> None:
    forget_files()
    fill_cast(context)


def _actors(context: bpy.types.Context) -> tuple[str, ...]:
    try:
        return chosen_scene(context).actor_ids
    except InteractError:
        return ()


def register() -> None:
    """Follow the choice of the dataset and of the scene."""
    LISTENERS.actors = _actors
    LISTENERS.dataset.append(fill_cast)
    LISTENERS.key.append(fill_cast)
    LISTENERS.reloaded.append(_look_again)


def unregister() -> None:
    """Undo what :func:`register` did."""
    LISTENERS.actors = Listeners().actors
    LISTENERS.dataset.remove(fill_cast)
    LISTENERS.key.remove(fill_cast)
    LISTENERS.reloaded.remove(_look_again)
    forget_files()
