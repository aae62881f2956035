# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from interact_addon.core.rendering.batch.progress import Progress


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_time_left_knows_that_some_scenes_are_dearer() -> None:
    clock = Clock()
    progress = Progress(clock)
    progress.expect("small", 10, 1.0)
    progress.expect("large", 10, 9.0)
    assert progress.left is None
    for _ in range(10):
        progress.advance("small")
        clock.now += 1.0
    assert (progress.done, progress.total) == (10, 20)
    assert progress.left == pytest.approx(90.0)
    for _ in range(5):
        progress.advance("large")
        clock.now += 9.0
    assert progress.left == pytest.approx(45.0)


def test_nothing_is_said_too_early() -> None:
    clock = Clock()
    progress = Progress(clock)
    progress.expect("a", 100, 1.0)
    progress.advance("a")
    clock.now += 0.5
    assert progress.left is None


def test_lost_frames_go_back_and_failed_scenes_leave_the_sum() -> None:
    progress = Progress(Clock())
    progress.expect("a", 10, 1.0)
    progress.expect("b", 10, 1.0)
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
    progress = Progress(Clock())
    progress.expect("a", 1, 1.0)
    progress.advance("a")
    progress.advance("a")
    assert progress.scene("a") == (2, 2)
