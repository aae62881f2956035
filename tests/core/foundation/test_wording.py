# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages about anything can be printed, logged and sent."""

from __future__ import annotations

import json
import os

import pytest

from interact_addon.core.foundation.errors import FaceError
from interact_addon.core.foundation.findings import Finding
from interact_addon.core.foundation.wording import json_sayable, one_line, sayable, shown, some


@pytest.mark.parametrize("text", ["a plain one", "Zwei Zeilen\nmit\tTab", "映画 – “quoted”", ""])
def test_what_can_be_said_stays(text: str) -> None:
    assert sayable(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\ud800", "\\ud800"),
        (os.fsdecode(b"\xe9t\xe9"), "\\udce9t\\udce9"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\0b\rc\x9bd", "a\\x00b\\rc\\x9bd"),
        ("abc\u202efdp.exe\u2066", "abc\\u202efdp.exe\\u2066"),
        ("x" * 100_000, "x" * 8000 + "..."),
    ],
)
def test_what_cannot_be_said_is_written_out(text: str, said: str) -> None:
    assert sayable(text) == said
    assert str(FaceError(text, cure=text)) == f"{said}. {said}."
    assert str(Finding("odd", text)) == said
    json.dumps(Finding("odd", text).as_dict(), ensure_ascii=False).encode("utf-8")


def test_the_file_of_a_finding_is_named_once() -> None:
    path = os.fsdecode(b"/data/\xe9t\xe9.wav")
    assert str(Finding("odd", f"{path} is silent", path)) == "/data/\\udce9t\\udce9.wav is silent"


@pytest.mark.parametrize(
    ("names", "said"),
    [((), "none"), (("a",), "a"), (("a", "b"), "a, b"), (("a", "b", "c", "d"), "a, b and 2 more")],
)
def test_a_list_is_no_longer_than_it_should(names: tuple[str, ...], said: str) -> None:
    assert some(names, 2) == said


def test_a_name_has_one_line_and_a_long_text_stays_long() -> None:
    assert one_line("Hips\nwarning: all is lost\t\x1b[0m") == "Hips\\nwarning: all is lost\\t\\x1b[0m"
    assert shown("x\n" * 10_000) == "x\n" * 10_000


def test_json_means_the_same() -> None:
    value = {"a\x9b31m": "\u202e\x7f \ud800 é \U0001f600"}
    text = json.dumps(value, ensure_ascii=False)
    said = json_sayable(text)
    assert json.loads(said) == value
    assert said == '{"a\\u009b31m": "\\u202e\\u007f \\ud800 é \U0001f600"}'
