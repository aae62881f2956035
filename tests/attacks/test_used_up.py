# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line under real limits: few open files, little memory, a disk without room for more files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from interact_addon.core.foundation.atomic_file import atomic_write
from interact_addon.core.foundation.errors import WorkError
from interact_addon.core.foundation.unwritten import cure_of_writing
from interact_addon.core.rendering.batch.disk import room_in
from interact_addon.core.rendering.results.layout import write_whole

resource = pytest.importorskip("resource", reason="Windows has no such limits")
REPOSITORY = Path(__file__).resolve().parents[2]


def interact(*words: str, **limits: int) -> subprocess.CompletedProcess[str]:
    """Run the command with limits: ``NOFILE=8``, ``AS=300_000_000``."""
    code = (
        "import resource, sys; from interact_addon.cli import main;"
        f"[resource.setrlimit(getattr(resource, 'RLIMIT_' + n), (v, v)) for n, v in {limits!r}.items()];"
        "sys.exit(main(sys.argv[1:]))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def only_a_sentence(done: subprocess.CompletedProcess[str], cure: str) -> None:
    assert done.returncode in (1, 2), done
    assert "Traceback" not in done.stderr + done.stdout
    assert cure in done.stderr + done.stdout


def test_few_open_files(demo_root: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    words = ("render", "20260101_001", "--dataset", str(demo_root), "--out", out, "--preset", "preview")
    done = interact(*words, "--size", "64x36", "--frames", "1-2", NOFILE=10)
    only_a_sentence(done, "ulimit -n 4096")


def test_no_open_files_at_all(demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERACT_CACHE", str(tmp_path))  # what was read before needs no files
    only_a_sentence(
        interact("job", "check", "20260101_001", "--dataset", str(demo_root), NOFILE=6), "ulimit -n"
    )


def test_little_memory_names_what_is_needed(demo_root: Path) -> None:
    only_a_sentence(interact("scenes", "--dataset", str(demo_root), AS=150_000_000), "ulimit -v")


def test_too_little_memory_for_blender(demo_root: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    words = ("render", "20260101_001", "--dataset", str(demo_root), "--out", out, "--preset", "preview")
    done = interact(*words, "--size", "64x36", "--frames", "1-2", AS=300_000_000)
    only_a_sentence(done, "there is not enough memory to load Blender's modules. Close other programs")


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Path]:
    """A disk with 8 MB free and room for no more files."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["-o", "size=8m,nr_inodes=16", "none", str(disk)]
    if sys.platform != "linux" or subprocess.run(["mount", "-t", "tmpfs", *options], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        for number in range(15):
            (disk / f"{number}").touch()
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_disk_without_room_for_more_files(crowded: Path, demo_root: Path) -> None:
    room = room_in(crowded / "out")
    assert room is not None
    assert room.full
    assert not room.holds(1)
    assert "inodes" in room.shortage(crowded, 1)
    with pytest.raises(OSError, match="No space left") as caught, atomic_write(crowded / "a.json") as stream:
        stream.write(b"x")
    assert "inodes" in cure_of_writing(crowded / "a.json", caught.value)
    assert "inodes" in cure_of_writing(crowded / "a.json")  # of a program that does not say why
    with pytest.raises(WorkError, match="inodes"):
        write_whole(crowded / "deep" / "a.json", "x")
    words = ("render", "20260101_001", "--dataset", str(demo_root), "--out", str(crowded / "out"))
    only_a_sentence(interact(*words), "inodes")
