# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from interact_addon.core.camera.presets import BODY_RADIUS, Performer, place_camera, view_side

from interact_addon.core.camera.choices import CAMERA_PRESETS
from interact_addon.core.camera.framing import Lens, View
from interact_addon.core.foundation.errors import UsageError

SIZES = [(1280, 720), (1080, 1080), (720, 1280)]
RATE = Fraction(30)


def person(place: np.ndarray, facing: np.ndarray) -> Performer:
    """Somebody 1.8 m tall, as joints over frames."""
    frames = len(place)
    body = np.array(
        [[0, 0, z] for z in (0.05, 0.5, 0.95, 1.2, 1.45, 1.6, 1.75)] + [[0.3, 0, 1.1], [-0.3, 0, 1.1]]
    )
    joints = place[:, None] + body
    return Performer(
        joints, place + [0, 0, 1.6], place + [0, 0, 0.95], np.tile(np.asarray(facing, float), (frames, 1))
    )


def pair(frames: int = 90) -> tuple[Performer, Performer]:
    """Two who walk up to each other along Y, turned a little towards -X."""
    way = np.linspace(2.5, 0.5, frames)
    zero = np.zeros(frames)
    return (
        person(np.stack([zero, -way, zero], 1), np.array([-0.3, 1.0, 0.0])),
        person(np.stack([zero, way, zero], 1), np.array([-0.3, -1.0, 0.0])),
    )


def seen(points: np.ndarray, view: View, lens: Lens, frame: int) -> np.ndarray:
    position = view.position if view.position.ndim == 1 else view.position[frame]
    rotation = view.rotation if view.rotation.ndim == 2 else view.rotation[frame]
    local = (points - position) @ rotation
    return np.stack(
        [
            local[:, 0] / -local[:, 2] / lens.tangents[0],
            local[:, 1] / -local[:, 2] / lens.tangents[1],
            -local[:, 2],
        ],
        1,
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("preset", ["front", "side", "orbit"])
def test_wide_cameras_hold_heads_and_feet_over_the_whole_take(preset: str, size: tuple[int, int]) -> None:
    performers = pair()
    lens = Lens(width=size[0], height=size[1])
    view = place_camera(performers, preset, lens, RATE)
    for frame in range(0, 90, 7):
        for performer in performers:
            inside = seen(performer.joints[frame], view, lens, frame)
            assert (inside[:, 2] > 0).all()
            assert np.abs(inside[:, :2]).max() < 1.0
            crown = seen(performer.head[frame][None] + [0, 0, 0.15 + BODY_RADIUS], view, lens, frame)
            assert crown[0, 1] < 1.0


def test_the_front_camera_looks_across_their_line_into_their_faces() -> None:
    performers = pair()
    across = view_side(performers)
    assert np.allclose(across, [1, 0, 0], atol=1e-6)  # they are turned towards -X, so the camera stands there
    view = place_camera(performers, "front", Lens(), RATE)
    assert view.position[0] < -3.0
    assert view.position[1] == pytest.approx(0.0, abs=0.2)


@pytest.mark.parametrize(("preset", "subject"), [("close_a", 0), ("close_b", 1)])
def test_portraits_keep_the_head_in_the_picture_and_see_the_face(preset: str, subject: int) -> None:
    performers = pair()
    lens = Lens(focal=85.0)
    view = place_camera(performers, preset, lens, RATE)
    actor = performers[subject]
    for frame in range(0, 90, 5):
        inside = seen(actor.head[frame][None] + [[0, 0, 0.2], [0, 0, -0.15]], view, lens, frame)
        assert np.abs(inside[:, :2]).max() < 1.0
        towards = view.position[frame] - actor.head[frame]
        partner = performers[1 - subject].root[frame] - actor.root[frame]
        cosine = towards[:2] @ partner[:2] / np.linalg.norm(towards[:2]) / np.linalg.norm(partner[:2])
        assert cosine > 0.35  # in front of the face, not behind it


@pytest.mark.parametrize(("preset", "near"), [("over_shoulder_a", 0), ("over_shoulder_b", 1)])
def test_over_the_shoulder_sees_the_other_face_beside_the_near_head(preset: str, near: int) -> None:
    performers = pair()
    lens = Lens()
    view = place_camera(performers, preset, lens, RATE)
    for frame in range(20, 90, 5):
        far = seen(performers[1 - near].head[frame][None], view, lens, frame)[0]
        close = seen(performers[near].head[frame][None], view, lens, frame)[0]
        assert np.abs(far[:2]).max() < 0.8
        assert far[2] > close[2] > 0.0
        assert abs(far[0] - close[0]) > 0.3


def test_one_person_is_enough_except_over_a_shoulder() -> None:
    alone = pair()[:1]
    for preset in ("front", "side", "close_a", "orbit"):
        view = place_camera(alone, preset, Lens(), RATE)
        assert np.isfinite(view.position).all()
    with pytest.raises(UsageError, match="needs two people"):
        place_camera(alone, "over_shoulder_a", Lens(), RATE)
    with pytest.raises(UsageError, match="needs two people"):
        place_camera(alone, "close_b", Lens(), RATE)


def test_moving_cameras_are_calm() -> None:
    performers = pair()
    for preset in CAMERA_PRESETS:
        view = place_camera(performers, preset, Lens(), RATE)
        if view.position.ndim == 2:
            steps = np.linalg.norm(np.diff(view.position, axis=0), axis=1)
            assert np.abs(np.diff(steps)).max() < 0.02


def test_a_wrong_preset_is_refused_with_the_right_ones() -> None:
    with pytest.raises(UsageError, match="over_shoulder_b"):
        place_camera(pair(), "above", Lens(), RATE)
