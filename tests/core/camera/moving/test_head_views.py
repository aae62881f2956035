# SPDX-License-Identifier: GPL-3.0-or-later
"""What is seen of a head from all around."""

import numpy as np

from interact_addon.core.camera.moving.candidates import clearance
from interact_addon.core.camera.moving.head_views import HeadViews, head_views
from interact_addon.core.camera.shot import Shot
from interact_addon.core.camera.visibility import free_points

from .people import person

FRAMES, AWAY = 13, 1.5


def seen() -> HeadViews:
    """One who faces +X, and somebody half a metre before them, who goes by from -Y to +Y."""
    still = np.zeros((FRAMES, 2))
    by = np.stack([np.full(FRAMES, 0.5), np.linspace(-0.6, 0.6, FRAMES)], axis=1)
    stage = [person(still, np.zeros(FRAMES)), person(by, np.full(FRAMES, np.pi), height=1.9, actor="002")]
    heading = np.full(FRAMES, np.pi)
    shot = Shot((0,), (0,), "close", heading, np.zeros(1), np.zeros(1))
    samples = np.arange(FRAMES)
    return head_views(stage, shot, stage[0].eyes, np.zeros(FRAMES), samples, [0.8, 1.1, AWAY, 2.2])


def around(views: HeadViews, *degrees: float) -> np.ndarray:
    """Places (S, N, 3) at directions from the head, as high as its eyes."""
    turn = np.radians(degrees)
    off = AWAY * np.stack([np.cos(turn), np.sin(turn), np.zeros(len(turn))], axis=1)
    return views.middle[:, None] + off


def test_a_face_is_hidden_from_behind_and_by_whoever_goes_by() -> None:
    """A place costs more than 1 if and only if the face is hidden there, as the table and as exactly seen."""
    views = seen()
    for exact in (False, True):
        cost = views.costs(around(views, 0.0, 60.0, 180.0), exact)
        assert (cost[:, 2] > 1.0).all()
        assert cost[FRAMES // 2, 0] > 1.0 > cost[FRAMES // 2, 1]
        assert (cost[:2, 0] < 1.0).all()
        assert cost[-1, 1] > 1.0
    assert views.seen().all()


def test_what_is_not_measured_is_as_if_it_were() -> None:
    """The table has at each place what is free and how far people are, also where two others told that."""
    views = seen()
    rows = np.arange(0, FRAMES, 2)
    for step, away in enumerate(views.distances):
        turn = views.first + np.arange(views.table.shape[2]) * (2.0 * np.pi / views.table.shape[2])
        ahead = np.stack([np.cos(turn), np.sin(turn), np.zeros(len(turn))], axis=1)
        places = views.middle[rows] - away * ahead[:, None]
        share, apart, _ = views.table[..., 0, step][:, rows]
        free = free_points(views.stage, 0, places, rows, every=3).mean(axis=-1).T
        front = views.turned[rows, :, 0, step]
        assert np.abs(share - free)[front].max() < 0.1
        gap = clearance(views.stage, places, rows).T
        np.testing.assert_allclose(apart, np.minimum(gap, 9.0), atol=1e-4)


def test_costs_keep_off_people_and_the_floor() -> None:
    """No camera goes into a body, nor below the floor."""
    views = seen()
    body = np.stack([views.stage[1].eyes, views.middle * [1.0, 1.0, 0.0] + [1.0, 1.0, 0.1]], axis=1)
    assert (views.costs(body, True) >= 4.0).all()
    some = views.at(np.array([3, 7]))
    assert some.costs(around(some, 60.0)).shape == (2, 1)
    np.testing.assert_allclose(
        some.costs(around(some, 60.0)), views.costs(around(views, 60.0))[[3, 7]], rtol=1e-5
    )
