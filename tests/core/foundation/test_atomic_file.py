# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from interact_addon.core.foundation.atomic_file import atomic_write


def test_it_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with atomic_write(path) as stream:
        stream.write(b"one")
        assert not path.exists()
    assert path.read_bytes() == b"one"
    with pytest.raises(KeyboardInterrupt), atomic_write(path) as stream:  # noqa: PT012
        stream.write(b"two")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_check_that_fails_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one")

    def refuse(partial: Path) -> None:
        assert partial.read_bytes() == b"two"
        raise ValueError

    with pytest.raises(ValueError), atomic_write(path, refuse) as stream:  # noqa: PT011
        stream.write(b"two")
    assert path.read_bytes() == b"one"
    assert len(list(tmp_path.iterdir())) == 1


def test_leftovers_of_the_killed_are_swept_and_of_the_living_are_not(tmp_path: Path) -> None:
    dead, alive, other = (
        tmp_path / name for name in (".a.txt.00000000.part", ".a.txt.11111111.part", ".b.part")
    )
    for path in (dead, alive, other):
        path.touch()
    for path in (dead, other):
        os.utime(path, (time.time() - 7200,) * 2)
    with atomic_write(tmp_path / "a.txt") as stream:
        stream.write(b"x")
    assert {path.name for path in tmp_path.iterdir()} == {alive.name, other.name, "a.txt"}


def test_the_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with atomic_write(tmp_path / "a.txt") as stream:
            stream.write(b"x")
    finally:
        os.umask(before)
    if os.name == "posix":
        assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "absent" / "a.txt"):
        pass
