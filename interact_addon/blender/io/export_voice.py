# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert an actor's sound strips to a recording: the audible samples in the range, at their own rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy

from ...core.audio import Piece, Trim, read_wav_info
from ...core.foundation.errors import AudioError, UsageError
from ...core.foundation.findings import Finding
from .. import compat
from ..common.sound import recording_start, sound_file

__all__ = ["SampledVoice", "sample_voice"]


@dataclass(frozen=True, eq=False)
class SampledVoice:
    """A voice sampled from the sequencer.

    Attributes:
        trim: The audible samples and their times; None if nothing is audible.
        findings: Why there is no voice, or what is left out of it.
    """

    trim: Trim | None
    findings: tuple[Finding, ...]


def sample_voice(
    scene: bpy.types.Scene,
    strips: Sequence[bpy.types.Strip],
    first: float,
    seconds: Fraction,
    *,
    name: str,
    rate: Fraction,
    folder: Path,
) -> SampledVoice:
    """Determine which samples are audible.

    A strip's position, its handles and its sound's offset are applied; muted strips and channels are silent.
    The samples are not changed: volume, modifiers and fades are reported and left out.

    Args:
        scene: The scene with the sequencer.
        strips: The actor's sound strips.
        first: The Blender frame at which the recording begins.
        seconds: Its length.
        name: Name of the performance, for findings.
        rate: The scene's frames per second.
        folder: Folder for sounds that are packed into the .blend.
    """
    findings: list[Finding] = []
    pieces: list[Piece] = []
    sounds: list[Any] = [strip for strip in strips if strip.type == "SOUND"]
    if not sounds:
        text = f"{name} has no sound strip: no voice is exported"
        return SampledVoice(None, (Finding("no-voice", text),))
    channels: Any = scene.sequence_editor.channels if scene.sequence_editor else None
    begin = Fraction(first).limit_denominator(1_000_000)
    for strip in sorted(sounds, key=lambda one: int(one.channel)):
        if strip.mute or channels[strip.channel].mute:
            text = f"the strip {strip.name} is muted: it is not exported"
            findings.append(Finding("muted-voice", text))
            continue
        if strip.sound is None or len(strip.retiming_keys) > 1:
            text = f"the strip {strip.name} plays no sound, or at another speed: it is not exported"
            findings.append(Finding("retimed-voice", text))
            continue
        try:
            info = read_wav_info(sound_file(strip.sound, folder))
        except AudioError as error:
            text = f"the voice of {name} cannot be exported: {error}".rstrip(".")
            findings.append(Finding("unreadable-voice", text, path=error.path))
            continue
        findings += info.findings
        findings += _left_out(strip)
        samples = round(seconds * info.rate)
        per_frame = info.rate / rate
        shift = round((begin - recording_start(strip, rate)) * per_frame)
        left, right = compat.strip_range(strip)
        at = max(0, round((left - begin) * per_frame))
        end = samples
        if compat.strip_ends_early(strip):
            end = min(samples, round((right - begin) * per_frame))
        if at < end and at + shift < info.samples and end + shift > 0:
            pieces.append(Piece(info, at + shift, at, end - at))
    if not pieces:
        if not findings:
            findings.append(Finding("no-voice", f"{name} is silent in this range: no voice is exported"))
        return SampledVoice(None, tuple(findings))
    try:
        trim = Trim(tuple(pieces), round(seconds * pieces[0].source.rate))
    except UsageError as error:
        text = f"{name} has several recordings: {error.message}; only the first is exported"
        findings.append(Finding("mixed-voice", text))
        alike = tuple(piece for piece in pieces if piece.source.path == pieces[0].source.path)
        trim = Trim(alike, round(seconds * alike[0].source.rate))
    return SampledVoice(trim, tuple(findings))


def _left_out(strip: Any) -> list[Finding]:
    what = []
    if strip.volume != 1.0:
        what.append(f"its volume of {strip.volume:g}")
    if any(not modifier.mute for modifier in strip.modifiers):
        what.append("its modifiers")
    if not what:
        return []
    text = f"the strip {strip.name} is exported as it was recorded, without {' and '.join(what)}"
    return [Finding("voice-as-recorded", text, level="info")]
