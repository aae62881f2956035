# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's bodies: feet that stay, legs that reach, joints within what people can do."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_rotate
from tools.make_demo import Performed, perform_scene
from tools.make_demo.legs import solve_leg
from tools.make_demo.people import MAN, WOMAN, Person, build_skeleton

Array = NDArray[np.float64]
SIDES = ("Right", "Left")
LENGTHS = (4.0, 11.0)
performed = cache(perform_scene)


class Body:
    """A performed body with its joints' places and axes at hand."""

    def __init__(self, one: Performed) -> None:
        self.person = one.person
        self.motion = one.body
        self.places, self.turns = forward(one.body)

    def at(self, name: str) -> Array:
        return self.places[:, self.motion.skeleton.index(name)]

    def way(self, name: str, local: tuple[float, float, float]) -> Array:
        return quaternion_rotate(self.turns[:, self.motion.skeleton.index(name)], np.array(local))

    def angle(self, a: str, b: str, c: str) -> Array:
        """Degrees by which the limb is bent at b: 0 stretched."""
        one, two = self.at(b) - self.at(a), self.at(c) - self.at(b)
        cosine = np.sum(one * two, axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(two, axis=1)
        return np.degrees(np.arccos(np.clip(cosine, -1, 1)))

    def lowest(self, side: str) -> Array:
        """Heights of a foot's heel and ball above the floor (N, 2), metres."""
        heel = self.way(f"{side}Foot", (-self.person.heel, 0.0, -self.person.ankle_height))
        heights = [(self.at(f"{side}Foot") + heel)[:, 2], self.at(f"{side}ToeBase")[:, 2] - self.person.sole]
        return np.stack(heights, axis=1)


@pytest.fixture(
    scope="module", params=[(s, n) for s in LENGTHS for n in (0, 1)], ids=lambda p: f"{p[0]:g}s-{p[1]}"
)
def body(request: pytest.FixtureRequest) -> Body:
    seconds, number = request.param
    return Body(performed(seconds)[number])


def runs(where: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    frames = np.flatnonzero(where)
    return [run for run in np.split(frames, np.flatnonzero(np.diff(frames) > 1) + 1) if len(run)]


@pytest.mark.parametrize("side", SIDES)
def test_feet_do_not_slide(body: Body, side: str) -> None:
    ball, tip = body.at(f"{side}ToeBase"), body.at(f"{side}ToeBaseEnd")
    flat = (np.abs(ball[:, 2] - body.person.sole) < 1e-4) & (np.abs(tip[:, 2] - body.person.sole) < 1e-4)
    stands = [run for run in runs(flat) if len(run) >= 4]

    assert len(stands) >= 2  # at least one step, and the final stand
    assert len(stands[-1]) > 0.5 * body.motion.frames
    for run in stands:
        assert np.ptp(ball[run], axis=0).max() < 0.001
        assert np.ptp(tip[run], axis=0).max() < 0.001
    final = stands[-1][12:]  # once the heel is down too, the whole foot rests
    assert np.ptp(body.at(f"{side}Foot")[final], axis=0).max() < 0.001


@pytest.mark.parametrize("side", SIDES)
def test_nothing_of_a_foot_is_below_the_floor(body: Body, side: str) -> None:
    person = body.person

    assert body.lowest(side)[:, 0].min() > -1e-4
    assert body.at(f"{side}ToeBase")[:, 2].min() > person.sole - 1e-4
    assert body.at(f"{side}ToeBaseEnd")[:, 2].min() > person.sole - 1e-3


def test_at_every_moment_a_foot_carries(body: Body) -> None:
    heights = np.concatenate([body.lowest(side) for side in SIDES], axis=1)
    assert heights.min(axis=1).max() < 0.002


@pytest.mark.parametrize("side", SIDES)
def test_knees_bend_forward_and_within_reason(body: Body, side: str) -> None:
    bend = body.angle(f"{side}UpLeg", f"{side}Leg", f"{side}Foot")
    middle = 0.5 * (body.at(f"{side}UpLeg") + body.at(f"{side}Foot"))
    ahead = np.sum((body.at(f"{side}Leg") - middle) * body.way("Hips", (1.0, 0.0, 0.0)), axis=1)

    assert bend.min() > 2.0  # never locked
    assert bend.max() < 75.0
    assert ahead.min() > 0.0
    assert bend[-30:].max() < 25.0  # standing people stand


WALK = slice(0, 52)  # until both have come to a stop


@pytest.mark.parametrize("side", SIDES)
def test_the_leg_that_carries_is_nearly_straight(body: Body, side: str) -> None:
    """As in natural gait (Perry 1992): 20 degrees on landing, 40 at toe off, 60 in the air."""
    bend = body.angle(f"{side}UpLeg", f"{side}Leg", f"{side}Foot")[WALK]
    heel, ball = body.lowest(side)[WALK].T
    flat, carries = np.maximum(heel, ball) < 0.005, np.minimum(heel, ball) < 0.002

    assert np.count_nonzero(flat) > 8
    assert bend[flat].max() < 22.0
    assert bend[flat].mean() < 18.0
    assert bend[carries].max() < 45.0
    assert 50.0 < bend[~carries].max() < 65.0


def test_the_pelvis_stays_near_its_standing_height(body: Body) -> None:
    height = body.at("Hips")[:, 2]
    below = body.person.ankle_height + body.person.leg + body.person.pelvis_rise - height

    assert below.min() > 0.0
    assert below.max() < 0.045
    assert below[WALK].mean() < 0.025
    assert np.ptp(height[WALK]) < 0.045
    assert below[60:].max() < 0.012


@pytest.mark.parametrize("side", SIDES)
def test_elbows_bend_forward_and_within_reason(body: Body, side: str) -> None:
    bend = body.angle(f"{side}Arm", f"{side}ForeArm", f"{side}Hand")
    # At rest the elbow folds towards +X: seen from the upper arm's own axes the hand is never behind.
    hand = body.at(f"{side}Hand") - body.at(f"{side}ForeArm")
    front = np.sum(hand * body.way(f"{side}Arm", (1.0, 0.0, 0.0)), axis=1)

    assert bend.min() > 5.0
    assert bend.max() < 140.0
    assert front.min() > 0.0


@pytest.mark.parametrize(
    ("joint", "most"),
    [
        ("Spine", 12), ("Spine1", 15), ("Spine2", 15), ("Spine3", 15),
        ("Neck", 25), ("Neck1", 25), ("Head", 30), ("RightShoulder", 20), ("LeftShoulder", 20),
        ("RightHand", 80), ("LeftHand", 80),
        ("RightFoot", 45), ("LeftFoot", 45), ("RightToeBase", 60), ("LeftToeBase", 60),
        ("RightHandMiddle1", 60), ("LeftHandIndex2", 70), ("RightHandThumb1", 40),
    ],
)  # fmt: skip
def test_joints_stay_within_what_people_can_do(body: Body, joint: str, most: float) -> None:
    w = np.abs(body.motion.rotations[:, body.motion.skeleton.index(joint), 0])
    assert np.degrees(2 * np.arccos(np.clip(w, 0, 1))).max() < most


def test_nothing_jerks(body: Body) -> None:
    dots = np.abs(np.sum(body.motion.rotations[1:] * body.motion.rotations[:-1], axis=-1))
    speed = np.degrees(2 * np.arccos(np.clip(dots, 0, 1))) * 30.0
    assert speed.max() < 700.0  # degrees a second: a quick wave, not a jump
    place = body.motion.positions[:, 0]
    assert np.linalg.norm(np.diff(place, 2, axis=0), axis=1).max() * 900 < 12.0  # metres a second squared


@pytest.mark.parametrize("side", SIDES)
def test_hands_stay_out_of_the_body(body: Body, side: str) -> None:
    """A capsule around the trunk: hips to chest, about as wide as a person is deep."""
    low, high = body.at("Hips"), body.at("Spine3")
    axis = high - low
    for joint in ("Hand", "HandMiddle1", "HandMiddle3"):
        point = body.at(f"{side}{joint}")
        share = np.clip(np.sum((point - low) * axis, axis=1) / np.sum(axis**2, axis=1), -0.4, 1.0)
        away = np.linalg.norm(point - low - share[:, None] * axis, axis=1)
        assert away.min() > 0.14


def test_fingers_are_relaxed_not_stiff(body: Body) -> None:
    for side in SIDES:
        bend = body.angle(f"{side}HandMiddle1", f"{side}HandMiddle2", f"{side}HandMiddle3")
        assert bend.min() > 3.0
        assert 15.0 < bend[0] < 50.0


def test_they_walk_in_and_stop_a_metre_apart_face_to_face() -> None:
    man, woman = (Body(one) for one in performed(4.0))
    apart = np.linalg.norm((man.at("Hips") - woman.at("Hips"))[:, :2], axis=1)

    assert apart[0] > 3.0
    assert np.all(np.abs(apart[55:] - 1.0) < 0.1)
    for one, other in ((man, woman), (woman, man)):
        towards = (other.at("Head") - one.at("Head"))[55:, :2]
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        for joint, degrees in (("Hips", 25), ("Spine3", 25), ("Head", 20)):
            facing = one.way(joint, (1.0, 0.0, 0.0))[55:, :2]
            assert np.sum(facing * towards, axis=1).min() > np.cos(np.radians(degrees))


@pytest.mark.parametrize("seconds", LENGTHS)
def test_they_do_not_touch(seconds: float) -> None:
    man, woman = (Body(one) for one in performed(seconds))
    apart = np.linalg.norm(man.places[:, :, None] - woman.places[:, None], axis=-1)
    assert apart.min() > 0.09
    for body in (man, woman):
        names = body.motion.skeleton.names
        right, left = ([n.startswith(f"{side}Hand") for n in names] for side in SIDES)
        own = np.linalg.norm(body.places[:, right][:, :, None] - body.places[:, left][:, None], axis=-1)
        assert own.min() > 0.1


def test_he_waves_above_the_shoulder_and_she_answers_lower() -> None:
    man, woman = (Body(one) for one in performed(4.0))
    greeting = slice(30, 46)
    wave = man.at("RightHandMiddle1")[greeting]
    answer = woman.at("LeftHandMiddle1")[:75]

    assert wave[:, 2].min() > man.at("RightArm")[greeting, 2].max()
    sideways = np.diff(np.sign(np.diff(wave[:, 1] - man.at("RightForeArm")[greeting, 1])))
    assert np.count_nonzero(sideways) >= 2  # to and fro
    assert 0.05 < woman.at("Head")[:75, 2].max() - answer[:, 2].max() < 0.5
    assert answer[:, 2].max() > answer[0, 2] + 0.3
    # The palm is shown: it faces the other.
    palm = man.way("RightHand", (0.0, 0.0, -1.0))[greeting]
    assert palm[:, 0].mean() > 0.6


def test_standing_is_not_freezing(body: Body) -> None:
    hips = body.at("Hips")[60:]
    assert 0.01 < np.ptp(hips[:, :2], axis=0).max() < 0.15
    for joint in ("Head", "RightHand", "LeftHand"):
        moved = np.linalg.norm(np.diff(body.at(joint)[60:], axis=0), axis=1) * 30
        assert np.median(moved) > 0.002


@pytest.mark.parametrize(("person", "arm_span"), [(MAN, 1.80), (WOMAN, 1.64)])
def test_skeletons_have_human_measures(person: Person, arm_span: float) -> None:
    skeleton = build_skeleton(person)
    rest = skeleton.rest_positions()
    floor = rest[skeleton.index("RightToeBase"), 2] - person.sole

    assert len(skeleton) == 75
    assert rest[skeleton.index("HeadEnd"), 2] - floor == pytest.approx(person.stature, abs=1e-9)
    span = rest[skeleton.index("LeftHandMiddle4"), 1] - rest[skeleton.index("RightHandMiddle4"), 1]
    assert span == pytest.approx(arm_span, abs=0.06)
    mirrored = [skeleton.index(n.replace("Right", "Left")) for n in skeleton.names]
    right = [j for j, name in enumerate(skeleton.names) if name.startswith("Right")]
    assert np.allclose(rest[right] * [1, -1, 1], rest[[mirrored[j] for j in right]])


def test_leg_reaches_exactly() -> None:
    rng = np.random.default_rng(3)
    hip = rng.normal(0, 0.1, (200, 3))
    way = rng.normal(0, 1, (200, 3)) + [0.0, 0.0, -3.0]
    ankle = hip + way / np.linalg.norm(way, axis=1, keepdims=True) * rng.uniform(0.4, 0.84, (200, 1))
    thigh, shin, bend = solve_leg(hip, ankle, np.broadcast_to([1.0, 0.0, 0.0], (200, 3)), 0.44, 0.41)

    reached = hip + thigh @ np.array([0, 0, -0.44]) + shin @ np.array([0, 0, -0.41])
    assert np.abs(reached - ankle).max() < 1e-9
    assert np.all(bend > 0)
    for axes in (thigh, shin):
        assert np.allclose(np.swapaxes(axes, 1, 2) @ axes, np.eye(3))
        assert np.allclose(np.linalg.det(axes), 1.0)


def test_straight_leg_is_the_rest_pose() -> None:
    hip = np.array([[0.1, 0.2, 0.9]])
    forward_way = np.array([[1.0, 0.0, 0.0]])
    thigh, shin, bend = solve_leg(hip, hip - [0.0, 0.0, 0.85], forward_way, 0.44, 0.41)
    assert np.allclose(thigh, np.eye(3), atol=1e-3)
    assert np.allclose(shin, np.eye(3), atol=1e-3)
    assert bend[0] < 0.001
