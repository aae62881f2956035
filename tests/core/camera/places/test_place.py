# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from stage_people import pair, person

from interact_addon.core.camera.choices import CAMERA_PRESETS, focal_of
from interact_addon.core.camera.framing import Lens, View
from interact_addon.core.camera.moving.tracks import motion_of
from interact_addon.core.camera.places import PlacedCamera, place_camera, sideways, view_side
from interact_addon.core.camera.stage import FACE, HEAD, StagePerson
from interact_addon.core.camera.visibility import in_picture
from interact_addon.core.foundation.errors import UsageError

SIZES = [(1280, 720), (1080, 1080), (720, 1280)]
RATE = Fraction(30)
STANDING = pair()


def placed(stage: tuple[StagePerson, ...], camera: str, move: str = "auto") -> PlacedCamera:
    return place_camera(stage, camera, Lens(focal_of(camera)), RATE, move)


def seen(points: np.ndarray, view: View, lens: Lens, frame: int) -> np.ndarray:
    """Points in the picture, from -1 to 1 across and up, and their depth."""
    position = view.position if view.position.ndim == 1 else view.position[frame]
    rotation = view.rotation if view.rotation.ndim == 2 else view.rotation[frame]
    local = (points - position) @ rotation
    depth = -local[:, 2]
    return np.stack(
        [local[:, 0] / depth / lens.tangents[0], local[:, 1] / depth / lens.tangents[1], depth], 1
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("camera", ["front", "side", "orbit", "front:006", "side:001"])
def test_wide_cameras_hold_heads_and_feet_over_the_whole_take(camera: str, size: tuple[int, int]) -> None:
    stage = pair(90, apart=3.0, near=1.0)
    lens = Lens(width=size[0], height=size[1])
    found = place_camera(stage, camera, lens, RATE)
    assert found.placed.whole.all()
    assert found.camera == camera
    whom = [one for one in stage if camera.partition(":")[2] in ("", one.actor_id)]
    for frame in range(0, 90, 11):
        for one in whom:
            inside = seen(one.points[frame], found.placed.view, lens, frame)
            assert (inside[:, 2] > 0).all()
            assert np.abs(inside[:, :2]).max() < 1.0


def test_the_front_camera_looks_across_their_line_into_their_faces() -> None:
    across = view_side(STANDING)
    assert np.allclose(across, [1, 0, 0], atol=1e-6)  # they are turned towards -X, so the camera stands there
    view = placed(STANDING, "front").placed.view
    assert view.position[0] < -2.0
    assert sideways(STANDING)[0] == -sideways(STANDING)[1] != 0.0


def test_the_front_of_one_is_where_that_one_faces() -> None:
    for one in STANDING:
        view = placed(STANDING, f"front:{one.actor_id}").placed.view
        to = np.atleast_2d(view.position)[0] - one.eyes[0]
        assert (to @ one.look[0]) / np.linalg.norm(to) > np.cos(np.radians(60.0))


def test_a_two_shot_is_nearer_than_the_front_and_shows_both_from_the_hips_up() -> None:
    found = placed(STANDING, "two_shot")
    near = np.linalg.norm(found.placed.view.position - STANDING[0].root[0])
    assert near < 0.8 * np.linalg.norm(placed(STANDING, "front").placed.view.position - STANDING[0].root[0])
    for one in STANDING:
        above = one.points[0][one.points[0][:, 2] > 0.96]
        assert np.abs(seen(above, found.placed.view, found.lens, 0)[:, :2]).max() < 1.0


@pytest.mark.parametrize(("camera", "subject"), [("close_a", 0), ("close_b", 1), ("close:006", 1)])
def test_portraits_see_a_face_and_no_back_before_it(camera: str, subject: int) -> None:
    found = placed(STANDING, camera)
    view, one, other = found.placed.view, STANDING[subject], STANDING[1 - subject]
    assert found.placed.share == 1.0
    assert not found.findings
    head = seen(one.points[0][one.points_of(FACE, HEAD)], view, found.lens, 0)
    assert np.abs(head[:, :2]).max() < 1.0
    assert np.ptp(head[:, 1]) > 0.4  # it is large
    partner = seen(other.points[0][other.points_of(FACE, HEAD)], view, found.lens, 0)
    apart = np.abs(partner[:, :1] - head[:, 0]).min()
    assert apart > 0.1 or partner[:, 2].min() > head[:, 2].max()


@pytest.mark.parametrize(("camera", "near"), [("over_shoulder_a", 0), ("over_shoulder:006", 1)])
def test_over_the_shoulder_sees_the_other_face_beside_the_near_head(camera: str, near: int) -> None:
    found = placed(STANDING, camera)
    assert found.camera == camera
    assert found.placed.share == 1.0
    one, other = STANDING[near], STANDING[1 - near]
    view, lens = found.placed.view, found.lens
    face = seen(other.eyes[:1], view, lens, 0)[0]
    head = seen(one.points[0][one.points_of(FACE, HEAD)].mean(axis=0)[None], view, lens, 0)[0]
    assert np.abs(face[:2]).max() < 0.6
    assert head[2] < face[2]
    assert head[0] * face[0] < 0.0  # on different sides of the picture
    assert 0.4 < abs(head[0]) < 1.3
    back = np.atleast_2d(view.position)[0] - one.eyes[0]
    assert back @ one.look[0] < 0.0


def test_over_a_shoulder_a_camera_goes_along_with_two_who_turn_about_each_other() -> None:
    around = np.linspace(0.0, 2.0 * np.pi, 120)
    way = 0.4 * np.stack([np.cos(around), np.sin(around)], axis=1)
    found = placed((person("001", way, -way), person("006", -way, way)), "over_shoulder_a")
    assert found.camera == "over_shoulder_a"
    assert found.placed.share > 0.9
    assert found.placed.whole.all()
    motion = motion_of(found.placed.view, 30.0)
    assert (motion.speed <= 1.5, motion.change <= 2.0) == (True, True)


def test_over_a_shoulder_a_shoulder_is_in_the_picture_while_they_come_up_to_each_other() -> None:
    found = placed(pair(frames=90, apart=3.0, near=0.8), "over_shoulder_a")
    one = pair(frames=90, apart=3.0, near=0.8)[0]
    assert found.placed.share > 0.9
    inside = in_picture(one, found.placed.view, found.placed.samples, found.lens)
    assert (inside.mean(axis=1) > 0.02).mean() > 0.9


def test_over_a_shoulder_of_whom_one_does_not_see_is_a_close_camera_and_says_so() -> None:
    one, _ = STANDING
    away = person("006", STANDING[1].root[:, :2], np.array([0.0, 1.0]))  # shows the back to the other
    found = placed((one, away), "over_shoulder_a")
    assert found.camera == "close_b"
    assert found.lens.focal == focal_of("close_b")
    assert [finding.level for finding in found.findings] == ["warning"]
    assert "006 in 0% of the frames, fewer than 60%: close_b is used instead" in str(found.findings[0])
    assert found.placed.share == 1.0
    named = place_camera((one, away), "over_shoulder:001", Lens(35.0), RATE)
    assert (named.camera, named.lens.focal) == ("close:006", 35.0)  # a lens of the user's own stays


def test_a_camera_in_somebody_s_hair_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert placed(pair(), "over_shoulder_a").camera == "over_shoulder_a"
    monkeypatch.setattr(
        "interact_addon.core.camera.places.over_shoulder.clearance",
        lambda stage, places, frames: np.full(places.shape[:-1], 0.05),
    )
    assert placed(pair(), "over_shoulder_a").camera == "close_b"


def test_eyes_see_the_partner_and_nothing_of_their_own_head() -> None:
    found = placed(STANDING, "pov_a")
    one, other = STANDING
    view, lens = found.placed.view, found.lens
    assert np.linalg.norm(view.position[0] - one.eyes[0]) < 0.1
    assert found.placed.share == 1.0
    assert np.abs(seen(other.eyes[:1], view, lens, 0)[0, :2]).max() < 0.5
    for size in SIZES:
        lens = Lens(24.0, width=size[0], height=size[1])
        found = place_camera(STANDING, "pov_a", lens, RATE)
        head = seen(one.points[0][one.points_of(FACE, HEAD)], found.placed.view, lens, 0)
        inside = (np.abs(head[:, :2]) < 1.0).all(axis=1) & (head[:, 2] > 0.0)
        assert (head[inside, 2] < found.near).all()
    assert found.near < 0.3


def test_a_hat_s_brim_moves_the_limit_of_what_eyes_see() -> None:
    one, other = STANDING
    brim = one.points.copy()
    brim[:, one.points_of(HEAD)[-1]] = one.eyes + [-0.05, 0.16, 0.03]
    plain, hat = (placed((each, other), "pov_a") for each in (one, replace(one, points=brim)))
    assert hat.near > plain.near + 0.05


def test_eyes_of_somebody_who_looks_straight_up_keep_level() -> None:
    one, other = STANDING
    up = replace(one, look=np.tile([0.0, 0.0, 1.0], (one.frames, 1)))
    view = placed((up, other), "pov_a").placed.view
    assert np.isfinite(view.rotation).all()
    assert np.abs(view.rotation[:, 2, 0]).max() < 1e-9  # no roll


@pytest.mark.parametrize("frames", [1, 2, 150])
def test_eyes_of_somebody_who_spins_look_where_the_head_does(frames: int) -> None:
    """They do not come after it turn by turn, which would be behind for most of the time."""
    turn = np.radians(270.0) * np.maximum(np.arange(frames) / 30.0 - 1.0, 0.0)  # faster than eyes may
    one = person("001", np.zeros((frames, 2)), np.stack([np.cos(turn), np.sin(turn)], axis=1))
    view = placed((one, person("006", np.full((frames, 2), 3.0), np.array([0.0, 1.0]))), "pov_a").placed.view
    ahead = -view.rotation[..., 2].reshape(-1, 3)
    assert np.einsum("fi,fi->f", ahead, one.look).mean() > 0.25
    assert motion_of(view, 30.0).turn < 120.0


def test_in_an_embrace_the_picture_of_eyes_begins_before_the_others_head() -> None:
    """A hat's brim that is in it for a moment does not open the head that is as near for all of the time."""
    one, other = pair(apart=0.4)
    brim = one.points.copy()
    brim[70:75, one.points_of(HEAD)[-1]] = one.eyes[70:75] + [0.0, 0.2, 0.0]
    found = placed((replace(one, points=brim), other), "pov_a")
    view = found.placed.view
    depth = seen(other.points[0][other.points_of(FACE, HEAD)], view, found.lens, 0)[:, 2]
    assert found.near < depth.min()


def test_an_orbit_goes_round_once_if_there_is_time_and_else_as_far_as_it_can() -> None:
    for frames, whole in ((150, False), (1500, True)):
        stage = pair(frames)
        view = placed(stage, "orbit").placed.view
        around = np.unwrap(np.arctan2(*(view.position - stage[0].root.mean(axis=0))[:, 1::-1].T))
        turn = abs(around[-1] - around[0])
        assert (turn > np.radians(350.0)) == whole
        assert turn > np.radians(40.0)


@pytest.mark.parametrize("camera", [name for name in CAMERA_PRESETS if not name.startswith("pov")])
def test_moving_cameras_are_calm(camera: str) -> None:
    view = placed(pair(150, apart=3.0, near=0.8), camera).placed.view
    motion = motion_of(view, 30.0)
    assert motion.speed <= 1.5
    assert motion.change <= 2.0


@pytest.mark.parametrize("camera", ["front", "close_a", "over_shoulder_a"])
def test_a_still_camera_stands_still_and_a_following_one_follows(camera: str) -> None:
    stage = tuple(
        person(name, np.stack([np.linspace(0.0, 4.0, 150), np.full(150, y)], axis=1), (0.0, -y))
        for name, y in (("001", -0.6), ("006", 0.6))
    )
    assert not placed(stage, camera, "static").placed.moves
    following = placed(stage, camera, "follow").placed.view
    assert np.ptp(following.position[:, 0]) > 2.0
    assert placed(stage, camera).placed.share >= placed(stage, camera, "static").placed.share


def test_one_person_is_enough_except_over_a_shoulder() -> None:
    alone = STANDING[:1]
    for camera in ("front", "side", "close_a", "orbit", "two_shot", "pov_a", "edit", "front:001"):
        assert np.isfinite(placed(alone, camera).placed.view.position).all()
    for camera in ("over_shoulder_a", "over_shoulder:001", "close_b", "pov_b"):
        with pytest.raises(UsageError, match=r"needs two people and this scene has one\. Use front"):
            placed(alone, camera)


def test_one_who_ends_earlier_stays_where_they_are() -> None:
    early = (pair(60)[0], STANDING[1])
    for camera in CAMERA_PRESETS:
        view = placed(early, camera).placed.view
        assert view.position.shape in ((3,), (150, 3))


@pytest.mark.parametrize(("camera", "says"), [("above", "over_shoulder_b"), ("close:007", "001, 006")])
def test_a_wrong_camera_is_refused_with_the_right_ones(camera: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        placed(STANDING, camera)


def test_what_a_camera_does_not_show_is_said() -> None:
    one, other = STANDING
    turned = np.where(np.arange(150)[:, None] < 90, [[0.0, 1.0]], [[0.0, -1.0]])
    both = (person("001", one.root[:, :2], turned), other)
    found = placed(both, "front:001", "static")
    assert found.placed.share < 0.9
    (finding,) = found.findings
    assert (finding.code, finding.level) == ("camera-share", "info")
    assert f"{found.placed.share:.0%}" in str(finding)


def test_eyes_that_look_elsewhere_say_so() -> None:
    one, other = STANDING
    away = np.where(np.arange(150)[:, None] < 75, [[0.0, 1.0]], [[0.0, -1.0]])
    both = (person("001", one.root[:, :2], away), other)
    (finding,) = placed(both, "pov_a").findings
    assert finding.code == "camera-share"
    assert "pov_a shows the face of actor 006 in " in finding.message
    assert placed(STANDING, "pov_a").findings == placed(both[:1], "pov_a").findings == ()


@pytest.mark.parametrize("camera", CAMERA_PRESETS)
def test_people_without_heads_or_capsules_are_placed_before_cameras_too(camera: str) -> None:
    none = np.zeros(0, np.bool_)
    bare = tuple(
        replace(
            one,
            part=np.full(len(one.part), 3, np.int8),
            ends=one.ends[:, :0],
            radii=one.radii[:0],
            of_head=none,
            of_hands=none,
        )
        for one in pair(20)
    )
    with np.errstate(all="raise"):
        view = placed(bare, camera).placed.view
    assert np.isfinite(view.position).all()
    assert np.isfinite(view.rotation).all()


def test_the_picture_reaches_to_the_people_however_far_away_a_long_lens_is() -> None:
    stage = pair(30, apart=30.0)
    assert place_camera(stage, "close_a", Lens(85.0), RATE).far == 500.0
    for focal, camera in ((5000.0, "front"), (400.0, "side"), (5000.0, "two_shot")):
        found = place_camera(stage, camera, Lens(focal), RATE)
        place = np.atleast_2d(found.placed.view.position)
        away = max(np.linalg.norm(one.points - place[:, None], axis=2).max() for one in stage)
        assert found.far > 1.2 * away
