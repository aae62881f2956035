# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a scene's time, and what a worker had done before."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from interact_addon.blender.rendering.stopwatch import Stopwatch


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


def test_a_scene_without_new_frames_teaches_nothing() -> None:
    watch = Stopwatch()
    watch.begin()
    watch.prepared()
    assert watch.timing("preview", ["001 full"]) is None
    watch.begin()
    watch.frame()  # of another scene in this Blender: nothing was prepared
    assert watch.timing("preview", ["001 full"]) is None


def test_people_who_were_fitted_for_a_scene_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERACT_CACHE", str(tmp_path))
    (tmp_path / "before.npz").touch()
    watch = Stopwatch()
    watch.begin()
    for name in ("one.npz", "one.outer.npz", "two.npz"):
        (tmp_path / name).touch()
    watch.prepared()
    watch.frame()
    timing = watch.timing("preview", ["001 full", "002 full"])
    assert timing is not None
    assert timing.new_fits == 2
