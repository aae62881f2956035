# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits of conversations that nobody has tuned them on hold their rules, told without the planner."""

from __future__ import annotations

import pytest

from interact_addon.core.camera.editing import Edit, edit_cameras, plan_edit

from .oracle import Oracle
from .random_talk import RandomTalk, random_talk


def judged(talk: RandomTalk, *styles: str) -> list[Edit]:
    """Edits of a conversation in styles, none of which breaks a rule."""
    cameras = edit_cameras(talk.stage, 640, 360, talk.rate)
    placed = {name: each.placed for name, each in cameras.items()}
    lenses = {name: each.lens for name, each in cameras.items()}
    views = {name: (each.placed.view, each.lens) for name, each in cameras.items()}
    oracle = Oracle(talk.stage, talk.speech, talk.rate, views)
    edits = [plan_edit(placed, talk.stage, talk.speech, talk.rate, style, lenses) for style in styles]
    for edit in edits:
        assert oracle.judge(edit.shots).broken == ()
    return edits


@pytest.mark.parametrize(
    ("kind", "seconds"), [("monologue", 10.0), ("silent", 10.0), ("talk", 12.0), ("talk", 3.0)]
)
def test_rules_hold(kind: str, seconds: float) -> None:
    (edit,) = judged(random_talk(7, seconds, kind), "auto")
    assert len(edit.shots) > 1 or seconds < 4.0


def test_styles_are_well_apart() -> None:
    auto, calm, lively = judged(random_talk(3, 30.0, walk=0.0), "auto", "calm", "lively")
    assert lively.table.average < auto.table.average < calm.table.average
    assert calm.table.average > 1.25 * lively.table.average


@pytest.mark.parametrize("seed", [1, 3])
def test_people_near_each_other_are_seen_over_shoulders_now_and_then(seed: int) -> None:
    """They are 1.34 and 0.8 metres apart."""
    (edit,) = judged(random_talk(seed, 30.0, walk=0.0), "auto")
    over = [shot.place.startswith("over_shoulder") for shot in edit.shots]
    close = [shot.place.startswith("close") for shot in edit.shots]
    assert 0.1 <= sum(over) / len(over) <= 0.45
    assert sum(close) >= sum(over)
