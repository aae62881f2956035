# SPDX-License-Identifier: GPL-3.0-or-later
"""Synthesise speech-like voices with numpy: a source-filter model (Fant 1960), cascade formant synthesis.

The source is a pulse per pitch period plus noise; the filter is a cascade of resonances that follows the
sounds of a phrase. Filtering uses the Fourier transform of short overlapping blocks, all at once, without a
loop over samples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .curves import bump, drift, smooth
from .phonemes import PHONEMES
from .script import Turn

__all__ = ["PEAK", "SAMPLE_RATE", "VOICES", "VoiceKind", "loudness", "speak"]

Array = NDArray[np.float64]

SAMPLE_RATE = 48_000
PEAK = 10 ** (-6 / 20)
"""Peak amplitude of a finished voice: -6 dBFS."""

_HOP = 240
_BLOCK = 4 * _HOP
_FFT = 4096
_CONTROL = SAMPLE_RATE // _HOP
_HEARD = _FFT // 4 + 1  # filters are computed up to 12 kHz, the highest frequency
_BANDWIDTHS = (75.0, 95.0, 140.0, 220.0, 300.0, 400.0, 500.0)
_UPPER = (3500.0, 4500.0, 5500.0, 6500.0)


@dataclass(frozen=True, slots=True)
class VoiceKind:
    """Parameters of a voice.

    Attributes:
        pitch: Mean pitch in hertz.
        tract: Factor for the resonances relative to a man's.
        breath: Amount of breath noise in voiced sounds.
        open_part: Open quotient: fraction of each period in which the vocal folds are open; more is softer.
    """

    pitch: float
    tract: float
    breath: float
    open_part: float


VOICES = (VoiceKind(115.0, 1.0, 0.05, 0.62), VoiceKind(205.0, 1.16, 0.09, 0.7))


def speak(turns: tuple[Turn, ...], kind: VoiceKind, seconds: float, seed: int) -> NDArray[np.int16]:
    """Synthesise one person's voice over the whole take, almost silent between turns.

    Args:
        turns: The person's turns.
        kind: Parameters of the voice.
        seconds: Length of the take.
        seed: Seed of the noise; the same seed gives the same samples.

    Returns:
        (seconds * 48000,) int16, mono.
    """
    rng = np.random.default_rng(seed)
    count = round(seconds * SAMPLE_RATE)
    out = np.zeros(count)
    for turn in turns:
        first = max(0, int((turn.start - 0.35) * SAMPLE_RATE))
        sound = _phrase(turn, kind, first / SAMPLE_RATE, rng)[: count - first]
        out[first : first + len(sound)] += sound
    out = _room(_levelled(out), rng)
    spoken = np.abs(out[np.abs(out) > 0.05 * float(np.abs(out).max(initial=0.0))])
    if len(spoken):
        # Soft clipping, so that a few high peaks do not make the rest too quiet.
        out = np.tanh(out * (0.75 / float(np.percentile(spoken, 98.0))))
        out *= PEAK / float(np.abs(out).max())
    out += rng.normal(0.0, 1.5 / 32768, count)  # background noise, so that pauses are not digital zero
    samples: NDArray[np.int16] = np.round(np.clip(out, -PEAK, PEAK) * 32767).astype(np.int16)
    return samples


def loudness(voice: NDArray[np.int16], frames: int, rate: float) -> Array:
    """Return a voice's loudness at each frame (frames,): the RMS over 50 ms, 1 at its loudest."""
    square = np.concatenate([[0.0], np.cumsum((voice.astype(np.float64) / 32768) ** 2)])
    middle = np.arange(frames) / rate * SAMPLE_RATE
    half = 0.025 * SAMPLE_RATE
    low = np.clip(np.round(middle - half), 0, len(voice)).astype(np.int64)
    high = np.clip(np.round(middle + half), 0, len(voice)).astype(np.int64)
    level: Array = np.sqrt((square[high] - square[low]) / np.maximum(high - low, 1))
    return level / max(float(level.max(initial=0.0)), 1e-9)


def _phrase(turn: Turn, kind: VoiceKind, begin: float, rng: np.random.Generator) -> Array:
    """Synthesise one turn, with its first sample at ``begin`` seconds."""
    blocks = math.ceil((turn.end + 0.12 - begin) * _CONTROL)
    at = begin + np.arange(blocks) / _CONTROL
    tracks = _tracks(turn, at)
    samples = blocks * _HOP
    fine = np.arange(samples) / _HOP

    pitch = kind.pitch * _melody(turn, at) * (1 + drift(at, rng, 0.6, 0.01))
    cycle = np.cumsum(np.interp(fine, np.arange(blocks), pitch)) / SAMPLE_RATE
    beat = np.floor(cycle).astype(np.int64)
    shimmer = 1 + 0.06 * rng.standard_normal(beat[-1] + 1)[beat]
    folds = _pulse(cycle - beat, kind.open_part) * shimmer
    hush = rng.standard_normal(samples)
    # Breath noise is stronger while the folds are open.
    airy = hush * (0.4 + 0.6 * ((cycle - beat) < kind.open_part))
    accent = np.interp(fine, np.arange(blocks), _accent(turn, at))

    def level(name: str) -> Array:
        return np.interp(fine, np.arange(blocks), tracks[name])

    throat = accent * (level("voice") * (folds + kind.breath * airy) + 0.22 * level("breath") * hush)
    frequency = np.asarray(np.fft.rfftfreq(_FFT, 1 / SAMPLE_RATE)[:_HEARD], np.float64)
    mouth = _resonances(tracks["formants"] * kind.tract, tracks["nasal"], kind.tract, frequency)
    teeth = _bandpass(tracks["band"], frequency)
    return _filtered(throat, mouth) + 0.5 * _filtered(level("hiss") * hush, teeth)


def _tracks(turn: Turn, at: Array) -> dict[str, Array]:
    """Return parameters over time: formants (N, 3), band (N, 2), and levels (N,)."""
    known = [PHONEMES[sound.phoneme] for sound in turn.sounds]
    starts = np.array([sound.start for sound in turn.sounds])
    ends = np.array([sound.end for sound in turn.sounds])
    now = np.clip(np.searchsorted(starts, at, side="right") - 1, 0, len(known) - 1)
    inside = (at >= starts[0]) & (at < ends[-1])
    into = np.clip((at - starts[now]) / (ends - starts)[now], 0, 1)

    first = np.array([p.formants for p in known])
    last = np.array([p.glide or p.formants for p in known])
    glide = np.clip((into - 0.25) / 0.6, 0, 1)[:, None]
    formants = first[now] * (1 - glide) + last[now] * glide
    # Stops sound only at their release.
    opening = np.where(np.array([p.burst for p in known])[now], into > 0.8, 1.0)

    def stepped(values: list[float]) -> Array:
        held: Array = np.asarray(values, dtype=np.float64)[now] * inside
        return held

    breath_in = 0.10 * bump(at, starts[0] - 0.13, 0.16, 0.08)
    return {
        "formants": smooth(formants, 0.014 * _CONTROL),
        "band": smooth(np.array([p.band for p in known])[now], 0.008 * _CONTROL),
        "voice": smooth(stepped([p.voice for p in known]), 0.011 * _CONTROL),
        "breath": smooth(stepped([p.breath for p in known]), 0.009 * _CONTROL) + breath_in,
        "hiss": smooth(stepped([p.hiss for p in known]) * opening, 0.006 * _CONTROL),
        "nasal": smooth(stepped([float(p.nasal) for p in known]), 0.009 * _CONTROL),
    }


def _melody(turn: Turn, at: Array) -> Array:
    """Return the relative pitch over a phrase: falling, raised on stress and at the end of a question."""
    into = np.clip((at - turn.start) / (turn.end - turn.start), 0, 1)
    line = 1.10 - 0.20 * into
    for when, stress in turn.beats():
        line = line + (0.09 if stress == 1 else 0.22) * bump(at, when - 0.02, 0.14, 0.2)
    tail = np.clip((at - turn.end + 0.22) / 0.22, 0, 1)
    return line * (1 + (0.32 if turn.question else -0.14) * tail * tail)


def _accent(turn: Turn, at: Array) -> Array:
    """Return the loudness over a phrase: louder on stress, fading at the end."""
    into = np.clip((at - turn.start) / (turn.end - turn.start), 0, 1)
    line = 0.82 - 0.16 * into
    for when, stress in turn.beats():
        line = line + (0.16 if stress == 1 else 0.30) * bump(at, when, 0.12, 0.16)
    return line * np.clip((turn.end + 0.02 - at) / 0.09, 0.0, 1.0)


def _pulse(phase: Array, open_part: float) -> Array:
    """Return the derivative of the glottal flow (Rosenberg pulse), over one period from 0 to 1."""
    rise = 0.68 * open_part
    fall = open_part - rise
    up, down = phase / rise, (phase - rise) / fall
    flow = np.where(
        phase < rise, 6 * up * (1 - up) / rise, np.where(phase < open_part, -2 * down / fall, 0.0)
    )
    return 0.1 * flow


def _resonances(formants: Array, nasal: Array, tract: float, frequency: Array) -> NDArray[np.complex128]:
    """Return the vocal tract's filter (N, K) for each block: seven resonances in cascade, each 1 at 0 Hz."""
    s = 2j * np.pi * frequency
    upper = np.broadcast_to(np.array(_UPPER) * tract, (len(formants), len(_UPPER)))
    response: NDArray[np.complex128] = np.ones((len(formants), len(frequency)), dtype=np.complex128)
    for number, centre in enumerate(np.concatenate([formants, upper], axis=1).T):
        width = _BANDWIDTHS[number] * (1 + (1.0 if number else 0.3) * nasal)
        pole = np.pi * width
        w2 = (2 * np.pi * centre) ** 2 + pole**2
        response *= w2[:, None] / (s**2 + 2 * pole[:, None] * s + w2[:, None])
    # A closed mouth attenuates frequencies above the nasal resonance.
    dull = 1 / (1 + (frequency / 900.0) ** 2)
    response *= (1 - nasal)[:, None] + nasal[:, None] * dull
    # Microphone and larynx: no rumble, some presence, and a soft roll-off on top.
    presence = np.hypot(1, frequency / 2200.0) / np.hypot(1, frequency / 6500.0)
    soft: Array = (frequency / np.hypot(frequency, 70.0)) / np.hypot(1, (frequency / 7500.0) ** 2)
    response *= presence * soft
    return response


def _bandpass(band: Array, frequency: Array) -> NDArray[np.complex128]:
    """Return the filter of the hiss (N, K): a Gaussian around the band's centre."""
    centre, width = band[:, :1], band[:, 1:]
    bell: NDArray[np.complex128] = np.exp(-0.5 * ((frequency - centre) / (0.45 * width)) ** 2 + 0j)
    return bell


def _filtered(source: Array, response: NDArray[np.complex128]) -> Array:
    """Filter a source (N * hop,) with filters (N, K), one per block, by overlap-add with Hann windows."""
    blocks = len(response)
    lead = (_BLOCK - _HOP) // 2
    padded = np.pad(source, (lead, _BLOCK))
    window = np.hanning(_BLOCK + 1)[:-1] * (2 * _HOP / _BLOCK)
    cut = np.lib.stride_tricks.sliding_window_view(padded, _BLOCK)[::_HOP][:blocks] * window
    heard = np.fft.rfft(cut, _FFT, axis=1)[:, : response.shape[1]]
    wet = np.fft.irfft(heard * response, _FFT, axis=1)
    # Overlap-add: block b starts at b hops; in pieces of one hop this is one sum per piece.
    pieces = -(-_FFT // _HOP)
    wet = np.pad(wet, ((0, 0), (0, pieces * _HOP - _FFT))).reshape(blocks, pieces, _HOP)
    out = np.zeros((blocks + pieces, _HOP))
    for piece in range(pieces):
        out[piece : piece + blocks] += wet[:, piece]
    return out.reshape(-1)[lead : lead + blocks * _HOP]


def _levelled(voice: Array) -> Array:
    """Return the voice with compressed dynamics."""
    blocks = -(-len(voice) // _HOP)
    power = np.pad(voice, (0, blocks * _HOP - len(voice))).reshape(blocks, _HOP)
    level = np.sqrt(smooth(np.mean(power**2, axis=1), 0.03 * _CONTROL))
    loudest = float(level.max(initial=0.0))
    gain = np.maximum(level / max(loudest, 1e-9), 0.12) ** -0.55
    at = (np.arange(len(voice)) - _HOP / 2) / _HOP
    return voice * np.interp(at, np.arange(blocks), gain)


def _room(voice: Array, rng: np.random.Generator) -> Array:
    """Add room reverberation: 90 ms of decaying, muffled reflections, well below the voice."""
    length = int(0.09 * SAMPLE_RATE)
    at = np.arange(length) / SAMPLE_RATE
    tail = smooth(rng.standard_normal(length), 4.0) * np.exp(-at / 0.022) * (at > 0.004)
    tail *= 0.22 / math.sqrt(float(np.sum(tail**2)))
    size = 1 << (len(voice) + length - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(voice, size) * np.fft.rfft(tail, size), size)
    return voice + wet[: len(voice)]
