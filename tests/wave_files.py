# SPDX-License-Identifier: GPL-3.0-or-later
"""WAV files as programs write them, right and wrong: forms, sizes, chunks."""

from __future__ import annotations

import struct

import numpy as np

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
RATE = 48_000
METADATA = b"LIST" + struct.pack("<I", 26) + b"INFOISFT" + struct.pack("<I", 14) + b"Lavf58.76.100\x00"
_RIFF_GUID = bytes.fromhex("2e91cf11a5d628db04c10000")
_WAVE_GUID = bytes.fromhex("f3acd3118cd100c04f8edb8a")


def sine(seconds: float = 0.25, amplitude: float = 0.3, hertz: float = 440.0) -> np.ndarray:
    """A tone; its root mean square is the amplitude divided by the square root of 2."""
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def encoded(signal: np.ndarray, bits: int = 16, floating: bool = False, order: str = "<") -> bytes:
    """Samples of any shape as bytes; 24 bits only with the lowest byte first."""
    if floating:
        return signal.astype(f"{order}f{bits // 8}").tobytes()
    if bits == 8:
        return np.rint(signal * 127 + 128).astype(np.uint8).tobytes()
    whole = np.rint(signal * (2 ** (bits - 1) - 1)).astype("<i4")
    if bits == 24:
        return whole.ravel().view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return whole.astype(f"{order}i{bits // 8}").tobytes()


def wave(
    data: bytes,
    *,
    tag: int = PCM,
    bits: int = 16,
    channels: int = 1,
    rate: int = RATE,
    sub: int | None = None,
    before: bytes = b"",
    after: bytes = b"",
    stated: int | None = None,
    riff: int | None = None,
    kind: bytes = b"RIFF",
    order: str = "<",
    block: int | None = None,
) -> bytes:
    """A file of the RIFF family; ``stated`` and ``riff`` are the sizes that it claims."""
    frame = channels * bits // 8 if block is None else block
    form = struct.pack(f"{order}HHIIHH", tag, channels, rate, rate * frame, frame, bits)
    if sub is not None:
        guid = struct.pack(f"{order}IHH", sub, 0, 16) + bytes.fromhex("800000aa00389b71")
        form += struct.pack(f"{order}HHI", 22, bits, 0) + guid
    size = len(data) if stated is None else stated
    body = b"WAVE" + before + b"fmt " + struct.pack(f"{order}I", len(form)) + form
    body += b"data" + struct.pack(f"{order}I", size & 0xFFFFFFFF) + data + after
    return kind + struct.pack(f"{order}I", (len(body) if riff is None else riff) & 0xFFFFFFFF) + body


def ds64(data: int, samples: int = 0) -> bytes:
    """The chunk of 64-bit sizes of RF64 and BW64."""
    return b"ds64" + struct.pack("<IQQQI", 28, 0, data, samples, 0)


def wave64(data: bytes, *, stated: int | None = None) -> bytes:
    """A Sony Wave64 file, with a chunk that is padded to eight bytes before the samples."""
    form = struct.pack("<HHIIHH", PCM, 1, RATE, RATE * 2, 2, 16)
    body = b"wave" + _WAVE_GUID
    body += b"junk" + _WAVE_GUID + struct.pack("<Q", 24 + 3) + b"abc" + b"\x00" * 5
    body += b"fmt " + _WAVE_GUID + struct.pack("<Q", 24 + len(form)) + form
    size = 24 + len(data) if stated is None else stated
    body += b"data" + _WAVE_GUID + struct.pack("<Q", size) + data
    return b"riff" + _RIFF_GUID + struct.pack("<Q", 24 + len(body)) + body


def odd_files() -> dict[str, tuple[bytes, int]]:
    """Files with odd headers, each with how many samples of :func:`sine` are in it."""
    tone = encoded(sine())
    odd = b"LIST" + struct.pack("<I", 5) + b"abcde"
    files = {
        "rifx": wave(encoded(sine(), order=">"), kind=b"RIFX", order=">"),
        "rifx of numbers": wave(
            encoded(sine(), 32, True, ">"), kind=b"RIFX", order=">", tag=EXTENSIBLE, sub=FLOAT, bits=32
        ),
        "rf64": wave(tone, kind=b"RF64", before=ds64(len(tone)), stated=0xFFFFFFFF, riff=0xFFFFFFFF),
        "bw64, then text": wave(
            tone, kind=b"BW64", before=ds64(len(tone)), stated=0xFFFFFFFF, riff=0xFFFFFFFF, after=METADATA
        ),
        "rf64 of a pipe": wave(tone, kind=b"RF64", before=ds64(0), stated=0xFFFFFFFF, riff=0xFFFFFFFF),
        "wave64": wave64(tone),
        "wave64 of a pipe": wave64(tone, stated=0x7FFFFFFFFFFFFFFF),
        "sox": wave(tone, stated=0x7FFFF000, riff=0x7FFFF024),
        "alsa": wave(tone, stated=0x80000000, riff=0x80000024),
        "ffmpeg": wave(tone, stated=0xFFFFFFFF, riff=0xFFFFFFFF),
        "minus its header": wave(tone, stated=0xFFFFFFFF - 36, riff=0xFFFFFFFF),
        "half minus its header": wave(tone, stated=0x7FFFFFFF - 44, riff=0x7FFFFFFF),
        "zero": wave(tone, stated=0, riff=0),
        "zero, then text": wave(tone, stated=0, after=METADATA),
        "counts its text": wave(tone, stated=len(tone) + len(METADATA), after=METADATA),
        "counts some of its text": wave(tone, stated=len(tone) + 8, after=METADATA),
        "counts its header": wave(tone, stated=len(tone) + 44),
        "a byte too many": wave(tone, stated=len(tone) + 1),
        "no padding": wave(tone, before=odd),
        "padding": wave(tone, before=odd + b"\x00"),
        "wrong size of all": wave(tone, riff=5),
    }
    return {name: (raw, RATE // 4) for name, raw in files.items()} | {
        "text for samples": (wave(b"", after=METADATA), 0),
        "text for samples, of odd length": (wave(b"", after=odd + METADATA), 0),
        "nothing": (wave(b""), 0),
    }
