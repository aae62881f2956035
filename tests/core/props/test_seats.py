# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats for people who sit on nothing: where, how high, and that nobody goes through them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.contacts.bodies import captured_body
from interact_addon.core.props import Props, Seat, find_props, somebody_needs_props
from interact_addon.core.props.figures import Figure, captured_figure
from interact_addon.core.props.model import framed
from interact_addon.core.props.room import depth_in
from tests.core.props.people_who_sit import acting, phases
from tests.people_in_motion import crawling, lying, person, walking

NAMES = ("001", "006")
FRAMES = 120
DOWN = phases(FRAMES, (35, 95))


def of(*motions: Motion) -> Props:
    return find_props(motions, NAMES[: len(motions)])


def seated(**how: object) -> Motion:
    return acting(person(), DOWN, **how)  # type: ignore[arg-type]  # passed on


def lifted(motion: Motion, metres: float) -> Motion:
    """The person higher by so much while sitting: the feet leave the floor."""
    places = motion.positions.copy()
    places[:, 0, 2] += metres * DOWN
    return replace(motion, positions=places)


def passing(x: float) -> Motion:
    """Somebody who walks along Y, with feet that slide."""
    y = np.linspace(-2.5, 2.5, FRAMES)
    return acting(person(), phases(FRAMES), at=np.stack([np.full(FRAMES, x), y], axis=1), facing=90.0)


def text(props: Props) -> str:
    return "\n".join(str(each) for each in props.findings)


def deepest(seat: Seat, motion: Motion, frames: NDArray[np.int64], names: tuple[str, ...]) -> float:
    """Metres that a person is inside some pieces of a seat."""
    points = framed(seat.frame, captured_figure(captured_body(motion), frames).points)
    return max(float(depth_in(piece, points).max()) for piece in seat.pieces if piece.name in names)


@pytest.mark.parametrize("stature", [1.05, 1.7, 2.1])
def test_who_sits_gets_a_chair_below_the_thighs(stature: float) -> None:
    motion = acting(person(stature), DOWN, at=(0.4, -1.0), facing=30.0)
    props = of(motion)
    (seat,) = props.seats
    assert (seat.kind, seat.back) == ("chair", True)
    assert np.isclose(seat.frame.heading, np.radians(30.0), atol=0.02)
    (span,) = seat.spans
    assert span.actor_id == "001"
    assert 20 < span.start < 36
    assert 94 < span.end < 116
    # It touches: the lowest flesh of buttocks and thighs is as high as the seat, within the give of flesh.
    body = captured_body(motion)
    frames = np.array([50, 65, 80])
    local = framed(seat.frame, captured_figure(body, frames).points)
    scale = body.parts.scale
    over = (np.abs(local[..., 1]) < 0.15 * scale) & (np.abs(local[..., 0]) < 0.12 * scale)
    low = np.where(over & (local[..., 2] > 0.5 * seat.height), local[..., 2], np.inf).min(axis=1)
    assert np.abs(low - seat.height).max() < 0.015 * scale
    assert deepest(seat, motion, frames, ("leg", "back")) < 0.004
    assert deepest(seat, motion, frames, ("seat",)) < 0.02 * scale
    assert f"001 sits from frame {span.start + 1} to {span.end} where nothing is: a chair" in text(props)
    assert all(each.level == "info" for each in props.findings)


def test_a_seat_is_as_high_as_who_plays_sits() -> None:
    motion = seated()
    body = captured_body(motion)

    def small(_: int, frames: NDArray[np.int64]) -> Figure:
        figure = captured_figure(body, frames)
        return Figure(0.6 * figure.points, {role: 0.6 * place for role, place in figure.places.items()})

    (seat,), (own,) = find_props([motion], ["001"], None, small).seats, of(motion).seats
    assert np.isclose(seat.height, 0.6 * own.height, atol=0.005)
    assert np.isclose(seat.depth, 0.6 * own.depth, atol=0.02)
    assert np.allclose(seat.frame.place, 0.6 * np.array(own.frame.place), atol=0.005)


@pytest.mark.parametrize(
    "motion",
    [
        walking(FRAMES),
        lying(FRAMES),
        crawling(FRAMES),
        seated(thighs=100.0, knees=140.0, lean=50.0 * DOWN),  # squats: the weight is over the feet
        seated(thighs=128.0, knees=128.0),  # on the floor, almost
        seated(thighs=60.0, knees=95.0, lean=35.0 * DOWN),  # crouches
        seated(thighs=55.0, knees=85.0, lean=40.0 * DOWN),  # as skiers do
        acting(person(), phases(FRAMES, (60, 62), seconds=1.6), thighs=45.0, knees=45.0),  # falls back
        lifted(acting(person(), phases(FRAMES)), 0.3),  # hangs
        acting(person(), phases(FRAMES, (50, 55), seconds=0.4)),  # a dip
    ],
    ids=["walks", "lies", "crawls", "squats", "low", "crouches", "skis", "falls", "hangs", "dips"],
)
def test_nobody_else_gets_one(motion: Motion) -> None:
    assert not somebody_needs_props([motion])
    assert of(motion) == Props()


def hips_at(motion: Motion) -> float:
    joints = forward(motion)[0][65]
    return float(np.mean([joints[motion.skeleton.index(f"{side}UpLeg"), 2] for side in ("Left", "Right")]))


@pytest.mark.parametrize(
    ("motion", "hips"),
    [
        (acting(person(1.75), DOWN, thighs=43.0, knees=43.0), 0.79),  # feet on the floor
        (lifted(acting(person(1.75), DOWN, thighs=60.0, knees=62.0), 0.1), 0.79),
        (lifted(acting(person(1.75), DOWN, thighs=75.0, knees=75.0), 0.2), 0.79),
        (lifted(acting(person(1.75), DOWN, thighs=88.0, knees=90.0), 0.4), 0.90),
        (acting(person(1.75), DOWN, thighs=32.0, knees=32.0), 0.84),
        (acting(person(1.75), DOWN, thighs=60.0, knees=60.0), 0.70),
    ],
)
def test_who_sits_high_has_a_stool_that_high(motion: Motion, hips: float) -> None:
    assert np.isclose(hips_at(motion), hips, atol=0.015)
    props = of(motion)
    (stool,) = props.seats
    assert (stool.kind, stool.back) == ("stool", False)
    assert 0.07 < hips_at(motion) - stool.height < 0.15
    frames = np.array([50, 65, 80])
    assert deepest(stool, motion, frames, ("leg",)) < 0.004
    assert deepest(stool, motion, frames, ("seat",)) < 0.03
    assert not props.boxes  # below hands that hang beside it
    assert f"nothing is: a stool, {100 * stool.height:.0f} cm high" in text(props)
    assert "no chair" not in text(props)


@pytest.mark.parametrize(("degrees", "kind"), [(66.0, "chair"), (113.0, "stool")])
def test_seats_of_60_and_of_30_cm(degrees: float, kind: str) -> None:
    motion = acting(person(1.75), DOWN, thighs=degrees, knees=degrees)
    assert min(abs(hips_at(motion) - metres) for metres in (0.3, 0.66)) < 0.02
    assert [seat.kind for seat in of(motion).seats] == [kind]


def test_a_seat_nobody_builds_is_told() -> None:
    props = of(lifted(seated(thighs=75.0, knees=75.0), 0.4))
    assert not props.seats
    assert "001 sits from frame" in text(props)
    assert "no chair: it would be " in text(props)


def test_who_leans_back_on_a_partners_hands_gets_none() -> None:
    perched = seated(thighs=40.0, knees=40.0)
    assert of(perched).seats
    hand = forward(perched)[0][65][perched.skeleton.index("LeftHand")]
    partner = acting(person(), phases(FRAMES), at=(hand[0] + 0.1, hand[1] + 0.3), facing=180.0)
    assert not of(perched, partner).seats
    assert not somebody_needs_props([perched, partner])


def test_who_kneels_gets_none() -> None:
    motion = seated(thighs=60.0, knees=150.0)
    assert not of(motion).seats


def test_feet_below_the_seat_do_not_go_through_its_legs() -> None:
    motion = seated(knees=104.0, spread=14.0)
    (seat,) = of(motion).seats
    frames = np.arange(45, 85, 5)
    assert deepest(seat, motion, frames, ("leg",)) < 0.004


def test_who_leans_back_has_a_leaning_back_and_a_lounger_none() -> None:
    upright, leaning = of(seated()).seats[0], of(seated(lean=-32.0 * DOWN)).seats[0]
    tilt = [max(piece.tilt for piece in seat.pieces) for seat in (upright, leaning)]
    assert tilt[1] > tilt[0] + 0.05
    assert deepest(leaning, seated(lean=-32.0 * DOWN), np.array([60]), ("back",)) < 0.004
    (lounger,) = of(seated(lean=-60.0 * DOWN)).seats
    assert not lounger.back


def test_who_rocks_keeps_one_chair_and_who_turns_has_a_stool() -> None:
    waves = np.sin(np.arange(FRAMES) / 8)
    (seat,) = of(seated(lean=15.0 * waves * DOWN)).seats
    assert seat.kind == "chair"
    turning = seated(facing=50.0 * waves)
    steady = turning.positions.copy()
    steady[..., :2] = np.array((-0.3, 0.0)) * DOWN[:, None, None]  # about the hips
    (seat,) = of(replace(turning, positions=steady)).seats
    assert (seat.kind, seat.back) == ("stool", False)
    assert seat.pieces[0].round


def test_somebody_who_walks_through_the_place_leaves_no_seat() -> None:
    (seat,) = of(seated()).seats
    x = seat.frame.place[0]
    props = of(seated(), passing(x))
    assert not props.seats
    assert "001 sits from frame" in text(props)
    assert "no chair: 006 is where it would stand in frame" in text(props)


def test_who_slides_about_is_told_that_a_seat_would_be_in_the_way() -> None:
    motion = seated()
    shift = 0.4 * np.sin(np.arange(motion.frames) / 25)
    places = motion.positions.copy()
    places[:, 0, 0] += shift
    told = text(of(replace(motion, positions=places)))
    assert "no chair: 001 moves meanwhile: the seat's leg would be in the way in frame" in told


def test_somebody_behind_leaves_a_stool() -> None:
    (seat,) = of(seated()).seats
    rear = min(piece.place[0] for piece in seat.pieces if piece.name == "back")
    props = of(seated(), passing(seat.frame.place[0] + rear - 0.10))
    (stool,) = props.seats
    assert (stool.kind, stool.back) == ("stool", False)
    assert "no chair: 006 is where its back would be in frame" in text(props)


def test_the_same_place_has_one_seat_and_two_places_two() -> None:
    frames = 260
    first, second = phases(frames, (35, 85)), phases(frames, (165, 215))
    again = of(acting(person(), np.maximum(first, second)))
    (seat,) = again.seats
    assert [span.start < 100 for span in seat.spans] == [True, False]
    assert len(again.findings) == 2
    away = np.linspace(0.0, 1.0, frames)
    at = np.stack([2.0 * np.clip(3.0 * away - 1.2, 0.0, 1.0), 0.0 * away], axis=1)
    assert len(of(acting(person(), np.maximum(first, second), at=at)).seats) == 2


@pytest.mark.parametrize("rate", [24, 60])
def test_a_seat_at_another_frame_rate_is_the_same(rate: int) -> None:
    (usual,) = of(seated()).seats
    times = np.arange(int(FRAMES * rate / 30)) * 30 / rate
    down = np.interp(times, np.arange(FRAMES), DOWN)
    motion = replace(acting(person(), down), rate=Fraction(rate))
    (seat,) = of(motion).seats
    assert np.isclose(seat.height, usual.height, atol=0.005)
    assert np.allclose(seat.frame.place, usual.frame.place, atol=0.01)
    seconds = [np.array([each.spans[0].start, each.spans[0].end]) for each in (seat, usual)]
    assert np.allclose(seconds[0] / rate, seconds[1] / 30, atol=0.15)


def test_two_at_different_times_share_one_seat() -> None:
    frames = 260
    on, aside = np.zeros((frames, 2)), np.zeros((frames, 2))
    gone = np.clip((np.arange(frames) - 105) / 25, 0.0, 1.0)
    on[:, 0] += 2.0 * gone
    aside[:, 0] += 2.0 * (1.0 - np.clip((np.arange(frames) - 125) / 25, 0.0, 1.0))
    aside[:, 1] = 1.2 * (1.0 - np.clip((np.arange(frames) - 125) / 25, 0.0, 1.0))
    one = acting(person(), phases(frames, (35, 80)), at=on)
    two = acting(person(1.75), phases(frames, (180, 230)), at=aside)
    (seat,) = of(one, two).seats
    assert [span.actor_id for span in seat.spans] == ["001", "006"]


def test_two_side_by_side_have_a_bench_or_two_seats() -> None:
    (bench,) = of(seated(), seated(at=(0.0, 0.45))).seats
    assert (bench.kind, len(bench.spans)) == ("bench", 2)
    assert bench.width > 0.7
    assert len(of(seated(), seated(at=(0.0, 0.9))).seats) == 2


def test_who_sits_on_the_partner_gets_none() -> None:
    below = seated()
    joints = forward(below)[0][60]
    hips = joints[below.skeleton.index("Hips")]
    rider = seated(at=(0.0, 0.0), thighs=80.0, knees=80.0)
    places = rider.positions.copy()
    places[:, 0] = hips + (0.16, 0.0, 0.17)
    rider = replace(rider, positions=places)
    props = of(below, rider)
    assert all(span.actor_id == "001" for seat in props.seats for span in seat.spans)
    assert "006" not in text(props).split("sits")[0]


def test_who_is_carried_on_a_back_gets_none() -> None:
    carrier = acting(person(), phases(FRAMES))
    rider = seated(thighs=80.0, knees=80.0, spread=25.0)
    places = rider.positions.copy()
    places[:, 0] = carrier.positions[:, 0] + (-0.24, 0.0, -0.05)
    assert somebody_needs_props([replace(rider, positions=places)])
    assert of(replace(rider, positions=places), carrier) == Props()


def test_a_skeleton_that_is_no_persons_sits_nowhere() -> None:
    motion = seated()
    assert of(replace(motion, skeleton=person(named=False))) == Props()
