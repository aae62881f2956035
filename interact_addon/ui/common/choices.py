# SPDX-License-Identifier: GPL-3.0-or-later
"""From the panels' properties to the options that the command line and the API use too."""

from __future__ import annotations

from pathlib import Path

import bpy

from ...core.face.arkit import FaceReading
from ...core.options.movie import ComposeOptions, MovieOptions
from .addon import preferences, user_folder
from .option_properties import read_properties
from .properties import LISTENERS, settings_of

__all__ = [
    "compose_options",
    "face_reading",
    "ffmpeg_path",
    "movie_options",
    "output_folder",
    "own_armatures",
    "result_folder",
    "wardrobe_folder",
    "worn_by_actor",
]


def compose_options(context: bpy.types.Context) -> ComposeOptions:
    """Return the options for composing the chosen scene.

    Raises:
        UsageError: the choices are invalid together.
    """
    return movie_options(context).compose


def face_reading(context: bpy.types.Context) -> FaceReading:
    """Return how faces are read."""
    reading: FaceReading = read_properties(settings_of(context), FaceReading())
    return reading


def own_armatures(context: bpy.types.Context) -> dict[str, bpy.types.Object]:
    """Return actor id -> the armature in this file that plays the actor."""
    return {
        actor.name: actor.armature
        for actor in settings_of(context).cast
        if actor.kind == "ARMATURE" and actor.armature is not None
    }


def movie_options(context: bpy.types.Context) -> MovieOptions:
    """Return the options for making the movie.

    Raises:
        UsageError: the choices are invalid together.
    """
    settings = settings_of(context)
    characters = getattr(preferences(context), "characters", "")
    elsewhere = {
        "cast": {actor.name: actor.look for actor in settings.cast if actor.kind == "BUILT_IN"},
        "wardrobe": wardrobe_folder(context),
        "wear": worn_by_actor(context),
        "height": _heights(context, own=bool(characters)),
        "characters": Path(bpy.path.abspath(characters)) if characters else None,
        "cache": user_folder("characters"),
        "ffmpeg": ffmpeg_path(context),
    }
    options: MovieOptions = read_properties(settings, MovieOptions(), elsewhere)
    return options


def _heights(context: bpy.types.Context, *, own: bool) -> dict[str, float]:
    """Return actor id -> height of the scene's built-in people; with ``own`` characters of who is cast.

    Rounded to the millimetre: Blender's numbers have seven digits.
    """
    kinds = ("BUILT_IN",) if own else ("AUTO", "BUILT_IN")
    there = LISTENERS.actors(context)
    rows = [
        row for row in settings_of(context).cast if row.use_height and row.kind in kinds and row.name in there
    ]
    return {row.name: round(row.height, 3) for row in rows}


def wardrobe_folder(context: bpy.types.Context) -> Path | None:
    """Return the folder of clothes chosen in the preferences, or None."""
    chosen = getattr(preferences(context), "wardrobe", "")
    return Path(bpy.path.abspath(chosen)) if chosen else None


def worn_by_actor(context: bpy.types.Context) -> dict[str, tuple[str, ...]]:
    """Return actor id -> what the built-in person who plays the actor wears; empty without a wardrobe."""
    if wardrobe_folder(context) is None:
        return {}
    rows = [actor for actor in settings_of(context).cast if actor.kind != "ARMATURE" and actor.wear.strip()]
    return {actor.name: tuple(name.strip() for name in actor.wear.split("+")) for actor in rows}


def ffmpeg_path(context: bpy.types.Context) -> Path | None:
    """Return the ffmpeg chosen in the preferences, or None to search for one."""
    chosen = getattr(preferences(context), "ffmpeg", "")
    return Path(bpy.path.abspath(chosen)) if chosen else None


def output_folder(context: bpy.types.Context) -> Path:
    """Return the folder for movies: the file's, the preferences', beside the file, or the user's."""
    for chosen in (settings_of(context).output, getattr(preferences(context), "output", "")):
        if (folder := result_folder(chosen)) is not None:
            return folder
    return Path(bpy.data.filepath).parent / "movies" if bpy.data.filepath else user_folder("movies")


def result_folder(chosen: str) -> Path | None:
    """Return the folder that was chosen for results, or None if none was.

    A path beside the .blend file counts as none while the file is unsaved: Blender would resolve it against
    the folder that it was started from.
    """
    if not chosen or (chosen.startswith("//") and not bpy.data.filepath):
        return None
    return Path(bpy.path.abspath(chosen))
