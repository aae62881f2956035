# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of built-in people who sink into each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters import Detail, FittedCharacter, fitted_character, look_by_id
from interact_addon.core.performance.casting.sinking import sinking, sinking_findings

FRAMES = 60
ACTORS = ("001", "002")


@pytest.fixture(scope="module")
def alone(demo_root: Path) -> Motion:
    """Somebody who stands still, as in the first frame of the demo."""
    motion = to_motion(bvh.read(sorted((demo_root / "bvhs").glob("*.bvh"))[0]), units="cm", up="Y")
    still = np.zeros(FRAMES, int)
    return replace(motion, rotations=motion.rotations[still], positions=motion.positions[still])


@pytest.fixture(scope="module")
def omar(alone: Motion, demo_root: Path) -> FittedCharacter:
    motion = to_motion(bvh.read(sorted((demo_root / "bvhs").glob("*.bvh"))[0]), units="cm", up="Y")
    return fitted_character(look_by_id("omar"), motion, detail=Detail.DRAFT)


def beside(motion: Motion, ways: np.ndarray) -> Motion:
    """The same person, so many metres (F,) along both floor axes from there."""
    moved = motion.positions.copy()
    root = motion.moving.tolist().index(int(np.flatnonzero(motion.skeleton.parents < 0)[0]))
    moved[:, root, :2] += ways[:, None]
    return replace(motion, positions=moved)


def test_people_who_stand_in_each_other_are_told(alone: Motion, omar: FittedCharacter) -> None:
    ways = np.where(np.arange(FRAMES) < 15, 0.1, 3.0)
    motions = [alone, beside(alone, ways)]
    (found,) = sinking(ACTORS, motions, dict.fromkeys(ACTORS, omar), step=5)
    assert found.looked == 12
    assert found.depth.frames.tolist() == [0, 5, 10]
    assert found.share(0.02) == pytest.approx(0.25)
    deep, part, other = found.deepest()
    # The same body 14 cm aside: no place of it is deeper than that.
    assert 0.05 < deep < 0.1415
    assert part in found.roles[0]
    assert other in found.roles[1]
    (finding,) = sinking_findings(ACTORS, motions, dict.fromkeys(ACTORS, omar))
    assert finding.code == "bodies-sink-in"
    assert finding.level == "warning"
    for text in ("001 and 002", f"up to {100 * deep:.0f} cm", "frame 1)", "in 25 % of the frames", "--tidy"):
        assert text in finding.message


def test_the_same_body_moved_is_as_deep_both_ways(alone: Motion, omar: FittedCharacter) -> None:
    motions = [alone, beside(alone, np.full(FRAMES, 0.1))]
    people = dict.fromkeys(ACTORS, omar)
    (there,) = sinking(ACTORS, motions, people, step=30)
    (back,) = sinking(ACTORS, motions[::-1], people, step=30)
    assert there.depth.depth == pytest.approx(back.depth.depth, abs=1e-6)
    assert there.depth.parts == pytest.approx(back.depth.parts.T, abs=1e-6)


def test_longer_steps_where_people_are_near_for_long(alone: Motion, omar: FittedCharacter) -> None:
    motions = [alone, beside(alone, np.full(FRAMES, 0.1))]
    (found,) = sinking(ACTORS, motions, dict.fromkeys(ACTORS, omar), step=2, most=6)
    assert found.depth.frames.tolist() == [0, 10, 20, 30, 40, 50]
    assert found.looked == 6


def test_nothing_is_said_of_people_apart_or_of_own_characters(alone: Motion, omar: FittedCharacter) -> None:
    apart = [alone, beside(alone, np.full(FRAMES, 2.0))]
    assert sinking_findings(ACTORS, apart, dict.fromkeys(ACTORS, omar)) == ()
    within = [alone, beside(alone, np.full(FRAMES, 0.1))]
    assert sinking_findings(ACTORS, within, {"001": omar}) == ()
