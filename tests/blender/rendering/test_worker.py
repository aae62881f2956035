# SPDX-License-Identifier: GPL-3.0-or-later
"""The real worker, as its parent talks to it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.processes import end_group, is_alive, own_group
from interact_addon.core.rendering.program import worker_command, worker_environment

pytestmark = [pytest.mark.blender, pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")]


def start(tmp_path: Path) -> subprocess.Popen[str]:
    with (tmp_path / "start.log").open("wb") as sink:
        return subprocess.Popen(
            worker_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sink,
            env=worker_environment(),
            text=True,
            **own_group(),
        )


def order(root: Path, tmp_path: Path, name: str, key: str = "20260101_001", last: int = 2) -> str:
    picture = PictureOptions("preview", 32, 18)
    options = MovieOptions(ComposeOptions(picture=picture), FrameRange(1, last))
    request = RenderRequest(root, key, tmp_path / "out", options, name)
    return json.dumps({**request.as_dict(), "hold": True, "log": str(tmp_path / f"{name}.log")}) + "\n"


def last_event(worker: subprocess.Popen[str], *kinds: str) -> dict:
    assert worker.stdout is not None
    for line in worker.stdout:
        event = json.loads(line)
        if event["event"] in kinds:
            return event
    raise AssertionError("the worker fell silent")


def test_one_worker_does_scene_after_scene_each_with_its_log(demo_root: Path, tmp_path: Path) -> None:
    worker = start(tmp_path)
    assert worker.stdin is not None
    try:
        worker.stdin.write(order(demo_root, tmp_path, "one"))
        worker.stdin.write(order(demo_root, tmp_path, "none", key="20260101_999"))
        worker.stdin.flush()
        done = last_event(worker, "done", "failed")
        assert done["event"] == "done"
        assert done["report"]["frames"] == 2
        assert done["versions"]["blender"]
        assert done["memory"] > 1 << 20
        failed = last_event(worker, "done", "failed")
        assert (failed["event"], failed["permanent"]) == ("failed", True)
        worker.stdin.write(order(demo_root, tmp_path, "two"))
        worker.stdin.flush()
        assert last_event(worker, "done", "failed")["report"]["movie"] == str(
            tmp_path / "out" / "body_renders" / "two.mp4"
        )
        worker.stdin.close()
        assert worker.wait(20) == 1  # one of its orders failed
    finally:
        end_group(worker, kindly=0)
    assert (tmp_path / "one.log").stat().st_size
    assert (tmp_path / "two.log").exists()


def test_a_worker_whose_parent_is_gone_ends_in_the_middle_of_its_work(
    demo_root: Path, tmp_path: Path
) -> None:
    worker = start(tmp_path)
    assert worker.stdin is not None
    try:
        worker.stdin.write(order(demo_root, tmp_path, "one", last=120))
        worker.stdin.flush()
        last_event(worker, "frame")
        worker.stdin.close()  # as the system does it when a parent dies
        deadline = time.monotonic() + 20
        while worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_alive(worker.pid)
        assert not (tmp_path / "out" / "body_renders_noaudio" / "one.mkv").exists()
    finally:
        end_group(worker, kindly=0)
