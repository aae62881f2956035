# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "places"))
from stage_people import pair

from interact_addon.core.camera.stage import StagePerson
from interact_addon.core.camera.underground import underground


def sunk(person: StagePerson, depth: float, frames: slice = slice(None)) -> StagePerson:
    points = person.points.copy()
    points[frames, :, 2] -= np.float32(depth)
    return replace(person, points=points)


def test_who_is_below_the_floor_is_said_with_the_cure() -> None:
    one, two = pair(30)
    assert underground((one, two)) == ()
    (found,) = underground((sunk(one, 0.95), two))
    assert "actor 001 is up to 0.9 m below the floor" in found.message or "1.0 m" in found.message
    assert "--floor snap" in found.message
    (both,) = underground((sunk(one, 0.5), sunk(two, 3.0)))
    assert "actors 001 and 006 are up to 3.0 m below the floor" in both.message


def test_a_foot_that_sinks_a_little_or_for_a_moment_is_not() -> None:
    one, two = pair(30)
    assert underground((sunk(one, 0.1), sunk(two, 2.0, slice(0, 10)))) == ()
