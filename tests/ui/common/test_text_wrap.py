# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences broken into lines that fit a sidebar."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

pytestmark = pytest.mark.blender
Wrap = Callable[[str, int], list[str]]


@pytest.fixture
def wrap(module: Callable[[str], ModuleType]) -> Wrap:
    return lambda text, width: module("ui.common.text_wrap").wrap(text, width, len)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("one", ["one"]),
        ("one two three", ["one two", "three"]),
        ("one two\nthree", ["one two", "three"]),
        ("  one   two  ", ["one two"]),
        ("/data/interact/file", ["/data/", "interact", "/file"]),
        ("abcdefghijkl", ["abcdefgh", "ijkl"]),
    ],
)
def test_lines(wrap: Wrap, text: str, lines: list[str]) -> None:
    assert wrap(text, 8) == lines


@pytest.mark.parametrize("width", [0, 1, 3, 7, 40])
def test_nothing_is_lost(wrap: Wrap, width: int) -> None:
    text = "a path such as /home/shared/data-sets/interact_mini is wider than most; 20231119_051 is not"
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= max(width, 1) for line in lines)
