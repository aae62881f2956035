# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters of other proportions in composed scenes: what is kept, by choice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.scene import playing
from interact_addon.blender.scene.compose import Composition, compose
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.foundation.findings import Finding
from interact_addon.core.interaction import Kept, captured_pose
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from tests.blender.animation import control_rigs as rigs

pytestmark = pytest.mark.blender

PREVIEW = ComposeOptions(
    picture=PictureOptions("preview", 320, 180), sound=False, lights="none", detail="draft"
)


@pytest.fixture
def demo(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


def composed(demo: Scene, interaction: str, count: int) -> Composition:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    armatures = {}
    for number, performance in enumerate(demo.performances[:count]):
        rig = rigs.hand_built(name=f"Hero {number}")
        rigs.skin(rig, f"Skin {number}")
        armatures[performance.actor_id] = rig
    options = replace(PREVIEW, interaction=interaction)
    return compose(demo, options, bpy.context.scene, armatures=armatures)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """The players of every call."""
    calls: list[tuple] = []

    def kept(players):
        calls.append(tuple(players))
        solved = tuple(
            player.solved
            if player.fixed
            else replace(player.solved, hips=player.solved.hips + (0.5, 0.0, 0.0))
            for player in players
        )
        return Kept(solved, (), (Finding("missed-contact", "actor A misses B by 12 cm in frames 3 to 9"),))

    monkeypatch.setattr(playing, "keep_interaction", kept)
    return calls


def middle_of(composition: Composition, number: int, bones: tuple[str, ...]) -> np.ndarray:
    """Where the middle of some bones' heads is, in frames 1 and 20."""
    armature = composition.actors[number].armature
    places = []
    for frame in (1, 20):
        bpy.context.scene.frame_set(frame)
        posed = armature.evaluated_get(bpy.context.evaluated_depsgraph_get())
        heads = [posed.matrix_world @ posed.pose.bones[bone].head for bone in bones]
        places.append(np.mean([tuple(head) for head in heads], axis=0))
    return np.array(places)


def captured(composition: Composition, number: int, roles: tuple[str, ...]) -> np.ndarray:
    pose = captured_pose(composition.takes.takes[number].body)
    return np.mean([pose.at(role)[[0, 19]] for role in roles], axis=0)


def test_everyone_is_asked_for_once_and_what_was_kept_is_keyed_and_reported(demo, asked):
    alone = middle_of(composed(demo, "single", 2), 0, ("DEF-spine",))
    assert not asked
    composition = composed(demo, "contact", 2)
    (players,) = asked
    assert [player.actor for player in players] == [each.actor_id for each in demo.performances]
    assert not any(player.fixed for player in players)
    assert all(len(player.rig.surface) for player in players)
    assert "missed-contact" in {finding.code for finding in composition.findings}
    assert np.allclose(middle_of(composition, 0, ("DEF-spine",)) - alone, [0.5, 0.0, 0.0], atol=2e-3)


def test_a_built_in_partner_stays_as_captured(demo, asked):
    composition = composed(demo, "contact", 1)
    (players,) = asked
    assert [player.fixed for player in players] == [False, True]
    assert [player.actor for player in players] == [each.actor_id for each in demo.performances]
    hips = composition.takes.takes[1].body.skeleton.naming.roles["hips"]
    there = captured(composition, 1, ("hips",))
    assert np.allclose(middle_of(composition, 1, (hips,)), there, atol=2e-3)


def test_built_in_people_are_not_asked_and_exact_has_the_captured_hips(demo, asked):
    compose(demo, PREVIEW, bpy.context.scene)
    composition = composed(demo, "exact", 2)
    assert not asked
    thighs = middle_of(composition, 0, ("DEF-thigh.L", "DEF-thigh.R"))
    there = captured(composition, 0, ("left_thigh", "right_thigh"))
    assert np.allclose(thighs, there, atol=2e-3)
