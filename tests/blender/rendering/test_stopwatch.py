# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a scene's time, and what a worker had done before."""

from __future__ import annotations

import time

from interact_addon.blender.rendering.stopwatch import Stopwatch
from interact_addon.core.foundation.writing.made_once import making_once


def work(seconds: float) -> None:
    """Use processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_each_part_has_its_own_time_by_both_clocks() -> None:
    watch = Stopwatch()
    watch.begin()
    work(0.06)
    watch.prepared()
    work(0.12)
    watch.frame()
    watch.frame()
    work(0.03)
    watch.frame()
    time.sleep(0.05)
    timing = watch.timing("preview", ["001 full", "002 full"])
    assert timing is not None
    assert (timing.frames, timing.fresh, timing.new_people, timing.new_engine) == (3, True, 2, True)
    for stages in (timing.wall, timing.cpu):
        assert stages.prepare >= 0.04
        assert stages.first >= 0.1
        assert stages.rest >= 0.01
        assert stages.start > 0.0
    assert timing.wall.end >= 0.04
    assert timing.cpu.end < 0.04, "sleeping takes no processor time"


def test_a_later_scene_knows_what_the_worker_has_done() -> None:
    watch = Stopwatch()
    for preset, people, new_people, new_engine in (
        ("preview", ["001 full"], 1, True),
        ("preview", ["001 full", "002 full"], 1, False),
        ("final", ["002 full", "001 full"], 0, True),
        ("final", ["001 draft"], 1, False),
    ):
        watch.begin()
        watch.prepared()
        watch.frame()
        timing = watch.timing(preset, people)
        assert timing is not None
        assert (timing.new_people, timing.new_engine, timing.frames) == (new_people, new_engine, 1)
    assert not timing.fresh
    assert timing.wall.start == 0.0


def test_people_who_are_not_held_any_more_are_new_again() -> None:
    watch = Stopwatch()
    seen = []
    for people in (["a", "b"], ["c", "d"], ["a", "e"], ["a", "c"], ["b", "d"], [*"uvwxyz"], [*"uvwxyz"]):
        watch.begin()
        watch.prepared()
        watch.frame()
        timing = watch.timing("preview", people)
        assert timing is not None
        seen.append(timing.new_people)
    assert seen == [2, 2, 1, 0, 1, 6, 6]


def test_a_scene_without_new_frames_teaches_nothing() -> None:
    watch = Stopwatch()
    watch.begin()
    watch.prepared()
    assert watch.timing("preview", ["001 full"]) is None
    watch.begin()
    watch.frame()  # of another scene in this Blender: nothing was prepared
    assert watch.timing("preview", ["001 full"]) is None


def test_people_who_are_made_for_a_scene_are_counted_and_timed() -> None:
    with making_once(people=1):
        work(0.05)
    watch = Stopwatch()
    watch.begin()
    work(0.04)
    for _ in range(2):
        with making_once(people=1), making_once():
            work(0.03)
    watch.prepared()
    with making_once():
        work(0.01)
    watch.frame()
    timing = watch.timing("preview", ["001 full", "002 full"])
    assert timing is not None
    assert timing.new_fits == 2
    assert 0.05 <= timing.cpu.once <= timing.cpu.prepare - 0.01  # the clocks tick 100 times a second
    assert 0.05 <= timing.wall.once <= timing.wall.prepare - 0.02
    watch.begin()
    watch.prepared()
    watch.frame()
    again = watch.timing("preview", ["001 full", "002 full"])
    assert again is not None
    assert (again.new_fits, again.wall.once, again.cpu.once) == (0, 0.0, 0.0)
