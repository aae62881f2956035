# SPDX-License-Identifier: GPL-3.0-or-later
"""Export a scene's performances to a dataset folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.dataset.names import actor_of, split_key
from ...core.foundation.errors import UsageError
from ...core.foundation.findings import Finding
from ...core.performance.export import ExportedFile, ExportOptions, PerformanceData, write_performance
from ...core.performance.export.performance import target_paths
from ..common.actors import StageActor, actors_of
from ..common.curves import key_range
from ..common.frame_rate import scene_rate
from ..common.motion_tag import refresh_motion
from ..scene.again.made import noted_keys, placement_of
from .export_body import sample_body
from .export_face import sample_face
from .export_voice import sample_voice

__all__ = ["ExportResult", "chosen_actors", "export_performance", "frame_range", "played_range"]


@dataclass(frozen=True)
class ExportResult:
    """What was exported of one performance.

    Attributes:
        key: The performance's key.
        first: The first Blender frame.
        last: The last.
        files: In the order body, face, voice.
        findings: What was left out, and why.
        motion: Which motion it is, one of `core.performance.motion_kind.MOTIONS`; None if nobody said.
    """

    key: str
    first: int
    last: int
    files: tuple[ExportedFile, ...]
    findings: tuple[Finding, ...]
    motion: str | None = None


def chosen_actors(scene: bpy.types.Scene, ids: Sequence[str] = ()) -> list[StageActor]:
    """Return the scene's actors by actor id (``001``) or key; all of them if none is named.

    Raises:
        UsageError: there are no actors, one that is named is missing, or one performance is played twice.
    """
    actors = actors_of(scene)
    if not actors:
        raise UsageError(f"the scene {scene.name} has no actors", cure="Compose or import one first")
    if ids:
        known = {name: actor for actor in actors for name in (actor.key, actor_id(actor))}
        absent = [name for name in ids if name not in known]
        if absent:
            there = ", ".join(actor.key for actor in actors)
            raise UsageError(f"{', '.join(absent)} is not in the scene", cure=f"Its actors are {there}")
        actors = list(dict.fromkeys(known[name] for name in ids))
    keys = [actor.key for actor in actors]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise UsageError(f"{twice} is played by several armatures", cure="Export them one at a time")
    return actors


def actor_id(actor: StageActor) -> str:
    """Return the actor's id in the performance's key, such as ``001``; else the key."""
    return actor_of(actor.key)


def frame_range(scene: bpy.types.Scene, actor: StageActor, options: ExportOptions) -> tuple[int, int]:
    """Return the first and last Blender frame to export, both included.

    Raises:
        UsageError: the range of the action is requested, and the actor has no keys.
    """
    if options.frames is not None:
        return options.frames.first, options.frames.last
    if options.range == "preview" and scene.use_preview_range:
        return scene.frame_preview_start, scene.frame_preview_end
    if options.range != "action":
        return played_range(scene, [actor])
    keyed = _keyed([actor])
    if keyed is None:
        raise UsageError(f"{actor.armature.name} has no keys", cure="Export the scene's range")
    return keyed


def played_range(scene: bpy.types.Scene, actors: Sequence[StageActor]) -> tuple[int, int]:
    """Return the scene's first and last frame; where people of several scenes play, only while theirs does.

    Everybody of a dataset's scene has the same range.

    Args:
        scene: The Blender scene.
        actors: Some of its actors.
    """
    first, last = scene.frame_start, scene.frame_end
    noted = noted_keys(scene)
    if len(noted) < 2 and all(placement_of(scene, key).start <= first for key in noted):
        return first, last
    keys = {_scene_of(actor) for actor in actors}
    playing = [each for each in actors_of(scene) if _scene_of(each) in keys]
    keyed = _keyed(playing) if keys <= {*noted} else None
    if keyed is None or keyed[1] < first or keyed[0] > last:
        return first, last
    return max(first, keyed[0]), min(last, keyed[1])


def _scene_of(actor: StageActor) -> str:
    """Return the key of the dataset's scene that somebody is in; nothing if that cannot be told."""
    try:
        return split_key(actor.key)[0]
    except UsageError:
        return ""


def _keyed(actors: Sequence[StageActor]) -> tuple[int, int] | None:
    """Return the first and the last frame at which actors have keys."""
    blocks: list[bpy.types.ID] = [actor.armature for actor in actors]
    faces = [mesh.data for actor in actors for mesh in actor.face_meshes]
    blocks += [keys for face in faces if (keys := getattr(face, "shape_keys", None))]
    ends = [ends for block in blocks if (ends := key_range(block)) is not None]
    return (round(min(first for first, _ in ends)), round(max(last for _, last in ends))) if ends else None


def frame_times(first: int, last: int, rate: Fraction, out_rate: Fraction) -> NDArray[np.float64]:
    """Return the (F,) Blender frames, with fractions, of the exported frames.

    Args:
        first: First Blender frame.
        last: Last Blender frame, which has the same duration as the others.
        rate: The scene's frames per second.
        out_rate: The export's frames per second.
    """
    count = max(1, round((last - first + 1) / rate * out_rate))
    step = rate / out_rate
    numerators = np.arange(count, dtype=np.int64) * step.numerator
    return first + numerators / step.denominator


def export_performance(
    scene: bpy.types.Scene,
    actor: StageActor,
    options: ExportOptions,
    *,
    step_through: bool = False,
    on_progress: Callable[[str], None] | None = None,
) -> ExportResult:
    """Export an actor's body, face and voice to a dataset folder; all of them or nothing.

    The final animation is exported, with constraints, NLA strips and the armature object's transform.

    Args:
        scene: The scene.
        actor: The actor.
        options: What to export, and the folder.
        step_through: Evaluate every frame even if the keys suffice.
        on_progress: Called with a text for each step.

    Raises:
        UsageError: files exist already, or there is nothing to write.
        CharacterError: the armature's motion cannot be written to a motion file.
        WorkError: a file cannot be written.
    """
    report = on_progress or (lambda text: None)
    target_paths(options.root, actor.key)
    first, last = frame_range(scene, actor, options)
    rate = scene_rate(scene)
    times = frame_times(first, last, rate, options.rate)
    findings: list[Finding] = []
    if rate != options.rate:
        text = (
            f"the scene has {float(rate):g} frames per second: {actor.key} was sampled at"
            f" the dataset's {float(options.rate):g}"
        )
        findings.append(Finding("resampled-export", text, level="info"))
    body = face = voice = None
    if options.body:
        report(f"{actor.key}: body")
        sampled = sample_body(scene, actor.armature, times, options.rate, step_through=step_through)
        body, findings = sampled.motion, [*findings, *sampled.findings]
    if options.face:
        report(f"{actor.key}: face")
        shown = sample_face(scene, actor.face_meshes, times, name=actor.key, step_through=step_through)
        face, findings = shown.weights, [*findings, *shown.findings]
    with tempfile.TemporaryDirectory(prefix="interact-export-", ignore_cleanup_errors=True) as folder:
        if options.voice:
            report(f"{actor.key}: voice")
            heard = sample_voice(
                scene,
                actor.strips,
                first,
                len(times) / options.rate,
                name=actor.key,
                rate=rate,
                folder=Path(folder),
            )
            voice, findings = heard.trim, [*findings, *heard.findings]
        motion = refresh_motion(actor.armature)
        data = PerformanceData(actor.key, body, face, voice, motion)
        files = write_performance(options.root, data, overwrite=options.overwrite)
    findings += _stale(options, actor.key, files)
    return ExportResult(actor.key, first, last, files, tuple(dict.fromkeys(findings)), motion)


def _stale(options: ExportOptions, key: str, files: Sequence[ExportedFile]) -> list[Finding]:
    """Report earlier files of the performance that were not replaced; they may not match the new ones."""
    written = {file.path for file in files}
    return [
        Finding("earlier-file", f"{path} is from an earlier export, and was not replaced", path=str(path))
        for path in target_paths(options.root, key).values()
        if path not in written and path.exists()
    ]
