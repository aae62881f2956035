# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scene's sequencer lets be heard, as voices for ffmpeg: file, position, trim, volume, mute.

Blender's own mixdown would do as well, but it lets centred mono recordings lose 3 dB and needs a build with
audio; this way a movie of an untouched scene sounds as the one made from the dataset, sample by sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy

from ...core.foundation.findings import Finding
from ...core.options.movie import FrameRange
from ...core.video import Placed, Voice
from .. import compat
from ..common.actors import PERFORMANCE

__all__ = ["strip_voices"]

_STEADY = "its volume is animated, and stays as it is at the first frame"


@dataclass(frozen=True, eq=False)
class _Heard:
    """A sound strip that is not muted, the frames that the strips around it leave of it, and their volume."""

    strip: Any
    first: int
    stop: int
    volume: float


def strip_voices(
    scene: bpy.types.Scene,
    frames: FrameRange,
    rate: Fraction,
    folder: Path,
    positions: Mapping[str, float] | None = None,
) -> tuple[tuple[Voice, ...], tuple[Finding, ...]]:
    """The voices that ``scene`` plays during ``frames``, on a clock that begins with the first of them.

    Args:
        scene: The scene, with its sequencer.
        frames: The frames of the movie.
        rate: Frames per second.
        folder: A folder for sounds that are packed into the .blend, which ffmpeg cannot read there.
        positions: Performance key -> where its actor's voice comes from, from -1 to 1.

    Returns:
        The voices, and what in the sequencer is heard differently in the movie.
    """
    voices: list[Voice] = []
    findings: list[Finding] = []
    editor = scene.sequence_editor
    if editor is None:
        return (), ()
    faded = _animated(scene)
    level = float(scene.audio_volume)
    if any(curve.data_path == "audio_volume" for curve in compat.fcurves_of(scene)):
        findings.append(_changed("the scene", _STEADY))
    for heard in _heard(editor, compat.strips_of(scene), -(2**31), 2**31 - 1, 1.0):
        strip, first, stop = heard.strip, heard.first, heard.stop
        if first >= stop or stop <= frames.first or first > frames.last:
            continue
        # How far into the recording the strip's first heard frame lies; before its beginning is silence.
        into = (first - compat.strip_range(strip)[0] + Fraction(compat.skipped_frames(strip))) / rate
        into -= Fraction(compat.sound_offset(strip)).limit_denominator(1_000_000)
        wait = max(Fraction(0), -into)
        placed = Placed(
            begin=(first - frames.first) / rate + wait,
            skip=max(Fraction(0), into),
            length=max(Fraction(0), (stop - first) / rate - wait),
            gain=max(0.0, float(strip.volume) * heard.volume * level),
        )
        position = 0.0
        if positions is not None:
            position = float(strip.pan) or positions.get(str(strip.get(PERFORMANCE)), 0.0)
        voices.append(Voice(strip.name, _file(strip.sound, folder), position, placed))
        findings += _differences(strip, faded)
    return tuple(voices), tuple(findings)


def _heard(editor: Any, strips: Any, first: int, stop: int, volume: float) -> Iterator[_Heard]:
    """Sound strips that are not muted, also those inside meta strips, cut to them."""
    for strip in strips:
        if strip.mute or editor.channels[strip.channel].mute:
            continue
        begin, end = compat.strip_range(strip)
        begin, end = max(begin, first), min(end, stop)
        if strip.type == "META":
            inner = compat.strips_in(strip)
            yield from _heard(strip, inner, begin, end, volume * compat.meta_volume(strip))
        elif strip.type == "SOUND" and strip.sound is not None:
            yield _Heard(strip, begin, end, volume)


def _file(sound: Any, folder: Path) -> Path:
    """Where the recording lies; one that is packed is written to ``folder``."""
    path = Path(bpy.path.abspath(sound.filepath, library=sound.library))
    if sound.packed_file is None:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    packed = folder / f"{sound.session_uid}{path.suffix}"
    packed.write_bytes(sound.packed_file.data)
    return packed


def _animated(scene: bpy.types.Scene) -> set[str]:
    """Data paths of strips' volumes that are animated."""
    return {curve.data_path for curve in compat.fcurves_of(scene) if curve.data_path.endswith(".volume")}


def _differences(strip: Any, faded: set[str]) -> Iterator[Finding]:
    """What a strip does in the sequencer that its voice in the movie does not do."""
    if strip.path_from_id("volume") in faded:
        yield _changed(f"strip {strip.name}", _STEADY)
    if len(strip.retiming_keys) > 1:
        yield _changed(f"strip {strip.name}", "it has retiming keys, and is heard at its own speed")
    if any(not modifier.mute for modifier in strip.modifiers):
        yield _changed(f"strip {strip.name}", "it has modifiers, and is heard without them")


def _changed(what: str, how: str) -> Finding:
    return Finding("sound-differs", f"{what}: {how} in the movie")
