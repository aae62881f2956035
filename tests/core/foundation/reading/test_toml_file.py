# SPDX-License-Identifier: GPL-3.0-or-later
"""What people write into TOML, and what they are told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import CharacterError, InputError
from interact_addon.core.foundation.reading.toml_file import SLASHES, parse_toml, read_toml


@pytest.mark.parametrize(
    ("text", "line", "column", "cure"),
    [
        ('dataset = "C:\\Users\\me\\InterAct"\n[[scene]]', 1, 16, SLASHES),
        ('x = 1\ncharacters = "D:\\xmas\\people.blend"', 2, 19, SLASHES),
        ('x = 1\n\ndataset = "\\\\server\\share"', 3, 22, SLASHES),
        ('dataset = "D:\\data\\"\nx = 1', 1, 16, SLASHES),
        ('faces = ["a", "C:\\Ugly"]', 1, 20, SLASHES),
        ("dataset = C:\\Users\\me", 1, 11, "Write quotes around the value: 'C:\\Users\\me'"),
        ("dataset = /home/me   # here", 1, 11, 'Write quotes around the value: "/home/me"'),
        ("dataset = ../data", 1, 11, 'Write quotes around the value: "../data"'),
        ("preset = final", 1, 10, 'Write quotes around the value: "final"'),
        ("dataset = “C:/data”", 1, 11, "Write straight quotes, \" or ', instead of “"),
        ("dataset = ‘C:/data’", 1, 11, "instead of ‘"),
        ("dataset = „data“", 1, 11, "instead of „"),
        ("dataset = `data`", 1, 11, "instead of `"),
        ('dataset\u00a0= "data"', 1, 8, "Write an ordinary space"),
        ('dataset =\u2003"data"', 1, 10, "Write an ordinary space"),
        ('dataset = "data\nx = 1', 1, 16, "Close the quotes"),
        ("x = 1\ny = 'data", 2, None, "Close the quotes"),
        ("dataset =", 1, None, "Write a value after ="),
        ('dataset: "data"', 1, 8, "Write = instead of :"),
        ("20231119_051", 1, None, 'Write each line as name = "value"'),
        ("x = 1\nx = 2", 2, None, "What else"),
    ],
)
def test_slips_get_their_cure(text: str, line: int, column: int | None, cure: str) -> None:
    with pytest.raises(CharacterError) as caught:
        parse_toml(text, Path("people.toml"), CharacterError, cure="What else")
    error = caught.value
    assert (error.path, error.line) == ("people.toml", line)
    assert cure in (error.cure or "")
    assert error.message.startswith("invalid TOML: ")
    assert error.message.endswith(" at its end" if column is None else f", column {column}")


@pytest.mark.parametrize(
    "text",
    [
        "dataset = 'C:\\Users\\me'",
        'dataset = "C:/Users/me"',
        'dataset = "C:\\\\Users\\\\me"',
        "dataset\t=\t'C:\\Users\\me'\t# “quoted”\r\nx = 1\r\n",
        "dataset = 'C:\\Users\\me'\rx = 1\r",
    ],
)
def test_what_is_right_stays_right(text: str) -> None:
    assert parse_toml(text, Path("a.toml"))["dataset"].replace("\\", "/") == "C:/Users/me"


def test_files_of_all_editors(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes('name = "Jürgen"\r\n'.encode(encoding))
        assert read_toml(path, "the mapping") == {"name": "Jürgen"}
    path.write_bytes('name = "Jürgen"'.encode("cp1252"))
    with pytest.raises(CharacterError, match=r"line 1: not a text file.*UTF-8"):
        read_toml(path, "the mapping", CharacterError)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 50_000,
        "x = " + "9" * 5_000,
        "a." * 50_000 + "a = 1",
        'x = "' + "\\q" * 50_000,
        "x = " + "{a=" * 30_000,
        'x = "' + "[" * 200_000,
    ],
)
def test_what_is_beyond_reason_is_told_soon(text: str) -> None:
    started = time.process_time()
    with pytest.raises(InputError, match="invalid TOML"):
        parse_toml(text, Path("a.toml"))
    assert time.process_time() - started < 2.0
