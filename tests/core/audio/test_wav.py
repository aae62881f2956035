# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import math
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interact_addon.core.audio import measure_level, read_samples, read_wav_info
from interact_addon.core.foundation.errors import AudioError
from tests.wave_files import EXTENSIBLE, FLOAT, PCM, encoded, odd_files, sine, wave

SIGNAL = np.stack([np.sin(np.arange(4800) / 20), np.cos(np.arange(4800) / 30) / 2], axis=1)


@pytest.mark.parametrize("extensible", [False, True])
@pytest.mark.parametrize(
    ("bits", "floating"), [(8, False), (16, False), (24, False), (32, False), (32, True), (64, True)]
)
def test_every_uncompressed_form(tmp_path: Path, bits: int, floating: bool, extensible: bool) -> None:
    tag = FLOAT if floating else PCM
    data = encoded(SIGNAL, bits, floating)
    form = {"tag": EXTENSIBLE, "sub": tag} if extensible else {"tag": tag}
    path = tmp_path / "a.wav"
    path.write_bytes(wave(data, bits=bits, channels=2, **form))
    info, samples = read_samples(path)
    assert (info.rate, info.channels, info.bits, info.floating) == (48_000, 2, bits, floating)
    assert (info.samples, info.duration, info.seconds) == (4800, Fraction(1, 10), 0.1)
    assert info.findings == ()
    np.testing.assert_allclose(samples, SIGNAL, atol=2.0 ** -(min(bits, 24) - 2))


def test_chunks_before_the_samples_are_stepped_over(tmp_path: Path) -> None:
    odd = b"LIST" + struct.pack("<I", 5) + b"abcde\x00" + b"bext" + struct.pack("<I", 2) + b"xy"
    (tmp_path / "a.wav").write_bytes(wave(b"\x01\x00" * 10, before=odd))
    info, samples = read_samples(tmp_path / "a.wav")
    assert info.samples == 10
    assert (samples * 32768 == 1).all()


@pytest.mark.parametrize("stated", [0, 0xFFFFFFFF])
def test_a_streams_unknown_length_is_the_rest_of_the_file(tmp_path: Path, stated: int) -> None:
    (tmp_path / "a.wav").write_bytes(wave(b"\x00" * 960, stated=stated))
    info = read_wav_info(tmp_path / "a.wav")
    assert (info.samples, info.findings) == (480, ())


def test_a_file_cut_short_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wave(b"\x00" * 96_001, stated=192_000))
    info, samples = read_samples(tmp_path / "a.wav")
    assert info.samples == len(samples) == 48_000
    assert [finding.code for finding in info.findings] == ["wav-cut-short"]
    assert "1.000 s of 2.000 s" in info.findings[0].message


def test_the_big_form(tmp_path: Path) -> None:
    ds64 = b"ds64" + struct.pack("<I", 28) + struct.pack("<QQQI", 0, 1920, 960, 0)
    raw = wave(b"\x00" * 1920, before=ds64, stated=0xFFFFFFFF)
    (tmp_path / "a.wav").write_bytes(b"RF64" + raw[4:])
    assert read_wav_info(tmp_path / "a.wav").samples == 960


@pytest.mark.parametrize("name", odd_files())
def test_odd_headers(tmp_path: Path, name: str) -> None:
    raw, count = odd_files()[name]
    (tmp_path / "a.wav").write_bytes(raw)
    info, samples = read_samples(tmp_path / "a.wav")
    assert (info.samples, len(samples), info.findings) == (count, count, ())
    np.testing.assert_allclose(samples[:, 0], sine()[:count], atol=2.0**-14)
    assert info.plain == (name in ("padding", "wrong size of all"))


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("bits", "block"), [(12, 2), (20, 3), (24, 4)])
def test_bits_that_do_not_fill_their_bytes_are_the_upper_ones(
    tmp_path: Path, bits: int, block: int, order: str
) -> None:
    upper = np.rint(sine() * (2 ** (bits - 1) - 1)).astype(np.int64) << (8 * block - bits)
    data = upper.astype(f"{order}i8").view(np.uint8).reshape(-1, 8)
    data = data[:, :block] if order == "<" else data[:, -block:]
    kind = b"RIFF" if order == "<" else b"RIFX"
    (tmp_path / "a.wav").write_bytes(wave(data.tobytes(), bits=bits, block=block, kind=kind, order=order))
    info, samples = read_samples(tmp_path / "a.wav")
    assert (info.width, info.samples, info.plain) == (block, 12_000, False)
    np.testing.assert_allclose(samples[:, 0], sine(), atol=2.0 ** -(bits - 2))


def test_a_long_file_cut_short_is_still_told(tmp_path: Path) -> None:
    """1.5 GiB are a recording of four hours, not the number of a pipe."""
    (tmp_path / "a.wav").write_bytes(wave(b"\x00" * 96_000, stated=3 << 29))
    assert [finding.code for finding in read_wav_info(tmp_path / "a.wav").findings] == ["wav-cut-short"]


def test_levels(tmp_path: Path) -> None:
    sine = 10 ** (-12 / 20) * np.sin(2 * np.pi * 1000 * np.arange(48_000) / 48_000)
    (tmp_path / "a.wav").write_bytes(wave(encoded(sine, 24, False), bits=24))
    level = measure_level(tmp_path / "a.wav")
    assert abs(level.peak_db + 12) < 0.001
    assert abs(level.rms_db + 15.0103) < 0.001
    (tmp_path / "b.wav").write_bytes(wave(b"\x00" * 100))
    assert measure_level(tmp_path / "b.wav").peak_db == -math.inf
    (tmp_path / "c.wav").write_bytes(wave(b""))
    assert measure_level(tmp_path / "c.wav").rms_db == -math.inf


def test_a_recording_with_no_numbers_has_no_level(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wave(np.full(10, np.nan, "<f4").tobytes(), tag=FLOAT, bits=32))
    with pytest.raises(AudioError, match="not finite numbers"):
        measure_level(tmp_path / "a.wav")


def test_the_real_voices(any_root: Path) -> None:
    level = measure_level(any_root / "wav" / "20231119_001_051.wav")
    assert (level.info.rate, level.info.channels, level.info.bits) == (48_000, 1, 16)
    assert abs(level.info.seconds - 943 / 30) < 0.001
    assert -30 < level.peak_db <= 0


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"", "empty"),
        (b"RIFF", "not a WAV file"),
        (b"ID3\x04" + b"\x00" * 100, "not a WAV file"),
        (b"RIFF\x00\x00\x00\x00AVI " + b"\x00" * 100, "not a WAV file"),
        (wave(b"")[:12], "ends before its 'fmt' chunk"),
        (wave(b"")[:36], "ends before its 'data' chunk"),
        (wave(b"\x00" * 10, tag=0x55), "format 0x0055"),
        (wave(b"\x00" * 10, tag=17, bits=4), "format 0x0011 with 4 bits"),
        (wave(b"\x00" * 10, bits=12), "12 bits"),
        (wave(b"\x00" * 10, channels=0), "0 channels"),
        (wave(b"\x00" * 10, rate=0), "at 0 Hz"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt \x04\x00\x00\x00\x01\x00\x01\x00", "cut short"),
        (b"RIFF\x00\x00\x00\x00WAVEdata\x04\x00\x00\x00\x00\x00\x00\x00", "no 'fmt ' chunk"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, raw: bytes, complaint: str) -> None:
    (tmp_path / "a.wav").write_bytes(raw)
    with pytest.raises(AudioError, match=complaint) as caught:
        read_wav_info(tmp_path / "a.wav")
    assert str(tmp_path / "a.wav") in str(caught.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.wav", tmp_path):
        with pytest.raises(AudioError, match="cannot be read"):
            read_wav_info(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=200)
@given(data=st.data())
def test_mutated_files_give_samples_or_a_clear_error(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(wave(b"\x01\x02" * 30, tag=EXTENSIBLE, sub=PCM, before=b"LIST\x02\x00\x00\x00ab"))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "a.wav"
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        info, samples = read_samples(path)
    except AudioError as error:
        told = str(error)
        assert str(path) in told
    else:
        assert samples.shape == (info.samples, info.channels)
