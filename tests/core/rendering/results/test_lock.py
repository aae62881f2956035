# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has a scene: lock files and their owners."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from interact_addon.core.rendering.results import heartbeat
from interact_addon.core.rendering.results.lock import SceneLock

OTHER = '{"host": "another-machine", "pid": 7}'


class Clock:
    """Time that passes when the test says so, beside the system's."""

    def __init__(self) -> None:
        self.passed = 0.0

    def monotonic(self) -> float:
        return self.passed

    def time(self) -> float:
        return time.time()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(heartbeat, "time", clock)
    return clock


def dated(path: Path, ahead: float) -> None:
    when = time.time() + ahead
    os.utime(path, (when, when))


def test_lock_files_are_free_when_their_owner_is_dead(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    lock = SceneLock.take(path)
    assert lock is not None
    assert SceneLock.take(path) is None
    lock.release()
    assert not path.exists()
    again = SceneLock.take(path)
    assert again is not None
    again.release()


def test_an_owner_on_another_machine_is_alive_while_its_heart_beats(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    path.write_text('{"host": "another-machine", "pid": 7}')
    assert SceneLock.take(path) is None
    assert SceneLock.owner(path) == "process 7 on another-machine"
    old = time.time() - 1000
    os.utime(path, (old, old))
    lock = SceneLock.take(path)
    assert lock is not None
    lock.release()


@pytest.mark.parametrize("ahead", [3600.0, 86400.0 * 365 * 70, -120.0, -850.0])
def test_an_implausible_date_is_judged_by_what_changes(tmp_path: Path, clock: Clock, ahead: float) -> None:
    """Clocks can be wrong, and a date can be made: only a change is a sign of life."""
    path = tmp_path / "x.lock"
    path.write_text(OTHER)
    for beat in range(20):  # a live owner, whose clock is wrong
        dated(path, ahead + beat)
        assert SceneLock.take(path) is None
        clock.passed += heartbeat.HEARTBEAT
    assert SceneLock.take(path) is None
    clock.passed += 60.0  # it has died, and 75 s are not enough
    assert SceneLock.take(path) is None
    clock.passed += 20.0
    lock = SceneLock.take(path)
    assert lock is not None
    lock.release()


def test_a_date_before_all_clocks_is_that_of_a_dead_owner(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    path.write_text(OTHER)
    dated(path, -1000.0)
    lock = SceneLock.take(path)
    assert lock is not None
    lock.release()


@pytest.mark.parametrize(
    ("ahead", "owner"),
    [
        (0.0, True),
        (-80.0, True),
        (-100.0, False),
        (600.0, True),
        (1000.0, False),
        (86400.0 * 365 * 70, False),
    ],
)
def test_one_look_believes_plausible_dates_only(tmp_path: Path, ahead: float, owner: bool) -> None:
    path = tmp_path / "x.lock"
    path.write_text(OTHER)
    dated(path, ahead)
    assert SceneLock.live_owner(path) == ("process 7 on another-machine" if owner else None)


@pytest.mark.parametrize(
    "text",
    ["", "null", "[" * 4000,
     '{"host": "x", "pid": 1e400}', '{"host": "x", "pid": -1}', '{"host": 7, "pid": 7}',
     '{"host": "x", "pid": "7"}', '{"pid": 7}', '{"host": "x", "pid": 99999999999999999999}', "\0" * 100],
)  # fmt: skip
def test_a_damaged_lock_is_free(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.lock"
    path.write_text(text)
    assert SceneLock.owner(path) == "another process"
    assert SceneLock.live_owner(path) is None
    lock = SceneLock.take(path)
    assert lock is not None
    assert lock.held
    lock.release()


@pytest.mark.parametrize("how", ["signed over", "replaced", "removed", "damaged", "a pipe", "a link"])
def test_a_superseded_owner_knows_and_leaves_the_lock_alone(tmp_path: Path, how: str) -> None:
    path = tmp_path / "x.lock"
    lock = SceneLock.take(path)
    assert lock is not None
    assert lock.held
    if how == "signed over":  # by a machine for which the folder carries no locks: the same file
        path.write_text(OTHER)
    elif how == "damaged":
        path.write_text("{")
    else:
        path.unlink()
    if how == "replaced":
        path.write_text(OTHER)
    elif how == "a pipe":
        os.mkfifo(path)
    elif how == "a link":
        (tmp_path / "theirs").write_text("theirs")
        path.symlink_to(tmp_path / "theirs")
    assert not lock.held
    before = path.stat().st_mtime_ns if path.exists() else 0
    lock.beat()
    assert (path.stat().st_mtime_ns if path.exists() else 0) == before
    lock.release()
    assert path.exists() == (how != "removed")


def test_each_claim_has_a_token_of_its_own(tmp_path: Path) -> None:
    path, tokens = tmp_path / "x.lock", set()
    for _ in range(3):
        lock = SceneLock.take(path)
        assert lock is not None
        tokens.add(lock.token)
        lock.release()
    assert len(tokens) == 3
