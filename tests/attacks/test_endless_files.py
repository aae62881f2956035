# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a dataset that are larger than anything they could be are refused before the memory is full."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from interact_addon.core.audio.voice import read_samples
from interact_addon.core.face.arkit import read_rows
from interact_addon.core.foundation.errors import AudioError, FaceError, InputError
from interact_addon.core.video.subtitles import read_srt


def huge(path: Path, head: bytes) -> Path:
    """Write a file of 3 GB that takes no room on the disk."""
    with path.open("wb") as stream:
        stream.write(head)
        stream.truncate(3 << 30)
    return path


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.csv", b"time,jawOpen\n0,1\n"),
        ("a.json", b'{"names":['),
        ("a.npz", b"PK\x03\x04"),
        ("a.npy", b"\x93NUMPY"),
    ],
)
def test_faces(tmp_path: Path, name: str, head: bytes) -> None:
    with pytest.raises(FaceError):
        read_rows(huge(tmp_path / name, head), None)


def test_subtitles(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too large"):
        read_srt(huge(tmp_path / "a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n"))


def test_a_voice_of_many_hours(tmp_path: Path) -> None:
    shape = struct.pack("<IHHIIHH", 16, 1, 1, 48000, 96000, 2, 16)
    head = b"RIFF\xff\xff\xff\xffWAVEfmt " + shape + b"data\xff\xff\xff\xff"
    with pytest.raises(AudioError, match=r"9\.3 hours of sound, more than is read\. Cut it"):
        read_samples(huge(tmp_path / "a.wav", head))
