# SPDX-License-Identifier: GPL-3.0-or-later
"""Which bones move shoes and skirts."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.characters import Body
from interact_addon.core.characters.body.figure import Figure
from interact_addon.core.characters.clothing.cloth import shape_trousers
from interact_addon.core.characters.clothing.garments import TROUSERS
from interact_addon.core.characters.clothing.shoes import SHOES, make_shoes
from interact_addon.core.characters.clothing.skirt import SKIRTS, make_skirt
from interact_addon.core.characters.clothing.soles import foot_axes


@pytest.mark.parametrize("shoe", sorted(SHOES))
def test_shoes_bend_along_a_straight_line(jonas: Body, shoe: str) -> None:
    made = make_shoes(Figure(jonas), SHOES[shoe])
    names = jonas.rig.names
    for side, sign in (("L", 1.0), ("R", -1.0)):
        toes = [k for k, name in enumerate(names) if name.startswith("toe") and name.endswith(side)]
        other = [k for k, name in enumerate(names) if name.endswith(".L" if side == "R" else ".R")]
        mine = sign * made.vertices[:, 0] > 0.0
        weights, points = made.data["weights"][mine], made.vertices[mine]
        assert weights[:, other].max() < 1e-3  # the rig itself has a little
        held = weights[:, [names.index(f"foot.{side}"), *toes]].sum(1)
        share = weights[:, toes].sum(1) / np.maximum(held, 1e-9)
        bending = (share > 0.05) & (share < 0.95) & (held > 0.5)
        assert bending.sum() > 20
        # Those that bend lie in one strip across the foot, and do so by where they are in it.
        axes = np.c_[points[bending, :2], np.ones(bending.sum())]
        slope, *_ = np.linalg.lstsq(axes, share[bending], rcond=None)
        off = np.abs(axes @ slope - share[bending])
        assert np.quantile(off, 0.9) < 0.06  # an edge's fold moves with the edge
        middle = -slope[:2] / np.linalg.norm(slope[:2])
        assert np.ptp(points[bending, :2] @ middle) < 0.09


@pytest.mark.parametrize("shoe", sorted(SHOES))
def test_no_foot_comes_through_a_sole(jonas: Body, shoe: str) -> None:
    made = make_shoes(Figure(jonas), SHOES[shoe])
    slot = np.zeros(len(made.vertices), int)
    for corner in range(4):
        there = made.faces[:, corner] >= 0
        slot[made.faces[there, corner]] = made.material[there]
    sole, upper = made.vertices[slot == 1], made.vertices[slot == 0]
    lowest = sole[sole[:, 2] < SHOES[shoe].sole]
    near = ((upper[:, None, :2] - lowest[None, :, :2]) ** 2).sum(2).argsort(1)[:, :6]
    assert (upper[:, 2] > lowest[near, 2].min(1)).all()


@pytest.mark.parametrize("shoe", sorted(SHOES))
def test_no_gap_is_between_upper_and_sole_at_the_arch(jonas: Body, shoe: str) -> None:
    made = make_shoes(Figure(jonas), SHOES[shoe])
    left = made.vertices[:, 0] > 0.0
    upper = made.vertices[left & (np.isin(np.arange(len(left)), made.faces[made.material == 0]))]
    axes = foot_axes(upper[upper[:, 2] < 0.06])
    share, aside = axes.along(upper), axes.aside(upper)
    for start in np.arange(0.12, 0.72, 0.06):
        there = (share >= start) & (share < start + 0.10) & (upper[:, 2] < 0.05)
        for side in (1.0, -1.0):
            outer = there & (side * aside > side * np.median(aside[there]))
            low = upper[outer, 2] < SHOES[shoe].sole + 0.006
            # Just above the sole it is nearly as wide as anywhere below the ankle.
            widest = (side * aside[outer]).max()
            assert (side * aside[outer][low]).max() > widest - 0.010, (start, side)


@pytest.mark.parametrize("kind", sorted(set(SKIRTS) - {"none"}))
def test_each_side_of_a_skirt_follows_its_own_thigh(jonas: Body, kind: str) -> None:
    figure = Figure(jonas)
    legs = shape_trousers(figure, TROUSERS["leggings"].cut)
    made = make_skirt(figure, SKIRTS[kind], legs.vertices, figure.waist)
    names, weights = jonas.rig.names, made.data["weights"]
    assert weights.sum(1) == pytest.approx(np.ones(len(weights)), abs=1e-6)
    of = {
        start: np.array([name.startswith(start) for name in names])
        for start in ("upperleg", "lowerleg", "foot", "upperarm", "lowerarm", "wrist")
    }
    assert weights[:, of["lowerleg"] | of["foot"]].max() == 0.0
    assert weights[:, of["upperarm"] | of["lowerarm"] | of["wrist"]].max() < 1e-4
    side = made.vertices[:, 0]
    thighs = [weights[:, of["upperleg"] & [name.endswith(s) for name in names]].sum(1) for s in (".L", ".R")]
    hem = made.vertices[:, 2] < figure.crotch - 0.10
    for mine, other, there in ((*thighs, side > 0.05), (*thighs[::-1], side < -0.05)):
        assert other[there].max() == 0.0
        assert mine[there & hem].min() > 0.9
    middle = np.abs(side) < 0.004
    assert np.abs(thighs[0] - thighs[1])[middle].max() < 0.2
