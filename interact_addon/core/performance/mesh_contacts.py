# SPDX-License-Identifier: GPL-3.0-or-later
"""The contacts of a scene as the built-in people's surfaces touch."""

from __future__ import annotations

from dataclasses import replace

from ..characters.surface import posed_surface
from ..contacts import find_contacts
from ..dataset import Scene
from ..options.movie import ComposeOptions
from .contacts import SceneContacts
from .prepare import prepare

__all__ = ["scene_mesh_contacts"]


def scene_mesh_contacts(scene: Scene, options: ComposeOptions | None = None) -> SceneContacts:
    """Fit the built-in people to a scene and find the contacts of their surfaces.

    What their hands, forearms, feet and heads touch of each other is decided by skin and clothes; all other
    contacts are those of the joints.

    Args:
        scene: The scene.
        options: Who plays whom, and how the bodies are read.

    Raises:
        DatasetError: an actor has no body.
        InputError: a body cannot be read, or its skeleton is not a person's.
    """
    options = replace(ComposeOptions() if options is None else options, characters=None)
    bodies = tuple(replace(each, face_arkit=None, voice=None) for each in scene.performances)
    ready = prepare(replace(scene, performances=bodies), options)
    motions = [take.body for take in ready.takes.takes]
    actors = [take.performance.actor_id for take in ready.takes.takes]
    surfaces = {
        n: posed_surface(ready.characters[actor], motion)
        for n, (actor, motion) in enumerate(zip(actors, motions, strict=True))
    }
    return SceneContacts(find_contacts(motions, actors, surfaces), ready.findings)
