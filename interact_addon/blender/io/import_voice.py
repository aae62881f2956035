# SPDX-License-Identifier: GPL-3.0-or-later
"""Import voice recordings as sound strips that belong to an actor in the scene."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bpy

from ...core.audio import read_wav_info, voice_findings
from ...core.foundation.errors import InteractError, UsageError
from ...core.foundation.findings import Finding
from ...core.performance.loose_files import actor_in, key_in
from .. import compat
from ..common.actors import StageActor, actor_of, actors_of, tag_performance
from ..common.sound import add_voices
from .import_options import ImportedActor, ImportOptions, ImportResult, distinct

__all__ = ["add_voice", "import_voices"]


def import_voices(
    scene: bpy.types.Scene,
    paths: Sequence[Path],
    options: ImportOptions | None = None,
    *,
    onto: bpy.types.Object | None = None,
) -> ImportResult:
    """Import WAV files as sound strips, each on its own channel.

    One file becomes the voice of ``onto``; several become those of the actors whose ids are in their names. A
    file without an actor in the scene becomes a strip as well.

    Args:
        scene: The Blender scene.
        paths: The files.
        options: Import options.
        onto: An actor's armature or one of its meshes, or None.

    Raises:
        UsageError: no file is given.
    """
    options = options or ImportOptions()
    if not paths:
        raise UsageError("no file is chosen", cure="Choose one or more .wav files")
    chosen = actor_of(scene, onto)
    failures: list[InteractError] = []
    findings: list[Finding] = []
    actors: list[ImportedActor] = []
    for path in paths:
        by_name = _by_name(scene, path)
        actor = (chosen or by_name) if len(paths) == 1 else (by_name or chosen)
        try:
            strips, odd = add_voice(scene, path, actor, options)
        except InteractError as error:
            failures.append(error)
            continue
        findings += odd
        armature = None if actor is None else actor.armature
        actors.append(ImportedActor(_key(path, actor), armature, strips=strips))
    return ImportResult(tuple(actors), tuple(failures), distinct(findings))


def add_voice(
    scene: bpy.types.Scene, path: Path, actor: StageActor | None, options: ImportOptions
) -> tuple[tuple[bpy.types.Strip, ...], tuple[Finding, ...]]:
    """Add one recording, replacing the actor's earlier ones if ``options`` say so.

    Returns:
        The strip, or none if this Blender is built without audio or nothing is recorded; and findings.

    Raises:
        AudioError: it is not a WAV file that can be played.
    """
    info = read_wav_info(path)
    key = _key(path, actor)
    number = key_in(Path(key))
    name = f"voice {path.stem if number is None else number.actor}"
    added, odd = add_voices(scene, [(name, path)], first_frame=options.first_frame)
    findings = list(dict.fromkeys([*info.findings, *voice_findings(path), *odd]))
    if added and actor is not None and options.replace_voice and actor.strips:
        strips = compat.strips_of(scene)
        text = f"the new voice replaced {', '.join(strip.name for strip in actor.strips)}"
        findings.append(Finding("voice-replaced", text, level="info"))
        for strip in actor.strips:
            strips.remove(strip)
    for strip in added:
        if actor is not None or number is not None:
            tag_performance(strip, key)
    return tuple(added), tuple(findings)


def _key(path: Path, actor: StageActor | None) -> str:
    if actor is not None:
        return actor.key
    key = key_in(path)
    return path.stem if key is None else str(key)


def _by_name(scene: bpy.types.Scene, path: Path) -> StageActor | None:
    by_actor: dict[str, list[StageActor]] = {}
    for actor in actors_of(scene):
        key = key_in(Path(actor.key))
        if key is not None:
            by_actor.setdefault(key.actor, []).append(actor)
    found = actor_in(path, by_actor)
    return by_actor[found][0] if found is not None and len(by_actor[found]) == 1 else None
