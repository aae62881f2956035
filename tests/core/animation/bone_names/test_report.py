# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from interact_addon.core.animation.bone_names import Naming, identify, naming_findings
from interact_addon.core.animation.bone_names.table import CORE_ROLES

WHOLE = {role: role for role in CORE_ROLES}


def told(naming: Naming) -> dict[str, str]:
    return {
        finding.code: f"{finding.level}: {finding.message}"
        for finding in naming_findings(naming, "the joints")
    }


def test_nothing_to_say() -> None:
    assert told(Naming("mixamo", "Mixamo", WHOLE, ())) == {}
    assert told(identify(["Door", "Handle"])) == {}, "who inspects a file says that"


def test_what_is_missing_is_named() -> None:
    less = {role: name for role, name in WHOLE.items() if role not in ("hips", "left_foot")}
    said = told(Naming("mixamo", "Mixamo", less, ()))["names-incomplete"]
    assert said == "warning: the names of the joints (Mixamo) tell no hips, left_foot"


def test_what_hangs_wrong_is_named() -> None:
    naming = Naming("mixamo", "Mixamo", WHOLE, (), {f"Bone{n}": "LeftUpLeg" for n in range(14)})
    said = told(naming)["names-implausible"]
    assert said.startswith("warning: ")
    assert "Bone0 hangs on LeftUpLeg" in said
    assert said.endswith("and 2 more")


def test_what_was_understood_by_its_words_is_said() -> None:
    assert "word by word" in told(Naming("words", "words", WHOLE, ()))["names-by-words"]
    naming = Naming("mixamo", "Mixamo", WHOLE, (), {}, ("hips",))
    assert "hips (hips)" in told(naming)["names-by-words"]
