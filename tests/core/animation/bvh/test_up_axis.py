# SPDX-License-Identifier: GPL-3.0-or-later
"""Which axis points up: in people who stand, and in those who never do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.animation.bvh import (
    UP_AXES,
    Bvh,
    detect_units_axes,
    from_motion,
    inspect,
    read,
    to_motion,
    write,
)
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters import standing as rested
from tests.people_in_motion import (
    X,
    Y,
    Z,
    crawling,
    interact_rig,
    lying,
    on_hands,
    person,
    standing,
    turned,
    walking,
)


def up_of(document: Bvh) -> tuple[str, bool]:
    found = detect_units_axes(document)
    return found.up, found.up_sure


def mixed_axes(motion: Motion, rest: str, about: np.ndarray, degrees: float, at: np.ndarray) -> Bvh:
    """A file whose skeleton rests with one axis up, in a world that is turned about an axis of the file."""
    document = from_motion(motion, units="m", up=rest)
    raw = to_motion(document, units="m", up="Z")  # as it is
    moved = turned(raw, about, degrees)
    return from_motion(replace(moved, positions=moved.positions + at), units="cm", up="Z")


def stands(document: Bvh) -> None:
    """The person is upright, on the right side out: left hand on the left of the toes' direction."""
    motion = to_motion(document)
    positions, _ = forward(motion)
    names = motion.skeleton.names
    at = {name: positions[:, names.index(name)] for name in names}
    assert (at["Head"][:, 2] - at["LeftFoot"][:, 2] > 1.2).all()
    ahead = (at["LeftToeBase"] - at["LeftFoot"]) + (at["RightToeBase"] - at["RightFoot"])
    left = np.cross(Z, ahead)
    assert (np.sum(left * (at["LeftShoulder"] - at["RightShoulder"]), axis=1) > 0).all()


@pytest.mark.parametrize("up", UP_AXES)
def test_people_who_walk_in_any_axes(up: str) -> None:
    document = from_motion(walking(), units="cm", up=up)
    assert up_of(document) == (up, True)
    stands(document)


@pytest.mark.parametrize("about", [X, Z])
@pytest.mark.parametrize("at", [0 * X, 0.95 * Y + 3 * Z, 4 * Z - 0.4 * Y])
def test_a_camera_s_world_with_a_skeleton_that_rests_with_y_up(about: np.ndarray, at: np.ndarray) -> None:
    document = mixed_axes(walking(), "Y", about, 180, at)
    assert up_of(document) == ("-Y", True)
    stands(document)


@pytest.mark.parametrize("about", [X, Y])
def test_z_down_with_a_skeleton_that_rests_with_z_up(about: np.ndarray) -> None:
    document = mixed_axes(walking(), "Z", about, 180, 2 * X)
    assert up_of(document) == ("-Z", True)
    stands(document)


@pytest.mark.parametrize(
    ("rest", "about", "up"), [("Y", X, "Z"), ("Z", -X, "Y"), ("Y", -X, "-Z"), ("Y", -Z, "X")]
)
@pytest.mark.parametrize("frames", [1, 60])
def test_a_skeleton_that_rests_in_other_axes_than_it_moves(
    rest: str, about: np.ndarray, up: str, frames: int
) -> None:
    document = mixed_axes(walking(frames), rest, about, 90, 0 * X)
    assert up_of(document)[0] == up
    assert up_of(document)[1] or frames == 1
    stands(document)


@pytest.mark.parametrize("up", UP_AXES)
@pytest.mark.parametrize("along", [X, Y, -X, -Y, (X + Y) / np.sqrt(2)])
@pytest.mark.parametrize("moves", [True, False])
def test_who_lies_all_the_time_is_a_guess_by_the_rest_pose(up: str, along: np.ndarray, moves: bool) -> None:
    document = from_motion(lying(along=along, moves=moves), units="cm", up=up)
    assert up_of(document) == (up, False)
    told = [finding for finding in inspect(document).findings if finding.code == "bvh-up-unsure"]
    assert f"({up})" in told[0].message


@pytest.mark.parametrize("up", ["Y", "Z", "-Y"])
def test_a_single_frame_of_one_who_lies(up: str) -> None:
    assert up_of(from_motion(lying(1), up=up)) == (up, False)


@pytest.mark.parametrize("up", ["Y", "Z", "-Y", "X"])
def test_a_handstand_is_not_a_camera_s_world(up: str) -> None:
    assert up_of(from_motion(on_hands(), up=up)) == (up, False)


@pytest.mark.parametrize("up", ["Y", "Z", "-Z"])
def test_who_crawls_all_the_time(up: str) -> None:
    assert up_of(from_motion(crawling(), up=up)) == (up, False)


@pytest.mark.parametrize("up", ["Y", "Z", "-Y"])
def test_cartwheels(up: str) -> None:
    rolling = turned(walking(), Y, np.linspace(0, 720, 60), at=np.linspace(0, 4, 60)[:, None] * X + 0.9 * Z)
    assert up_of(from_motion(rolling, up=up))[0] == up


def test_interact_s_own_rigs_are_read_exactly(tmp_path) -> None:
    """Offsets with Z up, facing Y, zero End Sites, in a world with Y up."""
    motion = walking()
    document = interact_rig(motion)
    assert (len(document.joints), len(document.end_sites)) == (60, 13)
    assert {site.offset for site in document.end_sites} == {(0.0, 0.0, 0.0)}
    spine = document.joints[document.names.index("Spine1")].offset
    assert spine[2] == max(spine) > 0  # Z up at rest
    write(tmp_path / "rig.bvh", document)
    document = read(tmp_path / "rig.bvh")
    assert up_of(document) == ("Y", True)
    for read_in in (to_motion(document, units="cm", up="Y"), to_motion(document)):
        for now in (read_in, rested(read_in)):
            positions, _ = forward(now)
            true, _ = forward(motion)
            for joint, name in enumerate(now.skeleton.names):
                there = true[:, motion.skeleton.index(name)]
                np.testing.assert_allclose(positions[:, joint], there, atol=1e-7)


@pytest.mark.parametrize("motion", [lying(), lying(1), lying(along=X, moves=False)])
def test_interact_s_own_rigs_lying_all_the_time(motion: Motion) -> None:
    assert up_of(interact_rig(motion)) == ("Y", False)


def test_a_single_pose_of_interact_s_own_rigs() -> None:
    assert up_of(interact_rig(walking(1))) == ("Y", True)


def test_without_hands_by_name() -> None:
    """Half a skeleton still tells where the head is."""
    skeleton = person()
    names = tuple(f"joint{n}" if "Hand" in name else name for n, name in enumerate(skeleton.names))
    motion = replace(standing(person()), skeleton=replace(skeleton, names=names))
    assert up_of(from_motion(motion, up="-Y")) == ("-Y", True)
