# SPDX-License-Identifier: GPL-3.0-or-later
"""Depths of surfaces that are known beforehand."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.contacts.bodies import captured_body
from interact_addon.core.contacts.meshes import close_frames, depths, fans_of, inside, sunk

sys.path.append(str(Path(__file__).parent))
shapes = importlib.import_module("shapes")  # the tests' own, which are on no path
sys.path.append(str(Path(__file__).parents[1]))
people_who_touch = importlib.import_module("people_who_touch")

ONE = np.array([0])


def along_x(*ways: float) -> np.ndarray:
    return np.array([[way, 0.0, 0.0] for way in ways])


def test_shapes_turn_outwards() -> None:
    assert shapes.volume(shapes.box(0.1, along_x(0.0))) == pytest.approx(0.008)
    ball = shapes.sphere(0.1, along_x(0.0))
    assert shapes.volume(ball) == pytest.approx(4.0 / 3.0 * np.pi * 1e-3, rel=0.01)


def test_two_spheres_three_centimetres_deep() -> None:
    one = shapes.sphere(0.10, along_x(0.0, 0.0, 0.0))
    other = shapes.sphere(0.15, along_x(0.22, 0.249, 0.26))
    found = depths(one, other, np.arange(3))
    assert found.depth == pytest.approx([0.03, 0.001, 0.0], abs=3e-4)
    assert found.point[0] == pytest.approx([0.085, 0.0, 0.0], abs=2e-3)
    assert np.isnan(found.point[2]).all()
    assert found.bones.tolist() == [[0, 0], [0, 0], [-1, -1]]
    assert found.parts[0, 0] == pytest.approx(0.03, abs=3e-4)
    assert (found.share(0.01), found.share(0.01, of=10)) == (pytest.approx(1 / 3), 0.1)


def test_depth_is_the_same_both_ways() -> None:
    one, other = shapes.sphere(0.1, along_x(0.0)), shapes.sphere(0.15, along_x(0.2))
    there, back = depths(one, other, ONE), depths(other, one, ONE)
    assert there.depth[0] == pytest.approx(back.depth[0])
    assert there.point == pytest.approx(back.point)


def test_a_sphere_within_a_box_is_as_deep_as_its_far_side() -> None:
    ball, cube = shapes.sphere(0.02, along_x(0.05)), shapes.box(0.1, along_x(0.0))
    assert depths(ball, cube, ONE).depth[0] == pytest.approx(0.07, abs=1e-4)  # the wall at x = 0.1


def test_spheres_that_touch_do_not_sink() -> None:
    one, other = shapes.sphere(0.1, along_x(0.0)), shapes.sphere(0.1, along_x(0.2001))
    assert depths(one, other, ONE).depth[0] == 0.0


def test_no_frames_no_depths() -> None:
    ball = shapes.sphere(0.1, along_x(0.0))
    assert depths(ball, ball, np.zeros(0, int)).share(0.0) == 0.0


def test_a_surface_that_overlaps_itself_is_inside_once_more() -> None:
    ball = shapes.sphere(0.1, along_x(0.0))
    twice = np.concatenate([ball.vertices, ball.vertices + [0.1, 0.0, 0.0]])
    triangles = np.concatenate([ball.triangles, ball.triangles + len(ball.vertices)])
    points = np.array([[0.05, 0.0, 0.0], [-0.05, 0.01, 0.0], [0.15, 0.0, 0.02], [0.25, 0.0, 0.0]])
    found = inside(points, np.zeros(4, int), twice[None], triangles)
    assert found.tolist() == [True, True, True, False]


def test_random_points_are_inside_a_sphere_where_their_radius_says_so() -> None:
    rng = np.random.default_rng(5)
    points = rng.uniform(-0.15, 0.15, (4000, 3))
    radius = np.linalg.norm(points, axis=1)
    sure = np.abs(radius - 0.1) > 0.001
    ball = shapes.sphere(0.1, along_x(0.0))
    found = inside(points, np.zeros(len(points), int), ball.at(ONE), ball.triangles)
    assert (found == (radius < 0.1))[sure].all()


def test_what_is_sunk_comes_out_at_its_place() -> None:
    one, other = shapes.sphere(0.10, along_x(0.0)), shapes.sphere(0.15, along_x(0.22))
    here, there = one.at(ONE), other.at(ONE)
    fans = fans_of(other.triangles, len(other.bones))
    found = sunk(here, there, other.triangles, other.bones, fans)
    assert np.linalg.norm(found.place - other.places[0], axis=1) == pytest.approx(0.15, abs=4e-4)
    corners = there[0][other.triangles[found.triangle]]
    assert np.einsum("sc,sci->si", found.shares, corners) == pytest.approx(found.place, abs=1e-6)
    only = np.zeros(len(one.bones), bool)
    assert len(sunk(here, there, other.triangles, other.bones, fans, only).depth) == 0


def test_people_far_apart_have_no_close_frames() -> None:
    one, other, way = people_who_touch.approach(-0.02)
    near = close_frames(captured_body(one), captured_body(other))
    assert set(np.flatnonzero(way < 0.0)) <= set(near.tolist())
    assert (way[near] < 0.1).all()
    far, apart, _ = people_who_touch.approach(1.0)
    assert len(close_frames(captured_body(far), captured_body(apart))) == 0
