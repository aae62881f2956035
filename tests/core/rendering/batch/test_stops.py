# SPDX-License-Identifier: GPL-3.0-or-later
"""Full disks and Ctrl-C, as the system does them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from interact_addon.core.rendering.processes import is_alive

REPOSITORY = Path(__file__).resolve().parents[4]
PATIENCE = 300.0  # seconds; nothing takes so long


def mount(place: Path, options: str) -> None:
    place.mkdir()
    mounted = (
        subprocess.run(
            ["/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)],
            capture_output=True,
            check=False,
        )
        if sys.platform.startswith("linux") and os.getuid() == 0
        else None
    )
    if mounted is None or mounted.returncode:
        pytest.skip("only root may mount a disk here")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB."""
    mount(tmp_path / "out", "size=4m")
    yield tmp_path / "out"
    subprocess.run(["/bin/umount", "-l", str(tmp_path / "out")], check=True)


@pytest.fixture
def locked_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that nobody may write to, root included."""
    mount(tmp_path / "out", "ro,size=4m")
    yield tmp_path / "out"
    subprocess.run(["/bin/umount", "-l", str(tmp_path / "out")], check=True)


def until_ended(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_disk_that_may_only_be_read_is_told_with_the_cure(locked_disk: Path, batch_of: Callable) -> None:
    batch = batch_of("movie(order)")
    result = batch.run("a", "b")
    assert [outcome.state for outcome in result.outcomes] == ["failed", "failed"]
    for outcome in result.outcomes:
        assert "this cannot be written (Read-only file system). Choose a folder" in outcome.report.error
    assert batch.tries("a") == []


def test_a_full_disk_fails_its_scene_and_loses_nothing_finished(small_disk: Path, batch_of: Callable) -> None:
    batch = batch_of(
        """
        if order["name"] == "b":
            tell(event="start", frames=3)
            try:
                with open(pathlib.Path(order["out"]) / "b.mkv", "wb") as file:
                    while True:
                        file.write(bytes(1 << 20))
            except OSError as error:
                tell(event="failed", error=f"cannot write ({error.strerror})", permanent=False, memory=1)
        else:
            movie(order)
        """
    )
    result = batch.run("a", "b", "c")
    assert [outcome.state for outcome in result.outcomes] == ["done", "failed", "done"]
    told = result.outcomes[1].report.error
    assert f"{small_disk}: the disk is full" in told
    assert (small_disk / "body_renders" / "a.mp4").read_text() == "mp4 of a"
    assert batch.strays() == []
    assert [outcome.state for outcome in batch.run("a", "c").outcomes] == ["kept", "kept"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize(("kind", "times"), [("SIGINT", 1), ("SIGTERM", 1), ("SIGINT", 2)])
def test_ctrl_c_stops_cleanly_and_twice_at_once(batch_of: Callable, kind: str, times: int) -> None:
    batch = batch_of(
        """
        import signal
        if order["name"] == "b" and n == 1:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a Blender in the middle of a frame
            inner = subprocess.Popen(["sleep", "60"])
            (HERE / "inner").write_text(str(inner.pid))
            tell(event="start", frames=3)
            tell(event="frame", frame=1)
            time.sleep(60)
        movie(order)
        """
    )
    script = batch.here / "coordinator.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import sys
            from pathlib import Path
            from interact_addon.core.rendering.batch import BatchOptions, Task, run_batch
            from interact_addon.core.dataset import Performance, Scene
            from interact_addon.core.jobs.request import RenderRequest
            here = Path({str(batch.here)!r})
            source = Scene("20260101_001", "20260101", 1, (Performance("k", "001", "male"),))
            requests = [RenderRequest(here, source.key, here / "out", name=name) for name in "abc"]
            tasks = [Task(request, source, 3) for request in requests]
            def told(event):
                print(event["event"], event.get("name"), flush=True)
            result = run_batch(tasks, here / "out", BatchOptions(workers=1), listener=told,
                               command={batch.command!r})
            print([outcome.state for outcome in result.outcomes], result.interrupted, flush=True)
            """
        )
    )
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line == "frame b\n":
            break
    process.send_signal(getattr(signal, kind))
    if times == 2:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)  # the first one is being seen to
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert not is_alive(batch.tries("b")[0])
    # Killed in the same moment, and nobody's child by then: gone as soon as the system gets to it.
    until_ended(int((batch.here / "inner").read_text()))
    assert (batch.out / "body_renders" / "a.mp4").exists()
    if process.returncode == 0:
        assert "['done', 'left', 'left'] True" in out
        assert batch.strays() == []
    else:
        assert "KeyboardInterrupt" in err
    assert [outcome.state for outcome in batch.run("a", "b", "c").outcomes][1:] == ["done", "done"]
    assert batch.strays() == []
