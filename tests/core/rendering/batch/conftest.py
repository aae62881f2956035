# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of made-up scenes, done by small Python scripts that behave in every way a real worker may."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.dataset import Performance, Scene
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.rendering.batch import BatchOptions, BatchResult, Coordinator, Task, slots
from interact_addon.core.rendering.batch import coordinator as coordinating

# What a worker does with an order is the test's; this is how it listens, and how it makes a movie of nothing.
WORKER = """
import json, os, pathlib, subprocess, sys, threading, time

HERE = pathlib.Path({here!r})

REQUEST = 0

def tell(**event):
    print(json.dumps({{"request": REQUEST, **event}}), flush=True)

def tries(name):
    place = HERE / f"tries-{{name}}"
    with place.open("a") as file:
        file.write(f"{{os.getpid()}}\\n")
    return len(place.read_text().splitlines())

def movie(order, frames=3, pause=0.0, wait=None, **more):  # with wait: until a file is called so
    out = pathlib.Path(order["out"])
    tell(event="start", frames=frames)
    for frame in range(1, frames + 1):
        time.sleep(pause)
        tell(event="frame", frame=frame)
        while wait is not None and not (HERE / wait).exists():
            time.sleep(0.01)
    paths = []
    for folder, ending in (("body_renders_noaudio", "mkv"), ("body_renders", "mp4")):
        path = out / folder / f"{{order['name']}}.{{ending}}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{{ending}} of {{order['name']}}")
        paths.append(str(path))
    report = {{"key": order["key"], "movie": paths[1], "video": paths[0], "frames": frames, "duration": 0.1,
              "error": None, "findings": [], "seconds": {{"render": 0.1}}}}
    tell(event="done", report=report, memory=more.get("memory", 1000), versions={{"blender": "0.0"}})

def crash(why="Segmentation fault ahead"):
    print(why, file=sys.stderr, flush=True)
    os.kill(os.getpid(), 11)

def hang():
    tell(event="step", text="hanging")
    time.sleep(600)

def do(order, n):
{body}

for line in sys.stdin:
    order = json.loads(line)
    REQUEST = order["request"]
    if order.get("log"):
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 2)
    do(order, tries(order["name"]))
"""


@dataclass
class Batch:
    """A folder for a batch, and how to run it."""

    here: Path
    command: list[str]
    events: list[dict[str, Any]] = field(default_factory=list)
    then: Callable[[dict[str, Any]], None] = lambda event: None

    @property
    def out(self) -> Path:
        return self.here / "out"

    def tasks(self, *names: str) -> list[Task]:
        tasks = []
        for name in names:
            body = self.here / f"{name}.bvh"
            if not body.exists():
                body.write_text(f"motion of {name}")
            performance = Performance("20260101_001_001", "001", "male", body=body)
            source = Scene("20260101_001", "20260101", 1, (performance,))
            tasks.append(Task(RenderRequest(self.here, source.key, self.out, name=name), source, 3))
        return tasks

    def coordinator(self, *names: str, **options: Any) -> Coordinator:
        self.events.clear()
        chosen = BatchOptions(**{"workers": 1, **options})
        return Coordinator(self.tasks(*names), self.out, chosen, self._hear, self.command)

    def _hear(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        self.then(event)

    def run(self, *names: str, **options: Any) -> BatchResult:
        return self.coordinator(*names, **options).run()

    def tries(self, name: str) -> list[int]:
        """The processes that tried a scene."""
        place = self.here / f"tries-{name}"
        return [int(pid) for pid in place.read_text().split()] if place.exists() else []

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event"] == kind]

    def strays(self) -> list[str]:
        """What is left of unfinished work."""
        hidden = self.out / ".interact"
        found = [*hidden.glob("work/*"), *hidden.glob("locks/*"), *hidden.glob("segments/*/*")]
        found += [path for path in self.out.rglob("*") if ".part" in path.name]
        return [str(path.relative_to(self.out)) for path in found]


class Clock:
    """The time by which a coordinator judges who hangs: the system's, put forward at will."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead

    def pass_while_hanging(self, event: dict[str, Any]) -> None:
        """Ten minutes pass as soon as a worker hangs: nobody waits, and no slow start is taken for a hang."""
        if event["event"] == "step" and event["text"] == "hanging":
            self.ahead += 600.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (coordinating, slots):
        monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def batch_of(tmp_path: Path) -> Callable[[str], Batch]:
    """A batch whose workers do what ``body`` says; it sees ``order`` and ``n``, the scene's attempts."""

    def make(body: str = "movie(order)") -> Batch:
        if sys.platform == "win32":
            pytest.skip("these workers die in the POSIX way")
        script = tmp_path / "worker.py"
        lines = textwrap.indent(textwrap.dedent(body), "    ")
        script.write_text(WORKER.format(here=str(tmp_path), body=lines))
        return Batch(tmp_path, [sys.executable, str(script)])

    return make
