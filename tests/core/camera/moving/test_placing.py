# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.camera.framing import Lens
from interact_addon.core.camera.moving import candidates
from interact_addon.core.camera.moving.asked import inside
from interact_addon.core.camera.moving.candidates import CLEAR, FLOOR, clearance
from interact_addon.core.camera.moving.placing import place_shot
from interact_addon.core.camera.moving.tracks import CHANGE, SPEED, TURN, motion_of
from interact_addon.core.camera.shot import Placed, Shot
from interact_addon.core.camera.stage import StagePerson
from interact_addon.core.foundation.errors import UsageError

from .people import person, wander

RATE = Fraction(30)
AROUND = np.linspace(-np.pi, np.pi, 48, endpoint=False)


def shot(stage: list[StagePerson], size: str, subjects: tuple[int, ...] = (0,), **more: float) -> Shot:
    frames = max(one.frames for one in stage)
    return Shot(
        subjects, subjects, size, np.zeros(frames), AROUND, np.zeros(len(AROUND)), **{"pitch": 0.05, **more}
    )


def check(placed: Placed, stage: list[StagePerson], asked: Shot, lens: Lens, rate: float = 30.0) -> None:
    """All that holds for each camera."""
    frames = max(one.frames for one in stage)
    every = np.arange(frames)
    view = placed.view
    assert np.isfinite(view.position).all()
    assert np.isfinite(view.rotation).all()
    assert np.abs(view.rotation[..., 2, 0]).max() < 1e-6, "no roll"
    assert view.position[..., 2].min() >= FLOOR - 1e-6
    places = np.broadcast_to(view.position, (frames, 3))
    if placed.moves:
        assert view.position.shape == (frames, 3)
        motion = motion_of(view, rate)
        assert motion.speed <= SPEED
        assert motion.change <= CHANGE
        assert motion.turn <= TURN
        assert clearance(stage, places, every).min() >= CLEAR - 1e-6
    for number in asked.subjects:
        assert inside(stage[number], asked.size, view, every, lens).all(), "somebody is cut"
    assert placed.whole.all()
    assert len(placed.samples) == len(placed.shown) == len(placed.attainable) == len(placed.whole)


@pytest.mark.parametrize("size", ["whole", "medium", "close"])
@pytest.mark.parametrize("seed", range(4))
def test_a_camera_that_follows_stays_within_its_limits(size: str, seed: int) -> None:
    stage = [person(*wander(seed, 150)), person(wander(seed + 50, 120)[0] + [1.5, 1.0], wander(seed, 120)[1])]
    lens = [Lens(), Lens(width=720, height=1280), Lens(width=512, height=512), Lens(focal=85.0)][seed]
    asked = shot(stage, size, (0,) if size == "close" else (0, 1))
    check(place_shot(stage, asked, lens, RATE, "follow"), stage, asked, lens)


@pytest.mark.parametrize("frames", [1, 2, 5])
@pytest.mark.parametrize("move", ["auto", "static", "follow"])
def test_takes_of_few_frames(frames: int, move: str) -> None:
    stage = [person(*wander(1, frames)), person(np.full((1, 2), 1.0), np.zeros(1))]
    for size, subjects in (("close", (0,)), ("whole", (0, 1))):
        asked = shot(stage, size, subjects)
        check(place_shot(stage, asked, Lens(), RATE, move), stage, asked, Lens())


@pytest.mark.parametrize("focal", [20.0, 200.0])
@pytest.mark.parametrize("size", ["whole", "close"])
def test_a_child_beside_a_giant(focal: float, size: str) -> None:
    places = np.tile([[0.0, 0.0]], (40, 1))
    stage = [
        person(places, np.zeros(40), height=1.05),
        person(places + [0.8, 0.0], np.full(40, np.pi), height=2.2),
    ]
    lens = Lens(focal=focal)
    for subjects in ((0,), (1,), (0, 1)):
        asked = shot(stage, size, subjects)
        check(place_shot(stage, asked, lens, RATE, "auto"), stage, asked, lens)


def test_who_stands_still_gets_a_camera_that_stands_still_and_sees_them() -> None:
    stage = [person(np.zeros((60, 2)), np.full(60, 1.0)), person(np.full((60, 2), 0.8), np.full(60, 4.0))]
    for number in (0, 1):
        placed = place_shot(stage, shot(stage, "close", (number,)), Lens(), RATE)
        assert not placed.moves
        assert placed.attainable.all()
        assert placed.share == 1.0


def test_who_walks_far_is_followed_and_larger_than_from_one_place() -> None:
    way = np.stack([np.linspace(0.0, 11.0, 270), np.zeros(270)], axis=1)
    stage = [person(way, np.full(270, np.pi / 2.0))]
    asked = shot(stage, "whole")
    still, auto = (place_shot(stage, asked, Lens(), RATE, move) for move in ("static", "auto"))
    assert auto.moves
    assert auto.share >= 0.97
    far = np.linalg.norm(still.view.position - stage[0].root, axis=1).mean()
    near = np.linalg.norm(auto.view.position - stage[0].root, axis=1).mean()
    assert near < 0.6 * far


def test_a_face_that_turns_away_is_followed_around() -> None:
    turn = np.interp(np.arange(240), [0, 60, 180, 239], [0.0, 0.0, np.pi, np.pi])
    stage = [person(np.zeros((240, 2)), turn)]
    asked = shot(stage, "close")
    still, follow = (place_shot(stage, asked, Lens(), RATE, move) for move in ("static", "follow"))
    assert still.share < 0.95
    assert follow.share == 1.0
    assert place_shot(stage, asked, Lens(), RATE).moves


def test_a_partner_in_front_of_the_face_is_gone_around() -> None:
    # They stand face to face: from straight before the face there is only the partner's back.
    stage = [
        person(np.zeros((30, 2)), np.zeros(30)),
        person(np.tile([[0.5, 0.0]], (30, 1)), np.full(30, np.pi)),
    ]
    placed = place_shot(stage, shot(stage, "close"), Lens(), RATE)
    assert placed.share == 1.0
    back = placed.view.rotation[:, 2]
    assert abs(np.degrees(np.arctan2(back[1], back[0]))) > 15.0


def test_who_lies_on_their_back_is_seen_from_above() -> None:
    stage = [person(np.zeros((30, 2)), np.zeros(30), lying=True)]
    asked = shot(stage, "close", pitch=0.0)
    placed = place_shot(stage, asked, Lens(), RATE)
    check(placed, stage, asked, Lens())
    assert placed.share == 1.0
    assert placed.view.position[2] > 0.6


def test_liked_directions_win_where_they_see_as_much() -> None:
    stage = [person(np.zeros((30, 2)), np.zeros(30))]
    dislike = 0.4 * np.abs(np.sin((AROUND - np.pi + 0.5) / 2.0))  # best: 0.5 radians aside of the face
    asked = Shot((0,), (0,), "close", np.zeros(30), AROUND, dislike)
    back = place_shot(stage, asked, Lens(), RATE).view.rotation[:, 2]
    assert np.arctan2(-back[1], -back[0]) % (2 * np.pi) == pytest.approx(np.pi - 0.5, abs=0.15)


def test_a_camera_that_may_not_turn_keeps_its_direction() -> None:
    way, heading = wander(3, 90)
    stage = [person(way, heading)]
    meant = np.full(90, 0.7)
    asked = Shot((0,), (0,), "whole", meant, np.zeros(1), np.zeros(1), 0.1)
    for move in ("static", "follow"):
        back = np.atleast_2d(place_shot(stage, asked, Lens(), RATE, move).view.rotation[..., 2])
        assert np.allclose(np.arctan2(-back[:, 1], -back[:, 0]), 0.7, atol=0.04)


def test_an_unknown_move_is_refused() -> None:
    stage = [person(np.zeros((3, 2)), np.zeros(3))]
    with pytest.raises(UsageError, match="camera move"):
        place_shot(stage, shot(stage, "close"), Lens(), RATE, "fly")


def test_how_near_people_are_does_not_depend_on_how_much_is_measured_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage, every = [person(*wander(3, 40)), person(*wander(4, 25))], np.arange(40)
    places = np.random.default_rng(1).normal(stage[0].eyes, 0.5, (5, 40, 3))
    whole = clearance(stage, places, every)
    assert whole.min() < 0.2, "some are near"
    monkeypatch.setattr(candidates, "_CHUNK", 64)
    np.testing.assert_array_equal(clearance(stage, places, every), whole)
