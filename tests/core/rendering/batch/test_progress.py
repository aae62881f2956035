# SPDX-License-Identifier: GPL-3.0-or-later
"""The time left, against batches whose true times are known: a clock is put forward by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from interact_addon.core.rendering.batch.progress import Progress
from interact_addon.core.rendering.costs.scene_cost import Child, PlannedScene, SceneCost, makespan


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def scene(name: str, frames: int, frame: float, preset: str = "preview", people: Iterable[str] = "ab"):
    cost = SceneCost(2.0, (1.0, 0.5, 2.0), (0.1, 4 * frame, 0.0), frame, (0.1, 0.0))
    return PlannedScene(name, preset, frozenset(people), frames, cost, preset)


def expecting(clock: Clock, *scenes: PlannedScene, workers: int = 1) -> Progress:
    progress = Progress(clock)
    progress.workers = workers
    for each in scenes:
        progress.expect(each)
    return progress


def render(progress: Progress, clock: Clock, scenes: Iterable[PlannedScene], slower: dict[str, float]):
    """Render scenes in one child, slower than expected by factors; return what was said to be left, when."""
    said, child = [], Child()
    for each in scenes:
        true, factor = child.stages(each), slower.get(each.preset, 1.0)
        progress.begin(each.name, 1, fresh=child.fresh)
        clock.now += true.ready * factor
        for number in range(each.frames):
            clock.now += (true.rest / (each.frames - 1) if number else 0.0) * factor
            progress.advance(each.name)
            said.append((clock.now, progress.left))
        clock.now += true.end * factor
        progress.finish(each.name)
        child.has(each)
        said.append((clock.now, progress.left))
    return said


@pytest.mark.parametrize(
    "slower",
    [{}, {"preview": 2.0, "final": 2.0}, {"final": 3.0}, {"preview": 0.5, "final": 2.5}],
    ids=["as expected", "two on one core", "one preset dearer", "both other than expected"],
)
def test_the_time_left_of_mixed_presets_is_right_from_the_half_on(slower: dict[str, float]) -> None:
    kinds = [("preview", 0.1), ("final", 3.0)] * 6
    scenes = [scene(f"s{n}", 4 + n % 5, each, preset) for n, (preset, each) in enumerate(kinds)]
    clock = Clock()
    began = clock.now
    progress = expecting(clock, *scenes)
    said = render(progress, clock, scenes, slower)
    half = began + (clock.now - began) / 2
    late = [(when, left) for when, left in said if when >= half and clock.now - when > 3.0]
    assert len(late) > 10
    for when, left in late:
        assert left == pytest.approx(clock.now - when, rel=0.3)


def test_dear_scenes_that_come_last_are_not_taken_for_cheap_ones() -> None:
    """Two seconds were said to be left where it were 24."""
    scenes = [scene("a", 100, 0.05), scene("b", 100, 0.05), scene("c", 8, 3.0, "final")]
    clock = Clock()
    progress = expecting(clock, *scenes)
    render(progress, clock, scenes[:2], {})
    left = progress.left
    assert left is not None
    assert left > 24.0


def test_one_long_scene_that_is_slower_than_expected_is_seen_to_be_before_it_ends() -> None:
    clock = Clock()
    progress = expecting(clock, scene("a", 100, 1.0))
    progress.begin("a", 1, fresh=True)
    clock.now += 3 * 13.0
    for number in range(50):
        clock.now += 3.0 if number else 0.0
        progress.advance("a")
    assert progress.left == pytest.approx(150.0, rel=0.1)


def test_a_child_does_not_build_people_twice() -> None:
    one, two = scene("a", 2, 1.0), scene("b", 2, 1.0)
    first = 2.0 + 5.5 + 5.1 + 1.0 + 0.1
    assert makespan([one, two], [(0.0, Child())]) == pytest.approx(first + 1.0 + 1.1 + 1.0 + 0.1)
    assert makespan([one, two], [(0.0, Child()), (0.0, Child())]) == pytest.approx(first)
    assert makespan([one, two], [(0.0, Child())], recycle=1) == pytest.approx(2 * first)


def test_a_scene_is_no_faster_with_more_workers() -> None:
    clock = Clock()
    progress = expecting(clock, scene("a", 100, 1.0), scene("b", 4, 0.1), workers=2)
    progress.begin("a", 1, fresh=True)
    progress.begin("b", 2, fresh=True)
    clock.now += 13.1
    progress.advance("a")
    assert progress.left == pytest.approx(99.0, rel=0.1)
    children = [(0.0, Child()), (0.0, Child())]
    assert makespan([scene("a", 10, 1.0)], children) == makespan([scene("a", 10, 1.0)], children[:1])


def test_nothing_is_said_too_early() -> None:
    clock = Clock()
    progress = expecting(clock, scene("a", 100, 1.0))
    assert progress.left is None
    progress.begin("a", 1, fresh=True)
    clock.now += 0.5
    assert progress.left is None
    clock.now += 3.0
    assert progress.left == pytest.approx(2.0 + 5.5 + 4.1 + 100.0 + 0.1 - 3.5, rel=0.01)


def test_a_scene_that_takes_longer_than_expected_is_not_said_to_be_over() -> None:
    clock = Clock()
    progress = expecting(clock, scene("a", 2, 1.0))
    progress.begin("a", 1, fresh=True)
    clock.now += 1000.0
    left = progress.left
    assert left is not None
    assert left > 1.0


def test_lost_frames_go_back_and_failed_scenes_leave_the_sum() -> None:
    progress = expecting(Clock(), scene("a", 10, 1.0), scene("b", 10, 1.0))
    progress.begin("a", 1, fresh=True)
    progress.advance("a")
    progress.advance("a")
    progress.restart("a")
    assert (progress.done, progress.total) == (0, 20)
    progress.advance("b")
    progress.finish("b", lost=True)
    assert (progress.done, progress.total) == (1, 11)
    progress.finish("a")
    assert (progress.done, progress.total) == (11, 11)
    progress.forget("b")
    assert progress.total == 10


def test_more_frames_than_expected_are_no_more_than_all() -> None:
    progress = expecting(Clock(), scene("a", 1, 1.0))
    progress.advance("a")
    progress.advance("a")
    assert progress.scene("a") == (2, 2)
    progress.expect(scene("a", 5, 1.0))
    assert (progress.done, progress.total) == (2, 5)
    progress.expect(scene("a", 1, 1.0))
    assert (progress.done, progress.total) == (1, 1)


def with_unmade(name: str, unmade: str, frames: int = 4) -> PlannedScene:
    each = scene(name, frames, 0.5)
    return replace(each, cost=replace(each.cost, person=7.0), unmade=frozenset(unmade))


def test_people_are_made_for_the_first_scene_that_needs_them() -> None:
    scenes = [with_unmade("a", "xy"), with_unmade("b", "xy"), with_unmade("c", "yz")]
    without = [replace(each, unmade=frozenset()) for each in scenes]
    child = [(0.0, Child())]
    assert makespan(scenes, child) == pytest.approx(makespan(without, child) + 21.0)
    assert makespan(scenes, child, made={"x"}, person=2.0) == pytest.approx(makespan(without, child) + 28.0)
    assert makespan(scenes, child, {"preview": (3.0, 1.0)}) == pytest.approx(
        makespan(without, child, {"preview": (3.0, 1.0)}) + 21.0
    )


@pytest.mark.parametrize("told", [True, False], ids=["the worker says how long", "it does not"])
@pytest.mark.parametrize("slower", [1.0, 4.0])
def test_people_who_are_made_do_not_change_the_pace_of_scenes(told: bool, slower: float) -> None:
    scenes = [with_unmade(f"s{n}", f"{n}{n + 20}" if n < 4 else "", 2) for n in range(12)]
    clock, child, made = Clock(), Child(), set[str]()
    progress = expecting(clock, *scenes)
    ends, said = [], []
    for number, each in enumerate(scenes):
        progress.begin(each.name, 1, fresh=child.fresh)
        progress.expect(replace(each, unmade=frozenset()))  # its frames are known now
        true = child.stages(each, made)
        clock.now += true.ready + true.once * (slower - 1.0)
        progress.advance(each.name)
        clock.now += true.rest + true.end
        progress.advance(each.name)
        progress.finish(each.name, once=true.once * slower if told else None)
        child.has(each)
        made |= each.unmade
        ends.append(clock.now)
        said.append((clock.now, progress.left))
        if number == 1:  # two scenes with people who are made are to come
            left = progress.left
            later = [child.stages(one, made) for one in scenes[2:]]
            rest = sum(one.all + one.once * (slower - 1.0) for one in later)
            assert left == pytest.approx(rest, rel=0.15)
    for when, left in said[4:-1]:
        assert left == pytest.approx(ends[-1] - when, rel=0.1)


def test_people_who_were_made_unexpectedly_are_seen_when_the_scene_ends() -> None:
    scenes = [with_unmade(f"s{n}", "", 2) for n in range(4)]
    clock = Clock()
    progress = expecting(clock, *scenes)
    progress.begin("s0", 1, fresh=True)
    clock.now += Child().stages(scenes[0]).ready + 50.0
    progress.advance("s0")
    progress.advance("s0")
    progress.finish("s0", once=50.0)
    child = Child()
    child.has(scenes[0])
    assert progress.left == pytest.approx(makespan(scenes[1:], [(0.0, child)]), rel=0.1)


def test_people_of_a_scene_that_failed_before_its_first_frame_are_made_again() -> None:
    clock = Clock()
    one = with_unmade("a", "x", 2)
    progress = expecting(clock, one)
    progress.begin("a", 1, fresh=True)
    clock.now += 4.0
    progress.restart("a")
    progress.begin("a", 1, fresh=True)
    assert progress.left == pytest.approx(Child().stages(one).all, rel=0.1)
