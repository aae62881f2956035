# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from interact_addon.core.camera.editing import Edit, edit_cameras, face_cameras, plan_edit
from interact_addon.core.camera.editing.activity import activity_of
from interact_addon.core.camera.editing.coverage import coverage_of, coverage_of_views
from interact_addon.core.camera.framing import Lens, View, look_rotation
from interact_addon.core.camera.places import place
from interact_addon.core.camera.shot import Placed
from interact_addon.core.foundation.errors import UsageError

from .conversation import APART, AT, RATE, cameras, pair, person, placed, speech

TALK = ((0, 1.0, 6.0), (1, 6.5, 11.0), (0, 11.4, 17.0), (1, 17.5, 18.2), (0, 18.4, 22.0), (1, 26.0, 31.0))


def lengths(edit: Edit) -> np.ndarray:
    return np.array([float((shot.end - shot.first) / RATE) for shot in edit.shots])


def at(edit: Edit, seconds: float) -> str:
    """The camera at a time."""
    return next(shot.place for shot in edit.shots if shot.first <= seconds * RATE < shot.end)


@pytest.fixture(scope="module")
def talk() -> Edit:
    return plan_edit(cameras(32.0), pair(32.0), speech(32.0, *TALK), RATE)


def test_shots_follow_each_other_and_none_is_short(talk: Edit) -> None:
    assert talk.shots[0].first == 0
    assert talk.shots[-1].end == 32 * RATE
    pairs = list(zip(talk.shots, talk.shots[1:], strict=False))
    assert all(one.end == two.first and one.place != two.place for one, two in pairs)
    assert len(talk.shots) > 4
    assert lengths(talk).min() >= 2.0
    assert talk.table.short == 0.0


def test_it_begins_wide_and_shows_who_speaks_or_listens(talk: Edit) -> None:
    assert talk.shots[0].place in ("front", "two_shot", "side")
    assert talk.shots[0].reason == "opening"
    assert talk.table.covered is not None
    assert talk.table.covered >= 0.95
    assert {"001 speaks", "002 speaks"} <= {shot.reason for shot in talk.shots}


def test_rules_hold(talk: Edit) -> None:
    assert (talk.table.line_breaches, talk.table.angle_breaches) == (0, 0)


def test_an_interjection_forces_no_cut(talk: Edit) -> None:
    """002 says a word between 17.5 and 18.2 s."""
    assert all(shot.place not in ("close_b", "over_shoulder_a") or lengths(talk)[n] > 2.2
               for n, shot in enumerate(talk.shots) if shot.first <= 17.8 * RATE < shot.end)  # fmt: skip
    assert talk.table.changes == 5
    assert talk.table.cut_changes is not None
    assert talk.table.cut_changes < 5


def test_silence_is_wide() -> None:
    edit = plan_edit(cameras(24.0), pair(24.0), speech(24.0, (0, 1.0, 8.0), (1, 17.0, 23.0)), RATE)
    assert at(edit, 13.0) in ("front", "two_shot", "side")


@pytest.mark.parametrize("wrong", ["over_shoulder_a", "close_b"])
def test_no_cut_crosses_the_line(wrong: str) -> None:
    """A camera on the other side of the two is there, and never cut to from this one."""
    every = cameras(32.0)
    every[wrong] = placed((-AT[wrong][0], AT[wrong][1]), 32.0)
    edit = plan_edit(every, pair(32.0), speech(32.0, *TALK), RATE)
    assert edit.table.line_breaches == 0
    assert wrong not in edit.places
    assert len(edit.shots) > 3


def test_no_jump_between_views_of_almost_one_angle() -> None:
    """Two cameras on one person, ten degrees apart and equally far."""
    every = {"front": placed((2.0, 0.0), 20.0), "two_shot": placed((2.0, 0.3), 20.0)}
    edit = plan_edit(every, pair(20.0), speech(20.0, (0, 1.0, 19.0)), RATE)
    assert len(edit.shots) == 1
    assert edit.table.angle_breaches == 0
    assert any("nothing is cut" in note for note in edit.notes)


def test_a_camera_is_not_used_while_its_face_is_hidden() -> None:
    every = cameras(30.0, "front", "close_a", "close_b")
    every["close_a"] = placed(AT["close_a"], 30.0, hidden=[(10.0, 20.0)])
    edit = plan_edit(every, pair(30.0), speech(30.0, (0, 1.0, 29.0)), RATE)
    assert "close_a" in edit.places
    assert all(at(edit, seconds) != "close_a" for seconds in np.arange(10.5, 19.5, 0.5))


def test_a_camera_that_hardly_shows_its_subject_is_left_out_and_named() -> None:
    every = cameras(20.0, "front", "close_a", "close_b")
    every["close_a"] = placed(AT["close_a"], 20.0, hidden=[(2.0, 20.0)])
    edit = plan_edit(every, pair(20.0), speech(20.0, (0, 1.0, 19.0)), RATE)
    assert "close_a" not in edit.places
    assert any(note.startswith("close_a is not used") for note in edit.notes)


def test_long_speeches_have_reactions() -> None:
    edit = plan_edit(cameras(60.0), pair(60.0), speech(60.0, (0, 1.0, 59.0)), RATE)
    on_speaker = [n for n, shot in enumerate(edit.shots) if shot.place in ("close_a", "over_shoulder_b")]
    assert lengths(edit)[on_speaker].max() < 12.0
    assert any(shot.reason == "reaction of 002" for shot in edit.shots)
    away = [n for n, shot in enumerate(edit.shots) if "reaction" in shot.reason]
    assert lengths(edit)[away].max() < 4.5


def test_lively_cuts_more_often() -> None:
    calm, lively = (
        plan_edit(cameras(60.0), pair(60.0), speech(60.0, (0, 1.0, 20.0), (1, 21.0, 59.0)), RATE, style)
        for style in ("calm", "lively")
    )
    assert lively.table.average < calm.table.average


def test_one_person_alone() -> None:
    alone = (person(0, 600),)
    every = cameras(20.0, "front", "side", "close_a")
    edit = plan_edit(every, alone, speech(20.0, (0, 1.0, 18.0), people=1), RATE)
    assert len(edit.shots) > 1
    assert (edit.table.line_breaches, edit.table.angle_breaches) == (0, 0)
    assert "reaction" not in "".join(shot.reason for shot in edit.shots)


def test_one_camera_and_short_scenes() -> None:
    one = plan_edit(cameras(10.0, "front"), pair(10.0), speech(10.0, (0, 1.0, 9.0)), RATE)
    assert [shot.place for shot in one.shots] == ["front"]
    assert any("one camera" in note for note in one.notes)
    short = plan_edit(cameras(1.0), pair(1.0), speech(1.0, (0, 0.2, 0.8)), RATE)
    assert [(shot.first, shot.end) for shot in short.shots] == [(0, 30)]


def test_a_short_scene_is_cut_to_who_answers() -> None:
    """Two remarks within eight seconds: two shots, though neither remark is as long as one."""
    edit = plan_edit(cameras(8.0), pair(8.0), speech(8.0, (0, 1.0, 1.9), (1, 4.0, 4.8)), RATE)
    assert len(edit.shots) == 2
    assert edit.shots[0].place == "front"
    assert edit.shots[1].reason == "002 speaks"
    assert 3.5 <= edit.shots[1].first / RATE <= 4.2


@pytest.mark.parametrize("said", [(), ((0, 0.5, 1.5),)], ids=["silence", "one remark at the beginning"])
def test_a_short_scene_without_a_cause_is_not_cut(said: tuple[tuple[int, float, float], ...]) -> None:
    edit = plan_edit(cameras(5.5), pair(5.5), speech(5.5, *said), RATE)
    assert [shot.place for shot in edit.shots] == ["front"]


def test_without_any_voice_it_is_cut_by_what_moves() -> None:
    edit = plan_edit(cameras(30.0), pair(30.0, moves=0.2), speech(30.0), RATE)
    assert edit.table.covered is None
    assert lengths(edit).min() >= 2.0


def test_what_is_no_edit() -> None:
    with pytest.raises(UsageError, match="at least one camera"):
        plan_edit({}, pair(2.0), speech(2.0), RATE)
    with pytest.raises(UsageError, match="edit style"):
        plan_edit(cameras(2.0), pair(2.0), speech(2.0), RATE, "wild")


def test_the_opening_gives_way_where_only_a_near_camera_shows_who_speaks_at_once() -> None:
    every = cameras(12.0, "front", "close_a", "close_b")
    # Nobody's face is seen from the front in the first five seconds: both are turned away from there.
    every["front"] = placed((-4.0, 0.0), 12.0, hidden=[(0.0, 5.0)])
    edit = plan_edit(every, pair(12.0), speech(12.0, (0, 0.3, 4.0), (1, 5.0, 9.0)), RATE)
    assert edit.shots[0].place == "close_a"
    assert edit.table.covered is not None
    assert edit.table.covered >= 0.95


def test_lengths_follow_the_turns() -> None:
    """Four long turns, and an exchange of short ones: the shots are not of one length."""
    turns = [(n % 2, 1.0 + 8.0 * n, 8.5 + 8.0 * n) for n in range(4)]
    turns += [(n % 2, 33.0 + 2.5 * n, 35.3 + 2.5 * n) for n in range(10)]
    edit = plan_edit(cameras(58.0), pair(58.0), speech(58.0, *turns), RATE)
    assert 0.2 <= edit.table.spread <= 0.6
    firsts = np.array([float(shot.first / RATE) for shot in edit.shots])
    slow, quick = lengths(edit)[firsts < 30.0], lengths(edit)[firsts > 33.0]
    assert slow.mean() > 1.15 * quick.mean()
    assert (edit.table.line_breaches, edit.table.angle_breaches, edit.table.short) == (0, 0, 0.0)


@pytest.mark.parametrize(
    ("behind", "poor"), [(1.0, False), (9.0, True)], ids=["beside a shoulder", "far away"]
)
def test_a_small_face_over_a_shoulder_is_poor(behind: float, poor: bool) -> None:
    """The first person's shoulder, the second's face: 1.8 metres from the camera, or eight more."""
    stage, lens = pair(4.0), Lens(85.0, 36.0, 320, 180)
    at = np.array([0.35, -APART / 2 - behind, 1.7])
    rotation = look_rotation(stage[1].eyes[0] - at)
    view = View(at, rotation)
    activity = activity_of(stage, speech(4.0, (1, 0.5, 3.5)), RATE)
    views = {"over_shoulder_a": (view, lens), "close_b": (view, lens)}
    shoulder, close = coverage_of_views(views, stage, activity)
    assert (shoulder.poor.min() > 0.9) if poor else (shoulder.poor.max() < 0.3)
    assert not close.poor.any()


def test_a_listeners_face_counts_and_nobody_counts_in_silence() -> None:
    activity = activity_of(pair(4.0), speech(4.0, (1, 1.0, 3.0)), RATE)
    views = coverage_of({"close_a": placed(AT["close_a"], 4.0, hidden=[(2.0, 4.0)])}, pair(4.0), activity)
    covered = views[0].covers(activity.talks)
    assert covered.tolist() == [10 <= number < 19 for number in range(40)]  # shown is known each 0.2 s


def test_faces_are_always_seen_by_their_own_movies() -> None:
    stage = (person(0, 600), person(1, 540))  # the second ends earlier, and stays
    made = face_cameras(stage, 320, 180, RATE)
    assert list(made) == ["front", "close_a", "close_b"]
    talk = speech(20.0, (0, 0.5, 8.0), (1, 8.5, 19.0))
    edit = plan_edit({name: each.placed for name, each in made.items()}, stage, talk, RATE)
    assert {"close_a", "close_b"} <= set(edit.places)
    assert (edit.table.line_breaches, edit.table.angle_breaches) == (0, 0)
    assert edit.table.covered == 1.0


def test_a_camera_that_takes_anothers_place_is_placed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    portrait = place.portrait

    def asking(stage: Any, who: int, *rest: Any) -> Placed:
        asked.append(who)
        return portrait(stage, who, *rest)

    monkeypatch.setattr(place, "portrait", asking)
    monkeypatch.setattr(place, "LEAST", 2.0)  # no camera over a shoulder is good enough
    made = edit_cameras(pair(1.0), 320, 180, RATE, move="static")
    assert asked == [0, 1]
    assert {"close_a", "close_b"} <= set(made)
    assert not any(name.startswith("over") for name in made)
