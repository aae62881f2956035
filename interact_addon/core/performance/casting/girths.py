# SPDX-License-Identifier: GPL-3.0-or-later
"""The girth of a scene's actors, from how near they come to others in all scenes of the dataset.

What each scene tells is kept in a small file of its own in the cache, named by the hash of what it was read
from: a new scene costs only itself. Several processes that begin with different scenes share the work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...animation.bvh import roles_path
from ...contacts.bodies import captured_body
from ...contacts.girth import Girth, Near, fit_girths
from ...contacts.room import gaps_between, radii_of
from ...dataset import Dataset, Scene
from ...foundation.cache_folder import cache_folder
from ...foundation.errors import InputError, InteractError
from ...foundation.reading.strict_json import read_json
from ...foundation.writing.kept import keep_json
from ...foundation.writing.made_once import making_once
from ...options.take import TakeOptions
from ..input_files import file_state
from ..take import load_take, scene_up

__all__ = ["girths_of", "load_near"]

_FORMAT = 3
_PER_SECOND = 6  # frames that are looked at
_SAME_PEOPLE = ("interact",)  # layouts whose actors' ids mean the same people in all scenes


def girths_of(
    source: Scene,
    options: TakeOptions,
    cache: Path | None = None,
    on_scene: Callable[[float, str], None] | None = None,
) -> Mapping[str, Girth]:
    """Return actor -> girth, for those of a scene's actors who touch somebody in some scene.

    Scenes that cannot be read are left out. Where a dataset does not know its actors across scenes, and for
    loose files, only the scene itself counts.

    Args:
        source: The scene.
        options: How bodies are read.
        cache: Folder of fitted characters; None for the default.
        on_scene: Called before each scene that has to be read, with the share that is done and a text; what
            it raises stops it.
    """
    folder = cache_folder(cache) / "girth"
    near = []
    scenes = _scenes(source)
    for number, scene in enumerate(scenes):
        path = folder / f"{_key(scene, options)}.json"
        values = load_near(path)
        if values is None:
            if on_scene is not None:
                on_scene(number / len(scenes), f"Measuring how near people come: {scene.key}")
            with making_once():
                values = _measured(scene, options)
            if values is None:
                continue
            keep_json(path, values)
        near += [Near.from_dict(each) for each in values]
    found = fit_girths(near)
    return {actor: found[actor] for actor in source.actor_ids if actor in found}


def _scenes(source: Scene) -> list[Scene]:
    """Return the scenes that tell something about a scene's actors, beginning with that scene."""
    own = [source] if len(source.performances) > 1 else []
    if source.root is None or source.layout not in _SAME_PEOPLE:
        return own
    try:
        every = Dataset.open(source.root, source.layout).scenes()
    except InteractError:
        return own
    actors = set(source.actor_ids)
    every = [each for each in every if len(each.performances) > 1 and actors & set(each.actor_ids)]
    after = [each for each in every if each.key > source.key]
    return [*own, *after, *(each for each in every if each.key < source.key)]


def _key(scene: Scene, options: TakeOptions) -> str:
    files: list[Any] = []
    for each in scene.performances:
        body = each.body_path(options.bodies)
        files.append([each.actor_id, each.form, each.person, each.units, each.up])
        paths = () if body is None else (body, roles_path(body))
        files += [None if path is None else file_state(path) for path in paths]
    given = {actor: file_state(path) for actor, path in options.skeleton.items()}
    model = None if options.body_model is None else file_state(options.body_model)
    reading = [options.bodies, options.units, options.up, given, model]
    return hashlib.sha256(json.dumps([_FORMAT, files, reading]).encode()).hexdigest()[:32]


def _measured(scene: Scene, options: TakeOptions) -> list[dict[str, Any]] | None:
    """Return what a scene tells, JSON-ready; None if it cannot be read."""
    try:
        up = scene_up(scene, options)
        bodies = [
            captured_body(load_take(replace(each, face_arkit=None, voice=None), options, up).body)
            for each in scene.performances
        ]
    except (InteractError, OSError):
        return None
    step = max(1, round(float(options.rate) / _PER_SECOND))
    found = []
    for number, one in enumerate(bodies):
        for place, other in enumerate(bodies[number + 1 :], start=number + 1):
            if counts := gaps_between(one, other, step):
                actors = scene.actor_ids[number], scene.actor_ids[place]
                found.append(Near(actors, (radii_of(one), radii_of(other)), counts).as_dict())
    return found


def load_near(path: Path) -> list[dict[str, Any]] | None:
    """Return what a scene tells, as it was kept; None if the file is missing or unusable."""
    try:
        values = read_json(path, list[dict[str, Any]], "how near people come")
        for each in values:
            Near.from_dict(each)
    except (InputError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None
    return values
