# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from interact_addon.core.animation.bone_names import CONVENTIONS
from interact_addon.core.animation.bone_names.given_roles import ROLE_WORDS, check_roles, is_role
from interact_addon.core.foundation.errors import CharacterError, InteractError

DOCS = Path(__file__).resolve().parents[4] / "docs" / "characters.md"


def error(message: str, cure: str | None) -> InteractError:
    return CharacterError(message, cure=cure)


def checked(text: str) -> dict[str, str]:
    return check_roles(tomllib.loads(text), "it", error)


def test_a_number_needs_no_quotes() -> None:
    assert checked('hips = "A"\n"spine.0" = "B"\nspine.1 = "C"\nleft_index.1 = "D"') == {
        "hips": "A", "spine.0": "B", "spine.1": "C", "left_index.1": "D",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hips = 3", "not a table of names"),
        ('hips = ""', "not a table of names"),
        ('waist = "A"', "unknown roles: waist"),
        ('left_index.4 = "A"', r"unknown roles: left_index\.4"),
        ('[left_arm]\na = "A"', r"unknown roles: left_arm\.a"),
        ('hips = "A"\nhead = "A"', "two roles to A"),
    ],
)
def test_what_roles_cannot_be(text: str, message: str) -> None:
    with pytest.raises(CharacterError, match=message):
        checked(text)
    with pytest.raises(CharacterError, match="not a table"):
        check_roles([1], "it", error)


def test_the_words_are_those_that_tables_use() -> None:
    used = {role for one in CONVENTIONS for role in one.names_by_role}
    general = {re.sub(r"^(left|right)_", "SIDE_", re.sub(r"\.\d$", ".N", role)) for role in used}
    assert general | {"spine.N", "neck.N"} == set(ROLE_WORDS)
    for word in ROLE_WORDS:
        assert is_role(word.replace("SIDE", "left").replace("N", "1"))


def test_the_documentation_lists_all_of_them() -> None:
    text = DOCS.read_text(encoding="utf-8")
    table = text.partition("| role |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"`([\w.]+)`", table))
    assert listed - {"left", "right"} == set(ROLE_WORDS)
