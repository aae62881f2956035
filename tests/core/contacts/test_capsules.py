# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np

from interact_addon.core.contacts.capsules import nearest


def test_gaps_are_those_of_densely_sampled_axes() -> None:
    rng = np.random.default_rng(7)
    a, b, c, d = rng.normal(size=(4, 200, 3))
    b[:10] = a[:10]  # balls
    d[5:15] = c[5:15]
    d[20:30] = c[20:30] + (b[20:30] - a[20:30])  # parallel
    radii, others = rng.uniform(0.01, 0.1, (2, 200, 1)).repeat(2, axis=2)
    found = nearest(a, b, radii, c, d, others)
    t = np.linspace(0.0, 1.0, 201)[:, None]
    for n in range(200):
        one, two = a[n] + t * (b[n] - a[n]), c[n] + t * (d[n] - c[n])
        apart = np.linalg.norm(one[:, None] - two[None], axis=2).min() - radii[n, 0] - others[n, 0]
        assert apart - 0.02 < found.gaps[n] < apart + 1e-9


def test_the_place_lies_between_the_surfaces() -> None:
    low = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    high = low + (0.0, 0.0, 0.3)
    found = nearest(low[:1], low[1:], np.array([[0.1, 0.05]]), high[1:], high[1:], np.array([[0.05, 0.05]]))
    assert np.allclose(found.gaps, 0.3 - 0.05 - 0.05)
    assert np.allclose(found.places, [[1.0, 0.0, 0.15]])


def test_spheres_three_centimetres_deep() -> None:
    one, two = np.zeros((1, 3)), np.array([[0.17, 0.0, 0.0]])
    radii = np.array([[0.1, 0.1]])
    found = nearest(one, one, radii, two, two, radii)
    assert np.allclose(found.gaps, -0.03)
    assert np.allclose(found.places, [[0.085, 0.0, 0.0]])
