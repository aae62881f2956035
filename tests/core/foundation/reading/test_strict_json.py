# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import InputError
from interact_addon.core.foundation.reading.strict_json import parse_json, read_json, read_table, structured


@dataclass(frozen=True, slots=True)
class Part:
    a: int


@dataclass(frozen=True, slots=True)
class Form:
    key: str
    frames: int
    seconds: dict[str, float] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.frames < 0:
            raise ValueError("frames below 0")


def test_a_form_is_read_and_unknown_names_are_ignored() -> None:
    text = '{"key": "a", "frames": 3, "seconds": {"render": 1}, "parts": [{"a": 1}], "newer": null}'
    assert structured(parse_json(text), Form) == Form("a", 3, {"render": 1.0}, (Part(1),))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"key": "a", "frames": 3.5}', "whole number"),
        ('{"key": "a", "frames": true}', "whole number"),
        ('{"key": "a", "frames": "3"}', "whole number"),
        ('{"key": "a", "frames": -1}', "below 0"),
        ('{"key": "a"}', "'frames' is missing"),
        ("[]", "table"),
        ('{"key": "a", "frames": 3, "words": "abc"}', "list"),
        ('{"key": "a", "frames": 3, "parts": [{"a": "x"}]}', r"parts\[0\]"),
        ('{"key": "a", "frames": 3, "seconds": {"x": 1e999}}', "finite"),
        ('{"key": "a", "frames": 3, "seconds": {"x": Infinity}}', "finite"),
        ('{"key": "a", "frames": 1' + "0" * 5000 + "}", "too large"),
        ('{"key": "a", "frames": 1, "newer": {"a": [9223372036854775808]}}', "too large"),
        ('{"key": "a", "frames": 1, "newer": -9223372036854775808}', "too large"),
        ("[" * 100_000, "deep"),
        ("[" * 60 + "]" * 60, "deep"),
        ('{"key": "a\\u0000", "frames": 3}', "zero"),
        ('{"key": "a"', "JSON"),
        ("", "JSON"),
    ],
)
def test_what_is_damaged_says_where(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        structured(parse_json(text), Form)


def test_a_file_that_is_damaged_is_named(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="the record is damaged"):
        read_json(path, Form, "the record")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link", "large"])
def test_only_files_are_read_and_nothing_is_waited_for(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "link":
        (tmp_path / "other").write_text("{}")
        path.symlink_to(tmp_path / "other")
    else:
        path.write_text(" " * 5000 + "{}")
    with pytest.raises(InputError, match="the record cannot be read"):
        read_json(path, dict[str, int], "the record", most_bytes=1000, follow=kind == "device")


def test_whole_numbers_of_64_bits_are_read() -> None:
    text = '{"a": 9223372036854775807, "b": [-9223372036854775807, 0]}'
    assert parse_json(text) == {"a": 9223372036854775807, "b": [-9223372036854775807, 0]}


def test_a_table_is_read_without_a_form(tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    path.write_text('{"a": [1, null]}')
    assert read_table(path, "the table") == {"a": [1, None]}
    for text, why in (("[]", "is not a table"), ("{", "is not JSON"), ('{"a": NaN}', "finite")):
        path.write_text(text)
        with pytest.raises(InputError, match=why):
            read_table(path, "the table")
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "nowhere.json", "the table")
