# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices as sound strips, so that the scene plays with sound in Blender."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy

from ...core.audio import read_wav_info, voice_findings, write_plain
from ...core.foundation.errors import AudioError
from ...core.foundation.findings import Finding
from ...core.foundation.literal_path import fits_blender
from .. import compat
from .actors import PERFORMANCE
from .ownership import OWNER, owner_of

__all__ = ["add_voices", "recording_start", "remove_voices", "sound_file"]


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
    with tempfile.TemporaryDirectory(prefix="interact-voice-") as folder:
        for channel, (name, path) in enumerate(voices, start=used + 1):
            file, odd = _playable(path, Path(folder) / str(channel))
            findings += odd
            if file is None:
                continue
            known = {sound.session_uid for sound in bpy.data.sounds}
            try:
                strip = strips.new_sound(name, str(file), channel, first_frame)
            except (RuntimeError, TypeError) as error:  # TypeError: a name that is not UTF-8
                text = f"Blender cannot open the voice {path}: {str(error).strip()}"
                findings.append(Finding("unreadable-voice", text, path=str(path)))
                continue
            # From 5.1 Blender gives all strips of a file one sound: ours would play the user's, and go with
            # it.
            if strip.sound.session_uid in known:
                strip.sound = bpy.data.sounds.load(str(file))
            if file != path:
                strip.sound.pack()
                _name_after(strip.sound, path)
            if owner is not None:
                strip[OWNER] = owner
            strip.show_waveform = True
            added.append(strip)
    return added, tuple(findings)


def _name_after(sound: Any, path: Path) -> None:
    """Let a packed sound say where it is from."""
    shown = os.fsencode(path).decode("utf-8", "replace")
    sound.name, sound.filepath = Path(shown).name, shown


def _playable(path: Path, folder: Path) -> tuple[Path | None, tuple[Finding, ...]]:
    """Return the file that Blender is to open: a copy in ``folder`` where it would find other samples.

    Returns:
        The file, None if nothing is recorded; and findings.
    """
    try:
        info = read_wav_info(path)
        if info.plain and fits_blender(path.absolute()):
            return path, ()
        if not info.samples:
            return None, voice_findings(path)
        folder.mkdir()
        write_plain(folder / "voice.wav", info)
    except (AudioError, OSError):
        return path, ()  # Blender says whether it can open it
    why = (
        f"Blender reads the header of {path} otherwise"
        if fits_blender(path.absolute())
        else (f"Blender could not find {path} by this name")
    )
    text = f"{why}: the scene has a copy of the voice in it"
    return folder / "voice.wav", (Finding("voice-copied", text, path=str(path), level="info"),)


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


def recording_start(strip: Any, rate: Fraction) -> Fraction:
    """Return the Blender frame, with fractions, of the first sample of a strip's recording."""
    start = compat.strip_range(strip)[0] - Fraction(compat.skipped_frames(strip)).limit_denominator(1_000_000)
    return start + Fraction(compat.sound_offset(strip)).limit_denominator(1_000_000) * rate


def sound_file(sound: Any, folder: Path) -> Path:
    """Return the path of a recording; a packed one is written to ``folder``."""
    path = Path(bpy.path.abspath(sound.filepath, library=sound.library))
    if sound.packed_file is None:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    packed = folder / f"{sound.session_uid}.wav"
    packed.write_bytes(sound.packed_file.data)
    return packed
