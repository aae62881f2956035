# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.foundation.atomic_file import (
    atomic_folder,
    atomic_path,
    atomic_write,
    remove_stale,
)


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


def test_a_program_s_own_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with atomic_path(path) as partial:
        assert partial.parent == tmp_path
        assert partial.suffix == ".npz"
        assert not partial.exists()
        np.savez(partial, x=np.arange(3))
        assert not path.exists()
    before = path.read_bytes()
    with pytest.raises(RuntimeError), atomic_path(path) as partial:  # noqa: PT012
        partial.write_bytes(b"half")
        raise RuntimeError
    with pytest.raises(FileNotFoundError), atomic_path(path):
        pass  # the program has written nothing, and did not say so
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.npz"]


def test_a_folder_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "frames"
    for names in ({"a", "b"}, {"c"}):
        with atomic_folder(path) as partial:
            for name in names:
                (partial / name).write_bytes(b"x")
        assert {entry.name for entry in path.iterdir()} == names
    with pytest.raises(ValueError), atomic_folder(path) as partial:  # noqa: PT011, PT012
        (partial / "d").write_bytes(b"x")
        raise ValueError
    assert {entry.name for entry in tmp_path.rglob("*")} == {"frames", "c"}


def test_folders_of_the_killed_go_too(tmp_path: Path) -> None:
    dead, alive = tmp_path / ".frames.00000000.part", tmp_path / ".frames.11111111.part"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "x").touch()
    os.utime(dead, (time.time() - 7200,) * 2)
    remove_stale(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == [alive.name]


@pytest.mark.parametrize(
    "name", ["x" * 255, "\N{GRINNING FACE}" * 62 + ".blend"], ids=["ascii", "four bytes each"]
)
def test_names_as_long_as_a_disk_takes(tmp_path: Path, name: str) -> None:
    for suffix in (None, ".blend"):
        with atomic_path(tmp_path / name, suffix=suffix) as partial:
            partial.write_bytes(b"x")
    with atomic_write(tmp_path / name) as stream:
        stream.write(b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(os.name != "posix", reason="the permissions are POSIX's")
def test_everyone_gets_what_plain_open_gives_and_the_umask_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o026)
    try:
        monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("a thread beside would write with it"))
        (tmp_path / "plain").touch()
        write_every_way(tmp_path)
        monkeypatch.undo()
    finally:
        os.umask(before)
    modes = {file.stat().st_mode & 0o777 for file in tmp_path.rglob("*") if file.is_file()}
    assert modes == {0o640}


def test_it_is_synced_before_it_is_renamed_and_the_folder_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    rename = os.replace

    def sync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        if done[-1] == "file":
            assert os.fstat(descriptor).st_size == 3  # all of it has left our buffers

    def replace(*paths: Path) -> None:
        done.append("rename")
        rename(*paths)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    write_every_way(tmp_path)
    after = [] if os.name == "nt" else ["folder"]
    assert done == 2 * ["file", "rename", *after] + ["file", *after, "rename", *after]
    done.clear()
    with atomic_write(tmp_path / "often", sync=False) as stream:
        stream.write(b"one")
    assert done == ["rename"]


def test_a_disk_that_fails_is_an_error_and_one_that_cannot_sync_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(code: int) -> Callable[[int], None]:
        def sync(descriptor: int) -> None:
            raise OSError(code, os.strerror(code))

        return sync

    path = tmp_path / "a"
    monkeypatch.setattr(os, "fsync", failing(errno.EINVAL))
    with atomic_write(path) as stream:
        stream.write(b"one")
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)), atomic_write(path) as stream:
        stream.write(b"two")
    assert path.read_bytes() == b"one"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    real = Path.open

    def full(self: Path, *args: Any, **kwargs: Any) -> Any:
        return real(Path("/dev/full") if ".part" in self.name else self, "wb", *args[1:], **kwargs)

    if not Path("/dev/full").exists():
        pytest.skip("this system has no disk that is always full")
    monkeypatch.setattr(Path, "open", full)
    # A few bytes stay in the buffer until the file is closed, many are written at once.
    for size in (3, 1 << 20):
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)), atomic_write(path) as stream:
            stream.write(bytes(size))
    monkeypatch.undo()
    assert path.read_bytes() == b"one"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names need a Unix")
def test_a_pipe_or_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    for target in (path, Path("/dev/null")):
        with pytest.raises(OSError, match="a device or a pipe, not a file"), atomic_write(target) as stream:
            stream.write(b"one")
        assert not stat.S_ISREG(target.stat().st_mode)
    assert [entry.name for entry in tmp_path.iterdir()] == ["pipe"]


def test_threads_that_write_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    contents = [bytes([number]) * 100_000 for number in range(8)]
    seen: set[bytes] = set()

    def write(content: bytes) -> None:
        for _ in range(20):
            with atomic_write(path) as stream:
                for start in range(0, len(content), 30_000):
                    stream.write(content[start : start + 30_000])
            seen.add(path.read_bytes())

    with ThreadPoolExecutor(len(contents)) as pool:
        list(pool.map(write, contents))
    assert seen <= set(contents)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def write_every_way(folder: Path) -> None:
    with atomic_write(folder / "stream") as stream:
        stream.write(b"one")
    with atomic_path(folder / "path") as partial:
        partial.write_bytes(b"one")
    with atomic_folder(folder / "folder") as partial:
        (partial / "a").write_bytes(b"one")
