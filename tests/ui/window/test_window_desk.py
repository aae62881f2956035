# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing a composed scene in a window."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.blender, pytest.mark.window]

Outcome = tuple[dict[str, Any], Path]


@pytest.fixture(scope="module")
def facts(run_session: Callable[[str], Outcome]) -> dict[str, Any]:
    found, _ = run_session("session_desk")
    assert found["error"] is None
    return found


def test_the_window_shows_the_whole_take_after_composing(facts: dict[str, Any]) -> None:
    assert facts["seen"] == {"view": "CAMERA", "moment": True, "scrub": True, "timeline": True}


def test_an_actor_is_moved_by_the_fields_and_undo_moves_back(facts: dict[str, Any]) -> None:
    assert facts["chosen"][0] == facts["chosen"][1]
    assert facts["later"] == 10
    assert facts["undone"] == [0, 0]


def test_a_layer_is_added_undone_and_redone(facts: dict[str, Any]) -> None:
    assert facts["layer"] == ["FINISHED"]
    assert facts["layers"] == [True, False, True]


def test_a_hand_is_moved_by_its_handle_and_nowhere_else(facts: dict[str, Any]) -> None:
    assert facts["handle"] == facts["applied"] == ["FINISHED"]
    assert facts["hand_added"] == pytest.approx([0, 0, 0], abs=2e-4)
    for moment in ("hand_moved", "hand_applied", "hand_redone"):
        assert facts[moment] == pytest.approx([0, 0.05, 0], abs=2e-3), moment
    assert facts["hand_undone"] == [0, 0, 0]


def test_a_smile_is_mirrored_and_undone(facts: dict[str, Any]) -> None:
    assert facts["smile"] == pytest.approx([0.9, 0.9])
    assert max(facts["face_before"]) < 0.6
    assert facts["smile_undone"] == facts["face_before"]


def test_stand_ins_are_lighter(facts: dict[str, Any]) -> None:
    full, light, again = facts["vertices"]
    assert light < full / 2
    assert again == full


def test_one_person_is_replaced(facts: dict[str, Any]) -> None:
    assert facts["asked"] == []
    assert facts["replace"] == ["RUNNING_MODAL"]  # beside the window
    before, after = facts["replaced"]["players"]
    assert before[0] == after[0]
    assert len(after) == 2
    assert facts["replaced"]["bodies"][0] != facts["replaced"]["bodies"][1]
    assert facts["replaced"]["undone"]
    assert facts["replaced"]["redone"]


def test_composing_again_asks_and_escape_leaves_all(facts: dict[str, Any]) -> None:
    assert facts["again"] == ["CANCELLED"]  # it asks
    assert facts["would_go"]
    assert not facts["composing"]
    assert facts["same_people"]


def test_another_scene_is_added_beside_and_taken_back(facts: dict[str, Any]) -> None:
    assert facts["add"] == ["CANCELLED"]  # it asks where
    assert len(facts["added"]) == 4
    across = [[math.dist(one, other) for other in facts["spots"][2:]] for one in facts["spots"][:2]]
    assert min(min(each) for each in across) > 0.8
    assert len(facts["taken_back"]) == 2


def test_a_job_says_how_far_it_is(facts: dict[str, Any]) -> None:
    assert facts["job"]["error"] is None
    assert facts["job"]["text"].startswith("frame ")
    assert 0 < facts["job"]["factor"] < 1
