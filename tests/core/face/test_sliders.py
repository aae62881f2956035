# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes in groups and pairs."""

from __future__ import annotations

import numpy as np

from interact_addon.core.face.arkit import ARKIT_52
from interact_addon.core.face.sliders import EXPRESSIONS, GROUPS, mirrored, rows_of, share, title_of


def test_each_shape_is_in_one_group_and_one_row() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(ARKIT_52)
    assert sorted(name for group in GROUPS for row in rows_of(group) for name in row) == sorted(ARKIT_52)
    assert all(len({title_of(row[0]) for row in rows_of(group)}) == len(rows_of(group)) for group in GROUPS)


def test_mirroring_twice_is_no_change() -> None:
    pairs = {name: mirrored(name) for name in ARKIT_52}
    assert all(pairs[other] == name for name, other in pairs.items() if other is not None)
    assert {name for name, other in pairs.items() if other is None and name.endswith(("Left", "Right"))} == {
        "jawLeft", "jawRight", "mouthLeft", "mouthRight",
    }  # fmt: skip
    assert pairs["eyeLookOutLeft"] == "eyeLookInRight"  # both look to the left


def test_expressions_are_of_known_shapes_and_alike_on_both_sides() -> None:
    for weights in EXPRESSIONS.values():
        assert set(weights) <= set(ARKIT_52)
        assert all(weights[other] == weights[name] for name in weights if (other := mirrored(name)))


def test_a_change_is_whole_inside_and_nothing_at_its_ends() -> None:
    frames = np.arange(100, 161)
    parts = share(frames, 10)
    assert (parts[0], parts[-1]) == (0.0, 0.0)
    assert (parts[10:-10] == 1.0).all()
    assert (np.diff(parts[:11]) > 0).all()
    assert (share(frames, 0) == 1.0).all()
