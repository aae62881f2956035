# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.hub.remote_file import RemoteFile, local_path, parse_entry, safe_parts

BLOB = "8ab686eafeb1f44702738c8b0f24f2567c36da6d"  # `printf 'Hello, World!\n' | git hash-object --stdin`
SHA256 = "c98c24b677eff44860afea6f493bbaec5bb1c4cbb209c6fc2bbb47f66ff2ad31"  # `| sha256sum`
TEXT = b"Hello, World!\n"


def test_both_checksums_are_those_of_git_and_of_sha256sum() -> None:
    for digest in (BLOB, SHA256):
        hasher = RemoteFile("hello.txt", len(TEXT), digest).hasher()
        hasher.update(TEXT)
        assert hasher.hexdigest() == digest


def test_an_entry_of_each_kind() -> None:
    small = {"type": "file", "oid": BLOB, "size": 14, "path": "a/b.txt"}
    assert parse_entry(small) == RemoteFile("a/b.txt", 14, BLOB)
    large = {"type": "file", "oid": BLOB, "size": 130, "path": "w.wav", "lfs": {"oid": SHA256, "size": 99}}
    assert parse_entry(large) == RemoteFile("w.wav", 99, SHA256)
    assert parse_entry({"type": "directory", "oid": BLOB, "size": 0, "path": "a"}) is None
    assert parse_entry(small | {"path": "../b.txt"}) == "../b.txt"


@pytest.mark.parametrize(
    "change",
    [
        {"size": -1},
        {"size": True},
        {"size": "14"},
        {"size": 1 << 60},
        {"oid": "x"},
        {"oid": None},
        {"path": 7},
    ],
)
def test_an_entry_that_is_none(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a file without"):
        parse_entry({"type": "file", "oid": BLOB, "size": 14, "path": "a"} | change)


@pytest.mark.parametrize("path", ["wav/20231119_001_051.wav", "a/ü b.txt", ".gitattributes", "console.txt"])
def test_names_that_are_safe(path: str) -> None:
    assert safe_parts(path) == tuple(path.split("/"))


@pytest.mark.parametrize(
    "path",
    [
        *("", "/etc/passwd", "..", "a/../../b", "a//b", "./a", "a/.", "C:/x", "c:x", "a\\b", "\\\\host\\x"),
        *("a\nb", "a\0b", "a\x1b[2Jb", "a\ud800", "nul", "wav/CON.wav", "com1.txt", "a.", "a ", " a"),
        *("file:stream", "a?b", "x" * 250, "a/" * 600 + "b"),
    ],
)
def test_names_that_must_not_become_paths(path: str) -> None:
    assert safe_parts(path) is None


def test_a_link_that_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "root"
    (root / "inside").mkdir(parents=True)
    file = RemoteFile("wav/a.wav", 1, SHA256)
    assert local_path(root, file) == root / "wav" / "a.wav"
    (root / "wav").symlink_to(root / "inside")
    assert local_path(root, file) == root / "wav" / "a.wav"
    (root / "wav").unlink()
    (root / "wav").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"wav: this folder is a link to a place outside"):
        local_path(root, file)


def test_git_agrees(tmp_path: Path) -> None:
    (tmp_path / "hello.txt").write_bytes(TEXT)
    try:
        done = subprocess.run(
            ["git", "hash-object", "hello.txt"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        pytest.skip("git is not installed")
    assert done.stdout.strip() == BLOB
