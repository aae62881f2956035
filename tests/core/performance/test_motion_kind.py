# SPDX-License-Identifier: GPL-3.0-or-later
"""Which motion it is: said in one place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interact_addon.core.options.movie import INTERACTIONS
from interact_addon.core.performance.motion_kind import (
    EDITED,
    MOTIONS,
    motion_kind,
    motions_text,
    note_path,
    noted_motion,
    write_note,
)


def test_fitted_people_play_the_capture_or_it_tidied_whatever_is_kept_for_others():
    for choice in INTERACTIONS:
        assert motion_kind(fitted=True, interaction=choice.id) == "capture"
        assert motion_kind(fitted=True, interaction=choice.id, tidied=True) == "tidied"


def test_others_keep_contacts_or_are_merely_retargeted():
    kinds = {choice.id: motion_kind(fitted=False, interaction=choice.id) for choice in INTERACTIONS}
    assert kinds == {"contact": "contact", "exact": "retarget", "single": "retarget"}
    assert {*kinds.values(), "capture", "tidied", EDITED} == set(MOTIONS)


def test_one_word_if_all_play_the_same():
    assert motions_text({}) == ""
    assert motions_text({"001": "capture", "002": "capture"}) == "capture"
    assert motions_text({"001": "contact", "002": "edited"}) == "001 contact, 002 edited"


def test_a_note_stands_beside_the_body(tmp_path: Path):
    path = note_path(tmp_path / "20260101_001_001.bvh")
    assert path.name == "20260101_001_001.motion.json"
    assert write_note(path, {"20260101_001_001": "tidied"}) == 1
    assert json.loads(path.read_text())["motion"] == {"20260101_001_001": "tidied"}
    assert noted_motion(tmp_path / "20260101_001_001.bvh") == "tidied"
    assert motion_kind(fitted=True, interaction="contact", source="edited") == "edited"


@pytest.mark.parametrize(
    ("motions", "kind"),
    [
        ({"001": "contact", "002": "contact"}, "contact"),
        ({"001": "capture", "002": "edited"}, "edited"),
        ({"001": "capture", "002": "capture"}, "capture"),
        ({"both": "capture", "002": "edited"}, "capture"),
        ({"both": [], "002": "edited"}, "capture"),
    ],
)
def test_in_a_file_of_two_what_is_no_capture_counts(tmp_path: Path, motions: dict[str, str], kind: str):
    write_note(note_path(tmp_path / "both.npz"), motions)
    assert noted_motion(tmp_path / "both.npz") == kind


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"motion": 1}', '{"motion": {"a": "swum"}}', "[" * 9999])
def test_without_a_note_that_is_understood_it_is_a_capture(tmp_path: Path, text: str):
    assert noted_motion(tmp_path / "a.bvh") == "capture"
    note_path(tmp_path / "a.bvh").write_text(text)
    assert noted_motion(tmp_path / "a.bvh") == "capture"
