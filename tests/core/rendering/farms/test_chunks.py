# SPDX-License-Identifier: GPL-3.0-or-later
"""Indices and chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.rendering.farms import cut, parse_indices


@given(st.integers(0, 3000), st.integers(1, 50), st.none() | st.integers(1, 1001))
def test_chunks_hold_each_task_once_in_order_and_are_not_too_many(tasks, per_chunk, most) -> None:
    chunks = cut(tasks, per_chunk, most)
    assert [index for chunk in chunks for index in chunk.indices] == list(range(tasks))
    assert most is None or len(chunks) <= most
    # All but the last are as long as the first: a script can count on that.
    assert {len(chunk.indices) for chunk in chunks[:-1]} <= {len(chunks[0].indices)} if chunks else True
    assert [list(parse_indices(str(chunk), tasks)) for chunk in chunks] == [list(c.indices) for c in chunks]


@pytest.mark.parametrize(
    ("text", "indices"),
    [
        ("0-3", [0, 1, 2, 3]),
        ("7", [7]),
        ("0-1,7", [0, 1, 7]),
        ("8-20", [8, 9]),
        ("10-12", []),
        ("1,1-2", [1, 2]),
    ],
)
def test_indices_behind_the_last_task_are_left_out(text, indices) -> None:
    assert parse_indices(text, 10) == indices


@pytest.mark.parametrize("text", ["", "a", "-1", "1-", "1-b", "1--2", "1.5", "1,,2", "9999999999"])
def test_invalid_indices_are_reported(text) -> None:
    with pytest.raises(UsageError, match="invalid --indices"):
        parse_indices(text, 10)


@pytest.mark.parametrize("arguments", [(5, 0), (5, -1), (5, 1, 0)])
def test_invalid_numbers_are_reported(arguments) -> None:
    with pytest.raises(UsageError, match="invalid number of"):
        cut(*arguments)
