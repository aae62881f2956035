# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in people of a scene, fitted to its takes, some of other sizes than the capture."""

from __future__ import annotations

from collections.abc import Collection

from ...characters import Detail, FittedCharacter, Look, fitted_character, resized_character
from ...contacts.girth import Girth
from ...dataset import Scene
from ...foundation.errors import UsageError
from ...options.movie import ComposeOptions
from ..take import Take

__all__ = ["check_heights", "person_for"]


def check_heights(source: Scene, options: ComposeOptions, fitted: Collection[str]) -> None:
    """Refuse sizes of those whom no built-in person plays.

    Args:
        source: The scene.
        options: Whose ``height`` is looked at.
        fitted: Ids of the actors whom built-in people play.

    Raises:
        UsageError: A height is of nobody, or of a character of the user's own.
    """
    for actor in options.height:
        if actor not in source.actor_ids:
            raise UsageError(
                f"actor {actor} is to have a height and is not in scene {source.key}",
                cure=f"Its actors are {', '.join(source.actor_ids)}",
            )
        if actor not in fitted:
            raise UsageError(
                f"actor {actor} is to have a height and is played by a character of your own",
                cure="Scale that character, or cast a built-in person",
            )


def person_for(look: Look, take: Take, girth: Girth | None, options: ComposeOptions) -> FittedCharacter:
    """Return the person who plays a take."""
    detail, height = Detail(options.level), options.height.get(take.performance.actor_id)
    if height is None:
        return fitted_character(look, take.body, detail=detail, girth=girth, cache=options.cache)
    return resized_character(look, take.body, height, detail=detail, girth=girth, cache=options.cache)[0]
