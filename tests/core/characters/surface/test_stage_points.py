# SPDX-License-Identifier: GPL-3.0-or-later
"""Few points for many, and capsules that fill what they are fitted to."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.characters.surface.stage_capsules import fit_capsules
from interact_addon.core.characters.surface.stage_points import outermost_vertices

UP = np.array([0.0, 0.0, 1.0])


def egg(half: tuple[float, float, float]) -> np.ndarray:
    points = np.random.default_rng(2).normal(size=(4000, 3))
    return points / np.linalg.norm(points, axis=1, keepdims=True) * half


def test_no_vertex_is_farther_out_than_the_outermost() -> None:
    points = np.concatenate([egg((0.1, 0.12, 0.15)), egg((0.05, 0.05, 0.3)) + [1.0, 0.0, 0.0]])
    groups = np.repeat([0, 3], 4000)
    groups[:50] = -1
    chosen = outermost_vertices(points, groups, 0.005)
    assert len(chosen) < 250
    assert (chosen >= 50).all()
    ways = egg((1.0, 1.0, 1.0))[:500]
    for group in (0, 3):
        some = points[groups == group]
        few = points[chosen[groups[chosen] == group]]
        assert (
            (some @ ways.T).max(axis=0) - (few @ ways.T).max(axis=0)
        ).max() < 0.012  # between the directions it is tried in, somewhat more


@pytest.mark.parametrize("half", [(0.11, 0.09, 0.15), (0.2, 0.2, 0.12), (0.05, 0.05, 0.3), (0.1, 0.03, 0.1)])
def test_capsules_are_as_thick_as_what_they_fill(half: tuple[float, float, float]) -> None:
    points = egg(half)
    found = fit_capsules(points, np.zeros(len(points), np.int64), UP)
    begin, end = found.ends[:, 0], found.ends[:, 1]
    off, way = points[::9, None] - begin, end - begin
    share = np.clip((off * way).sum(axis=2) / np.maximum((way * way).sum(axis=1), 1e-12), 0.0, 1.0)
    radius = found.radii[:, 0] + share * (found.radii[:, 1] - found.radii[:, 0])
    gap = (np.linalg.norm(off - share[..., None] * way, axis=2) - radius).min(axis=1)
    assert abs(float(np.median(gap))) < 0.015
    assert np.percentile(gap, 95) < 0.03
