# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes below feet that rest in the air and hands that are leaned on; and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.contacts.bodies import captured_body
from interact_addon.core.props import Props, find_props, somebody_needs_props
from interact_addon.core.props.figures import captured_figure
from interact_addon.core.props.model import framed
from interact_addon.core.props.room import depth_in
from tests.core.props.people_who_sit import acting, phases
from tests.people_in_motion import X, Y, Z, person, posed

FRAMES = 75
STANDS = phases(FRAMES)


def of(*motions: Motion) -> Props:
    return find_props(motions, ("001", "006")[: len(motions)])


def foot_up(**how: float) -> Motion:
    return acting(person(), STANDS, raised=62.0, **how)


def leaning(degrees: float, hand: float = 0.0) -> Motion:
    """Somebody whose whole body leans forward, with arms straight down to something in front."""
    motion = acting(person(), STANDS)
    joints = forward(motion)[0][0]
    ankle = joints[motion.skeleton.index("LeftFoot")] * (1, 0, 1)
    motion = posed(motion, "Hips", Y, degrees)
    way = joints[motion.skeleton.index("Hips")] - ankle
    angle = np.radians(degrees)
    turned = np.array([way[0] * np.cos(angle) + way[2] * np.sin(angle), 0.0, way[2] * np.cos(angle)])
    places = motion.positions.copy()
    places[:, 0] = (ankle + turned) * (1, 0, 1)
    for side in ("Left", "Right"):
        motion = posed(motion, f"{side}Arm", Y, -degrees - hand)
        motion = posed(motion, f"{side}Foot", Y, -degrees)
    return replace(motion, positions=places)


def test_a_level_foot_at_rest_has_a_box_that_it_stands_on() -> None:
    motion = foot_up(facing=40.0)
    props = of(motion)
    (box,) = props.boxes
    assert not props.seats
    assert box.part == "left_foot"
    (piece,) = box.pieces
    points = framed(box.frame, captured_figure(captured_body(motion), np.array([30])).points[0])
    assert depth_in(piece, points).max() < 0.012
    above = (np.abs(points[:, :2]) < 0.5 * np.array(piece.size[:2])).all(axis=1)
    assert abs(points[above, 2].min() - box.height) < 0.01
    text = str(props.findings[0])
    assert f"the left foot of 001 rests from frame 1 to {FRAMES} where nothing is: a box, " in text
    assert props.findings[0].level == "info"


def tilted() -> Motion:
    return posed(foot_up(), "LeftFoot", Y, 35.0)


def swaying() -> Motion:
    return posed(foot_up(), "LeftLeg", Y, 3.0 * np.sin(np.arange(FRAMES) / 5))


def brief() -> Motion:
    motion = foot_up()
    still = posed(motion, "LeftUpLeg", Y, 62.0 * np.clip((np.arange(FRAMES) - 20) / 20, 0.0, 1.0))
    return posed(still, "LeftLeg", Y, -62.0 * np.clip((np.arange(FRAMES) - 20) / 20, 0.0, 1.0))


def balancing() -> Motion:
    """A foot that is held up, level and still, for two seconds, with the weight on the other foot."""
    motion = foot_up()
    held = np.clip((np.arange(FRAMES) - 60.0) / 5, 0.0, 1.0)
    return posed(motion, "LeftLeg", Y, 25.0 * held)


def arms_out() -> Motion:
    return posed(posed(acting(person(), STANDS), "LeftArm", X, 60.0), "RightArm", X, -60.0)


def arm_ahead() -> Motion:
    """A hand held still, a metre above the floor, by somebody who stands upright."""
    return posed(acting(person(), STANDS), "LeftArm", Y, -60.0)


def kneeling() -> Motion:
    """Somebody upright on both knees, in front of the feet, whose arms hang."""
    return acting(person(), phases(FRAMES, (10, 70), seconds=0.3), thighs=5.0, knees=92.0)


@pytest.mark.parametrize(
    "motion", [tilted(), swaying(), brief(), balancing(), arms_out(), arm_ahead(), kneeling()]
)
def test_what_is_held_in_the_air_has_none(motion: Motion) -> None:
    assert of(motion) == Props()


def test_a_foot_that_the_partner_holds_has_none() -> None:
    held = foot_up()
    joints = forward(held)[0][30]
    foot = joints[held.skeleton.index("LeftFoot")]
    other = acting(person(), STANDS, at=(foot[0] + 0.75, foot[1]), facing=180.0)
    hand = forward(other)[0][30][other.skeleton.index("RightHand")]
    # The partner's hand comes to it, wherever the arms hang: the whole person is moved.
    other = replace(other, positions=other.positions + (foot - hand) * (1, 1, 1) - 0.05 * Z)
    assert of(held).boxes
    assert not of(held, other).boxes


def test_somebody_who_walks_there_leaves_no_box() -> None:
    held = foot_up()
    foot = forward(held)[0][30][held.skeleton.index("LeftFoot")]
    x, y = np.full(FRAMES, foot[0] + 0.05), np.linspace(-4.0, 4.0, FRAMES)
    brisk = acting(person(), STANDS, at=np.stack([x, y], axis=1), facing=90.0)
    props = of(held, brisk)
    assert not props.boxes
    (finding,) = props.findings
    assert (finding.code, finding.level) == ("no-box", "info")
    assert "the left foot of 001 rests from frame 1 to" in str(finding)
    assert "no box: 006 is where it would stand in frame" in str(finding)


def test_a_foot_that_the_weight_is_on_needs_no_long_time() -> None:
    """Whoever leans over a raised foot for two seconds would fall without something below it."""
    held = np.clip((np.arange(FRAMES) - 60.0) / 5, 0.0, 1.0)
    motion = posed(acting(person(), STANDS, raised=50.0), "LeftLeg", Y, 25.0 * held)
    assert not of(motion).boxes
    joints = forward(motion)[0][0]
    heel = joints[motion.skeleton.index("RightFoot")] * (1, 0, 0)
    leaning = posed(posed(motion, "Hips", Y, 22.0), "LeftUpLeg", Y, -22.0)
    ahead = joints[motion.skeleton.index("Hips")] - heel
    places = leaning.positions.copy()
    angle = np.radians(22.0)
    places[:, 0, 0] += ahead[2] * np.sin(angle)
    leaning = posed(leaning, "RightFoot", Y, -22.0)
    (box,) = of(replace(leaning, positions=places)).boxes
    assert box.part == "left_foot"


def test_who_leans_beyond_the_feet_has_something_below_the_hands() -> None:
    boxes = of(leaning(38.0)).boxes
    assert boxes
    assert {box.part.partition("_")[2] for box in boxes} == {"hand"}
    assert all(0.25 < box.height < 1.2 for box in boxes)


@pytest.mark.parametrize("name", ["interact_mini", "interact_contact"])
def test_nothing_is_invented_in_real_captures(name: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(name)
    files = sorted((folder / "bvhs").glob("*.bvh"))
    scenes: dict[tuple[str, str], list[Path]] = {}
    for file in files:
        session, _, number = file.stem.split("_")
        scenes.setdefault((session, number), []).append(file)
    for members in scenes.values():
        assert not somebody_needs_props([to_motion(read(file), units="cm", up="Y") for file in members])
