# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices as sound strips, so that the scene plays with sound in Blender."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bpy

from ...core.foundation.findings import Finding
from .. import compat
from .ownership import OWNER

__all__ = ["add_voices", "remove_voices"]


def add_voices(
    scene: bpy.types.Scene, voices: Sequence[tuple[str, Path]], *, first_frame: int = 1
) -> tuple[list[bpy.types.Strip], tuple[Finding, ...]]:
    """Add one sound strip per voice, each on its own channel, all starting at ``first_frame``.

    Movies do not depend on these: ffmpeg mixes the voices from the files.

    Args:
        scene: The scene to whose sequencer they are added.
        voices: (name of the strip, sound file) pairs.
        first_frame: Blender frame at which the recordings start.

    Returns:
        The strips, and findings about sounds that could not be opened.
    """
    if not voices:
        return [], ()
    if not compat.has_audio():
        text = (
            "this Blender is built without audio: the scene plays without sound here (movies still have it)"
        )
        return [], (Finding("no-audio-build", text, level="info"),)
    strips = compat.strips_of(scene)
    used = max((strip.channel for strip in strips), default=0)
    added: list[bpy.types.Strip] = []
    findings: list[Finding] = []
    for channel, (name, path) in enumerate(voices, start=used + 1):
        try:
            strip = strips.new_sound(name, str(path), channel, first_frame)
        except RuntimeError as error:
            text = f"Blender cannot open the voice {path}: {str(error).strip()}"
            findings.append(Finding("unreadable-voice", text, path=str(path)))
            continue
        strip.show_waveform = True
        added.append(strip)
    return added, tuple(findings)


def remove_voices(scene: bpy.types.Scene, owner: str) -> None:
    """Remove the strips that play sounds of ``owner`` (see :mod:`.ownership`); the sounds stay."""
    if scene.sequence_editor is None:
        return
    strips = compat.strips_of(scene)
    for strip in list(strips):
        if strip.type == "SOUND" and strip.sound is not None and strip.sound.get(OWNER) == owner:
            strips.remove(strip)
