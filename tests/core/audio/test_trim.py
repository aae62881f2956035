# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import struct
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.audio import Piece, Trim, read_samples, read_wav_info, write_plain, write_trimmed
from interact_addon.core.foundation.errors import AudioError, UsageError
from tests.wave_files import METADATA, encoded, odd_files, sine
from tests.wave_files import wave as wave_bytes


def recording(path: Path, *, bits: int = 16, channels: int = 2, rate: int = 8000, samples: int = 100) -> Path:
    """A ramp: every sample frame has values of its own."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(bits // 8)
        out.setframerate(rate)
        out.writeframes(bytes(n % 251 for n in range(samples * channels * bits // 8)))
    return path


def floating(path: Path, values: np.ndarray, rate: int = 22050) -> Path:
    data = values.astype("<f4").tobytes()
    form = struct.pack("<HHIIHH", 3, 1, rate, rate * 4, 4, 32)
    path.write_bytes(
        b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack("<I", 16) + form
        + b"data" + struct.pack("<I", len(data)) + data
    )  # fmt: skip
    return path


def raw(path: Path) -> bytes:
    info = read_wav_info(path)
    size = info.samples * info.channels * info.bits // 8
    return path.read_bytes()[info.data_offset : info.data_offset + size]


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
@pytest.mark.parametrize("channels", [1, 2, 3])
def test_samples_are_copied_as_they_are(tmp_path: Path, bits: int, channels: int) -> None:
    source = read_wav_info(recording(tmp_path / "in.wav", bits=bits, channels=channels))
    out = tmp_path / "out.wav"
    write_trimmed(out, Trim((Piece(source, 20, 0, 31),), 31))
    info = read_wav_info(out)
    assert (info.rate, info.channels, info.bits, info.samples) == (8000, channels, bits, 31)
    assert info.findings == ()
    frame = channels * bits // 8
    assert raw(out) == raw(source.path)[20 * frame : 51 * frame]


def test_a_whole_recording_comes_out_as_the_same_file(tmp_path: Path) -> None:
    source = read_wav_info(recording(tmp_path / "in.wav", samples=101, channels=1, bits=16))
    write_trimmed(tmp_path / "out.wav", Trim((Piece(source, 0, 0, 101),), 101))
    assert (tmp_path / "out.wav").read_bytes() == (tmp_path / "in.wav").read_bytes()


@pytest.mark.parametrize(("bits", "silent"), [(8, 128), (16, 0)])
def test_what_lies_outside_the_recording_is_silence(tmp_path: Path, bits: int, silent: int) -> None:
    source = read_wav_info(recording(tmp_path / "in.wav", bits=bits, channels=1, samples=10))
    out = tmp_path / "out.wav"
    write_trimmed(out, Trim((Piece(source, -5, 0, 30),), 30))
    data, width = raw(out), bits // 8
    assert set(data[: 5 * width]) == {silent}
    assert data[5 * width : 15 * width] == raw(source.path)
    assert set(data[15 * width :]) == {silent}


def test_pieces_lie_where_they_belong_and_later_ones_cover(tmp_path: Path) -> None:
    source = read_wav_info(recording(tmp_path / "in.wav", bits=8, channels=1, samples=20))
    out = tmp_path / "out.wav"
    write_trimmed(out, Trim((Piece(source, 10, 0, 6), Piece(source, 0, 4, 4), Piece(source, 0, 9, 5)), 12))
    assert list(raw(out)) == [10, 11, 12, 13, 0, 1, 2, 3, 128, 0, 1, 2]


def test_floating_point_keeps_its_bits(tmp_path: Path) -> None:
    values = np.linspace(-1.5, 1.5, 50)
    source = read_wav_info(floating(tmp_path / "in.wav", values))
    out = tmp_path / "out.wav"
    write_trimmed(out, Trim((Piece(source, 7, 0, 11),), 11))
    info, samples = read_samples(out)
    assert (info.floating, info.bits, info.rate) == (True, 32, 22050)
    assert samples[:, 0].tolist() == values[7:18].astype(np.float32).tolist()


def test_odd_lengths_are_padded_so_that_the_file_is_whole(tmp_path: Path) -> None:
    source = read_wav_info(recording(tmp_path / "in.wav", bits=8, channels=1, samples=7))
    out = tmp_path / "out.wav"
    write_trimmed(out, Trim((Piece(source, 0, 0, 7),), 7))
    stated = struct.unpack("<I", out.read_bytes()[4:8])[0]
    assert out.stat().st_size == stated + 8
    assert out.stat().st_size % 2 == 0


def test_recordings_of_two_kinds_do_not_become_one(tmp_path: Path) -> None:
    one = read_wav_info(recording(tmp_path / "one.wav"))
    other = read_wav_info(recording(tmp_path / "other.wav", rate=16000))
    with pytest.raises(UsageError, match="different sample rates"):
        Trim((Piece(one, 0, 0, 5), Piece(other, 0, 5, 5)), 10)
    with pytest.raises(UsageError, match="no recordings to trim"):
        Trim((), 10)


def test_a_source_that_has_shrunk_is_an_error(tmp_path: Path) -> None:
    source = read_wav_info(recording(tmp_path / "in.wav", samples=10))
    trim = Trim((Piece(replace(source, samples=400_000), 0, 0, 400_000),), 400_000)
    with pytest.raises(AudioError, match="ends before it should"):
        write_trimmed(tmp_path / "out.wav", trim)


@pytest.mark.parametrize("name", ["rifx", "rifx of numbers", "counts its text", "wave64", "no padding"])
def test_an_odd_file_becomes_a_plain_one(tmp_path: Path, name: str) -> None:
    (tmp_path / "odd.wav").write_bytes(odd_files()[name][0])
    odd, samples = read_samples(tmp_path / "odd.wav")
    write_plain(tmp_path / "plain.wav", odd)
    plain, again = read_samples(tmp_path / "plain.wav")
    assert not odd.plain
    assert (plain.plain, plain.findings) == (True, ())
    assert (plain.rate, plain.samples, plain.floating) == (odd.rate, odd.samples, odd.floating)
    np.testing.assert_array_equal(samples, again)


def test_big_and_little_endian_recordings_are_joined(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(odd_files()["rifx"][0])
    (tmp_path / "b.wav").write_bytes(wave_bytes(encoded(sine())))
    first, second = (read_wav_info(tmp_path / f"{name}.wav") for name in "ab")
    write_trimmed(tmp_path / "c.wav", Trim((Piece(first, 0, 0, 500), Piece(second, 500, 500, 500)), 1000))
    np.testing.assert_allclose(read_samples(tmp_path / "c.wav")[1][:, 0], sine()[:1000], atol=2.0**-14)


def test_nothing_is_no_plain_file(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wave_bytes(b"", after=METADATA))
    with pytest.raises(AudioError, match="no samples"):
        write_plain(tmp_path / "b.wav", read_wav_info(tmp_path / "a.wav"))
