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
from fractions import Fraction
from pathlib import Path

from ..audio.wav import read_wav_info
from ..foundation.errors import AudioError, InputError, UsageError
from ..foundation.findings import Finding
from .ffmpeg import Ffmpeg
from .probe import probe

__all__ = ["LIMIT", "SAMPLE_RATE", "HeardVoice", "Placed", "Voice", "filter_graph", "usable_voices"]

SAMPLE_RATE = 48_000
LIMIT = 0.95  # of full scale, so that AAC's own ripples do not clip either


@dataclass(frozen=True, slots=True)
class Placed:
    """Which part of a recording is heard, when, and how loud. Times are in seconds.

    Attributes:
        begin: When the part begins, on the clock on which the movie begins at its ``start_seconds``; it may
            lie before the movie.
        skip: How much of the recording is left out at its beginning.
        length: How much is heard from there; None for all the rest.
        gain: Factor on the amplitude.
    """

    begin: Fraction = Fraction(0)
    skip: Fraction = Fraction(0)
    length: Fraction | None = None
    gain: float = 1.0

    def __post_init__(self) -> None:
        if self.skip < 0 or (self.length is not None and self.length < 0):
            raise UsageError("a part of a recording cannot begin before it, nor be shorter than nothing")
        if not 0.0 <= self.gain <= 1e4:
            raise UsageError(f"a voice {self.gain:g} times as loud makes no sense")


@dataclass(frozen=True, slots=True)
class Voice:
    """One actor's recording.

    Attributes:
        name: Who speaks, for findings.
        path: The recording. One that is not there or cannot be read is silence, and told. None is silence:
            whoever looked for the recording has told it, by the path where it should lie.
        position: Where the voice comes from in stereo, from -1 (left) to 1 (right).
        placed: Which part is heard when; by default all of it, from the clock's zero on.
    """

    name: str
    path: Path | None
    position: float = 0.0
    placed: Placed = Placed()


@dataclass(frozen=True, slots=True)
class HeardVoice:
    """A recording that can be heard: its file, its channels, where it comes from, when it is heard."""

    path: Path
    channels: int
    position: float
    placed: Placed = Placed()


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
            heard.append(HeardVoice(voice.path, channels, voice.position, voice.placed))
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
    chains: list[str] = []
    for number, voice in enumerate(voices):
        chain = _chain(voice, start=start, samples=samples, stereo=stereo)
        if chain is not None:
            chains.append(f"[{first_input + number}:a:0]{chain}[voice{len(chains)}]")
    if not chains:
        return f"anullsrc=r={SAMPLE_RATE}:cl=stereo,atrim=end_sample={samples}[sound]"
    inputs = "".join(f"[voice{number}]" for number in range(len(chains)))
    chains.append(
        f"{inputs}amix=inputs={len(chains)}:normalize=0:duration=first,"
        "astats=measure_perchannel=none:measure_overall=Peak_level,"
        f"alimiter=limit={LIMIT}:level=false:latency=1,atrim=end_sample={samples}[sound]"
    )
    return ";".join(chains)


def _chain(voice: HeardVoice, *, start: int, samples: int, stereo: bool) -> str | None:
    """One recording's way to ``samples`` samples in stereo; None where none of it falls into the movie."""
    placed = voice.placed
    offset = round(placed.begin * SAMPLE_RATE) - start
    skip = round(placed.skip * SAMPLE_RATE)
    lead, first = max(0, offset), skip + max(0, -offset)
    last = first + samples - lead
    if placed.length is not None:
        last = min(last, skip + round(placed.length * SAMPLE_RATE))
    if last <= first:
        return None
    gains = _gains(voice.position) if stereo else (1.0, 1.0)
    left, right = (_average(gain * placed.gain, voice.channels) for gain in gains)
    delay = f"adelay={lead}S:all=1," if lead else ""
    return (
        f"aformat=sample_fmts=fltp,aresample={SAMPLE_RATE},"
        # Padding comes before cutting, so that a recording that ends before the start is silence.
        f"apad=whole_len={last},atrim=start_sample={first}:end_sample={last},asetpts=N/SR/TB,"
        f"{delay}apad=whole_len={samples},pan=stereo|c0={left}|c1={right}"
    )


def _average(gain: float, channels: int) -> str:
    """The average of a recording's channels, times ``gain``, as ``pan`` wants it."""
    return "+".join(f"{gain / channels:.9f}*c{channel}" for channel in range(channels))


def _gains(position: float) -> tuple[float, float]:
    """Left and right gain of constant power: their squares add up to one."""
    angle = (min(1.0, max(-1.0, position)) + 1.0) * math.pi / 4.0
    return math.cos(angle), math.sin(angle)
