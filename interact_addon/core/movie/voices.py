# SPDX-License-Identifier: GPL-3.0-or-later
"""The sound of a movie as an ffmpeg filter graph: each voice at unity gain, cut or padded to the frame.

Two details decide whether it is right:

- ``amix`` by default divides by the number of voices still playing, which fades the mix and makes it jump
  when one of them ends. ``normalize=0`` leaves every voice as it is, and a limiter takes care of the sum.
- The limiter looks ahead; without ``latency=1`` it delays the sound by as much (5 ms).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..audio.wav import read_wav_info
from ..errors import AudioError, InputError
from ..findings import Finding
from .ffmpeg import Ffmpeg
from .probe import probe

__all__ = ["LIMIT", "SAMPLE_RATE", "HeardVoice", "Voice", "filter_graph", "usable_voices"]

SAMPLE_RATE = 48_000
LIMIT = 0.95  # of full scale, so that AAC's own ripples do not clip either


@dataclass(frozen=True, slots=True)
class Voice:
    """One actor's recording.

    Attributes:
        name: Who speaks, for findings.
        path: The recording. One that is not there or cannot be read is silence, and told. None is silence:
            whoever looked for the recording has told it, by the path where it should lie.
        position: Where the voice comes from in stereo, from -1 (left) to 1 (right).
    """

    name: str
    path: Path | None
    position: float = 0.0


@dataclass(frozen=True, slots=True)
class HeardVoice:
    """A recording that can be heard: its file, its channels, where it comes from."""

    path: Path
    channels: int
    position: float


def usable_voices(voices: Sequence[Voice], ffmpeg: Ffmpeg) -> tuple[list[HeardVoice], list[Finding]]:
    """The voices that can be heard, and what is wrong with the others."""
    heard: list[HeardVoice] = []
    findings: list[Finding] = []
    for voice in voices:
        if voice.path is None:
            continue
        path = str(voice.path)
        try:
            channels = _channels(voice.path, ffmpeg, findings)
        except InputError as error:
            code, what = "unreadable-voice", f": {error.message}"
            if not voice.path.is_file():
                code, what = "missing-voice", " is not there"
            findings.append(Finding(code, f"{path}{what}: {voice.name} is not heard", path=path))
        else:
            heard.append(HeardVoice(voice.path, channels, voice.position))
    if not heard:
        findings.append(Finding("silent-movie", "nobody is heard: the movie has a silent sound track"))
    return heard, findings


def _channels(path: Path, ffmpeg: Ffmpeg, findings: list[Finding]) -> int:
    """How many channels a recording has.

    Raises:
        InputError: It cannot be heard.
    """
    try:
        info = read_wav_info(path)
    except AudioError as error:
        # No plain WAV; ffmpeg reads many other formats.
        try:
            sound = probe(path, ffmpeg=ffmpeg).audio
        except InputError:
            raise error from None
        if sound is None:
            raise InputError("there is no sound in it", path=path) from None
        return sound.channels
    findings.extend(info.findings)
    if not info.samples:
        raise InputError("the recording has no samples", path=path)
    return info.channels


def filter_graph(
    voices: Sequence[HeardVoice], *, first_input: int, start: int, samples: int, stereo: bool
) -> str:
    """The graph from the inputs to ``[sound]``: stereo, 48 kHz, exactly so many samples.

    Args:
        voices: The usable ones; their files are the inputs from ``first_input`` on, in this order.
        first_input: Number of the first voice's input.
        start: Where in the recordings the movie starts, in samples at 48 kHz.
        samples: The movie's length, in samples at 48 kHz.
        stereo: Place each voice by its position; otherwise every voice is in the middle, as loud in both
            channels as in its recording.
    """
    if not voices:
        return f"anullsrc=r={SAMPLE_RATE}:cl=stereo,atrim=end_sample={samples}[sound]"
    chains = []
    for number, voice in enumerate(voices):
        gains = _gains(voice.position) if stereo else (1.0, 1.0)
        left, right = (_average(gain, voice.channels) for gain in gains)
        chains.append(
            f"[{first_input + number}:a:0]aformat=sample_fmts=fltp,aresample={SAMPLE_RATE},"
            # Padding comes before cutting, so that a recording that ends before the start is silence.
            f"apad=whole_len={start + samples},atrim=start_sample={start}:end_sample={start + samples},"
            f"asetpts=N/SR/TB,pan=stereo|c0={left}|c1={right}[voice{number}]"
        )
    inputs = "".join(f"[voice{number}]" for number in range(len(voices)))
    chains.append(
        f"{inputs}amix=inputs={len(voices)}:normalize=0:duration=first,"
        "astats=measure_perchannel=none:measure_overall=Peak_level,"
        f"alimiter=limit={LIMIT}:level=false:latency=1,atrim=end_sample={samples}[sound]"
    )
    return ";".join(chains)


def _average(gain: float, channels: int) -> str:
    """The average of a recording's channels, times ``gain``, as ``pan`` wants it."""
    return "+".join(f"{gain / channels:.9f}*c{channel}" for channel in range(channels))


def _gains(position: float) -> tuple[float, float]:
    """Left and right gain of constant power: their squares add up to one."""
    angle = (min(1.0, max(-1.0, position)) + 1.0) * math.pi / 4.0
    return math.cos(angle), math.sin(angle)
