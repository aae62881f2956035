# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies: believable adults, each of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.characters import Body, Look, all_looks, build_body, look_by_id
from interact_addon.core.characters.body.macro import detail_amounts, macro_amounts
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.foundation.errors import CharacterError


@pytest.fixture(scope="module")
def bodies(assets: Assets) -> dict[str, Body]:
    return {look.id: build_body(assets, look) for look in all_looks()}


def test_everybody_is_an_adult_of_their_height_on_the_floor(bodies: dict[str, Body]) -> None:
    for body in bodies.values():
        assert body.stature == pytest.approx(body.look.height, abs=1e-4)
        assert 1.60 <= body.stature <= 1.90
        skin = body.vertices[body.base.vertex_groups["body"]]
        assert skin[:, 2].min() == pytest.approx(0.0, abs=1e-5)
        jaw = body.rig.weights[:, body.rig.index("jaw")] > 0.9
        head = body.stature - body.vertices[jaw, 2].min()
        assert 6.3 < body.stature / head < 8.5
        assert body.joints["wrist.L"][2] > body.joints["lowerleg01.L"][2]


def test_everybody_is_the_same_on_both_sides(bodies: dict[str, Body]) -> None:
    for body in bodies.values():
        for bone in ("upperarm01", "wrist", "lowerleg01", "foot"):
            left, right = body.joints[f"{bone}.L"], body.joints[f"{bone}.R"]
            assert np.allclose(left, right * [-1, 1, 1], atol=0.004)


def test_nobody_has_another_s_face(bodies: dict[str, Body]) -> None:
    """Heads, laid onto each other, differ by millimetres at least."""
    heads = []
    for body in bodies.values():
        head = np.flatnonzero(body.rig.weights[:, body.rig.index("head")] > 0.5)
        points = body.vertices[head] - body.joints["head"]
        heads.append(points / np.linalg.norm(points, axis=1).mean())
    for one in range(len(heads)):
        for other in range(one):
            apart = np.linalg.norm(heads[one] - heads[other], axis=1).max()
            assert apart > 0.03


def test_all_52_face_shapes_are_carried(jonas: Body) -> None:
    assert len(jonas.shapes) == 52
    jaw = jonas.shapes["jawOpen"]
    assert jaw.shape == jonas.vertices.shape
    assert jaw[:, 2].min() < -0.01


def test_macro_shares_are_a_partition(assets: Assets) -> None:
    for look in all_looks():
        amounts = macro_amounts(assets, look)
        for start in ("macrodetails/universal-", tuple(f"macrodetails/{kind}-" for kind in look.ethnicity)):
            total = sum(amount for name, amount in amounts.items() if name.startswith(start))
            assert total == pytest.approx(1.0)
        assert min(amounts.values()) > 0.0


def test_corners_between_average_and_extreme_share(assets: Assets) -> None:
    look = Look("x", (), "male", age=25.0, height=1.8, muscle=0.75, weight=0.5)
    amounts = macro_amounts(assets, look)
    assert amounts["macrodetails/universal-male-young-averagemuscle-averageweight"] == pytest.approx(0.5)
    assert amounts["macrodetails/universal-male-young-maxmuscle-averageweight"] == pytest.approx(0.5)
    assert not any(name.startswith("breast/") for name in amounts)


def test_age_and_weight_change_the_body(assets: Assets, jonas: Body) -> None:
    waist = np.abs(jonas.vertices[:13380, 2] - jonas.joints["spine03"][2]) < 0.05
    trunk = waist & (np.abs(jonas.vertices[:13380, 0]) < 0.2)
    heavy = build_body(assets, replace(jonas.look, weight=0.9))
    assert np.ptp(heavy.vertices[:13380][trunk, 1]) > np.ptp(jonas.vertices[:13380][trunk, 1]) + 0.02


def test_details_move_both_halves_and_both_ways(assets: Assets) -> None:
    assert detail_amounts(assets, {"cheek-bones": -0.5}) == {
        "cheek/l-cheek-bones-decr": 0.5,
        "cheek/r-cheek-bones-decr": 0.5,
    }
    assert detail_amounts(assets, {"nose-curve": 0.2}) == {"nose/nose-curve-convex": 0.2}
    assert detail_amounts(assets, {"head-oval": 0.3}) == {"head/head-oval": 0.3}


def test_an_unknown_detail_is_an_error(assets: Assets) -> None:
    with pytest.raises(CharacterError, match="no detail target 'antlers'"):
        build_body(assets, replace(look_by_id("clara"), details={"antlers": 1.0}))
