# SPDX-License-Identifier: GPL-3.0-or-later
"""Worker processes, also polled in the background: they behave in every way that a real one may."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.foundation.errors import RenderError
from interact_addon.core.rendering import processes
from interact_addon.core.rendering.blender_faults import drawing_cure
from interact_addon.core.rendering.child_events import Ended, Event, Failed, Start, Step
from interact_addon.core.rendering.processes import is_alive
from interact_addon.core.rendering.worker_process import BackgroundChild, WorkerProcess, last_words

PATIENCE = 300.0  # seconds after which a test gives up; nothing takes so long, also where much else goes on
ROOT = Path(__file__).resolve().parents[3]


def worker(body: str) -> list[str]:
    start = """
    import json, os, sys, time
    order = json.loads(sys.stdin.readline())
    def tell(event, **values):
        print(json.dumps({"event": event, "request": order["request"], **values}), flush=True)
    """
    return [sys.executable, "-c", textwrap.dedent(start) + textwrap.dedent(body)]


def until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def heard(child: BackgroundChild) -> list[Event]:
    events: list[Event] = []

    def ended() -> bool:
        events.extend(child.poll())
        return not child.running

    until(ended)
    return events


def test_events_come_in_order_and_noise_is_passed_over(tmp_path: Path) -> None:
    part = tmp_path / "x.part.mkv"
    part.write_bytes(b"half")
    body = """
    print("Blender 5.2")
    tell("start", frames=order["frames"])
    print("[1]"), print("7"), print('{"no": "event"}'), print("{")
    sys.stdout.buffer.write(b"\\xff\\xfe garbage\\n")
    print("said on the way", file=sys.stderr)
    tell("step", text="held" if order["hold"] else "")
    tell("failed", error="no camera.")
    """
    child = BackgroundChild({"frames": 3}, log=tmp_path / "logs" / "log", parts=[part], command=worker(body))
    assert heard(child) == [Start(1, 3), Step(1, "held"), Failed(1, "no camera.")]
    assert child.poll() == []
    assert (tmp_path / "logs" / "log").read_text() == "said on the way\n"
    assert not part.exists()


def test_polling_does_not_wait(tmp_path: Path) -> None:
    """A child that has not even read its order: poll returns, nothing is lost, cancel ends it."""
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    child = BackgroundChild({"text": "x" * 1_000_000}, log=tmp_path / "log", command=command)
    assert child.poll() == []
    assert child.running
    child.cancel()
    assert not child.running
    assert not is_alive(child.pid)
    assert child.poll() == []


def test_cancelling_ends_the_whole_group_and_removes_what_is_half_done(tmp_path: Path) -> None:
    part = tmp_path / "x.part.mkv"
    part.write_bytes(b"half")
    body = """
    import signal, subprocess
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    tell("frame", frame=inner.pid)
    time.sleep(600)
    """
    child = BackgroundChild({}, log=tmp_path / "log", parts=[part], command=worker(body))
    events: list[Event] = []
    until(lambda: events.extend(child.poll()) or events)
    child.cancel()
    until(lambda: not is_alive(child.pid) and not is_alive(events[0].frame))
    assert not part.exists()
    child.cancel()  # once more does no harm


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_a_crash_is_told_by_its_signal_and_last_words(tmp_path: Path) -> None:
    part = tmp_path / "x.part.mkv"
    part.write_bytes(b"half")
    body = """
    print("Segmentation fault ahead", file=sys.stderr, flush=True)
    os.kill(os.getpid(), 11)
    """
    (event,) = heard(BackgroundChild({}, log=tmp_path / "log", parts=[part], command=worker(body)))
    assert isinstance(event, Failed)
    assert "SIGSEGV" in event.error
    assert "Segmentation fault ahead" in event.error
    assert str(tmp_path / "log") in event.error
    assert not part.exists()


@pytest.mark.skipif(not hasattr(signal, "SIGRTMIN"), reason="this system has no such signals")
@pytest.mark.parametrize("above", [0, 1, 6, 30])
def test_a_death_by_a_real_time_signal_has_a_name_for_both_users(tmp_path: Path, above: int) -> None:
    log, number = tmp_path / "log", signal.SIGRTMIN + above
    name = signal.Signals(number).name if above in (0, 30) else f"SIGRTMIN+{above}"
    body = f"print('the end', file=sys.stderr, flush=True); os.kill(os.getpid(), {number})"
    told = f"Blender died by signal {number} ({name}); the last line of its log is 'the end'"
    (event,) = heard(BackgroundChild({}, log=log, command=worker(body)))
    assert event == Failed(1, f"{log}: {told}.")
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()
    child = WorkerProcess(events, log, worker(body))
    child.send({})
    assert events.get(timeout=PATIENCE) == (child, Ended())
    assert str(child.death(log)) == f"{log}: {told}."


@pytest.mark.parametrize("drawn", [False, True])
def test_a_machine_that_cannot_draw_is_told_with_the_cure_unless_it_has_drawn(
    tmp_path: Path, drawn: bool
) -> None:
    body = f"""
    if {drawn}:
        tell("frame", frame=1)
    print("EGL Error (0x300C): EGL_BAD_PARAMETER: One or more argument values are invalid.", file=sys.stderr)
    sys.exit(11)
    """
    failed = heard(BackgroundChild({}, log=tmp_path / "log", command=worker(body)))[-1]
    assert isinstance(failed, Failed)
    assert ("no OpenGL driver" in failed.error) is not drawn
    assert ("code 11" in failed.error) is drawn
    assert (drawing_cure() in failed.error) is not drawn


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("number", [9, 15])
def test_a_kill_is_no_fault_of_the_machine(tmp_path: Path, number: int) -> None:
    """As by a system out of memory; Cycles goes on without EGL, having told that it is not there."""
    body = f"""
    print("Couldn't open libEGL.so.1", file=sys.stderr, flush=True)
    os.kill(os.getpid(), {number})
    """
    failed = heard(BackgroundChild({}, log=tmp_path / "log", command=worker(body)))[-1]
    assert signal.Signals(number).name in failed.error
    assert "no OpenGL driver" not in failed.error


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")
def test_a_worker_that_cannot_be_ended_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()
    child = WorkerProcess(events, tmp_path / "log", worker("os.close(1); time.sleep(600)"))
    child.send({})
    assert events.get(timeout=PATIENCE) == (child, Ended())
    with monkeypatch.context() as patch:
        patch.setattr(processes, "_PATIENCE", 0.2)
        patch.setattr(os, "killpg", lambda *_: None)
        assert child.death(tmp_path / "log").message == "Blender hangs inside the system and cannot end"
    assert child.alive
    child.end()
    assert not child.alive


def test_requests_go_to_one_worker_and_events_of_all_into_one_queue(tmp_path: Path) -> None:
    body = """
    while order:
        tell("failed", error=f"{order['n']}", memory=1000 + order["n"])
        order = json.loads(sys.stdin.readline() or "null")
    """
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()
    log = tmp_path / "log"
    log.write_text("what was there\n")
    children = [WorkerProcess(events, log, worker(body)) for _ in range(2)]
    for number in (1, 2):
        for child in children:
            child.send({"n": number})
            who, event = events.get(timeout=PATIENCE)
            assert (who, event) == (child, Failed(number, str(number), memory=1000 + number))
    assert [(child.requests, child.memory) for child in children] == [(2, 1002)] * 2
    for child in children:
        child.close()
        assert events.get(timeout=PATIENCE) == (child, Ended())
        until(lambda child=child: not child.alive)
    assert last_words(log) == "what was there"


def test_last_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_words(log) == ""
    log.write_text("out of memory \n\nEGL Error (0x3008): EGL_BAD_DISPLAY\n\nBlender quit\n")
    assert last_words(log) == "out of memory"
    log.write_bytes(b"\xff" * 10_000)
    assert last_words(log) == "\ufffd" * 300


def test_a_silent_end_is_told(tmp_path: Path) -> None:
    (event,) = heard(BackgroundChild({}, log=tmp_path / "log", command=worker("sys.exit(5)")))
    assert event == Failed(1, f"{tmp_path / 'log'}: Blender ended with code 5 and no report.")


def test_an_explained_failure_stands_alone(tmp_path: Path) -> None:
    body = """tell("failed", error="no camera."); sys.exit(1)"""
    events = heard(BackgroundChild({}, log=tmp_path / "log", command=worker(body)))
    assert events == [Failed(1, "no camera.")]


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    part = tmp_path / "copy.blend"
    part.write_bytes(b"a copy made for this")
    with pytest.raises(RenderError, match="could not be started"):
        BackgroundChild({}, log=tmp_path / "log", parts=[part], command=[str(tmp_path / "no-such-program")])
    assert not part.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_killed_parent_leaves_no_child(tmp_path: Path) -> None:
    """The real worker, in the midst of work, with a child of its own; its parent dies by SIGKILL."""
    pids = tmp_path / "pids"
    hanging = f"""
import os, subprocess, sys, time
from pathlib import Path
import interact_addon.core.rendering.processes as processes
processes.die_with_parent = lambda: None  # what other systems than Linux have
import interact_addon.blender.rendering.worker as worker
worker.die_with_parent = processes.die_with_parent
def hang(order, events):
    inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path({str(pids)!r}).write_text(f"{{os.getpid()}} {{inner.pid}} .")
    time.sleep(600)
worker._KINDS["hang"] = hang
worker.main()
"""
    parent = f"""
import sys, time
from pathlib import Path
from interact_addon.core.rendering.worker_process import BackgroundChild
child = BackgroundChild({{"kind": "hang"}}, log=Path({str(tmp_path / "log")!r}),
                        command=[sys.executable, "-c", {hanging!r}])
while True:
    child.poll()
    time.sleep(0.05)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.Popen([sys.executable, "-c", parent], env=environment)
    try:
        until(lambda: pids.exists() and pids.read_text().endswith("."))
    finally:
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
    child, inner = map(int, pids.read_text().split()[:2])
    until(lambda: not is_alive(child) and not is_alive(inner))
