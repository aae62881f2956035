# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch that is killed, or asked to stop, at each named point; then the same command runs again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.rendering.results.points import POINTS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
REPOSITORY = Path(__file__).resolve().parents[4]
PATIENCE = 300.0  # seconds; nothing takes so long
STOPS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


@pytest.mark.parametrize("name", POINTS)
def test_killed_at_each_point_it_is_delivered_by_the_next_run(command: Any, name: str) -> None:
    code, err = command.run(f"kill:{name}")
    assert code == -signal.SIGKILL, f"the point was not reached: {err}"
    tried = len(command.batch.tries("a"))
    whole = POINTS.index(name) >= POINTS.index("record_written")  # then nothing is rendered again
    command.check_all_delivered()
    assert not whole or len(command.batch.tries("a")) == tried


@pytest.mark.parametrize("number", range(len(POINTS)))
def test_asked_to_stop_at_a_point_it_says_by_which_signal(command: Any, number: int) -> None:
    kind = list(STOPS)[number % len(STOPS)]
    process, held = command.hold(POINTS[number])
    os.kill(process, getattr(signal, kind))
    time.sleep(0.1)
    held.unlink()
    code, err = command.ended()
    assert code == STOPS[kind]
    assert "Traceback" not in err
    assert command.batch.strays() == []
    command.check_all_delivered()


def test_a_hangup_that_is_ignored_stays_so(command: Any) -> None:
    """As under nohup."""
    process, held = command.hold("begun", nohup=True)
    os.kill(process, signal.SIGHUP)
    time.sleep(0.1)
    held.unlink()
    assert command.ended()[0] == 1  # as without it


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_stopped_at_any_moment_it_says_by_which_signal(command: Any, seed: int) -> None:
    """A second signal may follow at once."""
    chance = random.Random(seed)
    for _ in range(10):
        kind = chance.choice(list(STOPS))
        process = command.start()
        time.sleep(chance.uniform(0.0, 1.0))
        for _ in range(1 + (chance.random() < 0.3)):
            with suppress(ProcessLookupError):  # it has ended
                os.kill(process, getattr(signal, kind))
        code, err = command.ended()
        assert code in (STOPS[kind], -getattr(signal, kind), 0, 1)
        assert "Traceback" not in err
    command.check_all_delivered()


def test_each_point_is_somewhere_in_the_code() -> None:
    package = REPOSITORY / "interact_addon" / "core" / "rendering"
    code = "".join(path.read_text() for path in package.rglob("*.py") if path.name != "points.py")
    assert [name for name in POINTS if f'"{name}"' not in code] == []


def test_the_environment_chooses_the_point(tmp_path: Path) -> None:
    code = "from interact_addon.core.rendering.results.points import point; point('a'); point('b')"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "INTERACT_POINT": "kill:b"}
    for asked, ended in (("kill:b", -signal.SIGKILL), ("kill:b:2", 0), ("", 0)):
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=environment | {"INTERACT_POINT": asked},
            capture_output=True,
            check=False,
        )
        assert run.returncode == ended
