# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch that is killed, or asked to stop, at each named point; then the same command runs again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.rendering.processes import is_alive
from interact_addon.core.rendering.results.points import POINTS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
REPOSITORY = Path(__file__).resolve().parents[4]
PATIENCE = 300.0  # seconds; nothing takes so long
ELSEWHERE = ("edit_in_place", "together_made", "together_written")  # not reached by scenes alone
STOPS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


class Command:
    """A batch of two scenes as a command: the second fails at first."""

    def __init__(self, batch: Any) -> None:
        self.batch = batch
        script = f"""
            import sys
            from pathlib import Path
            from interact_addon import cli
            from interact_addon.cli import render
            from interact_addon.core.rendering.batch import Task, run_batch
            from interact_addon.core.dataset import Performance, Scene
            from interact_addon.core.jobs.request import RenderRequest
            here = Path({str(batch.here)!r})
            scenes = [(name, Scene("20260101_001", "20260101", 1,
                                   (Performance("k", "001", "male", body=here / (name + ".bvh")),)))
                      for name in "ab"]
            tasks = [Task(RenderRequest(here, source.key, here / "out", name=name), source, 3)
                     for name, source in scenes]
            render.planned_tasks = lambda *_: (tasks, [])
            render.run_batch = lambda *words, **more: run_batch(*words, **more, command={batch.command!r})
            sys.exit(cli.main(["render", "a", "--out", str(here / "out"), "--dataset", str(here),
                               "--workers", "1", "--retries", "0", "--quiet"]))
            """
        batch.tasks("a", "b")  # writes their motions
        self.script = batch.here / "command.py"
        self.script.write_text(textwrap.dedent(script))

    def start(self, point: str = "") -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "INTERACT_POINT": point}
        return subprocess.Popen(
            [sys.executable, str(self.script)], stderr=subprocess.PIPE, text=True, env=environment
        )

    def run(self, point: str = "") -> tuple[int, str]:
        process = self.start(point)
        _, err = process.communicate(timeout=PATIENCE)
        return process.returncode, err

    def check_all_delivered(self) -> None:
        """Run it until it ends by itself: everything is there once, and nothing else."""
        code, err = self.run()
        if code == 1:  # the failure that was to come has only come now
            code, err = self.run()
        assert (code, err) == (0, "")
        out = self.batch.out
        for name in "ab":
            assert (out / "body_renders" / f"{name}.mp4").read_text() == f"mp4 of {name}"
            assert (out / "body_renders_noaudio" / f"{name}.mkv").read_text() == f"mkv of {name}"
        files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
        kinds = ("body_renders/{}.mp4", "body_renders/{}.json", "body_renders_noaudio/{}.mkv", "logs/{}.log")
        expected = {kind.format(name) for kind in kinds for name in "ab"}
        rest = {"report.json", "report.html", ".interact/hashes.json"}
        assert files == expected | rest
        assert self.batch.strays() == []
        assert not any(is_alive(pid) for name in "ab" for pid in self.batch.tries(name))


@pytest.fixture
def command(batch_of: Callable[[str], Any]) -> Command:
    return Command(
        batch_of(
            """
            if order["name"] == "b" and n == 1:
                tell(event="failed", error="not yet.", permanent=True)
            else:
                movie(order)
            """
        )
    )


@pytest.mark.parametrize("name", [name for name in POINTS if name not in ELSEWHERE])
def test_killed_at_each_point_it_is_delivered_by_the_next_run(command: Command, name: str) -> None:
    code, err = command.run(f"kill:{name}")
    assert code == -signal.SIGKILL, f"the point was not reached: {err}"
    tried = len(command.batch.tries("a"))
    whole = POINTS.index(name) >= POINTS.index("record_written")  # then nothing is rendered again
    command.check_all_delivered()
    assert not whole or len(command.batch.tries("a")) == tried


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("planned", "SIGHUP"),
        ("claimed", "SIGTERM"),
        ("begun", "SIGINT"),
        ("sent", "SIGHUP"),
        ("record_written", "SIGTERM"),
        ("movie_in_place", "SIGHUP"),
        ("released", "SIGINT"),
        ("hashes_saved", "SIGTERM"),
        ("report_written", "SIGHUP"),
    ],
)
def test_asked_to_stop_at_a_point_it_says_by_which_signal(command: Command, name: str, kind: str) -> None:
    held = command.batch.here / "held"
    process = command.start(f"hold:{name}:{held}")
    deadline = time.monotonic() + PATIENCE
    while not held.exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(getattr(signal, kind))
    time.sleep(0.1)
    held.unlink(missing_ok=True)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == STOPS[kind]
    assert "Traceback" not in err
    assert command.batch.strays() == []
    command.check_all_delivered()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_stopped_at_any_moment_it_says_by_which_signal(command: Command, seed: int) -> None:
    """Also while Python starts, where the system itself ends it; a second signal may follow at once."""
    chance = random.Random(seed)
    for _ in range(5):
        kind = chance.choice(["SIGTERM", "SIGHUP"])
        process = command.start()
        time.sleep(chance.uniform(0.0, 1.5))
        process.send_signal(getattr(signal, kind))
        if chance.random() < 0.3:
            process.send_signal(getattr(signal, kind))
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode in (STOPS[kind], -getattr(signal, kind), 0, 1)
        assert "Traceback" not in err
    command.check_all_delivered()


def test_a_hangup_that_is_ignored_stays_so(command: Command) -> None:
    """As under nohup."""
    held = command.batch.here / "held"
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = command.start(f"hold:begun:{held}")
    finally:
        signal.signal(signal.SIGHUP, before)
    while not held.exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGHUP)
    time.sleep(0.1)
    held.unlink()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 1  # as without it


def test_each_point_is_somewhere_in_the_code() -> None:
    package = REPOSITORY / "interact_addon" / "core" / "rendering"
    code = "".join(path.read_text() for path in package.rglob("*.py") if path.name != "points.py")
    assert [name for name in POINTS if f'"{name}"' not in code] == []
