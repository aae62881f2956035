# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the ffmpeg filter graph of a movie's sound: voices at unity gain, cut or padded to the frame.

Two details are essential:

- ``amix`` by default divides by the number of voices still playing, which fades the mix and makes it jump
  when one of them ends. ``normalize=0`` keeps every voice unchanged, and a limiter prevents clipping.
- The limiter looks ahead; without ``latency=1`` it delays the sound by as much (5 ms).
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..audio import hear, read_wav_info
from ..foundation.errors import AudioError, InputError, UsageError
from ..foundation.findings import Finding
from .ffmpeg import Ffmpeg, file_url
from .probe import probe

__all__ = ["LIMIT", "SAMPLE_RATE", "HeardVoice", "Placed", "Voice", "filter_graph", "usable_voices"]

SAMPLE_RATE = 48_000
LIMIT = 0.95  # of full scale, with headroom for the ripples of AAC coding


@dataclass(frozen=True, slots=True)
class Placed:
    """Part, time and gain of a recording. Times are in seconds.

    Attributes:
        begin: Start of the part, in the time in which the movie starts at its ``start_seconds``; it can be
            before the movie.
        skip: Time skipped at the beginning of the recording.
        length: Length of the part; None for all the rest.
        gain: Factor for the amplitude.
    """

    begin: Fraction = Fraction(0)
    skip: Fraction = Fraction(0)
    length: Fraction | None = None
    gain: float = 1.0

    def __post_init__(self) -> None:
        if self.skip < 0 or (self.length is not None and self.length < 0):
            raise UsageError("invalid part of a recording: skip and length must not be negative")
        if not 0.0 <= self.gain <= 1e4:
            raise UsageError(f"invalid gain {self.gain:g}: must be from 0 to 10000")


@dataclass(frozen=True, slots=True)
class Voice:
    """One actor's recording.

    Attributes:
        name: Name of the speaker, for findings.
        path: The recording. A missing or unreadable file is silent, and reported. None is silent and not
            reported here: the caller has already reported the expected path.
        position: Stereo position, from -1 (left) to 1 (right).
        placed: Which part is heard when; default: all of it, from time 0.
    """

    name: str
    path: Path | None
    position: float = 0.0
    placed: Placed = Placed()


@dataclass(frozen=True, slots=True)
class HeardVoice:
    """A usable recording.

    Attributes:
        path: The file.
        weights: The factor of each channel in the mix.
        position: Stereo position, from -1 (left) to 1 (right).
        placed: Which part is heard when.
        reading: Words that tell ffmpeg how to read the file; none if it finds out by itself.
        samples: How many samples are the voice; None for all that ffmpeg finds.
    """

    path: Path
    weights: tuple[float, ...]
    position: float
    placed: Placed = Placed()
    reading: tuple[str, ...] = ()
    samples: int | None = None

    @property
    def input(self) -> list[str]:
        """Ffmpeg's words for this input."""
        return [*self.reading, "-i", file_url(self.path)]


def usable_voices(voices: Sequence[Voice], ffmpeg: Ffmpeg) -> tuple[list[HeardVoice], list[Finding]]:
    """Return the usable voices, and findings for the others."""
    heard: list[HeardVoice] = []
    findings: list[Finding] = []
    for voice in voices:
        if voice.path is None:
            continue
        path = str(voice.path)
        try:
            recording = _heard(voice, voice.path, ffmpeg, findings)
        except InputError as error:
            code, what = "unreadable-voice", f": {error.message}"
            if not voice.path.is_file():
                code, what = "missing-voice", " is missing"
            findings.append(Finding(code, f"{path}{what}: {voice.name} is not heard", path=path))
        else:
            heard += [recording] if recording.samples != 0 else []
    if not heard:
        findings.append(Finding("silent-movie", "no voice is available: the movie has a silent sound track"))
    return heard, findings


def _heard(voice: Voice, path: Path, ffmpeg: Ffmpeg, findings: list[Finding]) -> HeardVoice:
    """Return a recording as it is heard; add what is odd about it to ``findings``.

    ffmpeg would find other samples in WAV files of odd headers (it takes RIFX for RIFF, and metadata for
    sound), so it is told where and what they are.

    Raises:
        InputError: It has no usable sound.
    """
    try:
        info = read_wav_info(path)
    except AudioError as error:
        if error.cure is None:  # a WAV file, but a damaged one
            raise
        return _other_sound(voice, path, ffmpeg, error, findings)
    hearing = hear(info)
    findings += [*info.findings, *hearing.findings]
    form = ("-f", info.sample_format, "-ar", str(info.rate), "-ac", str(info.channels))
    reading = (*form, "-skip_initial_bytes", str(info.data_offset))
    return HeardVoice(path, hearing.weights, voice.position, voice.placed, reading, info.samples)


def _other_sound(
    voice: Voice, path: Path, ffmpeg: Ffmpeg, error: AudioError, findings: list[Finding]
) -> HeardVoice:
    """Return a recording of another kind, if ffmpeg reads it; add what is odd about it to ``findings``."""
    try:
        sound = probe(path, ffmpeg=ffmpeg).audio
    except InputError:
        raise error from None
    if sound is None:
        raise InputError("the file has no sound", path=path)
    with tempfile.TemporaryDirectory(prefix="interact-voice-") as folder:
        plain = Path(folder) / "voice.wav"
        words = ["-i", file_url(path), "-map", "0:a:0", "-c:a", "pcm_s16le", "-rf64", "auto"]
        ffmpeg.run([*words, file_url(plain)], about=path)
        hearing = hear(read_wav_info(plain), path)
    findings += hearing.findings
    return HeardVoice(path, hearing.weights, voice.position, voice.placed)


def filter_graph(
    voices: Sequence[HeardVoice], *, first_input: int, start: int, samples: int, stereo: bool
) -> str:
    """Return the graph from the inputs to ``[sound]``: stereo, 48 kHz, exactly ``samples`` samples.

    Args:
        voices: The usable voices; their files are the inputs from ``first_input`` on, in this order.
        first_input: Number of the first voice's input.
        start: The movie's start in the recordings, in samples at 48 kHz.
        samples: The movie's length, in samples at 48 kHz.
        stereo: Pan each voice by its position; otherwise every voice is in the middle, in both channels as
            loud as in its recording.
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
    """Return the chain from one recording to ``samples`` stereo samples; None if it is outside the movie."""
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
    left, right = (_mixed(gain * placed.gain, voice.weights) for gain in gains)
    whole = "" if voice.samples is None else f"atrim=end_sample={voice.samples},"
    delay = f"adelay={lead}S:all=1," if lead else ""
    return (
        f"{whole}aformat=sample_fmts=fltp,aresample={SAMPLE_RATE},"
        # Padding comes before cutting, so that a recording that ends before the start is silence.
        f"apad=whole_len={last},atrim=start_sample={first}:end_sample={last},asetpts=N/SR/TB,"
        f"{delay}apad=whole_len={samples},pan=stereo|c0={left}|c1={right}"
    )


def _mixed(gain: float, weights: Sequence[float]) -> str:
    """Return a recording's channels as one, times ``gain``, in the syntax of ``pan``."""
    return "+".join(f"{gain * weight:.9f}*c{channel}" for channel, weight in enumerate(weights) if weight)


def _gains(position: float) -> tuple[float, float]:
    """Return left and right gain of constant power: their squares add up to one."""
    angle = (min(1.0, max(-1.0, position)) + 1.0) * math.pi / 4.0
    return math.cos(angle), math.sin(angle)
