# SPDX-License-Identifier: GPL-3.0-or-later
"""The time of what is kept and not done again."""

from __future__ import annotations

import time

import pytest

from interact_addon.core.foundation.writing.made_once import made_once, making_once


def test_what_is_made_within_counts_once_and_people_only_if_they_are_made() -> None:
    before, began = made_once(), time.perf_counter()
    with making_once(people=1), making_once():
        time.sleep(0.05)
    after = made_once()
    assert after.people - before.people == 1
    assert 0.05 <= after.wall - before.wall <= time.perf_counter() - began
    assert after.cpu - before.cpu <= after.wall - before.wall + 0.02
    with pytest.raises(ValueError, match="no"), making_once(people=1):
        raise ValueError("no")
    assert made_once().people == after.people
    assert made_once().wall >= after.wall
