# SPDX-License-Identifier: GPL-3.0-or-later
"""The real worker, as its parent talks to it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import bpy
import pytest

from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.costs.timing import timing_in
from interact_addon.core.rendering.processes import end_group, is_alive, own_group
from interact_addon.core.rendering.program import worker_command, worker_environment

pytestmark = [pytest.mark.blender, pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")]


PATIENCE = 300.0  # seconds; nothing takes so long


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


def order(
    root: Path,
    tmp_path: Path,
    name: str,
    key: str = "20260101_001",
    last: int = 2,
    characters: Path | None = None,
    size: tuple[int, int] = (32, 18),
) -> str:
    picture = PictureOptions("preview", *size)
    options = MovieOptions(ComposeOptions(picture=picture, characters=characters), FrameRange(1, last))
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
        again = last_event(worker, "done", "failed")
        assert again["report"]["movie"] == str(tmp_path / "out" / "body_renders" / "two.mp4")
        # The first scene is dearer, and says why.
        first, second = (timing_in(event["timing"]) for event in (done, again))
        assert first is not None
        assert second is not None
        assert (first.frames, first.fresh, first.new_people, first.new_engine) == (2, True, 2, True)
        assert (second.frames, second.fresh, second.new_people, second.new_engine) == (2, False, 0, False)
        assert first.cpu.start > 0.0 == second.cpu.start
        assert min(second.cpu.prepare, second.cpu.first, second.cpu.rest) > 0.0
        worker.stdin.close()
        assert worker.wait(PATIENCE) == 1  # one of its orders failed
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
        worker.stdin.write(order(demo_root, tmp_path, "one", last=120, size=(640, 360)))
        worker.stdin.flush()
        last_event(worker, "frame")
        worker.stdin.close()  # as the system does it when a parent dies
        deadline = time.monotonic() + PATIENCE
        while worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_alive(worker.pid)
        assert not (tmp_path / "out" / "body_renders_noaudio" / "one.mkv").exists()
    finally:
        end_group(worker, kindly=0)


@pytest.mark.parametrize("wrong", ["character", "body"])
def test_what_is_wrong_with_files_and_rigs_is_not_to_be_tried_again(
    demo_root: Path, tmp_path: Path, wrong: str
) -> None:
    """A worker says of our own errors that they are permanent, whichever step of the work raises them."""
    root, characters = demo_root, None
    if wrong == "body":
        root = tmp_path / "dataset"
        shutil.copytree(demo_root, root)
        for body in root.glob("bvhs*/*.bvh"):
            body.write_text("HIERARCHY\nROOT")
    else:
        bare = bpy.data.objects.new("Ann", bpy.data.armatures.new("Ann"))
        bpy.context.scene.collection.objects.link(bare)
        characters = tmp_path / "people.blend"
        bpy.ops.wm.save_as_mainfile(filepath=str(characters))
        people = "".join(f'[actors.{actor}]\narmature = "Ann"\n' for actor in ("001", "002"))
        characters.with_suffix(".toml").write_text(people)
    worker = start(tmp_path)
    assert worker.stdin is not None
    try:
        worker.stdin.write(order(root, tmp_path, "one", characters=characters))
        worker.stdin.flush()
        failed = last_event(worker, "done", "failed")
        assert (failed["event"], failed["permanent"], failed["machine"]) == ("failed", True, False)
        assert {"character": "people.blend: Ann: the rig's bone names", "body": ".bvh"}[wrong] in failed[
            "error"
        ]
    finally:
        end_group(worker, kindly=0)
