# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices as sound strips, so that the scene plays with sound in Blender."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import bpy

from ...core.foundation.errors import WorkError
from ...core.foundation.findings import Finding
from ...core.foundation.literal_path import fits_blender, literal_input
from .. import compat
from .actors import PERFORMANCE
from .ownership import OWNER, owner_of

__all__ = ["add_voices", "remove_voices"]


def add_voices(
    scene: bpy.types.Scene,
    voices: Sequence[tuple[str, Path]],
    *,
    first_frame: int = 1,
    owner: str | None = None,
) -> tuple[list[bpy.types.Strip], tuple[Finding, ...]]:
    """Add one sound strip per voice, each on its own channel, all starting at ``first_frame``.

    Movies do not depend on these: ffmpeg mixes the voices from the files.

    Args:
        scene: The scene to whose sequencer they are added.
        voices: (name of the strip, sound file) pairs.
        first_frame: Blender frame at which the recordings start.
        owner: Owner of the strips, as of datablocks in :mod:`.ownership`; None for strips of the user's.

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
        known = {sound.session_uid for sound in bpy.data.sounds}
        fits = fits_blender(path.absolute())
        try:
            with nullcontext(path) if fits else literal_input(path) as place:
                strip = strips.new_sound(name, str(place), channel, first_frame)
                # From 5.1 Blender gives all strips of a file one sound: ours would play the user's, and go
                # with it.
                if strip.sound.session_uid in known:
                    strip.sound = bpy.data.sounds.load(str(place))
                if not fits:
                    strip.sound.pack()  # Blender could not find the file again
        except (RuntimeError, WorkError) as error:
            text = f"Blender cannot open the voice {path}: {str(error).strip()}"
            findings.append(Finding("unreadable-voice", text, path=str(path)))
            continue
        if owner is not None:
            strip[OWNER] = owner
        strip.show_waveform = True
        added.append(strip)
    return added, tuple(findings)


def remove_voices(scene: bpy.types.Scene, owner: str) -> None:
    """Remove the strips of ``owner`` (see :mod:`.ownership`), also those within meta strips; the sounds stay.

    A strip of ours with another sound is the user's work.
    """
    if scene.sequence_editor is not None:
        _remove_from(compat.strips_of(scene), owner)


def _remove_from(strips: Any, owner: str) -> None:
    for strip in list(strips):
        if strip.type == "META":
            _remove_from(compat.strips_in(strip), owner)
        elif strip.type == "SOUND" and _belongs_to(owner, strip):
            strips.remove(strip)


def _belongs_to(owner: str, strip: Any) -> bool:
    """Return whether a sound strip is the owner's: from Blender 5.1 the user's can play a sound of ours.

    Ours of older files have no owner, but a performance, or are of a face.
    """
    if strip.sound is None or owner_of(strip.sound) != owner:
        return False
    return OWNER in strip or PERFORMANCE in strip or strip.name.startswith("Voice ")
