# SPDX-License-Identifier: GPL-3.0-or-later
"""Add timeline markers where actors begin to speak and pause, and where performances begin and end."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from ...core.audio import SpeechOptions, speech_segments
from ...core.foundation.errors import AudioError, UsageError
from ...core.foundation.findings import Finding
from .. import compat
from ..common.actors import StageActor, actors_of
from ..common.curves import key_range
from ..common.frame_rate import scene_rate
from ..common.sound import recording_start, sound_file
from .export import actor_id

__all__ = ["MARKERS", "MarkerResult", "add_markers", "remove_markers"]

MARKERS = "interact_markers"
"""Custom property of a scene with the names of our markers: from 5.0 markers have no custom properties."""


@dataclass(frozen=True)
class MarkerResult:
    """The result of adding markers.

    Attributes:
        count: The number of added markers.
        findings: Voices that could not be read.
    """

    count: int
    findings: tuple[Finding, ...]


def add_markers(
    scene: bpy.types.Scene, options: SpeechOptions | None = None, *, ends: bool = True, speech: bool = True
) -> MarkerResult:
    """Mark when actors speak; our earlier markers are replaced, all others stay.

    Args:
        scene: The scene.
        options: Options of speech detection.
        ends: Whether each performance's first and last key are marked.
        speech: Whether speech and pauses are.

    Raises:
        UsageError: the scene has no actors.
    """
    actors = actors_of(scene)
    if not actors:
        raise UsageError(f"the scene {scene.name} has no actors", cure="Compose or import one first")
    findings: list[Finding] = []
    marks: list[tuple[int, str]] = []
    for actor in actors:
        name = actor_id(actor)
        ends_at = key_range(actor.armature) if ends else None
        if ends_at is not None:
            marks += [(round(ends_at[0]), f"{name} starts"), (round(ends_at[1]), f"{name} ends")]
        if speech:
            marks += _speech(scene, actor, options or SpeechOptions(), findings)
    remove_markers(scene)
    taken = {marker.name for marker in scene.timeline_markers}
    marks = [(frame, f"{name} (InterAct)" if name in taken else name) for frame, name in marks]
    # Stored as Blender returns the names, since it cuts long ones.
    scene[MARKERS] = sorted(
        {scene.timeline_markers.new(name, frame=frame).name for frame, name in sorted(marks)}
    )
    return MarkerResult(len(marks), tuple(findings))


def remove_markers(scene: bpy.types.Scene) -> int:
    """Remove the markers that `add_markers` added; one that the user has renamed stays.

    Returns:
        The number of removed markers.
    """
    names = set(scene.get(MARKERS) or ())
    ours = [marker for marker in scene.timeline_markers if marker.name in names]
    for marker in ours:
        scene.timeline_markers.remove(marker)
    if scene.get(MARKERS) is not None:
        del scene[MARKERS]
    return len(ours)


def _speech(
    scene: bpy.types.Scene, actor: StageActor, options: SpeechOptions, findings: list[Finding]
) -> list[tuple[int, str]]:
    name, rate = actor_id(actor), scene_rate(scene)
    marks: list[tuple[int, str]] = []
    every: list[Any] = list(actor.strips)
    strips = [strip for strip in every if strip.type == "SOUND" and strip.sound is not None]
    with tempfile.TemporaryDirectory(prefix="interact-markers-", ignore_cleanup_errors=True) as folder:
        for strip in strips:
            try:
                segments = speech_segments(sound_file(strip.sound, Path(folder)), options)
            except AudioError as error:
                text = f"the voice of {actor.key} cannot be marked: {error}".rstrip(".")
                findings.append(Finding("unreadable-voice", text, path=error.path))
                continue
            zero = float(recording_start(strip, rate))
            left, right = compat.strip_range(strip)
            for start, end in segments:
                first, last = zero + start * float(rate), zero + end * float(rate)
                if last <= left or first >= right:  # outside the strip's handles
                    continue
                marks.append((round(max(first, left)), f"{name} speaks"))
                marks.append((round(min(last, right)), f"{name} pauses"))
    if not strips:
        findings.append(Finding("no-voice", f"{actor.key} has no sound strip to mark", level="info"))
    return marks
