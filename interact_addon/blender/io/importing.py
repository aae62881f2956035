# SPDX-License-Identifier: GPL-3.0-or-later
"""Import bodies, faces, voices and whole performances into a scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import bpy

from ...core.foundation.errors import InteractError, UsageError
from ...core.foundation.findings import Finding
from ...core.performance.loose_files import PerformanceFiles, find_performance_files
from ...core.performance.read import common_up, read_body, read_weights
from .. import compat
from ..common.actors import actor_of, meshes_on, tag_performance
from ..common.frame_rate import scene_rate
from ..common.ownership import check_local
from .default_character import cast_default_characters
from .import_body import Part, import_bodies, play, put_on_stage
from .import_face import face_target, import_faces, play_face
from .import_options import (
    ImportedActor,
    ImportOptions,
    ImportResult,
    adopt_rate,
    distinct,
    extend_range,
    place_for,
)
from .import_voice import add_voice, import_voices

__all__ = [
    "ImportOptions",
    "ImportResult",
    "ImportedActor",
    "face_target",
    "import_bodies",
    "import_faces",
    "import_performances",
    "import_voices",
]


def import_performances(
    scene: bpy.types.Scene,
    paths: Sequence[Path],
    options: ImportOptions | None = None,
    *,
    onto: bpy.types.Object | None = None,
    collection: bpy.types.Collection | None = None,
) -> ImportResult:
    """Import body, face and voice of performances, each given by any of its files.

    One performance is keyed on ``onto``; if that is None, or for several, each gets a new character.

    Args:
        scene: The Blender scene.
        paths: Files named ``<date>_<actor>_<scenario>``; see `find_performance_files`.
        options: Import options.
        onto: The armature object, or None.
        collection: Collection for new objects; the scene's by default, and if this one cannot be changed.

    Returns:
        The actors; a face or voice that exists but cannot be read is among the failures, and its actor is
        imported without it.

    Raises:
        UsageError: no file is given.
    """
    options = options or ImportOptions()
    found, unknown = find_performance_files(paths)
    failures: list[InteractError] = list(unknown)
    findings: list[Finding] = []
    actors: list[ImportedActor] = []
    looks = cast_default_characters([(parts.actor_id, parts.sex) for parts in found], options.look)
    up = common_up([parts.body for parts in found if parts.body is not None], options.reading)
    for parts, look in zip(found, looks, strict=True):
        findings += _missing(parts)
        try:
            part = _body(scene, parts, options, findings, up, first=not actors)
            if onto is not None and len(found) == 1:
                actor, odd = _onto(scene, onto, parts, part, options)
            elif part is None:
                raise UsageError(
                    f"{parts.key} has no body motion",
                    cure="Select the character that plays the face and the voice",
                )
            else:
                actor, odd = put_on_stage(part, look, options, place_for(scene, collection))
            findings += odd
        except InteractError as error:
            failures.append(error)
            continue
        frames = _face(scene, actor, parts, options, findings, failures)
        strips = _voice(scene, actor, parts, options, findings, failures)
        actors.append(replace(actor, strips=strips, frames=max(actor.frames, frames)))
    findings += extend_range(scene, options, max((actor.frames for actor in actors), default=0))
    return ImportResult(tuple(actors), tuple(failures), distinct(findings))


def _body(
    scene: bpy.types.Scene,
    parts: PerformanceFiles,
    options: ImportOptions,
    findings: list[Finding],
    up: str | None,
    *,
    first: bool,
) -> Part | None:
    if parts.body is None:
        return None
    adopted = options.adopt_rate and first
    motion, odd = read_body(parts.body, None if adopted else scene_rate(scene), options.reading, up)
    findings += odd
    if adopted:
        findings += adopt_rate(scene, motion.rate)
    return Part(motion, parts.body, parts.key, parts.actor_id, parts.sex)


def _onto(
    scene: bpy.types.Scene,
    armature: bpy.types.Object,
    parts: PerformanceFiles,
    part: Part | None,
    options: ImportOptions,
) -> tuple[ImportedActor, tuple[Finding, ...]]:
    if part is not None:
        return play(scene, armature, part, options)
    check_local(armature)
    if actor_of(scene, armature) is None:
        tag_performance(armature, parts.key)
    return ImportedActor(parts.key, armature, meshes_on(scene, armature)), ()


def _face(
    scene: bpy.types.Scene,
    actor: ImportedActor,
    parts: PerformanceFiles,
    options: ImportOptions,
    findings: list[Finding],
    failures: list[InteractError],
) -> int:
    """Key the face; return the number of its frames, 0 without a face."""
    target = face_target(scene, actor.armature)
    if parts.face is None:
        return 0
    if target is None or target.armature is None:
        findings.append(_faceless(actor))
        return 0
    # From Blender 4.4 the face can be a slot of the action of the body that was imported with it.
    shared = compat.action_of(target.armature) if parts.body is not None else None
    try:
        track = read_weights(parts.face, scene_rate(scene), options.reading)
        findings += play_face(target, track, name=parts.key, first_frame=options.first_frame, shared=shared)
    except InteractError as error:
        failures.append(error)
        return 0
    return track.frames


def _voice(
    scene: bpy.types.Scene,
    actor: ImportedActor,
    parts: PerformanceFiles,
    options: ImportOptions,
    findings: list[Finding],
    failures: list[InteractError],
) -> tuple[bpy.types.Strip, ...]:
    if parts.voice is None:
        return ()
    try:
        strips, odd = add_voice(scene, parts.voice, actor_of(scene, actor.armature), options)
    except InteractError as error:
        failures.append(error)
        return ()
    findings += odd
    return strips


def _faceless(actor: ImportedActor) -> Finding:
    name = actor.key if actor.armature is None else actor.armature.name
    return Finding("no-face-shapes", f"{name} has no mesh with shape keys: the face is not imported")


def _missing(parts: PerformanceFiles) -> list[Finding]:
    absent = [
        name
        for name, path in (("body", parts.body), ("face", parts.face), ("voice", parts.voice))
        if path is None
    ]
    if not absent:
        return []
    return [Finding("missing-parts", f"{parts.key} has no {' and no '.join(absent)}")]
