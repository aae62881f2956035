# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules against batches whose times can be worked out by hand, and against bounds that hold for all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.rendering.costs.scene_cost import Child, PlannedScene, SceneCost, makespan
from interact_addon.core.rendering.costs.schedule import scheduled


def scene(name: str, seconds: float, busy: float = 1.0) -> PlannedScene:
    """A scene of so many frames of a second each, without anything else."""
    cost = SceneCost(0.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0, (0.0, 0.0), busy)
    return PlannedScene(name, "preview", frozenset(), int(seconds), cost)


def scenes(*seconds: float, busy: float = 1.0) -> list[PlannedScene]:
    return [scene(f"s{number}", each, busy) for number, each in enumerate(seconds)]


def test_the_longest_first_end_together_where_the_jobs_order_leaves_one_waiting() -> None:
    job = scenes(2, 2, 2, 6)
    listed = scheduled(job, 2, 1, 4, longest_first=False)
    assert (listed.seconds, listed.tail, listed.busy) == (8.0, 4.0, 12.0)
    assert listed.idle == pytest.approx(1 - 12 / 16)
    longest = scheduled(job, 2, 1, 4)
    assert (longest.seconds, longest.tail, longest.idle) == (6.0, 0.0, 0.0)
    assert (longest.longest, longest.longest_name) == (6.0, "s3")


def test_more_machines_than_scenes_are_no_faster_than_the_longest() -> None:
    found = scheduled(scenes(3, 10), 64, 2, 4)
    assert found.seconds == found.longest == 10.0
    assert found.idle == pytest.approx(1 - 13 / (64 * 2 * 10))
    assert found.tail == 10.0, "from the beginning on"


def test_so_many_blenders_that_nobody_could_list_them() -> None:
    few, many = (scheduled(scenes(3, 10, 10), n, n, 4) for n in (4, 1_000_000))
    assert (many.seconds, many.busy, many.tail) == (few.seconds, few.busy, few.tail) == (10.0, 23.0, 10.0)
    assert many.idle == pytest.approx(1.0)
    assert many.longest_name == "s1", "the first of equally long ones"
    # As many as there are scenes: all are busy from the beginning, until the first has nothing more to do.
    assert scheduled(scenes(3, 10, 10), 3, 1, 4).tail == 7.0


def test_blenders_of_one_machine_share_its_cores() -> None:
    # Two that keep a core and a half busy each, on two cores: while both work, at two thirds of the pace.
    found = scheduled(scenes(6, 12, busy=1.5), 1, 2, 2)
    assert found.seconds == pytest.approx(9.0 + (12.0 - 6.0))
    assert scheduled(scenes(6, 12, busy=1.5), 2, 1, 2).seconds == pytest.approx(12.0)
    # Alone it was measured with these cores: one that could use more is not slowed down twice.
    assert scheduled(scenes(6, busy=3.0), 1, 1, 2).seconds == pytest.approx(6.0)


def test_a_fresh_blender_starts_and_builds_its_people_again() -> None:
    cost = SceneCost(2.0, (1.0, 0.5, 2.0), (0.1, 4.0, 0.0), 1.0, (0.1, 0.0), person=7.0)
    job = [PlannedScene(name, "preview", frozenset("ab"), 10, cost, unmade=frozenset("xy")) for name in "pqr"]
    kept, fresh = scheduled(job), scheduled(job, recycle=1)
    assert kept.seconds == pytest.approx(makespan(job, [(0.0, Child())]))
    assert fresh.seconds == pytest.approx(makespan(job, [(0.0, Child())], recycle=1))
    assert fresh.seconds - kept.seconds == pytest.approx(2 * (2.0 + 0.5 + 2 * 2.0 + 4.0))
    made = scheduled([replace(each, unmade=frozenset()) for each in job]).seconds
    assert kept.seconds - made == pytest.approx(2 * 7.0), "who is made is there for the other scenes"


def test_nothing_takes_no_time() -> None:
    found = scheduled([], 4, 2, 2)
    assert (found.seconds, found.busy, found.idle, found.tail, found.longest_name) == (0.0, 0.0, 0.0, 0.0, "")


@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=60),
    st.integers(1, 8),
    st.integers(1, 3),
    st.sampled_from([0.5, 1.0, 1.5]),
    st.booleans(),
)
def test_every_schedule_does_all_the_work_and_beats_no_bound(seconds, machines, workers, busy, first) -> None:
    cores = 2
    found = scheduled(scenes(*seconds, busy=busy), machines, workers, cores, longest_first=first)
    slots = machines * workers
    work, longest = float(sum(seconds)), float(max(seconds))
    slower = max(1.0, busy * workers / cores)
    assert found.busy >= work - 1e-6
    assert found.busy <= work * slower + 1e-6
    assert found.seconds >= max(longest, work / slots, work * busy / (cores * machines)) - 1e-6
    # Graham's bound: nobody is idle while a scene waits.
    assert found.seconds <= slower * (work / slots + longest) + 1e-6
    assert found.tail <= slower * longest + 1e-6
    assert 0.0 <= found.idle < 1.0
    again = scheduled(scenes(*seconds, busy=busy), machines, workers, cores, longest_first=first)
    assert again == found, "the same job is always divided in the same way"
