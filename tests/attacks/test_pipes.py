# SPDX-License-Identifier: GPL-3.0-or-later
"""Datasets and other inputs in which a file is a pipe or a device: nothing waits, and a sentence says it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="there are no such files"), pytest.mark.slow]

REPOSITORY = Path(__file__).resolve().parents[2]
KEY = "20260101_001"
PATIENCE = 120  # seconds until a command counts as waiting for ever; the slowest takes some
KINDS = ("a pipe", "a device", "a link to a pipe")


def _odd(path: Path, kind: str) -> Path:
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "a device":
        path.symlink_to("/dev/zero")
    elif kind == "a pipe":
        os.mkfifo(path)
    else:
        os.mkfifo(path.with_name(f"pipe-{path.name}"))
        path.symlink_to(path.with_name(f"pipe-{path.name}"))
    return path


def _interact(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command; one that waits for ever raises."""
    return subprocess.run(
        [sys.executable, "-m", "interact_addon", *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=PATIENCE,
        check=False,
    )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    text = done.stdout + done.stderr
    assert "Traceback" not in text, text
    assert done.returncode in (0, 1, 2), text
    return text


@pytest.fixture
def data(demo_root: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo_root, tmp_path / "data")
    return tmp_path / "data"


def _files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", KINDS)
def test_a_dataset_whose_files_are_pipes_is_checked_without_waiting(data: Path, kind: str) -> None:
    """One of each kind of file; the others are good."""
    for name in {Path(name).suffix: name for name in _files(data)}.values():
        _odd(data / name, kind)
    _said(_interact("job", "check", KEY, "--dataset", data))


def test_a_dataset_of_pipes_is_listed_and_exported_without_waiting(data: Path) -> None:
    for name in _files(data):
        _odd(data / name, "a pipe")
    _said(_interact("scenes", data, "--json"))
    _said(_interact("job", "check", KEY, "--dataset", data))
    _said(_interact("export", KEY, "--dataset", data, "--out", data.parent / "exported"))
    _said(_interact("render", KEY, "--dataset", data, "--out", data.parent / "rendered"))


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_are_named_are_refused_with_a_sentence(data: Path, tmp_path: Path, kind: str) -> None:
    for arguments in (
        ("bvh", _odd(tmp_path / "odd.bvh", kind)),
        ("job", "check", _odd(tmp_path / "odd-job.toml", kind), "--dataset", data),
        ("job", "check", _odd(tmp_path / "odd-job.txt", kind), "--dataset", data),
        ("run-tasks", _odd(tmp_path / "tasks.json", kind)),
    ):
        done = _interact(*arguments)
        assert done.returncode == 2, (arguments, done.stdout, done.stderr)
        _said(done)


@pytest.mark.parametrize("name", ["dataset.toml", "roles.toml", "bvhs/roles.toml", "names.json"])
def test_files_that_need_not_be_there_may_be_pipes(data: Path, name: str) -> None:
    _odd(data / name, "a pipe")
    _said(_interact("scenes", data))
    _said(_interact("job", "check", KEY, "--dataset", data))
