# SPDX-License-Identifier: GPL-3.0-or-later
"""The cure names what kept a file from being written, and the disk only where that was it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from interact_addon.core.foundation.unwritten import cure_of_writing


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Free some space there: the disk is full"),
        (errno.EDQUOT, "Free some space there: your share"),
        (errno.EACCES, "that you can write to"),
        (errno.EROFS, "can only be read"),
        (errno.ENAMETOOLONG, "shorter"),
        (errno.ENOTDIR, "is a file"),
        (errno.EXDEV, "Choose another folder"),
    ],
)
def test_the_system_says_why(tmp_path: Path, number: int, words: str) -> None:
    cure = cure_of_writing(tmp_path / "a.mkv", OSError(number, os.strerror(number)))
    assert words in cure
    assert ("space" in cure) == (number in (errno.ENOSPC, errno.EDQUOT))


def test_a_program_that_does_not_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = RuntimeError("Error: cannot write")
    assert "what Blender printed" in cure_of_writing(tmp_path / "a.mkv", silent)
    assert "removed" in cure_of_writing(tmp_path / "absent" / "a.mkv", silent)
    (tmp_path / "file").touch()
    assert "is a file" in cure_of_writing(tmp_path / "file" / "a.mkv", silent)
    assert "shorter" in cure_of_writing(tmp_path / ("x" * 300) / "a.mkv", silent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100))
    assert "disk is full" in cure_of_writing(tmp_path / "a.mkv", silent)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="space") as caught, Path("/dev/full").open("wb", buffering=0) as stream:
        stream.write(b"x")
    assert "disk is full" in cure_of_writing(tmp_path / "a.mkv", caught.value)
