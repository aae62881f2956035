# SPDX-License-Identifier: GPL-3.0-or-later
"""A composed scene that is cut: a camera for each place that is used, and a marker for each shot.

Blender renders what the markers say, so an animator can move, remove and add them, and move the cameras. What
was planned is kept in custom properties of the Blender scene, so that list and table can be made again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ...core.camera.choices import EDIT
from ...core.camera.editing import (
    Edit,
    EditShot,
    Speech,
    VoicePiece,
    edit_cameras,
    edit_of_views,
    plan_cameras,
    speech_of,
)
from ...core.camera.framing import Lens, View
from ...core.camera.places import PlacedCamera
from ...core.foundation.errors import UsageError
from ...core.foundation.findings import Finding
from ...core.foundation.reading.strict_json import parse_json
from ...core.options.movie import ComposeOptions
from ...core.performance.editing import edit_findings
from ...core.performance.take import SceneTakes
from .. import compat
from ..common.actors import StageActor, actors_of
from ..common.evaluating import at_each_time
from ..common.markers import EDIT_BREACHES, EDIT_PLAN, remove_camera_markers
from ..common.ownership import OWNER, tag_new
from ..common.sound import recording_start, sound_file
from .again.made import owned_blocks, remember
from .bound_shots import StagedShot, shots_of, show_shot
from .camera_setup import (
    OnStage,
    build_place,
    camera_of,
    on_stage,
    picture_size,
    refuse_linked,
    remove_cameras,
    tag_camera,
)
from .clearing import composed_keys, stands_in

__all__ = [
    "EditRequest",
    "PlannedEdit",
    "StagedShot",
    "add_edit",
    "edit_of",
    "edit_request",
    "put_edit",
    "set_edit",
    "shots_of",
]


@dataclass(frozen=True, slots=True, eq=False)
class PlannedEdit:
    """How a scene is to be cut, and the cameras for it by their names."""

    edit: Edit
    cameras: dict[str, PlacedCamera]


@dataclass(frozen=True, slots=True, eq=False)
class EditRequest:
    """All that planning an edit needs, without Blender's data.

    Attributes:
        stage: Who plays.
        speech: Who of them speaks.
        size: Width and height of the picture in pixels.
        style: One of `EDIT_STYLES`.
        focal: Focal length of all cameras in millimetres; None for each camera's own.
        move: ``auto``, ``static`` or ``follow``.
    """

    stage: OnStage
    speech: Speech
    size: tuple[int, int]
    style: str
    focal: float | None
    move: str

    def plan(self, on_step: Callable[[float, str], None] | None = None) -> PlannedEdit:
        """Place the cameras, which takes seconds, and cut; also in a thread.

        Args:
            on_step: As that of `edit_cameras`.
        """
        people, rate = self.stage.people, self.stage.rate
        cameras = edit_cameras(people, *self.size, rate, self.focal, self.move, on_step)
        return PlannedEdit(plan_cameras(cameras, people, self.speech, rate, self.style), cameras)


def add_edit(
    scene: bpy.types.Scene,
    stage: OnStage,
    takes: SceneTakes,
    options: ComposeOptions,
    collection: bpy.types.Collection,
    first: int,
) -> tuple[bpy.types.Object, Edit, tuple[Finding, ...]]:
    """Cut a scene that is being composed: add its cameras, and bind them to markers.

    Args:
        scene: The Blender scene, with its range and the size of its picture.
        stage: Who plays.
        takes: Their takes, in the same order.
        options: The style of the edit, the cameras' move and lens.
        collection: Where the cameras go.
        first: The Blender frame of the takes' first one.

    Returns:
        The camera of the first shot, which is the scene's camera now; the edit; what could not be held.
    """
    speech = speech_of([take.voice for take in takes.takes], takes.seconds)
    size, move = picture_size(scene), options.camera_move
    request = EditRequest(stage, speech, size, options.edit_style, options.focal, move)
    return _build(scene, request, request.plan(), collection, first)


def set_edit(
    scene: bpy.types.Scene, style: str = "auto", focal: float | None = None, move: str = "auto"
) -> tuple[bpy.types.Object, Edit, tuple[Finding, ...]]:
    """Cut a composed scene again, by what the actors and their voices are now.

    Its earlier cameras and the markers that are bound to them are replaced; the user's own stay.

    Args:
        scene: The Blender scene.
        style: One of `EDIT_STYLES`.
        focal: Focal length of all cameras in millimetres; None for each camera's own.
        move: ``auto``, ``static`` or ``follow``.

    Raises:
        UsageError: nothing is composed.
    """
    request = edit_request(scene, style, focal, move)
    return put_edit(scene, request, request.plan())


def edit_request(
    scene: bpy.types.Scene, style: str = "auto", focal: float | None = None, move: str = "auto"
) -> EditRequest:
    """Read what cutting a composed scene needs to know; see :func:`set_edit`."""
    stage = on_stage(scene)
    return EditRequest(stage, _heard(scene, stage), picture_size(scene), style, focal, move)


def put_edit(
    scene: bpy.types.Scene, request: EditRequest, planned: PlannedEdit
) -> tuple[bpy.types.Object, Edit, tuple[Finding, ...]]:
    """Cut a composed scene as planned; see :func:`set_edit`."""
    refuse_linked(scene)
    before: Any = camera_of(scene)
    owner = str(before[OWNER]) if before is not None and before.get(OWNER) else composed_keys(scene)[0]
    collections = [] if before is None else list(before.users_collection)
    with tag_new(owner):
        made = _build(scene, request, planned, (collections or [scene.collection])[0], scene.frame_start)
    new = {camera.name: camera for camera in (shot.camera for shot in shots_of(scene)) if camera.get(OWNER)}
    remove_cameras(scene, list(new.values()))
    for camera in new.values():  # the names of those before are free now
        camera.name = camera.name.partition(".")[0]
    show_shot(scene)
    bound = [marker for marker in scene.timeline_markers if marker.camera in new.values()]
    remember(scene, [*owned_blocks(new.values()), *bound])
    return made


def edit_of(scene: bpy.types.Scene) -> Edit:
    """Return the edit as the timeline has it now, with its table.

    Cameras are looked through wherever they are now, and people where they are now. Frames are counted from
    the scene's first one. Markers that go on with the same camera are one shot.

    Raises:
        UsageError: the scene has no markers that are bound to cameras, or nothing is composed.
    """
    staged = shots_of(scene)
    if not staged:
        raise UsageError(
            f"the scene {scene.name} is not cut",
            cure=f"Set its camera to {EDIT}, or compose it with that",
        )
    stage = on_stage(scene)
    plan = _plan(scene)
    reasons = plan.get("reasons", {})
    start = scene.frame_start
    names = {shot.camera: shot.place or shot.camera.name for shot in staged}
    # Where one camera goes on, no cut is seen.
    rows = (list(row) for _, row in groupby(staged, key=lambda shot: shot.camera))
    runs = [(row[0], row[-1]) for row in rows]
    shots = [
        EditShot(names[one.camera], one.first - start, last.end - start, str(reasons.get(one.name, "")))
        for one, last in runs
    ]
    speech = _kept(scene, stage) or _heard(scene, stage)
    views = {names[camera]: view for camera, view in _views(scene, list(names)).items()}
    return edit_of_views(views, shots, stage.people, speech, stage.rate)


def _build(
    scene: bpy.types.Scene,
    request: EditRequest,
    planned: PlannedEdit,
    collection: bpy.types.Collection,
    first: int,
) -> tuple[bpy.types.Object, Edit, tuple[Finding, ...]]:
    """Put an edit's cameras and markers in the place of those that were bound to ours."""
    stage, edit, cameras = request.stage, planned.edit, planned.cameras
    remove_camera_markers(scene, composed_keys(scene))
    own = [marker.name for marker in scene.timeline_markers if marker.camera is not None]
    made = {
        place: build_place(scene, cameras[place], name=f"Camera {place}", first=first)
        for place in edit.places
    }
    for place, camera in made.items():
        collection.objects.link(camera)
        tag_camera(camera, stage, place, request.move)
        stands_in(camera, scene.camera)
    reasons = {}
    for number, shot in enumerate(edit.shots, 1):
        marker = scene.timeline_markers.new(f"{number} {shot.place}", frame=first + shot.first)
        marker.camera = made[shot.place]
        reasons[marker.name] = shot.reason
    scene.camera = made[edit.shots[0].place]
    plan = {"reasons": reasons, "speech": request.speech.as_dict(), "keys": list(stage.keys)}
    scene[EDIT_PLAN] = json.dumps(plan | {"start": first})
    scene[EDIT_BREACHES] = (edit.table.line_breaches or 0) + (edit.table.angle_breaches or 0)
    findings = edit_findings(edit)
    if own:
        text = f"the scene {scene.name} has markers with cameras of its own, which cut too: {', '.join(own)}"
        findings = (*findings, Finding("edit-own-markers", text))
    return scene.camera, edit, findings


def _plan(scene: bpy.types.Scene) -> dict[str, Any]:
    """Return what was planned; nothing if that cannot be read."""
    try:
        values = parse_json(str(scene.get(EDIT_PLAN, "{}")))
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _kept(scene: bpy.types.Scene, stage: OnStage) -> Speech | None:
    """Return who speaks as it was known when the scene was cut, or None; also if its range is another now."""
    plan = _plan(scene)
    try:
        later = (scene.frame_start - int(plan.get("start", scene.frame_start))) / float(stage.rate)
        return Speech.from_dict(plan["speech"]).since(later) if plan["keys"] == list(stage.keys) else None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _heard(scene: bpy.types.Scene, stage: OnStage) -> Speech:
    """Return who speaks, by the sound strips as they are now; without any, as was known when it was cut."""
    actors = {actor.key: actor for actor in actors_of(scene)}
    seconds = max(person.frames for person in stage.people) / stage.rate
    with tempfile.TemporaryDirectory(prefix="interact-voices-", ignore_cleanup_errors=True) as folder:
        pieces = [_pieces(scene, actors.get(key), stage.rate, Path(folder)) for key in stage.keys]
        known = None if any(pieces) else _kept(scene, stage)
        return known or speech_of(pieces, float(seconds))


def _pieces(
    scene: bpy.types.Scene, actor: StageActor | None, rate: Fraction, folder: Path
) -> list[VoicePiece]:
    strips: list[Any] = [] if actor is None else list(actor.strips)
    found = []
    for strip in strips:
        if strip.type == "SOUND" and strip.sound is not None and not strip.mute:
            left, right = compat.strip_range(strip)
            times = (recording_start(strip, rate), left, right)
            starts, begin, end = (float((time - scene.frame_start) / rate) for time in times)
            found.append(VoicePiece(sound_file(strip.sound, folder), starts, begin, end))
    return found


def _views(
    scene: bpy.types.Scene, cameras: Sequence[bpy.types.Object]
) -> dict[bpy.types.Object, tuple[View, Lens]]:
    """Return where cameras are in each of the scene's frames, as they are animated now."""
    frames = np.arange(scene.frame_start, scene.frame_end + 1)
    places = np.empty((len(cameras), len(frames), 4, 4))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        for number, camera in enumerate(cameras):
            places[number, row] = np.array(camera.evaluated_get(graph).matrix_world)

    at_each_time(scene, cameras, (), frames, read)
    axes = places[..., :3, :3] / np.maximum(np.linalg.norm(places[..., :3, :3], axis=-2, keepdims=True), 1e-9)
    found = {}
    for camera, place, turns in zip(cameras, places, axes, strict=True):
        data: Any = camera.data  # of what is no camera, Blender's lens is one of 35 millimetres
        lens, sensor = (data.lens, data.sensor_width) if camera.type == "CAMERA" else (35.0, 36.0)
        found[camera] = View(place[:, :3, 3], turns), Lens(lens, sensor, *picture_size(scene))
    return found
