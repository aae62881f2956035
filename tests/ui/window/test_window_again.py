# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding, replacing and composing again in a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.blender, pytest.mark.window]

Outcome = tuple[dict[str, Any], Path]


@pytest.fixture(scope="module")
def facts(run_session: Callable[[str], Outcome]) -> dict[str, Any]:
    found, _ = run_session("session_again")
    assert found["error"] is None
    return found


def test_enter_adds_the_scene_beside_the_other(facts: dict[str, Any]) -> None:
    assert facts["before_enter"] == 2
    assert facts["place"][:2] != [0.0, 0.0]
    assert facts["apart"] > 0.8


def test_a_person_is_replaced_in_pose_mode_and_esc_and_undo_bring_the_other_back(
    facts: dict[str, Any],
) -> None:
    assert facts["escaped"]
    new, old, count, mode = facts["replaced"]
    assert (new, count, mode) == (old, 4, "OBJECT")
    assert facts["hips"][0] == pytest.approx(facts["hips"][1], abs=0.02)
    assert facts["undone"] == [old, 4]


def test_composing_again_asks_and_keeps_its_place(facts: dict[str, Any]) -> None:
    assert facts["kept"]
    assert facts["place_again"] == pytest.approx(facts["place"])
    assert facts["rate"] == 30
