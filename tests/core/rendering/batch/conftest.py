# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches of made-up scenes, done by small Python scripts that behave in every way a real worker may."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.camera.editing import Edit, EditShot
from interact_addon.core.camera.editing.edit import rhythm
from interact_addon.core.dataset import Performance, Scene
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.rendering.batch import BatchOptions, BatchResult, Coordinator, Task, slots
from interact_addon.core.rendering.batch import coordinator as coordinating
from interact_addon.core.rendering.processes import is_alive

REPOSITORY = Path(__file__).resolve().parents[4]
PATIENCE = 300.0  # seconds; nothing takes so long

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
              "error": None, "findings": more.get("findings", []), "seconds": {{"render": 0.1}},
              "edit": more.get("edit"), "made": more.get("made", {{}})}}
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
        return _batch(tmp_path, body)

    return make


def _batch(here: Path, body: str) -> Batch:
    if sys.platform == "win32":
        pytest.skip("these workers die in the POSIX way")
    script = here / "worker.py"
    lines = textwrap.indent(textwrap.dedent(body), "    ")
    script.write_text(WORKER.format(here=str(here), body=lines))
    return Batch(here, [sys.executable, str(script)])


# Runs `interact render a b` again and again, each time in a fork of one process that has imported everything.
COMMANDS = """
import json, os, signal, sys
from pathlib import Path
from interact_addon import cli
from interact_addon.cli import render
from interact_addon.core.camera.editing import Edit, EditShot
from interact_addon.core.camera.editing.edit import rhythm
from interact_addon.core.dataset import Performance, Scene
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.rendering.batch import Task, composite, reports, run_batch
from interact_addon.core.rendering.results import points

def put_together(parts, source, movie, arrangement):
    movie.parent.mkdir(exist_ok=True)
    movie.write_text(f"{parts[0].task.name} and its clip")
    return ()

composite._make = put_together
reports._pictures = lambda *_: {}  # ffmpeg finds none in a text

def scene(here, name):
    performance = Performance("k", "001", "male", body=here / f"{name}.bvh")
    return Scene("20260101_001", "20260101", 1, (performance,), video=here / "clip.mp4")

def run(order):
    here, out = Path(order["here"]), Path(order["here"]) / "out"
    points._ACTION, points._NAME, points._MORE = [*order["point"].split(":", 2), "", "", ""][:3]
    tasks = [Task(RenderRequest(here, "20260101_001", out, name=name), scene(here, name), 3) for name in "ab"]
    render.planned_tasks = lambda *_: (tasks, [])
    render.run_batch = lambda *words, **more: run_batch(*words, **more, command=order["command"])
    words = ["render", "a", "--out", str(out), "--dataset", str(here), "--workers", "1", "--retries", "0"]
    return cli.main([*words, "--layout", "video-left", "--quiet"])

for line in sys.stdin:
    order = json.loads(line)
    if order["point"] == "warm":  # here, so that a fork has nothing to import
        run(order)
        print(flush=True)
        continue
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    process = os.fork()
    if process == 0:
        code = 70
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # as __main__ has it
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
            for stream in (0, 1):
                os.dup2(os.open(os.devnull, os.O_RDWR), stream)
            os.dup2(os.open(order["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
            if order["nohup"]:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            code = run(order)
        finally:
            os._exit(code)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    print(process, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


class Commands:
    """The process that runs commands; one at a time."""

    def __init__(self, here: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMANDS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.here = here

    def order(self, batch: Batch, point: str, *, nohup: bool = False) -> int:
        """Begin a command; return its process."""
        words = {"here": str(batch.here), "command": batch.command, "point": point, "nohup": nohup}
        return int(self._said(words | {"stderr": str(batch.here / "stderr")}) or 0)

    def ended(self) -> int:
        """Wait for its end; return its exit code, or the signal that killed it, negative."""
        return int(self._said())

    def _said(self, order: dict[str, Any] | None = None) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if order is not None:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "it has ended"
        return line.strip()

    def close(self) -> None:
        self._process.communicate()


class Command:
    """A batch of two scenes as a command, each put together with its clip; the second fails at first."""

    def __init__(self, batch: Batch, commands: Commands) -> None:
        self.batch, self._commands = batch, commands
        batch.tasks("a", "b")  # writes their motions
        (batch.here / "clip.mp4").write_text("clip")

    def start(self, point: str = "", *, nohup: bool = False) -> int:
        process = self._commands.order(self.batch, point, nohup=nohup)
        assert process > 1 or point == "warm"  # it is going to be killed
        return process

    def ended(self) -> tuple[int, str]:
        """Wait for its end; return its exit code and what it has written."""
        code = self._commands.ended()
        return code, (self.batch.here / "stderr").read_text()

    def run(self, point: str = "") -> tuple[int, str]:
        self.start(point)
        return self.ended()

    def hold(self, point: str, *, nohup: bool = False) -> tuple[int, Path]:
        """Start it, and wait until it is at a point; return its process, and the file that holds it there."""
        held = self.batch.here / "held"
        process = self.start(f"hold:{point}:{held}", nohup=nohup)
        deadline = time.monotonic() + PATIENCE
        while not held.exists():
            assert is_alive(process)
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return process, held

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
            together = out / "both_renders" / f"{name}_video-left.mp4"
            assert together.read_text() == f"{name} and its clip"
        files = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
        kinds = ["body_renders/{}.mp4", "body_renders/{}.json", "body_renders_noaudio/{}.mkv", "logs/{}.log"]
        kinds += ["body_renders/{}.edl", "body_renders/{}.shots.csv"]
        kinds += ["both_renders/{}_video-left.mp4", "both_renders/{}_video-left.json"]
        expected = {kind.format(name) for kind in kinds for name in "ab"}
        assert files == expected | {"report.json", "report.html", ".interact/hashes.json"}
        assert self.batch.strays() == []
        assert not any(is_alive(pid) for name in "ab" for pid in self.batch.tries(name))


def _delivering(make: Callable[[str], Batch]) -> Batch:
    shots = (EditShot("front", 0, 3, "opening"),)
    edit = Edit(shots, Fraction(30), rhythm(shots, Fraction(30))).as_dict()
    batch = make(
        f"""
        import select
        if select.select([0], [], [], 0)[0]:  # nobody is there any more
            os._exit(0)
        if order["name"] == "b" and n == 1:
            tell(event="failed", error="not yet.", permanent=True)
        else:
            place = pathlib.Path(order["out"]) / "body_renders"
            place.mkdir(parents=True, exist_ok=True)
            for ending in ("edl", "shots.csv"):
                (place / f"{{order['name']}}.{{ending}}").write_text(ending)
            movie(order, edit={edit!r})
        """
    )
    batch.command[1:1] = ["-I", "-S"]  # it starts in half the time
    return batch


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    if sys.platform == "win32":
        pytest.skip("signals and forks are POSIX")
    here = tmp_path_factory.mktemp("warm")
    commands = Commands(here)
    warm = Command(_delivering(lambda body: _batch(here, body)), commands)
    for _ in range(2):
        warm.start("warm")
    yield commands
    commands.close()


@pytest.fixture
def command(batch_of: Callable[[str], Batch], commands: Commands) -> Command:
    """Two scenes as a command that can be killed, held and asked to stop at each point."""
    return Command(_delivering(batch_of), commands)
