# SPDX-License-Identifier: GPL-3.0-or-later
"""A Rigify rig plays on its controls in a real window; people have pictures; the asset library is listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.blender, pytest.mark.window]

Outcome = tuple[dict[str, Any], Path]


@pytest.fixture(scope="module")
def found(run_session: Callable[[str], Outcome]) -> dict[str, Any]:
    facts, _ = run_session("session_own_rig")
    assert facts["error"] is None
    return facts


def test_each_person_has_a_picture_of_their_own(found: dict[str, Any]) -> None:
    assert found["icons"] == 13


def test_the_rig_follows_on_its_controls(found: dict[str, Any]) -> None:
    assert found["play_on"] == ["FINISHED"]
    assert found["hidden"]
    assert found["actors"] == 2
    assert max(found["apart"].values()) < 15.0  # planted feet bend knees; arms are as captured
    assert found["switches"] == [1.0]


def test_a_limb_is_switched_to_ik_and_moved(found: dict[str, Any]) -> None:
    assert found["hand_stays"] < 0.005
    assert 0.05 < found["hand_moves"] < 0.25


def test_the_asset_library_is_written_beside_the_window_and_listed(found: dict[str, Any]) -> None:
    assert found["assets"] == ["RUNNING_MODAL"]
    assert len(found["asset_files"]) == 3
    assert "InterAct" in found["libraries"]
