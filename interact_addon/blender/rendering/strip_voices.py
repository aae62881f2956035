# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert the sound strips of a scene's sequencer to voices for ffmpeg: file, position, trim, volume, mute.

Blender's mixdown attenuates centred mono recordings by 3 dB and needs a build with audio. This way the movie
of an unchanged scene has the same samples as the one made from the dataset.
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

_STEADY = "its volume is animated, and stays at its value of the first frame"


@dataclass(frozen=True, eq=False)
class _Heard:
    """A sound strip that is not muted, its frames inside its meta strips, and their volume."""

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
    """Return the voices that ``scene`` plays during ``frames``; times start at the first of these.

    Args:
        scene: The scene, with its sequencer.
        frames: The frames of the movie.
        rate: Frames per second.
        folder: Folder for sounds that are packed into the .blend, which ffmpeg cannot read there.
        positions: Performance key -> position of its actor's voice, from -1 (left) to 1 (right).

    Returns:
        The voices, and findings about strips that sound different in the movie.
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
        # Time in the recording at the strip's first audible frame; if negative, silence comes first.
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
    """Yield the sound strips that are not muted, also those inside meta strips, cut to these."""
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
    """Return the path of a recording; a packed one is written to ``folder``."""
    path = Path(bpy.path.abspath(sound.filepath, library=sound.library))
    if sound.packed_file is None:
        return path
    packed = folder / str(sound.session_uid) / path.name  # findings name it
    packed.parent.mkdir(parents=True, exist_ok=True)
    packed.write_bytes(sound.packed_file.data)
    return packed


def _animated(scene: bpy.types.Scene) -> set[str]:
    """Return the data paths of animated strip volumes."""
    return {curve.data_path for curve in compat.fcurves_of(scene) if curve.data_path.endswith(".volume")}


def _differences(strip: Any, faded: set[str]) -> Iterator[Finding]:
    """Yield findings about what a strip does in the sequencer but not in the movie."""
    if strip.path_from_id("volume") in faded:
        yield _changed(f"strip {strip.name}", _STEADY)
    if len(strip.retiming_keys) > 1:
        yield _changed(f"strip {strip.name}", "it has retiming keys, and is heard at its recorded speed")
    if any(not modifier.mute for modifier in strip.modifiers):
        yield _changed(f"strip {strip.name}", "it has modifiers, and is heard without them")


def _changed(what: str, how: str) -> Finding:
    return Finding("sound-differs", f"{what}: {how} in the movie")
