# SPDX-License-Identifier: GPL-3.0-or-later
"""Indices and chunks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.rendering.farms import cut, longest_first, parse_indices


@given(st.integers(0, 3000), st.integers(1, 50), st.none() | st.integers(1, 1001))
def test_chunks_hold_each_task_once_in_order_and_are_not_too_many(tasks, per_chunk, most) -> None:
    chunks = cut(tasks, per_chunk, most)
    assert [index for chunk in chunks for index in chunk.indices] == list(range(tasks))
    assert most is None or len(chunks) <= most
    # All but the last are as long as the first: a script can count on that.
    assert {len(chunk.indices) for chunk in chunks[:-1]} <= {len(chunks[0].indices)} if chunks else True
    assert [list(parse_indices(str(chunk), tasks)) for chunk in chunks] == [list(c.indices) for c in chunks]


SECONDS = st.lists(st.floats(0.0, 1e4), max_size=300)


@given(SECONDS, st.integers(1, 12), st.none() | st.integers(1, 50))
def test_chunks_of_the_longest_first_hold_each_task_once_and_are_about_equally_long(
    seconds, per_chunk, most
) -> None:
    order = longest_first(seconds, per_chunk, most)
    assert sorted(order) == list(range(len(seconds)))
    chunks = [[seconds[order[at]] for at in each.indices] for each in cut(len(order), per_chunk, most)]
    whole = [chunk for chunk in chunks if len(chunk) == len(chunks[0])]
    spent = [sum(chunk) for chunk in whole]
    assert all(one >= other - 1e-6 for one, other in pairwise(spent))
    if spent:
        # No chunk has more than one task beyond what it would have if all were equal: no wave waits for it.
        assert max(spent) - min(spent) <= max(map(max, whole)) + 1e-6
    if len(chunks) > len(whole):
        assert max(chunks[-1]) <= min(map(min, whole)), "a short last chunk has the shortest tasks"


def test_equally_long_tasks_stay_in_their_order() -> None:
    assert longest_first([1.0, 2.0, 1.0, 2.0, 0.0]) == [1, 3, 0, 2, 4]
    assert longest_first([5.0] * 6, 2) == [0, 3, 1, 4, 2, 5], "dealt out, as all chunks have as much to do"
    assert longest_first([9.0, 1.0, 5.0, 5.0, 1.0, 9.0], 2) == [0, 1, 5, 4, 2, 3]
    assert longest_first([]) == []


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
