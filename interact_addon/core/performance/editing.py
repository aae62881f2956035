# SPDX-License-Identifier: GPL-3.0-or-later
"""How a scene would be cut, without building it in Blender."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..camera.capsule_person import capsule_person
from ..camera.editing import Edit, edit_cameras, face_cameras, plan_cameras, speech_of
from ..camera.places import PlacedCamera
from ..camera.stage import StagePerson
from ..dataset import Scene
from ..foundation.findings import Finding
from ..options.movie import ComposeOptions
from .casting.staged import stage_people
from .prepare import OnStep, prepare
from .take import SceneTakes, load_scene

__all__ = ["EDIT_NOTE", "SceneEdit", "edit_findings", "faces_edit", "scene_edit"]

EDIT_NOTE = "edit"
"""The code of findings about rules that an edit could not hold."""


@dataclass(frozen=True, slots=True)
class SceneEdit:
    """How a scene would be cut.

    Attributes:
        key: The scene's key.
        edit: Its shots and table.
        findings: What is missing or odd.
    """

    key: str
    edit: Edit
    findings: tuple[Finding, ...]


def scene_edit(
    source: Scene,
    options: ComposeOptions | None = None,
    *,
    on_step: OnStep | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SceneEdit:
    """Return how a scene is cut with the camera ``edit``, as composing it would.

    Args:
        source: The dataset's scene.
        options: Options of composing: who plays, the picture's size, the style of the edit.
        on_step: Called before each step.
        cancelled: Called between the steps; returns whether to stop.

    Raises:
        InputError: a body cannot be read, or nobody can play it.
        CancelledError: ``cancelled`` returned True.
    """
    options = replace(options or ComposeOptions(), camera="edit", markers="none")
    prepared = prepare(source, options, on_step=on_step, cancelled=cancelled)
    takes, picture = prepared.takes, options.picture
    stage = stage_people(prepared)
    cameras = edit_cameras(
        stage, picture.width, picture.height, takes.rate, options.focal, options.camera_move
    )
    edit = _cut(cameras, stage, takes, options.edit_style)
    findings = dict.fromkeys((*prepared.findings, *edit_findings(edit)))
    return SceneEdit(source.key, edit, tuple(findings))


def faces_edit(source: Scene, options: ComposeOptions | None = None) -> Edit:
    """Return how a movie is cut between a scene and the movies of its faces.

    Only the motion is read: no person is fitted, and no camera but the front one is placed.

    Args:
        source: The dataset's scene.
        options: How it is composed: the picture's size, the camera's move, the style of the edit.

    Raises:
        InputError: a body cannot be read, or its joints are not a person's.
    """
    options = options or ComposeOptions()
    takes, picture = load_scene(source, options.take), options.picture
    stage = tuple(capsule_person(take.body, take.performance.actor_id) for take in takes.takes)
    cameras = face_cameras(stage, picture.width, picture.height, takes.rate, options.camera_move)
    return _cut(cameras, stage, takes, options.edit_style)


def _cut(
    cameras: Mapping[str, PlacedCamera], stage: Sequence[StagePerson], takes: SceneTakes, style: str
) -> Edit:
    speech = speech_of([take.voice for take in takes.takes], takes.seconds)
    return plan_cameras(cameras, stage, speech, takes.rate, style)


def edit_findings(edit: Edit) -> tuple[Finding, ...]:
    """Return the rules that an edit could not hold, as findings."""
    return tuple(Finding(EDIT_NOTE, f"edit: {note}", level="info") for note in edit.notes)
