# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request's cost depends on: its pictures, and what its child can use again."""

from __future__ import annotations

from collections.abc import Iterable

from ...jobs.face_request import FaceRequest
from ...jobs.request import RenderRequest
from ...options.movie import ComposeOptions
from .measurement import Picture
from .model import CostModel
from .scene_cost import PlannedScene

__all__ = ["picture_of", "planned_scene", "reused_people"]

NO_SET = "none"


def picture_of(request: RenderRequest) -> Picture:
    """Return what the cost of a request's frames depends on."""
    compose = request.options.compose
    picture = compose.picture
    made = Picture(
        picture.preset,
        NO_SET if compose.lights == "none" else compose.stage_set,
        request.face is not None,
        picture.width,
        picture.height,
        picture.samples_taken,
    )
    return made.on("CPU itself") if picture.device == "cpu" else made


def reused_people(actors: Iterable[str], compose: ComposeOptions, face: FaceRequest | None) -> frozenset[str]:
    """Return what a child builds for a scene and can use again in the next one."""
    if face is not None:
        return frozenset({f"face {face.actor}"})
    return frozenset(f"{actor} {compose.level}" for actor in actors)


def planned_scene(
    request: RenderRequest,
    actors: Iterable[str],
    frames: int,
    model: CostModel,
    unmade: frozenset[str] = frozenset(),
) -> PlannedScene:
    """Return a scene that is to be rendered, with its cost.

    Args:
        request: What to render.
        actors: Who acts in it.
        frames: How many frames.
        model: What rendering costs here.
        unmade: As in :class:`PlannedScene`.
    """
    picture, compose = picture_of(request), request.options.compose
    kind = f"{picture.preset} {picture.stage_set}{' face' * picture.face}"
    people = reused_people(actors, compose, request.face)
    return PlannedScene(request.file_name, picture.preset, people, frames, model.cost(picture), kind, unmade)
