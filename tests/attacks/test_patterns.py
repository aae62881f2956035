# SPDX-License-Identifier: GPL-3.0-or-later
"""A dataset.toml whose patterns would be compared with a path for ever: an answer, whatever the path."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from interact_addon.core.dataset.layouts.described_files import _Pattern
from interact_addon.core.dataset.layouts.described_toml import PART, read_description
from interact_addon.core.foundation.errors import DatasetError

MANY = "".join(f"{{{letter}}}" for letter in "bcdefghijklmnop")


@pytest.mark.parametrize(
    ("pattern", "path", "answer"),
    [
        (f"{MANY}/x.bvh", "a" * 200 + "/x.bv/x.bvh", ""),
        ("".join(f"{{{letter}}}a" for letter in "bcdefghijklmnop") + "/{z}b", "a" * 200 + "b/x/yb", ""),
        (f"{MANY}_{{b}}{{b}}.bvh", "a" * 200 + "_b.bvh", "takes too long"),
        ("{a}{b}{c}{d}{e}_{a}{a}.bvh", "a" * 200 + "_b.bvh", "takes too long"),
        ("{a}{b}{a}{b}{a}{b}{a}{b}.bvh", "a" * 199 + "b.bvh", ""),
    ],
)
def test_no_pattern_takes_for_ever(pattern: str, path: str, answer: str) -> None:
    before = time.process_time()
    found = ""
    try:
        assert _Pattern(pattern).match(path) is None
    except DatasetError as error:
        found = error.message
    assert answer in found
    assert time.process_time() - before < 5  # as a regular expression: longer than anybody waits


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    pattern = "{a}_" * 51
    (tmp_path / "dataset.toml").write_text(f'[files]\nbody = "{pattern}.bvh"\n')
    with pytest.raises(DatasetError, match="more than 50 parts"):
        read_description(tmp_path / "dataset.toml")


def test_it_means_what_the_regular_expression_means() -> None:
    chance = random.Random(16)
    pieces = ["{a}", "{b}", "{c}", "_", "x", "/", "xx", ".x"]
    fitting = 0
    for _ in range(20_000):
        pattern = "".join(chance.choices(pieces, k=chance.randint(1, 6)))
        path = "".join(chance.choices("x_/.y", k=chance.randint(1, 9)))
        seen: set[str] = set()
        expression = ""
        for number, piece in enumerate(PART.split(pattern)):
            if number % 2:
                expression += f"(?P={piece})" if piece in seen else f"(?P<{piece}>[^/]+?)"
                seen.add(piece)
            else:
                expression += re.escape(piece)
        found = re.fullmatch(expression, path)
        fitting += found is not None
        assert _Pattern(pattern).match(path) == (found and found.groupdict()), (pattern, path)
    assert fitting > 300
