# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a movie of a scene and its faces cuts: the scene's edit, with a face wherever it has a portrait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...camera.choices import place_of
from ...camera.editing import Edit, EditShot
from ...dataset import Scene
from ...foundation.findings import Finding
from ...options.movie import ComposeOptions
from ...performance.editing import faces_edit
from ...video.face_cuts import FaceCut

__all__ = ["face_cuts", "planned_cuts"]

_PORTRAIT = "close"


def planned_cuts(
    source: Scene,
    options: ComposeOptions,
    faces: Sequence[str],
    first: int,
    frames: int,
    known: Mapping[str, Any] | None = None,
) -> tuple[tuple[FaceCut, ...], tuple[Finding, ...]]:
    """Return where to cut to which face, and what is odd about it.

    Args:
        source: The dataset's scene.
        options: How it was composed.
        faces: The actors whose faces have a movie, in its order of faces.
        first: The scene's frame with which its movie begins, counted from 0.
        frames: The number of the movie's frames.
        known: The edit that the scene was rendered with, as its report has it, or None if it is not cut.

    Raises:
        InputError: a body cannot be read, or nobody can play it.
    """
    edit = _edit(known) or faces_edit(source, options)
    cuts = face_cuts(edit.shots, source.actor_ids, faces, first, frames)
    findings = [
        Finding(
            "face-missing",
            f"there is no movie of the face of actor {actor}: the scene is seen where it would be",
        )
        for actor in source.actor_ids
        if actor not in faces
    ]
    if not cuts:
        text = "no face is seen: the edit has no portrait of anybody whose face was rendered"
        findings.append(Finding("no-face-seen", text, level="info"))
    return cuts, tuple(findings)


def _edit(known: Mapping[str, Any] | None) -> Edit | None:
    try:
        return None if known is None else Edit.from_dict(known)
    except ValueError:
        return None  # of another version


def face_cuts(
    shots: Iterable[EditShot], actors: Sequence[str], faces: Sequence[str], first: int, frames: int
) -> tuple[FaceCut, ...]:
    """Return where to cut to which face; elsewhere the scene is seen.

    Args:
        shots: The scene's shots, with frames counted from its beginning.
        actors: Its actors, in order.
        faces: Those whose faces can be shown.
        first: The scene's frame with which the movie begins.
        frames: The number of the movie's frames.
    """
    cuts = []
    for shot in shots:
        place = place_of(shot.place, actors)
        begin, end = max(shot.first - first, 0), min(shot.end - first, frames)
        if place.name == _PORTRAIT and begin < end and actors[place.actor or 0] in faces:
            cuts.append(FaceCut(begin, end, faces.index(actors[place.actor or 0])))
    return tuple(cuts)
