# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing a composed scene in a window."""

from __future__ import annotations

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


def test_an_actor_is_moved_by_the_fields_and_undo_moves_back(facts: dict[str, Any]) -> None:
    assert facts["chosen"][0] == facts["chosen"][1]
    assert facts["later"] == 10
    assert facts["undone"] == [0, 0]


def test_a_hand_is_moved_by_its_handle(facts: dict[str, Any]) -> None:
    assert facts["handle"] == ["FINISHED"]
    assert facts["hand_moved"] == pytest.approx(0.05, abs=2e-3)
    assert facts["hand_stays"] == pytest.approx(0.05, abs=2e-3)


def test_a_smile_is_mirrored(facts: dict[str, Any]) -> None:
    assert facts["smile"] == pytest.approx([0.9, 0.9])
