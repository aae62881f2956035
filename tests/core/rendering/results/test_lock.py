# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has a scene: lock files and their owners."""

from __future__ import annotations

import os
import time
from pathlib import Path

from interact_addon.core.rendering.results.lock import SceneLock


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
