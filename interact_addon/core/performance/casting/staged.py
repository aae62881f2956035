# SPDX-License-Identifier: GPL-3.0-or-later
"""The people of a scene as cameras see them, before anything is built in Blender."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...camera.capsule_person import capsule_person
from ...camera.stage import StagePerson
from ...characters.surface import fitted_on_stage
from ..take import Take

if TYPE_CHECKING:
    from ..prepare import Prepared

__all__ = ["played_as_fitted", "stage_people"]


def played_as_fitted(prepared: Prepared) -> bool:
    """Return whether all people are built-in and play the takes as they are: `stage_people` knows them."""
    takes = prepared.takes.takes
    return all(_fitted(prepared, take) for take in takes)


def stage_people(prepared: Prepared, takes: Sequence[Take] | None = None) -> tuple[StagePerson, ...]:
    """Return the people of a scene.

    Those whom built-in people of the capture's size play are posed with skin, clothes and hair. Of the others
    only the motion is known before Blender has them play it: they are capsules of average girth, as tall as
    the capture (see `blender.scene.staged_people`).

    Args:
        prepared: The scene.
        takes: Other takes of the same people; by default the scene's.

    Raises:
        CharacterError: the joints of somebody are not a person's.
    """
    return tuple(
        fitted_on_stage(prepared.characters[take.performance.actor_id], take.body, take.performance.actor_id)
        if _fitted(prepared, take)
        else capsule_person(take.body, take.performance.actor_id)
        for take in (prepared.takes.takes if takes is None else takes)
    )


def _fitted(prepared: Prepared, take: Take) -> bool:
    actor = take.performance.actor_id
    return (
        actor in prepared.characters
        and actor not in prepared.resized
        and prepared.characters[actor].has_bones_of(take.body)
    )
