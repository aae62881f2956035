# SPDX-License-Identifier: GPL-3.0-or-later
"""The parent's side of a render, against workers that behave in every way a real one may."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.child import render_in_child
from interact_addon.core.report import SceneReport, movie_paths
from interact_addon.core.request import RenderRequest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")


def worker(body: str) -> list[str]:
    script = "import json, os, sys, time\norder = json.load(sys.stdin)\n" + textwrap.dedent(body)
    return [sys.executable, "-c", script]


def run(tmp_path: Path, body: str) -> tuple[SceneReport, list[dict[str, Any]]]:
    events: list[dict[str, Any]] = []
    request = RenderRequest(tmp_path, "20231119_051", tmp_path / "out")
    report = render_in_child(request, log=tmp_path / "log", command=worker(body), on_event=events.append)
    return report, events


def test_a_good_worker_is_heard(tmp_path: Path) -> None:
    report, events = run(
        tmp_path,
        """
        print(json.dumps({"event": "start", "frames": 2}))
        print("noise from a library")
        print(json.dumps({"event": "frame", "frame": 1}))
        print("Blender speaks", file=sys.stderr)
        print(json.dumps({"event": "done", "report": {"key": order["key"], "movie": "m.mp4", "video": None,
              "frames": 2, "duration": 0.066667, "error": None, "findings": [], "seconds": {}}}))
        """,
    )
    assert report.done
    assert report.key == "20231119_051"
    assert [event["event"] for event in events] == ["start", "frame", "done"]
    assert (tmp_path / "log").read_text() == "Blender speaks\n"


def test_an_explained_failure_is_a_report(tmp_path: Path) -> None:
    report, _ = run(
        tmp_path, """print(json.dumps({"event": "failed", "error": "x.bvh, line 3: cut."})); sys.exit(1)"""
    )
    assert not report.done
    assert report.error == "x.bvh, line 3: cut."


def test_a_crash_is_told_by_its_signal_and_last_words_and_leaves_no_part(tmp_path: Path) -> None:
    video, _ = movie_paths(tmp_path / "out", "20231119_051")
    video.parent.mkdir(parents=True)
    part = video.with_name("20231119_051.part.mkv")
    part.write_bytes(b"half")
    report, _ = run(
        tmp_path,
        """print("Segmentation fault ahead", file=sys.stderr, flush=True); os.kill(os.getpid(), 11)""",
    )
    assert not report.done
    assert report.error is not None
    assert "SIGSEGV" in report.error
    assert "Segmentation fault ahead" in report.error
    assert not part.exists()


def test_a_silent_end_is_told(tmp_path: Path) -> None:
    report, _ = run(tmp_path, "sys.exit(5)")
    assert report.error is not None
    assert "code 5" in report.error


def test_a_worker_that_cannot_start_is_told(tmp_path: Path) -> None:
    from interact_addon.core.errors import RenderError

    request = RenderRequest(tmp_path, "20231119_051", tmp_path / "out")
    with pytest.raises(RenderError, match="could not be started"):
        render_in_child(request, log=tmp_path / "log", command=[str(tmp_path / "no-such-program")])


def test_ctrl_c_ends_the_whole_process_group(tmp_path: Path) -> None:
    """A worker with a child of its own (ffmpeg); the parent is interrupted; both must be gone."""
    pids = tmp_path / "pids"
    body = f"""
    import subprocess
    inner = subprocess.Popen(["sleep", "60"])
    with open({str(pids)!r}, "w") as file:
        file.write(f"{{os.getpid()}} {{inner.pid}}")
    print(json.dumps({{"event": "frame", "frame": 1}}), flush=True)
    time.sleep(60)
    """
    parent = f"""
import sys
from pathlib import Path
from interact_addon.core.child import render_in_child
from interact_addon.core.request import RenderRequest
here = Path({str(tmp_path)!r})
def stop(event):
    raise KeyboardInterrupt
try:
    render_in_child(RenderRequest(here, "20231119_051", here / "out"), log=here / "log",
                    command={worker(body)!r}, on_event=stop)
except KeyboardInterrupt:
    sys.exit(130)
"""
    done = subprocess.run(
        [sys.executable, "-c", parent],
        timeout=30,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert done.returncode == 130
    for pid in map(int, pids.read_text().split()):
        deadline = time.monotonic() + 5
        while _alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True
