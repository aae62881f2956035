# SPDX-License-Identifier: GPL-3.0-or-later
"""Which built-in person plays which actor of a scene, and in which clothes."""

from __future__ import annotations

from collections.abc import Collection

from ...characters import Look, cast_looks, dressed, look_by_id, open_wardrobe
from ...dataset import Scene
from ...options.movie import ComposeOptions

__all__ = ["people_of"]


def people_of(
    source: Scene, options: ComposeOptions, actors: Collection[str] | None = None
) -> dict[str, Look]:
    """Return actor id -> the person who plays the actor, dressed.

    Args:
        source: The dataset's scene.
        options: Who is cast, and who wears what of which wardrobe.
        actors: Only these; by default all who are played by built-in people.

    Raises:
        CharacterError: The wardrobe cannot be read, or has not what somebody is to wear.
    """
    usual = cast_looks((each.actor_id, each.sex) for each in source.performances)
    if actors is None:
        actors = () if options.characters is not None else source.actor_ids
    named = [piece for actor in actors for piece in options.wear.get(actor, ())]
    wardrobe = open_wardrobe(options.wardrobe, named) if actors else None
    found: dict[str, Look] = {}
    for performance, look in zip(source.performances, usual, strict=True):
        actor = performance.actor_id
        if actor in actors:
            chosen = look_by_id(options.cast[actor]) if actor in options.cast else look
            found[actor] = dressed(chosen, wardrobe, options.wear.get(actor))
    return found
